"""Two designs under the same luck: hand-computed cases, and what must hold whatever the values are."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simnet.study.statistics import (
    TooFewError,
    better_share,
    difference,
    holm,
    jackknife_interval,
    mean_interval,
    ratio_difference,
    share_interval,
)

CHANCES = st.dictionaries(st.text(max_size=3), st.floats(0, 1), max_size=8)
YEARS = st.lists(st.tuples(st.integers(-3, 3), st.integers(-3, 3)), min_size=1, max_size=40)


def test_a_difference_is_that_of_the_pairs():
    found = difference([10, 12, 11], [9, 11, 10.5])
    # Differences −1, −1, −½: mean −5/6, s = 0.288675, so t = −5; with 2 degrees p = 1 − 5 / √(2 + 5²).
    assert found[:3] == pytest.approx((-5 / 6, -5 / 6 - 0.717109, -5 / 6 + 0.717109), abs=1e-6)
    assert found.p == pytest.approx(1 - 5 / math.sqrt(27))
    assert difference([9, 11, 10.5], [10, 12, 11]).estimate == pytest.approx(5 / 6)


def test_what_both_have_in_common_cancels():
    luck = np.random.default_rng(1)
    year, a, b = luck.normal(0, 100, 50), luck.normal(0, 1, 50), luck.normal(0.5, 1, 50)
    found = difference(year + a, year + b)
    assert found == pytest.approx(difference(a, b))
    assert mean_interval(year).half_width > 20 * (found.high - found.estimate)


def test_a_difference_that_never_varies_is_certain_and_none_is_none():
    assert difference([1, 2, 3], [2, 3, 4]) == (1, 1, 1, 0)
    assert difference([1, 2, 3], [1, 2, 3]) == (0, 0, 0, 1)


def test_bounds_leave_out_zero_exactly_if_p_is_small_enough():
    luck = np.random.default_rng(2)
    for _ in range(200):
        a, b = luck.normal(size=(2, 8))
        found = difference(a, b + 0.9)
        assert (found.low > 0 or found.high < 0) == (found.p < 0.05)


def test_a_difference_of_ratios_leaves_out_one_replication_after_another():
    a = ([90, 45, 198, 20], [100, 60, 200, 40])
    b = ([95, 50, 199, 30], [100, 60, 210, 40])

    def apart(without):
        tops = [[x for i, x in enumerate(side) if i != without] for side in (*a, *b)]
        return sum(tops[2]) / sum(tops[3]) - sum(tops[0]) / sum(tops[1])

    pseudo = [4 * apart(None) - 3 * apart(i) for i in range(4)]
    assert ratio_difference(a, b)[:3] == pytest.approx(mean_interval(pseudo))


def test_a_difference_of_ratios_of_equal_counts_is_that_of_shares():
    a, b = [3, 5, 4, 6], [4, 5, 6, 7]
    shares = difference(np.array(a) / 10, np.array(b) / 10)
    assert ratio_difference((a, [10] * 4), (b, [10] * 4)) == pytest.approx(shares)


def test_against_a_design_without_a_case_it_is_the_other_ratio():
    a, b = ([0] * 4, [7] * 4), ([90, 45, 198, 20], [100, 60, 200, 40])
    assert ratio_difference(a, b)[:3] == pytest.approx(jackknife_interval(*b))


def test_a_tie_is_half_a_win():
    assert better_share([1, 2, 3, 4], [2, 2, 2, 5], more_is_better=True) == share_interval(2.5, 4)
    assert better_share([1, 2, 3, 4], [2, 2, 2, 5], more_is_better=False) == share_interval(1.5, 4)
    censored = better_share([math.inf, math.inf, 3], [math.inf, 5, math.inf], more_is_better=False)
    assert censored.estimate == pytest.approx(1.5 / 3)


@given(YEARS)
def test_either_one_is_better_or_the_other(years):
    a, b = zip(*years, strict=True)
    one, other = better_share(a, b, True), better_share(b, a, True)
    assert one.estimate + other.estimate == pytest.approx(1)
    assert (one.low, one.high) == pytest.approx((1 - other.high, 1 - other.low))
    assert better_share(b, a, False) == one


def test_holm_steps_down():
    # Four p-values: 4 · 0.005, 3 · 0.01, 2 · 0.03, and 0.04 no less than what went before.
    found = holm({"late": 0.01, "cost": 0.04, "stock": 0.03, "damage": 0.005})
    assert list(found) == ["late", "cost", "stock", "damage"]
    assert list(found.values()) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm({"late": 0.2}) == {"late": 0.2}
    assert holm({}) == {}


@given(CHANCES)
def test_holm_keeps_the_order_and_lies_between_plain_and_bonferroni(p):
    found = holm(p)
    assert list(found) == list(p)
    assert all(p[name] <= found[name] <= min(1, len(p) * p[name]) for name in p)
    ranked = sorted(p, key=lambda name: (p[name], found[name]))
    assert [found[name] for name in ranked] == sorted(found.values())


def test_nonsense_is_refused():
    with pytest.raises(ValueError, match="a value of B for every value of A, of the same replication"):
        difference([1, 2, 3], [1, 2])
    with pytest.raises(ValueError, match="a value of B for every value of A, of the same replication"):
        better_share([1, 2], [1], more_is_better=True)
    with pytest.raises(ValueError, match="a value of B for every value of A, of the same replication"):
        ratio_difference(([1, 2], [3, 3]), ([1, 2, 3], [3, 3, 3]))
    with pytest.raises(ValueError, match="use a quantile for values that may be censored"):
        difference([1, math.inf], [1, 2])
    with pytest.raises(ValueError, match="every p-value must be from 0 to 1; leave out measures without one"):
        holm({"late": 0.1, "cost": math.nan})
    with pytest.raises(TooFewError, match="at least 2 replications"):
        difference([1], [2])
    with pytest.raises(TooFewError, match="at least 2 replications with something to count"):
        ratio_difference(([1, 0], [5, 0]), ([1, 1], [5, 5]))
