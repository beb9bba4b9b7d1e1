"""Outbound lanes: a node's ways to the regions, with their transit, business clocks and prices."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from simnet import geo, pricing
from simnet.engine import plan
from simnet.engine.compile import tables
from simnet.engine.compile.context import Clocks, Context
from simnet.engine.compile.network import carrier_of, stations
from simnet.engine.compile.numbering import (
    Numbers,
    Place,
    builtin_service,
    distance,
    label_of,
    service_labels,
    tags_of,
)  # fmt: skip
from simnet.engine.compile.tables import Array
from simnet.scenario.carriers import Service
from simnet.scenario.distribution import Distribution
from simnet.scenario.holidays import holiday_country
from simnet.scenario.lanes import Lane
from simnet.scenario.scenario import Scenario
from simnet.units import DAY, MINUTE


@dataclass(frozen=True)
class _Way:
    """One service, whether built in or the scenario's own, as lanes need it."""

    name: str
    transit: Distribution | None
    by_zone: Mapping[str, Distribution]
    standard: pricing.Service
    """Built-in service with the days by zone that hold if nothing else is given."""
    business: bool
    weekdays: tuple[int, ...]
    holidays: str | None
    """Country whose holidays do not count; `destination` for that of the region."""
    deliver_at: int | None


def compile_outbound(context: Context) -> tuple[tuple[plan.OutLane, ...], set[tuple[int, int]]]:
    """Compile a lane from every node to every region by every service that collects there, closed ones apart.

    Returns the lanes in the order of their labels, still without docks, and the (node, carrier) pairs.
    """
    scenario, numbers = context.scenario, context.numbers
    ways = [_way(scenario, name) for name in numbers.services]
    given = _given(scenario, numbers)
    lanes = [
        _lane(context, way, node, region, lane)
        for node in numbers.nodes
        for way in ways
        for region in numbers.regions
        if _collects(scenario, node, way.name, lane := given.get((node, region, way.name)))
        and not (lane is not None and lane.closed)
    ]
    used = {(lane.node, numbers.carriers[carrier_of(ways[lane.service].name)]) for lane in lanes}
    return tuple(sorted(lanes, key=lambda lane: (lane.label, lane.name))), used


def assumed_transit(scenario: Scenario, numbers: Numbers) -> dict[str, str]:
    """Name the built-in services whose days by zone are assumed for services that give no transit."""
    ways = [
        _way(scenario, name)
        for name in numbers.services
        if scenario.carriers[carrier_of(name)].builtin is None
    ]
    return {way.name: way.standard.name for way in ways if way.transit is None and not way.by_zone}


def _way(scenario: Scenario, name: str) -> _Way:
    carrier, _, short = name.partition(".")
    found = scenario.carriers[carrier]
    if found.builtin is not None:
        return _builtin(name, builtin_service(found.builtin))
    return _own(name, found.services[short])


def _builtin(name: str, service: pricing.Service) -> _Way:
    business = service.days == "business"
    return _Way(name, None, {}, service, business, service.weekdays, service.holidays, None)


def _own(name: str, service: Service) -> _Way:
    business = service.days == "business"
    # An hour of delivery that nobody wrote makes no whole days of a service in calendar days.
    deliver_at = service.deliver_at if business or "deliver_at" in service.model_fields_set else None
    return _Way(
        name=name,
        transit=service.transit,
        by_zone=service.by_zone,
        standard=pricing.standard_service(service.rates.card),
        business=business,
        weekdays=service.weekdays,
        holidays="destination",
        deliver_at=deliver_at,
    )


def _given(scenario: Scenario, numbers: Numbers) -> dict[tuple[str, str, str], Lane]:
    """Find the scenario's own outbound lanes by node, region and service; naming a service comes first."""
    found: dict[tuple[str, str, str], Lane] = {}
    outbound = [
        lane
        for lane in scenario.lanes
        if lane.origin in numbers.nodes and lane.destination in numbers.regions
    ]
    for lane in sorted(outbound, key=lambda lane: lane.service is not None):
        for service in numbers.services:
            if lane.service is None or lane.service.replace("/", ".") in (service, carrier_of(service)):
                found[lane.origin, lane.destination, service] = lane
    return found


