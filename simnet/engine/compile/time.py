"""The plan's time: zero, the counted span, and calendars as sorted instants from zero to stop."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from simnet.engine import calendars
from simnet.engine.calendars import Instants
from simnet.engine.plan import NEVER, Clock
from simnet.scenario.hours import Week
from simnet.units import DAY

TAIL_DAYS = 90
"""Days from the end of the horizon to the latest end of a run."""
BEYOND_DAYS = 60
"""Days that calendars go on after that, so that a delivery can be placed after the run's end."""


@dataclass(frozen=True)
class Timeline:
    """The span of a plan, and where its calendars begin and how long they are."""

    timezone: str
    first: date
    """Local date of the first warm-up day."""
    zero: datetime
    start: int
    end: int
    stop: int
    demand_days: int
    """Days from zero to the end, a started one included."""
    days: int
    """Days from zero to stop."""

    def instant(self, local: datetime, timezone: str | None = None) -> int:
        """Place a naive local time, by default of the scenario's time zone."""
        return calendars.instant(local, timezone or self.timezone, self.zero)

    def day_starts(self, days: int) -> Instants:
        """List the scenario's local midnights from zero: shape (days + 1,)."""
        return calendars.day_starts(self.timezone, self.first, days, self.zero)

    def openings(self, week: Week, timezone: str, holidays: str | None) -> Instants:
        """Compile opening hours from zero on, shape (m, 2); one interval without end if they never close."""
        hours = [(day, opening, closing) for day, spans in enumerate(week) for opening, closing in spans]
        if holidays is None and is_always(week):
            return np.array([[0, NEVER]], dtype=np.int64)
        found = calendars.open_intervals(hours, timezone, holidays, *self._span(), self.zero)
        found = found[found[:, 1] > 0]
        return np.maximum(found, 0)

    def earlier(self, first: date) -> Timeline:
        """Return the same time with calendars that begin at an earlier day."""
        days = max(0, (self.first - first).days)
        return replace(self, first=min(first, self.first), days=self.days + days)

    def daily(
        self,
        time_of_day: int,
        weekdays: Collection[int],
        timezone: str,
        holidays: str | None,
        since: int = 0,
    ) -> Instants:
        """List a local time of day on some weekdays, from zero or `since` on; 24:00 is the next midnight."""
        later = time_of_day // DAY
        first, days = self._span()
        found = calendars.daily_instants(
            time_of_day % DAY,
            {(day + later) % 7 for day in weekdays},
            timezone,
            None if later else holidays,
            first,
            days,
            self.zero,
        )
        return found[found >= since]

    def business_ends(self, weekdays: Collection[int], holidays: str | None) -> Instants:
        """List the local midnights that end business days of the scenario, ascending."""
        clock = calendars.business_clock(
            weekdays, self.timezone, holidays, self.first, self._span()[1], self.zero
        )
        return clock.day_start[1:][clock.is_business]

    def clock(
        self, weekdays: Collection[int], timezone: str, holidays: str | None, deliver_at: int | None
    ) -> Clock:
        """Compile the business days of a time zone; they begin at or before zero."""
        first, days = self._span()
        found = calendars.business_clock(weekdays, timezone, holidays, first, days, self.zero)
        before = np.concatenate([[0], np.cumsum(found.is_business)]).astype(np.int64)
        return Clock(
            day_start=found.day_start,
            before=before,
            business=found.is_business.astype(np.int64),
            days=np.flatnonzero(found.is_business).astype(np.int64),
            deliver_at=self._deliveries(timezone, deliver_at),
        )

    def gates(self, openings: Instants, cutoff: int | None, timezone: str) -> tuple[Instants, Instants]:
        """Split openings longer than a day at local midnights, and find the cutoff of each one's day.

        Between the parts of a split opening one microsecond is closed, so that each part opens anew. Openings
        that touch and have the same cutoff are one.
        """
        if cutoff is None:
            return _joined(openings, np.full(len(openings), NEVER, dtype=np.int64))
        first, days = self._span()
        midnights = calendars.day_starts(timezone, first, days, self.zero)
        split = _split(openings, midnights)
        day = np.searchsorted(midnights, split[:, 0], side="right") - 1
        daily = self._times(cutoff, timezone)
        return _joined(split, daily[np.minimum(day, len(daily) - 1)])

    def _deliveries(self, timezone: str, deliver_at: int | None) -> Instants:
        return np.zeros(0, dtype=np.int64) if deliver_at is None else self._times(deliver_at, timezone)

    def _times(self, time_of_day: int, timezone: str) -> Instants:
        """List a time of day on every day of the span, before zero included."""
        first, days = self._span()
        if time_of_day == DAY:
            return calendars.day_starts(timezone, first, days, self.zero)[1:]
        return calendars.daily_instants(time_of_day, range(7), timezone, None, first, days, self.zero)

    def _span(self) -> tuple[date, int]:
        # Local midnights of other time zones fall up to a day before or after the scenario's.
        return self.first - timedelta(days=1), self.days + 2 + BEYOND_DAYS


