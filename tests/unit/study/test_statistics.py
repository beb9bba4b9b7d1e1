"""Intervals against published figures, and against the share of samples in which they hold the truth."""

from __future__ import annotations

import math

import numpy as np
import pytest

from simnet.study.statistics import (
    TooFewError,
    jackknife_interval,
    mean_interval,
    quantile,
    quantile_interval,
    ratio_interval,
    replications_for,
    share_interval,
)

SAMPLES = 1500


def covered(interval, truth, draw, samples=SAMPLES):
    """Share of samples whose interval holds the truth."""
    luck = np.random.default_rng(20260105)
    hits = 0
    for _ in range(samples):
        found = interval(*draw(luck))
        hits += found.low <= truth <= found.high
    return hits / samples


def test_the_mean_has_students_interval():
    found = mean_interval([1, 2, 3, 4, 5])
    # t(0.975, 4) = 2.7764, s = 1.5811, so 3 ± 2.7764 · 1.5811 / √5 = 3 ± 1.9632
    assert found == pytest.approx((3, 1.0368, 4.9632), abs=1e-4)
    assert found.half_width == pytest.approx(1.9632, abs=1e-4)


def test_wilson_agrees_with_the_published_example():
    # Newcombe, Statistics in Medicine 17 (1998), table I: 81/263, 15/148, 0/20, 1/29
    for hits, trials, low, high in (
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (1, 29, 0.0061, 0.1718),
    ):
        assert share_interval(hits, trials)[1:] == pytest.approx((low, high), abs=1e-4)
    assert share_interval(0, 20)[1:] == pytest.approx((0, 0.1611), abs=1e-4)
    assert share_interval(20, 20).high == 1.0


def test_ratios_are_ratios_of_sums():
    assert ratio_interval([1, 30], [10, 100]).estimate == pytest.approx(31 / 110)
    same = ratio_interval([1, 2, 3], [10, 20, 30])
    assert same == pytest.approx((0.1, 0.1, 0.1))
    # Shares of equal denominators: the ratio is the mean, and so is its interval.
    assert ratio_interval([1, 2, 3, 4, 5], [10] * 5) == pytest.approx(
        [x / 10 for x in mean_interval([1, 2, 3, 4, 5])]
    )
    assert jackknife_interval([1, 2, 3, 4, 5], [10] * 5) == pytest.approx(
        ratio_interval([1, 2, 3, 4, 5], [10] * 5)
    )


@pytest.mark.parametrize("interval", [ratio_interval, jackknife_interval])
def test_ratio_intervals_hold_the_truth_as_often_as_they_say(interval):
    def draw(luck):
        orders = luck.poisson(400, 40)
        return luck.binomial(orders, 0.93), orders

    assert covered(interval, 0.93, draw) == pytest.approx(0.95, abs=0.02)


def test_quantiles_are_order_statistics_and_may_be_infinite():
    values = [*range(1, 91), *[math.inf] * 10]
    assert quantile(values, 0.5) == 50
    assert quantile(values, 0.9) == 90
    assert quantile(values, 0.91) == math.inf
    assert quantile([5.0], 0.9) == 5
    found = quantile_interval(values, 0.5)
    assert (found.low, found.estimate, found.high) == (40, 50, 61)
    assert quantile_interval(values, 0.9).high == math.inf


def test_quantile_intervals_hold_the_truth_at_least_as_often_as_they_say():
    for q in (0.5, 0.9):
        truth = -math.log(1 - q)
        share = covered(quantile_interval, truth, lambda luck, q=q: (luck.exponential(1, 60), q), 800)
        assert 0.94 <= share <= 0.985


def test_quantiles_beyond_the_replications_are_refused():
    assert replications_for(0.5) == 6
    assert replications_for(0.9) == 36
    for q in (0.5, 0.9):
        least = replications_for(q)
        assert quantile_interval(range(least), q).high <= least - 1
        with pytest.raises(TooFewError, match=f"the {q:.0%} quantile needs at least {least} replications"):
            quantile_interval(range(least - 1), q)
    with pytest.raises(ValueError, match="above 0 and below 1"):
        replications_for(1.0)


def test_too_little_and_nonsense_are_refused():
    with pytest.raises(TooFewError, match="at least 2 replications"):
        mean_interval([1.0])
    with pytest.raises(TooFewError, match=r"at least 1 replication$"):
        share_interval(0, 0)
    with pytest.raises(TooFewError, match="something to count"):
        ratio_interval([0, 0], [0, 0])
    with pytest.raises(TooFewError, match="something to count"):
        jackknife_interval([1, 0], [5, 0])
    with pytest.raises(ValueError, match="denominator for every numerator"):
        ratio_interval([1, 2], [1, 2, 3])
    with pytest.raises(ValueError, match="leave out replications without one"):
        mean_interval([1.0, math.nan])
    with pytest.raises(ValueError, match="as many successes as trials"):
        share_interval(3, 2)
