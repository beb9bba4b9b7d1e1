"""Table `days`: the year day by day, summed over replications because there are so many rows."""

from __future__ import annotations

from typing import Any

import numpy as np

from simnet import units
from simnet.measures.backlog import overdue
from simnet.measures.position import position
from simnet.measures.recovery import between, placed_late, placed_sold
from simnet.records import Records


def days(records: Records) -> dict[str, Any]:
    """Give the columns of table `days` of a world; orders by the day of placing, the rest at its end.

    Days are those of 24 hours from the start of the horizon; the last may be shorter.
    """
    meta = records.meta
    begin = np.arange(meta.start_us, meta.end_us, units.DAY)
    end = np.minimum(begin + units.DAY, meta.end_us)
    return {
        "day": np.arange(len(begin)),
        "replications": np.ones(len(begin), np.int64),
        "orders": between(placed_sold(records), begin, end),
        "late": between(placed_late(records), begin, end),
        "overdue": overdue(records).at(end),
        "position": position(records).at(end),
    }