def timeline(start: datetime, warmup: int, horizon: int, timezone: str) -> Timeline:
    """Lay out time from the first counted local instant and two durations.

    Zero is the local midnight of the first warm-up day; whole days of the horizon are local days.
    """
    first = (start - timedelta(microseconds=warmup)).date()
    zero = datetime(first.year, first.month, first.day, tzinfo=ZoneInfo(timezone))
    begin = calendars.instant(start, timezone, zero)
    last = start + timedelta(days=horizon // DAY)
    end = calendars.instant(last, timezone, zero) + horizon % DAY
    local = last + timedelta(microseconds=horizon % DAY)
    ends = local.date() + timedelta(days=local != datetime(local.year, local.month, local.day))
    tail = ends + timedelta(days=TAIL_DAYS)
    return Timeline(
        timezone=timezone,
        first=first,
        zero=zero,
        start=begin,
        end=end,
        stop=calendars.instant(datetime(tail.year, tail.month, tail.day), timezone, zero),
        demand_days=(ends - first).days,
        days=(tail - first).days,
    )


def is_always(week: Week) -> bool:
    """Tell whether hours never close."""
    return all(spans == ((0, DAY),) for spans in week)


def weekly_hours(week: Week) -> tuple[int, int]:
    """Sum the open microseconds of a week, and count the weekdays that are open."""
    return sum(closing - opening for spans in week for opening, closing in spans), len(working_days(week))


def working_days(week: Week) -> tuple[int, ...]:
    """List the weekdays on which hours open; the rest of a shift after midnight is the day before's."""
    return tuple(
        day for day, spans in enumerate(week) if any(not _carried(week, day, span) for span in spans)
    )


def closing_times(week: Week) -> dict[int, tuple[int, ...]]:
    """Group working days by their closing time of day; past midnight it is a time of the next day."""
    found: dict[int, list[int]] = {}
    for day in working_days(week):
        closing = max(closing for span in week[day] if not _carried(week, day, span) for closing in span[1:])
        after = [span for span in week[(day + 1) % 7] if _carried(week, (day + 1) % 7, span)]
        if closing == DAY and after and after[0][1] < DAY:
            found.setdefault(after[0][1], []).append((day + 1) % 7)
        else:
            found.setdefault(closing, []).append(day)
    return {closing: tuple(sorted(days)) for closing, days in found.items()}


def _carried(week: Week, day: int, span: tuple[int, int]) -> bool:
    """Tell whether a span goes on from the evening before, as the end of a night shift."""
    evening = week[(day - 1) % 7]
    return span[0] == 0 and span[1] < DAY and any(before[1] == DAY and before[0] > 0 for before in evening)


def _joined(openings: Instants, gates: Instants) -> tuple[Instants, Instants]:
    """Join openings that touch and have the same gate."""
    if not len(openings):
        return openings, gates
    fresh = np.concatenate(([True], (openings[1:, 0] > openings[:-1, 1]) | (gates[1:] != gates[:-1])))
    last = np.concatenate((fresh[1:], [True]))
    return np.stack((openings[fresh, 0], openings[last, 1]), axis=1), gates[fresh]


def _split(openings: Instants, midnights: NDArray[np.int64]) -> Instants:
    parts: list[tuple[int, int]] = []
    for opening, closing in openings.tolist():
        inside = midnights[(midnights > opening) & (midnights < closing)].tolist()
        if closing - opening <= DAY or not inside:
            parts.append((opening, closing))
            continue
        parts += zip([opening, *inside], [*(at - 1 for at in inside), closing], strict=True)
    return np.array(parts, dtype=np.int64).reshape(-1, 2)
