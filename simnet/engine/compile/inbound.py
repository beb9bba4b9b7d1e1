"""Inbound lanes: the ways of goods to the nodes, from suppliers and from other nodes."""

from __future__ import annotations

from simnet import geo
from simnet.engine import plan
from simnet.engine.compile.context import WORKDAYS, Context
from simnet.engine.compile.numbering import distance, label_of, tags_of
from simnet.engine.compile.outbound import lane_label
from simnet.scenario.holidays import holiday_country
from simnet.scenario.lanes import Lane
from simnet.scenario.nodes import Node
from simnet.scenario.resolve import is_closed
from simnet.scenario.suppliers import Supplier
from simnet.units import DAY


def compile_inbound(context: Context) -> tuple[plan.InLane, ...]:
    """Compile a lane to every node from each supplier that makes what it stocks, and from each other node.

    Closed ones are left out. By default a supplier's transit is 0, as its lead time includes it, and a
    transfer takes a truck's days.
    """
    scenario, numbers = context.scenario, context.numbers
    given = {(lane.origin, lane.destination): lane for lane in scenario.lanes}
    found = []
    for name in numbers.nodes:
        node = scenario.nodes[name]
        for supplier in numbers.suppliers:
            lane = given.get((supplier, name))
            able = lane is not None or _could_supply(scenario.suppliers[supplier], supplier, node)
            if able and not is_closed(supplier, name, scenario):
                found.append(_from_supplier(context, supplier, name, lane))
        for source in numbers.nodes:
            lane = given.get((source, name))
            able = lane is not None or _could_transfer(scenario.nodes[source], node)
            if able and source != name and not is_closed(source, name, scenario):
                found.append(_from_node(context, source, name, lane))
    return tuple(sorted(found, key=lambda lane: (lane.label, lane.supplier < 0, lane.name)))


def _could_supply(supplier: Supplier, name: str, node: Node) -> bool:
    """Tell whether a supplier has a way to a node: a drop shipper is supplied by itself alone."""
    own = node.supplier is None or node.supplier == name
    return own and supplier.lead_time is not None and bool(set(node.stock) & set(supplier.makes))


def _could_transfer(source: Node, node: Node) -> bool:
    return "dropship" not in (source.kind, node.kind) and bool(set(source.stock) & set(node.stock))


def _from_supplier(context: Context, supplier: str, node: str, lane: Lane | None) -> plan.InLane:
    transit = context.book.fixed(0) if lane is None or lane.transit is None else context.book.of(lane.transit)
    label = label_of(supplier, context.scenario.suppliers[supplier])
    return _lane(context, supplier, label, node, lane, transit, context.numbers.suppliers[supplier], -1)


def _from_node(context: Context, source: str, node: str, lane: Lane | None) -> plan.InLane:
    if lane is not None and lane.transit is not None:
        transit = context.book.of(lane.transit)
    else:
        given = lane.distance if lane is not None else None
        miles = distance(context.nodes[source], context.nodes[node]) if given is None else given
        transit = context.book.fixed(geo.truck_days(miles) * DAY)
    label = label_of(source, context.scenario.nodes[source])
    return _lane(context, source, label, node, lane, transit, -1, context.numbers.nodes[source])


def _lane(
    context: Context,
    source: str,
    label: str,
    node: str,
    lane: Lane | None,
    transit: int,
    supplier: int,
    origin: int,
) -> plan.InLane:
    book, place = context.book, context.nodes[node]
    cost = lane.cost if lane is not None else None
    customs = lane.customs if lane is not None else None
    clock = -1
    if lane is not None and lane.transit is not None and lane.transit.business:
        clock = context.clocks.of(WORKDAYS, place.timezone, holiday_country(place.country), None)
    return plan.InLane(
        name=f"{source} -> {node}",
        label=lane_label(lane, label, label_of(node, context.scenario.nodes[node])),
        supplier=supplier,
        source=origin,
        node=context.numbers.nodes[node],
        transit=transit,
        clock=clock,
        hold=customs.hold if customs else 0.0,
        hold_for=book.of(customs.lasts) if customs else -1,
        carrier=_carrier(context, lane),
        per_shipment=cost.per_shipment if cost else 0.0,
        per_lb=cost.per_lb if cost else 0.0,
        per_unit=cost.per_unit if cost else 0.0,
        duty=lane.duty if lane is not None else 0.0,
        damage=lane.damage if lane is not None else 0.0,
        tags=tags_of(lane) if lane is not None else frozenset(),
    )


def _carrier(context: Context, lane: Lane | None) -> int:
    named = lane.service or "" if lane is not None else ""
    return context.numbers.carriers.get(named.replace("/", ".").partition(".")[0], -1)
