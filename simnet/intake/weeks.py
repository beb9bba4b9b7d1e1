"""Which days of a file stand for which days of a run."""

from __future__ import annotations

from datetime import date, timedelta

from simnet.intake.log import OrderLog
from simnet.scenario.scenario import Scenario
from simnet.units import DAY

YEAR = 365.25  # days, so that the week of the year does not drift over a file of several years


def whole_weeks(log: OrderLog) -> list[int]:
    """List the Mondays (proleptic ordinals) of the weeks that lie wholly in a log."""
    first, last = log.first_day.toordinal(), log.last_day.toordinal()
    return list(range(first + -(first - 1) % 7, last - 5, 7))


def weeks_like(monday: int, weeks: list[int], near: int) -> list[int]:
    """Give the weeks whose Monday is at most `near` microseconds of the year away from a week's; else all."""
    close = [week for week in weeks if _apart(monday - week) * DAY <= near]
    return close or weeks


def _apart(days: int) -> float:
    """Measure how far two days are apart in the year, at most half a year."""
    return abs((days + YEAR / 2) % YEAR - YEAR / 2)


def days_of_run(scenario: Scenario) -> tuple[date, int]:
    """Give the first local day of a run, warm-up included, and on how many days orders are placed."""
    first = (scenario.start - timedelta(microseconds=scenario.warmup)).date()
    end = scenario.start + timedelta(microseconds=scenario.horizon)
    whole = end == end.replace(hour=0, minute=0, second=0, microsecond=0)
    return first, (end.date() - first).days + (0 if whole else 1)


def first_replayed(log: OrderLog, first: date, days: int) -> int:
    """Give the day of the file (proleptic ordinal) that is placed on the first day of a run.

    The same date if the file covers the whole run, else the file's first one of the same weekday.
    """
    begins = first.toordinal()
    if log.first_day <= first and log.last_day.toordinal() >= begins + days - 1:
        return begins
    covered = log.first_day.toordinal()
    return covered + (begins - covered) % 7
