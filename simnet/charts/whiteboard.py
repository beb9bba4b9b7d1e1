"""The network on one whiteboard: who makes, who packs, who buys, and what hangs on what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.patches import FancyBboxPatch, PathPatch, Polygon
from matplotlib.path import Path

from simnet.charts.labels import Labels
from simnet.charts.layout import ABOVE, LEFTS, NAME, Box, column_height, ordered, stacked
from simnet.charts.network import COLUMNS, Network, Way, grouped, thinned
from simnet.charts.numbers import span
from simnet.charts.routes import course_of, points_of, ports, scale_of, way_width
from simnet.charts.style import ACCENT, GREY, INK, PAPER, QUIET, SMALL, WIDTH, Sheet, mark, styled
from simnet.charts.text import joined, line_height, shorten, wrap

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    Array = np.ndarray[tuple[int, ...], np.dtype[Any]]
    Point = tuple[float, float]

WORTH = 0.03
"""A way carries a label if at least this share of the widest way's units goes along it."""
CROWDED = 8.0
"""A label is left out if its best place covers more than this, as Labels counts."""
LOWEST = 2.0
"""Least height of the drawing, inches."""
NAMED, LASTS = 1.3, 8
"""Width of a name below the drawing, inches, and how many of those that last shortest are named."""


@styled
def whiteboard(network: Network, footer: str = "") -> Figure:
    """Draw a network in three columns; line widths are units a day.

    Dashed ways are used only when a solid one is down; red ones have no second way. Columns of many places
    show the larger ones, the others as one box.
    """
    whole = grouped(network)
    drawn = thinned(whole)
    order = ordered(drawn)
    height = max(LOWEST, *(column_height(order[column]) for column in COLUMNS)) + ABOVE
    lasts = _lasts(network)
    under = wrap(lasts, WIDTH, SMALL + 0.5)
    sheet = Sheet(
        network.headline,
        _explanation(len(whole.ways), len(drawn.ways)),
        height + 0.15 + line_height(SMALL + 0.5) * len(under),
        footer,
    )
    sheet.write("\n".join(under), 0, sheet.top + height + 0.1, size=SMALL + 0.5)
    draw_network(sheet.panel(sheet.top, height, left=0, right=0), Labels(sheet.figure), drawn, height)
    return sheet.figure


def draw_network(axes: Axes, labels: Labels, network: Network, height: float) -> None:
    """Draw the places and ways of a network into a panel of WIDTH by so many inches."""
    order = ordered(network)
    axes.spines["bottom"].set_visible(False)
    axes.set_xlim(0, WIDTH)
    axes.set_ylim(height, 0)
    mark(axes, x={}, y={})
    boxes = {box.place.key: box for column in COLUMNS for box in stacked(order[column], height)}
    for box in boxes.values():
        _draw_box(axes, labels, box)
    for column in COLUMNS:
        if order[column]:
            axes.text(LEFTS[column], 0.02, column.upper(), size=SMALL, weight="bold", color=QUIET, va="top")
    _draw_ways(axes, labels, network.ways, boxes)


def _explanation(ways: int, drawn: int) -> str:
    text = "Line width: units a day. Dashed: used only when a solid line is down. Red: no second way."
    if drawn == ways:
        return text
    return f"{text} Of {ways} ways, {drawn} are drawn: where there are too many, the widest of each place."


def _lasts(network: Network) -> str:
    if not network.lasts:
        return ""
    never = [shorten(name, NAMED, SMALL) for name, days in network.lasts if np.isinf(days)]
    ranked = sorted((days, name) for name, days in network.lasts if not np.isinf(days))
    some = [
        f"{shorten(name, NAMED, SMALL)} {span(days) if days > 0 else 'at once'}"
        for days, name in ranked[:LASTS]
    ]
    if len(ranked) > LASTS:
        some.append(f"{len(ranked) - LASTS} others later")
    if never:
        some.append(f"never: {joined(never, LASTS)}")
    return f"If it goes dark, the first late order comes after: {' · '.join(some)}"


