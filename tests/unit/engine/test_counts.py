"""How many orders a day brings, and normal quantiles, against scipy."""

from __future__ import annotations

import numpy as np
import pytest

from simnet.engine.draws.placements import count
from simnet.engine.normal import standard_normal

CHANCES = np.concatenate([np.linspace(0.0005, 0.9995, 500), [1e-9, 1e-6, 1 - 1e-6, 1 - 1e-9]])


@pytest.mark.parametrize("mean", [0.02, 0.7, 3.0, 55.5, 2000.0, 1e5])
@pytest.mark.parametrize("dispersion", [1.0001, 1.3, 2.0, 9.0, 400.0])
def test_counts_are_negative_binomial(mean: float, dispersion: float) -> None:
    from scipy.stats import nbinom

    expected = nbinom.ppf(CHANCES, mean / (dispersion - 1), 1 / dispersion)
    assert [count(u, mean, dispersion) for u in CHANCES] == expected.tolist()


@pytest.mark.parametrize("mean", [0.02, 0.7, 3.0, 55.5, 2000.0, 1e5])
def test_counts_without_dispersion_are_poisson(mean: float) -> None:
    from scipy.stats import poisson

    assert [count(u, mean, 1.0) for u in CHANCES] == poisson.ppf(CHANCES, mean).tolist()


def test_certainty_and_impossibility_have_a_count() -> None:
    assert count(0.0, 20.0, 2.0) == 0
    assert 20 < count(1.0, 20.0, 2.0) < 400


def test_normal_quantiles() -> None:
    from scipy.special import ndtri

    assert standard_normal(CHANCES) == pytest.approx(ndtri(CHANCES), rel=1e-13)
