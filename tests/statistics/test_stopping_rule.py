"""The stopping rule: what its interval holds where it stops, and how far it goes beyond what would do."""

from __future__ import annotations

import math

import numpy as np
import pytest

from simnet.study.stopping import EVERY, FIRST, StoppingRule, Watch
from tests.statistics.experiment import SEED, Coverage
from tests.statistics.stopped import STOPPINGS, Stopping, follow

BY_NAME = [pytest.param(one, id=one.name) for one in STOPPINGS]


def watched(one: Stopping, values: np.ndarray) -> tuple[int, bool, float]:
    """Give where the rule of a study stops, whether it holds the mean there, and its half-width ÷ target."""
    watch = Watch(StoppingRule("measure", one.target))
    for ended, value in enumerate(values.tolist(), start=1):
        watch.add({"measure": value})
        if watch.enough(ended):
            found = watch.interval()
            return ended, found.low <= one.mean <= found.high, watch.reached / one.target
    raise AssertionError("it never stops")


def check(one: Stopping, samples: int, seed: int) -> None:
    """Follow every sample by the rule of a study, and all together without it."""
    (values,) = one.draw(np.random.default_rng(seed), samples)
    at, held, reached = zip(*(watched(one, row) for row in values), strict=True)
    together = follow(one, samples, seed)
    assert list(at) == together.at.tolist()
    assert list(held) == together.held.tolist()
    assert reached == pytest.approx(together.reached, rel=1e-6)
    assert max(reached) <= 1
    coverage = Coverage(sum(held) / samples, samples)
    assert abs(coverage.share - one.expected) <= 4 * coverage.error
    error = float(np.std(at)) / math.sqrt(samples)
    assert abs(np.mean(at) - one.replications) <= 4 * error + 0.05


@pytest.mark.parametrize("one", BY_NAME)
def test_it_stops_where_it_should_and_holds_the_mean_as_often_as_is_known(one: Stopping):
    check(one, 200, SEED)


@pytest.mark.slow
@pytest.mark.parametrize("one", BY_NAME)
def test_it_does_so_with_fresh_luck_and_many_samples(one: Stopping):
    for seed in range(10):
        check(one, 500, SEED + 1 + seed)


@pytest.mark.parametrize("one", BY_NAME)
def test_what_looking_costs_is_less_than_one_step(one: Stopping):
    fixed = max(one.enough, FIRST)
    assert fixed - EVERY < one.replications < fixed + EVERY


def test_looking_from_the_start_would_stop_at_lucky_moments():
    # The same target, but a look after each replication from the second on: it holds 89%, not 95%.
    one = STOPPINGS[0]
    (values,) = one.draw(np.random.default_rng(SEED), 1_000)
    held = []
    for row in values.tolist():
        watch = Watch(StoppingRule("measure", one.target, first=2, every=1))
        for ended, value in enumerate(row, start=1):
            watch.add({"measure": value})
            if watch.enough(ended):
                held.append(watch.interval().low <= one.mean <= watch.interval().high)
                break
    assert len(held) == len(values)
    assert sum(held) / len(held) < one.expected - 0.03
