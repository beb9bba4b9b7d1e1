"""Quantile tables: their means, quantiles, steps and sums."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy import stats

from simnet.engine import luck
from simnet.engine.compile import tables
from simnet.scenario import Distribution
from simnet.units import DAY, HOUR

US = [0.0001, 0.01, 0.05, 0.3, 0.5, 0.8, 0.95, 0.99, 0.9999]


def distribution(data: Any) -> Distribution:
    return Distribution.model_validate(data)


def at(table: np.ndarray, us: list[float]) -> np.ndarray:
    return np.array([luck.quantile(table, u) for u in us])


FAMILIES = [
    ("8 to 18 days", None),
    ({"lognormal": {"mean": "12 days", "sd": "4 days"}}, None),
    ({"gamma": {"mean": "21 days", "sd": "5 days"}}, stats.gamma(17.64, scale=21 / 17.64)),
    ({"normal": {"mean": "2 days", "sd": "2 days"}}, stats.truncnorm(-1, np.inf, loc=2, scale=2)),
    ({"uniform": {"low": "1 day", "high": "4 days"}}, stats.uniform(1, 3)),
    ({"exponential": {"mean": "3 days"}}, stats.expon(scale=3)),
    ({"weibull": {"shape": 2, "scale": "3 days"}}, stats.weibull_min(2, scale=3)),
    ({"triangular": {"low": "1 day", "mode": "2 days", "high": "5 days"}}, stats.triang(0.25, 1, 4)),
    ({"loguniform": {"low": "1 day", "high": "9 days"}}, stats.loguniform(1, 9)),
    ({"lognorm": {"s": 0.3, "scale": "3 days"}}, stats.lognorm(0.3, scale=3)),
    ({"invgauss": {"mu": 0.5, "scale": "3 days"}}, stats.invgauss(0.5, scale=3)),
    ({"fisk": {"c": 4, "scale": "3 days"}}, stats.fisk(4, scale=3)),
]


@pytest.mark.parametrize(("data", "reference"), FAMILIES, ids=[str(family[0])[:30] for family in FAMILIES])
def test_a_table_has_the_mean_and_quantiles_of_its_family(data: Any, reference: Any) -> None:
    found = distribution(data)
    table = tables.table_of(found)
    assert tables.mean(table) == pytest.approx(found.mean(), rel=1e-9)
    assert np.isfinite(table).all()
    if reference is not None:
        inner = [u for u in US if 0.01 <= u <= 0.99]
        assert at(table, inner) / DAY == pytest.approx(reference.ppf(inner), rel=1e-3)
        assert at(table, US) / DAY == pytest.approx(reference.ppf(US), rel=3e-3)
        assert tables.variance(table) / DAY**2 == pytest.approx(reference.var(), rel=3e-3)


def test_a_range_holds_nine_in_ten() -> None:
    table = tables.table_of(distribution("8 to 18 days"))
    assert at(table, [0.05, 0.95]) / DAY == pytest.approx([8, 18], rel=1e-4)


def test_a_lognormal_is_given_by_its_own_mean_and_sd() -> None:
    table = tables.table_of(distribution({"lognormal": {"mean": "12 days", "sd": "4 days"}}))
    assert tables.mean(table) / DAY == pytest.approx(12)
    assert tables.variance(table) ** 0.5 / DAY == pytest.approx(4, rel=1e-3)


def test_a_discrete_distribution_takes_its_values_but_for_two_cells() -> None:
    table = tables.table_of(distribution({"discrete": {"2 days": "80%", "5 days": "20%"}}))
    assert at(table, [0.0, 0.5, 0.798, 0.802, 0.9, 1 - 1e-12]).tolist() == [2 * DAY] * 3 + [5 * DAY] * 3
    assert tables.mean(table) / DAY == pytest.approx(2.6, rel=1e-12)


def test_an_empirical_distribution_does_not_interpolate_or_leave_its_data() -> None:
    table = tables.table_of(distribution({"empirical": {"values": ["1 day", "2 days", "9 days"]}}))
    assert at(table, [0.0, 0.3, 0.4, 0.6, 0.7, 1 - 1e-12]).tolist() == [
        DAY,
        DAY,
        2 * DAY,
        2 * DAY,
        9 * DAY,
        9 * DAY,
    ]
    assert tables.mean(table) / DAY == pytest.approx(4, rel=1e-12)


def test_values_below_zero_are_zero() -> None:
    table = tables.table_of(distribution({"norm": {"loc": "1 day", "scale": "1 day"}}))
    assert table.min() == 0
    assert at(table, [0.5]) / DAY == pytest.approx([1.0], rel=1e-3)


def test_a_spread_of_zero_is_a_single_value() -> None:
    assert set(tables.table_of(distribution({"gamma": {"mean": "3 days", "sd": "0 days"}}))) == {3 * DAY}


def test_the_sum_of_two_exponentials_is_a_gamma() -> None:
    one = tables.table_of(distribution({"exponential": {"mean": "3 days"}}))
    both = tables.add(one, one)
    inner = [0.05, 0.3, 0.5, 0.8, 0.95, 0.99]
    assert tables.mean(both) / DAY == pytest.approx(6)
    assert at(both, inner) / DAY == pytest.approx(stats.gamma(2, scale=3).ppf(inner), rel=5e-3)
    assert tables.add(one, tables.constant(DAY)) == pytest.approx(one + DAY)


def test_a_sum_of_tables_is_worked_out_once_and_cannot_be_changed() -> None:
    one, other = (tables.table_of(distribution(text)) for text in ("1 to 3 days", "2 to 9 days"))
    both = tables.add(one, other)
    assert tables.add(one.copy(), other) is both
    assert not (tables.add(one, one) == both).any()
    with pytest.raises(ValueError, match="read-only"):
        both[0] = 0.0


def test_the_hour_profile_is_inverted_and_stays_below_one() -> None:
    table = tables.profile([0] * 9 + [1] * 8 + [0] * 7)
    assert at(table, [0.0, 0.5]) * 24 == pytest.approx([9, 13])
    assert at(table, [1 - 2**-53])[0] * 24 <= 17
    assert at(tables.profile([1] * 24), [1 - 2**-53])[0] * 25 * HOUR < 25 * HOUR - 0.5


def test_equal_distributions_share_a_table() -> None:
    book = tables.TableBook()
    first, other = book.of(distribution("8 days")), book.of(distribution("9 days"))
    assert (book.of(distribution({"fixed": "8 days"})), other) == (first, first + 1)
    assert book.stacked().shape == (2, luck.TABLE)
