"""The annotated types of single values: text with a unit on the way in, plain numbers afterwards."""

from __future__ import annotations

import re
import zoneinfo
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer, ValidationInfo, WithJsonSchema

from simnet import units
from simnet.errors import RuleError, nearest
from simnet.scenario.hours import at_key

NUMBER_OR_TEXT: dict[str, Any] = {"type": ["number", "string"]}


def _schema(description: str, example: Any, kind: Any = "string") -> Any:
    return WithJsonSchema({"type": kind, "description": description, "examples": [example]})


def _money(value: Any, info: ValidationInfo) -> float:
    amount = units.parse_money(value, (info.context or {}).get("currency"))
    if amount < 0:
        raise RuleError("must not be a negative amount of money")
    return amount


def _wage(value: Any) -> Any:
    return re.sub(r"\s+(per|/)\s*(h|hour)$", "", value) if isinstance(value, str) else value


def _whole(value: Any) -> int:
    """Read a count; text with thousands commas is welcome, fractions and true/false are not."""
    if isinstance(value, str):
        value = float(units.number(value.split(" ")[0] if value.endswith((" units", " orders")) else value))
    if not units.is_number(value) or value != int(value):
        raise RuleError("must be a whole number", "such as 500")
    return int(value)


def _factor(value: Any) -> float:
    """Read a factor such as 1.8, `180%` or `+80%`."""
    if isinstance(value, str) and value.strip().endswith("%"):
        text = value.strip()
        amount = float(units.number(text[:-1]) / 100)
        return 1 + amount if text[0] in "+-" else amount
    if isinstance(value, str):
        return float(units.number(value.removesuffix("x").strip()))
    if not units.is_number(value):
        raise RuleError("must be a factor", "such as 1.8 or +80%")
    return float(value)


def _at_least(low: float, what: str) -> AfterValidator:
    def check(value: float) -> float:
        if value < low:
            raise RuleError(f"must be {what}")
        return value

    return AfterValidator(check)


def _above(low: float, what: str) -> AfterValidator:
    def check(value: float) -> float:
        if value <= low:
            raise RuleError(f"must be {what}")
        return value

    return AfterValidator(check)


def _timezone(value: Any) -> str:
    try:
        if isinstance(value, str) and value:
            return zoneinfo.ZoneInfo(str(value)).key
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        pass
    raise RuleError("must be an IANA time zone", nearest(str(value), zoneinfo.available_timezones()))


def _country(value: Any) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"[A-Za-z]{2}", value, re.ASCII):
        raise RuleError("must be a country code of two letters (ISO 3166)", "such as US")
    return value.upper()


def _zip(value: Any) -> str:
    """Read a ZIP; a number that lost its leading zeros gets them back (the loader adds a note)."""
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 99999:
        return f"{value:05d}"
    if not isinstance(value, str) or not re.fullmatch(
        r"[A-Za-z0-9][A-Za-z0-9 -]{1,9}", value.strip(), re.ASCII
    ):
        raise RuleError("must be a ZIP or postal code", "such as 43215")
    text = value.strip()
    return text[:5] if re.fullmatch(r"\d{5}-\d{4}", text, re.ASCII) else text


def _point(value: Any) -> Any:
    if (
        not isinstance(value, list | tuple)
        or len(value) != 2
        or not all(units.is_number(part) for part in value)
    ):
        raise RuleError("must be a place as [latitude, longitude] in degrees", "such as [39.96, -83.00]")
    latitude, longitude = float(value[0]), float(value[1])
    if abs(latitude) > 90 or abs(longitude) > 180:
        raise RuleError("must be a latitude from -90 to 90 and a longitude from -180 to 180")
    return latitude, longitude


def _name(value: str) -> str:
    """Keep names plain, because paths, luck keys and chart labels are built from them."""
    if not re.fullmatch(r"\w[\w \-]{0,59}", value):
        raise RuleError(
            "must be a name of letters, digits, spaces, - and _ (at most 60)", "such as candle-fig"
        )
    return str(value)


# Datetimes end in the year 9999, and the longest warm-up and horizon are 1000 years each (units.LONGEST).
_YEARS = (1900, 2999)


