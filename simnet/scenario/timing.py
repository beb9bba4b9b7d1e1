"""When something recurs: by the calendar, or by chance."""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from pydantic import ValidationInfo, model_serializer

from simnet import units
from simnet.errors import RuleError
from simnet.scenario.base import Model, rule_of_part
from simnet.scenario.fields import Duration

_MONTHS = {"month": 1, "quarter": 3, "year": 12}


class Recurrence(Model):
    """A recurrence by calendar months, or by a fixed duration."""

    simple_forms: ClassVar[tuple[dict[str, Any], ...]] = (
        {"type": "string", "examples": ["quarter", "month", "2 weeks"]},
    )
    months: int = 0
    """Calendar months from one to the next: 1, 3 for a quarter, 12 for a year."""
    gap: Duration = 0
    """Time from one to the next, when it is not by calendar months."""

    @classmethod
    def from_simple(cls, data: Any, info: ValidationInfo) -> Any:
        """Read `quarter`, `month`, `year`, `week`, `day` or a duration."""
        if isinstance(data, Mapping | Model):
            return data
        if isinstance(data, str) and data.strip() in _MONTHS:
            return {"months": _MONTHS[data.strip()]}
        if isinstance(data, str) and data.strip() in ("week", "day"):
            return {"gap": f"1 {data.strip()}"}
        try:
            return {"gap": units.format_duration(units.parse_duration(data))}
        except units.UnitError as error:
            raise RuleError("must be week, month, quarter, year or a duration", error.repair) from None

    @rule_of_part
    def _some_time(self) -> Recurrence:
        if (self.months > 0) == (self.gap > 0) or self.months < 0:
            raise RuleError("must be longer than 0: week, month, quarter, year or a duration")
        return self

    @model_serializer
    def _write(self) -> dict[str, Any]:
        return {"months": self.months} if self.months else {"gap": units.format_duration(self.gap)}


def months_later(first: datetime, months: int) -> datetime:
    """Give the same day and time so many calendar months later, or the last day of that month.

    >>> months_later(datetime(2026, 1, 31, 9), 1)
    datetime.datetime(2026, 2, 28, 9, 0)
    """
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return first.replace(year=year, month=month + 1, day=min(first.day, last))


def read_happens(value: Any) -> Any:
    """Read `every 2 years` as exponential with that mean; a distribution stays one."""
    if not isinstance(value, str):
        return value
    match = re.fullmatch(r"\s*(?:once\s+)?every\s+(.+)", value)
    if match is None:
        raise RuleError("must be every and a mean time, or a distribution", "such as every 15 months")
    words = match[1].strip()
    if words in ("day", "week", "month", "year", "quarter"):
        words = "3 months" if words == "quarter" else f"1 {words}"
    return {"exponential": {"mean": words}}
