"""Opening hours, instants, midnights and business days, above all on the days when clocks change."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from time import process_time
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from simnet.engine import calendars
from simnet.units import DAY, HOUR, MINUTE

NEW_YORK = "America/New_York"
ZERO = datetime(2026, 1, 1, tzinfo=UTC)
WORKDAYS = range(5)
SPRING = date(2026, 3, 8)  # 02:00 becomes 03:00
AUTUMN = date(2026, 11, 1)  # 02:00 becomes 01:00
zones = st.sampled_from(
    [
        NEW_YORK,
        "America/Los_Angeles",
        "America/Phoenix",
        "Europe/Berlin",
        "America/Sao_Paulo",
        "Africa/Cairo",
        "Australia/Lord_Howe",
        "America/Havana",
        "UTC",
    ]
)
dates = st.dates(date(2016, 1, 1), date(2027, 12, 31))


def utc(text: str) -> int:
    """Read an ISO instant in UTC as microseconds since ZERO."""
    return (datetime.fromisoformat(text).replace(tzinfo=UTC) - ZERO) // timedelta(microseconds=1)


def opened(
    hours: list[calendars.Hours], start: date, days: int, holidays: str | None = None
) -> list[list[int]]:
    return calendars.open_intervals(hours, NEW_YORK, holidays, start, days, ZERO).tolist()


def every_day(opens: int, closes: int) -> list[calendars.Hours]:
    return [(weekday, opens, closes) for weekday in range(7)]


def test_a_working_week_in_winter() -> None:
    hours = [(weekday, 8 * HOUR, 18 * HOUR) for weekday in WORKDAYS]
    found = opened(hours, date(2026, 2, 2), 7)
    assert found == [[utc(f"2026-02-0{day}T13:00"), utc(f"2026-02-0{day}T23:00")] for day in range(2, 7)]


def test_hours_follow_the_local_clock_across_the_spring_change() -> None:
    found = opened(every_day(8 * HOUR, 18 * HOUR), date(2026, 3, 7), 2)
    assert found == [
        [utc("2026-03-07T13:00"), utc("2026-03-07T23:00")],
        [utc("2026-03-08T12:00"), utc("2026-03-08T22:00")],
    ]


def test_a_skipped_time_is_the_change_itself() -> None:
    change = utc("2026-03-08T07:00")
    assert opened(every_day(2 * HOUR + 30 * MINUTE, 6 * HOUR), SPRING, 1) == [
        [change, utc("2026-03-08T10:00")]
    ]
    assert opened(every_day(1 * HOUR, 2 * HOUR + 30 * MINUTE), SPRING, 1) == [
        [utc("2026-03-08T06:00"), change]
    ]
    # Hours that lie within the skipped hour do not happen.
    assert opened(every_day(2 * HOUR + 10 * MINUTE, 2 * HOUR + 50 * MINUTE), SPRING, 1) == []


def test_a_repeated_time_is_its_first_occurrence() -> None:
    found = opened(every_day(HOUR + 30 * MINUTE, 3 * HOUR), AUTUMN, 1)
    assert found == [[utc("2026-11-01T05:30"), utc("2026-11-01T08:00")]]  # two and a half hours


def test_a_night_shift_belongs_to_the_day_it_opens_on() -> None:
    saturday_night = [(5, 22 * HOUR, 6 * HOUR)]
    # Over the spring change it lasts seven hours, over the autumn change nine.
    assert opened(saturday_night, date(2026, 3, 7), 2) == [[utc("2026-03-08T03:00"), utc("2026-03-08T10:00")]]
    assert opened(saturday_night, date(2026, 10, 31), 2) == [
        [utc("2026-11-01T02:00"), utc("2026-11-01T11:00")]
    ]


def test_a_shift_is_clipped_to_the_span_at_both_ends() -> None:
    night = every_day(22 * HOUR, 6 * HOUR)
    assert opened(night, date(2026, 2, 3), 1) == [
        [utc("2026-02-03T05:00"), utc("2026-02-03T11:00")],  # began the evening before
        [utc("2026-02-04T03:00"), utc("2026-02-04T05:00")],  # goes on the morning after
    ]


def test_always_open_is_one_interval() -> None:
    span = [[utc("2026-03-01T05:00"), utc("2026-04-01T04:00")]]
    assert opened(list(calendars.ALWAYS), date(2026, 3, 1), 31) == span
    assert opened(every_day(0, 0), date(2026, 3, 1), 31) == span


def test_shifts_that_touch_or_overlap_are_one() -> None:
    day = date(2026, 2, 3)
    whole = [[utc("2026-02-03T13:00"), utc("2026-02-03T23:00")]]
    assert opened([(1, 8 * HOUR, 12 * HOUR), (1, 12 * HOUR, 18 * HOUR)], day, 1) == whole
    assert opened([(1, 10 * HOUR, 12 * HOUR), (1, 8 * HOUR, 18 * HOUR)], day, 1) == whole
    lunch = [(1, 13 * HOUR, 18 * HOUR), (1, 8 * HOUR, 12 * HOUR)]
    assert len(opened(lunch, day, 1)) == 2


def test_a_holiday_is_closed_but_the_night_before_it_goes_on() -> None:
    # Friday 3 July 2026 is the observed holiday of Saturday the 4th; 25 May is Memorial Day, a Monday.
    assert opened([(0, 8 * HOUR, 18 * HOUR)], date(2026, 5, 25), 1, "US") == []
    assert len(opened([(0, 8 * HOUR, 18 * HOUR)], date(2026, 5, 25), 1)) == 1
    night = opened(every_day(22 * HOUR, 6 * HOUR), date(2026, 5, 24), 3, "US")
    assert [utc("2026-05-25T02:00"), utc("2026-05-25T10:00")] in night
    assert not any(opens == utc("2026-05-26T02:00") for opens, _ in night)


def test_holidays_of_every_year_of_the_span_count() -> None:
    found = calendars.daily_instants(12 * HOUR, range(7), "UTC", "US", date(2026, 12, 31), 3, ZERO)
    assert found.tolist() == [utc("2026-12-31T12:00"), utc("2027-01-02T12:00")]


def test_an_unknown_country_is_refused() -> None:
    with pytest.raises(ValueError, match='there is no holiday calendar for the country "Atlantis"'):
        calendars.holiday_dates("Atlantis", 2026)


def test_no_hours_and_no_days() -> None:
    for found in (opened([], date(2026, 2, 2), 7), opened(every_day(0, HOUR), date(2026, 2, 2), 0)):
        assert found == []
    assert calendars.open_intervals([], NEW_YORK, None, date(2026, 2, 2), 7, ZERO).shape == (0, 2)


@pytest.mark.parametrize(
    "hours", [(7, 0, HOUR), (-1, 0, HOUR), (0, DAY, HOUR), (0, -1, HOUR), (0, 0, DAY + 1)]
)
def test_impossible_hours_are_refused(hours: calendars.Hours) -> None:
    with pytest.raises(ValueError, match="hours are a weekday 0 to 6 and two times of day"):
        opened([hours], date(2026, 2, 2), 7)


def test_pickups_at_a_local_time() -> None:
    found = calendars.daily_instants(17 * HOUR, {4, 5, 0}, NEW_YORK, None, date(2026, 3, 6), 4, ZERO)
    expected = [utc("2026-03-06T22:00"), utc("2026-03-07T22:00"), utc("2026-03-09T21:00")]
    assert found.tolist() == expected
    assert found.dtype == np.int64


def test_a_pickup_in_the_skipped_and_in_the_repeated_hour() -> None:
    for start, instant in ((SPRING, "2026-03-08T07:00"), (AUTUMN, "2026-11-01T05:30")):
        time = 2 * HOUR + 30 * MINUTE if start == SPRING else HOUR + 30 * MINUTE
        found = calendars.daily_instants(time, range(7), NEW_YORK, None, start, 1, ZERO)
        assert found.tolist() == [utc(instant)]


@pytest.mark.parametrize("time", [-1, DAY])
def test_an_impossible_time_of_day_is_refused(time: int) -> None:
    with pytest.raises(ValueError, match="a time of day is from 00:00 up to 24:00"):
        calendars.daily_instants(time, range(7), NEW_YORK, None, SPRING, 1, ZERO)


def test_midnights_include_the_leap_day_and_long_and_short_days() -> None:
    leap = calendars.day_starts("UTC", date(2028, 2, 28), 3, datetime(2028, 2, 28, tzinfo=UTC))
    assert leap.tolist() == [0, DAY, 2 * DAY, 3 * DAY]
    year = np.diff(calendars.day_starts(NEW_YORK, date(2026, 1, 1), 365, ZERO))
    assert year[(SPRING - date(2026, 1, 1)).days] == 23 * HOUR
    assert year[(AUTUMN - date(2026, 1, 1)).days] == 25 * HOUR
    assert np.count_nonzero(year == DAY) == 363


def test_a_midnight_that_is_skipped_is_the_change() -> None:
    # In Brazil's last summer, 4 November 2018 began at 01:00.
    starts = calendars.day_starts(
        "America/Sao_Paulo", date(2018, 11, 3), 2, datetime(2018, 11, 3, 3, tzinfo=UTC)
    )
    assert starts.tolist() == [0, DAY, DAY + 23 * HOUR]


def test_a_midnight_that_is_repeated_is_the_first() -> None:
    # In Cuba, 1 November 2026 at 01:00 becomes 00:00.
    starts = calendars.day_starts("America/Havana", AUTUMN, 1, datetime(2026, 11, 1, 4, tzinfo=UTC))
    assert starts.tolist() == [0, 25 * HOUR]


def test_results_can_be_written_to_without_spoiling_the_cache() -> None:
    first = calendars.day_starts("UTC", date(2026, 1, 1), 3, ZERO)
    first += 1
    assert calendars.day_starts("UTC", date(2026, 1, 1), 3, ZERO)[0] == 0
    clipped = calendars.daily_instants(0, range(7), "UTC", None, date(2026, 1, 1), 3, ZERO)
    clipped += 1
    assert calendars.daily_instants(0, range(7), "UTC", None, date(2026, 1, 1), 3, ZERO)[0] == 0


def test_time_zero_needs_a_time_zone() -> None:
    with pytest.raises(ValueError, match="time zero needs a time zone"):
        calendars.day_starts("UTC", date(2026, 1, 1), 3, datetime(2026, 1, 1))


@given(st.datetimes(datetime(2016, 1, 1), datetime(2027, 12, 31)), zones)
def test_an_instant_is_the_first_at_which_the_clock_has_reached_it(local: datetime, timezone: str) -> None:
    found = calendars.instant(local, timezone, ZERO)

    def clock(at: int) -> datetime:
        moment = ZERO + timedelta(microseconds=at)
        return moment.astimezone(ZoneInfo(timezone)).replace(tzinfo=None)

    assert clock(found) >= local
    assert clock(found - 1) < local


@given(
    dates, st.integers(1, 40), zones, st.integers(0, DAY - 1), st.integers(0, DAY), st.sets(st.integers(0, 6))
)
def test_intervals_agree_with_single_instants(
    start: date, days: int, timezone: str, opens: int, closes: int, weekdays: set[int]
) -> None:
    found = calendars.open_intervals(
        [(weekday, opens, closes) for weekday in weekdays], timezone, None, start, days, ZERO
    )
    first, *_, last = calendars.day_starts(timezone, start, days, ZERO).tolist()
    shifts = []
    for n in range(-1, days):
        day = datetime.combine(start, datetime.min.time()) + timedelta(days=n)
        if day.weekday() in weekdays:
            until = closes if closes > opens else closes + DAY
            edges = [
                calendars.instant(day + timedelta(microseconds=at), timezone, ZERO) for at in (opens, until)
            ]
            shifts.append([min(max(edge, first), last) for edge in edges])
    expected: list[list[int]] = []
    for begins, ends in sorted(shift for shift in shifts if shift[0] < shift[1]):
        if expected and begins <= expected[-1][1]:
            expected[-1][1] = max(expected[-1][1], ends)
        else:
            expected.append([begins, ends])
    assert found.tolist() == expected


@pytest.fixture(scope="module")
def clock() -> calendars.BusinessClock:
    """Business days in New York from Monday 2 March 2026 on, 60 days."""
    return calendars.business_clock(WORKDAYS, NEW_YORK, "US", date(2026, 3, 2), 60, ZERO)


def test_business_time_stands_still_at_the_weekend(clock: calendars.BusinessClock) -> None:
    friday_evening = utc("2026-03-06T22:00")  # 17:00 in New York
    monday = utc("2026-03-09T21:00")
    assert calendars.business_add(clock, friday_evening, DAY) == monday
    assert calendars.business_between(clock, friday_evening, monday) == DAY


def test_business_time_that_starts_at_the_weekend_starts_on_monday(clock: calendars.BusinessClock) -> None:
    sunday = utc("2026-03-08T15:00")
    assert calendars.business_add(clock, sunday, HOUR) == utc("2026-03-09T05:00")
    assert calendars.business_add(clock, sunday, 0) == sunday


def test_business_time_that_ends_with_friday_ends_at_its_midnight(clock: calendars.BusinessClock) -> None:
    friday, saturday = utc("2026-03-06T05:00"), utc("2026-03-07T05:00")
    assert calendars.business_add(clock, friday, DAY) == saturday
    assert calendars.business_add(clock, friday, DAY + 1) == utc("2026-03-09T04:00") + 1


def test_a_business_day_of_23_hours_counts_23() -> None:
    every = calendars.business_clock(range(7), NEW_YORK, None, date(2026, 3, 7), 3, ZERO)
    assert calendars.business_add(every, utc("2026-03-08T05:00"), DAY) == utc("2026-03-09T05:00")
    assert np.diff(every.cumulative).tolist() == [DAY, 23 * HOUR, DAY]


def test_the_edges_of_the_calendar_are_inside_it(clock: calendars.BusinessClock) -> None:
    first, last = int(clock.day_start[0]), int(clock.day_start[-1])
    total = int(clock.cumulative[-1])
    assert calendars.business_time(clock, first) == 0
    assert calendars.business_time(clock, last) == total
    assert calendars.business_add(clock, last, 0) == last
    ends = calendars.business_add(clock, first, total)
    assert calendars.business_time(clock, ends) == total
    for outside in (first - 1, last + 1):
        with pytest.raises(ValueError, match="an instant lies outside the calendar"):
            calendars.business_time(clock, outside)
    with pytest.raises(ValueError, match="the calendar ends before the business time has passed"):
        calendars.business_add(clock, first, total + 1)
    with pytest.raises(ValueError, match="a duration is zero or more"):
        calendars.business_add(clock, first, -1)


def test_a_holiday_is_not_a_business_day() -> None:
    may = calendars.business_clock(WORKDAYS, NEW_YORK, "US", date(2026, 5, 18), 14, ZERO)
    assert may.is_business.tolist() == [True] * 5 + [False] * 3 + [True] * 4 + [False] * 2
    friday = utc("2026-05-22T16:00")
    assert calendars.business_add(may, friday, DAY) == utc("2026-05-26T16:00")


def test_a_promise_ends_at_midnight_of_the_nth_business_day(clock: calendars.BusinessClock) -> None:
    tuesday = utc("2026-03-03T15:00")
    assert calendars.promise_end(clock, tuesday, 1) == utc("2026-03-05T05:00")
    assert calendars.promise_end(clock, tuesday, 3) == utc("2026-03-07T05:00")
    assert calendars.promise_end(clock, tuesday, 4) == utc("2026-03-10T04:00")
    saturday = utc("2026-03-07T15:00")
    assert calendars.promise_end(clock, saturday, 1) == utc("2026-03-10T04:00")
    both = calendars.promise_end(clock, np.array([tuesday, saturday]), 1)
    assert both.tolist() == [utc("2026-03-05T05:00"), utc("2026-03-10T04:00")]


def test_a_promise_that_cannot_be_kept_track_of_is_refused(clock: calendars.BusinessClock) -> None:
    with pytest.raises(ValueError, match="a promise is one business day or more, not 0"):
        calendars.promise_end(clock, utc("2026-03-03T15:00"), 0)
    with pytest.raises(ValueError, match="the calendar ends before the promise does"):
        calendars.promise_end(clock, utc("2026-03-03T15:00"), 60)


@given(dates, zones, st.sets(st.integers(0, 6), min_size=1), st.floats(0, 1), st.floats(0, 1), st.data())
def test_adding_business_time_has_an_inverse(
    start: date, timezone: str, weekdays: set[int], where: float, share: float, data: st.DataObject
) -> None:
    made = calendars.business_clock(weekdays, timezone, None, start, 30, ZERO)
    first, last = int(made.day_start[0]), int(made.day_start[-1])
    t = data.draw(
        st.sampled_from([first, last, *made.day_start.tolist(), first + int(where * (last - first))])
    )
    left = int(made.cumulative[-1] - calendars.business_time(made, t))
    lasts = int(share * left)
    assume(lasts <= left)
    end = int(calendars.business_add(made, t, lasts))
    assert end >= t
    assert calendars.business_between(made, t, end) == lasts
    if lasts:  # and it is the earliest such instant
        assert calendars.business_between(made, t, end - 1) == lasts - 1


def test_a_year_of_calendars_for_ten_nodes_is_compiled_quickly() -> None:
    timezones = [
        NEW_YORK,
        "America/Chicago",
        "America/Denver",
        "America/Los_Angeles",
        "America/Phoenix",
        "America/Boise",
        "America/Detroit",
        "Europe/Berlin",
        "Europe/London",
        "Asia/Tokyo",
    ]
    hours = [(weekday, 8 * HOUR, 18 * HOUR) for weekday in WORKDAYS]
    for year in (2029, 2030):
        calendars.holiday_dates("US", year)
    begun = process_time()
    for timezone in timezones:
        calendars.open_intervals(hours, timezone, "US", date(2029, 6, 1), 365, ZERO)
    # It takes about 20 ms; the limit leaves room for a slow machine.
    assert process_time() - begun < 0.2
