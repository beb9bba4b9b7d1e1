"""Calendars compiled into sorted instants: opening hours, pickups, local midnights and business days.

Instants are int64 microseconds since a time zero, an aware datetime. A local time means the first instant of
that day at which the clock has reached it: a time that a spring change skips is the change itself, and a time
that an autumn change repeats is its first occurrence.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from simnet.scenario.holidays import holiday_dates
from simnet.units import DAY

Instants = NDArray[np.int64]
Hours = tuple[int, int, int]
"""Weekday (0 is Monday), opening and closing time of day in microseconds; closing may be on the next day."""

ALWAYS: tuple[Hours, ...] = tuple((weekday, 0, DAY) for weekday in range(7))
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def instant(local: datetime, timezone: str, zero: datetime) -> int:
    """Place a naive local time on the engine's clock: microseconds since zero.

    >>> instant(datetime(2026, 6, 8, 9), "America/New_York", datetime(2026, 6, 8, tzinfo=UTC))
    46800000000
    """
    return _utc(local, ZoneInfo(timezone)) - _since_epoch(zero)


def day_starts(timezone: str, start: date, days: int, zero: datetime) -> Instants:
    """Give the local midnights of `days` days from `start` and the one that ends the last: (days + 1,)."""
    return _midnights(timezone, start, days) - _since_epoch(zero)


def open_intervals(
    hours: Sequence[Hours], timezone: str, holidays: str | None, start: date, days: int, zero: datetime
) -> Instants:
    """Compile weekly opening hours into opening and closing instants: shape (n, 2), sorted and disjoint.

    `holidays` is a country code or None; a shift belongs to the day it opens on and is left out on a holiday.
    A closing time at or before the opening time is on the next day. Intervals that touch are one, so that a
    node that is always open has a single interval; they are clipped to the span of `days` days from `start`.
    """
    _require_hours(hours)
    span = _midnights(timezone, start, days)
    first = start - timedelta(days=1)  # a shift of the day before may reach into the span
    working = _working_days(range(7), holidays, first, days + 1)
    found: list[Instants] = []
    for weekday, opens, closes in hours:
        at = np.flatnonzero(working & (_weekdays(first, days + 1) == weekday))
        until = closes if closes > opens else closes + DAY
        shift = (_times(timezone, first, days + 1, at, opens), _times(timezone, first, days + 1, at, until))
        found.append(np.stack(shift, axis=1))
    return _merge(np.clip(_stack(found), span[0], span[-1])) - _since_epoch(zero)


def daily_instants(
    time_of_day: int,
    weekdays: Collection[int],
    timezone: str,
    holidays: str | None,
    start: date,
    days: int,
    zero: datetime,
) -> Instants:
    """Give the instants of a local time of day (microseconds) on some weekdays (0 is Monday).

    Pickups, cutoffs and counts; holidays are left out, and so is what is not in the `days` days from `start`.
    """
    if not 0 <= time_of_day < DAY:
        raise ValueError(f"a time of day is from 00:00 up to 24:00, not {time_of_day} microseconds")
    at = np.flatnonzero(_working_days(weekdays, holidays, start, days))
    return _times(timezone, start, days, at, time_of_day) - _since_epoch(zero)


@dataclass(frozen=True)
class BusinessClock:
    """A calendar whose time stands still on days that are not business days.

    `day_start` has the n + 1 local midnights, `cumulative` the business microseconds before each, and
    `is_business` a flag for each of the n days. A business day counts its true length,
    23 or 25 hours when clocks change.
    """

    day_start: Instants
    cumulative: Instants
    is_business: NDArray[np.bool_]


def business_clock(
    weekdays: Collection[int], timezone: str, holidays: str | None, start: date, days: int, zero: datetime
) -> BusinessClock:
    """Compile business days: weekdays (0 is Monday) less the holidays of a country (code or None)."""
    midnights = day_starts(timezone, start, days, zero)
    business = _working_days(weekdays, holidays, start, days)
    cumulative = np.zeros(days + 1, dtype=np.int64)
    np.cumsum(np.where(business, np.diff(midnights), 0), out=cumulative[1:])
    return BusinessClock(midnights, cumulative, business)


def business_time(clock: BusinessClock, t: Instants | int) -> Instants:
    """Read the business microseconds from the clock's first midnight to t."""
    at = np.asarray(t, dtype=np.int64)
    day = _day_of(clock, at)
    return clock.cumulative[day] + np.where(_business_day(clock, day), at - clock.day_start[day], 0)


def business_add(clock: BusinessClock, t: Instants | int, duration: Instants | int) -> Instants:
    """Go on from t by business microseconds: the earliest instant at which that much has passed.

    A duration that ends with a business day ends at its closing midnight, not after the weekend; zero
    leaves t where it is. Raises ValueError when the calendar ends before.
    """
    start, lasts = np.broadcast_arrays(np.asarray(t, dtype=np.int64), np.asarray(duration, dtype=np.int64))
    if (lasts < 0).any():
        raise ValueError("a duration is zero or more microseconds")
    target = business_time(clock, start) + lasts
    if (target > clock.cumulative[-1]).any():
        raise ValueError("the calendar ends before the business time has passed")
    # A day whose cumulative is below the target and whose successor's is not is a business day by itself.
    day = np.maximum(np.searchsorted(clock.cumulative, target, side="left") - 1, 0)
    reached = clock.day_start[day] + target - clock.cumulative[day]
    return np.where(lasts == 0, start, reached)


