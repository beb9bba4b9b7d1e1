"""Disruptions: what each one hits, when it comes, how bad it is and what is done about it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from simnet.engine import plan
from simnet.engine.compile.acts import compile_response
from simnet.engine.compile.context import Context
from simnet.engine.compile.network import carrier_of
from simnet.scenario.disruptions import ANSWERED, TYPES, Disruption
from simnet.scenario.distribution import Distribution
from simnet.scenario.events import targets_of
from simnet.scenario.response import Response
from simnet.scenario.scenario import Scenario
from simnet.scenario.timing import months_later

INSTANT = 1
"""Duration in microseconds of what is over at once; an event of no length changes nothing."""
UNDER_WAY = {"node_outage": "in_progress", "supplier_outage": "in_production"}
INBOUND_ONLY = frozenset({"customs_hold", "port_congestion"})


@dataclass(frozen=True)
class _Network:
    """The lanes and docks that events can hit, and the demand by which transfers are measured."""

    lanes: tuple[plan.OutLane, ...]
    inbound: tuple[plan.InLane, ...]
    docks: tuple[plan.Dock, ...]


def compile_events(
    context: Context,
    lanes: tuple[plan.OutLane, ...],
    inbound: tuple[plan.InLane, ...],
    docks: tuple[plan.Dock, ...],
    transfers: dict[str, float],
) -> tuple[plan.Event, ...]:
    """Compile disruptions in the order of their luck labels; `transfers` holds mean units a day by SKU."""
    network = _Network(lanes, inbound, docks)
    ordered = sorted(context.scenario.disruptions, key=lambda one: (one.luck or one.name, one.name))
    return tuple(_event(context, one, network, transfers) for one in ordered)


def _event(context: Context, one: Disruption, network: _Network, transfers: dict[str, float]) -> plan.Event:
    numbers, scenario, book = context.numbers, context.scenario, context.book
    hit = targets_of(one, scenario)
    target = TYPES[one.type].target
    carriers, services = _carriers(context, one, hit) if target == "carrier" else ((), ())
    lanes, inbound = _lanes(context, one, hit, network)
    nodes = _numbers(hit, numbers.nodes) if target == "node" else ()
    at = _onsets(context, one)
    response = response_of(one, scenario)
    return plan.Event(
        name=one.name,
        label=one.luck or one.name,
        kind=one.type,
        nodes=nodes,
        carriers=carriers,
        services=services,
        lanes=lanes,
        inbound=inbound,
        suppliers=_numbers(hit, numbers.suppliers) if target == "supplier" else (),
        regions=_regions(context, one, hit),
        skus=_numbers(one.skus, numbers.skus),
        items=_numbers(one.skus, numbers.items),
        docks=_docks(context, one, nodes, network) if one.type == "pickup_missed" else (),
        at=at,
        rate=round(one.happens.mean()) if one.happens is not None else 0,
        chance=1.0 if one.probability is None else one.probability,
        after=_label_of_event(context, one.after.event) if one.after else "",
        delay=round(one.after.delay.mean()) if one.after else 0,
        duration=book.fixed(INSTANT) if one.lasts is None else book.of(one.lasts),
        factor=_factor(one),
        add=_mean(one.add) if one.type != "customs_hold" else 0,
        share=one.share if one.share is not None else one.add_share or 0.0,
        hold_for=book.of(one.add) if one.type == "customs_hold" and one.add is not None else -1,
        fraction=one.fraction or 0.0,
        error=one.error or 0.0,
        stops_sync=one.sync == "stops",
        under_way=getattr(one, UNDER_WAY.get(one.type, "in_transit")),
        staged=one.staged,
        costs=tuple(hit) if one.type == "cost_shock" else (),
        ramp=(one.recovery.start, one.recovery.over) if one.recovery else None,
        response=compile_response(context, response, transfers) if response is not None else None,
        tags=frozenset(f"{tag}: {label}" for tag, label in one.tags.items()),
        gap=_gap(context, one.happens),
    )


def response_of(one: Disruption, scenario: Scenario) -> Response | None:
    """Find what people do about a disruption: its own response, else the scenario's if it needs one."""
    return one.response or (scenario.response if one.type in ANSWERED else None)


def _factor(one: Disruption) -> float:
    """Find the factor; what a cost shock adds to a price, as a share of it, is part of its factor."""
    factor = 1.0 if one.factor is None else one.factor
    return factor + (one.add_share or 0.0) if one.type == "cost_shock" else factor


def _gap(context: Context, happens: Distribution | None) -> int:
    """Tabulate the time between occurrences; an exponential one needs no table."""
    if happens is None or (happens.kind == "exponential" and "mean" in happens.params):
        return -1
    return context.book.of(happens)


def _numbers(names: Iterable[str], known: Mapping[str, int]) -> tuple[int, ...]:
    return tuple(sorted({known[name] for name in names if name in known}))


def _mean(distribution: Distribution | None) -> int:
    return 0 if distribution is None else math.floor(distribution.mean() + 0.5)


