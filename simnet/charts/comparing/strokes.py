"""How the designs of a comparison are told apart, in color and in grey: shade, dashes and weight."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from simnet.charts.style import ACCENT, BAND, GREY, INK, QUIET


@dataclass(frozen=True)
class Stroke:
    """The look of one design: of its line, its bars and the band around its line."""

    color: str
    dash: Any
    band: str
    marker: str
    fill: str
    """Color of its bars."""


STROKES = (
    Stroke(GREY, (0, (4, 2)), "#dedede", "s", GREY),
    Stroke(ACCENT, "-", BAND, "o", ACCENT),
    Stroke(INK, "-", "#c9c9c9", "D", INK),
    Stroke(QUIET, (0, (1, 1.2)), "#e6e6e6", "^", "#c6c6c6"),
    Stroke(INK, (0, (6, 1.5, 1, 1.5)), "#d2d2d2", "v", QUIET),
)
"""The first design is what there is, dashed and grey; the second the accent; others by their dashes."""


def stroke(number: int) -> Stroke:
    """Give the look of a design by its place in the order given."""
    return STROKES[number % len(STROKES)]
