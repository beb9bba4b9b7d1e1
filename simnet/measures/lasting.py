"""How long the backlog and the stock feel an incident: clocks from the onset, on an hourly grid.

Backlog: the first t from which the open orders past their promise stay at most the twin's + max(1, 2% of the
orders placed in the day before t) for seven days; the 2% are of the same orders as in the service clock.
Stock: the first t from which the inventory position of the network stays at least 98% of the twin's for seven
days. A deviation belongs to the incident if it begins before customers stopped noticing (or, if that is later
or they never noticed, before the disruptions ended) plus the longest promise.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from simnet import units
from simnet.measures.backlog import overdue
from simnet.measures.columns import Array
from simnet.measures.position import position
from simnet.measures.recovery import (
    GRID,
    LEAST,
    QUIET,
    TOLERANCE,
    Incident,
    between,
    longest_promise,
    placed_sold,
)
from simnet.records import Records

KEPT = 0.98
"""Share of the twin's inventory position that counts as back."""


class Lasting(NamedTuple):
    """Clocks in days: 0 if there was no deviation, infinite if it was not over by the end of the horizon."""

    backlog_days: float
    stock_days: float


def lasting(records: Records, twin: Records, incident: Incident, until: int | None = None) -> Lasting:
    """Read both clocks of an incident; with `until`, what is not over by then is infinite."""
    grid = np.arange(incident.begin_us, records.meta.end_us + 1, GRID)
    limit = _limit(records, incident)
    theirs = overdue(twin).at(grid)
    placed = between(placed_sold(records), grid - units.DAY, grid)
    behind = overdue(records).at(grid) > theirs + np.maximum(LEAST, TOLERANCE * placed)
    low = position(records).at(grid) < KEPT * position(twin).at(grid)
    clocks = [_clock(grid, deviates, limit) for deviates in (behind, low)]
    most = math.inf if until is None else (until - incident.begin_us) / units.DAY
    return Lasting(*(clock if clock <= most else math.inf for clock in clocks))


def _limit(records: Records, incident: Incident) -> int:
    over = incident.end_us
    if not incident.absorbed:
        over = max(over, incident.until_us)
    return over + longest_promise(records)


def _clock(grid: Array, deviates: Array, limit: int) -> float:
    """Days from the start of the grid to the first instant that begins a week without a deviation."""
    hit = np.flatnonzero(deviates & (grid < limit))
    if not len(hit):
        return 0.0
    quiet = QUIET // GRID
    total = np.concatenate(([0], np.cumsum(deviates)))
    starts = np.arange(hit[0] + 1, len(grid) - quiet + 1)
    calm = starts[total[starts + quiet] == total[starts]]
    return float(grid[calm[0]] - grid[0]) / units.DAY if len(calm) else math.inf
