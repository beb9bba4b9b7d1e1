"""Orders and parcels counted by week and place, from which tables and rates are added up."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from simnet import units
from simnet.measures.columns import Array
from simnet.measures.orders import facts, week_ends, week_of, weeks
from simnet.measures.shared import columns_of, once
from simnet.records import Records, code


class OrderTally(NamedTuple):
    """Counted orders by week of placing, node of the first line (the last: none) and region."""

    orders: Array
    late: Array
    """Not delivered complete by the promise."""
    unserved: Array
    """Cancelled or lost as a whole."""
    short: Array
    """Found no stock for a line, at the first routing or later."""
    delivered: Array
    """Delivered complete."""
    door_days: Array
    """Days from order to door, summed over those delivered complete."""


@once
def order_tally(records: Records) -> OrderTally:
    """Count the orders of the horizon, shape (weeks, nodes + 1, regions)."""
    known = facts(records)
    shape = weeks(records), len(records.words("node")) + 1, len(records.words("region"))
    edges = np.searchsorted(known.placed_us, week_ends(records))
    span = slice(edges[0], edges[-1])
    week = np.repeat(np.arange(shape[0]), np.diff(edges))
    home = np.where(known.home[span] < 0, shape[1] - 1, known.home[span])
    cell, cells = (week * shape[1] + home) * shape[2] + known.region[span], int(np.prod(shape))
    cell[~known.sold[span]] = cells
    short = np.zeros(len(known.sold), bool)
    short[records["stockouts"]["order"]] = True
    whole = known.complete_us[span] >= 0
    days = np.where(whole, known.complete_us[span] - known.placed_us[span], 0) / units.DAY

    def grid(rows: Array | slice, amounts: Array | None = None) -> Array:
        return np.bincount(cell[rows], amounts, minlength=cells + 1)[:cells].reshape(shape)

    orders = grid(slice(None))
    return OrderTally(
        orders,
        grid(np.flatnonzero(~known.on_time[span])),
        grid(np.flatnonzero(known.unserved[span])),
        grid(np.flatnonzero(short[span])),
        orders - grid(np.flatnonzero(~whole)),
        grid(slice(None), days),
    )


class ParcelTally(NamedTuple):
    """Delivered parcels by whether their order is counted (0: no, 1: yes), week of delivery (the last: not in
    the horizon), node, service and region."""

    parcels: Array
    units: Array
    late: Array
    """After their order's promise."""
    damaged: Array
    wrong: Array
    returned: Array
    """Sent back by the customer."""
    transit_days: Array
    """Days from collection to delivery, summed."""
    handling_days: Array
    """Days from the queue to packed, summed."""


class Parcels(NamedTuple):
    """The tally, transit times of parcels of counted orders (µs), orders in several parcels, and
    the units of counted orders that were delivered and kept: not damaged, wrong or returned."""

    tally: ParcelTally
    transit_us: Array
    split: Array
    units_kept: int
    void: Array
    of_short: Array


@once
def parcels(records: Records) -> Parcels:
    """Count the delivered parcels in one pass; `split` has index order and type bool."""
    known = facts(records)
    names = (
        "order", "node", "service", "region", "delivered_us", "collected_us", "packed_us", "queued_us",
        "units", "damaged", "wrong", "returned", "state", "kind",
    )  # fmt: skip
    (
        order, node, service, region, delivered, collected, packed, queued, amount, damaged, wrong, returned,
        state, kind,
    ) = columns_of(records, "shipments", *names)  # fmt: skip
    words = [len(records.words(name)) for name in ("node", "service", "region")]
    shape = (2, weeks(records) + 1, *words)
    cells, counts = int(np.prod(shape)), known.counted[order]
    week = week_of(records, delivered)
    week[week < 0] = shape[1] - 1
    cell = counts * shape[1] + week
    for column, size in zip((node, service, region), words, strict=True):
        cell = cell * size + column
    came = delivered >= 0
    cell[~came] = cells
    transit = delivered - collected

    def grid(rows: Array | slice, amounts: Array | None = None) -> Array:
        return np.bincount(cell[rows], amounts, minlength=cells + 1)[:cells].reshape(shape)

    every = slice(None)
    tally = ParcelTally(
        grid(every),
        grid(every, amount),
        grid(np.flatnonzero(delivered > known.promised_us[order])),
        grid(np.flatnonzero(damaged)),
        grid(np.flatnonzero(wrong)),
        grid(np.flatnonzero(returned)),
        grid(every, transit) / units.DAY,
        grid(every, packed - queued) / units.DAY,
    )
    void, short = state == code("shipment_state", "void"), np.zeros(len(known.sold), bool)
    short[records["stockouts"]["order"]] = True
    first = (kind == code("shipment_kind", "first")) & ~void
    several = np.bincount(order[first], minlength=len(known.sold)) > 1
    kept = came & counts & ~(damaged | wrong | returned)
    few = np.flatnonzero(void), np.flatnonzero(short[order])
    return Parcels(tally, transit[came & counts], several, int(amount[kept].sum()), *few)
