"""Kaplan and Meier's curve and the distance of a fit from it."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from simnet.fitting.durations import Times
from simnet.fitting.goodness import compare, curve


def test_the_curve_of_a_worked_example() -> None:
    # Six are watched: ends at 1, 2, 2 and 4, still open at 3 and 5.
    low = np.array([1.0, 2.0, 2.0, 3.0, 4.0, 5.0])
    high = np.array([1.0, 2.0, 2.0, np.inf, 4.0, np.inf])
    found = curve(Times(low, high, np.ones(6)))
    assert found.days.tolist() == [1, 2, 4]
    # Of 6 one ends, of 5 two, of 2 one: 5/6, 5/6 · 3/5 = 1/2, 1/2 · 1/2 = 1/4 are left.
    assert found.share.tolist() == pytest.approx([1 / 6, 1 / 2, 3 / 4])
    assert (found.quantile(0.5), found.quantile(0.51), found.quantile(0.9)) == (2, 4, np.inf)


def test_without_anything_open_it_is_the_share_that_ended_by_weight() -> None:
    times = np.array([3.0, 1.0, 2.0])
    assert curve(Times(times, times, np.array([1.0, 2.0, 1.0]))).share.tolist() == pytest.approx(
        [0.5, 0.75, 1.0]
    )


def test_a_true_fit_is_near_and_another_is_as_far_as_it_is() -> None:
    truth = stats.gamma(3, scale=2)
    times = truth.ppf((np.arange(2000) + 0.5) / 2000)
    data = curve(Times(times, times, np.ones(2000)))
    near = compare(data, truth.cdf, truth.ppf)
    assert near.distance <= 1 / 2000
    # The data's quantile is the next of 2,000 points: at most half of their distance off.
    assert near.worst_days < 0.02
    moved = compare(data, lambda days: truth.cdf(days - 1), lambda share: truth.ppf(share) + 1)
    assert moved.worst_days == pytest.approx(1, abs=0.02)
    assert moved.distance == pytest.approx(np.max(truth.cdf(times) - truth.cdf(times - 1)), abs=1e-3)


def test_quantiles_that_are_not_reached_are_not_compared() -> None:
    found = compare(
        curve(Times(np.array([1.0, 2.0]), np.array([1.0, np.inf]), np.ones(2))),
        lambda days: np.full(len(days), 0.5), lambda share: 1.0,
    )  # fmt: skip
    assert found.worst_days == 0
    assert found.at in (0.10, 0.25)
