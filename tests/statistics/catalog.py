"""The experiments: every interval, on populations that suit it and on some that do not."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from simnet.study.statistics import (
    better_share,
    difference,
    fieller_set,
    jackknife_interval,
    mean_interval,
    pooled_quantile,
    quantile_interval,
    ratio_difference,
    ratio_interval,
    share_interval,
    tail_mean,
)
from tests.statistics import known
from tests.statistics import populations as of
from tests.statistics.experiment import Experiment, Holds

EXACT = "exact: the model behind it holds"
ENUMERATED = "exact: all outcomes are enumerated"
REFERENCE = "32 million samples of another program"
VECTORS = "400,000 samples in numpy, without simnet"
ITSELF = "measured once with other samples"


def between(interval: Callable[..., Any], truth: float, level: float = 0.95) -> Holds:
    """Say that the truth lies between the bounds."""

    def holds(*sample: Any) -> bool:
        found = interval(*sample, level=level)
        return bool(found.low <= truth <= found.high)

    return holds


def quantiles(q: float) -> Holds:
    """The exponential's quantile lies between two of its order statistics."""
    return between(lambda values, level: quantile_interval(values, q, level), -math.log1p(-q))


def beyond(q: float) -> Holds:
    """A quantile beyond the window is held by an interval that reaches beyond it."""
    return between(lambda values, level: quantile_interval(values, q, level), math.inf)


def pooled(q: float, n: int, truth: float) -> Holds:
    """The quantile over all incidents of all years."""
    return between(lambda times, years, level: pooled_quantile(times, years, q, n, level), truth)


def designs(a: Any, orders: Any, b: Any, same: Any, level: float) -> Any:
    """Difference of two designs' shares on time."""
    return ratio_difference((a, orders), (b, same), level)


def ties(a: Any, b: Any, level: float) -> Any:
    """How often B is better."""
    return better_share(a, b, more_is_better=True, level=level)


def quotient(truth: float) -> Holds:
    """Fieller's set, of whatever shape, holds the ratio."""
    return lambda top, bottom: truth in fieller_set(top, bottom)


def _means() -> list[Experiment]:
    rare = math.exp(0.5)
    lognormal = "lognormal, sd of logarithm 1"
    return [
        Experiment("mean_interval", "normal", 10, 0.95, of.normal(10), between(mean_interval, 0), 0.95,
                   EXACT, hits=known.student(0)),
        Experiment("mean_interval", "exponential", 5, 0.9, of.exponential(5), between(mean_interval, 1, 0.9),
                   0.83106, REFERENCE, 0.00009, known.student(1, 0.9)),
        Experiment("mean_interval", "exponential", 20, 0.9, of.exponential(20),
                   between(mean_interval, 1, 0.9), 0.87142, REFERENCE, 0.00007, known.student(1, 0.9)),
        Experiment("mean_interval", "exponential", 200, 0.95, of.exponential(200), between(mean_interval, 1),
                   0.9458, VECTORS, 0.0004, known.student(1)),
        Experiment("mean_interval", lognormal, 200, 0.95, of.lognormal(200, 1), between(mean_interval, rare),
                   0.9296, VECTORS, 0.0004, known.student(rare)),
    ]  # fmt: skip


def _shares() -> list[Experiment]:
    return [
        *(
            Experiment("share_interval", f"share {share:.0%}", n, 0.95, of.successes(n, share),
                       between(lambda k, level, n=n: share_interval(k, n, level), share),
                       known.wilson(n, share), ENUMERATED)
            for n, share in ((100, 0.5), (100, 0.1), (50, 0.02))
        ),
        Experiment("better_share", "B wins 50%, ties 20%", 50, 0.95, of.wins(50, 0.5, 0.2),
                   between(ties, 0.6), known.wilson_with_ties(50, 0.5, 0.2), ENUMERATED),
    ]  # fmt: skip


