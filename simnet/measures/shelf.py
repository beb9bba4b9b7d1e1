"""Table `stock_weeks`: what lay on the shelves week by week, put together from reservations and receipts.

The records have no row for every reservation, so the path of a shelf is made of the lines that were reserved
there, and set right at every row of `stock_changes`, which says what was on hand after it. What came back or
was released between two such rows, which no row tells, is spread evenly over the time between them.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from simnet import units
from simnet.measures.columns import Array
from simnet.measures.cycles import cells
from simnet.measures.orders import week_ends
from simnet.measures.shared import columns_of
from simnet.records import Records, code
from simnet.records.tables import UNLIMITED

RECORDS = ("visible", "counted", "drifted")
"""Changes of what the records say, which leave the shelf as it is."""


class Events(NamedTuple):
    """Changes of what is on hand: row of `stock`, instant, units taken, and if known units there before and
    after (−1 if not)."""

    cell: Array
    instant: Array
    taken: Array
    before: Array
    after: Array


def stock_weeks(records: Records) -> dict[str, Any]:
    """Give the columns of table `stock_weeks` of one replication: week after week, all node-SKUs in each.

    The stockout time of the path is brought to the exact time of the horizon, `stock.out_us`, in the weeks in
    which the path is ever empty.
    """
    stock, edges = records["stock"], week_ends(records)
    rows, size = np.flatnonzero(stock["initial"] < UNLIMITED), len(edges) - 1
    hours = _path(_events(records), edges, len(stock))
    days = np.diff(edges) / units.DAY
    out, area = (grid[rows].T for grid in hours)
    out = _fitted(out, np.diff(edges), stock["out_us"][rows])
    nodes, skus = records.words("node"), records.words("sku")
    return {
        "week": np.repeat(np.arange(size), len(rows)),
        "node": [nodes[number] for number in stock["node"][rows].tolist()] * size,
        "sku": [skus[number] for number in stock["sku"][rows].tolist()] * size,
        "replications": 1,
        "with_stockout": (out > 0).ravel().astype(np.int64),
        "stockout_days": (out / units.DAY).ravel(),
        "on_hand": (area / units.DAY / days[:, None]).ravel(),
    }


def _fitted(out: Array, weeks: Array, exact: Array) -> Array:
    """Bring empty time, shape (weeks, shelves), to its exact sums, no week over its length."""
    found = out.sum(axis=0)
    less = out * np.minimum(exact / np.maximum(found, 1), 1)
    room = (weeks[:, None] - out) * (out > 0)
    missing = np.maximum(exact - found, 0)
    more: Array = less + room * np.minimum(missing / np.maximum(room.sum(axis=0), 1), 1)
    return more


def _path(events: Events, edges: Array, size: int) -> tuple[Array, Array]:
    """Follow every shelf; give its time with nothing on hand (µs) and unit-µs, shape (cells, weeks)."""
    span = int(max(edges[-1], events.instant.max(initial=0))) + 1
    order = np.argsort(events.cell * span + events.instant, kind="stable")
    cell, instant = events.cell[order], events.instant[order]
    on_hand = _on_hand(instant, np.cumsum(events.taken[order]), events.before[order], events.after[order])
    until = np.append(instant[1:], span)
    until[np.append(cell[1:] != cell[:-1], True)] = edges[-1]
    begin, end = np.maximum(instant, edges[0]), np.minimum(until, edges[-1])
    lasts = np.maximum(end - begin, 0).astype(float)
    week = (begin - edges[0]) // units.WEEK
    weeks = len(edges) - 1
    place = cell * weeks + np.minimum(week, weeks - 1)
    out = np.bincount(place, lasts * (on_hand == 0), minlength=size * weeks)
    area = np.bincount(place, lasts * on_hand, minlength=size * weeks)
    return out.reshape(size, weeks), area.reshape(size, weeks)


def _on_hand(instant: Array, taken: Array, before: Array, after: Array) -> Array:
    """Give the units on hand after each event, all sorted by shelf and time; `taken` is cumulated.

    Every shelf begins and ends with an event whose units are known.
    """
    known = np.flatnonzero(after >= 0)
    latest = np.cumsum(after >= 0) - 1
    following = np.minimum(latest + 1, len(known) - 1)
    begin, end = known[latest], known[following]
    unexplained = before[end] - (after[begin] - (taken[end] - taken[begin]))
    lasts = np.maximum(instant[end] - instant[begin], 1)
    back = np.clip((instant - instant[begin]) / lasts, 0, 1) * unexplained
    units_there: Array = np.maximum(np.rint(after[begin] - (taken - taken[begin]) + back), 0)
    return units_there


def _events(records: Records) -> Events:
    # At the same instant a receipt comes first, then whom it serves; a transfer is granted, then leaves.
    parts = [_begin(records), _moved(records), _changed(records), *_reserved(records), _weeks(records)]
    parts.append(_end(records))
    return Events(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def _begin(records: Records) -> Events:
    first = records["stock"]["initial"]
    zero = np.zeros(len(first), np.int64)
    return Events(np.arange(len(first)), zero, zero, first, first)


def _end(records: Records) -> Events:
    stock = records["stock"]
    last = np.maximum(stock["shelf"] - stock["reserved"], 0)
    zero = np.zeros(len(last), np.int64)
    return Events(np.arange(len(last)), zero + records.meta.stop_us, zero, last, last)


def _weeks(records: Records) -> Events:
    """Nothing happens at the start of a week, but that what follows belongs to it."""
    edges, size = week_ends(records)[:-1], len(records["stock"])
    cell, instant = np.repeat(np.arange(size), len(edges)), np.tile(edges, size)
    return _taken(cell, instant, np.zeros(len(cell), np.int64))


def _taken(cell: Array, instant: Array, quantity: Array) -> Events:
    unknown = np.full(len(cell), -1)
    return Events(cell, instant, quantity, unknown, unknown)


def _reserved(records: Records) -> tuple[Events, Events]:
    """Lines that a parcel took: one by one where stock ran out, else by the day, which is precise enough."""
    stock = records["stock"]
    sku, quantity, shipment = columns_of(records, "lines", "sku", "quantity", "shipment")
    node, queued = columns_of(records, "shipments", "node", "queued_us")
    if not len(shipment) or not len(node):
        nothing = np.zeros(0, np.int64)
        return _taken(nothing, nothing, nothing), _taken(nothing, nothing, nothing)
    grid, size = cells(records), len(stock)
    cell = grid.ravel().take(node.take(shipment, mode="clip") * np.int64(grid.shape[1]) + sku)
    cell[(shipment < 0) | (cell < 0)] = size
    instant = queued.take(shipment, mode="clip")
    ran_out = stock["out_us"] > 0
    fine = np.flatnonzero(np.append(ran_out, False).take(cell))
    days = records.meta.stop_us // units.DAY + 1
    by_day = np.bincount(cell * days + instant // units.DAY, quantity, minlength=(size + 1) * days)
    by_day = by_day[: size * days].reshape(size, days).astype(np.int64)
    by_day[ran_out] = 0
    some = np.flatnonzero(by_day)
    noon = some % days * units.DAY + units.DAY // 2
    return (
        _taken(cell[fine], instant[fine], quantity[fine].astype(np.int64)),
        _taken(some // days, noon, by_day.ravel()[some]),
    )


def _moved(records: Records) -> Events:
    """Transfers reserve their units when they are granted."""
    moved = records["transfers"]
    cell = cells(records)[moved["from"], moved["sku"]]
    mine = cell >= 0
    return _taken(cell[mine], moved["placed_us"][mine], moved["quantity"][mine])


def _changed(records: Records) -> Events:
    rows = records["stock_changes"]
    cell = cells(records)[rows["node"], rows["sku"]]
    rows, cell = rows[cell >= 0], cell[cell >= 0]
    after = np.maximum(rows["on_hand_after"], 0)
    before = np.maximum(after - rows["quantity"], 0)
    dispatched = rows["what"] == code("stock_change", "moved_out")  # its units were reserved before
    noted = np.isin(rows["what"], [code("stock_change", word) for word in RECORDS])
    before = np.where(dispatched | noted, after, before)
    return Events(cell, rows["t_us"], np.zeros(len(rows), np.int64), before, after)
