"""Orders a hundred thousand at a time, with all their lines and parcels, so that little memory is needed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from simnet.measures.columns import Array, unpacked
from simnet.measures.orders import counted, placed_us, week_ends
from simnet.measures.shared import columns_of, once
from simnet.records import Records

Rows = dict[str, Array]
"""Contiguous columns by name."""
AT_ONCE = 98_304
"""Orders of a block; what is worked out of it takes about 700 bytes an order."""

SHIPMENTS = (
    "order", "kind", "lane", "node", "state", "queued_us", "started_us", "packed_us", "collected_us",
    "delivered_us", "damaged", "wrong", "refunded", "returned", "lines", "units", "weight_lb",
)  # fmt: skip
LINES = ("order", "sku", "item", "quantity", "state", "node", "shipment", "delivered_us")
INDEX = frozenset({"order", "lane", "node", "sku", "item"})


@dataclass(frozen=True, eq=False)
class Block:
    """Orders `begin` up to `end`; `lines["parcel"]` is the row of a line's latest parcel here, −1 if none."""

    records: Records
    begin: int
    end: int
    lines: Rows
    shipments: Rows
    first: Array
    """Row of the first line of every order that has lines."""
    week: Array
    """Week in which an order was placed, −1 outside the horizon. Index: order of the whole replication."""

    def counted_in(self, what: Array) -> Array:
        """List the counted orders of the block for which something holds; `what` is by order of them all."""
        span = slice(self.begin, self.end)
        return np.flatnonzero(what[span] & counted(self.records)[span]) + self.begin

    def first_of(self, orders: Array) -> Array:
        """Give the rows of the first lines of orders."""
        found: Array = self.first[np.searchsorted(self.lines["order"][self.first], orders)]
        return found

    def of_parcel(self, column: str, missing: int) -> Array:
        """Give a column of the latest parcels of lines, `missing` for lines without one. Index: line."""
        found: Array = np.append(self.shipments[column], missing)[self.lines["parcel"]]
        return found


def blocks(records: Records) -> Iterator[Block]:
    """Take a replication apart into blocks; a line's parcels are of its own order, so of its own block."""
    (of_line,), (of_parcel,) = (
        columns_of(records, "lines", "order"),
        columns_of(records, "shipments", "order"),
    )
    place = np.full(len(of_parcel) + 1, -1, np.int32)  # the spare last place stands for no parcel
    week = order_week(records)
    for begin in range(0, len(records["orders"]), AT_ONCE):
        end = min(begin + AT_ONCE, len(records["orders"]))
        low, high = np.searchsorted(of_line, (begin, end))
        mine = np.flatnonzero((of_parcel >= begin) & (of_parcel < end))
        place[mine] = np.arange(len(mine))
        some = _columns(records, "lines", low, high, LINES)
        some["parcel"] = place[some.pop("shipment")].astype(np.intp)
        order = some["order"]
        first = np.flatnonzero(np.append(len(order) > 0, order[1:] != order[:-1]))
        yield Block(records, begin, end, some, _some(records, mine), first, week)


def _some(records: Records, mine: Array) -> Rows:
    """Copy the columns of some shipments; in the order of making those of a block are near each other."""
    low, high = (mine[0], mine[-1] + 1) if len(mine) else (0, 0)
    if high - low > 2 * len(mine):
        return _indexed(SHIPMENTS, unpacked(records["shipments"].take(mine), *SHIPMENTS))
    found = _columns(records, "shipments", low, high, SHIPMENTS)
    if high - low == len(mine):
        return found
    return {name: column[mine - low] for name, column in found.items()}


def _columns(records: Records, table: str, low: int, high: int, names: Sequence[str]) -> Rows:
    """Give columns of some rows of a table; of all rows, they are those that other measures use as well."""
    if high - low == len(records[table]):
        return _indexed(names, columns_of(records, table, *names))
    return _indexed(names, unpacked(records[table][low:high], *names))


def _indexed(names: Sequence[str], columns: Sequence[Array]) -> Rows:
    """Give those that are used as an index the type of one."""
    # Small integers as an index cost three times as much: numpy converts them each time.
    both = zip(names, columns, strict=True)
    return {name: one.astype(np.intp) if name in INDEX else one for name, one in both}


@once
def order_week(records: Records) -> Array:
    """Give the week in which orders were placed, −1 outside the horizon. Index: order, sorted by time."""
    placed = placed_us(records)
    edges = np.searchsorted(placed, week_ends(records))
    week = np.full(len(placed), -1, np.int16)
    week[edges[0] : edges[-1]] = np.repeat(np.arange(len(edges) - 1), np.diff(edges))
    return week
