"""Random samples, of which the true coverage of an interval or a variance is known."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from simnet.study.statistics import difference, mean_interval
from tests.reference.cases import Case
from tests.reference.translate.f8_statistics.answers import Array, variance
from tests.reference.trial import Sample


def common_luck(case: Case) -> Sample:
    """Two order-up-to levels against the same demand; for contrast, one against what another year asks."""
    given = case.inputs
    (first, second), mean = given["S"], given["demand"]["mean"]
    if given["demand"]["dist"] != "poisson":
        raise ValueError(f"demand is {given['demand']['dist']!r}; known is poisson")

    def batch(luck: np.random.Generator) -> dict[str, float]:
        demand = luck.poisson(mean, 100_000)
        a, b = (
            given["holding_cost"] * np.maximum(level - demand, 0)
            + given["shortage_cost"] * np.maximum(demand - level, 0)
            for level in (first, second)
        )
        paired, apart = variance(b - a), variance(np.roll(b, 1) - a)
        return {
            "mean_difference_S2_minus_S1": difference(a, b).estimate,
            "var_difference_CRN": paired,
            "var_difference_independent": apart,
            "correlation_CRN": (variance(a) + variance(b) - paired)
            / 2
            / math.sqrt(variance(a) * variance(b)),
            "variance_ratio_CRN_over_independent": paired / apart,
        }

    return Sample(tuple(case.outputs), batch, 100, fast=True, notes="paired difference of two designs")


def coverage(case: Case) -> Sample:
    given = case.inputs
    if given["data"] != "i.i.d. exponential(1)":
        raise ValueError(f"data are {given['data']!r}; known is i.i.d. exponential(1)")

    def batch(luck: np.random.Generator) -> dict[str, float]:
        return {"coverage": _held(luck.exponential(size=(6_000, given["n"])), 1.0, given["confidence"])}

    return Sample(("coverage",), batch, 40, frozenset(("coverage",)), notes="interval of a mean")


def queue_coverage(case: Case) -> Sample:
    """Replications of a queue's first customers, by Lindley's recursion, and the interval of their mean."""
    given = case.inputs
    mean = f"expected_average_delay_first_{given['customers']}"
    truth = case.outputs[mean].value

    def batch(luck: np.random.Generator) -> dict[str, float]:
        runs = _delays(luck, 4_000 * given["n"], given).mean(axis=1)
        return {
            mean: mean_interval(runs).estimate,
            "variance_of_one_replication": variance(runs),
            "coverage": _held(runs.reshape(-1, given["n"]), truth, given["confidence"]),
        }

    return Sample(tuple(case.outputs), batch, 60, frozenset(("coverage",)), notes="interval of a mean")


def _held(rows: Array, truth: float, level: float) -> float:
    """Give the share of rows whose interval of the mean holds the truth."""
    found = [mean_interval(row, level) for row in rows]
    return float(np.mean([one.low <= truth <= one.high for one in found]))


def _delays(luck: np.random.Generator, runs: int, given: Mapping[str, Any]) -> Array:
    """Give the delays in queue, shape (runs, customers), of a station that starts empty."""
    shape = (given["customers"], runs)
    served = luck.exponential(1 / given["service_rate"], shape)
    apart = luck.exponential(1 / given["arrival_rate"], shape)
    delay = np.zeros(shape)
    for customer in range(1, len(delay)):
        delay[customer] = np.maximum(delay[customer - 1] + served[customer - 1] - apart[customer], 0)
    return delay.T
