"""Text with a unit becomes a number in the unit that the rest of the project counts in.

Durations are int microseconds, weights pounds, sizes inches, shares 0 to 1, rates per day. A month is 30 days
and a year is 365 days, so that a file means the same in every year.
"""

from __future__ import annotations

import math
import re
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

MICROSECOND = 1
SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
WEEK = 7 * DAY
MONTH = 30 * DAY
YEAR = 365 * DAY
LONGEST = 1000 * YEAR  # keeps sums of several durations well inside int64

DURATION_UNITS: dict[str, int] = {
    name: size
    for size, names in (
        (MICROSECOND, "us microsecond microseconds"),
        (1000, "ms millisecond milliseconds"),
        (SECOND, "s sec secs second seconds"),
        (MINUTE, "min mins minute minutes"),
        (HOUR, "h hr hrs hour hours"),
        (DAY, "d day days"),
        (WEEK, "w wk wks week weeks"),
        (MONTH, "month months"),
        (YEAR, "y yr yrs year years"),
    )
    for name in names.split()
}
# International avoirdupois pound, 1959: 0.45359237 kg; inch 2.54 cm.
WEIGHT_UNITS: dict[str, Decimal] = {
    "lb": Decimal(1),
    "lbs": Decimal(1),
    "pound": Decimal(1),
    "pounds": Decimal(1),
    "oz": Decimal(1) / 16,
    "ounce": Decimal(1) / 16,
    "ounces": Decimal(1) / 16,
    "kg": Decimal(1) / Decimal("0.45359237"),
    "g": Decimal(1) / Decimal("453.59237"),
}
LENGTH_UNITS: dict[str, Decimal] = {
    "in": Decimal(1),
    "inch": Decimal(1),
    "inches": Decimal(1),
    '"': Decimal(1),
    "ft": Decimal(12),
    "cm": 1 / Decimal("2.54"),
    "mm": 1 / Decimal("25.4"),
    "m": 1 / Decimal("0.0254"),
}
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

NUMBER = r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|[+-]?\.\d+"
_PIECE = re.compile(rf"\s*({NUMBER})\s*([A-Za-zµ]+)\s*")
_ONE = re.compile(rf"^({NUMBER})\s*(.*)$", re.ASCII)
_PER = re.compile(r"(?:([a-z]+)\s+)?(?:per|a|an|each)\s+([a-z]+)|(?:([a-z]+)\s*)?/\s*([a-z]+)")
_CLOCK = re.compile(r"^(\d{1,2}):(\d{2})(?::(\d{2})(\.\d{1,6})?)?$", re.ASCII)
_INSTANT = re.compile(r"^\d{4}-\d{2}-\d{2}(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?)?$", re.ASCII)


class UnitError(ValueError):
    """A text cannot be read as a quantity; `rule` says what is expected and `repair` what to write."""

    def __init__(self, rule: str, repair: str = "") -> None:
        super().__init__(rule)
        self.rule = rule
        self.repair = repair


def number(text: str) -> Decimal:
    """Read a plain decimal number, with optional thousands commas."""
    if not re.fullmatch(NUMBER, text.strip(), re.ASCII) or len(text) > 400:
        raise UnitError("must be a number", "such as 12 or 3.5")
    return Decimal(text.strip().replace(",", ""))


def is_number(value: Any) -> bool:
    """Tell whether a YAML scalar is a finite number (true and false are not)."""
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _split(value: Any, what: str, example: str) -> tuple[Decimal, str]:
    match = _ONE.match(str(value).strip()) if isinstance(value, str) and len(value) <= 400 else None
    if match is None:
        raise UnitError(f"must be {what}", f"such as {example}")
    return number(match[1]), match[2].strip()


def parse_duration(value: Any) -> int:
    """Read a duration such as `45 min`, `1 h 30 min` or `+2 days` as microseconds, never negative."""
    if is_number(value) and value == 0:
        return 0
    rule = "must be a duration with a unit (min, h, days, weeks, months of 30 days, years of 365 days)"
    if is_number(value):
        raise UnitError(rule, f"write {value} days, {value} h or {value} min")
    if not isinstance(value, str) or not value.strip() or len(value) > 200:
        raise UnitError(rule, "such as 45 min, 36 h or 10 days")
    total, end = Decimal(0), 0
    while end < len(value):
        match = _PIECE.match(value, end)
        if match is None:
            raise UnitError(rule, "such as 45 min, 36 h or 10 days")
        total += number(match[1]) * _unit(match[2], DURATION_UNITS, rule)
        end = match.end()
    if total < 0:
        raise UnitError("must not be a negative duration", "0 days or more")
    if total > LONGEST:
        raise UnitError("must be at most 1000 years")
    return int(total.to_integral_value())


