"""The table of a comparison: measures by design, in how many of ten years, who is better for sure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.patches import Ellipse

from simnet.charts.style import INK, MARGIN, PAPER, QUIET, SMALL, TEXT, WIDTH, Sheet
from simnet.charts.text import line_height, shorten, wrap

ROW, HEAD = 0.235, 0.25
"""Heights of a line and of the headings, inches."""
DOTS, GAP = 0.085, 0.112
"""Size of a dot, and the distance from one to the next, inches."""
NAMES, VERDICT = 1.95, 1.35
"""Room for the measures' names at the left, and for the verdict at the right, inches."""


@dataclass(frozen=True)
class Score:
    """A line: its measure, the values by design, which of them is in bold, dots of ten, and the verdict.

    `best` is the place of the design that is ahead (−1: none); `tenths` is None where there are no dots;
    `decided` tells whether the verdict names a winner.
    """

    measure: str
    values: tuple[str, ...]
    best: int
    tenths: int | None
    verdict: str
    decided: bool


def table_height(designs: Sequence[str], scores: Sequence[Score]) -> float:
    """Height of a table, inches."""
    heads = _heads(designs, _step(designs, scores))
    return _head(heads) + ROW * len(scores) + 0.05


def _dotted(scores: Sequence[Score]) -> float:
    """Width of the dots, inches."""
    return 10 * GAP + 0.22 if any(score.tenths is not None for score in scores) else 0.1


def _step(designs: Sequence[str], scores: Sequence[Score]) -> float:
    """Width of a design's column, inches."""
    return (WIDTH - VERDICT - _dotted(scores) - NAMES) / max(len(designs), 1)


def _heads(designs: Sequence[str], step: float) -> list[list[str]]:
    """Write the names of the designs in at most two lines."""
    return [wrap(design.upper(), step - 0.08, SMALL, "bold")[:2] for design in designs]


def _head(heads: Sequence[Sequence[str]]) -> float:
    return HEAD + line_height(SMALL) * (max((len(lines) for lines in heads), default=1) - 1)


def draw_scores(sheet: Sheet, y: float, title: str, designs: Sequence[str], scores: Sequence[Score]) -> None:
    """Write the table into a sheet from a height on."""
    dots, verdict, step = _dotted(scores), WIDTH - VERDICT, _step(designs, scores)
    heads = _heads(designs, step)
    head, ends = _head(heads), [NAMES + step * (number + 1) for number in range(len(designs))]
    foot = y + head - HEAD + line_height(SMALL)
    for text, x, ha in [
        (title.upper(), 0.0, "left"),
        *(("\n".join(lines), end, "right") for lines, end in zip(heads, ends, strict=True)),
        ("AHEAD IN … OF 10" if dots > 1 else "", verdict - dots + 0.18, "left"),
        ("FOR SURE", WIDTH, "right"),
    ]:
        sheet.write(text, x, foot, size=SMALL, weight="bold", color=QUIET, ha=ha, va="bottom")
    sheet.rule(y + head - 0.07, color=INK, width=0.9)
    for number, score in enumerate(scores):
        middle = y + head + ROW * (number + 0.38)
        sheet.write(shorten(score.measure, NAMES - 0.1, TEXT), 0, middle, va="center")
        for place, (end, value) in enumerate(zip(ends, score.values, strict=True)):
            bold = "bold" if place == score.best else "normal"
            sheet.write(value, end, middle, ha="right", va="center", weight=bold)
        if score.tenths is not None:
            _dots(sheet, verdict - dots + 0.22, middle, score.tenths)
        said, weight = (
            shorten(score.verdict, VERDICT - 0.05, TEXT, "bold"),
            "bold" if score.decided else "normal",
        )
        color = INK if score.decided else QUIET
        sheet.write(said, WIDTH, middle, ha="right", va="center", weight=weight, color=color)
        sheet.rule(y + head + ROW * (number + 1) - 0.03)


def _dots(sheet: Sheet, x: float, y: float, full: int) -> None:
    for number in range(10):
        center = ((MARGIN + x + GAP * number) / sheet.width, 1 - y / sheet.height)
        sheet.figure.add_artist(
            Ellipse(
                center, DOTS / sheet.width, DOTS / sheet.height, transform=sheet.figure.transFigure,
                facecolor=INK if number < full else PAPER, edgecolor=INK, linewidth=0.8,
            )
        )  # fmt: skip
