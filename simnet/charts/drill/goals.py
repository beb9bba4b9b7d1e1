"""The table of goals: misses first, and only misses bold."""

from __future__ import annotations

from simnet.charts.drill.content import Goal
from simnet.charts.drill.paper import Paper
from simnet.charts.style import ACCENT, INK, QUIET, RULE
from simnet.charts.text import shorten

HEAD, ROW = 7.0, 8.5
"""Sizes of the headings and of the rows, points."""
ABOVE = 0.2
"""Height of the row of headings, inches."""
NAME = 2.25
"""Room for a goal's name, inches."""
DOT, WIDTH = 0.124, 0.092
"""Distance and diameter of the dots, inches."""


def columns(paper: Paper) -> tuple[float, float, float, float, float]:
    """Give the right edges of the figures, the left edge of the dots and the right edge of their number."""
    end = paper.inner
    dots = end - 1.54
    return dots - 2.38, dots - 1.38, dots - 0.28, dots, end


def draw_goals(paper: Paper, goals: tuple[Goal, ...], y: float, row: float) -> float:
    """Draw the table with rows of so many inches; returns where it ends."""
    wanted, typical, bad, dots, _ = columns(paper)
    middle = y + ABOVE / 2 - 0.02
    for text, x, side in (
        ("GOAL", 0.0, "left"), ("YOU WANTED", wanted, "right"), ("TYPICAL", typical, "right"),
        ("BAD CASE*", bad, "right"), ("MET IN … OF 10 YEARS*", dots, "left"),
    ):  # fmt: skip
        paper.write(text, x, middle, size=HEAD, weight="bold", color=QUIET, ha=side, va="center")
    y += ABOVE
    paper.rule(y, width=1.0, color=QUIET)
    for goal in goals:
        _draw_row(paper, goal, y + row / 2 + 0.003)
        y += row
        paper.rule(y, color=RULE, width=0.6)
    return y


def _draw_row(paper: Paper, goal: Goal, y: float) -> None:
    wanted, typical, bad, dots, end = columns(paper)
    base = y + 0.36 * ROW / 72
    weight = "bold" if goal.met is False else "normal"
    paper.write(goal.mark, 0, base, size=ROW, weight=weight, va="baseline")
    paper.write(shorten(goal.name, NAME, ROW, weight), 0.18, base, size=ROW, weight=weight, va="baseline")
    for text, x, thick in ((goal.wanted, wanted, "normal"), (goal.typical, typical, weight),
                           (goal.bad, bad, "normal")):  # fmt: skip
        room = 1.05
        paper.write(
            shorten(text, room, ROW, thick), x, base, size=ROW, weight=thick, ha="right", va="baseline"
        )
    color = ACCENT if goal.met is False else INK
    for place in range(10):
        paper.dot(dots + WIDTH / 2 + DOT * place, y - 0.003, WIDTH, color, full=place < goal.tenths)
    paper.write(str(goal.tenths), end, base, size=ROW, weight=weight, ha="right", va="baseline")
