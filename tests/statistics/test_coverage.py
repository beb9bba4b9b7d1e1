"""Every interval holds the truth as often as is known by another route; not as often as it is called."""

from __future__ import annotations

import numpy as np
import pytest

from tests.statistics import known
from tests.statistics.catalog import EXPERIMENTS
from tests.statistics.experiment import SEED, Experiment
from tests.statistics.populations import tail_of_lognormal

BY_NAME = [pytest.param(one, id=one.name) for one in EXPERIMENTS]
WITH_HITS = [pytest.param(one, id=one.name) for one in EXPERIMENTS if one.hits is not None]
APART = 4.0
"""Standard errors that a coverage may be off."""


@pytest.mark.parametrize("one", BY_NAME)
def test_it_holds_the_truth_as_often_as_is_known(one: Experiment):
    found = one.run(one.samples)
    assert abs(one.errors(found)) <= APART, (
        f"{found.share:.4f} of {found.samples} samples, not {one.expected}"
    )


@pytest.mark.parametrize("one", WITH_HITS)
def test_sample_by_sample_it_agrees_with_another_way_to_compute_it(one: Experiment):
    assert one.hits is not None
    columns = one.draw(np.random.default_rng(SEED), 300)
    assert [one.holds(*sample) for sample in zip(*columns, strict=True)] == one.hits(*columns).tolist()


def test_the_experiments_can_tell_good_intervals_from_bad_ones():
    # Student's interval of the worst 5% alone forgets that where they begin is uncertain too.
    tail = next(one for one in EXPERIMENTS if one.interval == "tail_mean" and "0.5" in one.population)
    forgetful = known.sampled(tail.draw, known.plain_tail(tail_of_lognormal(0.5)), 2_000)
    assert forgetful.share < 0.88
    # Nominal 90% that are 83%: an experiment that expected the nominal share would fail.
    five = next(one for one in EXPERIMENTS if one.n == 5)
    assert abs(five.run(five.samples).share - five.level) > 0.05


@pytest.mark.slow
@pytest.mark.parametrize("one", BY_NAME)
def test_it_does_so_with_fresh_luck_and_many_samples(one: Experiment):
    found = one.run(one.long, seed=SEED + 1)
    assert abs(one.errors(found)) <= APART, (
        f"{found.share:.4f} of {found.samples} samples, not {one.expected}"
    )


@pytest.mark.slow
@pytest.mark.parametrize("one", WITH_HITS)
def test_what_is_known_is_found_again(one: Experiment):
    assert one.hits is not None
    found = known.sampled(one.draw, one.hits, 100_000, seed=SEED + 2)
    assert abs(one.errors(found)) <= APART
