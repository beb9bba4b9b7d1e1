"""A queue of one server that is out for a while, followed by hand, and its clocks by their definition.

Nothing here is simnet's: whole microseconds, one order after the other, one hour after the other.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

from simnet.units import DAY, HOUR

PROMISE, TRANSIT = 2, 1
"""Days."""
SPEED = Fraction(3, 2)
"""Orders that the station packs in the time in which one comes."""


@dataclass(frozen=True)
class Queue:
    """A queue of one server by Lindley's recursion, in µs: when orders come, are delivered, are due."""

    placed: list[int]
    delivered: list[int]
    due: list[int]
    onset: int

    @classmethod
    def of(cls, per_day: int, length: float, promise: int, horizon: int, onset: int) -> Queue:
        """Follow it order by order; an order in hand at the onset would be held (here there is none)."""
        work, free, back = round(DAY / per_day / SPEED), 0, onset + round(length * DAY)
        placed, packed = [], []
        for number in range(per_day * horizon):
            came = round(Fraction((2 * number + 1) * DAY, 2 * per_day))
            begin = max(came, free)
            begin = back if onset <= begin < back else begin
            free = begin + work
            placed.append(came)
            packed.append(free)
        due = [came + promise * DAY for came in placed]
        return cls(placed, [one + TRANSIT * DAY for one in packed], due, onset)


def service_clock(path: Queue, horizon: int) -> tuple[float, float]:
    """Give the service clock and the time to survive by their definition, hour by hour; days."""
    late = [
        came for came, there, due in zip(path.placed, path.delivered, path.due, strict=True) if there > due
    ]
    hours = range(-PROMISE * 24, (horizon * DAY - DAY - path.onset) // HOUR + 1)
    breached = {}
    for hour in hours:
        begin = path.onset + hour * HOUR
        count, found = (sum(begin <= came < begin + DAY for came in some) for some in (path.placed, late))
        breached[hour] = found > max(0.02 * count, 1)
    first = next((hour for hour in hours if breached[hour]), None)
    if first is None:
        return 0.0, math.inf
    return _quiet(breached, max(first + 1, 0)) / 24, max(first, 0) / 24


def backlog_clock(path: Queue, horizon: int) -> float:
    """Give the backlog clock by its definition, hour by hour; days."""
    behind = {}
    for hour in range((horizon * DAY - path.onset) // HOUR + 1):
        now = path.onset + hour * HOUR
        overdue = sum(due < now < there for due, there in zip(path.due, path.delivered, strict=True))
        lately = sum(now - DAY <= came < now for came in path.placed)
        behind[hour] = overdue > max(1, 0.02 * lately)
    first = next((hour for hour in behind if behind[hour]), None)
    return 0.0 if first is None else _quiet(behind, first + 1) / 24


def _quiet(deviates: dict[int, bool], first: int) -> float:
    """Give the first hour that begins a week without a deviation; infinite without one."""
    for hour in range(first, max(deviates) - 7 * 24 + 2):
        if not any(deviates[one] for one in range(hour, hour + 7 * 24)):
            return hour
    return math.inf
