"""The network's elements: nodes with their hours, docks with their pickups, carriers, services, suppliers."""

from __future__ import annotations

import numpy as np

from simnet.engine import plan
from simnet.engine.calendars import Instants
from simnet.engine.compile.context import Context
from simnet.engine.compile.numbering import Numbers, Place, builtin_service, label_of, service_labels, tags_of
from simnet.engine.compile.tables import TableBook
from simnet.engine.compile.time import Timeline, closing_times, weekly_hours, working_days
from simnet.scenario.carriers import Carrier
from simnet.scenario.nodes import Node
from simnet.scenario.pickups import Pickup
from simnet.scenario.scenario import Scenario
from simnet.scenario.suppliers import Supplier


def compile_nodes(context: Context) -> tuple[plan.Node, ...]:
    """Compile nodes, drop-shipping suppliers included."""
    return tuple(_node(context, name) for name in context.numbers.nodes)


def compile_carriers(scenario: Scenario, numbers: Numbers) -> tuple[plan.Carrier, ...]:
    """Compile carriers with their capacity and congestion."""
    return tuple(_carrier(name, scenario.carriers[name]) for name in numbers.carriers)


def compile_services(scenario: Scenario, numbers: Numbers) -> tuple[plan.Service, ...]:
    """Compile services; one has the tags of its carrier."""
    labels = service_labels(scenario)
    found = []
    for name in numbers.services:
        carrier = carrier_of(name)
        tags = tags_of(scenario.carriers[carrier])
        found.append(plan.Service(name, labels[name], numbers.carriers[carrier], tags))
    return tuple(found)


def compile_suppliers(context: Context, backups: frozenset[str]) -> tuple[plan.Supplier, ...]:
    """Compile suppliers; one that only drop-ships makes nothing for others.

    `backups` are used as backups although the scenario does not call them so.
    """
    return tuple(_supplier(context, name, name in backups) for name in context.numbers.suppliers)


def compile_docks(context: Context, used: set[tuple[int, int]]) -> tuple[plan.Dock, ...]:
    """Compile a dock for every (node, carrier) with a lane, in that order."""
    nodes, carriers = list(context.numbers.nodes), list(context.numbers.carriers)
    return tuple(_dock(context, nodes[at], carriers[by]) for at, by in sorted(used))


def carrier_of(service: str) -> str:
    """Return the carrier of a `carrier.service` name."""
    return service.partition(".")[0]


def pickup_of(node: Node, carrier: str) -> tuple[Pickup, ...]:
    """List the pickups of a carrier at a node: its own, else those of every carrier."""
    own = tuple(pickup for pickup in node.pickup if pickup.carrier == carrier)
    return own or tuple(pickup for pickup in node.pickup if pickup.carrier is None)


def _node(context: Context, name: str) -> plan.Node:
    node, place, timeline = context.scenario.nodes[name], context.nodes[name], context.timeline
    week = node.hours
    openings = timeline.openings(week, place.timezone, node.holidays)
    openings, gates = timeline.gates(openings, node.order_cutoff, place.timezone)
    cutoffs = np.zeros(0, dtype=np.int64)
    if node.order_cutoff is not None and node.kind != "dropship":
        cutoffs = timeline.daily(node.order_cutoff, working_days(week), place.timezone, node.holidays)
    pick = node.pick
    counts = [policy.count for policy in node.stock.values() if policy.count is not None]
    return plan.Node(
        name=name,
        label=label_of(name, node),
        country=node.country,
        kind=node.kind,
        stations=stations(node),
        work=_work(node, context.book),
        per_line=pick.per_line if pick else 0,
        per_unit=pick.per_unit if pick else 0,
        openings=openings,
        gates=gates,
        cutoffs=cutoffs,
        wrong=1.0 - node.accuracy,
        damage=node.damage,
        receiving=node.receiving,
        ramp=(node.ramp.start, node.ramp.over) if node.ramp else None,
        count_every=min(counts, default=0),
        queue_limit=node.queue_limit or 0,
        tags=tags_of(node),
    )


def stations(node: Node) -> int:
    """Count the stations; a capacity is one station, and 0 packs without limit."""
    if node.stations is not None:
        return node.stations
    return 1 if node.capacity is not None else 0


