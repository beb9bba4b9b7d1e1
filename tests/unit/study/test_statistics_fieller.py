"""Fieller's set of a ratio of means: it is what a t test cannot rule out, whatever shape that has."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from simnet.study.statistics import ConfidenceSet, TooFewError, fieller_set, mean_interval
from simnet.study.statistics.interval import student

PAIRS = st.lists(st.tuples(st.integers(-20, 20), st.integers(-20, 20)), min_size=3, max_size=12)
TOP, BOTTOM = np.array([3.0, 5.0, 4.0, 6.0]), np.array([2.0, 1.0, 3.0, 2.0])
SHAPES = {
    "bounded": (TOP, BOTTOM),
    "outside": (TOP, BOTTOM - 1.5),
    "everything": (TOP - 4.0, BOTTOM - 1.5),
}


def score(top, bottom, ratio) -> float:
    """How far the t statistic of N − R·D lies inside of its critical value; negative outside."""
    rest = np.asarray(top, float) - ratio * np.asarray(bottom, float)
    error = rest.std(ddof=1) / math.sqrt(len(rest))
    return student(0.95, len(rest) - 1) * error - abs(rest.mean())


def test_with_a_constant_denominator_it_is_the_interval_of_the_mean():
    found = fieller_set(TOP, [4.0] * 4)
    mean = mean_interval(TOP)
    assert found.estimate == pytest.approx(mean.estimate / 4)
    assert found.pieces == (pytest.approx((mean.low / 4, mean.high / 4)),)
    assert found.bounded


def test_a_hand_computed_set():
    # n = 4.5, d = 2, sums of squares 5, 2 and of products −1, so with t(0.975, 3)² / (4 · 3) = 0.843997
    # R²·(4 − 1.687994) − 2R·(9 + 0.843997) + (20.25 − 4.219984) = 0.
    found = fieller_set(TOP, BOTTOM)
    assert found.estimate == 2.25
    a, b, c = 4 - 2 * 0.8439968, 9 + 0.8439968, 20.25 - 5 * 0.8439968
    root = math.sqrt(b * b - a * c)
    assert found.pieces == (pytest.approx(((b - root) / a, (b + root) / a), rel=1e-6),)


def test_a_lower_mean_near_zero_leaves_an_outside_or_everything():
    shapes = {name: fieller_set(*pair) for name, pair in SHAPES.items()}
    assert [len(found.pieces) for found in shapes.values()] == [1, 2, 1]
    assert [found.bounded for found in shapes.values()] == [True, False, False]
    (first, low), (high, last) = shapes["outside"].pieces
    assert (first, last) == (-math.inf, math.inf)
    assert low < 0 < high, "a numerator that is above 0 rules out a ratio of 0"
    assert shapes["everything"].pieces == ((-math.inf, math.inf),)


@pytest.mark.parametrize("shape", SHAPES)
def test_bounds_are_where_the_test_changes_its_mind(shape):
    pair = SHAPES[shape]
    found = fieller_set(*pair)
    for end in (end for piece in found.pieces for end in piece if math.isfinite(end)):
        assert score(*pair, end) == pytest.approx(0, abs=1e-9)
    for ratio in np.linspace(-40, 40, 161):
        assert (ratio in found) == (score(*pair, ratio) >= 0)


@given(PAIRS, st.fractions(-30, 30, max_denominator=7))
def test_it_holds_exactly_what_a_test_does_not_rule_out(pairs, ratio):
    top, bottom = np.array(pairs, float).T
    assume(top.any() or bottom.any())
    room = score(top, bottom, float(ratio))
    assume(abs(room) > 1e-6)
    assert (float(ratio) in fieller_set(top, bottom)) == (room > 0)


@given(PAIRS)
def test_the_estimate_is_always_in(pairs):
    top, bottom = np.array(pairs, float).T
    assume(bottom.sum() != 0)
    found = fieller_set(top, bottom)
    reach = 1e-7 * max(1, abs(found.estimate))
    assert any(low - reach <= found.estimate <= high + reach for low, high in found.pieces)


@pytest.mark.parametrize("shape", SHAPES)
def test_turned_around_it_holds_the_reciprocals(shape):
    top, bottom = SHAPES[shape]
    found, turned = fieller_set(top, bottom), fieller_set(bottom, top)
    for ratio in (-40.0, -3.0, -0.7, 0.01, 0.4, 1.9, 2.25, 5.0, 60.0):
        assert (ratio in found) == (1 / ratio in turned)


@pytest.mark.parametrize("shape", SHAPES)
def test_units_do_not_matter(shape):
    top, bottom = SHAPES[shape]
    found, scaled = fieller_set(top, bottom), fieller_set(1e9 * top, 1e-6 * bottom)
    assert len(found.pieces) == len(scaled.pieces)
    for one, other in zip(found.pieces, scaled.pieces, strict=True):
        assert other == pytest.approx([1e15 * end for end in one], rel=1e-9)


def test_what_is_proportional_has_one_ratio():
    found = fieller_set([3.0, 3.3, 3.6], [1.0, 1.1, 1.2])
    assert found.pieces == (pytest.approx((3, 3), rel=1e-6),)
    assert fieller_set([0, 0, 0], [10, 11, 12]).pieces == ((0, 0),)
    assert fieller_set([0, 0, 0], [1, 2, 3]).pieces == ((-math.inf, math.inf),), "0 / what may be 0"


def test_a_lower_value_that_is_always_zero_has_no_ratio():
    none = fieller_set([1.0, 1.1, 0.9], [0, 0, 0])
    assert math.isnan(none.estimate)
    assert none.pieces == ()
    assert 5.0 not in none
    assert fieller_set([1.0, -1.0, 0.5], [0, 0, 0]).pieces == ((-math.inf, math.inf),)


def test_a_lower_mean_exactly_at_its_critical_value_leaves_half_of_the_line():
    from simnet.study.statistics.fieller import _at_most_zero

    assert _at_most_zero(0.0, 2.0, 8.0) == ((2.0, math.inf),)
    assert _at_most_zero(0.0, -2.0, 8.0) == ((-math.inf, -2.0),)


def test_what_cannot_be_negative_is_cut_off():
    both = ConfidenceSet(3.0, ((-math.inf, -2.0), (1.5, math.inf)))
    assert both.at_least(0.0).pieces == ((1.5, math.inf),)
    assert ConfidenceSet(1.0, ((-0.5, 2.0),)).at_least(0.0).pieces == ((0.0, 2.0),)
    assert ConfidenceSet(-2.0, ((-3.0, -1.0),)).at_least(0.0).pieces == ()


def test_nonsense_is_refused():
    with pytest.raises(TooFewError, match="something to count"):
        fieller_set([0, 0], [0, 0])
    with pytest.raises(TooFewError, match="at least 2 replications"):
        fieller_set([1], [1])
    with pytest.raises(ValueError, match="denominator for every numerator"):
        fieller_set([1, 2, 3], [1, 2])
    with pytest.raises(ValueError, match="must be finite"):
        fieller_set([1, math.inf], [1, 2])