def _quantiles() -> list[Experiment]:
    plain = [
        Experiment("quantile_interval", f"{q:.0%} quantile, exponential", n, 0.95, of.exponential(n),
                   quantiles(q), known.order_statistics(n, q), ENUMERATED)
        for n, q in ((60, 0.5), (60, 0.9), (100, 0.95))
    ]  # fmt: skip
    window = -math.log(0.15)
    cut = [
        Experiment("quantile_interval", "50% quantile, 15% censored", 60, 0.95, of.censored(60, window),
                   quantiles(0.5), known.order_statistics(60, 0.5), ENUMERATED),
        Experiment("quantile_interval", "80% quantile, 15% censored", 60, 0.95, of.censored(60, window),
                   quantiles(0.8), known.order_statistics(60, 0.8), ENUMERATED),
        Experiment("quantile_interval", "90% quantile, 15% censored", 60, 0.95, of.censored(60, window),
                   beyond(0.9), known.beyond(60, 0.9, 0.15), ENUMERATED),
    ]  # fmt: skip
    many = [
        Experiment("pooled_quantile", f"{q:.0%} quantile, incidents of a year alike", 120, 0.95,
                   of.clustered(120), pooled(q, 120, truth), expected, ITSELF, 0.0011,
                   samples=2_000, long=20_000)
        for q, truth, expected in ((0.5, 1.678347, 0.9494), (0.8, 2.994308, 0.9467))
    ]  # fmt: skip
    return plain + cut + many


def _ratios() -> list[Experiment]:
    found = []
    for interval, vectors, expected in (
        (ratio_interval, known.delta, (0.9498, 0.9117, 0.9416)),
        (jackknife_interval, known.jackknife, (0.9498, 0.9109, 0.9422)),
    ):
        found += [
            Experiment(interval.__name__, "93% of orders on time", 40, 0.95, of.steady(40),
                       between(interval, of.STEADY), expected[0], VECTORS, 0.0004, vectors(of.STEADY)),
            *(
                Experiment(interval.__name__, "a bad year in 10", n, 0.95, of.bad_years(n),
                           between(interval, of.on_time("A")), share, VECTORS, 0.0005,
                           vectors(of.on_time("A")), long=20_000)
                for n, share in ((40, expected[1]), (200, expected[2]))
            ),
        ]  # fmt: skip
    return found


def _comparisons() -> list[Experiment]:
    gain = of.on_time("B") - of.on_time("A")
    return [
        Experiment("difference", "normal, correlation 0.9", 12, 0.95, of.common_years(12),
                   between(difference, 0.5), 0.95, EXACT),
        Experiment("ratio_difference", "a bad year in 10, common to both", 200, 0.95,
                   of.bad_years(200, "AB"), between(designs, gain), 0.9434, VECTORS, 0.0008,
                   known.jackknife(gain), 3_000, 20_000),
        *(
            Experiment("fieller_set", f"normal, lower mean {away:g} standard errors from 0", 20, 0.95,
                       of.premiums(20, away), quotient(2 / (away * math.sqrt(2 / 20))), 0.95, EXACT)
            for away in (0.5, 3.0, 10.0)
        ),
    ]  # fmt: skip


def _tails() -> list[Experiment]:
    populations = (
        ("normal", of.normal(1000), of.TAIL_OF_NORMAL, 0.9504),
        ("exponential", of.exponential(1000), 1 + math.log(20), 0.9464),
        ("lognormal, sd of logarithm 0.5", of.lognormal(1000, 0.5), of.tail_of_lognormal(0.5), 0.9456),
        ("lognormal, sd of logarithm 1", of.lognormal(1000, 1), of.tail_of_lognormal(1), 0.9370),
    )
    return [
        Experiment("tail_mean", population, 1000, 0.95, draw,
                   between(lambda values, level: tail_mean(values, level=level), truth),
                   expected, ITSELF, 0.0033, samples=60, long=2_000)
        for population, draw, truth, expected in populations
    ]  # fmt: skip


EXPERIMENTS: tuple[Experiment, ...] = (
    *_means(), *_shares(), *_quantiles(), *_ratios(), *_comparisons(), *_tails(),
)  # fmt: skip