def _unit(word: str, units: dict[str, Any], rule: str) -> Any:
    try:
        return units[word if word in units else word.lower()]
    except KeyError:
        raise UnitError(rule, f"the unit {word} is not known") from None


def format_duration(microseconds: int) -> str:
    """Write microseconds in the largest unit that keeps them whole, so that reading it back is exact."""
    for size, unit in ((DAY, "day"), (HOUR, "h"), (MINUTE, "min"), (SECOND, "s")):
        if microseconds % size == 0:
            count = microseconds // size
            plural = "s" if unit == "day" and count != 1 else ""
            return f"{count} {unit}{plural}"
    return f"{microseconds} us"


def parse_share(value: Any, low: float = 0.0, high: float = 1.0) -> float:
    """Read a share such as `2.5%` or `0.025` as a number from `low` to `high` (1 means 100%)."""
    rule = f"must be a share from {low:.0%} to {high:.0%}"
    if is_number(value):
        if value != 0 and not (-1 < value < 1):
            raise UnitError(rule, f"write {value}%" if abs(value) >= 1 else "")
        share = float(value)
    else:
        amount, unit = _split(value, f"a share from {low:.0%} to {high:.0%}", "2.5%")
        if unit != "%" and not (unit == "" and abs(amount) < 1):
            raise UnitError(rule, f"write {amount}%")
        share = float(amount / 100 if unit == "%" else amount)
    if not low <= share <= high:
        raise UnitError(rule)
    return share


def format_share(share: float) -> str:
    """Write a share in percent so that reading it back gives the same float."""
    percent = (Decimal(repr(share)) * 100).normalize()
    return f"{percent:f}%"


def parse_weight(value: Any) -> float:
    """Read a weight such as `1.3 lb`, `20 oz`, `600 g` or `0.6 kg` as pounds."""
    rule = "a weight with a unit (lb, oz, kg, g)"
    amount, unit = _split(value, rule, "1.3 lb or 600 g")
    pounds = float(amount * _unit(unit, WEIGHT_UNITS, f"must be {rule}"))
    if pounds < 0:
        raise UnitError("must not be a negative weight")
    return pounds


def parse_size(value: Any) -> tuple[float, float, float]:
    """Read a size such as `4 x 4 x 5 in` as inches, longest side first."""
    rule = "must be length x width x height with a unit (in, ft, cm, mm)"
    if not isinstance(value, str):
        raise UnitError(rule, "such as 4 x 4 x 5 in")
    parts = [part.strip() for part in re.split(r"[x×X*]", value)]
    if len(parts) != 3 or len(value) > 200:
        raise UnitError(rule, "such as 4 x 4 x 5 in")
    amounts = [_split(part, "length x width x height with a unit", "4 x 4 x 5 in") for part in parts]
    sides = [float(amount * _unit(unit or amounts[-1][1], LENGTH_UNITS, rule)) for amount, unit in amounts]
    if min(sides) <= 0:
        raise UnitError("must have three sides above 0 in")
    longest, middle, shortest = sorted(sides, reverse=True)
    return longest, middle, shortest


RATE_THINGS = ("orders", "order", "units", "unit", "parcels", "parcel")


def parse_rate(value: Any) -> float:
    """Read a rate such as `250 orders per day` or `1,000 per week` as a number per day."""
    rule = "must be a rate with a unit of time, per hour, day, week, month or year"
    if is_number(value):
        raise UnitError(rule, f"write {value} per day")
    amount, rest = _split(value, "a rate with a unit of time", "250 per day")
    match = _PER.fullmatch(rest.lower())
    if match is None or ((word := match[1] or match[3]) and word not in RATE_THINGS):
        raise UnitError(rule, f"write {amount} per day")
    per_day = amount * DAY / _unit(match[2] or match[4], DURATION_UNITS, rule)
    if per_day < 0:
        raise UnitError("must not be a negative rate")
    return float(per_day)


