"""Tables `nodes` and `regions`: how well every place packed, and how well every region was served."""

from __future__ import annotations

from typing import Any

from simnet import units
from simnet.measures.columns import add_up
from simnet.measures.stations import Work
from simnet.measures.tally import order_tally, parcels
from simnet.records import Records


def nodes(records: Records, work: Work) -> dict[str, Any]:
    """Give the columns of table `nodes`, a row a node in the order of their codes.

    Orders that no node was ever assigned are in none of them (`unassigned_orders`).
    """
    words, stock = records.words("node"), records["stock"]
    orders, tally = order_tally(records), parcels(records).tally
    placed, late = (grid.sum(axis=(0, 2))[:-1] for grid in (orders.orders, orders.late))
    came, amount, damaged, wrong, handled = (
        grid[1].sum(axis=(0, 2, 3))
        for grid in (tally.parcels, tally.units, tally.damaged, tally.wrong, tally.handling_days)
    )
    return {
        "node": words,
        "orders": placed,
        "on_time": placed - late,
        "parcels": came,
        "units": amount,
        "damaged": damaged,
        "wrong": wrong,
        "busy_minutes": work.busy.sum(axis=0),
        "open_minutes": work.open.sum(axis=0),
        "handling_days": handled,
        "stockout_days": add_up(stock["node"], stock["out_us"] / units.DAY, len(words)),
    }


def regions(records: Records) -> dict[str, Any]:
    """Give the columns of table `regions`, a row a region in the order of their codes."""
    placed, late, unserved, _, delivered, days = (grid.sum(axis=(0, 1)) for grid in order_tally(records))
    return {
        "region": records.words("region"),
        "orders": placed,
        "on_time": placed - late,
        "unserved": unserved,
        "door_days": days,
        "delivered": delivered,
    }
