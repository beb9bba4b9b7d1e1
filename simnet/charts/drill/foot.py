"""The lower part of the page: what it cost, what you had to do, what to change and who does it."""

from __future__ import annotations

from simnet.charts.drill.content import Amount, Change
from simnet.charts.drill.paper import Paper
from simnet.charts.style import INK, QUIET, RULE
from simnet.charts.text import shorten, text_width, wrap

TITLE, ROW, NOTE = 9.0, 7.5, 7.0
STEP = 0.158
"""Height of a line, inches."""
LINES = 6
"""Lines of each column."""
BASE = 0.1
"""From the top of a line to its base, inches."""
ABOVE = 0.25
"""Height of the titles, inches."""
HEIGHT = 0.08 + ABOVE + STEP * (LINES + 0.2)
COLUMNS = (0.0, 1.93), (2.13, 4.0), (4.22, 7.17)
"""Left and right edges of the columns for a width of 7.17 inches."""
WIDTH = 7.17


def draw_foot(
    paper: Paper,
    cost: tuple[Amount, ...],
    work: tuple[Amount, ...],
    changes: tuple[Change, ...],
    nothing: str,
    y: float,
) -> None:
    """Draw the three columns below a line at y; `nothing` is said if there are no changes."""
    paper.rule(y, width=1.0, color=INK)
    scale = paper.inner / WIDTH
    (one, two, three) = ((left * scale, right * scale) for left, right in COLUMNS)
    _amounts(paper, "What it cost, on average", cost, *one, y + 0.08)
    _amounts(paper, "What you had to do", work, *two, y + 0.08)
    _changes(paper, changes, nothing, *three, y + 0.08)


def _amounts(paper: Paper, title: str, rows: tuple[Amount, ...], left: float, right: float, y: float) -> None:
    paper.write(title, left, y + BASE, size=TITLE, weight="bold", va="baseline")
    y += ABOVE
    for place, row in enumerate(rows[:LINES]):
        weight = "bold" if row.bold else "normal"
        if row.bold and place:
            paper.rule(y - 0.015, left=left, right=right)
        value = shorten(row.value, 0.95 if row.name else right - left, ROW, weight)
        room = right - left - text_width(value, ROW, weight) - (0.08 if value else 0.0)
        base = y + BASE
        paper.write(shorten(row.name, room, ROW, weight), left, base, size=ROW, weight=weight, va="baseline")
        paper.write(value, right, base, size=ROW, weight=weight, ha="right", va="baseline")
        y += STEP


def _changes(
    paper: Paper, changes: tuple[Change, ...], nothing: str, left: float, right: float, y: float
) -> None:
    """Write each change on a line of its own, below it what it does and who does it by when."""
    paper.write("What to change", left, y + BASE, size=TITLE, weight="bold", va="baseline")
    y += ABOVE
    if not changes:
        text = wrap(nothing, right - left, ROW)
        paper.write("\n".join(text), left, y, size=ROW, color=QUIET)
    for place, change in enumerate(changes[: LINES // 2], start=1):
        weight = "bold" if change.bold else "normal"
        base = y + BASE
        paper.write(str(place), left, base, size=ROW, weight=weight, va="baseline")
        title = clipped(change.title, right - left - 0.15, weight)
        paper.write(title, left + 0.15, base, size=ROW, weight=weight, va="baseline")
        _blanks(paper, change, left + 0.15, right, y + STEP)
        y += 2 * STEP


def clipped(sentence: str, width: float, weight: str = "normal") -> str:
    """Cut a sentence after the last word that fits: unlike a name, it is understood from its beginning."""
    lines = wrap(sentence, width, ROW, weight)
    if len(lines) <= 1:
        return "".join(lines)
    return wrap(sentence, width - text_width(" …", ROW, weight), ROW, weight)[0] + " …"


def _blanks(paper: Paper, change: Change, left: float, right: float, y: float) -> None:
    """Leave room for a name and a date."""
    by, who, base = right - 0.78, right - 1.72, y + BASE
    effect = shorten(change.effect, who - left - 0.08, NOTE)
    paper.write(effect, left, base, size=NOTE, va="baseline")
    for text, begin, end in (("who", who, by - 0.07), ("by", by, right)):
        paper.write(text, begin, base, size=NOTE, color=QUIET, va="baseline")
        paper.rule(base + 0.015, left=begin + text_width(text, NOTE) + 0.04, right=end, color=RULE)
