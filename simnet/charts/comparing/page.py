"""The page of a comparison: the answer, the table, cost by frequency, and what costs more or less."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from simnet.charts.comparing.crossing import Crossing, draw_crossing
from simnet.charts.comparing.more_or_less import ROW, Change, draw_changes
from simnet.charts.comparing.scores import Score, draw_scores, table_height
from simnet.charts.style import INK, QUIET, SMALL, TEXT, TITLE, WIDTH, Sheet, styled
from simnet.charts.text import DPI, line_height, shorten, wrap

if TYPE_CHECKING:
    from matplotlib.figure import Figure

LARGE = 17.0
"""Size of the headline, points."""
LEFT, AXIS = 3.75, 0.55
"""Width of the left panel, and of its axis' labels, inches."""
BARS = 3.1
"""Width of the bars with their names, inches."""


@dataclass(frozen=True)
class Comparison:
    """All that the page shows; `crossing` is None if no outage was priced."""

    designs: tuple[str, ...]
    headline: str
    sentences: str
    scores: tuple[Score, ...]
    crossing: Crossing | None
    crossing_title: str
    changes: tuple[Change, ...]
    changes_title: str
    total: Change
    currency: str = "USD"
    questions: tuple[str, ...] = field(default=())
    footer: str = ""


@styled
def comparison_page(what: Comparison) -> Figure:
    """Draw the page."""
    questions = [line for text in what.questions for line in wrap(text, BARS, SMALL)]
    bars = ROW * (len(what.changes) + 1.4)
    right = bars + 0.12 + line_height(SMALL) * len(questions)
    panels = max(right, 2.5 if what.crossing is not None else 0.0) + 0.35
    table = table_height(what.designs, what.scores)
    names = " or ".join(what.designs) if len(what.designs) < 3 else ", ".join(what.designs)
    header = shorten(f"COMPARE · {names}", WIDTH, SMALL, "bold")
    sheet = Sheet(
        what.headline, what.sentences, table + 0.25 + panels + 0.35, what.footer, size=LARGE, header=header
    )
    draw_scores(sheet, sheet.top, "A year like yours", what.designs, what.scores)
    y = sheet.top + table + 0.25
    if what.crossing is not None:
        title = "\n".join(wrap(what.crossing_title, LEFT - 0.1, TITLE, "bold")[:2])
        sheet.write(title, 0, y, size=TITLE, weight="bold")
        axes = sheet.panel(y + 0.4, panels - 0.4, left=AXIS, right=WIDTH - LEFT)
        draw_crossing(sheet.figure, axes, what.crossing)
    _changes(sheet, what, y, bars, questions)
    return sheet.figure


def _changes(sheet: Sheet, what: Comparison, y: float, bars: float, questions: Sequence[str]) -> None:
    left = WIDTH - BARS if what.crossing is not None else 0.0
    title = "\n".join(wrap(what.changes_title, BARS, TITLE, "bold")[:2])
    sheet.write(title, left, y, size=TITLE, weight="bold")
    if what.changes:
        axes = sheet.panel(y + 0.4, bars, left=left, right=WIDTH - BARS - left)
        draw_changes(axes, what.changes, what.total, what.currency, width=BARS, names=1.35)
    else:
        sheet.write("nothing", left, y + 0.4, size=TEXT, color=QUIET)
    sheet.write("\n".join(questions), left, y + 0.4 + bars + 0.12, size=SMALL, color=QUIET)


@styled
def comparison_card(designs: Sequence[str], headline: str, said: Sequence[str], footer: str) -> Figure:
    """Draw the headline, and as many whole sentences as have room: 1200 by 630 pixels, to send to someone."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    width, height = 1200 / DPI, 630 / DPI
    figure = Figure(figsize=(width, height))
    FigureCanvasAgg(figure)
    room, margin = width - 2 * 0.5, 0.5 / width
    size = next((size for size in (25.0, 22.0, 19.0, 16.0, 13.0, 11.0)
                 if len(wrap(headline, room, size, "bold")) * line_height(size) <= 1.9), 11.0)  # fmt: skip
    above = shorten(" · ".join(designs), room, 9.0, "bold")
    figure.text(margin, 1 - 0.45 / height, above, size=9.0, weight="bold", color=QUIET, va="top")
    title = wrap(headline, room, size, "bold")
    figure.text(margin, 1 - 0.85 / height, "\n".join(title), size=size, weight="bold", color=INK, va="top",
                linespacing=1.25)  # fmt: skip
    texts = [wrap(" ".join(said[:number]), room, 11.0) for number in range(len(said), 0, -1)]
    under = next((lines for lines in texts if len(lines) <= 3), [])
    below = 0.85 + line_height(size) * len(title) + 0.12
    figure.text(margin, 1 - below / height, "\n".join(under), size=11.0, color=QUIET, va="top",
                linespacing=1.25)  # fmt: skip
    figure.text(margin, 0.3 / height, wrap(footer, room, SMALL)[0] if footer else "", size=SMALL, color=QUIET)
    return figure
