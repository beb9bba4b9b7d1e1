"""What an after-action report ends with: what went well, and who improves what from when until when."""

from __future__ import annotations

from simnet.charts.drill.second import Block
from simnet.report.drill import fix
from simnet.report.drill.goals import GoalRow, goal_rows
from simnet.report.drill.run import DrillRun
from simnet.report.sections import Section, Table
from simnet.report.words import capital

STRENGTHS = 3
"""Goals that are named: those held with most room."""
BLANK = "_" * 12
"""Room for a name or a date."""


def strengths(run: DrillRun) -> list[GoalRow]:
    """Give the goals that were held, those with most room first: whose bad case takes least of the limit."""
    held = [row for row in goal_rows(run) if row.met is True]
    return sorted(held, key=lambda row: fix.used(run.goals[row.goal]))[:STRENGTHS]


def room(row: GoalRow) -> str:
    """Say how much of a goal's limit was taken: in a bad case, or typically with few years."""
    taken = f"{row.typical} typically" if row.bad == "–" else f"{row.bad} in a bad case"
    return f"{taken}, of {row.wanted}"


def well_block(run: DrillRun) -> Block:
    """Give what went well for the second sheet."""
    rows = tuple((row.name, f"{row.bad if row.bad != '–' else row.typical} of {row.wanted}")
                 for row in strengths(run))  # fmt: skip
    return Block("What went well", rows or (("no goal was surely met", ""),))


def well(run: DrillRun) -> Section | None:
    """Give what went well; None if no goal was held."""
    rows = tuple((row.name, room(row), row.rating) for row in strengths(run))
    if not rows:
        return None
    lead = "The goals that were met with most room: do not spend more on them."
    table = Table(("", "took", "HSEEP"), rows, note="P done without challenges, S with some.",
                  prose=frozenset({1}))  # fmt: skip
    return Section("well", "What went well", lead, (), (table,))


def matrix(run: DrillRun) -> Section | None:
    """Give the improvement plan: why, what, on which goal it works, and blanks for who and when.

    None if nothing helps, or nothing has to.
    """
    found = [one for one in fix.tried(run) if one.better][: fix.SHOWN]
    if not found or run.verdict == "held":
        return None
    rows = tuple(
        (capital(one.because), capital(one.words.rstrip(". ")), one.works_on, BLANK, BLANK, BLANK)
        for one in found
    )
    lead = "Print it, or keep it with simnet history: an improvement without a name and a date is none."
    headings = ("why", "what", "works on", "owner", "start", "due")
    return Section("plan", "Improvement plan", lead, (), (Table(headings, rows, prose=frozenset({0, 1})),))
