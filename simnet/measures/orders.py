"""What became of every order: which ones count, when it was complete, whether it was late."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from simnet import units
from simnet.measures.columns import Array
from simnet.measures.shared import columns_of, once
from simnet.records import Records, code


class Facts(NamedTuple):
    """What is known of every order; index: order. Instants are in µs, −1 if they did not come."""

    placed_us: Array
    promised_us: Array
    region: Array
    sold: Array
    counted: Array
    complete_us: Array
    on_time: Array
    unserved: Array
    reached: Array
    """At least a unit reached the customer."""
    home: Array
    units: Array
    lines: Array
    first_lines: Array
    """The first line of every order that has lines (not by order)."""
    cancelled_lines: Array
    lost_lines: Array
    """Lines that were cancelled, and lost (not by order)."""
    overdue_from: Array
    """When orders became overdue, sorted (not by order)."""
    overdue_to: Array
    """When they ceased to be, sorted; open ones never do."""


@once
def facts(records: Records) -> Facts:
    """Gather what the measures need of the orders, in one pass."""
    names = ("placed_us", "promised_us", "region", "state", "finished_us")
    placed, promised, region, state, finished = columns_of(records, "orders", *names)
    lines = _lines(records, len(placed))
    kept = state != code("order_state", "deterred")
    begin, end = np.searchsorted(placed, (records.meta.start_us, records.meta.end_us))
    counted = np.zeros(len(placed), bool)
    counted[begin:end] = kept[begin:end]
    ever = np.flatnonzero(kept & ((finished < 0) | (finished > promised)))
    ended = finished[ever]
    return Facts(
        placed,
        promised,
        region,
        kept,
        counted,
        lines.complete,
        (lines.complete >= 0) & (lines.complete <= promised),
        (state == code("order_state", "cancelled")) | (state == code("order_state", "lost")),
        state == code("order_state", "delivered"),
        lines.home,
        lines.units,
        lines.of_order,
        lines.first,
        lines.cancelled,
        lines.lost,
        np.sort(promised[ever]),
        np.sort(ended[ended >= 0]),
    )


class _Lines(NamedTuple):
    """By order: when it was complete, node of the first line, units, lines; and numbers of lines."""

    complete: Array
    home: Array
    units: Array
    of_order: Array
    first: Array
    cancelled: Array
    lost: Array


def _lines(records: Records, orders: int) -> _Lines:
    names = ("order", "node", "quantity", "state", "delivered_us")
    order, node, quantity, state, delivered = columns_of(records, "lines", *names)
    complete, home = np.full(orders, -1), np.full(orders, -1, np.int16)
    begins = np.ones(len(order), bool)
    np.not_equal(order[1:], order[:-1], out=begins[1:])
    first, others = np.flatnonzero(begins), np.flatnonzero(~begins)
    home[order[first]] = node[first]
    # Read without a sign, −1 is the largest number: one line that never came makes the maximum −1. Most
    # orders have one line, so the maximum starts from the first and is taken of the few others alone.
    latest = complete.view(np.uint64)
    latest[order[first]] = delivered.view(np.uint64)[first]
    np.maximum.at(latest, order[others], delivered.view(np.uint64)[others])
    ordered = np.bincount(order, quantity, minlength=orders).astype(np.int32)
    count = np.bincount(order, minlength=orders).astype(np.int32)
    gone = (np.flatnonzero(state == code("line_state", word)) for word in ("cancelled", "lost"))
    return _Lines(complete, home, ordered, count, first, *gone)


def sold(records: Records) -> Array:
    """Tell which orders were really placed: all but the deterred ones. Index: order. Type: bool."""
    return facts(records).sold


def placed_us(records: Records) -> Array:
    """Give when orders were placed, ascending. Index: order. Unit: µs since time zero."""
    return facts(records).placed_us


def counted(records: Records) -> Array:
    """Tell which orders the measures count: really placed, from the start up to the end of the horizon.

    Index: order. Type: bool.
    """
    return facts(records).counted


@once
def orders_counted(records: Records) -> int:
    """Count the orders that the measures count."""
    return int(np.count_nonzero(counted(records)))


def first_lines(records: Records) -> Array:
    """Give the number of the first line of every order that has lines; the lines of an order are together."""
    return facts(records).first_lines


def complete_us(records: Records) -> Array:
    """Give the instant at which the last of an order's lines was delivered, -1 if one of them never was.

    Index: order. Unit: µs since time zero. Damaged and wrong parcels count as delivered (docs/model.md §15).
    """
    return facts(records).complete_us


def on_time(records: Records) -> Array:
    """Tell which orders were delivered complete by their promise.

    Index: order. Type: bool. False for cancelled, lost and partly delivered orders.
    """
    return facts(records).on_time


def overdue_at(records: Records, instant: int) -> Array:
    """Tell which orders are open and past their promise at an instant: the backlog.

    Index: order. Type: bool. Orders of the warm-up are included, because they are in the way like any other.
    """
    (finished,), known = columns_of(records, "orders", "finished_us"), facts(records)
    unsettled = (finished < 0) | (finished > instant)
    return known.sold & (known.placed_us <= instant) & (known.promised_us < instant) & unsettled


def weeks(records: Records) -> int:
    """Count the weeks of the horizon; the last may be shorter."""
    return -(-(records.meta.end_us - records.meta.start_us) // units.WEEK)


def week_ends(records: Records) -> Array:
    """Give the start of the horizon, then the end of each of its weeks, µs since time zero."""
    edges = records.meta.start_us + np.arange(weeks(records) + 1) * units.WEEK
    return np.minimum(edges, records.meta.end_us)


def week_of(records: Records, instants: Array) -> Array:
    """Give the week of the horizon that instants lie in, -1 if before its start or from its end on."""
    week = (instants - records.meta.start_us) // units.WEEK
    week[(instants < records.meta.start_us) | (instants >= records.meta.end_us)] = -1
    return week


def days_within(records: Records, begin: Array, end: Array) -> Array:
    """Give the days of intervals [begin, end) that lie in the horizon."""
    low, high = records.meta.start_us, records.meta.end_us
    within: Array = np.maximum(np.minimum(end, high) - np.maximum(begin, low), 0) / units.DAY
    return within
