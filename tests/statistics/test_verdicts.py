"""The verdict of a drill: how often it is wrong, known exactly and held against many seeded drills."""

from __future__ import annotations

import math

import numpy as np
import pytest

from simnet.records.drill_results import GOALS
from simnet.study.drills.judging import Rules, Tally
from simnet.study.plan import StudyError
from simnet.study.verdict import (
    BEYOND,
    DEVIATED,
    HELD,
    UNDECIDED,
    judge,
    level_of,
    looks,
    together,
)
from tests.statistics.verdicts import LOOKS, Chances, exact, once, plain, product

CALLED = 0.05
"""How often a verdict may be wrong by what the rule is called, over all looks together."""


def follow(share: float, reliability: float, seed: int) -> tuple[str, int]:
    """Hold a drill whose goal is met in this share of years, with the very code of a study."""
    tally = Tally(Rules({"late_orders": 10.0}, reliability, LOOKS))
    row = {goal.column: 0.0 for goal in GOALS.values()}
    row |= {"stopped": 0.0, "on_time_before.numerator": 0.0, "on_time_before.denominator": 0.0}
    for ended, lucky in enumerate(np.random.default_rng(seed).random(LOOKS[-1]) < share, start=1):
        tally.add({**row, "excess_late": 10.0 if lucky else 11.0})
        if tally.enough(ended):
            break
    return together(one.verdict for one in tally.judged(ended).values()), ended


def check(share: float, reliability: float, drills: int, first: int) -> None:
    found = [follow(share, reliability, first + number) for number in range(drills)]
    known = exact(share, reliability, product)
    for verdict, chance in zip((HELD, DEVIATED, UNDECIDED), known[:3], strict=True):
        error = math.sqrt(chance * (1 - chance) / drills)
        assert abs(sum(one == verdict for one, _ in found) / drills - chance) <= 4 * error + 1e-9
    spread = float(np.std([years for _, years in found])) / math.sqrt(drills)
    assert abs(np.mean([years for _, years in found]) - known.years) <= 4 * spread + 1e-9


@pytest.mark.parametrize("share", [0.88, 0.92])
def test_verdicts_come_as_often_as_is_known(share: float):
    check(share, 0.9, 60, 1000)


@pytest.mark.slow
@pytest.mark.parametrize(("share", "reliability"), [(0.88, 0.9), (0.9, 0.9), (0.92, 0.9), (0.78, 0.8)])
def test_verdicts_come_as_often_as_is_known_in_many_drills(share: float, reliability: float):
    check(share, reliability, 2000, 50_000)


@pytest.mark.parametrize("reliability", [0.5, 0.8, 0.9, 0.95, 0.99])
def test_at_most_one_verdict_in_twenty_is_wrong_whatever_the_truth(reliability: float):
    for share in np.linspace(max(reliability - 0.1, 0.01), min(reliability + 0.1, 0.999), 41):
        found = exact(float(share), reliability, product)
        wrong = found.deviated if share >= reliability else found.held
        assert wrong <= CALLED
    at = exact(reliability, reliability, product)
    assert at.held + at.deviated <= 1.2 * CALLED, "both ways together, where neither is more right"


def test_looking_again_and_again_at_95_is_wrong_too_often():
    """Why the plain rule was mended: at the reliability itself, 18 of 100 drills get a verdict."""
    found = exact(0.9, 0.9, plain)
    assert found.held == pytest.approx(0.078, abs=0.001)
    assert found.deviated == pytest.approx(0.102, abs=0.001)


def test_a_share_off_by_two_points_is_mostly_told():
    assert exact(0.88, 0.9, product)[:2] == pytest.approx((0.0001, 0.682), abs=0.001)
    assert exact(0.92, 0.9, product)[:2] == pytest.approx((0.708, 0.0004), abs=0.001)
    assert once(0.88, 0.9, 200) == pytest.approx(0.227, abs=0.001), "by the point estimate: a coin"


def test_looks_double_and_share_out_the_five_percent():
    assert LOOKS == (100, 200, 400, 800, 1600)
    assert sum(1 - level_of(LOOKS, look) for look in range(len(LOOKS))) == pytest.approx(0.05)
    assert looks(300, 300) == (300,)
    assert looks(300, 100) == (100,)
    with pytest.raises(StudyError, match="replications must be a number of simulated years, 1 or more"):
        looks(0, 100)


@pytest.mark.parametrize(("met", "years"), [(88, 100), (176, 200), (181, 200), (1430, 1600)])
def test_the_years_that_would_decide_it_do_and_fewer_do_not(met: int, years: int):
    one = judge(met, years, 0.9, 0.975)
    assert one.verdict == UNDECIDED
    enough = judge(round(met / years * one.decides * 1000), one.decides * 1000, 0.9, 0.975)
    assert enough.verdict != UNDECIDED
    fewer = one.decides * 9 // 10
    assert judge(round(met / years * fewer), fewer, 0.9, 0.975).verdict == UNDECIDED


def test_a_share_on_the_reliability_itself_is_never_decided():
    assert judge(90, 100, 0.9, 0.95).decides == BEYOND
    assert judge(100, 100, 0.9, 0.95).decides == 0


@pytest.mark.parametrize(
    ("met", "letter"), [(1000, "P"), (960, "S"), (830, "S"), (815, "M"), (540, "M"), (510, "U"), (0, "U")]
)
def test_ratings_go_by_the_lower_bound(met: int, letter: str):
    assert judge(met, 1000, 0.9, 0.95).rating == letter


def test_goals_together():
    assert together([HELD, HELD]) == HELD
    assert together([HELD, UNDECIDED]) == UNDECIDED
    assert together([UNDECIDED, DEVIATED, HELD]) == DEVIATED


def test_chances_sum_to_one():
    found: Chances = exact(0.9, 0.9, product)
    assert sum(found[:3]) == pytest.approx(1.0)
