"""When customers stopped noticing: the service clock of every incident, against the twin without disruptions.

E(t) is the number of late orders less the twin's, among orders placed in [t, t + 1 day), on an hourly grid
from the onset less the longest promise. A breach is E > max(2% of the orders, 1). The clock ends at the first
t from the onset on, after a breach, that begins seven days without one.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from simnet import units
from simnet.measures.orders import facts, on_time, placed_us, sold
from simnet.measures.shared import once
from simnet.records import Records

if TYPE_CHECKING:
    Array = np.ndarray[tuple[int, ...], np.dtype[Any]]

# A count, not a share of each day: at 10 orders a day, shares made a three-day outage look 13 days long.
TOLERANCE = 0.02
LEAST = 1.0
QUIET = units.WEEK
GRID = units.HOUR
UNNOTICED = frozenset({"cost_shock"})
"""Types of disruption that customers cannot notice, so that they neither make nor join incidents."""


@dataclass(frozen=True)
class Incident:
    """One disruption, or several whose effects overlap before recovery; instants in µs since time zero.

    `service_days` is the service clock: 0 if absorbed (never breached), infinite if censored (not back by the
    end of the horizon). `detect_days` and `decide_days` are from the onset, infinite if it never came to
    that.
    """

    events: tuple[str, ...]
    kinds: tuple[str, ...]
    targets: tuple[str, ...]
    begin_us: int
    end_us: int
    service_days: float
    detect_days: float
    decide_days: float
    absorbed: bool
    censored: bool
    excess_late: float
    """Late orders beyond the twin's, among orders placed in [`from_us`, `until_us`)."""
    survive_days: float = math.inf
    """From the onset to the first breach: 0 if orders placed before it were hit, infinite without one."""
    occurrences: tuple[int, ...] = ()
    """Rows of the table `outages`."""
    from_us: int = 0
    """Onset less the longest promise: where the comparison with the twin begins."""
    until_us: int = 0
    """Where it ends: a day after recovery; at the end of the last disruption if nobody noticed; at the end of
    the horizon if customers still noticed then."""

    def as_dict(self) -> dict[str, Any]:
        """Give the fields by name."""
        return asdict(self)


@dataclass(frozen=True)
class _Lateness:
    """Sorted instants of placing: of all orders, of the late ones, and of the twin's late ones."""

    all: Array
    late: Array
    twin: Array
    promise: int
    end: int

    @classmethod
    def of(cls, records: Records, twin: Records) -> _Lateness:
        return cls(
            placed_sold(records),
            placed_late(records),
            placed_late(twin),
            longest_promise(records),
            records.meta.end_us,
        )

    def excess(self, begin: Array, end: Array) -> Array:
        """Late orders more than in the twin, placed in [begin, end)."""
        return between(self.late, begin, end) - between(self.twin, begin, end)

    def breaches(self, begin: int) -> tuple[Array, Array]:
        """The hourly grid from `begin` on, as far as it has whole days, and where it is breached."""
        grid = np.arange(begin, self.end - units.DAY + 1, GRID)
        orders = between(self.all, grid, grid + units.DAY)
        return grid, self.excess(grid, grid + units.DAY) > np.maximum(TOLERANCE * orders, LEAST)


@once
def placed_sold(records: Records) -> Array:
    """Give when orders were placed that were not deterred, ascending."""
    return placed_us(records)[sold(records)]


@once
def placed_late(records: Records) -> Array:
    """Give when orders were placed that did not come complete by their promise, ascending."""
    return placed_us(records)[sold(records) & ~on_time(records)]


@once
def longest_promise(records: Records) -> int:
    """Give the longest time that was promised to a customer, µs."""
    promise = facts(records).promised_us - placed_us(records)
    return int(promise.max(initial=0, where=sold(records)))


def between(instants: Array, begin: Array, end: Array) -> Array:
    return np.searchsorted(instants, end) - np.searchsorted(instants, begin)


def incidents(records: Records, twin: Records) -> list[Incident]:
    """Find the incidents that began in the horizon, in the order of onset, with their service clocks.

    A disruption joins the incident before it if it begins before that one has ended or recovered, or so soon
    afterwards that orders placed before its onset were placed during that one. Raises ValueError if the twin
    is not of the same replication.
    """
    same = ("scenario", "seed", "replication", "start_us", "end_us")
    if any(getattr(records.meta, name) != getattr(twin.meta, name) for name in same):
        raise ValueError("the twin must be of the same scenario, seed and replication")
    lateness, found = _Lateness.of(records, twin), []
    waiting = _noticeable(records)
    while waiting:
        taken, clock = _first(waiting, lateness)
        if records.meta.start_us <= int(waiting[0]["begin_us"]) < records.meta.end_us:
            found.append(_incident(records, waiting[:taken], clock, lateness))
        waiting = waiting[taken:]
    return found


