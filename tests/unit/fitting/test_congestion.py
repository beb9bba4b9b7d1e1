"""The carrier's persistent factor: found unbiased on made weeks, and not found where there is none."""

from __future__ import annotations

import math

import numpy as np
import pytest

from simnet.fitting.congestion import (
    FEWEST_PARCELS,
    FEWEST_WEEKS,
    Congestion,
    estimate,
    lag_one,
    memory_days,
    weekly,
)

WEEKS, NOISE = 104, 0.6


def made(
    seed: int, sd: float, phi: float, weeks: int = WEEKS
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Make parcels of two lanes under one stationary AR(1): week, days, lane, and the true factor."""
    luck = np.random.default_rng(seed)
    state = np.empty(weeks)
    state[0] = sd * luck.normal()
    for week in range(1, weeks):
        state[week] = phi * state[week - 1] + sd * math.sqrt(1 - phi * phi) * luck.normal()
    week = np.repeat(np.arange(weeks), luck.integers(15, 60, weeks))
    lane = luck.integers(0, 2, len(week))
    days = np.exp(1.5 + 0.8 * lane + state[week] + NOISE * luck.normal(size=len(week)))
    return week, days, lane, np.exp(state - sd * sd / 2)


def found(seed: int, sd: float, phi: float) -> tuple[Congestion, np.ndarray]:
    """Estimate the factor of made parcels."""
    week, days, lane, truth = made(seed, sd, phi)
    result = estimate(weekly(week, days, np.ones(len(week)), lane))
    assert result is not None
    return result, truth


@pytest.fixture(scope="module")
def many() -> list[tuple[Congestion, np.ndarray]]:
    """Estimate two dozen made carriers with sd 0.2 and a week that keeps 70% of the last."""
    return [found(seed, 0.2, 0.7) for seed in range(24)]


@pytest.mark.slow
def test_size_and_memory_are_unbiased(many: list[tuple[Congestion, np.ndarray]]) -> None:
    sd = np.array([one.sd for one, _ in many])
    phi = np.array([one.phi for one, _ in many])
    assert abs(sd.mean() - 0.2) < 3 * sd.std(ddof=1) / math.sqrt(len(many))
    # The maximum of an autocorrelation's likelihood is low by about (1 + 3φ) / weeks = 0.03 (Marriott and
    # Pope, Biometrika 41, 1954).
    assert abs(phi.mean() - 0.7) < 0.03 + 3 * phi.std(ddof=1) / math.sqrt(len(many))


def test_the_noise_of_the_means_is_not_taken_for_the_carrier_s(
    many: list[tuple[Congestion, np.ndarray]],
) -> None:
    observed = np.mean([one.week_sd for one, _ in many])
    independent = np.mean([one.independent_sd for one, _ in many])
    assert independent == pytest.approx(NOISE * math.sqrt(np.mean(1 / np.arange(15, 60))), rel=0.05)
    assert observed > np.mean([one.sd for one, _ in many])
    assert np.mean([one.lag_one for one, _ in many]) < 0.65


def test_intervals_cover_as_often_as_they_say(many: list[tuple[Congestion, np.ndarray]]) -> None:
    # 95% of 24 is 22.8, sd 1.1.
    assert sum(one.sd_interval[0] <= 0.2 <= one.sd_interval[1] for one, _ in many) >= 20
    assert sum(one.phi_interval[0] <= 0.7 <= one.phi_interval[1] for one, _ in many) >= 20


def test_the_factor_of_every_week_follows_the_true_one(many: list[tuple[Congestion, np.ndarray]]) -> None:
    # Its level over all weeks is not in the data: a slow lane and a slow carrier look the same.
    correlations = [np.corrcoef(np.log(one.factor), np.log(truth))[0, 1] for one, truth in many]
    assert min(correlations) > 0.75
    spread = [np.log(one.factor).std() / np.log(truth).std() for one, truth in many]
    assert 0.8 < np.mean(spread) < 1.0


def test_where_there_is_no_factor_none_is_found() -> None:
    sizes = [found(seed, 0.0, 0.0)[0] for seed in range(6)]
    assert np.mean([one.sd for one in sizes]) < 0.04
    assert sum(one.sd_interval[0] == 0 for one in sizes) >= 5


def test_with_less_than_half_a_year_nothing_is_said() -> None:
    week, days, lane, _ = made(1, 0.2, 0.7, FEWEST_WEEKS - 1)
    assert estimate(weekly(week, days, np.ones(len(week)), lane)) is None


def test_thin_weeks_are_left_out_and_what_comes_before_a_long_gap_too() -> None:
    week, days, lane, _ = made(1, 0.2, 0.7, 60)
    thin = (week != 30) | (np.cumsum(week == 30) < FEWEST_PARCELS)
    keep = thin & ~((week > 10) & (week < 18))
    weeks = weekly(week[keep], days[keep], np.ones(keep.sum()), lane[keep])
    assert 30 not in weeks.number
    result = estimate(weeks, 62)
    assert result is not None
    assert result.seen.number[0] == 18
    assert len(result.factor) == 62
    assert result.factor[0] == pytest.approx(math.exp(-(result.sd**2) / 2), rel=0.05)


def test_lane_level_and_unit_do_not_matter() -> None:
    week, days, lane, _ = made(2, 0.2, 0.7)
    first = estimate(weekly(week, days, np.ones(len(week)), lane))
    second = estimate(weekly(week, days * np.where(lane, 3.0, 0.1), np.full(len(week), 9.0), lane))
    assert first is not None
    assert second is not None
    assert (second.sd, second.phi) == (pytest.approx(first.sd, rel=1e-4), first.phi)


def test_memory_and_correlation() -> None:
    assert memory_days(math.exp(-7 / 35)) == pytest.approx(35)
    assert memory_days(0.0) == 0
    assert lag_one(np.array([0, 1, 2, 4, 5]), np.array([1.0, 2.0, 3.0, 9.0, 10.0])) == pytest.approx(1)
