"""The stopping rule alone: when it looks, what it sees, and which measure is meant."""

from __future__ import annotations

import math

import numpy as np
import pytest

from simnet.study import StoppingRule, StudyError
from simnet.study.statistics import Interval, mean_interval, ratio_interval
from simnet.study.stopping import FIRST, WORDS, Watch, relative, resolve


def watched(rule: StoppingRule, values) -> Watch:
    watch = Watch(rule)
    for one in values:
        watch.add(one)
    return watch


def test_it_looks_at_fixed_numbers_of_replications():
    rule = StoppingRule("backlog", 0.02)
    assert [ended for ended in range(200) if rule.due(ended)] == [64, 96, 128, 160, 192]
    assert rule.described() == {"of": "backlog", "target": 0.02, "first": 64, "every": 32}


def test_it_is_met_when_the_half_width_is_small_enough():
    luck = np.random.default_rng(3)
    values = luck.normal(100, 10, 64)
    half = mean_interval(values).half_width / values.mean()
    for target, met in ((half * 1.001, True), (half * 0.999, False)):
        watch = watched(StoppingRule("cash", target), [{"cash": value} for value in values])
        assert not watch.enough(63), "no check is due"
        assert watch.reached == math.inf
        assert watch.enough(64) == met
        assert watch.reached == pytest.approx(half)


def test_a_ratio_is_one_of_sums():
    luck = np.random.default_rng(4)
    tops, bottoms = luck.poisson(190, 80), luck.poisson(200, 80)
    rows = [
        {"on_time.numerator": float(a), "on_time.denominator": float(b)}
        for a, b in zip(tops, bottoms, strict=True)
    ]
    assert watched(StoppingRule("on_time", 0.02), rows).interval() == ratio_interval(tops, bottoms)


def test_replications_without_a_value_do_not_count():
    rows = [{"age": value} for value in (1.0, math.nan, 3.0, math.inf, 2.0)]
    watch = watched(StoppingRule("age", 0.02), rows)
    assert watch.interval() == mean_interval([1, 3, 2])
    assert not watched(StoppingRule("age", 0.02), rows[:2]).enough(FIRST), "too few to say"


def test_what_does_not_vary_is_known_and_what_is_zero_is_not():
    assert relative(Interval(5.0, 5.0, 5.0)) == 0
    assert relative(Interval(0.0, 0.0, 0.0)) == 0
    assert relative(Interval(0.0, -1.0, 1.0)) == math.inf
    assert relative(Interval(-10.0, -11.0, -9.0)) == pytest.approx(0.1)


def test_measures_are_known_by_their_names_and_the_words_of_the_screen():
    known = ("landed_cost.numerator", "landed_cost.denominator", "on_time.numerator", "backlog")
    for said, meant in (
        ("landed_cost", "landed_cost"), ("Landed cost", "landed_cost"), ("total cost", "landed_cost"),
        ("on-time", "on_time"), ("overdue", "backlog"), ("backlog", "backlog"),
    ):  # fmt: skip
        assert resolve(said, known) == meant
    with pytest.raises(StudyError) as refused:
        resolve("landed costs", known)
    assert str(refused.value) == "landed costs is not a measure of a run (did you mean landed_cost?)"
    with pytest.raises(StudyError, match="backlog, landed_cost, on_time"):
        watched(StoppingRule("happiness", 0.1), [dict.fromkeys(known, 1.0)])


def test_the_words_of_the_screen_name_measures_that_there_are():
    from simnet.measures.catalog import MEASURES

    assert set(WORDS.values()) <= set(MEASURES)


@pytest.mark.parametrize("target", [0.0, 1.0, -0.1, math.nan])
def test_a_precision_is_a_share(target):
    with pytest.raises(StudyError, match="it must be a share above 0% and below 100%, such as 2%"):
        StoppingRule("backlog", target)