@dataclass(frozen=True)
class Service:
    """When customers began to notice (None: never) and stopped (None: not by the end), µs since time zero."""

    noticed: int | None
    recovered: int | None


def service_until(records: Records, twin: Records, begin: int, until: int) -> Service:
    """Read the service clock of all that differs from the twin from `begin` on; not back by `until` is not.

    A breach belongs to it if it begins before `until`. The records must reach eight days beyond that.
    """
    lateness = _Lateness.of(records, twin)
    grid, breached = lateness.breaches(begin - lateness.promise)
    clock = _clock(grid, breached, begin, until, until)
    back = clock.recovered if clock.recovered is not None and clock.recovered <= until else None
    return Service(clock.noticed, back)


def excess_late(records: Records, twin: Records, begin: int, end: int) -> int:
    """Count late orders more than in the twin, among orders placed in [begin, end)."""
    return int(_Lateness.of(records, twin).excess(np.array([begin]), np.array([end]))[0])


def _noticeable(records: Records) -> list[Any]:
    outages = records["outages"]
    kinds = records.words("event_kind")
    order = np.argsort(outages["begin_us"], kind="stable")
    return [row for row in outages[order] if row["kind"] < 0 or kinds[row["kind"]] not in UNNOTICED]


@dataclass(frozen=True)
class _Clock:
    """How it went: when customers began to notice (None: never) and stopped (None: not by the end)."""

    noticed: int | None
    recovered: int | None
    absorbed: bool


def _first(rows: list[Any], lateness: _Lateness) -> tuple[int, _Clock]:
    """Tell how many of the rows, in the order of onset, make up the first incident, and how it ended."""
    begin = int(rows[0]["begin_us"])
    grid, breached = lateness.breaches(begin - lateness.promise)
    end = begin
    for taken, row in enumerate(rows, 1):
        end = max(end, int(row["end_us"]))
        if taken == len(rows):
            break
        onset = int(rows[taken]["begin_us"])
        clock = _clock(grid, breached, begin, onset - lateness.promise, end)
        apart = onset - lateness.promise >= end
        if apart and (clock.absorbed or (clock.recovered is not None and clock.recovered <= onset)):
            return taken, clock
    return len(rows), _clock(grid, breached, begin, lateness.end, end)


def _clock(grid: Array, breached: Array, begin: int, limit: int, end: int) -> _Clock:
    """Read the clock of an incident whose first breach comes before `limit`."""
    hit = np.flatnonzero(breached & (grid < limit))
    if not len(hit):
        seen = len(grid) > 0 and (limit < grid[-1] or grid[-1] >= end + QUIET)
        return _Clock(None, None, absorbed=bool(seen))
    quiet = QUIET // GRID
    total = np.concatenate(([0], np.cumsum(breached)))
    first = max(int(hit[0]) + 1, int(np.searchsorted(grid, begin)))
    starts = np.arange(first, len(grid) - quiet + 1)
    calm = starts[total[starts + quiet] == total[starts]]
    return _Clock(int(grid[hit[0]]), int(grid[calm[0]]) if len(calm) else None, absorbed=False)


def _incident(records: Records, rows: list[Any], clock: _Clock, lateness: _Lateness) -> Incident:
    begin = int(rows[0]["begin_us"])
    end = max(int(row["end_us"]) for row in rows)
    censored = clock.recovered is None and not clock.absorbed
    until = end if clock.absorbed else lateness.end
    if clock.recovered is not None:
        until = clock.recovered + units.DAY
    since = begin - lateness.promise
    excess = lateness.excess(np.array([since]), np.array([until]))[0]
    survive = math.inf if clock.noticed is None else max(_days(begin, clock.noticed), 0.0)
    service = 0.0 if clock.absorbed else math.inf if censored else _days(begin, int(clock.recovered or 0))
    return Incident(
        _words(records, rows, "event", "event"),
        _words(records, rows, "kind", "event_kind"),
        _words(records, rows, "targets", "targets"),
        begin,
        end,
        service,
        _from(begin, rows, "detected_us"),
        _from(begin, rows, "decided_us"),
        clock.absorbed,
        censored,
        float(excess),
        survive,
        tuple(int(row["occurrence"]) for row in rows),
        since,
        until,
    )


def _words(records: Records, rows: list[Any], column: str, vocabulary: str) -> tuple[str, ...]:
    words = records.words(vocabulary)
    return tuple(dict.fromkeys(words[row[column]] for row in rows if row[column] >= 0))


def _days(begin: int, end: int) -> float:
    return (end - begin) / units.DAY


def _from(begin: int, rows: list[Any], column: str) -> float:
    came = [int(row[column]) for row in rows if row[column] >= 0]
    return _days(begin, min(came)) if came else math.inf
