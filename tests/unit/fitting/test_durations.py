"""Fits of waiting times: they find what was put in, whatever is censored, weighted, rounded or lost."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from simnet.fitting.durations import Times, can_fit, fit

MEDIAN, SPREAD = 7.0, 0.6


def sample(size: int, seed: int, follow_up: float = math.inf, lost: float = 0.0) -> Times:
    """Draw lognormal times, each watched for a uniform time, some of them never ending."""
    luck = np.random.default_rng(seed)
    times = MEDIAN * np.exp(SPREAD * luck.normal(size=size))
    watched = np.full(size, math.inf) if math.isinf(follow_up) else luck.uniform(0, follow_up, size)
    ends = (times <= watched) & (luck.random(size) >= lost)
    low = np.where(ends, times, np.minimum(watched, 1e4))
    return Times.of(low, np.where(ends, times, np.inf), np.ones(size))


def log_medians(make: object, repeats: int = 30) -> np.ndarray:
    """Fit many samples; give the log median of each that was found."""
    return np.log([fit(make(seed))[0].distribution.median() for seed in range(repeats)])  # type: ignore[operator]


def unbiased(found: np.ndarray, truth: float) -> bool:
    """Tell whether a mean is within three standard errors of the truth."""
    return abs(found.mean() - truth) < 3 * found.std(ddof=1) / math.sqrt(len(found))


def test_all_of_it_seen_is_the_maximum_likelihood_of_a_lognormal() -> None:
    times = sample(500, 1)
    best = next(one for one in fit(times) if one.distribution.name == "lognormal")
    logs = np.log(times.low)
    assert math.log(best.distribution.median()) == pytest.approx(logs.mean(), abs=1e-4)
    assert best.distribution.spread == pytest.approx(logs.std(), abs=1e-4)  # type: ignore[attr-defined]
    log_likelihood = stats.lognorm(s=logs.std(), scale=math.exp(logs.mean())).logpdf(times.low).sum()
    assert best.aic == pytest.approx(2 * 2 - 2 * log_likelihood, abs=1e-3)


def test_what_has_not_ended_yet_does_not_make_the_rest_look_quick() -> None:
    def watched(seed: int) -> Times:
        return sample(400, seed, follow_up=14)

    assert unbiased(log_medians(watched), math.log(MEDIAN))
    ended = [np.log(watched(seed).low[watched(seed).ended]).mean() for seed in range(30)]
    assert not unbiased(np.array(ended), math.log(MEDIAN))


def test_what_never_arrives_does_not_stretch_the_tail() -> None:
    def watched(seed: int) -> Times:
        return sample(400, seed, follow_up=120, lost=0.04)

    fits = [fit(watched(seed))[0] for seed in range(30)]
    assert unbiased(np.log([one.distribution.median() for one in fits]), math.log(MEDIAN))
    assert unbiased(np.array([one.never for one in fits]), 0.04)


def test_nothing_never_arrives_where_everything_did() -> None:
    assert fit(sample(300, 3))[0].never == 0


def test_dates_alone_lose_little() -> None:
    def dated(seed: int) -> Times:
        whole = np.ceil(sample(400, seed).low)
        return Times.of(whole - 1, whole, np.ones(400))

    assert unbiased(log_medians(dated), math.log(MEDIAN))


def test_the_interval_of_the_median_covers_it_as_often_as_it_says() -> None:
    inside = 0
    for seed in range(40):
        low, high = fit(sample(80, seed, follow_up=30))[0].median_interval
        inside += low <= MEDIAN <= high
    # 95% of 40 is 38, sd 1.4; the family is chosen by the same data, which costs a little.
    assert inside >= 34


@pytest.mark.parametrize(
    ("name", "scale"), [("gamma", stats.gamma(3, scale=2)), ("weibull", stats.weibull_min(2, scale=6))]
)
def test_the_family_is_found(name: str, scale: object) -> None:
    times = scale.rvs(3000, random_state=5)  # type: ignore[attr-defined]
    assert fit(Times.of(times, times, np.ones(3000)))[0].distribution.name == name


def test_the_unit_of_weights_does_not_matter_and_equal_weights_are_none() -> None:
    times = sample(200, 7, follow_up=30)
    heavy = Times(times.low, times.high, times.weight * 9.8568)
    assert fit(heavy)[0].aic == pytest.approx(fit(times)[0].aic)
    assert heavy.effective == pytest.approx(200)


def test_a_weight_of_two_moves_the_fit_like_a_copy() -> None:
    times = sample(100, 8)
    twice = Times(
        *(np.concatenate([column, column[:40]]) for column in (times.low, times.high, times.weight))
    )
    weighted = Times(times.low, times.high, np.r_[np.full(40, 2.0), np.ones(60)])
    medians = [
        {one.distribution.name: one.distribution.median() for one in fit(each)} for each in (twice, weighted)
    ]
    for name, median in medians[0].items():
        assert medians[1][name] == pytest.approx(median, rel=1e-3)


def test_the_order_of_the_rows_does_not_matter() -> None:
    times = sample(150, 9, follow_up=30)
    back = times[np.arange(150)[::-1]]
    assert fit(back)[0].distribution.median() == pytest.approx(fit(times)[0].distribution.median(), rel=1e-5)


def test_times_under_an_hour_are_known_to_be_that_alone() -> None:
    times = Times.of(np.array([0.0, 0.001, 3.0]), np.array([0.0, 0.001, 3.0]), np.ones(3))
    assert times.low.tolist() == [0, 0, 3]
    assert times.high.tolist() == [1 / 24, 1 / 24, 3]
    assert math.isfinite(fit(times)[0].aic)


def test_what_cannot_be_fitted() -> None:
    same = np.full(50, 2.0)
    assert not can_fit(Times.of(same, same, np.ones(50)))
    assert not can_fit(Times.of(np.arange(50.0), np.full(50, np.inf), np.ones(50)))
    assert can_fit(sample(50, 1))
