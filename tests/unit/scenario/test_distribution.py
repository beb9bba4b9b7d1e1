# ruff: noqa: E501 - tables of YAML read better unbroken
"""Distributions: every form, every impossible parameter, and means that agree with scipy's."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from simnet import units
from simnet.scenario.distribution import Amount, Distribution
from simnet.scenario.families import SCIPY, is_scipy

DAY = units.DAY


def read(value: Any, folder: Path | None = None) -> Distribution:
    return Distribution.model_validate(value, context={"folder": folder})


def test_range_has_its_ends_as_quantiles_and_the_lognormal_mean() -> None:
    from scipy import stats

    found = read("8 to 18 days")
    low, high = found.params["low"], found.params["high"]
    sigma = math.log(high / low) / 2 / stats.norm.ppf(0.95)
    lognormal = stats.lognorm(sigma, scale=math.sqrt(low * high))
    assert lognormal.ppf([0.05, 0.95]) == pytest.approx([low, high])
    assert found.mean() == pytest.approx(lognormal.mean())


@pytest.mark.parametrize(
    ("value", "kind", "mean"),
    [
        ("8 days", "fixed", 8 * DAY), (0, "fixed", 0), ("3 to 3 days", "fixed", 3 * DAY),
        ("2-4 h", "range", None), ("30 min to 2 h", "range", None),
        ({"fixed": "2 days"}, "fixed", 2 * DAY),
        ({"lognormal": {"mean": "12 days", "sd": "4 days"}}, "lognormal", 12 * DAY),
        ({"gamma": {"mean": "12 days", "sd": "4 days"}}, "gamma", 12 * DAY),
        ({"uniform": {"low": "0 days", "high": "4 days"}}, "uniform", 2 * DAY),
        ({"uniform": {"loc": "1 day", "scale": "4 days"}}, "uniform", 3 * DAY),
        ({"exponential": {"mean": "3 days"}}, "exponential", 3 * DAY),
        ({"weibull": {"shape": 1, "scale": "3 days"}}, "weibull", 3 * DAY),
        ({"triangular": {"low": "1 day", "mode": "2 days", "high": "6 days"}}, "triangular", 3 * DAY),
        ({"discrete": {"2 days": "80%", "5 days": "20%"}}, "discrete", 2.6 * DAY),
        ({"twopoint": {"2 days": "80%", "5 days": "20%"}}, "discrete", 2.6 * DAY),
        ({"empirical": {"values": ["1 day", "3 days"]}}, "empirical", 2 * DAY),
    ],
)  # fmt: skip
def test_forms(value: Any, kind: str, mean: float | None) -> None:
    found = read(value)
    assert found.kind == kind
    if mean is not None:
        assert found.mean() == pytest.approx(mean)
    assert read(found.model_dump()) == found


@pytest.mark.parametrize("name", sorted(SCIPY))
def test_means_agree_with_scipy(name: str) -> None:
    from scipy import stats

    shapes = dict.fromkeys(SCIPY[name][0], 0.4 if name == "triang" else 3.0)
    found = read({name: {**shapes, "loc": "2 days", "scale": "3 days"}})
    assert is_scipy(found.kind, found.params)
    expected = getattr(stats, name)(**shapes, loc=2 * DAY, scale=3 * DAY).mean()
    assert found.mean() == pytest.approx(expected)
    assert read(found.model_dump()) == found


def test_own_means_agree_with_scipy() -> None:
    from scipy import stats

    normal = read({"normal": {"mean": "1 day", "sd": "2 days"}})
    assert normal.mean() == pytest.approx(stats.truncnorm(-0.5, math.inf, loc=DAY, scale=2 * DAY).mean())
    assert read({"normal": {"mean": "1 day", "sd": 0}}).mean() == DAY
    weibull = read({"weibull": {"shape": 1.7, "scale": "2 days"}})
    assert weibull.mean() == pytest.approx(stats.weibull_min(1.7, scale=2 * DAY).mean())
    log = read({"loguniform": {"low": "1 h", "high": "2 days"}})
    assert log.mean() == pytest.approx(stats.loguniform(units.HOUR, 2 * DAY).mean())


def test_business_days_are_marked() -> None:
    found = read("3 to 5 business days")
    assert found.business
    assert read(found.model_dump()) == found
    assert not read("3 to 5 days").business
    assert read({"gamma": {"mean": "3 days", "sd": "1 day"}, "business": True}).business


def test_amounts_are_plain_numbers() -> None:
    from pydantic import TypeAdapter

    reader: TypeAdapter[Distribution] = TypeAdapter(Amount)
    assert reader.validate_python("2 to 4").params == {"low": 2.0, "high": 4.0}
    assert reader.validate_python({"gamma": {"mean": 3, "sd": 1}}).mean() == 3
    assert not reader.validate_python(5).duration


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("3", "must be a duration with a unit"), (8, "write 8 days, 8 h or 8 min"),
        ("", "must be a duration"), ("0 to 3 days", "must be above 0, because the range is lognormal"),
        ("5 to 3 days", "must not be below the low end"), ([1], "must be a duration"),
        ({}, "must name exactly one distribution"),
        ({"gama": {"mean": "1 day", "sd": "1 day"}}, "did you mean gamma?"),
        ({"gamma": 3}, "must be a mapping of its parameters"),
        ({"gamma": {"mean": "1 day"}}, "needs the parameter sd"),
        ({"gamma": {"mean": "1 day", "sdd": "1 day"}}, "is not a parameter of this distribution"),
        ({"gamma": {"mean": "1 day", "sd": 3}}, "write 3 days"),
        ({"gamma": {"mean": 0, "sd": "1 day"}}, "must be above 0"),
        ({"gamma": {"a": -1, "scale": "1 day"}}, "must be above 0"),
        ({"gamma": {"a": 1}}, "needs a scale with a unit of time"),
        ({"weibull": {"shape": 0, "scale": "1 day"}}, "must be above 0"),
        ({"uniform": {"low": "1 day", "high": "1 day"}}, "must be above the low end"),
        ({"triangular": {"low": "1 day", "mode": "9 days", "high": "2 days"}}, "must lie between low and high"),
        ({"triang": {"c": 2, "scale": "1 day"}}, "must be from 0 to 1"),
        ({"erlang": {"a": 1.5, "scale": "1 day"}}, "must be a whole number"),
        ({"pareto": {"b": 0.5, "scale": "1 day"}}, "the mean would be infinite"),
        ({"lognorm": {"s": 40, "scale": "1 day"}}, "must be at most 10"),
        ({"discrete": {"2 days": "80%"}}, "these sum to 80%"),
        ({"discrete": 4}, "must be values with their shares"),
        ({"fixed": "1 day", "business": 3}, "must be true or false"),
        ({"kind": "nonsense"}, "is not a distribution that is known here"),
        ({"kind": "gamma", "params": {"mean": 3}}, "needs the parameters mean, sd"),
        ({"kind": "discrete", "values": [3]}, "needs values, and shares for each"),
        ({"empirical": {"file": "none.csv"}}, "must be {file: name.csv, column: name, unit: days}"),
        ({"empirical": {"file": "none.csv", "column": "x"}}, "needs the unit of the column"),
        ({"empirical": {"file": "none.csv", "column": "x", "unit": "days"}}, "is not a file that can be read"),
        ({"empirical": {"file": "../up.csv", "column": "x", "unit": "days"}}, "must be a file in the scenario's"),
        ({"empirical": {"file": "good.csv", "column": "dyas", "unit": "days"}}, "did you mean days?"),
        ({"empirical": {"file": "good.csv", "column": "word", "unit": "days"}}, "line 2 of good.csv is not a number"),
        ({"empirical": {"file": "good.csv", "column": "minus", "unit": "days"}}, "line 2 of good.csv must be 0 or"),
        ({"empirical": {"file": "good.csv", "column": "blank", "unit": "days"}}, "has no values in column blank"),
        ({"empirical": {"file": "latin.csv", "column": "x", "unit": "days"}}, "is not a CSV file in UTF-8"),
        ({"empirical": {"file": "large.csv", "column": "x", "unit": "days"}}, "must be a file of at most 5 MB"),
    ],
)  # fmt: skip
def test_impossible(value: Any, message: str, tmp_path: Path) -> None:
    (tmp_path / "good.csv").write_text("days,word,minus,blank\n1,x,-1,\n3,y,2,\n")
    (tmp_path / "latin.csv").write_bytes(b"x\n\xe9\n")
    if "large" in str(value):
        (tmp_path / "large.csv").write_bytes(b"x\n" + b"1\n" * 2_500_000)
    with pytest.raises(ValidationError) as caught:
        read(value, tmp_path)
    causes = [(item.get("ctx") or {}).get("error") for item in caught.value.errors()]
    parts = [part for cause in causes for part in getattr(cause, "parts", (cause,))]
    said = " | ".join(f"{getattr(part, 'rule', '')} ({getattr(part, 'repair', '')})" for part in parts)
    assert message in said


def test_empirical_reads_a_column(tmp_path: Path) -> None:
    (tmp_path / "good.csv").write_text("days,word\n3,x\n1,y\n")
    found = read({"empirical": {"file": "good.csv", "column": "days", "unit": "days"}}, tmp_path)
    assert found.values == (DAY, 3 * DAY)
    assert read(found.model_dump()) == found
    with pytest.raises(ValidationError, match="lies in a folder"):
        read({"empirical": {"file": "good.csv", "column": "days", "unit": "days"}})