def parse_clock(value: Any) -> int:
    """Read a time of day such as `14:30` as microseconds since local midnight; `24:00` is the day's end."""
    match = _CLOCK.match(str(value).strip()) if isinstance(value, str) else None
    if match is None:
        raise UnitError("must be a local time of day, hours and minutes", "such as 14:00")
    hours, minutes, seconds = int(match[1]), int(match[2]), int(match[3] or 0)
    parts = int(Decimal(match[4] or 0) * SECOND)
    total = hours * HOUR + minutes * MINUTE + seconds * SECOND + parts
    if minutes > 59 or seconds > 59 or total > DAY:
        raise UnitError("must be a time of day from 00:00 to 24:00", "such as 14:00")
    return total


def format_clock(microseconds: int) -> str:
    """Write microseconds since midnight as a time of day."""
    minutes, rest = divmod(microseconds, MINUTE)
    text = f"{minutes // 60:02d}:{minutes % 60:02d}"
    if rest:
        text += f":{rest // SECOND:02d}" + (f".{rest % SECOND:06d}" if rest % SECOND else "")
    return text


def parse_instant(value: Any) -> datetime:
    """Read `2026-06-08` or `2026-06-08 09:00` as a naive datetime, local to the scenario's time zone."""
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)
    if isinstance(value, date):
        return datetime.combine(value, time())
    rule = "must be a date, with a local time if it matters"
    if not isinstance(value, str) or not _INSTANT.match(value.strip()):
        raise UnitError(rule, "such as 2026-06-08 or 2026-06-08 09:00")
    day, _, clock = value.strip().replace("T", " ").partition(" ")
    try:
        midnight = datetime.fromisoformat(day)
        hour, minute, *second = clock.split(":") if clock else ("0", "0")
        seconds = Decimal(second[0]) if second else Decimal(0)
        return midnight.replace(
            hour=int(hour), minute=int(minute), second=int(seconds), microsecond=int(seconds % 1 * SECOND)
        )
    except ValueError as error:
        raise UnitError(f"{rule}: {error}", "such as 2026-06-08 09:00") from None


def parse_weekdays(text: Any) -> tuple[int, ...]:
    """Read `mon-fri`, `sat` or `mon, wed` as weekday numbers, Monday 0."""
    rule = "must be weekdays (mon, tue, wed, thu, fri, sat, sun)"
    if not isinstance(text, str) or not text.strip():
        raise UnitError(rule, "such as mon-fri")
    days: set[int] = set()
    for part in text.lower().split(","):
        first, _, last = (word.strip() for word in part.partition("-"))
        if first not in WEEKDAYS or (last and last not in WEEKDAYS):
            raise UnitError(rule, "such as mon-fri")
        begin, end = WEEKDAYS.index(first), WEEKDAYS.index(last or first)
        days.update((begin + step) % 7 for step in range((end - begin) % 7 + 1))
    return tuple(sorted(days))


def parse_money(value: Any, currency: str | None = None, per: tuple[str, ...] = ()) -> float:
    """Read an amount such as `7.40`, `$7.40` or `7.40 USD` in the scenario's currency.

    `per` lists units that may follow, as in `140 per shipment`. Another currency than the scenario's is an
    error, because nothing here converts.
    """
    rule = f"must be an amount of money{f' in {currency}' if currency else ''}"
    if is_number(value):
        return float(value)
    if not isinstance(value, str) or len(value) > 200:
        raise UnitError(rule, "such as 7.40")
    text = value.strip()
    negative = text.startswith("-")
    if (symbol := text.lstrip("+-")[:1]) in SYMBOLS and symbol:
        if currency and currency not in SYMBOLS[symbol]:
            raise UnitError(rule, f"{symbol} is not the scenario's currency")
        text = ("-" if negative else "") + text.lstrip("+-")[1:]
    amount, rest = _split(text, "an amount of money", "7.40")
    word, _, unit = rest.partition("per ")
    word = word.strip()
    if word and (currency is None or word.upper() != currency):
        raise UnitError(rule, f"{word} is not the scenario's currency")
    if unit and unit.strip() not in per:
        raise UnitError(rule, f"per {unit.strip()} does not belong here")
    return float(amount)


SYMBOLS: dict[str, tuple[str, ...]] = {
    "$": ("USD", "CAD", "AUD", "NZD", "MXN", "SGD"),
    "€": ("EUR",),
    "£": ("GBP",),
    "¥": ("JPY", "CNY"),
}
