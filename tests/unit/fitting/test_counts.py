"""Orders a day: what was put into made counts is found again, unbiased."""

from __future__ import annotations

import math

import numpy as np
import pytest

from simnet.fitting.counts import FEWEST_DAYS, Counts, fit_counts, spread
from tests.unit.fitting.made import START, counts, placed

WEEK = (1.2, 1.1, 1.0, 1.1, 1.0, 0.7, 0.9)


def fitted(days: int, mean: float, **options: object) -> Counts:
    """Fit made counts."""
    return fit_counts(placed(counts(days, mean, **options)))  # type: ignore[arg-type]


@pytest.mark.parametrize("dispersion", [1.0, 5.6])
def test_the_dispersion_is_unbiased(dispersion: float) -> None:
    found = [
        fitted(274, 47, seed=seed, dispersion=dispersion, growth=0.3, weekdays=WEEK).dispersion
        for seed in range(30)
    ]
    error = np.std(found, ddof=1) / math.sqrt(len(found))
    assert abs(np.mean(found) - dispersion) < 3 * error


def test_growth_and_weekdays_are_no_variation_and_are_found() -> None:
    rows = [fitted(400, 100, seed=seed, growth=0.5, weekdays=WEEK) for seed in range(20)]
    growth = np.log1p([row.growth for row in rows])
    assert abs(growth.mean() - math.log(1.5)) < 3 * growth.std(ddof=1) / math.sqrt(20)
    assert np.mean([row.weekdays for row in rows], axis=0) == pytest.approx(WEEK, abs=0.03)
    assert sum(row.growth_interval[0] <= 0.5 <= row.growth_interval[1] for row in rows) >= 17


def test_the_rate_is_the_present_level() -> None:
    rows = [fitted(730, 100, seed=seed, growth=1.0, weekdays=WEEK) for seed in range(20)]
    truth = 100 * 2 ** ((730 - 14) / 365)
    rates = np.array([row.rate_per_day for row in rows])
    assert abs(rates.mean() - truth) < 3 * rates.std(ddof=1) / math.sqrt(20) + 0.01 * truth
    assert sum(row.rate_interval[0] <= truth <= row.rate_interval[1] for row in rows) >= 15


def test_the_sum_of_what_is_expected_is_the_number_of_orders() -> None:
    found = fitted(365, 60, weekdays=WEEK)
    usual = found.daily[found.daily["kind"] == "usual"]
    assert usual["expected"].sum() == pytest.approx(usual["orders"].sum(), rel=1e-6)
    assert usual["steady"].sum() == pytest.approx(usual["orders"].sum(), rel=1e-6)


def test_two_years_tell_a_season_from_growth() -> None:
    season = (0.8, 0.7, 0.8, 0.9, 1.0, 1.0, 0.9, 0.9, 1.0, 1.1, 1.3, 1.6)
    found = fitted(1100, 200, dispersion=3, growth=0.2, season=season)
    assert found.season == pytest.approx(season, abs=0.06)
    assert found.growth == pytest.approx(0.2, abs=0.06)
    assert found.dispersion == pytest.approx(3, rel=0.2)
    assert fitted(700, 200).season is None


def test_promotions_are_flagged_and_no_part_of_the_fit() -> None:
    plain = counts(365, 50, dispersion=3)
    pushed = plain.copy()
    pushed[200] = 330
    pushed[300:303] = 220
    found, without = fit_counts(placed(pushed)), fit_counts(placed(plain))
    first, second = found.promotions
    assert (first.first, first.days) == (START.tz_localize(None) + np.timedelta64(200, "D"), 1)
    assert first.factor == pytest.approx(6.6, rel=0.15)
    assert (second.days, second.factor) == (3, pytest.approx(4.4, rel=0.15))
    assert found.dispersion == pytest.approx(without.dispersion, rel=0.05)
    assert found.growth == pytest.approx(without.growth, abs=0.05)


def test_chance_alone_is_no_promotion() -> None:
    flagged = [
        len(fitted(365, mean, seed=seed, dispersion=5.6).promotions) for seed in range(20) for mean in (8, 60)
    ]
    assert sum(flagged) <= 6  # 40 files with 0.05 days of chance each


def test_a_weekday_of_rest_and_a_closed_shop_are_no_variation() -> None:
    week = (1.2, 1.2, 1.2, 1.2, 1.2, 0.0, 1.0)
    number = counts(300, 60, dispersion=4, weekdays=week)
    open_all_year = fit_counts(placed(number))
    number[100:110] = 0
    found = fit_counts(placed(number))
    assert found.weekdays[5] == 0
    assert found.closed_days == 9  # one of the ten is a Saturday
    assert set(found.daily["kind"]) == {"usual", "closed", "rest"}
    assert found.dispersion == pytest.approx(open_all_year.dispersion, rel=0.1)


def test_few_quiet_days_are_no_closed_shop() -> None:
    assert fitted(300, 1.5, dispersion=1.5).closed_days == 0


def test_less_than_four_weeks_say_the_rate_alone() -> None:
    found = fitted(FEWEST_DAYS - 1, 50, dispersion=2)
    assert found.dispersion is None
    assert found.weekdays == (1.0,) * 7
    low, high = found.rate_interval
    assert low < found.rate_per_day < high
    one = fit_counts(placed(np.array([3])))
    assert one.rate_per_day == 3


def test_the_order_of_the_rows_does_not_matter() -> None:
    instants = placed(counts(100, 30))
    mixed = instants.sample(frac=1, random_state=1).reset_index(drop=True)
    assert fit_counts(mixed).dispersion == fit_counts(instants).dispersion


def test_the_fitted_spread_is_that_of_the_days() -> None:
    found = fitted(1000, 60, dispersion=5)
    curves = spread(found, np.linspace(0, 3, 61))
    assert (curves["data"] - curves["fitted"]).abs().max() < 0.05
    assert (curves["data"] - curves["chance"]).abs().max() > 0.15
    assert curves.iloc[-1].tolist() == pytest.approx([1, 1, 1], abs=0.01)


def test_days_are_those_of_the_shop_s_clock() -> None:
    # Ten at night in Los Angeles is the next day in UTC.
    instants = (placed(counts(60, 30, weekdays=(1.0, 1.0, 1.0, 1.0, 1.0, 0.0, 1.0)), 22.0)).dt.tz_localize(
        None
    )
    local = instants.dt.tz_localize("America/Los_Angeles")
    assert fit_counts(local).weekdays[5] == 0
    assert fit_counts(local.dt.tz_convert("UTC")).weekdays[6] == 0


def test_trial_orders_before_a_long_gap_are_left_out() -> None:
    number = counts(300, 40, dispersion=3)
    plain = fit_counts(placed(number[80:]))
    number[:80] = 0
    number[[0, 9, 48]] = 1
    found = fit_counts(placed(number))
    assert found.skipped_days == 80
    assert found.days == 220
    assert found.promotions == ()
    assert found.dispersion == pytest.approx(plain.dispersion)


def test_a_shop_with_few_orders_has_no_gaps() -> None:
    assert fitted(700, 0.2, dispersion=1).skipped_days < 30
    assert fitted(700, 0.2, dispersion=1).promotions == ()
