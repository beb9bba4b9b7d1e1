"""`--until-decided` errs no more often than it says, and does what the experiments behind the page do."""

from __future__ import annotations

import numpy as np
import pytest

from simnet.study.comparing.deciding import UntilDecided
from simnet.study.comparing.pairs import Confidence, averages, differences
from simnet.study.comparing.samples import Key, Sample
from tests.statistics.decided import CASES, PAGE, RULE, Case, _stop, follow
from tests.statistics.experiment import SEED
from tests.statistics.page import BEGIN, END

ROWS = PAGE.read_text(encoding="utf-8").partition(BEGIN)[2].partition(END)[0].splitlines()
KEY = Key(RULE.measure, "disrupted")
LEVEL = 100.0
"""Value of the first design."""
BY_NAME = [pytest.param(one, id=one.name) for one in CASES]


def applied(values: np.ndarray) -> tuple[int, bool, bool]:
    """Give where the rule of a comparison stops, whether a winner is named, and whether it calls it close."""
    sure = Confidence(looks=len(RULE.looks))
    first = np.full((len(values), 2), (LEVEL, 1.0))
    for look in RULE.looks:
        a = Sample(first[:look, 0], first[:look, 1])
        b = Sample(first[:look, 0] + values[:look], first[:look, 1])
        found = {"a": {KEY: a}, "b": {KEY: b}}
        rows = differences(found, [KEY], sure)
        if RULE.enough(rows, averages(found, sure)):
            winner = bool(rows[0]["winner"])
            return look, winner, not winner
    return RULE.most, bool(rows[0]["winner"]), False


@pytest.mark.parametrize("case", BY_NAME)
def test_the_rule_of_a_comparison_is_the_one_that_is_measured(case: Case):
    luck = np.random.default_rng(SEED)
    values = case.truth + case.draw(luck, (12, RULE.most))
    at, decided, close, _, _ = _stop(values, case.truth, len(RULE.looks))
    assert [applied(one) for one in values] == list(
        zip(at.tolist(), decided.tolist(), close.tolist(), strict=True)
    )


@pytest.mark.parametrize("case", BY_NAME)
def test_it_errs_as_often_as_is_known(case: Case):
    found = follow(case, 1500, SEED).errs
    assert abs(found.share - case.expected) <= 4 * max(found.error, 0.001)


@pytest.mark.slow
@pytest.mark.parametrize("case", BY_NAME)
def test_it_does_so_with_many_samples(case: Case):
    found = follow(case, 40_000, SEED + 1).errs
    assert abs(found.share - case.expected) <= 4 * max(found.error, 0.0003)


def test_without_counting_looks_it_would_err_far_more_often():
    case = CASES[1]
    assert follow(case, 1500, SEED, 1).errs.share > 3 * follow(case, 1500, SEED).errs.share


def test_the_page_shows_every_case():
    for case in CASES:
        (row,) = (row for row in ROWS if row.startswith(f"| {case.name} |"))
        share = float(row.split("|")[2].split("%")[0]) / 100
        assert share == pytest.approx(case.expected, abs=0.006)
    assert len(ROWS) == len(CASES) + 5
    assert UntilDecided() == RULE
