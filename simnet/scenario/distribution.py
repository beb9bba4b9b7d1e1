"""A distribution of a duration or of a plain number, with explicit parameters and no sampling."""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Any, ClassVar

from pydantic import (
    BeforeValidator,
    Field,
    SerializerFunctionWrapHandler,
    ValidationInfo,
    model_serializer,
)

from simnet import units
from simnet.errors import RuleError, RuleErrors, nearest
from simnet.scenario.base import Model, rule_of_part
from simnet.scenario.datafiles import find_file
from simnet.scenario.families import FAMILIES, OWN, SCIPY, check_family, mean_of

LARGEST_FILE = 5_000_000  # bytes of an empirical column's file
_RANGE = re.compile(r"(.+?)(?:\s+to\s+|\s*–\s*|(?<=\d)-(?=\d))(.+)")
_SIMPLE = (
    {
        "type": ["string", "number"],
        "description": "A fixed value, or a range in which nine in ten fall.",
        "examples": ["8 days", "8 to 18 days"],
    },
)


class Distribution(Model):
    """How long something takes (or how large it is) and how much that varies.

    `8 days` is fixed; `8 to 18 days` is lognormal with these as its 5% and 95% quantiles, so nine in ten
    fall in the range. Durations are in microseconds. Values below zero are drawn as zero, except for
    `normal`, which is truncated at 0: its mean and sd are those before truncation.
    """

    simple_forms: ClassVar[tuple[dict[str, Any], ...]] = _SIMPLE
    open_keys: ClassVar[bool] = True
    shorthand_keys: ClassVar[tuple[str, ...]] = (*FAMILIES, "discrete", "twopoint", "empirical")

    kind: str
    """Family: fixed, range, lognormal, gamma, …, discrete, empirical, or the scipy.stats name."""
    params: dict[str, float] = Field(default_factory=dict)
    """Parameters by name; durations, also `loc` and `scale`, in microseconds."""
    values: tuple[float, ...] = ()
    """The values of a discrete or empirical distribution, in ascending order."""
    shares: tuple[float, ...] = ()
    """The probability of each value of a discrete distribution."""
    duration: bool = True
    """Whether the values are durations in microseconds rather than plain numbers."""
    business: bool = False
    """Whether the days are business days (promises and transit only)."""

    @classmethod
    def from_simple(cls, data: Any, info: ValidationInfo) -> Any:
        """Read text, a number or a mapping of one family to its parameters."""
        if isinstance(data, Distribution) or (isinstance(data, Mapping) and "kind" in data):
            return data
        if isinstance(data, Mapping):
            return read_mapping(data, True, info.context or {})
        return read_text(data, True)

    @rule_of_part
    def _possible(self) -> Distribution:
        """Require parameters that belong to the family and are possible."""
        if self.kind in ("discrete", "empirical"):
            if not self.values or (self.kind == "discrete" and len(self.shares) != len(self.values)):
                raise RuleError("needs values, and shares for each", "such as {2 days: 80%, 5 days: 20%}")
            return self
        if self.kind not in FAMILIES:
            raise RuleError(
                "is not a distribution that is known here", nearest(self.kind, FAMILIES), ("kind",)
            )
        wanted = FAMILIES[self.kind].params(tuple(self.params))
        if set(self.params) != set(wanted):
            raise RuleError(f"needs the parameters {', '.join(wanted)}", at=("params",))
        problems = [RuleError(rule, repair) for _, rule, repair in check_family(self.kind, self.params)]
        if problems:
            raise RuleErrors(problems)
        return self

    @model_serializer(mode="wrap")
    def _write(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Write the one-family mapping that reads back as the same distribution."""
        flag: dict[str, Any] = {"business": True} if self.business else {}
        if self.values:
            inner: dict[str, Any] = {"values": list(self.values), "unit": "us" if self.duration else ""}
            return {self.kind: inner | ({"shares": list(self.shares)} if self.shares else {})} | flag
        plain = FAMILIES[self.kind].plain
        timed = {
            name: self.duration and name not in plain and value == int(value)
            for name, value in self.params.items()
        }
        return {
            self.kind: {
                name: units.format_duration(int(value)) if timed[name] else value
                for name, value in self.params.items()
            }
        } | flag

    def mean(self) -> float:
        """Compute the expected value, in microseconds for a duration, before values below 0 become 0."""
        if self.kind == "discrete":
            return sum(value * share for value, share in zip(self.values, self.shares, strict=True))
        if self.kind == "empirical":
            return sum(self.values) / len(self.values)
        return mean_of(self.kind, self.params)

    def is_zero(self) -> bool:
        """Tell whether every value is zero."""
        return self.kind == "fixed" and self.params["value"] == 0


def _quantity(value: Any, duration: bool) -> float:
    if duration:
        return float(units.parse_duration(value))
    if isinstance(value, str):
        return float(units.number(value))
    if not units.is_number(value):
        raise RuleError("must be a number")
    return float(value)


def read_text(value: Any, duration: bool) -> dict[str, Any]:
    """Read `8 days`, `8 to 18 days` or, where allowed, `3 to 5 business days`."""
    if not isinstance(value, str):
        number = _quantity(value, duration)
        return {"kind": "fixed", "params": {"value": number}, "duration": duration}
    text = value.strip()
    business = duration and re.search(r"\s(business|working)\s+days?$", text) is not None
    if business:
        text = re.sub(r"\s(business|working)\s+", " ", text)
    common = {"duration": duration, "business": business}
    ends_text = _RANGE.fullmatch(text)
    if ends_text is None:
        return {"kind": "fixed", "params": {"value": _quantity(text, duration)}, **common}
    low, high = ends_text[1], ends_text[2]
    if duration and re.fullmatch(units.NUMBER, low.strip()):
        unit = re.search(r"[A-Za-zµ]+\s*$", high)
        low = f"{low} {unit[0] if unit else ''}"
    ends = _quantity(low, duration), _quantity(high, duration)
    if ends[0] == ends[1]:
        return {"kind": "fixed", "params": {"value": ends[0]}, **common}
    return {"kind": "range", "params": {"low": ends[0], "high": ends[1]}, **common}


def read_mapping(
    data: Mapping[str, Any], duration: bool, context: Mapping[str, Any] = MappingProxyType({})
) -> dict[str, Any]:
    """Read `{family: {parameter: value}}`; the family is one of ours or a scipy.stats name."""
    extra = {key: value for key, value in data.items() if key != "business"}
    if len(extra) != 1:
        raise RuleError(
            "must name exactly one distribution", "such as {lognormal: {mean: 12 days, sd: 4 days}}"
        )
    ((family, inner),) = extra.items()
    business = data.get("business", False)
    if not isinstance(business, bool):
        raise RuleError("must be true or false", at=("business",))
    if isinstance(inner, Mapping) and "values" in inner and (unit := inner.get("unit")) in ("us", ""):
        inner = {key: _raw(value, unit) for key, value in inner.items() if key != "unit"}
    common: dict[str, Any] = {"duration": duration, "business": business}
    if family in ("discrete", "twopoint"):
        return common | _read_discrete(family, inner, duration)
    if family == "empirical":
        return common | {"kind": "empirical", "values": _read_empirical(inner, duration, context)}
    if family not in FAMILIES:
        names = [*OWN, *SCIPY, "discrete", "empirical"]
        raise RuleError("is not a distribution that is known here", nearest(str(family), names), (family,))
    return common | {"kind": family, "params": _read_params(family, inner, duration)}


def _raw(value: Any, unit: str) -> Any:
    """Give written-out microseconds their unit back, so that they pass the common reader."""
    if isinstance(value, list):
        return [_raw(part, unit) for part in value]
    return _Exact(value) if unit and units.is_number(value) else value


class _Exact(float):
    """A number that is already in microseconds."""


def _read_params(family: str, inner: Any, duration: bool) -> dict[str, float]:
    """Read and check the parameters of one family, reporting every wrong one."""
    if family == "fixed" and not isinstance(inner, Mapping):
        inner = {"value": inner}
    if not isinstance(inner, Mapping):
        raise RuleError(
            f"must be a mapping of its parameters: {', '.join(FAMILIES[family].params(()))}", at=(family,)
        )
    shape = FAMILIES[family]
    problems = [
        RuleError("is not a parameter of this distribution", nearest(str(key), shape.every), (family, key))
        for key in inner
        if key not in shape.every
    ]
    wanted = shape.params(tuple(inner))
    problems += [
        RuleError(f"needs the parameter {name}", at=(family,))
        for name in wanted
        if name not in inner and name not in ("loc", "scale")
    ]
    params: dict[str, float] = {}
    for name in wanted:
        default = {"loc": 0.0, "scale": 1.0}.get(name)
        if name not in inner and not (name == "scale" and duration) and default is not None:
            params[name] = default
            continue
        if name not in inner:
            if name == "scale":
                problems.append(
                    RuleError("needs a scale with a unit of time", "such as scale: 3 days", (family,))
                )
            continue
        try:
            value = inner[name]
            timed = duration and name not in shape.plain
            params[name] = float(value) if isinstance(value, _Exact) else _quantity(value, timed)
        except (units.UnitError, RuleError) as error:
            problems.append(RuleError(error.rule, error.repair, (family, name), inner[name]))
    if not problems:
        problems += [
            RuleError(rule, repair, (family, name)) for name, rule, repair in check_family(family, params)
        ]
    if problems:
        raise RuleErrors(problems)
    return params


def _read_discrete(family: str, inner: Any, duration: bool) -> dict[str, Any]:
    if isinstance(inner, Mapping) and isinstance(inner.get("values"), list):
        pairs = list(zip(inner["values"], inner.get("shares") or [], strict=False))
    elif isinstance(inner, Mapping) and inner:
        pairs = list(inner.items())
    else:
        raise RuleError("must be values with their shares", "such as {2 days: 80%, 5 days: 20%}", (family,))
    read: dict[float, float] = {}
    for value, share in pairs:
        amount = (
            float(value) if isinstance(value, _Exact) else _quantity(_as_number(value, duration), duration)
        )
        chance = float(share) if isinstance(share, _Exact) else units.parse_share(share)
        read[amount] = read.get(amount, 0.0) + chance
    if abs(sum(read.values()) - 1) > 1e-4:
        raise RuleError(
            f"shares must sum to 100%, these sum to {sum(read.values()) * 100:.4g}%", at=(family,)
        )
    values = tuple(sorted(read))
    return {"kind": "discrete", "values": values, "shares": tuple(read[value] for value in values)}


def _as_number(value: Any, duration: bool) -> Any:
    return value if duration or not isinstance(value, str) else float(units.number(value))


def _read_empirical(inner: Any, duration: bool, context: Mapping[str, Any]) -> tuple[float, ...]:
    """Read a column of a CSV file beside the scenario, or values written out."""
    if isinstance(inner, Mapping) and isinstance(inner.get("values"), list) and inner["values"]:
        return tuple(
            sorted(float(v) if isinstance(v, _Exact) else _quantity(v, duration) for v in inner["values"])
        )
    if (
        not isinstance(inner, Mapping)
        or set(inner) - {"file", "column", "unit"}
        or not inner.get("file")
        or not inner.get("column")
    ):
        raise RuleError("must be {file: name.csv, column: name, unit: days}", at=("empirical",))
    unit = str(inner.get("unit", ""))
    if duration and unit not in units.DURATION_UNITS:
        raise RuleError("needs the unit of the column", "such as unit: days", ("empirical",))
    rows = _column(str(inner["file"]), str(inner["column"]), context)
    scale = units.DURATION_UNITS[unit] if duration else 1
    values = []
    for line, text in rows:
        try:
            values.append(float(text) * scale)
        except ValueError:
            raise RuleError(
                f"line {line} of {inner['file']} is not a number: {text[:40]}", at=("empirical",)
            ) from None
        if not math.isfinite(values[-1]) or (duration and not 0 <= values[-1] <= units.LONGEST):
            raise RuleError(
                f"line {line} of {inner['file']} must be 0 or more: {text[:40]}", at=("empirical",)
            )
    if not values:
        raise RuleError(f"{inner['file']} has no values in column {inner['column']}", at=("empirical",))
    return tuple(sorted(values))


def _column(name: str, column: str, context: Mapping[str, Any]) -> list[tuple[int, str]]:
    at = ("empirical", "file")
    try:
        path = find_file(name, context.get("folder"), context.get("data", ()))
    except RuleError as error:
        raise RuleError(error.rule, error.repair, at) from None
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise RuleError("must be a file of at most 5 MB", at=at)
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            if column not in (reader.fieldnames or []):
                raise RuleError(
                    "is not a column of that file",
                    nearest(column, reader.fieldnames or []),
                    ("empirical", "column"),
                )
            return [
                (reader.line_num, (row[column] or "").strip())
                for row in reader
                if (row[column] or "").strip()
            ]
    except OSError:
        raise RuleError("is not a file that can be read", at=at) from None
    except (UnicodeDecodeError, csv.Error):
        raise RuleError("is not a CSV file in UTF-8", at=at) from None


def _only_calendar(value: Any) -> Any:
    if isinstance(value, str) and re.search(r"\b(business|working)\s+days?$", value.strip()):
        raise RuleError("must not be in business days; only promises and transit may", "write days")
    if isinstance(value, Mapping) and value.get("business"):
        raise RuleError("must not be in business days; only promises and transit may", at=("business",))
    return value


def _number_form(value: Any) -> Any:
    if isinstance(value, Mapping):
        return value if "kind" in value else read_mapping(value, False)
    return value if isinstance(value, Distribution) else read_text(value, False)


Time = Annotated[Distribution, BeforeValidator(_only_calendar)]
Transit = Distribution
Amount = Annotated[Distribution, BeforeValidator(_number_form)]