def business_between(clock: BusinessClock, start: Instants | int, end: Instants | int) -> Instants:
    """Measure the business microseconds from start to end: the inverse of `business_add`."""
    return business_time(clock, end) - business_time(clock, start)


def promise_end(clock: BusinessClock, t: Instants | int, business_days: int) -> Instants:
    """Give the midnight that ends the Nth business day after the day of t, which does not count.

    N is at least 1. Raises ValueError when the calendar ends before.
    """
    if business_days < 1:
        raise ValueError(f"a promise is one business day or more, not {business_days}")
    open_days = np.flatnonzero(clock.is_business)
    day = _day_of(clock, np.asarray(t, dtype=np.int64))
    nth = np.searchsorted(open_days, day, side="right") + business_days - 1
    if (nth >= len(open_days)).any():
        raise ValueError("the calendar ends before the promise does")
    return clock.day_start[open_days[nth] + 1]


def _day_of(clock: BusinessClock, t: Instants) -> NDArray[np.intp]:
    if ((t < clock.day_start[0]) | (t > clock.day_start[-1])).any():
        raise ValueError("an instant lies outside the calendar")
    return np.searchsorted(clock.day_start, t, side="right") - 1


def _business_day(clock: BusinessClock, day: NDArray[np.intp]) -> NDArray[np.bool_]:
    # The closing midnight belongs to no day; nothing has passed of it.
    return np.append(clock.is_business, False)[day]


def _require_hours(hours: Iterable[Hours]) -> None:
    for weekday, opens, closes in hours:
        if not (0 <= weekday <= 6 and 0 <= opens < DAY and 0 <= closes <= DAY):
            raise ValueError(
                f"hours are a weekday 0 to 6 and two times of day, not {(weekday, opens, closes)}"
            )


def _since_epoch(moment: datetime) -> int:
    if moment.tzinfo is None:
        raise ValueError("time zero needs a time zone")
    return (moment - _EPOCH) // _MICROSECOND


def _weekdays(start: date, days: int) -> NDArray[np.int64]:
    return (start.weekday() + np.arange(days)) % 7


def _working_days(
    weekdays: Collection[int], holidays: str | None, start: date, days: int
) -> NDArray[np.bool_]:
    working = np.isin(_weekdays(start, days), list(weekdays))
    if holidays is not None and days:
        for year in range(start.year, (start + timedelta(days=days - 1)).year + 1):
            for holiday in holiday_dates(holidays, year):
                if 0 <= (at := (holiday - start).days) < days:
                    working[at] = False
    return working


def _utc(local: datetime, zone: ZoneInfo) -> int:
    """Give the first microsecond since 1970 at which the local clock has reached a naive time.

    With `fold=1` it is the second time that an autumn change repeats.
    """
    before = local.replace(tzinfo=zone)
    found = _since_epoch(before)
    skipped = before.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != local
    return _change(_since_epoch(local.replace(tzinfo=zone, fold=1)), found, zone) if skipped else found


def _change(early: int, late: int, zone: ZoneInfo) -> int:
    """Find by bisection the clock change between an instant before it and one at or after it."""

    def offset(at: int) -> timedelta | None:
        return (_EPOCH + at * _MICROSECOND).astimezone(zone).utcoffset()

    after = offset(late)
    while late - early > 1:
        middle = (early + late) // 2
        early, late = (early, middle) if offset(middle) == after else (middle, late)
    return late


@lru_cache(maxsize=256)
def _midnights(timezone: str, start: date, days: int) -> Instants:
    zone = ZoneInfo(timezone)
    first = datetime.combine(start, time())
    found = np.fromiter((_utc(first + timedelta(days=n), zone) for n in range(days + 1)), np.int64, days + 1)
    found.flags.writeable = False
    return found


def _times(timezone: str, start: date, days: int, at: NDArray[np.intp], time_of_day: int) -> Instants:
    """Give the instants of a time of day, up to two days long, on the days numbered `at` from start."""
    later, rest = divmod(time_of_day, DAY)
    midnights = _midnights(timezone, start, days + 2)
    day = at + later
    found = midnights[day] + rest
    zone = ZoneInfo(timezone)
    # Only on a day when the clocks change is a time of day not that long after midnight.
    for i in np.flatnonzero(np.diff(midnights)[day] != DAY):
        local = datetime.combine(start, time()) + timedelta(days=int(day[i])) + rest * _MICROSECOND
        found[i] = _utc(local, zone)
    return found


def _stack(found: Sequence[Instants]) -> Instants:
    return np.concatenate(found) if found else np.zeros((0, 2), dtype=np.int64)


def _merge(intervals: Instants) -> Instants:
    """Sort intervals, drop empty ones, and join those that overlap or touch."""
    kept = intervals[intervals[:, 0] < intervals[:, 1]]
    kept = kept[np.argsort(kept[:, 0], kind="stable")]
    if not len(kept):
        return kept
    reach = np.maximum.accumulate(kept[:, 1])
    opens = np.concatenate(([True], kept[1:, 0] > reach[:-1]))
    last = np.concatenate((opens[1:], [True]))
    return np.stack((kept[opens, 0], reach[last]), axis=1)