def _work(node: Node, book: TableBook) -> int:
    """Tabulate the work of an order.

    A capacity of C orders a day is one station that takes (weekly open time / open days a week) / C for each.
    The handling of a drop shipper without stations is part of its transit.
    """
    if node.capacity is not None:
        open_time, open_days = weekly_hours(node.hours)
        return book.fixed(open_time / open_days / node.capacity)
    return book.of(node.pick.per_order) if node.pick is not None else book.fixed(0)


def _carrier(name: str, carrier: Carrier) -> plan.Carrier:
    congestion = carrier.congestion
    return plan.Carrier(
        name=name,
        label=label_of(name, carrier),
        damage=carrier.damage,
        capacity=max(1, round(carrier.capacity)) if carrier.capacity is not None else 0,
        congestion_sd=congestion.sd if congestion else 0.0,
        congestion_memory=congestion.memory if congestion else 0,
        tags=tags_of(carrier),
    )


def _dock(context: Context, at: str, carrier: str) -> plan.Dock:
    node, place, timeline = context.scenario.nodes[at], context.nodes[at], context.timeline
    pickups = pickup_of(node, carrier)
    usual = _usual_days(context, node, carrier)
    found = [
        (_instants(pickup, usual, node, place, timeline), pickup.capacity or 0, pickup.ready_before)
        for pickup in pickups
        if not pickup.continuous
    ]
    if not pickups:
        found = [(_at_closing(node, place, timeline), 0, 0)]
    none = np.zeros(0, dtype=np.int64)
    instants = np.concatenate([none, *(some for some, _, _ in found)])
    order = np.argsort(instants, kind="stable")
    return plan.Dock(
        node=context.numbers.nodes[at],
        carrier=context.numbers.carriers[carrier],
        continuous=any(pickup.continuous for pickup in pickups),
        pickups=instants[order],
        capacities=np.concatenate([none, *(np.full(len(some), most) for some, most, _ in found)])[order],
        ready_before=np.concatenate([none, *(np.full(len(some), time) for some, _, time in found)])[order],
    )


def _instants(pickup: Pickup, usual: set[int], node: Node, place: Place, timeline: Timeline) -> Instants:
    """List the pickups on their weekdays, the usual ones if none are given."""
    days = set(pickup.weekdays) if "weekdays" in pickup.model_fields_set else usual
    found = [timeline.daily(time, days, place.timezone, node.holidays) for time in pickup.times]
    return np.concatenate(found)


def _usual_days(context: Context, node: Node, carrier: str) -> set[int]:
    """List the node's working days on which a service of the carrier runs; all of them if there are none."""
    found = context.scenario.carriers[carrier]
    if found.builtin is not None:
        running = set(builtin_service(found.builtin).weekdays)
    else:
        running = {day for service in found.services.values() for day in service.weekdays}
    working = set(working_days(node.hours))
    return working & running or working


def _at_closing(node: Node, place: Place, timeline: Timeline) -> Instants:
    """List one pickup a working day, when the node closes."""
    found = [
        timeline.daily(closing, days, place.timezone, node.holidays)
        for closing, days in closing_times(node.hours).items()
    ]
    return np.concatenate(found)


def _supplier(context: Context, name: str, backup: bool) -> plan.Supplier:
    scenario, numbers, book = context.scenario, context.numbers, context.book
    supplier = scenario.suppliers[name]
    makes = tuple(sku for sku in supplier.makes if sku in numbers.skus)
    return plan.Supplier(
        name=name,
        label=label_of(name, supplier),
        makes=frozenset(numbers.skus[sku] for sku in makes if supplier.lead_time is not None),
        confirm=book.optional(supplier.confirms_in),
        lead=book.of(supplier.lead_time) if supplier.lead_time is not None else book.fixed(0),
        capacity=supplier.capacity or 0.0,
        sequential=supplier.sequential,
        min_order=supplier.min_order,
        pack=supplier.pack,
        defects=supplier.defects,
        inspection=supplier.inspection,
        backup=supplier.backup or backup,
        unit_cost={numbers.skus[sku]: _unit_cost(supplier, sku, scenario) for sku in sorted(makes)},
        tags=tags_of(supplier),
    )


def _unit_cost(supplier: Supplier, sku: str, scenario: Scenario) -> float:
    """Price a unit: the amount for the SKU, else the amount for any, else the SKU's cost times the factor."""
    cost = supplier.unit_cost
    if sku in cost.per_sku:
        return cost.per_sku[sku]
    return cost.each if cost.each is not None else (scenario.skus[sku].cost or 0.0) * cost.factor
