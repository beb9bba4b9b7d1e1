"""By how much designs differ, measure by measure, each with its interval: the forest plot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simnet.charts.style import ACCENT, GREY, INK, QUIET, RULE, SMALL, TEXT, WIDTH, Sheet, mark, styled
from simnet.charts.text import shorten

if TYPE_CHECKING:
    from matplotlib.figure import Figure

ROW = 0.29
"""Height of a line, inches."""
MIDDLE, VERDICT = 2.7, 1.3
"""Width of the plot, and of the verdict at the right, inches."""


@dataclass(frozen=True)
class Gain:
    """By how much a design is better than the first in a measure, with its interval; worse is below 0.

    `words` is the difference as written, `winner` who is better for sure (empty: not decided).
    """

    measure: str
    estimate: float
    low: float
    high: float
    words: str
    winner: str


@styled
def difference_forest(
    groups: Sequence[tuple[str, str, Sequence[Gain]]], headline: str, footer: str = ""
) -> Figure:
    """Draw groups (first design, second design, gains), every line to its own scale around zero."""
    rows = sum(len(gains) + 2 for _, _, gains in groups)
    explanation = (
        "Each line to a scale of its own, around no difference. Bar: 95% sure that it lies in here. For sure "
        "is stricter, because so many questions are asked at once."
    )
    sheet = Sheet(headline, explanation, ROW * rows, footer)
    y = sheet.top
    for first, second, gains in groups:
        _group(sheet, y, first, second, gains)
        y += ROW * (len(gains) + 2)
    return sheet.figure


def _group(sheet: Sheet, y: float, first: str, second: str, gains: Sequence[Gain]) -> None:
    left, right = 1.75, 1.75 + MIDDLE
    zero = left + MIDDLE / 2
    for text, x, ha in ((first, zero - 0.1, "right"), (second, zero + 0.1, "left")):
        name = shorten(text, MIDDLE / 2 - 0.32, SMALL, "bold")
        arrow = f"← {name}" if ha == "right" else f"{name} →"
        sheet.write(arrow, x, y, size=SMALL, weight="bold", color=QUIET, ha=ha)
    sheet.write("BETTER WITH", 0, y, size=SMALL, weight="bold", color=QUIET)
    sheet.write("DIFFERENCE", right + 0.15, y, size=SMALL, weight="bold", color=QUIET)
    sheet.write("FOR SURE", WIDTH, y, size=SMALL, weight="bold", color=QUIET, ha="right")
    sheet.rule(y + 0.21, color=INK, width=0.9)
    axes = sheet.panel(y + 0.25, ROW * max(len(gains), 1), left=left, right=WIDTH - right)
    axes.spines["bottom"].set_visible(False)
    axes.set_xlim(-1.08, 1.08)
    axes.set_ylim(max(len(gains), 1), 0)
    mark(axes, x={}, y={})
    axes.axvline(0, color=INK, linewidth=0.9)
    for number, gain in enumerate(gains):
        scale = max(abs(gain.low), abs(gain.high), abs(gain.estimate)) or 1.0
        color = (ACCENT if gain.winner == second else INK) if gain.winner else GREY
        at = number + 0.5
        axes.plot([gain.low / scale, gain.high / scale], [at, at], color=color, linewidth=2.2)
        face = color if gain.winner else "white"
        axes.plot([gain.estimate / scale], [at], "o", color=color, markerfacecolor=face, markersize=5.5)
        middle = y + 0.25 + ROW * at
        bold = "bold" if gain.winner else "normal"
        sheet.write(shorten(gain.measure, 1.65, TEXT), 0, middle, va="center")
        sheet.write(shorten(gain.words, WIDTH - VERDICT - right - 0.25, TEXT, bold), right + 0.15, middle,
                    va="center", weight=bold)  # fmt: skip
        verdict = shorten(gain.winner or "not decided", VERDICT, TEXT, bold)
        sheet.write(verdict, WIDTH, middle, va="center", ha="right", weight=bold,
                    color=INK if gain.winner else QUIET)  # fmt: skip
        sheet.rule(y + 0.25 + ROW * (number + 1), color=RULE)
