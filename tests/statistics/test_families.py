"""Holm's correction: the chance of calling anything in a family real that is not, against its exact value."""

from __future__ import annotations

import math

import numpy as np
import pytest

from simnet.study.statistics import difference, holm
from tests.statistics.experiment import SEED, Coverage

ALPHA, YEARS = 0.05, 20


def wrongly(families: int, nothing: int, huge: int, common: float = 0.0, corrected: bool = True) -> Coverage:
    """Share of families in which at least one of the measures that do not differ is called different.

    `nothing` measures do not differ, `huge` ones differ beyond doubt; `common` is their correlation.
    """
    luck, bad = np.random.default_rng(SEED), 0
    shift = np.array([0.0] * nothing + [50.0] * huge)
    for _ in range(families):
        year = math.sqrt(common) * luck.normal(size=(YEARS, 1))
        b = year + math.sqrt(1 - common) * luck.normal(size=(YEARS, len(shift))) + shift
        p = {str(i): difference(np.zeros(YEARS), b[:, i]).p for i in range(len(shift))}
        found = holm(p) if corrected else p
        assert not corrected or all(found[str(i)] <= ALPHA for i in range(nothing, len(shift)))
        bad += any(found[str(i)] <= ALPHA for i in range(nothing))
    return Coverage(bad / families, families)


def check(families: int) -> None:
    """Compare with the exact chances for independent measures."""
    for nothing, huge in ((5, 0), (3, 2), (1, 4)):
        exact = 1 - (1 - ALPHA / nothing) ** nothing
        found = wrongly(families, nothing, huge)
        assert abs(found.share - exact) <= 4 * found.error, (nothing, huge, found)
    found = wrongly(families, 5, 0, corrected=False)
    assert abs(found.share - (1 - (1 - ALPHA) ** 5)) <= 4 * found.error


def test_the_chance_of_a_wrong_call_is_the_known_one():
    check(1_500)


def test_it_is_no_larger_if_the_measures_hang_together():
    found = wrongly(1_500, 5, 0, common=0.8)
    assert found.share < ALPHA


@pytest.mark.slow
def test_the_chance_of_a_wrong_call_is_the_known_one_with_many_families():
    check(20_000)


def test_with_nothing_but_differences_all_are_found():
    assert wrongly(50, 0, 5).share == 0
