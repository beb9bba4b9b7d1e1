"""What an incident did to customers and to the team, against the twin."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from simnet import units
from simnet.measures.columns import Array
from simnet.measures.orders import facts, on_time, placed_us, sold
from simnet.measures.recovery import GRID, Incident, between, placed_late, placed_sold
from simnet.measures.shared import once
from simnet.measures.twins import partners
from simnet.records import Records


class Harm(NamedTuple):
    """Loss of service, orders touched, and work of the team, each beyond the twin's.

    `resilience_loss` is in %·days, `depth` in % of a day's orders; `blast_…` count orders late, cancelled or
    lost that were not in the twin, among the `window_…` orders placed in the incident's window.
    """

    resilience_loss: float
    depth: float
    excess_cancelled: int
    blast_orders: int
    window_orders: int
    blast_revenue: float
    window_revenue: float
    blast_regions: int
    team_minutes: float
    touches: int


def harm(records: Records, twin: Records, incident: Incident) -> Harm:
    """Compare both worlds over the window of an incident."""
    low, high = np.searchsorted(placed_us(records), (incident.from_us, incident.until_us))
    orders, placed = records["orders"][low:high], sold(records)[low:high]
    hit = touched(records, twin)[low:high]
    shortfall = _shortfall(records, twin, incident)
    minutes = [_team(world, incident) for world in (records, twin)]
    gone = [_cancelled(world, incident) for world in (records, twin)]
    return Harm(
        float(shortfall.sum()) * GRID / units.DAY,
        float(shortfall.max(initial=0.0)),
        gone[0] - gone[1],
        int(np.count_nonzero(hit)),
        int(np.count_nonzero(placed)),
        float(orders["value"][hit].sum()),
        float(orders["value"][placed].sum()),
        len(np.unique(orders["region"][hit])),
        minutes[0][0] - minutes[1][0],
        minutes[0][1] - minutes[1][1],
    )


def touched(records: Records, twin: Records) -> Array:
    """Tell which orders came late or not at all, and were in time in the twin. Index: order."""
    partner = partners(records, twin)
    well = np.append(on_time(twin) & sold(twin), False)[partner]
    harmed: Array = sold(records) & ~on_time(records) & well
    return harmed


def _shortfall(records: Records, twin: Records, incident: Incident) -> Array:
    """Percent by which the on-time share of a day's orders falls short of the twin's, at every hour.

    Days without orders in one of the worlds have none.
    """
    last = max(incident.until_us - units.DAY, incident.from_us)
    grid = np.arange(incident.from_us, last, GRID)
    late = [_late_share(world, grid) for world in (records, twin)]
    short: Array = np.nan_to_num(100.0 * (late[0] - late[1]))
    return short


def _late_share(records: Records, grid: Array) -> Array:
    orders = between(placed_sold(records), grid, grid + units.DAY)
    late = between(placed_late(records), grid, grid + units.DAY)
    share: Array = np.divide(late, orders, out=np.full(len(grid), np.nan), where=orders > 0)
    return share


@once
def _placed_unserved(records: Records) -> Array:
    return placed_us(records)[facts(records).unserved]


def _cancelled(records: Records, incident: Incident) -> int:
    low, high = np.searchsorted(_placed_unserved(records), (incident.from_us, incident.until_us))
    return int(high - low)


def _team(records: Records, incident: Incident) -> tuple[float, int]:
    touches = records["touches"]
    low, high = np.searchsorted(touches["queued_us"], (incident.begin_us, incident.until_us))
    return float(touches["minutes"][low:high].sum()), int(high - low)
