"""The second sheet of a drill: how sure the figures are, where orders went, one year step by step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from simnet.charts.drill.paper import A4, DPI, Format, Paper
from simnet.charts.labels import Labels
from simnet.charts.layout import ABOVE, column_height, ordered
from simnet.charts.network import COLUMNS, Network, grouped, thinned
from simnet.charts.style import INK, QUIET, RULE, SMALL, WIDTH, styled
from simnet.charts.text import line_height, measured_at, shorten, text_width, wrap
from simnet.charts.whiteboard import draw_network

if TYPE_CHECKING:
    from matplotlib.figure import Figure

TITLE, TEXT, HEAD = 9.0, 7.2, 7.0
"""Sizes of titles, of rows and of their headings, points."""
PLACES = 5
"""Places of a column of the network; the others are drawn as one."""
BELOW = 0.2
"""Space below a block, inches."""
GAP = 0.07
"""Least space between two places of the network, inches."""
LOWEST = 1.5
"""Least height of the network, inches."""


@dataclass(frozen=True)
class Block:
    """A small table with a title: rows of texts, the first of them a name."""

    title: str
    rows: tuple[tuple[str, ...], ...]
    headings: tuple[str, ...] = ()
    note: str = ""
    bold: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Second:
    """All that is on the second sheet: a wide table, the network, and columns of small tables."""

    label: str
    network_name: str
    headline: str
    sure: Block
    where: str
    """Title of the network."""
    network: Network
    explanation: str
    columns: tuple[tuple[Block, ...], ...]
    footer: str


@styled
def second_sheet(second: Second, form: Format = A4) -> Figure:
    """Draw the sheet; the network takes the height that the tables leave."""
    with measured_at(DPI):
        return _drawn(second, form)


def _drawn(second: Second, form: Format) -> Figure:
    left = f"FAILOVER DRILL  ·  {second.label}  ·  SHEET 2"
    paper = Paper(form, left, second.network_name, second.footer)
    y = paper.top + 0.14
    for line in wrap(second.headline, paper.inner, 11.0, "bold")[:2]:
        paper.write(line, 0, y, size=11.0, weight="bold")
        y += line_height(11.0)
    y = _table(paper, second.sure, y + 0.08, 0.0, paper.inner, _edges(paper.inner)) + BELOW
    wide = _wide(paper.inner, len(second.columns))
    tall = max((_column_height(column, wide) for column in second.columns), default=0.0)
    y = _network(paper, second, y, paper.bottom - tall - y)
    for place, column in enumerate(second.columns):
        x, below = place * (wide + 0.25), y
        for block in column:
            below = _table(paper, block, below, x, x + wide, ()) + BELOW
    return paper.figure


def _column_height(column: tuple[Block, ...], width: float) -> float:
    return sum(_height(block, width) for block in column)


def _wide(inner: float, columns: int) -> float:
    return (inner - 0.25 * (columns - 1)) / max(columns, 1)


def _edges(inner: float) -> tuple[float, ...]:
    """Give the right edges of the figures of the wide table."""
    return tuple(inner * share for share in (0.385, 0.55, 0.665, 0.84, 1.0))


def _height(block: Block, width: float) -> float:
    note = len(wrap(block.note, width, SMALL)) * line_height(SMALL)
    head = 0.16 if block.headings else 0.0
    return 0.22 + head + STEP * len(block.rows) + note + BELOW


BASE = 0.11
"""From the top of a title to its base, inches."""
STEP = 0.148
"""Height of a row, inches."""


def _table(
    paper: Paper, block: Block, y: float, left: float, right: float, edges: tuple[float, ...]
) -> float:
    """Draw a table; without edges of its own the figures stand at the right, one beside the other."""
    paper.write(block.title, left, y + BASE, size=TITLE, weight="bold", va="baseline")
    y += 0.2
    number = max((len(row) for row in (block.headings, *block.rows)), default=1)
    ends = edges or tuple(right - 0.62 * (number - 2 - place) for place in range(number - 1))
    if block.headings:
        _row(paper, block.headings, y + 0.1, left, ends, HEAD, QUIET, "bold")
        y += 0.16
    paper.rule(y, left=left, right=right, width=0.8, color=INK if block.headings else RULE)
    for place, row in enumerate(block.rows):
        weight = "bold" if place in block.bold else "normal"
        _row(paper, row, y + 0.105, left, ends, TEXT, INK, weight)
        y += STEP
    lines = wrap(block.note, right - left, SMALL)
    paper.write("\n".join(lines), left, y + 0.03, size=SMALL, color=QUIET)
    return y + line_height(SMALL) * len(lines)


def _row(
    paper: Paper, row: tuple[str, ...], base: float, left: float, ends: tuple[float, ...], size: float,
    color: str, weight: str,
) -> None:  # fmt: skip
    """Write the name at the left and each figure before its edge."""
    name, *figures = row
    taken = text_width(figures[0], size, weight) + 0.08 if figures else 0.0
    room = (ends[0] if ends else paper.inner) - left - taken
    text = shorten(name, max(room, 0.3), size, weight)
    paper.write(text, left, base, size=size, weight=weight, color=color, va="baseline")
    before = left
    for text, end in zip(figures, ends, strict=False):
        paper.write(shorten(text, max(end - before - 0.06, 0.3), size, weight), end, base, size=size,
                    weight=weight, color=color, ha="right", va="baseline")  # fmt: skip
        before = end


def _network(paper: Paper, second: Second, y: float, height: float) -> float:
    """Draw the network in at most so many inches, with a title and what its lines mean."""
    paper.write(second.where, 0, y, size=TITLE, weight="bold")
    y += 0.18
    lines = wrap(second.explanation, paper.inner, SMALL)
    paper.write("\n".join(lines), 0, y, size=SMALL, color=QUIET)
    y += line_height(SMALL) * len(lines) + 0.06
    tall = max(height - 0.18 - line_height(SMALL) * len(lines) - 0.06 - BELOW, LOWEST)
    drawn = _fitting(second.network, tall - ABOVE)
    axes = paper.panel(y, tall, left=0, right=max(paper.inner - WIDTH, 0.0))
    draw_network(axes, Labels(paper.figure), drawn, tall)
    return y + tall + BELOW


def _fitting(network: Network, height: float) -> Network:
    """Draw as many places as stand one below the other in a height, inches, the others as one."""
    for most in range(PLACES, 1, -1):
        drawn = thinned(grouped(network, most))
        order = ordered(drawn)
        if max((column_height(order[column], GAP) for column in COLUMNS), default=0.0) <= height:
            return drawn
    return drawn
