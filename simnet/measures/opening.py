"""When nodes are open: their weekly hours, less holidays, as instants; and the open time up to an instant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np

from simnet import units
from simnet.measures.columns import Array
from simnet.records import Records

if TYPE_CHECKING:
    from simnet.scenario.hours import Week
    from simnet.scenario.nodes import Node

CLOSED_BY = frozenset({"node_outage", "packaging_stockout"})
"""Types of disruption during which no station of the node works."""


@dataclass(frozen=True)
class OpenTime:
    """Edges of opening intervals (µs since time zero) and the open minutes before each edge."""

    edges: Array
    before: Array
    shortest_pause: int
    """Shortest time between two intervals, µs; work that takes less cannot have been interrupted."""

    @classmethod
    def of(cls, intervals: Array) -> OpenTime:
        """Add up intervals of shape (n, 2) that are sorted and disjoint."""
        lengths = (intervals[:, 1] - intervals[:, 0]) / units.MINUTE
        ends = np.cumsum(lengths)
        pauses = intervals[1:, 0] - intervals[:-1, 1]
        shortest = int(pauses[pauses > 0].min(initial=units.LONGEST))
        return cls(
            intervals.ravel().astype(float), np.stack((ends - lengths, ends), axis=1).ravel(), shortest
        )

    def until(self, instants: Array) -> Array:
        """Give the open minutes before instants."""
        if not len(self.edges):
            return np.zeros(len(instants))
        return np.interp(instants, self.edges, self.before)


def opening(records: Records, node: Node) -> Array:
    """Give the opening intervals of a node over the whole run, shape (n, 2), sorted; outages or not."""
    zero = datetime.fromisoformat(records.meta.zero)
    days = records.meta.stop_us // units.DAY + 3
    zone = node.timezone or records.meta.timezone
    return _intervals(node.hours, zone, node.holidays, zero, days)


def working(records: Records, node: str, intervals: Array) -> Array:
    """Take out of a node's opening intervals the time in which an outage stopped its stations."""
    kinds, targets = records.words("event_kind"), records.words("targets")
    for row in records["outages"]:
        if kinds[row["kind"]] in CLOSED_BY and node in targets[row["targets"]].split(", "):
            intervals = without(intervals, int(row["begin_us"]), int(row["end_us"]))
    return intervals


def without(intervals: Array, begin: int, end: int) -> Array:
    """Cut [begin, end) out of sorted intervals."""
    left = np.stack((intervals[:, 0], np.minimum(intervals[:, 1], begin)), axis=1)
    right = np.stack((np.maximum(intervals[:, 0], end), intervals[:, 1]), axis=1)
    both = np.concatenate((left, right))
    both = both[both[:, 0] < both[:, 1]]
    return both[np.argsort(both[:, 0], kind="stable")]


@lru_cache(maxsize=256)
def _intervals(week: Week, timezone: str, holidays: str | None, zero: datetime, days: int) -> Array:
    first, zone = zero.date() - timedelta(days=1), ZoneInfo(timezone)
    closed = _holidays(holidays, first, days)
    found = []
    for number in range(days):
        day = first + timedelta(days=number)
        for begin, end in week[day.weekday()]:
            shift = day - timedelta(days=_is_rest(week, day, begin, end))
            if shift not in closed:
                found.append((_at(day, begin, zone, zero), _at(day, end, zone, zero)))
    found.sort()
    intervals = np.array(found, dtype=np.int64).reshape(-1, 2)
    intervals.flags.writeable = False
    return intervals


def _is_rest(week: Week, day: date, begin: int, end: int) -> bool:
    """Tell whether a span is the rest of a night shift, which belongs to the day before."""
    evening = week[(day.weekday() - 1) % 7]
    return begin == 0 and end < units.DAY and any(e == units.DAY and b > 0 for b, e in evening)


def _holidays(country: str | None, first: date, days: int) -> frozenset[date]:
    if country is None:
        return frozenset()
    import holidays  # slow to import, and only needed by nodes with holidays

    last = first + timedelta(days=days)
    return frozenset(holidays.country_holidays(country, years=range(first.year, last.year + 1)))


def _at(day: date, time_of_day: int, zone: ZoneInfo, zero: datetime) -> int:
    local = datetime.combine(day, time()) + timedelta(microseconds=time_of_day)
    return (local.replace(tzinfo=zone).astimezone(UTC) - zero) // timedelta(microseconds=1)
