"""What parcels held, line by line, also those whose lines a later parcel carries now."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simnet.measures.columns import Array
from simnet.measures.ledger.blocks import Block


@dataclass(frozen=True, eq=False)
class Contents:
    """One row a parcel and line: first the rows of parcels of one line, then, parcel by parcel, the others.

    `low` and `high` are the cumulated shares of those others in the weight of their parcel.
    """

    parcel: Array
    line: Array
    sku: Array
    quantity: Array
    alone: int
    """Rows of parcels of one line."""
    low: Array
    high: Array
    parcels: int

    def allocate(self, amounts: Array) -> Array:
        """Share out whole amounts by parcel by weight; the rows of a parcel sum to its amount."""
        found: Array = amounts[self.parcel]
        whole = found[self.alone :]
        found[self.alone :] = np.rint(whole * self.high) - np.rint(whole * self.low)
        return found

    def allocate_rows(self, amounts: Array, rows: Array) -> Array:
        """Share out whole amounts as `allocate` does, over all rows of some parcels."""
        found: Array = amounts[self.parcel[rows]]
        shared = rows >= self.alone
        at, whole = rows[shared] - self.alone, found[shared]
        found[shared] = np.rint(whole * self.high[at]) - np.rint(whole * self.low[at])
        return found

    def rows_of(self, parcels: Array) -> Array:
        """Find the rows of some parcels."""
        wanted = np.zeros(self.parcels, bool)
        wanted[parcels] = True
        return np.flatnonzero(wanted[self.parcel])

    def starts(self) -> Array:
        """Give the first rows of the parcels of several lines, counted from `alone`."""
        parcel = self.parcel[self.alone :]
        return np.flatnonzero(np.append(len(parcel) > 0, parcel[1:] != parcel[:-1]))


def contents_of(block: Block, weight_lb: Array, chosen: Array, order: Array) -> Contents:
    """Find what chosen shipments of the given orders held; `weight_lb` is a unit's weight by SKU."""
    lines = block.lines
    place = np.full(len(block.shipments["order"]) + 1, -1, np.intp)
    place[chosen] = np.arange(len(chosen))
    parcel = place[lines["parcel"]]  # the spare last place stands for −1, no parcel
    line = np.flatnonzero(parcel >= 0)
    parcel = parcel[line]
    count = np.bincount(parcel, minlength=len(chosen))
    more_parcel, more_line = _left_behind(block, chosen, order, np.flatnonzero(count == 0))
    if len(more_parcel):
        parcel, line = np.concatenate([parcel, more_parcel]), np.concatenate([line, more_line])
        count += np.bincount(more_parcel, minlength=len(chosen))
    lone = count[parcel] == 1
    alone, shared = np.flatnonzero(lone), np.flatnonzero(~lone)
    shared = shared[np.argsort(parcel[shared], kind="stable")]
    both = np.concatenate([alone, shared])
    parcel, line = parcel[both], line[both]
    sku, quantity = lines["sku"][line], lines["quantity"][line].astype(np.float64)
    begin = len(alone)
    low, high = _shares(parcel[begin:], quantity[begin:] * weight_lb[sku[begin:]])
    return Contents(parcel, line, sku, quantity, begin, low, high, len(chosen))


def _left_behind(block: Block, chosen: Array, order: Array, left: Array) -> tuple[Array, Array]:
    """Find the lines of parcels that no line names, because a later parcel of their order carries them now.

    They are the lines of the order whose parcel came later, all of its lines if there is none.
    """
    if not len(left):
        return left, left
    lines, first = block.lines, block.first
    begin = np.searchsorted(lines["order"][first], order[left])
    sizes = np.append(first, len(lines["order"]))[begin + 1] - first[begin]
    owner = np.repeat(np.arange(len(left)), sizes)
    line = np.arange(sizes.sum()) + np.repeat(first[begin] - (np.cumsum(sizes) - sizes), sizes)
    later = lines["parcel"][line] > chosen[left[owner]]
    some = np.bincount(owner, later, minlength=len(left)) > 0
    kept = later | ~some[owner]
    return left[owner[kept]], line[kept]


def _shares(parcel: Array, weight: Array) -> tuple[Array, Array]:
    """Cumulate the shares of rows in their parcel's weight; equal shares if it weighs nothing."""
    if not len(parcel):
        return weight, weight
    starts = np.flatnonzero(np.append(True, parcel[1:] != parcel[:-1]))
    sizes = np.diff(np.append(starts, len(parcel)))
    total = np.add.reduceat(weight, starts)
    if not (total > 0).all():
        weight = np.where(np.repeat(total > 0, sizes), weight, 1.0)
        total = np.add.reduceat(weight, starts)
    cumulated = np.cumsum(weight)
    before = np.repeat(cumulated[starts] - weight[starts], sizes)
    high = np.minimum((cumulated - before) / np.repeat(total, sizes), 1.0)
    high[starts + sizes - 1] = 1.0
    low = np.append(0.0, high[:-1])
    low[starts] = 0.0
    return low, high
