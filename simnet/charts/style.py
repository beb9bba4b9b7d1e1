"""The look of every picture: colors, sizes, the sheet with headline and footer, and how it is saved.

One accent marks what is disrupted or missed; everything else is ink and greys, and weight and dashes carry
the meaning when the picture is printed grey. Lengths are inches from the upper left corner of a sheet.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import matplotlib
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from simnet.charts.text import DPI, any_script, line_height, wrap

ACCENT = "#a8320f"
BAND = "#f2cdb8"
INK = "#1a1a1a"
QUIET = "#565656"
GREY = "#8c8c8c"
RULE = "#c8c8c8"
SHADE = "#ececec"
PAPER = "#ffffff"

MARGIN = 0.15
"""White around a sheet."""
WIDTH = 7.2
"""Width of every sheet between its margins: what fits on A4 and on US letter."""
GUTTER = 1.6
"""Left part of a sheet, for titles and names; panels begin to its right."""
RIGHT = 0.1
"""Free part at the right of panels, for half of the last tick's label."""
HEADLINE, TITLE, TEXT, SMALL = 12.5, 9.0, 8.0, 7.0
"""Sizes of text in points; nothing is smaller than SMALL."""

RC: Any = {
    "font.family": ["DejaVu Sans"],  # comes with matplotlib, so that every machine draws the same
    "font.size": TEXT,
    "text.parse_math": False,  # two dollar signs would turn what is between them into a formula
    "text.color": INK,
    "axes.edgecolor": INK,
    "axes.linewidth": 0.8,
    "axes.unicode_minus": True,
    "axes.formatter.useoffset": False,
    "lines.solid_capstyle": "round",
    "figure.dpi": DPI,
    "figure.facecolor": PAPER,
    "savefig.facecolor": PAPER,
    "path.simplify": True,
}

P = ParamSpec("P")
R = TypeVar("R")


def styled(draw: Callable[P, R]) -> Callable[P, R]:
    """Make a function draw in the style of this module, whatever the caller has set in matplotlib."""

    @functools.wraps(draw)
    def inside(*args: P.args, **kwargs: P.kwargs) -> R:
        with matplotlib.rc_context(RC), any_script():
            return draw(*args, **kwargs)

    return inside


@styled
def save(figure: Figure, path: str | Path, *, dpi: float = DPI) -> Path:
    """Write a picture as PNG without the version of the software, so that equal pictures are equal bytes."""
    target = Path(path)
    figure.savefig(target, format="png", dpi=dpi, metadata={"Software": None})
    return target


class Canvas:
    """A white figure of so many inches; places are inches from its upper edge and from its left margin."""

    def __init__(self, width: float, height: float, margin: float = MARGIN, dpi: float = DPI) -> None:
        self.width, self.height, self.margin = width, height, margin
        self.figure = Figure(figsize=(width, height), dpi=dpi)
        FigureCanvasAgg(self.figure)

    @property
    def inner(self) -> float:
        """Width between the margins, inches."""
        return self.width - 2 * self.margin

    def write(
        self,
        text: str,
        x: float,
        y: float,
        *,
        size: float = TEXT,
        color: str = INK,
        weight: str = "normal",
        ha: str = "left",
        va: str = "top",
    ) -> None:
        """Write text at a place of the sheet."""
        if text:
            self.figure.text(
                (x + self.margin) / self.width,
                1 - y / self.height,
                text,
                size=size,
                color=color,
                weight=weight,
                ha=ha,
                va=va,
                linespacing=1.25,
            )

    def rule(
        self,
        y: float,
        *,
        left: float = 0.0,
        right: float | None = None,
        width: float = 0.6,
        color: str = RULE,
    ) -> None:
        """Draw a horizontal line from left to right, by default from margin to margin."""
        from matplotlib.lines import Line2D

        at, end = 1 - y / self.height, self.inner if right is None else right
        self.figure.add_artist(
            Line2D(
                [(self.margin + left) / self.width, (self.margin + end) / self.width],
                [at, at],
                color=color,
                linewidth=width,
            )
        )

    def box(self, x: float, y: float, width: float, height: float, color: str) -> None:
        """Fill a rectangle."""
        self.figure.add_artist(
            Rectangle(
                ((x + self.margin) / self.width, 1 - (y + height) / self.height),
                width / self.width,
                height / self.height,
                facecolor=color,
                edgecolor="none",
                zorder=-1,
            )
        )

    def title(self, text: str, explanation: str, y: float, *, width: float = GUTTER - 0.45) -> None:
        """Write a panel's title and what it shows into the left gutter, beside the panel that begins at y."""
        lines = wrap(text, width, TITLE, "bold")
        self.write("\n".join(lines), 0, y, size=TITLE, weight="bold")
        under = wrap(explanation, width, SMALL)
        below = y + line_height(TITLE) * len(lines) + 0.02
        self.write("\n".join(under), 0, below, size=SMALL, color=QUIET)

    def panel(
        self,
        y: float,
        height: float,
        *,
        left: float = GUTTER,
        right: float = RIGHT,
        share: Axes | None = None,
    ) -> Axes:
        """Add an empty panel of so many inches, with a base line and no other frame."""
        box = (
            (self.margin + left) / self.width,
            1 - (y + height) / self.height,
            (self.inner - left - right) / self.width,
            height / self.height,
        )
        axes = self.figure.add_axes(box, sharex=share)
        for side in ("left", "right", "top"):
            axes.spines[side].set_visible(False)
        axes.spines["bottom"].set_color(GREY)
        axes.tick_params(length=0, labelsize=SMALL, labelcolor=QUIET, colors=GREY)
        axes.set_facecolor("none")
        return axes


class Sheet(Canvas):
    """A figure with a headline, a sentence below it, room for panels, and a footer.

    `top` is where the first panel may begin, in inches from the upper edge.
    """

    def __init__(
        self,
        headline: str,
        explanation: str,
        body: float,
        footer: str,
        *,
        width: float = WIDTH,
        size: float = HEADLINE,
        header: str = "",
    ) -> None:
        """Make a sheet just high enough for its texts and a body of so many inches.

        A `header` says above a rule what the sheet is; `size` is that of the headline, points.
        """
        title = wrap(headline, width, size, "bold")
        under = wrap(explanation, width, TEXT)
        foot = wrap(footer, width, SMALL)
        begin = MARGIN + (line_height(SMALL) + 0.14 if header else 0.0)
        first = begin + line_height(size) * len(title)
        self.top = first + 0.05 + line_height(TEXT) * len(under) + 0.14
        rule = self.top + body + 0.1
        super().__init__(width + 2 * MARGIN, rule + 0.06 + line_height(SMALL) * len(foot) + MARGIN)
        if header:
            self.write(header, 0, MARGIN, size=SMALL, weight="bold", color=QUIET)
            self.rule(begin - 0.09, color=INK, width=1.4)
        self.write("\n".join(title), 0, begin, size=size, weight="bold")
        self.write("\n".join(under), 0, first + 0.05, color=QUIET)
        if footer:
            self.rule(rule)
            self.write("\n".join(foot), 0, rule + 0.06, size=SMALL, color=QUIET)


def mark(axes: Axes, *, x: dict[float, str] | None = None, y: dict[float, str] | None = None) -> None:
    """Set the ticks of a panel to the given places and texts, and no others."""
    for axis, marks in ((axes.xaxis, x), (axes.yaxis, y)):
        if marks is not None:
            axis.set_ticks(list(marks), labels=list(marks.values()))
            for label in axis.get_ticklabels():
                label.set_color(QUIET)
                label.set_fontsize(SMALL)
