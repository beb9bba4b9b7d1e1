"""The way of one order through the network, from the records: its stages, and how long each usually takes.

The stages follow the parcel that completed the order (or, if it never was complete, the last one that carries
what is missing): before it had stock and a place, in the queue, being packed, at the dock, on the way.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from simnet.measures.columns import NEVER
from simnet.measures.orders import complete_us, on_time, sold
from simnet.measures.parcels import void
from simnet.records import Records, code

if TYPE_CHECKING:
    Array = np.ndarray[tuple[int, ...], np.dtype[Any]]

VOID = code("shipment_state", "void")
CANCELLED, LOST = code("line_state", "cancelled"), code("line_state", "lost")
SYSTEM = "system_outage"
"""The type of disruption that keeps every order from being looked at."""
STAGES = ("placed", "queued", "packing", "staged", "on_the_way")
"""Stages of a parcel in their order; each lasts until the next one begins."""


@dataclass(frozen=True)
class Stage:
    """One stage: from `begin_us` to `end_us` (-1: still in it at the end of the run), where, and what failed.

    `usual_us` is the median of the same stage over orders that came in time from the same place (-1 if there
    are none); `events` are disruptions in force there meanwhile.
    """

    name: str
    place: str
    begin_us: int
    end_us: int
    usual_us: int
    events: tuple[str, ...] = ()
    reason: str = ""
    """Why it waited before it had a place: `stock`, `team`, or empty: till a place could take it."""
    at_most: bool = False
    """Whether it may have ended before `end_us`: no record says when a part of an order was cancelled."""

    @property
    def took_us(self) -> int:
        """How long it lasted; -1 while it goes on."""
        return self.end_us - self.begin_us if self.end_us >= 0 else -1

    @property
    def beyond_us(self) -> int:
        """How much longer than usual it lasted; 0 if not, or if nobody knows what is usual."""
        return max(self.took_us - self.usual_us, 0) if self.usual_us >= 0 else max(self.took_us, 0)


@dataclass(frozen=True)
class Journey:
    """What became of one order; `cause` is the stage that took most beyond the usual."""

    order: int
    placed_us: int
    promised_us: int
    complete_us: int
    region: str
    state: str
    items: tuple[tuple[str, int], ...]
    stages: tuple[Stage, ...]
    short: tuple[tuple[int, str, str], ...]
    """Lines that found no stock: when, node, SKU."""
    parcels: tuple[int, ...]
    """Numbers of its parcels, reshipments included and void ones not."""
    supply: tuple[str, int, int] | None = None
    """What brought the stock that it waited for: supplier, when ordered, when received."""
    cancelled: bool = False
    """Whether the customer cancelled all of it, or what was missing."""
    turned_away: bool = False
    """Whether all of it, or what is missing, was lost because every node that had it was full."""

    @property
    def late_us(self) -> int:
        """Time past the promise; 0 if it came in time, -1 if it never was complete."""
        return max(self.complete_us - self.promised_us, 0) if self.complete_us >= 0 else -1

    @property
    def usual_us(self) -> int:
        """How long all its stages usually take together."""
        return sum(max(stage.usual_us, 0) for stage in self.stages)

    @property
    def cause(self) -> Stage | None:
        """The stage that took most beyond the usual; None if none did."""
        worst = max(self.stages, key=lambda stage: stage.beyond_us, default=None)
        return worst if worst is not None and worst.beyond_us > 0 else None


def latest_orders(records: Records, count: int = 10) -> list[tuple[int, int]]:
    """List the orders that came latest after their promise: number and lateness in µs, worst first."""
    complete, orders = complete_us(records), records["orders"]
    late = np.where(sold(records) & (complete >= 0), complete - orders["promised_us"], -1)
    worst = np.argsort(-late, kind="stable")[:count]
    return [(int(order), int(late[order])) for order in worst if late[order] > 0]


def journey(records: Records, order: int) -> Journey:
    """Follow one order; raises ValueError if the records have no order of that number."""
    orders = records["orders"]
    if not 0 <= order < len(orders):
        raise ValueError(f"there is no order {order}; they go from 0 to {len(orders) - 1:,}")
    row, shipments = orders[order], records["shipments"]
    mine = np.flatnonzero(shipments["order"] == order)
    lines = records["lines"][records["lines"]["order"] == order]
    parcel = _decisive(shipments[mine], lines)
    short = _short(records, order)
    cancelled = bool((lines["state"] == CANCELLED).any())
    part = cancelled and bool((lines["delivered_us"] >= 0).any())
    stages = _stages(records, row, parcel, short, part)
    words = records.words("item")
    return Journey(
        order=order,
        placed_us=int(row["placed_us"]),
        promised_us=int(row["promised_us"]),
        complete_us=int(lines["delivered_us"].max()) if (lines["delivered_us"] >= 0).all() else -1,
        region=records.words("region")[row["region"]],
        state=records.words("order_state")[row["state"]],
        items=tuple((words[line["item"]], int(line["quantity"])) for line in lines),
        stages=stages,
        short=short,
        parcels=tuple(int(number) for number in mine if shipments["state"][number] != VOID),
        supply=_supply(records, stages, short),
        cancelled=cancelled,
        turned_away=_turned_away(records, lines),
    )


def _turned_away(records: Records, lines: Array) -> bool:
    """Tell whether a group of lines was lost, at no node, although nothing of it was out of stock."""
    gone = lines[(lines["state"] == LOST) & (lines["node"] < 0)]
    rows = records["stockouts"]
    short = rows["sku"][np.isin(rows["order"], gone["order"])]
    out = lines["group"][np.isin(lines["sku"], short)]
    return bool((~np.isin(gone["group"], out)).any())


def _decisive(parcels: Array, lines: Array) -> Any:
    """Find the parcel by whose delivery the order was complete, or the one that carries what is missing."""
    if len(parcels) == 0:
        return None
    missing = lines[lines["delivered_us"] < 0]
    if len(missing):
        held = parcels[np.isin(parcels["shipment"], missing["shipment"])]
        return held[-1] if len(held) else None
    done = parcels[parcels["delivered_us"] == lines["delivered_us"].max()]
    return done[0] if len(done) else parcels[-1]


def _short(records: Records, order: int) -> tuple[tuple[int, str, str], ...]:
    rows = records["stockouts"][records["stockouts"]["order"] == order]
    nodes, skus = records.words("node"), records.words("sku")
    return tuple(
        (int(row["t_us"]), nodes[row["node"]] if row["node"] >= 0 else "", skus[row["sku"]]) for row in rows
    )


def _stages(
    records: Records, order: Any, parcel: Any, short: tuple[Any, ...], part: bool
) -> tuple[Stage, ...]:
    """List the stages; where only a `part` of the order came, the last one of the rest is at most so long."""
    placed = int(order["placed_us"])
    if parcel is None:
        return (_waiting(records, order, placed, int(order["finished_us"]), short, None, part),)
    marks = [int(parcel[f"{name}_us"]) for name in ("queued", "started", "packed", "collected", "delivered")]
    usual = _usual(records, parcel)
    node = records.words("node")[parcel["node"]]
    service = records.words("service")[parcel["service"]]
    places = (node, node, service.split(".")[0], service)
    found = (
        [_waiting(records, order, placed, marks[0], short, parcel)]
        if marks[0] > placed or marks[0] < 0
        else []
    )
    if parcel["state"] == VOID and marks[1] < 0:
        return (*found, *_in_vain(records, order, parcel, usual[0], part))
    for number, place in enumerate(places):
        begin, end = marks[number], marks[number + 1]
        if begin < 0:
            break
        events = _events(records, _names(records, parcel, number), begin, end)
        found.append(Stage(STAGES[number + 1], place, begin, end, usual[number], events))
    return tuple(found)


def _in_vain(records: Records, order: Any, parcel: Any, usual: int, part: bool) -> Iterator[Stage]:
    """Give the queue of a parcel that nobody began to pack; then, if it was found short, the wait for a
    person."""
    gone = void(records)
    known = int(gone.left_us[gone.rows == parcel["shipment"]][0])
    left, finished = known if known < NEVER else -1, int(order["finished_us"])
    node, begin = records.words("node")[parcel["node"]], int(parcel["queued_us"])
    last = part and left == finished
    yield Stage("queued", node, begin, left, usual, _events(records, {node}, begin, left), at_most=last)
    if left >= 0 and left != finished:
        yield Stage("placed", "", left, finished, 0, (), "team", part)


def _waiting(
    records: Records,
    order: Any,
    begin: int,
    end: int,
    short: tuple[Any, ...],
    parcel: Any,
    part: bool = False,
) -> Stage:
    """The time before its parcel had stock and a place: with the team, for stock, or till a place is up."""
    if short:
        node = short[-1][1]
        return Stage("placed", node, begin, end, 0, _events(records, {node}, begin, end), "stock", part)
    touches = records["touches"]
    parcels = records["shipments"]["shipment"][records["shipments"]["order"] == order["order"]]
    orders = [code("touch_kind", word) for word in ("exception", "batch")]
    asked = np.isin(touches["kind"], orders) & (touches["subject"] == order["order"])
    about = [code("touch_kind", word) for word in ("short_pick", "reroute")]
    moved = np.isin(touches["kind"], about) & np.isin(touches["subject"], parcels)
    if (asked | moved).any():
        return Stage("placed", "", begin, end, 0, (), "team", part)
    node = "" if parcel is None else records.words("node")[parcel["node"]]
    places = {node} if node else set(records.words("node"))
    return Stage("placed", node, begin, end, 0, _events(records, places | {SYSTEM}, begin, end), "", part)


def _usual(records: Records, parcel: Any) -> list[int]:
    """Median time in each stage, of first parcels of orders in time from that node or on that lane."""
    rows = records["shipments"]
    good = (rows["delivered_us"] >= 0) & on_time(records)[rows["order"]]
    good &= rows["kind"] == code("shipment_kind", "first")
    marks, found = ("queued_us", "started_us", "packed_us", "collected_us", "delivered_us"), []
    for number, (begin, end) in enumerate(pairwise(marks)):
        column = "lane" if number == 3 else "node"
        same = rows[good & (rows[column] == parcel[column])]
        took = same[end] - same[begin]
        found.append(int(np.median(took)) if len(took) else -1)
    return found


def _names(records: Records, parcel: Any, number: int) -> set[str]:
    """Names under which a disruption may concern a stage: its node; at the dock and after it, who carries."""
    node = records.words("node")[parcel["node"]]
    service, lane = records.words("service")[parcel["service"]], records.words("lane")[parcel["lane"]]
    carries = {service, service.split(".")[0], lane, f"{node} -> {records.words('region')[parcel['region']]}"}
    return {node} if number < 2 else {node, *carries} if number == 2 else carries


def _events(records: Records, names: set[str], begin: int, end: int) -> tuple[str, ...]:
    """Disruptions of these elements, or of all, that were in force in a stretch of time."""
    events, targets, kinds = (records.words(name) for name in ("event", "targets", "event_kind"))
    until = end if end >= 0 else records.meta.stop_us
    found = []
    for row in records["outages"]:
        hit = {name.strip() for name in targets[row["targets"]].split(",")}
        if kinds[row["kind"]] == SYSTEM:
            hit = {SYSTEM}
        if row["begin_us"] < until and row["end_us"] > begin and hit & (names | {"all"}):
            found.append(events[row["event"]])
    return tuple(dict.fromkeys(found))


def _supply(
    records: Records, stages: tuple[Stage, ...], short: tuple[tuple[int, str, str], ...]
) -> tuple[str, int, int] | None:
    """Find the purchase order whose receipt ended the wait for stock."""
    if not short or not stages or stages[0].end_us < 0:
        return None
    _, node, sku = short[-1]
    rows = records["purchase_orders"]
    here = (rows["node"] == _code(records, "node", node)) & (rows["sku"] == _code(records, "sku", sku))
    came = rows[here & (rows["received_us"] >= 0) & (rows["received_us"] <= stages[0].end_us)]
    if not len(came):
        return None
    last = came[np.argmax(came["received_us"])]
    return (
        records.words("supplier")[last["supplier"]],
        int(last["placed_us"]),
        int(last["received_us"]),
    )


def _code(records: Records, vocabulary: str, word: str) -> int:
    words = records.words(vocabulary)
    return words.index(word) if word in words else -2
