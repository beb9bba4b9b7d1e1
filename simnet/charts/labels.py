"""Labels written beside what they name, at the nearest place where they cover nothing."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.transforms import Bbox

from simnet.charts.style import INK, PAPER, TEXT

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import ArrayLike

    Array = np.ndarray[tuple[int, ...], np.dtype[Any]]

POINTS = 72.0
PAD = 2.0
"""Free space kept around a label, points."""
LEADER = 15.0
"""A label farther than this from its place gets a thin line to it, points."""
SPOTS: tuple[tuple[float, float], ...] = tuple(
    (reach * math.cos(math.radians(angle)), reach * math.sin(math.radians(angle)))
    for reach in (7, 13, 22, 34, 48, 66, 90)
    for angle in (90, 270, 60, 120, 300, 240, 30, 150, 330, 210, 0, 180)
)
"""Where a label may stand as seen from its place, points, nearest first."""


class Labels:
    """Writes labels on a figure so that they cover neither each other nor what has been drawn."""

    def __init__(self, figure: Figure) -> None:
        self._scale = figure.dpi / POINTS
        self._renderer = FigureCanvasAgg(figure).get_renderer()  # type: ignore[no-untyped-call]
        self._boxes: list[Bbox] = []
        self._points: list[tuple[str, Array]] = []

    def avoid(self, axes: Axes, x: ArrayLike, y: ArrayLike, name: str = "") -> None:
        """Keep labels off a line through these points of a panel; but for labels that lie `over` its name."""
        line = np.column_stack([np.asarray(x, float), np.asarray(y, float)])
        line = axes.transData.transform(line[np.isfinite(line).all(axis=1)])
        if len(line):
            self._points.append((name, _dense(line, 3 * self._scale)))

    def avoid_box(self, axes: Axes, x0: float, y0: float, x1: float, y1: float) -> None:
        """Keep labels off a rectangle of a panel."""
        corners = axes.transData.transform([(x0, y0), (x1, y1)])
        self._boxes.append(Bbox([corners.min(axis=0), corners.max(axis=0)]))

    def put(
        self,
        axes: Axes,
        text: str,
        x: float,
        y: float,
        *,
        color: str = INK,
        weight: str = "normal",
        size: float = TEXT,
        spots: tuple[tuple[float, float], ...] = SPOTS,
        leader: float = LEADER,
    ) -> None:
        """Write a label for a place of a panel at the best of some spots beside it."""
        self.along(axes, text, [x], [y], color=color, weight=weight, size=size, spots=spots, leader=leader)

    def along(
        self,
        axes: Axes,
        text: str,
        xs: Sequence[float],
        ys: Sequence[float],
        *,
        color: str = INK,
        weight: str = "normal",
        size: float = TEXT,
        spots: tuple[tuple[float, float], ...] = SPOTS,
        leader: float = LEADER,
        over: str = "",
        worst: float = math.inf,
    ) -> None:
        """Write a label for any one of some places, such as points of a line: the best spot beside any.

        A label that lies `over` a named line covers it with white. Nothing is written if even the best spot
        is worse than `worst`: 0 is free, 40 covers as much as the label is large.
        """
        width, height = self._size(axes, text, size, weight)
        lines = [line for name, line in self._points if not over or name != over]
        places = axes.transData.transform(np.column_stack([xs, ys]))
        cost, best = math.inf, None
        for index, place in enumerate(places):
            for spot in spots:
                found, box = self._cost(axes, place, spot, (width, height), leader, lines, cost)
                if found < cost:
                    cost, best = found, (box, spot, index)
        if best is None or cost > worst:
            return
        box, (dx, dy), index = best
        x, y, place = float(xs[index]), float(ys[index]), places[index]
        self._boxes.append(box)
        far = math.hypot(dx, dy) > leader
        if far:
            self._points.append(("", _leader(place, box)))
        away = (
            ((box.x0 + box.x1) / 2 - place[0]) / self._scale,
            ((box.y0 + box.y1) / 2 - place[1]) / self._scale,
        )
        axes.annotate(
            text,
            (x, y),
            away,
            textcoords="offset points",
            ha="center",
            va="center",
            size=size,
            color=color,
            weight=weight,
            linespacing=1.15,
            zorder=9,
            annotation_clip=False,
            bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 1} if over else None,
            arrowprops={"arrowstyle": "-", "color": color, "linewidth": 0.7, "shrinkA": 1, "shrinkB": 1}
            if far
            else None,
        )

    def _size(self, axes: Axes, text: str, size: float, weight: str) -> tuple[float, float]:
        probe = axes.text(0, 0, text, size=size, weight=weight, linespacing=1.15)
        box = probe.get_window_extent(self._renderer)
        probe.remove()
        return box.width, box.height

    def _cost(
        self,
        axes: Axes,
        place: Array,
        spot: tuple[float, float],
        size: tuple[float, float],
        leader: float,
        lines: list[Array],
        limit: float,
    ) -> tuple[float, Bbox]:
        """Say how bad a spot is, 0 if it is free, and what box the label would fill there.

        What is at least as bad as the limit is not looked into further.
        """
        (width, height), reach = size, math.hypot(*spot)
        box = _box(place, spot, self._scale, width, height)
        wide = box.padded(PAD * self._scale)
        cost = 30 * _outside(wide, axes.get_window_extent()) + 0.004 * reach
        for other in self._boxes:
            both = Bbox.intersection(wide, other)
            cost += 0 if both is None else 2 + 40 * both.width * both.height / max(width * height, 1.0)
        cost += sum(0.5 * _inside(line, wide) for line in lines)
        if reach > leader and cost < limit:
            line = _leader(place, box)
            cost += 0.3 + sum(0.5 * _inside(line, other) for other in self._boxes)
            cost += sum(0.2 * _crossed(line, other, self._scale) for other in lines)
        return cost, box


def _box(place: Array, spot: tuple[float, float], scale: float, width: float, height: float) -> Bbox:
    """Give the box of a label beside its place: on the side to which the spot lies, else centered."""
    (dx, dy), nothing = spot, 0.5
    side = (math.copysign(0.5, dx) + 0.5) if abs(dx) > nothing else 0.5
    rise = (math.copysign(0.5, dy) + 0.5) if abs(dy) > nothing else 0.5
    left = place[0] + dx * scale - width * (1 - side)
    bottom = place[1] + dy * scale - height * (1 - rise)
    return Bbox([[left, bottom], [left + width, bottom + height]])


def _outside(box: Bbox, frame: Bbox) -> float:
    """Share of a box that lies outside a frame."""
    both = Bbox.intersection(box, Bbox([[frame.x0, frame.y0], [frame.x1, frame.y1]]))
    return 1 - (0 if both is None else both.width * both.height / (box.width * box.height))


def _inside(line: Array, box: Bbox) -> int:
    """Count the points of a line in a box."""
    x, y = line[:, 0], line[:, 1]
    return int(((x > box.x0) & (x < box.x1) & (y > box.y0) & (y < box.y1)).sum())


def _crossed(leader: Array, line: Array, scale: float) -> int:
    """Count the points of a leader that lie on a line, its first few points left out."""
    rest = leader[np.hypot(*(leader - leader[:1]).T) > 7 * scale] if len(leader) else leader
    if not len(rest):
        return 0
    away = np.abs(rest[:, None, :] - line[None, :, :]).max(axis=2)
    return int((away.min(axis=1) < 2 * scale).sum())


def _leader(place: Array, box: Bbox) -> Array:
    """Give points along the line from a place to the label's box."""
    centre = np.array([(box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2])
    line = place + (centre - place) * np.linspace(0, 1, 40)[:, None]
    beside = (line[:, 0] < box.x0) | (line[:, 0] > box.x1) | (line[:, 1] < box.y0) | (line[:, 1] > box.y1)
    return np.asarray(line[beside])


def _dense(line: Array, step: float) -> Array:
    """Add points to a line so that no two neighbours are farther apart than a step."""
    pieces = [line[:1]]
    for begin, end in itertools.pairwise(line):
        number = max(1, min(500, math.ceil(float(np.hypot(*(end - begin))) / step)))
        pieces.append(begin + (end - begin) * np.linspace(0, 1, number + 1)[1:, None])
    return np.concatenate(pieces)
