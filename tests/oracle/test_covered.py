"""The named worlds in which engine and oracle agree hold every rule, at a moment when it matters."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from simnet.engine.draws import Occurrence
from simnet.engine.plan import Event
from simnet.scenario.disruptions import TYPES
from tests.oracle.named import IN_PRODUCTION, IN_PROGRESS, IN_TRANSIT, Played, all_played


def happened(kind: str, rule: str | None = None) -> Iterator[tuple[Played, Event, Occurrence]]:
    """Give every occurrence of a type of disruption, with its rule for work under way if one is asked for."""
    for played in all_played():
        for occurrence in played.world.draws.occurrences:
            event = played.plan.events[occurrence.event]
            if (
                event.kind == kind
                and rule in (None, event.under_way)
                and occurrence.begin < played.result.ended
            ):
                yield played, event, occurrence


@pytest.mark.parametrize("kind", TYPES)
def test_every_type_of_disruption_begins_and_ends(kind: str) -> None:
    assert [x for played, _, x in happened(kind) if x.end < played.result.ended]


@pytest.mark.parametrize("rule", IN_PROGRESS)
def test_a_node_goes_down_in_mid_shift_with_parcels_at_its_stations(rule: str) -> None:
    packing = [
        parcel
        for played, event, at in happened("node_outage", rule)
        for parcel in played.result.shipments
        if parcel["node"] in event.nodes
        and 0 <= parcel["started"] < at.begin
        and (parcel["packed"] > at.begin or (rule == "lose" and parcel["packed"] < 0))
    ]
    assert packing


@pytest.mark.parametrize("kind", ["carrier_outage", "lane_outage"])
@pytest.mark.parametrize("rule", IN_TRANSIT)
def test_a_way_goes_down_with_parcels_on_it(kind: str, rule: str) -> None:
    found = 0
    for played, event, at in happened(kind, rule):
        for parcel in played.result.shipments:
            lane = played.plan.lanes[parcel["lane"]]
            hit = (
                parcel["lane"] in event.lanes or played.plan.services[lane.service].carrier in event.carriers
            )
            gone = parcel["delivered"] > at.begin or parcel["state"] in ("lost", "returned")
            found += hit and 0 <= parcel["collected"] < at.begin and gone
    assert found >= 3


@pytest.mark.parametrize("rule", IN_PRODUCTION)
def test_a_supplier_stops_with_purchase_orders_at_it(rule: str) -> None:
    waiting = [
        order
        for played, event, at in happened("supplier_outage", rule)
        for order in played.result.purchase_orders
        if order["supplier"] in event.suppliers
        and order["placed"] < at.begin
        and (order["shipped"] > at.begin or order["state"] == "void")
    ]
    assert waiting


def returned_home(played: Played) -> int:
    """Parcels that were rerouted and made again at the node that they came from."""
    parcels = played.world.flow.parcel[: int(played.world.clockwork["parcels"])]
    away = {
        (int(x["order"]), int(x["attempt"]), int(x["home"]))
        for x in parcels
        if x["home"] not in (-1, x["node"])
    }
    return sum((int(x["order"]), int(x["attempt"]), int(x["node"])) in away for x in parcels)


def overlapping(played: Played) -> int:
    """Pairs of occurrences that hit the same node, one beginning inside the other."""
    found = [(x, played.plan.events[x.event]) for x in played.world.draws.occurrences]
    return sum(
        one is not other and one.begin <= other.begin < one.end and bool({*event.nodes} & {*another.nodes})
        for one, event in found
        for other, another in found
    )


def ramps(played: Played) -> int:
    events = (played.plan.events[x.event] for x in played.world.draws.occurrences if x.end < played.plan.end)
    return sum(event.ramp is not None for event in events)


def gave_up(played: Played) -> int:
    """Orders that found no stock and were cancelled when their patience ended."""
    missed = {order for _, order, _, _, _ in played.result.stockouts}
    return sum(x["state"] == "cancelled" and x["number"] in missed for x in played.result.orders)


def cancelled_in_the_queue(played: Played) -> int:
    """Parcels that were void because nobody had begun to pack them when patience ended."""
    states = [line["state"] for line in played.result.lines]
    void = (x["lines"] for x in played.result.shipments if x["state"] == "void")
    return sum({states[line] for line in lines} == {"cancelled"} for lines in void)


def came_in_part(played: Played) -> int:
    """Orders of which some lines were cancelled and others delivered."""
    found: dict[int, set[str]] = {}
    for line, order in zip(played.result.lines, played.world.flow.line["order"].tolist(), strict=True):
        found.setdefault(order, set()).add(line["state"])
    return sum({"cancelled", "delivered"} <= states for states in found.values())


def stopped_syncs(played: Played) -> int:
    events = (played.plan.events[x.event] for x in played.world.draws.occurrences)
    return sum(event.kind == "inventory_sync_error" and event.stops_sync for event in events)


MATTERS: dict[str, tuple[int, Callable[[Played], int]]] = {
    "stand-down brings parcels back": (3, returned_home),
    "events overlap": (4, overlapping),
    "ramps recover": (4, ramps),
    "patience ends": (50, gave_up),
    "parcels are cancelled in the queue": (300, cancelled_in_the_queue),
    "the rest of a cancelled order comes": (50, came_in_part),
    "a sync error stops the sync": (1, stopped_syncs),
    "parts of transfers are received": (5, lambda p: sum(x["received"] >= 0 for x in p.result.transfers)),
    "acts are expedited": (1, lambda p: sum(x["expedited"] for x in p.result.purchase_orders)),
}


@pytest.mark.parametrize("what", MATTERS)
def test_what_the_oracle_is_asked_about_comes_up(what: str) -> None:
    least, count = MATTERS[what]
    assert sum(count(played) for played in all_played()) >= least
