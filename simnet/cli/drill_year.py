"""What `simnet drill --year` adds: a line for every date, and the calendar file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from simnet.cli.scorecard import Text
from simnet.report.drill.fix import first
from simnet.report.drill.goals import goal_rows
from simnet.report.drill.run import DrillRun
from simnet.report.drill.words import badge
from simnet.report.numbers import cut

if TYPE_CHECKING:
    from simnet.scenario import Occasion, Scenario
    from simnet.study.drills import DrillResult

CALENDAR = "drills.ics"
TITLE = 34


def write_calendar(folder: Path, scenario: Scenario, found: Sequence[Occasion]) -> Path:
    """Write the dates of all drills as a calendar file into the scenario's folder of results."""
    from simnet.report.sheets.calendar import calendar_text

    path = folder / CALENDAR
    path.write_text(calendar_text(scenario, found), encoding="utf-8", newline="")
    return path


def lines(scenario: Scenario, held: Sequence[DrillResult], calendar: Path) -> list[Text]:
    """Say how each drill went, by date, with what it missed most, and where the dates are."""
    passed = sum(one.exit_code == 0 for one in held)
    texts: list[Text] = [(f"{passed} of {len(held)} drills passed · {scenario.name}", "bold"), ("", "")]
    for one in held:
        run = DrillRun(one)
        mark, words, _ = badge(run)
        missed = next((row for row in goal_rows(run) if row.met is not True), None)
        why = (
            f"{missed.name}: {missed.typical}, goal {missed.wanted}"
            if missed is not None
            else "every goal met"
        )
        texts.append((
            f"{mark} {one.drill['begins'][:10]}  {cut(one.drill['title'], TITLE):{TITLE}}  {words:11}  {why}",
            "" if one.exit_code == 0 else "red",
        ))  # fmt: skip
        if one.exit_code != 0:
            texts.append((f"    fix first: {first(run).title}", "dim"))
    texts += [("", ""), (f"Dates  {calendar}     import it into your calendar", "")]
    return [*texts, (f"Pages  {calendar.parent}/drill-…/drill.png", "")]