def _draw_box(axes: Axes, labels: Labels, box: Box) -> None:
    weak = box.place.weak
    axes.add_patch(
        FancyBboxPatch(
            (box.x + 0.04, box.y + 0.04),
            box.width - 0.08,
            box.height - 0.08,
            boxstyle="round,pad=0.04,rounding_size=0.06",
            facecolor=PAPER,
            edgecolor=ACCENT if weak else INK if box.place.count == 1 else GREY,
            linewidth=2.2 if weak else 1.0,
            zorder=6,
            clip_on=False,
            linestyle="-" if box.place.count == 1 else (0, (4, 2)),
        )
    )
    middle, inner = box.x + box.width / 2, box.width - 0.14
    axes.text(
        middle,
        box.y + 0.07,
        shorten(box.place.title, inner, NAME, "bold"),
        size=NAME,
        weight="bold",
        color=ACCENT if weak else INK,
        ha="center",
        va="top",
        zorder=7,
    )
    for row, fact in enumerate(box.place.facts):
        y = box.y + 0.09 + line_height(NAME) + line_height(SMALL) * row
        axes.text(
            middle, y, shorten(fact, inner, SMALL), size=SMALL, color=QUIET, ha="center", va="top", zorder=7
        )
    labels.avoid_box(axes, box.x, box.y, box.x + box.width, box.y + box.height)


def _draw_ways(axes: Axes, labels: Labels, ways: tuple[Way, ...], boxes: dict[str, Box]) -> None:
    """Draw all ways, the widest last, then write on the most important ones."""
    known = [way for way in ways if way.origin in boxes and way.destination in boxes]
    scale = scale_of(known, boxes)
    ends = ports(known, boxes, scale)
    courses = {way: course_of(way, boxes, *ends[way]) for way in known}
    for way in sorted(known, key=lambda one: (not one.spare, one.only, one.units)):
        _draw_way(axes, way, courses[way], scale)
        curve = points_of(courses[way])
        labels.avoid(axes, curve[:, 0], curve[:, 1], name=f"{way.origin}>{way.destination}")
    most = max((way.units for way in known), default=0.0)
    named = [way for way in known if way.label and way.units >= WORTH * most]
    for way in sorted(named, key=lambda way: -way.units)[: _readable(len(boxes))]:
        _write_on(axes, labels, way, courses[way], scale)


def _readable(boxes: int) -> int:
    """Say how many ways can carry a label before they hide the network."""
    return 14 if boxes <= 10 else 10


def _draw_way(axes: Axes, way: Way, course: Array, scale: float) -> None:
    points = way_width(way, scale) * 72
    color = ACCENT if way.only else GREY
    path = Path(course, [Path.MOVETO, Path.CURVE4, Path.CURVE4, Path.CURVE4])
    if not way.spare:  # a white edge, so that a way that passes over others stays apart from them
        axes.add_patch(
            PathPatch(path, fill=False, edgecolor=PAPER, linewidth=points + 2.4, capstyle="butt", zorder=2)
        )
    axes.add_patch(
        PathPatch(
            path,
            fill=False,
            edgecolor=QUIET if way.spare else color,
            linewidth=0.9 if way.spare else points,
            linestyle=(0, (4, 2.5)) if way.spare else "-",
            capstyle="butt",
            zorder=2.1 if not way.spare else 1.5,
        )
    )
    begin, end = course[0], course[-1]
    if begin[0] == end[0] and not way.spare:
        _arrowhead(
            axes, (float(begin[0]), float(begin[1])), (float(end[0]), float(end[1])), points / 72, color
        )


def _arrowhead(axes: Axes, begin: Point, end: Point, width: float, color: str) -> None:
    """Show which way goods go between two places of a column."""
    (x, y), size = end, max(0.07, width)
    sign = 1 if end[1] > begin[1] else -1
    axes.add_patch(
        Polygon(
            [(x - size, y - sign * size), (x + size, y - sign * size), (x, y)], facecolor=color, zorder=2.2
        )
    )


def _write_on(axes: Axes, labels: Labels, way: Way, course: Array, scale: float) -> None:
    """Write a way's label where it covers least: above or below its line, or on it with a white ground."""
    curve = points_of(course, 41)
    places = sorted(curve[6:35:2], key=lambda point: abs(point[0] - curve[20][0]))  # best in the middle
    near = way_width(way, scale) * 36 + 2.5
    beside = course[0][0] == course[-1][0]
    spots = (
        ((near + 3, 0.0), (-near - 3, 0.0), (0.0, 0.0)) if beside else ((0.0, near), (0.0, -near), (0.0, 0.0))
    )
    room = min(abs(course[0][0] - course[-1][0]) or 1.5, 1.5) - 0.15
    text = "\n".join(shorten(line, room, SMALL, "bold") for line in way.label.split("\n"))
    labels.along(
        axes,
        text,
        [float(x) for x, _ in places],
        [float(y) for _, y in places],
        size=SMALL,
        leader=999,
        spots=spots,
        color=ACCENT if way.only else INK,
        weight="bold" if way.only else "normal",
        over=f"{way.origin}>{way.destination}",
        worst=CROWDED,
    )
