"""The days on which a carrier works, found in the data, and time that counts only these days.

Time is as in docs/model.md §13: a business day counts 24 h, any other day nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

Array = np.ndarray[tuple[int, ...], np.dtype[Any]]

QUIET = 0.25
"""A weekday on which less than this share of an average weekday's events happen is one of rest."""
ENOUGH = 70
"""Events with which a week's shape can be told: ten for each weekday."""
USUAL = (0, 1, 2, 3, 4, 5)
"""Monday to Saturday, as `Service.weekdays` has it by default: what is taken without enough events."""


@dataclass(frozen=True)
class WorkingWeek:
    """The weekdays on which something happens, Monday 0, and what that was found from."""

    days: tuple[int, ...]
    shares: tuple[float, ...]
    """Share of the events on each weekday."""
    number: int
    """Events that were looked at."""

    @property
    def known(self) -> bool:
        """Tell whether there were enough events."""
        return self.number >= ENOUGH

    @property
    def business(self) -> bool:
        """Tell whether there is a day of rest at all."""
        return len(self.days) < 7


def working_week(events: pd.Series, weights: pd.Series) -> WorkingWeek:
    """Find the weekdays on which events happen, each with its weight; NaT is left out."""
    seen = events.notna()
    day = events[seen].dt.day_of_week.to_numpy()
    sums = np.bincount(day, weights[seen].to_numpy(), minlength=7)
    shares = sums / sums.sum() if sums.sum() else np.full(7, 1 / 7)
    number = int(seen.sum())
    days = tuple(np.flatnonzero(shares >= QUIET / 7).tolist()) if number >= ENOUGH else USUAL
    return WorkingWeek(days, tuple(shares.tolist()), number)


class Clock:
    """Counts working days between local instants; a public holiday of the country is none."""

    def __init__(
        self, days: tuple[int, ...], first: pd.Timestamp, last: pd.Timestamp, country: str = ""
    ) -> None:
        self.start = np.datetime64(first.tz_localize(None).normalize(), "D") - 1
        end = np.datetime64(last.tz_localize(None).normalize(), "D") + 1
        dates = np.arange(self.start, end + 1)
        weekday = (dates.astype("int64") + 3) % 7  # 1970-01-01 was a Thursday
        self.works = np.isin(weekday, days)
        if country and len(days) < 7:
            self.works &= ~np.isin(dates, _holidays(country, dates))
        self.before = np.concatenate([[0], np.cumsum(self.works)])

    def at(self, instants: pd.Series) -> Array:
        """Give the working days that have passed since the clock's start; NaN for NaT."""
        local = instants.dt.tz_localize(None).to_numpy("datetime64[us]")
        known = ~np.isnat(local)
        since = np.where(known, (local - self.start.astype("datetime64[us]")).astype("int64"), 0)
        day, rest = np.divmod(since, 86_400_000_000)
        passed: Array = self.before[day] + self.works[day] * (rest / 86_400_000_000)
        return np.where(known, passed, np.nan)


def _holidays(country: str, dates: Array) -> Array:
    from holidays import country_holidays

    years = range(pd.Timestamp(dates[0]).year, pd.Timestamp(dates[-1]).year + 1)
    found = country_holidays(country, years=years)
    return np.array(sorted(found), dtype="datetime64[D]")
