"""The price of redundancy: premium, loss an outage, break-even and its answers, each from known numbers."""

from __future__ import annotations

import math

import numpy as np
import pytest

from simnet import units
from simnet.study.comparing.outages import Outage
from simnet.study.comparing.pairs import Confidence
from simnet.study.comparing.prices import break_even, cheaper, prices
from simnet.study.comparing.samples import sides
from tests.unit.study.comparing.made import frames, noise
from tests.unit.study.comparing.worlds import one

N = 60
ONES = np.ones(N)


def outage(**rates: float) -> Outage:
    return Outage("node", ("depot",), one().disruptions[0], (2 * units.DAY,) * 4, rates)


def table(premium: np.ndarray, first: np.ndarray, second: np.ndarray, years: float = 1.0, **rates: float):
    measures = {"orders": ONES}
    designs = {
        "a": frames(measures, first, cost=1000 * ONES),
        "b": frames(measures, second, cost=1000 * ONES + premium),
    }
    (row,) = prices(sides(designs), [outage(**rates)], years, Confidence())
    return row


def test_the_break_even_is_the_premium_by_what_an_outage_costs_less():
    row = table(400 + noise(1, N), 1500 + noise(2, N), 500 + noise(3, N), a=0.8)
    assert row["premium"] == pytest.approx(400, abs=1)
    assert row["saving"] == pytest.approx(1000, abs=1)
    assert row["rate"] == pytest.approx(0.4, abs=0.01)
    assert row["rate_low"] < row["rate"] < row["rate_high"]
    assert (row["answer"], row["cheaper"], row["rate_first"]) == ("more_often", "b", 0.8)
    assert math.isnan(row["rate_second"])
    assert row["downtime_days"] == 2
    assert (row["premium_low"], row["premium_high"]) != (row["premium"], row["premium"])


def test_a_premium_is_that_of_a_year_however_long_the_horizon():
    row = table(100 + noise(1, N), 1500 * ONES, 500 * ONES, years=0.25, a=1.0)
    assert row["premium"] == pytest.approx(400, abs=4)
    assert row["rate"] == pytest.approx(0.4, abs=0.01)


@pytest.mark.parametrize(
    ("premium", "saving", "answer"),
    [
        (400, 1000, "more_often"),
        (-400, -1000, "less_often"),
        (400, -1000, "never"),
        (-400, 1000, "always"),
        (400, 0, "undecided"),
        (0, 0, "undecided"),
        (0, 1000, "more_often"),
        (0, -1000, "less_often"),
    ],
)
def test_the_answers_follow_from_the_signs(premium, saving, answer):
    row = break_even(premium + 20 * noise(1, N), saving + 20 * noise(2, N), 0.95)
    assert row["answer"] == answer
    if answer in ("never", "always"):
        assert math.isnan(row["rate_low"])
    if saving == 0 and premium:
        assert row["rate_low"] > 0
        assert math.isinf(row["rate_high"])
    if premium == 0 and saving:
        assert row["rate_low"] == 0


def test_certain_numbers_give_certain_answers():
    exact = break_even(400 * ONES, 1000 * ONES, 0.95)
    assert (exact["rate"], exact["rate_low"], exact["rate_high"]) == pytest.approx((0.4, 0.4, 0.4))
    assert break_even(400 * ONES, 0 * ONES, 0.95)["answer"] == "never"
    assert break_even(-400 * ONES, 0 * ONES, 0.95)["answer"] == "always"
    nothing = break_even(0 * ONES, 0 * ONES, 0.95)
    assert nothing["answer"] == "undecided"
    assert math.isnan(nothing["rate"])


def test_the_set_of_rates_holds_the_truth_as_often_as_it_says():
    luck, held = np.random.default_rng(12), 0
    for _ in range(2000):
        premium, saving = 300 + 200 * luck.standard_normal(20), 900 + 800 * luck.standard_normal(20)
        row = break_even(premium, saving, 0.95)
        held += row["rate_low"] <= 300 / 900 <= row["rate_high"]
    assert held / 2000 == pytest.approx(0.95, abs=0.015)


@pytest.mark.parametrize(("rate", "name"), [(0.1, "a"), (0.4, ""), (0.9, "b"), (math.nan, "")])
def test_the_cheaper_one_at_a_rate_is_named_only_if_that_is_sure(rate, name):
    premium, saving = 400 + 20 * noise(1, N), 1000 + 20 * noise(2, N)
    assert cheaper(premium, saving, rate, ("a", "b"), 0.95) == name


def test_the_rate_of_the_second_file_stands_in_for_one_that_the_first_does_not_say():
    row = table(400 + noise(1, N), 1500 * ONES, 500 * ONES, b=0.9)
    assert math.isnan(row["rate_first"])
    assert row["cheaper"] == "b"
