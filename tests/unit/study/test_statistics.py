"""Intervals against published figures, and against the share of samples in which they hold the truth."""

from __future__ import annotations

import math

import numpy as np
import pytest

from simnet.study.statistics import (
    TooFewError,
    jackknife_interval,
    mean_interval,
    pooled_quantile,
    quantile,
    quantile_interval,
    ratio_interval,
    replications_for,
    share_interval,
    tail_mean,
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


@pytest.mark.parametrize("level", [95, 0.0, 1.0])
def test_a_level_is_a_share(level):
    for interval in (
        lambda: mean_interval([1, 2], level),
        lambda: share_interval(1, 2, level),
        lambda: quantile_interval(range(50), 0.5, level),
    ):
        with pytest.raises(ValueError, match=r"must be above 0 and below 1, such as 0\.95"):
            interval()


def test_the_mean_of_censored_values_is_refused_and_not_infinite():
    for interval in (mean_interval, lambda values: ratio_interval(values, [1, 1])):
        with pytest.raises(ValueError, match="use a quantile for values that may be censored"):
            interval([1.0, math.inf])


@pytest.mark.parametrize("q", [0.05, 0.5, 0.9, 0.95])
@pytest.mark.parametrize("level", [0.8, 0.95, 0.99])
def test_bounds_of_a_quantile_miss_no_more_than_they_may_and_are_the_closest_such(q, level):
    from scipy.stats import binom

    least = replications_for(q, level)
    for n in (least, least + 1, least + 17, 1000):
        found = quantile_interval(range(1, n + 1), q, level)
        # The value of rank l is above the quantile if fewer than l are below it.
        miss = (1 - level) / 2
        assert binom.cdf(found.low - 1, n, q) <= miss < binom.cdf(found.low, n, q)
        assert binom.sf(found.high - 1, n, q) <= miss < binom.sf(found.high - 2, n, q)


def test_a_pooled_quantile_of_one_value_each_is_the_plain_one():
    values = list(range(1, 201))
    found = pooled_quantile(values, range(200), 0.9, 200)
    assert found.estimate == quantile(values, 0.9) == 180
    # Woodruff: 0.9 ± t(0.975, 199) · √(0.9 · 0.1 / 200) of the share, so ranks 172 to 189.
    assert (found.low, found.high) == (172, 189)


def test_a_censored_value_is_beyond_every_other_and_so_may_a_bound_be():
    values = [1.0] * 80 + [5.0] * 12 + [math.inf] * 8
    found = pooled_quantile(values, range(100), 0.9, 100)
    assert (found.estimate, found.high) == (5, math.inf)
    assert pooled_quantile(values, range(100), 0.95, 100).estimate == math.inf
    with pytest.raises(TooFewError, match="needs more values than 10 over 10 replications"):
        pooled_quantile(values[75:85], range(10), 0.9, 10)


def test_values_of_the_same_replication_count_less_than_independent_ones():
    luck = np.random.default_rng(4)
    years = np.repeat(np.arange(100), 5)
    values = np.repeat(luck.exponential(size=100), 5)
    together = pooled_quantile(values, years, 0.5, 100)
    apart = pooled_quantile(values, np.arange(500), 0.5, 500)
    assert together.half_width > 1.5 * apart.half_width


@pytest.mark.parametrize("q", [0.5, 0.9])
def test_pooled_quantiles_hold_the_truth(q):
    def draw(luck):
        count = luck.poisson(1.5, 120)
        years = np.repeat(np.arange(120), count)
        bad = luck.exponential(size=120)[years]  # what the incidents of a year have in common
        return bad + luck.exponential(size=len(years)), years

    truth = {0.5: 1.67835, 0.9: 3.88972}[q]  # gamma with shape 2
    rate = covered(lambda values, years: pooled_quantile(values, years, q, 120), truth, draw, 800)
    assert 0.92 <= rate <= 0.985


def test_the_tail_mean_of_equally_spaced_values_is_their_middle():
    found = tail_mean(np.arange(1, 2001))
    assert found.estimate == pytest.approx(1950.5)
    assert found.low < 1950.5 < found.high
    assert tail_mean(np.arange(1, 2001)) == found
    assert tail_mean([7.0] * 1000) == (7, 7, 7)


def test_a_tail_mean_of_few_replications_is_refused():
    with pytest.raises(
        TooFewError, match="the mean beyond the 95% quantile needs at least 1000 replications"
    ):
        tail_mean(range(999))
    with pytest.raises(
        TooFewError, match="the mean beyond the 99% quantile needs at least 5000 replications"
    ):
        tail_mean(range(1000), 0.99)


def test_a_tail_mean_has_the_units_of_its_values_whatever_their_order():
    values = np.random.default_rng(5).lognormal(0, 1, 1200)
    found = tail_mean(values)
    assert found.low < found.estimate < found.high
    assert tail_mean(values[::-1]) == found
    assert tail_mean(1000 * values) == pytest.approx([1000 * one for one in found])
    assert tail_mean(values + 7) == pytest.approx([one + 7 for one in found])
    wider = tail_mean(values, level=0.99)
    assert wider.low < found.low
    assert wider.high > found.high
    with pytest.raises(ValueError, match="above 0 and below 1"):
        tail_mean(values, 1.0)