def _collects(scenario: Scenario, node: str, service: str, lane: Lane | None) -> bool:
    """Tell whether a carrier collects at a node: pickups name all or this one, or a lane names it."""
    named = {pickup.carrier for pickup in scenario.nodes[node].pickup}
    return (
        not named
        or None in named
        or carrier_of(service) in named
        or (lane is not None and lane.service is not None)
    )


def _lane(context: Context, way: _Way, node: str, region: str, lane: Lane | None) -> plan.OutLane:
    origin, destination = context.nodes[node], context.regions[region]
    miles = lane.distance if lane is not None and lane.distance is not None else distance(origin, destination)
    table, business = _transit(context, way, node, miles, lane)
    tariff = pricing.tariff(context.scenario, node, region, way.name)
    size = tariff.dimensional
    return plan.OutLane(
        name=f"{node} -> {region} {way.name}",
        label=_label(context, way.name, node, region, lane),
        node=context.numbers.nodes[node],
        region=context.numbers.regions[region],
        service=context.numbers.services[way.name],
        dock=-1,
        transit=context.book.add(table),
        clock=_clock(context.clocks, way, destination, business),
        mean_minutes=math.floor(tables.mean(table) / MINUTE + 0.5),
        cents=np.array(tariff.cents, dtype=np.int64),
        cents_per_lb=tariff.step,
        damage=lane.damage if lane is not None else 0.0,
        problem=lane.problem if lane is not None else False,
        divisor=size.divisor if size is not None else 0.0,
        above_in3=size.above_in3 if size is not None else 0.0,
        fuel=tariff.fuel,
        residential=tariff.residential,
        per_unit=tariff.per_unit,
        tags=tags_of(lane) if lane is not None else frozenset(),
    )


def _label(context: Context, service: str, node: str, region: str, lane: Lane | None) -> str:
    scenario = context.scenario
    ends = lane_label(
        lane, label_of(node, scenario.nodes[node]), label_of(region, scenario.customers.regions[region])
    )
    return f"{ends} {service_labels(scenario)[service]}"


def lane_label(lane: Lane | None, origin: str, destination: str) -> str:
    """Return a lane's own luck label, else those of its two ends, so that renaming an end changes nothing."""
    if lane is not None and lane.luck not in ("", lane.name):
        return lane.luck
    return f"{origin} -> {destination}"


def _transit(context: Context, way: _Way, node: str, miles: float, lane: Lane | None) -> tuple[Array, bool]:
    """Tabulate the transit, and tell whether it is in business days.

    The handling of a drop shipper without stations is part of it.
    """
    zone = geo.zone(miles)
    own = lane.transit if lane is not None else None
    found = own if own is not None else way.transit if way.transit is not None else way.by_zone.get(str(zone))
    if found is not None:
        table, business = tables.table_of(found), way.business or found.business
    else:
        standard = way.standard.transit[min(zone, len(way.standard.transit)) - 1]
        table, business = tables.lognormal(standard.median_days * DAY, standard.spread), way.business
    handled = context.scenario.nodes[node]
    if handled.handling is not None and not stations(handled):
        table = tables.add(tables.table_of(handled.handling), table)
    return table, business


def _clock(clocks: Clocks, way: _Way, destination: Place, business: bool) -> int:
    if business:
        holidays = holiday_country(destination.country) if way.holidays == "destination" else way.holidays
        return clocks.of(tuple(way.weekdays), destination.timezone, holidays, way.deliver_at)
    if way.deliver_at is not None:
        return clocks.of(tuple(range(7)), destination.timezone, None, way.deliver_at)
    return -1
