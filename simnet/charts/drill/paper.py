"""The paper that the page of a drill is printed on, and the texts that both sheets begin and end with."""

from __future__ import annotations

from dataclasses import dataclass

from matplotlib.patches import Ellipse

from simnet.charts.style import INK, QUIET, RULE, Canvas
from simnet.charts.text import line_height, shorten, text_width, wrap

DPI = 150
MARGIN = 0.55
"""White around the sheet: what home printers need, inches."""
HEAD, FOOT = 7.5, 6.2
"""Sizes of the header and of the footer, points."""
TOP = 0.40
"""Where the header begins, inches from the upper edge."""
LOW = 0.42
"""Free space below the footer, inches."""


@dataclass(frozen=True)
class Format:
    """A paper format in whole pixels."""

    name: str
    pixels: tuple[int, int]

    @property
    def size(self) -> tuple[float, float]:
        """Width and height, inches."""
        return self.pixels[0] / DPI, self.pixels[1] / DPI


A4 = Format("a4", (1240, 1754))
LETTER = Format("letter", (1275, 1650))
FORMATS = (A4, LETTER)


class Paper(Canvas):
    """A sheet of paper with header and footer; `top` and `bottom` bound what is between them, inches."""

    def __init__(self, form: Format, left: str, right: str, footer: str) -> None:
        super().__init__(*form.size, MARGIN, DPI)
        self.top = TOP + 0.2
        self._head(left, right)
        lines = wrap(footer, self.inner, FOOT)
        self.bottom = self.height - LOW - line_height(FOOT) * len(lines) - 0.08
        self.rule(self.bottom, color=RULE)
        self.write("\n".join(lines), 0, self.bottom + 0.08, size=FOOT, color=QUIET)

    def _head(self, left: str, right: str) -> None:
        text = shorten(left, self.inner * 0.55, HEAD, "bold")
        self.write(text, 0, TOP, size=HEAD, weight="bold", color=QUIET)
        room = self.inner - text_width(text, HEAD, "bold") - 0.3
        self.write(shorten(right, room, HEAD), self.inner, TOP, size=HEAD, color=QUIET, ha="right")
        self.rule(self.top, width=1.5, color=INK)

    def dot(self, x: float, y: float, across: float, color: str, *, full: bool) -> None:
        """Draw a dot around a place, full or empty."""
        self.figure.add_artist(
            Ellipse(
                ((x + self.margin) / self.width, 1 - y / self.height),
                across / self.width,
                across / self.height,
                facecolor=color if full else "none",
                edgecolor=color,
                linewidth=0.8,
            )
        )
