"""The few plain facts that pictures need beside the tables: dates, length, currency, what the footer says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta


@dataclass(frozen=True)
class Facts:
    """What is the same for all pictures of a run.

    `promotions` has the name, first day and length (days) of what sells more for a while; `closed`, by
    weekday (Monday 0), who does not pack on it; `alarm` is the share of orders on time below which the alarm
    goes off.
    """

    start: date
    horizon_days: float = 365.0
    currency: str = "USD"
    years: int = 1
    alarm: float | None = None
    promise: str = ""
    closed: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    promotions: tuple[tuple[str, date, float], ...] = ()

    @property
    def is_year(self) -> bool:
        """Tell whether a replication is about a year long."""
        return 360 <= self.horizon_days <= 370

    @property
    def whole_weeks(self) -> int:
        """How many weeks of a replication are whole; at least one."""
        return max(int(self.horizon_days + 1e-9) // 7, 1)

    @property
    def per(self) -> str:
        """Say what a sum over a replication is: so much a year, or in so many days."""
        return "a year" if self.is_year else f"in {self.horizon_days:,.0f} days"

    @property
    def simulated(self) -> str:
        """Say how many replications there are."""
        plural = "" if self.years == 1 else "s"
        if self.is_year:
            return f"{self.years:,} simulated year{plural}"
        return f"{self.years:,} simulated run{plural} of {self.horizon_days:,.0f} days"

    @property
    def window(self) -> str:
        """Say which days the pictures are about."""
        last = self.start + timedelta(days=max(self.horizon_days - 1, 0))
        return f"{self.simulated}, {day_of(self.start)} to {day_of(last)}"


def day_of(day: date) -> str:
    """Write a date as a person would.

    >>> day_of(date(2026, 3, 2))
    '2 March 2026'
    """
    return f"{day.day} {day:%B %Y}"


def months(start: date, weeks: int, most: int = 13) -> dict[float, str]:
    """Give the places, in weeks from the start, and the names of months on an axis of weeks.

    Only as many as can be read; January has its year.
    """
    first = [
        (index / 7, day)
        for index in range(7 * weeks)
        if (day := start + timedelta(days=index)).day == 1 or index == 0
    ]
    every = max(1, -(-len(first) // most))
    marks: dict[float, str] = {}
    for place, day in first[::every]:
        if not marks or place - max(marks) > 3.2 * max(1.0, weeks / 52):
            marks[place] = f"{day:%b\n%Y}" if day.month == 1 and place else f"{day:%b}"
    return marks
