"""The families of waiting times, against scipy's and against what a scenario reads of them."""

from __future__ import annotations

import math

import numpy as np
import pytest
from pydantic import TypeAdapter
from ruamel.yaml import YAML
from scipy import stats

from simnet import units
from simnet.fitting.families import FAMILIES, LEAST_SHAPE, Family
from simnet.scenario.distribution import Distribution

FREE = (np.array([1.2, -0.4]), np.array([2.5, 0.3]), np.array([-1.0, 0.9]))


def of_scipy(family: type[Family], free: np.ndarray) -> object:
    """Make the same distribution with scipy."""
    middle, other = math.exp(free[0]), math.exp(free[1])
    return {
        "lognormal": lambda: stats.lognorm(s=other, scale=middle),
        "gamma": lambda: stats.gamma(a=other, scale=middle / other),
        "weibull": lambda: stats.weibull_min(c=other, scale=middle),
        "fisk": lambda: stats.fisk(c=LEAST_SHAPE + other, scale=middle),
    }[family.name]()


@pytest.mark.parametrize("free", FREE)
@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_a_family_is_scipy_s(family: type[Family], free: np.ndarray) -> None:
    mine, theirs = family.of(free), of_scipy(family, free)
    days = np.array([0.01, 0.5, 1.0, 3.0, 20.0, 150.0])
    np.testing.assert_allclose(mine.log_density(days), theirs.logpdf(days), rtol=1e-9)  # type: ignore[attr-defined]
    np.testing.assert_allclose(mine.below(days), theirs.cdf(days), rtol=1e-9)  # type: ignore[attr-defined]
    np.testing.assert_allclose(mine.above(days), theirs.sf(days), rtol=1e-6, atol=1e-300)  # type: ignore[attr-defined]
    assert mine.median() == pytest.approx(theirs.median())  # type: ignore[attr-defined]
    assert mine.mean() == pytest.approx(theirs.mean())  # type: ignore[attr-defined]
    assert mine.below(np.zeros(1))[0] == 0


@pytest.mark.parametrize("free", FREE)
@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_a_scenario_reads_what_is_written(family: type[Family], free: np.ndarray) -> None:
    mine = family.of(free)
    read = TypeAdapter(Distribution).validate_python(YAML(typ="safe").load(mine.written()))
    assert read.mean() / units.DAY == pytest.approx(mine.mean(), rel=0.02)


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_the_first_guess_is_near(family: type[Family]) -> None:
    log = np.log(stats.lognorm(s=0.5, scale=8).ppf((np.arange(1000) + 0.5) / 1000))
    guess = family.of(np.array(family.start(float(log.mean()), float(log.std()))))
    assert guess.median() == pytest.approx(8, rel=0.15)
