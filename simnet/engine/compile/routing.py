"""Routing: the orders of preference of services and nodes, distances, and the rules for the engine."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from simnet.engine import plan
from simnet.engine.compile.context import Context
from simnet.engine.compile.demand import item_shares, item_units, item_volume, item_weight
from simnet.engine.compile.network import carrier_of
from simnet.engine.compile.numbering import distance, label_of, tags_of

Whole = NDArray[np.int64]


@dataclass(frozen=True)
class MeanOrder:
    """What an order is on average: pounds, units and cubic inches."""

    weight_lb: float
    units: float
    volume_in3: float

    def cents(self, lane: plan.OutLane) -> int:
        """Price it on a lane in cents, surcharges included."""
        pounds = max(1, _up(self.weight_lb))
        if lane.divisor and self.volume_in3 > lane.above_in3:
            pounds = max(pounds, _up(self.volume_in3 / lane.divisor))
        last = len(lane.cents) - 1
        price = int(lane.cents[min(pounds, last)]) + max(0, pounds - last) * lane.cents_per_lb
        return price + lane.residential + math.floor(price * lane.fuel + lane.per_unit * self.units + 0.5)


@dataclass(frozen=True)
class _Ways:
    """The first lane of each node to each region, as the static routing keys see it."""

    first: dict[tuple[int, int], plan.OutLane]
    """By (region, node)."""
    order: MeanOrder


def compile_routing(
    context: Context, lanes: tuple[plan.OutLane, ...]
) -> tuple[plan.Routing, tuple[plan.Region, ...]]:
    """Compile the routing rules and every region's ranking of the nodes on an ordinary day."""
    scenario, numbers = context.scenario, context.numbers
    rules, sync = scenario.routing, scenario.routing.sync
    order = mean_order(context)
    services = _services(context, lanes, order)
    routing = plan.Routing(
        rules=tuple(rules.rules),
        ranked=_ranked(context),
        miles10=_miles10(context),
        domestic=_domestic(context),
        services=services,
        splits=rules.splits,
        out_of_stock=rules.out_of_stock,
        when_full=rules.when_full,
        sync=sync.every if sync else 0,
        drift=sync.error if sync else 0.0,
        oversize="oversize" in rules.exceptions,
        partial="partial" in rules.exceptions,
        problem="problem" in rules.exceptions,
        problem_share=scenario.customers.problem_share,
    )
    firsts = {
        (region, node): lanes[services[region, node, 0]]
        for region in range(len(numbers.regions))
        for node in range(len(numbers.nodes))
        if services.shape[2] and services[region, node, 0] >= 0
    }
    ways = _Ways(firsts, order)
    return routing, tuple(_region(context, name, routing, ways) for name in numbers.regions)


def with_docks(
    lanes: tuple[plan.OutLane, ...], services: tuple[plan.Service, ...], docks: tuple[plan.Dock, ...]
) -> tuple[plan.OutLane, ...]:
    """Fill in the dock of every lane."""
    by_pair = {(dock.node, dock.carrier): number for number, dock in enumerate(docks)}
    return tuple(replace(lane, dock=by_pair[lane.node, services[lane.service].carrier]) for lane in lanes)


def mean_order(context: Context) -> MeanOrder:
    """Average what orders weigh and hold; the volume is that of the units, without the room between them."""
    scenario, numbers = context.scenario, context.numbers
    customers, shares = scenario.customers, item_shares(scenario, numbers)
    sold = customers.lines_per_order * customers.units_per_line
    weight, units, volume = (
        float(shares @ np.array([of(scenario, name) for name in numbers.items])) * sold
        for of in (item_weight, item_units, item_volume)
    )
    return MeanOrder(weight, units, volume)


def _up(x: float) -> int:
    return math.ceil(x - 1e-9)


