"""The inventory position of the whole network over time, put together from the records.

Position = on hand + on order − backordered (docs/model.md §9), over all nodes and SKUs; what moves between
nodes stays in it. It falls when a line is reserved or begins to wait, and rises when a purchase order is
placed; it changes with every loss, restock and correction in `stock_changes`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simnet.measures.columns import NEVER, Array
from simnet.measures.parcels import void
from simnet.measures.shared import columns_of, once
from simnet.measures.tally import parcels
from simnet.records import Records, code
from simnet.records.tables import UNLIMITED

CHANGES = ("restocked", "destroyed")
"""Changes of stock that move the position; receipts and transfers only move units within it."""


@dataclass(frozen=True)
class Path:
    """A step function: what it has changed by from each instant on; instants ascend."""

    instants: Array
    change: Array

    def at(self, instants: Array) -> Array:
        """Read the change up to instants, steps of that instant included."""
        passed = np.searchsorted(self.instants, instants, "right")
        if not len(self.change):
            return passed
        change: Array = self.change[passed - 1]
        change[passed == 0] = 0
        return change


@dataclass(frozen=True)
class Position:
    """The position as what it was at time zero, less what parcels took, and all other changes."""

    initial: int
    taken: Path
    others: Path

    def at(self, instants: Array) -> Array:
        """Give the position at instants, in units."""
        position: Array = self.initial - self.taken.at(instants) + self.others.at(instants)
        return position


@once
def position(records: Records) -> Position:
    """Follow the position; what never runs out is left out."""
    stock = records["stock"]
    counts = _counts(records)
    parts = [
        _void(records, counts),
        _waits(records, counts),
        _orders(records),
        _damaged_between_nodes(records, counts),
        _changes(records, counts),
    ]
    initial = int(stock["initial"][stock["initial"] < UNLIMITED].sum())
    instants, amounts = (np.concatenate(column) for column in zip(*parts, strict=True))
    return Position(initial, _taken(records, counts), _path(instants, amounts))


def _path(instants: Array, amounts: Array) -> Path:
    order = np.argsort(instants, kind="stable")
    return Path(instants[order], np.cumsum(amounts[order]))


def _counts(records: Records) -> Array:
    """Tell which nodes have stock that can run out. Index: code of the vocabulary `node`, -1 the last."""
    stock = records["stock"]
    found = np.zeros(len(records.words("node")) + 1, bool)
    found[stock["node"][stock["initial"] < UNLIMITED]] = True
    return found


def _taken(records: Records, counts: Array) -> Path:
    """Parcels take their units when they are queued: they are made in that order."""
    node, queued, amount = columns_of(records, "shipments", "node", "queued_us", "units")
    amount = np.where(counts[node] & (queued >= 0), amount, 0)
    if (queued[1:] < queued[:-1]).any():
        return _path(queued, amount)
    return Path(queued, np.cumsum(amount))


def _void(records: Records, counts: Array) -> tuple[Array, Array]:
    """Void parcels give back their units when they leave the queue, unless work on them had begun."""
    gone = void(records)
    rows = records["shipments"].take(gone.rows)
    back = (rows["started_us"] < 0) & counts[rows["node"]] & (gone.left_us < NEVER)
    return gone.left_us[back], rows["units"][back].astype(np.int64)


def _waits(records: Records, counts: Array) -> tuple[Array, Array]:
    """Lines that wait count as backordered until the order's next parcel is queued or the order has ended."""
    out, shipments = records["stockouts"], records["shipments"]
    out = out[~out["lost"] & counts[out["node"]]]
    joined = shipments.take(parcels(records).of_short)
    joined = joined.take(np.flatnonzero(joined["queued_us"] >= 0))
    span = records.meta.stop_us + 1  # so that an order and an instant fit into one number that sorts by both
    keys = np.sort(joined["order"] * np.int64(span) + joined["queued_us"])
    place = np.searchsorted(keys, out["order"] * np.int64(span) + out["t_us"], "right")
    following = np.append(keys, -1)[place]
    finished = records["orders"]["finished_us"][out["order"]]
    ends = np.where(finished >= 0, finished, NEVER)
    ends = np.where(following // span == out["order"], following % span, ends)
    over = ends < NEVER
    amounts = out["quantity"]
    return np.concatenate((out["t_us"], ends[over])), np.concatenate((-amounts, amounts[over]))


def _orders(records: Records) -> tuple[Array, Array]:
    """Purchase orders add their units when placed; defects, and void ones as far as known, take them back."""
    bought = records["purchase_orders"]
    came = bought[bought["received_us"] >= 0]
    void = bought[bought["state"] == code("purchase_order_state", "void")]
    instants = ("placed_us", "confirmed_us", "started_us", "shipped_us", "arrived_us")
    last = np.max([void[column] for column in instants], axis=0)
    return (
        np.concatenate((bought["placed_us"], last, came["received_us"])),
        np.concatenate((bought["quantity"], -void["quantity"], -came["defects"])),
    )


def _damaged_between_nodes(records: Records, counts: Array) -> tuple[Array, Array]:
    """Transfers leave the position what was damaged on their way: they bring less than was sent."""
    moved, rows = records["transfers"], records["stock_changes"]
    moved = moved[(moved["received_us"] >= 0) & counts[moved["to"]]]
    good = rows[(rows["what"] == code("stock_change", "moved_in")) & counts[rows["node"]]]
    return (
        np.concatenate((moved["received_us"], good["t_us"])),
        np.concatenate((-moved["quantity"], good["quantity"])),
    )


def _changes(records: Records, counts: Array) -> tuple[Array, Array]:
    rows = records["stock_changes"]
    kinds = [code("stock_change", word) for word in CHANGES]
    rows = rows[np.isin(rows["what"], kinds) & counts[rows["node"]]]
    return rows["t_us"], rows["quantity"]
