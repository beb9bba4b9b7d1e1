"""How often an event of the scenario comes, as a number and in words."""

from __future__ import annotations

from simnet.scenario.disruptions import Disruption
from simnet.scenario.scenario import Scenario
from simnet.units import DAY, YEAR

MONTH = 30 * DAY


def times_a_year(event: Disruption, scenario: Scenario) -> float:
    """Compute how often an event comes in a year on average; one with a date counts once in the horizon."""
    chance = 1.0 if event.probability is None else event.probability
    if event.happens is not None:
        return YEAR / event.happens.mean()
    if event.every is not None:
        gap = event.every.gap or event.every.months * YEAR / 12
        return chance * YEAR / gap
    if event.after is not None:
        first = next(one for one in scenario.disruptions if one.name == event.after.event)
        return chance * times_a_year(first, scenario)
    return chance * YEAR / scenario.horizon


def likelihood(event: Disruption) -> str:
    """Say how often an event comes, or when.

    `every 15 months`, `every quarter`, `on 2026-06-08`, `after the strike`, with its chance if it has one.
    """
    chance = "" if event.probability is None else f", {event.probability:.0%}"
    if event.happens is not None:
        return f"every {_span(event.happens.mean())}"
    if event.every is not None:
        months = {1: "month", 3: "quarter", 12: "year"}
        named = months.get(event.every.months, f"{event.every.months} months")
        return f"every {named if event.every.months else _span(event.every.gap)}{chance}"
    if event.after is not None:
        return f"after {event.after.event}{chance}"
    if event.starts is not None:
        return f"on {event.starts:%Y-%m-%d}{chance}"
    return f"a chance of {event.probability:.0%}"


def _span(duration: float) -> str:
    """Write a time between events in years, months or days, whichever is short and true.

    >>> _span(2 * 365 * DAY), _span(450 * DAY), _span(20 * DAY), _span(365 * DAY)
    ('2 years', '15 months', '20 days', 'year')
    """
    for unit, name in ((YEAR, "year"), (MONTH, "month"), (DAY, "day")):
        count = duration / unit
        if abs(count - round(count)) < 0.01 and count >= 0.99:
            return name if round(count) == 1 else f"{count:.0f} {name}s"
    return f"{duration / MONTH:.0f} months" if duration >= 2 * MONTH else f"{duration / DAY:.1f} days"
