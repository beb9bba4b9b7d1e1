"""How the arithmetic of `check` speaks: amounts, times and findings in plain words."""

from __future__ import annotations

from typing import Any

from simnet.errors import Problem, Severity
from simnet.scenario.scenario import Scenario
from simnet.units import DAY, HOUR, MINUTE, WEEK, YEAR


def amount(value: float) -> str:
    """Write a number of orders or units as a founder would, without decimals from 10 on.

    >>> amount(1180.4), amount(3.26)
    ('1,180', '3.3')
    """
    return f"{value:,.0f}" if abs(value) >= 10 or value == round(value) else f"{value:.1f}"


def span(microseconds: float) -> str:
    """Write a time in its natural unit: minutes, hours, days, whole weeks from two on, years from two on.

    >>> span(21 * DAY), span(13 * DAY), span(10.5 * HOUR)
    ('3 weeks', '13 days', '10.5 h')
    """
    weeks = microseconds / WEEK
    if microseconds >= 2 * YEAR:
        return _count(microseconds / YEAR, "year")
    if weeks >= 2 and (weeks >= 12 or abs(weeks - round(weeks)) < 0.01):
        return _count(weeks, "week")
    if microseconds >= DAY:
        return _count(microseconds / DAY, "day")
    return (
        f"{_short(microseconds / HOUR)} h" if microseconds >= HOUR else f"{_short(microseconds / MINUTE)} min"
    )


def percent(share: float) -> str:
    """Write a share in whole percent."""
    return f"{share:.0%}"


def tenths(share: float) -> str:
    """Write a share as so many in ten, never none and never all of them unless it is.

    >>> tenths(0.46), tenths(0.01)
    ('5 of 10', 'fewer than 1 of 10')
    """
    if share < 0.05:
        return "fewer than 1 of 10"
    return "almost all" if share >= 0.95 else f"{share * 10:.0f} of 10"


def carried_by(service: str) -> str:
    """Name a carrier's service: carrier and service, and once what both have in their names.

    >>> carried_by("swiftpost.ground"), carried_by("usps-ground-advantage.ground-advantage")
    ('swiftpost ground', 'usps-ground-advantage')
    """
    carrier, _, name = service.replace("/", ".").partition(".")
    return carrier if not name or name == carrier or carrier.endswith(f"-{name}") else f"{carrier} {name}"


def element(name: str) -> str:
    """Name elements as people do, several with commas: a service by its carrier, a way by an arrow.

    >>> element("columbus, swiftpost.ground"), element("columbus -> east")
    ('columbus, swiftpost ground', 'columbus → east')
    """
    return ", ".join(carried_by(one).replace(" -> ", " → ") for one in name.split(", "))


def names(words: list[str], shown: int = 4) -> str:
    """Join names with commas and an and, at most `shown` of them."""
    listed = words[:shown] + ([f"{len(words) - shown} more"] if len(words) > shown else [])
    return listed[0] if len(listed) == 1 else f"{', '.join(listed[:-1])} and {listed[-1]}"


def finding(
    scenario: Scenario, path: tuple[Any, ...], rule: str, repair: str = "", severity: Severity = "warning"
) -> Problem:
    """Place a sentence at a path of the scenario's file."""
    words = tuple(str(part) for part in path)
    return Problem(scenario.place(words), ".".join(words), "", rule, repair, severity)


def _count(value: float, unit: str) -> str:
    text = _short(value)
    return f"{text} {unit}" if text == "1" else f"{text} {unit}s"


def _short(value: float) -> str:
    return f"{value:.0f}" if value >= 20 or abs(value - round(value)) < 0.05 else f"{value:.1f}"
