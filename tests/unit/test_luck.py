"""Luck: uniform, independent between askers, the same on every machine."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from simnet.engine import luck

ASKERS = 20_000
KEYS = [luck.fold(1, 2, number) for number in range(ASKERS)]


def sample(purpose: int, attempt: int = 0) -> np.ndarray:
    return np.array([luck.ask(key, purpose, attempt) for key in KEYS])


@pytest.mark.parametrize(("purpose", "attempt"), [(luck.TRANSIT, 0), (luck.TRANSIT, 1), (luck.COUNT, 0)])
def test_uniform(purpose: int, attempt: int) -> None:
    assert stats.kstest(sample(purpose, attempt), "uniform").pvalue > 0.001


def test_the_lowest_bits_are_uniform_too() -> None:
    low = (sample(luck.WORK) * 2**53).astype(np.int64) % 64
    assert stats.chisquare(np.bincount(low, minlength=64)).pvalue > 0.001


PAIRS = [
    ((luck.TRANSIT, 0), (luck.TRANSIT, 1)),
    ((luck.TRANSIT, 0), (luck.DAMAGE, 0)),
    ((luck.TRANSIT, 1), (luck.DAMAGE, 0)),
    ((luck.COUNT, 0), (luck.TIME, 0)),
]


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_purposes_and_attempts_are_independent(one: tuple[int, int], other: tuple[int, int]) -> None:
    counts = np.histogram2d(sample(*one), sample(*other), bins=8, range=[(0, 1), (0, 1)])[0]
    assert stats.chisquare(counts.ravel()).pvalue > 0.001


def test_neighbours_are_independent() -> None:
    u = sample(luck.REGION)
    counts = np.histogram2d(u[:-1], u[1:], bins=8, range=[(0, 1), (0, 1)])[0]
    assert stats.chisquare(counts.ravel()).pvalue > 0.001


def test_keys_do_not_collide() -> None:
    assert len(set(KEYS)) == ASKERS
    assert luck.fold(1, 2, 3) != luck.fold(1, 3, 2) != luck.fold(2, 1, 3)
    assert luck.fold(1, 2, 3) == luck.fold(luck.fold(1, 2), 3)


@given(st.integers(0, 2**64 - 1), st.integers(0, 60), st.integers(0, 10**6))
def test_numbers_are_in_the_unit_interval_and_repeat(key: int, purpose: int, attempt: int) -> None:
    u = luck.ask(key, purpose, attempt)
    assert 0.0 <= u < 1.0
    assert u == luck.ask(key, purpose, attempt)


def identity() -> np.ndarray:
    return luck.knots()


@given(st.floats(0, 1, exclude_max=True))
def test_the_table_of_the_uniform_distribution_gives_u_back(u: float) -> None:
    assert luck.quantile(identity(), u) == pytest.approx(u, abs=1e-15, rel=1e-9)


@given(st.floats(0, 1, exclude_max=True), st.floats(0, 1, exclude_max=True))
def test_quantiles_rise(a: float, b: float) -> None:
    table = -np.log1p(-np.minimum(luck.knots(), 1 - 1e-12))
    low, high = sorted((a, b))
    assert luck.quantile(table, low) <= luck.quantile(table, high)


@pytest.mark.parametrize("u", [1e-8, 1e-5, 1e-3, 0.1, 0.5, 0.9, 0.999, 1 - 1e-5, 1 - 1e-8])
def test_tails_of_a_normal_are_resolved(u: float) -> None:
    knots = np.clip(luck.knots(), 1e-11, 1 - 1e-11)
    assert luck.quantile(stats.norm.ppf(knots), u) == pytest.approx(stats.norm.ppf(u), abs=0.02)


def test_purposes_have_numbers_of_their_own() -> None:
    numbers = [
        value for name, value in vars(luck).items()
        if name.isupper() and isinstance(value, int) and name not in ("CELLS", "TABLE", "_U64")
    ]  # fmt: skip
    assert len(numbers) > 25
    assert len(set(numbers)) == len(numbers)


# Part of every published result: a change here changes every number that was ever reported.
LABELS = {
    "": 13020603013274838756,
    "columbus": 18147640643806700034,
    "reno": 8970802753527622884,
    "post.ground": 2177481106089460559,
    "café": 16417751708935026519,
}
FOLDS = {
    (0, 0): 5197578548964807871,
    (20260302, 0): 1427704341322817738,
    (20260302, 1): 17072596350982030702,
    (7, -1): 3790599821633107874,
    (18446744073709551615, 3, 4): 4705632009275312380,
}
NUMBERS = {
    (0, 0, 0): 0.42857041310917643,
    (1, 12, 0): 0.5132627417531891,
    (1, 12, 1): 0.3363679636276271,
    (18446744073709551615, 13, 7): 0.9582037811177826,
}


@pytest.mark.parametrize("label", LABELS)
def test_label_keys_are_frozen(label: str) -> None:
    assert luck.label_key(label) == LABELS[label]


@pytest.mark.parametrize("values", FOLDS)
def test_folds_are_frozen(values: tuple[int, ...]) -> None:
    assert luck.fold(*values) == FOLDS[values]


@pytest.mark.parametrize("asked", NUMBERS)
def test_numbers_are_frozen(asked: tuple[int, int, int]) -> None:
    assert luck.ask(*asked) == NUMBERS[asked]
