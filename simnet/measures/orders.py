"""What became of every order: which ones count, when it was complete, whether it was late."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from simnet.records import Records, code

if TYPE_CHECKING:
    Array = np.ndarray[tuple[int, ...], np.dtype[Any]]


def sold(records: Records) -> Array:
    """Tell which orders were really placed: all but the deterred ones.

    Index: order. Type: bool.
    """
    kept: Array = records["orders"]["state"] != code("order_state", "deterred")
    return kept


def counted(records: Records) -> Array:
    """Tell which orders the measures count: really placed, from the start up to the end of the horizon.

    Index: order. Type: bool.
    """
    placed = records["orders"]["placed_us"]
    return sold(records) & (placed >= records.meta.start_us) & (placed < records.meta.end_us)


def complete_us(records: Records) -> Array:
    """Give the instant at which the last of an order's lines was delivered, -1 if one of them never was.

    Index: order. Unit: µs since time zero. Damaged and wrong parcels count as delivered (docs/model.md §15).
    """
    order, when = records["lines"]["order"], records["lines"]["delivered_us"]
    complete = np.full(len(records["orders"]), -1, np.int64)
    np.maximum.at(complete, order, when)
    complete[order[when < 0]] = -1
    return complete


def on_time(records: Records) -> Array:
    """Tell which orders were delivered complete by their promise.

    Index: order. Type: bool. False for cancelled, lost and partly delivered orders.
    """
    complete = complete_us(records)
    return (complete >= 0) & (complete <= records["orders"]["promised_us"])


def overdue_at(records: Records, instant: int) -> Array:
    """Tell which orders are open and past their promise at an instant: the backlog.

    Index: order. Type: bool. Orders of the warm-up are included, because they are in the way like any other.
    """
    orders = records["orders"]
    finished = orders["finished_us"]
    unsettled = (finished < 0) | (finished > instant)
    return sold(records) & (orders["placed_us"] <= instant) & (orders["promised_us"] < instant) & unsettled
