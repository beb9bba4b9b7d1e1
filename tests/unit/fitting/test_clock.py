"""Working days found in the data, and time that counts only these days."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from simnet.engine import calendars
from simnet.fitting.clock import ENOUGH, USUAL, Clock, working_week


def days(*weekdays: int) -> pd.Series:
    """Make one event on each weekday given, week after week; 2026-01-05 is a Monday."""
    return pd.Series(
        [
            pd.Timestamp("2026-01-05", tz="UTC") + pd.Timedelta(days=7 * week + day)
            for week, day in enumerate(weekdays)
        ]
    )


def test_a_weekday_on_which_next_to_nothing_happens_is_one_of_rest() -> None:
    found = working_week(days(*([0, 1, 2, 3, 4] * 40), *([5] * 16), *([6] * 3)), pd.Series(np.ones(219)))
    assert found.days == (0, 1, 2, 3, 4, 5)
    assert found.business
    assert found.known
    assert found.shares[6] == pytest.approx(3 / 219)


def test_a_carrier_that_always_delivers_has_no_day_of_rest() -> None:
    found = working_week(days(*(list(range(7)) * 20)), pd.Series(np.ones(140)))
    assert found.days == tuple(range(7))
    assert not found.business


def test_weights_count() -> None:
    weight = pd.Series([1.0] * 100 + [0.01] * 100)
    assert working_week(days(*([0, 1] * 50), *([6] * 100)), weight).days == (0, 1)


def test_with_too_few_events_the_usual_week_is_assumed() -> None:
    found = working_week(days(*([0] * (ENOUGH - 1))), pd.Series(np.ones(ENOUGH - 1)))
    assert found.days == USUAL
    assert not found.known


def test_working_time_is_that_of_the_engine() -> None:
    first, last = pd.Timestamp("2025-12-20", tz="UTC"), pd.Timestamp("2026-02-20", tz="UTC")
    moments = pd.Series(first + pd.to_timedelta(np.random.default_rng(1).uniform(0, 60, 400), unit="D"))
    moments = moments.astype("datetime64[us, UTC]")
    mine = Clock(USUAL, first, last, "US").at(moments)
    zero = first.to_pydatetime()
    clock = calendars.business_clock(USUAL, "UTC", "US", zero.date(), 70, zero)
    since = ((moments - first) / pd.Timedelta(microseconds=1)).round().astype("int64").to_numpy()
    theirs = calendars.business_time(clock, since) / 86_400_000_000
    assert mine - mine[0] == pytest.approx(theirs - theirs[0], abs=1e-9)


def test_sundays_and_holidays_count_nothing() -> None:
    first = pd.Timestamp("2026-01-01", tz="UTC")
    clock = Clock(USUAL, first, pd.Timestamp("2026-01-31", tz="UTC"), "US")
    texts = ["2026-01-17 12:00", "2026-01-18 12:00", "2026-01-19 00:00", "2026-01-20 06:00"]
    moments = pd.Series(pd.to_datetime(texts, utc=True))
    found = clock.at(moments)  # Saturday noon, Sunday noon, Martin Luther King's day, Tuesday at six
    assert list(found - found[0]) == pytest.approx([0.0, 0.5, 0.5, 0.75])


def test_an_unknown_instant_stays_unknown() -> None:
    first = pd.Timestamp("2026-01-01", tz="UTC")
    assert np.isnan(Clock(USUAL, first, first).at(pd.Series([pd.NaT], dtype="datetime64[us, UTC]"))[0])