def _label_of_event(context: Context, name: str) -> str:
    return next(one.luck or one.name for one in context.scenario.disruptions if one.name == name)


def _regions(context: Context, one: Disruption, hit: list[str]) -> tuple[int, ...]:
    """List the regions of a demand surge; none means all."""
    if TYPES[one.type].target != "region":
        return ()
    names = set(hit) & set(one.regions) if one.regions and hit else set(hit) | set(one.regions)
    found = _numbers(names, context.numbers.regions)
    return () if len(found) == len(context.numbers.regions) else found


def _carriers(context: Context, one: Disruption, hit: list[str]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """List the carriers that are hit, or only those of their services that are named."""
    numbers = context.numbers
    if not one.services:
        return _numbers(hit, numbers.carriers), ()
    wanted = {name.replace("/", ".").rpartition(".")[2] for name in one.services}
    of_carriers = [name for name in numbers.services if carrier_of(name) in hit]
    return (), _numbers([name for name in of_carriers if name.partition(".")[2] in wanted], numbers.services)


def _lanes(
    context: Context, one: Disruption, hit: list[str], network: _Network
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """List the outbound and inbound lanes that are hit; by a cost shock those of its carriers and origins."""
    target = TYPES[one.type].target
    if target not in ("lane", "cost"):
        return (), ()
    names = _Ends(context)
    if target == "cost":
        return _shocked(one, network, names)
    outbound = [n for n, lane in enumerate(network.lanes) if _meant(hit, *names.outbound(lane))]
    inbound = [n for n, lane in enumerate(network.inbound) if _meant(hit, *names.inbound(lane))]
    return (() if one.type in INBOUND_ONLY else tuple(outbound)), tuple(inbound)


def _shocked(one: Disruption, network: _Network, names: _Ends) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """List the lanes of the carriers and origins that a cost shock names; all if it names none."""
    services = {
        n for n, name in enumerate(names.services) if not one.carriers or carrier_of(name) in one.carriers
    }
    carriers = {n for n, name in enumerate(names.carriers) if name in one.carriers} if one.carriers else None
    outbound = [
        n
        for n, lane in enumerate(network.lanes)
        if lane.service in services and (not one.lanes or names.outbound(lane)[0] in one.lanes)
    ]
    inbound = [
        n
        for n, lane in enumerate(network.inbound)
        if (carriers is None or lane.carrier in carriers)
        and (not one.lanes or names.inbound(lane)[0] in one.lanes)
    ]
    return tuple(outbound), tuple(inbound)


class _Ends:
    """Names of the two ends of lanes."""

    def __init__(self, context: Context) -> None:
        numbers = context.numbers
        self.nodes, self.regions = list(numbers.nodes), list(numbers.regions)
        self.suppliers, self.carriers = list(numbers.suppliers), list(numbers.carriers)
        self.services = list(numbers.services)

    def outbound(self, lane: plan.OutLane) -> tuple[str, str]:
        return self.nodes[lane.node], self.regions[lane.region]

    def inbound(self, lane: plan.InLane) -> tuple[str, str]:
        source = self.suppliers[lane.supplier] if lane.supplier >= 0 else self.nodes[lane.source]
        return source, self.nodes[lane.node]


def _meant(targets: Iterable[str], origin: str, destination: str) -> bool:
    """Tell whether a lane is meant by `all`, by `from -> to`, or by a place at one of its ends."""
    for target in targets:
        begin, arrow, end = (part.strip() for part in target.partition("->"))
        if target == "all" or (arrow and (begin, end) == (origin, destination)):
            return True
        if not arrow and target in (origin, destination):
            return True
    return False


def _docks(context: Context, one: Disruption, nodes: tuple[int, ...], network: _Network) -> tuple[int, ...]:
    carriers = _numbers(one.carriers, context.numbers.carriers)
    return tuple(
        n
        for n, dock in enumerate(network.docks)
        if dock.node in nodes and (not carriers or dock.carrier in carriers)
    )


def _onsets(context: Context, one: Disruption) -> tuple[int, ...]:
    """List the onsets that are known, from zero on and before the end."""
    timeline = context.timeline
    if one.starts is not None:
        found = [timeline.instant(one.starts)]
    elif one.every is not None:
        found = _recurring(context, one)
    else:
        return ()
    return tuple(at for at in found if 0 <= at < timeline.end)


def _recurring(context: Context, one: Disruption) -> list[int]:
    """List the instants of a recurrence, in local time, which a change of the clocks does not shift.

    By months it keeps the day of the month, or takes the month's last day.
    """
    assert one.every is not None
    first, timeline = one.first or context.scenario.start, context.timeline
    found: list[int] = []
    while True:
        count = len(found)
        if one.every.months:
            local = months_later(first, count * one.every.months)
        else:
            local = first + timedelta(microseconds=count * one.every.gap)
        at = timeline.instant(local)
        if at >= timeline.end:
            return found
        found.append(at)