def _instant(at: datetime) -> datetime:
    """Keep dates far enough from the ends of the calendar that nothing added to them falls off."""
    first, last = _YEARS
    if not first <= at.year <= last:
        raise RuleError(f"must be a date in the years {first} to {last}", "such as 2026-06-08")
    return at


def _text_name(value: Any) -> Any:
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


def profile(names: tuple[str, ...]) -> Callable[[Any], tuple[float, ...]]:
    """Make a reader of relative factors, scaled to a mean of 1 because only their ratios matter."""
    count = len(names)

    def read(value: Any) -> tuple[float, ...]:
        if isinstance(value, Mapping):
            for key in value:
                if key not in names:
                    raise RuleError(
                        f"is not one of {names[0]} to {names[-1]}", nearest(str(key), names), (key,)
                    )
            value = [_factor_at(name, value.get(name, 1.0)) for name in names]
        if not isinstance(value, list | tuple) or len(value) != count:
            raise RuleError(f"must be {count} factors, {names[0]} to {names[-1]}")
        factors = [_factor_at(index, part) for index, part in enumerate(value)]
        if min(factors) < 0 or sum(factors) <= 0:
            raise RuleError("must be factors of 0 or more, not all 0")
        mean = sum(factors) / count
        return tuple(factors if abs(mean - 1) < 1e-9 else (factor / mean for factor in factors))

    return read


def _factor_at(key: Any, value: Any) -> float:
    with at_key(key, value):
        return _factor(value)


def read_counts(value: Any) -> tuple[float, ...]:
    """Read shares by count, `{1: 78%, 2: 16%, 3+: 6%}`, as a tuple of shares for 1, 2, 3, …"""
    if isinstance(value, list | tuple):
        value = {str(index + 1): share for index, share in enumerate(value)}
    if not isinstance(value, Mapping) or not value:
        raise RuleError("must be shares by count", "such as {1: 78%, 2: 16%, 3+: 6%}")
    shares: dict[int, float] = {}
    for key, share in value.items():
        if not re.fullmatch(r"[1-9]\d{0,2}\+?", str(key), re.ASCII):
            raise RuleError("must have whole counts from 1 to 999 as keys", "such as 1, 2 or 3+", (key,))
        with at_key(key, share):
            shares[int(str(key).rstrip("+"))] = 1.0 if share in (1, "100%") else units.parse_share(share)
    check_sum(shares.values())
    return tuple(shares.get(count, 0.0) for count in range(1, max(shares) + 1))


def check_sum(shares: Any, what: str = "shares", at: tuple[str | int, ...] = ()) -> None:
    """Require shares that sum to 100%, within 0.01%."""
    total = sum(shares)
    if abs(total - 1) > 1e-4 + 1e-12:
        raise RuleError(f"{what} must sum to 100%, these sum to {total * 100:.4g}%", at=at)


def read_list(value: Any) -> Any:
    """Accept one name where a list of names is expected."""
    return value if isinstance(value, list | tuple) else [value]


_WEEK_PROFILE = profile(units.WEEKDAYS)
_DAY_PROFILE = profile(tuple(f"{hour:02d}" for hour in range(24)))
_YEAR_PROFILE = profile(units.MONTHS)

