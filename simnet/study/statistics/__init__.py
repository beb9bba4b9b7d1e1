"""Estimates with intervals over replications, and designs side by side under the same luck.

from simnet.study.statistics import mean_interval, difference
mean_interval([1, 2, 3, 4, 5])                 # 3 within 1.04 and 4.96
difference([10, 12, 11], [9, 11, 10.5]).p      # how surprising, if the designs were equal on average

Every interval has the confidence `level`, 95% unless told otherwise. docs/statistics.md says which interval
is for what, and how often each holds the truth.
"""

from __future__ import annotations

from simnet.study.statistics.comparisons import (
    Difference,
    better_share,
    difference,
    holm,
    ratio_difference,
)
from simnet.study.statistics.fieller import ConfidenceSet, fieller_set
from simnet.study.statistics.interval import LEVEL, Interval, TooFewError
from simnet.study.statistics.means import mean_interval, share_interval
from simnet.study.statistics.quantiles import pooled_quantile, quantile, quantile_interval, replications_for
from simnet.study.statistics.ratios import jackknife_interval, ratio_interval
from simnet.study.statistics.tails import TAIL_REPLICATIONS, tail_mean

__all__ = [
    "LEVEL",
    "TAIL_REPLICATIONS",
    "ConfidenceSet",
    "Difference",
    "Interval",
    "TooFewError",
    "better_share",
    "difference",
    "fieller_set",
    "holm",
    "jackknife_interval",
    "mean_interval",
    "pooled_quantile",
    "quantile",
    "quantile_interval",
    "ratio_difference",
    "ratio_interval",
    "replications_for",
    "share_interval",
    "tail_mean",
]
