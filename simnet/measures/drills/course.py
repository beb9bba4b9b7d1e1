"""Table `course` of a drill: orders, overdue orders and stock every few hours, with and without it."""

from __future__ import annotations

import numpy as np

from simnet import units
from simnet.measures.backlog import overdue
from simnet.measures.columns import Columns
from simnet.measures.drills.rehearsed import Rehearsed
from simnet.measures.position import position
from simnet.measures.recovery import between, placed_late, placed_sold
from simnet.records import Records
from simnet.records.drill_results import DAYS_BEFORE, STEP_HOURS


def course(records: Records, twin: Records, drill: Rehearsed) -> Columns:
    """Give the columns of table `course`, from two weeks before t0 up to a day before H."""
    last = (drill.until_us - drill.begin_us - units.DAY) // units.HOUR
    hours = np.arange(-DAYS_BEFORE * 24, last + 1, STEP_HOURS)
    begin = drill.begin_us + hours * units.HOUR
    hours, begin = hours[begin >= 0], begin[begin >= 0]
    end = begin + units.DAY
    return {
        "hour": hours,
        "orders": between(placed_sold(records), begin, end),
        "late": between(placed_late(records), begin, end),
        "twin_orders": between(placed_sold(twin), begin, end),
        "twin_late": between(placed_late(twin), begin, end),
        "overdue": overdue(records).at(begin),
        "twin_overdue": overdue(twin).at(begin),
        "position": position(records).at(begin),
        "twin_position": position(twin).at(begin),
    }
