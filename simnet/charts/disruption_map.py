"""The disruption map: failure point, likelihood, impact, detection, backup action, one line each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from simnet.charts.style import ACCENT, GREY, INK, MARGIN, QUIET, RULE, SMALL, TEXT, WIDTH, Sheet, styled
from simnet.charts.text import line_height, shorten, wrap

if TYPE_CHECKING:
    from matplotlib.figure import Figure

ROW = 0.33
"""Height of a line, inches."""
POINT, LIKELY, LASTS, BAR, FOUND, BACKUP = 0.0, 1.62, 2.86, 3.62, 5.02, 6.0
"""Where the columns begin, inches."""
RULED = 0.06
"""Room around the rule below a line, inches."""
LONGEST = 0.62
"""Length of the largest impact's bar, inches."""
HEADINGS = (
    (POINT, "FAILURE POINT"), (LIKELY, "HOW LIKELY"), (LASTS, "YOU LAST"), (BAR, "WHAT IT COSTS"),
    (FOUND, "YOU NOTICE IN"), (BACKUP, "WHAT TAKES OVER"),
)  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One failure point; `index` is its impact by the largest one's, `single` marks it in red."""

    name: str
    likely: str
    lasts: str
    index: float
    cost: str
    found: str
    backup: str
    single: bool


@styled
def disruption_map(lines: Sequence[Line], headline: str, explanation: str, footer: str = "") -> Figure:
    """Draw the map as a table; bars show what an outage costs, by the largest."""
    head = 0.3
    sheet = Sheet(headline, explanation, head + ROW * max(len(lines), 1) + 0.02, footer)
    for x, heading in HEADINGS:
        sheet.write(heading, x, sheet.top, size=SMALL, color=QUIET, weight="bold")
    sheet.rule(sheet.top + head - 0.08, color=INK, width=1.0)
    for number, line in enumerate(lines):
        _draw(sheet, line, sheet.top + head + ROW * number)
    if not lines:
        sheet.write("Nothing changes, whatever goes dark.", 0, sheet.top + head, color=QUIET)
    return sheet.figure


def _draw(sheet: Sheet, line: Line, y: float) -> None:
    weight, color = ("bold", ACCENT) if line.single else ("normal", INK)
    middle = y + (ROW - RULED) / 2
    name = shorten(("✗ " if line.single else "") + line.name, LIKELY - POINT - 0.08, TEXT, weight)
    sheet.write(name, POINT, middle, color=color, weight=weight, va="center")
    for text, x, end, shade in (
        (line.likely, LIKELY, LASTS, QUIET),
        (line.lasts, LASTS, BAR, QUIET),
        (line.found, FOUND, BACKUP, QUIET),
        (line.backup, BACKUP, WIDTH + 0.08, INK),
    ):
        said = wrap(text, end - x - 0.08, SMALL)
        if len(said) > 2:
            said = [said[0], shorten(" ".join(said[1:]), end - x - 0.08, SMALL)]
        sheet.write("\n".join(said), x, middle, size=SMALL, color=shade, va="center")
    _bar(sheet, line, middle, color if line.single else GREY)
    below = 1 - (y + ROW - RULED / 2) / sheet.height
    sheet.figure.add_artist(
        Line2D([MARGIN / sheet.width, 1 - MARGIN / sheet.width], [below, below], color=RULE, linewidth=0.5)
    )


def _bar(sheet: Sheet, line: Line, middle: float, color: str) -> None:
    """Draw an impact as a bar with its number beside it."""
    length, height = LONGEST * max(line.index, 0.0), line_height(TEXT) * 0.72
    if length > 0:
        sheet.figure.add_artist(
            Rectangle(
                ((MARGIN + BAR) / sheet.width, 1 - (middle + height / 2) / sheet.height),
                max(length, 0.01) / sheet.width,
                height / sheet.height,
                transform=sheet.figure.transFigure,
                facecolor=color,
                edgecolor="none",
            )
        )
    room, weight = FOUND - BAR - length - 0.12, "bold" if line.single else "normal"
    text = shorten(line.cost, room, TEXT, weight)
    sheet.write(text, BAR + length + (0.05 if length else 0), middle, weight=weight, va="center")
