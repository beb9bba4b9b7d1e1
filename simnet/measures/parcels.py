"""What waits at the nodes: when parcels left the queue, and how many were in it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from simnet import units
from simnet.measures.columns import NEVER, Array, count
from simnet.measures.orders import week_of, weeks
from simnet.measures.shared import columns_of, once
from simnet.measures.tally import parcels
from simnet.records import Records, code

TOUCHES = ("short_pick", "queued_us"), ("reroute", "ended_us")
"""Touches by which a parcel becomes void, and when: as it is found short; as its lines are sent elsewhere."""


class Void:
    """Parcels that became void, and when: index into `shipments`, instants in µs."""

    def __init__(self, rows: Array, left_us: Array) -> None:
        self.rows, self.left_us = rows, left_us


@once
def void(records: Records) -> Void:
    """Find the void parcels and when they left the queue, far in the future if that is not known.

    The records do not say when a parcel became void. It is the earliest of what followed: the next parcel of
    the same order and attempt was queued, its short pick was found, it was rerouted, a line of the order
    found no stock, or the order was finished. A parcel whose lines were cancelled left when it was found
    short or the order was finished, which is too late if the rest of the order came later.
    """
    order, queued = columns_of(records, "shipments", "order", "queued_us")
    rows = parcels(records).void
    left = np.full(len(rows), NEVER)
    if len(rows):
        left = np.minimum(left, _next_queued(records, rows))
        left = np.minimum(left, _touched(records, rows, TOUCHES))
        left = np.minimum(left, _short_again(records, rows))
        cancelled = _cancelled(records, rows)
        left[cancelled] = _touched(records, rows[cancelled], TOUCHES[:1])
        (finished,) = columns_of(records, "orders", "finished_us")
        finished = finished[order[rows]]
        known = (left == NEVER) & (finished >= queued[rows])
        left[known] = finished[known]
    return Void(rows, left)


def _next_queued(records: Records, rows: Array) -> Array:
    """When the next parcel of the same order and attempt was queued."""
    order, queued = columns_of(records, "shipments", "order", "queued_us")
    concerned = np.zeros(len(records["orders"]), bool)
    concerned[order[rows]] = True
    related = np.flatnonzero(concerned[order])[::-1]
    latest: dict[tuple[int, int], int] = {}
    found = dict.fromkeys(rows.tolist(), NEVER)
    attempt = records["shipments"]["attempt"][related]
    columns = (column.tolist() for column in (related, order[related], attempt, queued[related]))
    for number, whose, which, instant in zip(*columns, strict=True):
        if number in found:
            found[number] = latest.get((whose, which), NEVER)
        latest[whose, which] = instant
    return np.array([found[number] for number in rows.tolist()])


def _cancelled(records: Records, rows: Array) -> Array:
    """Which parcels held lines until the customer cancelled them."""
    lines = records["lines"]
    held = lines["shipment"][lines["state"] == code("line_state", "cancelled")]
    found: Array = np.isin(rows, held)
    return found


def _touched(records: Records, rows: Array, kinds: tuple[tuple[str, str], ...]) -> Array:
    """When the parcel was found short, or a person sent its lines elsewhere."""
    touches = records["touches"]
    found = np.full(len(records["shipments"]) + 1, NEVER)
    for kind, column in kinds:
        mine = touches[(touches["kind"] == code("touch_kind", kind)) & (touches[column] >= 0)]
        np.minimum.at(found, mine["subject"], mine[column])
    when: Array = found[rows]
    return when


def _short_again(records: Records, rows: Array) -> Array:
    """When a line of the parcel's order next found no stock."""
    out, shipments = records["stockouts"], records["shipments"]
    by_order: dict[int, list[int]] = {}
    for order, instant in zip(out["order"].tolist(), out["t_us"].tolist(), strict=True):
        by_order.setdefault(order, []).append(instant)
    parcels = zip(shipments["order"][rows].tolist(), shipments["queued_us"][rows].tolist(), strict=True)
    return np.array(
        [min((t for t in by_order.get(o, ()) if t > queued), default=NEVER) for o, queued in parcels]
    )


class Floor(NamedTuple):
    """Parcels by week and node, shape (weeks, nodes)."""

    packed: Array
    """Packed in the week."""
    queue: Array
    """Waiting or being packed at its end."""


def floor(records: Records) -> Floor:
    """Count what was packed in each week of the horizon, and what was left at its end."""
    node, queued, packed = columns_of(records, "shipments", "node", "queued_us", "packed_us")
    shape = weeks(records), len(records.words("node"))
    cells = shape[0] * shape[1]
    week = week_of(records, packed)
    week[week < 0] = shape[0]
    done = count(week * shape[1] + node, cells)
    packed = np.where(packed < 0, NEVER, packed)
    gone = void(records)
    packed[gone.rows] = gone.left_us
    came = count(by_week_end(records, queued) * shape[1] + node, cells)
    went = count(by_week_end(records, packed) * shape[1] + node, cells)
    return Floor(done.reshape(shape), np.cumsum((came - went).reshape(shape), axis=0))


def by_week_end(records: Records, instants: Array) -> Array:
    """Number the first week end that is not before instants; as many as there are weeks if all are."""
    index = -((records.meta.start_us - instants) // units.WEEK) - 1
    index[index < 0] = 0
    index[instants > records.meta.end_us] = weeks(records)
    return index
