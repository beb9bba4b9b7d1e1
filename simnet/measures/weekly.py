"""Tables `weeks` and `node_weeks`: the year week by week, as a weekly review reads it."""

from __future__ import annotations

from typing import Any

import numpy as np

from simnet.measures.columns import add_up, count
from simnet.measures.inbound import Inbound
from simnet.measures.orders import week_of
from simnet.measures.orders import weeks as count_weeks
from simnet.measures.parcels import floor
from simnet.measures.stations import Work
from simnet.measures.tally import order_tally, parcels
from simnet.records import Records


def weeks(records: Records, inbound: Inbound) -> dict[str, Any]:
    """Give the columns of table `weeks`: orders by the week of placing, the rest by when it happened."""
    size, touches = count_weeks(records), records["touches"]
    placed, late, unserved, short, _, _ = (grid.sum(axis=(1, 2)) for grid in order_tally(records))
    came, _, overdue, damaged, wrong, returned, _, _ = (
        grid.sum(axis=(0, 2, 3, 4))[:-1] for grid in parcels(records).tally
    )
    received = week_of(records, inbound.received_us[inbound.ordered])
    return {
        "week": np.arange(size),
        "orders": placed,
        "on_time": placed - late,
        "unserved": unserved,
        "stockouts": short,
        "parcels": came,
        "late_parcels": overdue,
        "damaged": damaged,
        "wrong": wrong,
        "returns": returned,
        "receipts": count(received, size),
        "late_receipts": count(received[inbound.late[inbound.ordered]], size),
        "team_minutes": add_up(week_of(records, touches["queued_us"]), touches["minutes"], size),
    }


def node_weeks(records: Records, work: Work) -> dict[str, Any]:
    """Give the columns of table `node_weeks`: week after week, all nodes in each."""
    words, size = records.words("node"), count_weeks(records)
    parcels_there = floor(records)
    placed, late = (grid.sum(axis=2)[:, :-1].ravel() for grid in order_tally(records)[:2])
    return {
        "week": np.repeat(np.arange(size), len(words)),
        "node": words * size,
        "orders": placed,
        "on_time": placed - late,
        "packed": parcels_there.packed.ravel(),
        "busy_minutes": work.busy.ravel(),
        "open_minutes": work.open.ravel(),
        "queue": parcels_there.queue.ravel(),
    }