Name = Annotated[str, BeforeValidator(_text_name), AfterValidator(_name)]
Names = Annotated[tuple[Name, ...], BeforeValidator(read_list)]
Duration = Annotated[
    int,
    BeforeValidator(units.parse_duration),
    PlainSerializer(units.format_duration, when_used="json"),
    _schema("A duration with a unit: min, h, days, weeks, months (30 days), years (365 days).", "36 h"),
]
Span = Annotated[Duration, _above(0, "longer than 0")]
Money = Annotated[float, BeforeValidator(_money), WithJsonSchema(NUMBER_OR_TEXT)]
Wage = Annotated[Money, BeforeValidator(_wage), WithJsonSchema(NUMBER_OR_TEXT)]
Share = Annotated[
    float,
    BeforeValidator(units.parse_share),
    PlainSerializer(units.format_share, when_used="json"),
    _schema("A share in percent.", "2.5%", ["number", "string"]),
]
Change = Annotated[
    float,
    BeforeValidator(lambda value: units.parse_share(value, -1.0, 10.0)),
    PlainSerializer(units.format_share, when_used="json"),
    _schema("A change in percent, up or down.", "-6%", ["number", "string"]),
]
Growth = Annotated[
    float,
    BeforeValidator(
        lambda value: (
            units.parse_share(re.sub(r"\s+per year$", "", value), -0.99, 10.0)
            if isinstance(value, str)
            else units.parse_share(value, -0.99, 10.0)
        )
    ),
    PlainSerializer(lambda share: f"{units.format_share(share)} per year", when_used="json"),
    _schema("A change per year in percent.", "12% per year", ["number", "string"]),
]
ShareOfDay = Annotated[
    float,
    BeforeValidator(
        lambda value: units.parse_share(
            re.sub(r"\s+per day$", "", value) if isinstance(value, str) else value
        )
    ),
    PlainSerializer(lambda share: f"{units.format_share(share)} per day", when_used="json"),
    _schema("A share per day in percent.", "0.2% per day", ["number", "string"]),
]
Weight = Annotated[
    float,
    BeforeValidator(units.parse_weight),
    PlainSerializer(lambda lb: f"{lb!r} lb", when_used="json"),
    _schema("A weight with a unit: lb, oz, kg or g.", "1.3 lb"),
]
Size = Annotated[
    tuple[float, float, float],
    BeforeValidator(units.parse_size),
    PlainSerializer(lambda size: " x ".join(repr(side) for side in size) + " in", when_used="json"),
    _schema("Length x width x height with a unit: in, ft, cm or mm.", "4 x 4 x 5 in"),
]
Rate = Annotated[
    float,
    BeforeValidator(units.parse_rate),
    PlainSerializer(lambda rate: f"{rate!r} per day", when_used="json"),
    _schema("A rate per hour, day, week, month or year.", "250 orders per day"),
    _above(0, "above 0 per day"),
]
Clock = Annotated[
    int,
    BeforeValidator(units.parse_clock),
    PlainSerializer(units.format_clock, when_used="json"),
    _schema("A local time of day.", "14:00"),
]
Instant = Annotated[
    datetime,
    BeforeValidator(units.parse_instant),
    AfterValidator(_instant),
    PlainSerializer(lambda at: at.isoformat(" "), when_used="json"),
    _schema("A date, with a time of day if it matters, in the scenario's time zone.", "2026-06-08 09:00"),
]
Whole = Annotated[int, BeforeValidator(_whole), _at_least(0, "0 or more"), WithJsonSchema(NUMBER_OR_TEXT)]
Level = Annotated[int, BeforeValidator(_whole), WithJsonSchema(NUMBER_OR_TEXT)]
Count = Annotated[int, BeforeValidator(_whole), _at_least(1, "1 or more"), WithJsonSchema(NUMBER_OR_TEXT)]
Factor = Annotated[
    float, BeforeValidator(_factor), _at_least(0, "a factor of 0 or more"), WithJsonSchema(NUMBER_OR_TEXT)
]
Positive = Annotated[
    float, BeforeValidator(_factor), _above(0, "a number above 0"), WithJsonSchema(NUMBER_OR_TEXT)
]
Timezone = Annotated[str, BeforeValidator(_timezone)]
Country = Annotated[str, BeforeValidator(_country)]
Zip = Annotated[str, BeforeValidator(_zip), WithJsonSchema({"type": ["string", "integer"]})]
Point = Annotated[tuple[float, float], BeforeValidator(_point)]
_PROFILE = WithJsonSchema({"type": ["object", "array"]})
WeekProfile = Annotated[tuple[float, ...], BeforeValidator(_WEEK_PROFILE), _PROFILE]
DayProfile = Annotated[tuple[float, ...], BeforeValidator(_DAY_PROFILE), _PROFILE]
YearProfile = Annotated[tuple[float, ...], BeforeValidator(_YEAR_PROFILE), _PROFILE]
CountShares = Annotated[
    tuple[float, ...],
    BeforeValidator(read_counts),
    PlainSerializer(
        lambda shares: {str(n): units.format_share(s) for n, s in enumerate(shares, 1)}, when_used="json"
    ),
    WithJsonSchema({"type": ["object", "array"]}),
]
Sentence = Annotated[str, Field(max_length=500)]
