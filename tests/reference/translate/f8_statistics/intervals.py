"""Data with their intervals, ranks of quantiles, ratios, paired designs, a stopping rule."""

from __future__ import annotations

import math
import re

import numpy as np
from scipy import stats

from simnet.study.statistics import (
    difference,
    jackknife_interval,
    mean_interval,
    quantile,
    quantile_interval,
    ratio_interval,
    replications_for,
    share_interval,
)
from simnet.study.stopping import StoppingRule, Watch
from tests.reference.cases import Case
from tests.reference.translate.f8_statistics.answers import answered, variance
from tests.reference.translate.f8_statistics.samples import coverage
from tests.reference.trial import Direct, Translation

UNPAIRED = "designs are compared under the same luck: there is no interval that ignores it"
ONE_SHARE = "shares have Wilson's interval and no other"
ONE_QUANTILE = "quantiles over replications are order statistics, not interpolated between them"
MIXED_UP = "the wrong estimator, given for contrast: rates are ratios of sums, levels are weighted by time"
NO_LAGS = "replications are independent of each other: nothing looks at their order"


def data(case: Case) -> Translation:
    """Numbers, of which a mean and its interval is asked, or percentiles."""
    given = case.inputs["data"]
    if isinstance(given, str) and given.startswith("i.i.d."):
        return coverage(case)
    values = _repeated(given) if isinstance(given, str) else [float(one) for one in given]
    if "p" in case.inputs:
        found = [quantile(values, q) for q in case.inputs["p"]]
        reasons = dict.fromkeys(case.outputs, ONE_QUANTILE)
        return answered(case, {"inverted_cdf": found}, reasons, "quantile of replications")
    known: dict[str, float] = {"mean": mean_interval(values).estimate, "variance": variance(values)}
    known["sd"] = math.sqrt(known["variance"])
    for name in case.outputs:
        if level := re.fullmatch(r"half_width_(\d+)", name):
            known[name] = mean_interval(values, int(level[1]) / 100).half_width
    return answered(case, known, {"lag1_autocorrelation": NO_LAGS}, "interval of a mean over replications")


def _repeated(text: str) -> list[float]:
    """Read `a then (b,c) repeated n times`."""
    number = r"(-?[\d.]+)"
    found = re.search(rf"{number} then \({number},{number}\) repeated (\d+) times", text)
    if found is None:
        raise ValueError(f"data {text!r} are neither a list nor repeated")
    first, one, other = (float(found[group]) for group in (1, 2, 3))
    return [first, *[one, other] * int(found[4])]


def paired(case: Case) -> Direct:
    a, b = case.inputs["A"], case.inputs["B"]
    found = difference(b, a)
    together = (variance(a) + variance(b) - variance(np.subtract(a, b))) / 2
    known = {
        "mean_difference": found.estimate,
        "paired_half_width_95": (found.high - found.low) / 2,
        "correlation": together / math.sqrt(variance(a) * variance(b)),
    }
    reasons = dict.fromkeys(("welch_half_width_95", "welch_df"), UNPAIRED)
    return answered(case, known, reasons, "paired difference of two designs")


def ranks(case: Case) -> Direct:
    """Bounds of a quantile, as ranks: the values of a sample 1, 2, … are their own ranks."""
    given = case.inputs
    n, q, level = given["n"], given["quantile"], given["confidence"]
    found = quantile_interval(range(1, n + 1), q, level)
    one_sided = 2 * level - 1  # each bound of a two-sided interval is missed with half of what is left
    below = stats.binom.cdf([found.low - 1, found.high - 1], n, q)
    known = {
        "l": found.low,
        "u": found.high,
        "coverage": float(below[1] - below[0]),
        "one_sided_upper_rank_95": quantile_interval(range(1, n + 1), q, one_sided).high,
        "min_n_for_max_as_95_upper_bound": replications_for(q, one_sided),
    }
    return answered(case, known, {}, "interval of a quantile over replications")


def share(case: Case) -> Direct:
    found = share_interval(case.inputs["successes"], case.inputs["n"])
    reasons = dict.fromkeys(("clopper_pearson_low", "clopper_pearson_high"), ONE_SHARE)
    known = {"wilson_low": found.low, "wilson_high": found.high}
    return answered(case, known, reasons, "interval of a share of replications")


def ratio(case: Case) -> Direct:
    filled, demanded = zip(*case.inputs["filled_demanded"], strict=True)
    jackknifed = jackknife_interval(filled, demanded)
    known = {
        "ratio_of_sums": ratio_interval(filled, demanded).estimate,
        "jackknife_estimate": jackknifed.estimate,
        "jackknife_half_width_95": jackknifed.half_width,
    }
    return answered(case, known, {"mean_of_ratios": MIXED_UP}, "ratio of sums over replications")


def stopped(case: Case) -> Direct:
    """A stopping rule that looks after each value of a stream x = a − b·ln(1 − u), u from a congruence."""
    given = case.inputs
    gamma = given["gamma"]

    def stop(target: float) -> tuple[int, float, float]:
        rule = StoppingRule("x", target, first=given["n0"], every=1, level=given["confidence"])
        watch, state = Watch(rule), given["lcg_seed"]
        for ended in range(1, 100_000):
            state = (1103515245 * state + 12345) % 2**31
            value = round(2 - 4 * math.log(1 - (state >> 8) / 2**23), 4)
            if ended <= len(given["first_values"]) and value != given["first_values"][ended - 1]:
                raise ValueError(f"value {ended} of the stream is {value}")
            watch.add({"x": value})
            if watch.enough(ended):
                found = watch.interval()
                return ended, found.estimate, found.half_width
        raise ValueError("the stream is too short")

    known = dict(
        zip(("stop_n", "mean_at_stop", "half_width_at_stop"), stop(gamma / (1 + gamma)), strict=True)
    )
    return answered(case, known | {"stop_n_unadjusted": stop(gamma)[0]}, {}, "the stopping rule of a study")