def _services(context: Context, lanes: tuple[plan.OutLane, ...], order: MeanOrder) -> Whole:
    """Order the lanes of each node to each region by the preference of services, ties by label, -1 filled."""
    numbers = context.numbers
    found: dict[tuple[int, int], list[int]] = {}
    names = list(numbers.services)
    for number, lane in enumerate(lanes):
        found.setdefault((lane.region, lane.node), []).append(number)
    most = max((len(of) for of in found.values()), default=0)
    table = np.full((len(numbers.regions), len(numbers.nodes), most), -1, dtype=np.int64)
    for pair, of in found.items():
        of.sort(key=lambda number: (_preference(context, lanes[number], names, order), number))
        table[pair[0], pair[1], : len(of)] = of
    return table


def _preference(context: Context, lane: plan.OutLane, names: list[str], order: MeanOrder) -> tuple[int, ...]:
    """Give the places of a lane's service in the order of preference; one that no list names comes last."""
    keys = []
    listed = context.scenario.routing.service
    for place, wanted in enumerate(listed):
        if wanted == "cheapest":
            keys.append(order.cents(lane))
        elif wanted == "fastest":
            keys.append(lane.mean_minutes)
        else:
            named = wanted.replace("/", ".")
            hit = named in (names[lane.service], carrier_of(names[lane.service]))
            keys.append(place - len(listed) if hit else 0)
    return tuple(keys)


def _ranked(context: Context) -> Whole:
    scenario, numbers = context.scenario, context.numbers
    table = np.full((len(numbers.regions), len(numbers.nodes)), len(numbers.nodes), dtype=np.int64)
    for name, region in numbers.regions.items():
        listed = scenario.routing.ranked.get(name) or scenario.customers.regions[name].rank
        for place, node in enumerate(dict.fromkeys(listed)):
            table[region, numbers.nodes[node]] = place
    return table


def _miles10(context: Context) -> Whole:
    """Tabulate distances in tenths of a mile; a lane for all services may state its own."""
    numbers = context.numbers
    table = np.zeros((len(numbers.regions), len(numbers.nodes)), dtype=np.int64)
    own = {
        (lane.destination, lane.origin): lane.distance
        for lane in context.scenario.lanes
        if lane.distance is not None and lane.service is None
    }
    for region, row in numbers.regions.items():
        for node, column in numbers.nodes.items():
            given = own.get((region, node))
            miles = given if given is not None else distance(context.regions[region], context.nodes[node])
            table[row, column] = math.floor(miles * 10 + 0.5)
    return table


def _domestic(context: Context) -> Whole:
    regions, nodes = context.regions, context.nodes
    rows = [
        [int(regions[region].country != nodes[node].country) for node in context.numbers.nodes]
        for region in context.numbers.regions
    ]
    return np.array(rows, dtype=np.int64).reshape(len(context.numbers.regions), len(context.numbers.nodes))


def _region(context: Context, name: str, routing: plan.Routing, ways: _Ways) -> plan.Region:
    region, number = context.scenario.customers.regions[name], context.numbers.regions[name]
    return plan.Region(
        name=name,
        label=label_of(name, region),
        country=context.regions[name].country,
        ranking=_ranking(context, number, routing, ways),
        tags=tags_of(region),
        packed_first=region.packed_first,
    )


def _ranking(context: Context, region: int, routing: plan.Routing, ways: _Ways) -> tuple[int, ...]:
    """Rank the nodes with a lane by the routing rules without stock; drop shippers come last.

    Only if no other node with a lane stocks anything do they come first, so that one of them is the home.
    """
    nodes = [context.scenario.nodes[name] for name in context.numbers.nodes]
    reach = [node for node in range(len(nodes)) if (region, node) in ways.first]
    stocked = any(nodes[node].kind != "dropship" and nodes[node].stock for node in reach)

    def key(node: int) -> tuple[int, ...]:
        lane = ways.first[region, node]
        static = {
            "minimize_splits": 0,
            "stay_in_market": int(routing.domestic[region, node]),
            "ranked": int(routing.ranked[region, node]),
            "closest": int(routing.miles10[region, node]),
            "cheapest": ways.order.cents(lane),
            "fastest": lane.mean_minutes,
        }
        return (
            int((nodes[node].kind == "dropship") == stocked),
            *(static[rule] for rule in routing.rules),
            node,
        )

    return tuple(sorted(reach, key=key))
