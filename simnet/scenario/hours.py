"""Opening hours and weekdays: read from text or mappings, and written so that reading gives the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Annotated, Any

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

from simnet import units
from simnet.errors import RuleError

Week = tuple[tuple[tuple[int, int], ...], ...]
"""Opening and closing in microseconds since local midnight, by weekday from Monday on."""


@contextmanager
def at_key(key: Any, value: Any) -> Iterator[None]:
    """Say of a rule that is broken in a mapping below which key, and by which value."""
    try:
        yield
    except (RuleError, units.UnitError) as error:
        at = error.at if isinstance(error, RuleError) else ()
        raise RuleError(str(error), error.repair, (str(key), *at), value) from None


def read_weekdays(value: Any) -> tuple[int, ...]:
    """Read weekdays as text or as a list of names."""
    if isinstance(value, list | tuple):
        if value and all(isinstance(day, int) and 0 <= day <= 6 for day in value):
            return tuple(sorted(set(value)))
        value = ", ".join(str(day) for day in value)
    return units.parse_weekdays(value)


def read_hours(value: Any) -> Week:
    """Read opening hours as seven tuples of (opening, closing) in microseconds since local midnight."""
    week: list[list[tuple[int, int]]] = [[] for _ in range(7)]
    if value in ("always", "24/7"):
        return tuple(((0, units.DAY),) for _ in range(7))
    if isinstance(value, str):
        days, _, spans = value.strip().partition(" ")
        value = {days: spans}
    if not isinstance(value, Mapping) or not value:
        raise RuleError("must be opening hours by weekday, or always", 'such as {mon-fri: "08:00-18:00"}')
    for days, spans in value.items():
        with at_key(days, days):
            numbers = units.parse_weekdays(days)
        with at_key(days, spans):
            for opening, closing in _spans(spans):
                for day in numbers:
                    _add_span(week, day, opening, closing)
    return tuple(_merged(spans) for spans in week)


def _spans(value: Any) -> list[tuple[int, int]]:
    if value is None or value == "closed":
        return []
    if value == "always":
        return [(0, units.DAY)]
    parts = value if isinstance(value, list) else str(value).split(",")
    spans = []
    for part in parts:
        opening, dash, closing = str(part).partition("-")
        if not dash:
            raise RuleError("must be an opening and a closing time", "such as 08:00-18:00")
        spans.append((units.parse_clock(opening), units.parse_clock(closing)))
    return spans


def _add_span(week: list[list[tuple[int, int]]], day: int, opening: int, closing: int) -> None:
    """Add one span; one that closes at or before it opens runs over midnight."""
    if opening == closing:
        raise RuleError("must close at another time than it opens", "write always for day and night")
    if closing > opening:
        week[day].append((opening, closing))
        return
    week[day].append((opening, units.DAY))
    if closing:
        week[(day + 1) % 7].append((0, closing))


def _merged(spans: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    merged: list[tuple[int, int]] = []
    for opening, closing in sorted(spans):
        if merged and opening < merged[-1][1]:
            raise RuleError("must not have hours that overlap on a day")
        if merged and opening == merged[-1][1]:
            merged[-1] = (merged[-1][0], closing)
        else:
            merged.append((opening, closing))
    return tuple(merged)


def write_hours(week: Week) -> dict[str, str]:
    """Write opening hours so that reading them back gives the same week."""

    def clock(time: int) -> str:
        return units.format_clock(time)

    return {
        name: ", ".join(f"{clock(opening)}-{clock(closing)}" for opening, closing in spans) or "closed"
        for name, spans in zip(units.WEEKDAYS, week, strict=True)
    }


Weekdays = Annotated[
    tuple[int, ...],
    BeforeValidator(read_weekdays),
    PlainSerializer(lambda days: [units.WEEKDAYS[day] for day in days], when_used="json"),
    WithJsonSchema({"type": ["string", "array"]}),
]
Hours = Annotated[
    Week,
    BeforeValidator(read_hours),
    PlainSerializer(write_hours, when_used="json"),
    WithJsonSchema({"type": ["object", "string"]}),
]
