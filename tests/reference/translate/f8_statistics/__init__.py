"""Statistics: intervals and their true coverage, quantiles, paired runs, stopping, distributions.

Most cases are no network: their data go straight to the functions with which simnet summarizes replications,
and random samples to the same functions many times. Queues and paths of stock are run as scenarios.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.reference.cases import Case
from tests.reference.translate.f8_statistics import families, intervals, runs, samples
from tests.reference.trial import Translation, Unexpressed

SHAPES: dict[tuple[str, ...], Callable[[Case], Any]] = {
    ("data",): intervals.data,
    ("A", "B"): intervals.paired,
    ("demand", "S"): samples.common_luck,
    ("quantile", "confidence"): intervals.ranks,
    ("successes",): intervals.share,
    ("change_times",): runs.path,
    ("filled_demanded",): intervals.ratio,
    ("lcg_seed",): intervals.stopped,
    ("customers", "confidence"): samples.queue_coverage,
    ("customers",): runs.first_customers,
    ("arrival_rate", "service_rate"): runs.asymptotic,
    ("mean", "cv"): families.mean_and_variation,
    ("mean", "sd"): families.truncated,
    ("low", "mode", "high"): families.low_mode_high,
}
"""The translation of every shape of inputs, by parts that it has and none before it."""


def translate(case: Case) -> Translation | list[Any]:
    """Go by the parts of the inputs."""
    for shape, into in SHAPES.items():
        if set(shape) <= set(case.inputs):
            return into(case)
    return Unexpressed("no translation of this shape of inputs")
