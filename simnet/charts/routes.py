"""How the ways of the whiteboard run: where they leave and enter their boxes, how wide, along which curve."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from simnet.charts.layout import Box
from simnet.charts.network import Way

if TYPE_CHECKING:
    Array = np.ndarray[tuple[int, ...], np.dtype[Any]]
    Point = tuple[float, float]

WIDEST = 0.2
"""Width of the widest way, inches."""
THINNEST = 0.012
"""Width of a spare way, inches."""


def scale_of(ways: list[Way], boxes: dict[str, Box]) -> float:
    """Choose inches per unit a day: the widest way has WIDEST, and all ways of a box fit on its side."""
    most = max((way.units for way in ways if not way.spare), default=0.0)
    sides = [WIDEST / most] if most > 0 else [0.0]
    for key, box in boxes.items():
        for ends in ("origin", "destination"):
            total = sum(way.units for way in ways if getattr(way, ends) == key)
            sides += [box.height * 0.6 / total] if total > 0 else []
    return min(sides)


def way_width(way: Way, scale: float) -> float:
    """Width of a way, inches."""
    return THINNEST if way.spare else max(way.units * scale, THINNEST * 1.3)


def _vertical(way: Way, boxes: dict[str, Box]) -> bool:
    return boxes[way.origin].x == boxes[way.destination].x


def ports(ways: list[Way], boxes: dict[str, Box], scale: float) -> dict[Way, tuple[Point, Point]]:
    """Choose where each way leaves and enters its boxes, in the order of their other ends."""
    begins: dict[Way, Point] = {}
    finishes: dict[Way, Point] = {}
    across = [way for way in ways if not _vertical(way, boxes)]
    for key, box in boxes.items():
        out = [(boxes[way.destination].middle, way) for way in across if way.origin == key]
        into = [(boxes[way.origin].middle, way) for way in across if way.destination == key]
        begins |= _beside(out, box, box.x + box.width, scale)
        finishes |= _beside(into, box, box.x, scale)
    for way in ways:
        if _vertical(way, boxes):
            begins[way], finishes[way] = _vertical_ports(way, boxes)
    return {way: (begins[way], finishes[way]) for way in ways}


def _beside(ends: list[tuple[float, Way]], box: Box, x: float, scale: float) -> dict[Way, Point]:
    """Put ways one below the other at a side of a box, around its middle, ordered by their other ends."""
    ways = [way for _, way in sorted(ends, key=lambda end: end[0])]
    widths = [way_width(way, scale) for way in ways]
    gap = min(0.12, (box.height * 0.9 - sum(widths)) / max(len(ways), 1))
    y, places = box.middle - (sum(widths) + gap * (len(ways) - 1)) / 2, {}
    for way, width in zip(ways, widths, strict=True):
        places[way] = (x, y + width / 2)
        y += width + gap
    return places


def _vertical_ports(way: Way, boxes: dict[str, Box]) -> tuple[Point, Point]:
    """Connect two boxes of one column: neighbours edge to edge, others around at the left."""
    origin, target = boxes[way.origin], boxes[way.destination]
    middle = origin.x + origin.width / 2
    down = target.y > origin.y
    between = [
        box
        for box in boxes.values()
        if box.x == origin.x and min(origin.y, target.y) < box.y < max(origin.y, target.y)
    ]
    shift = 0.16 if way.spare else 0.0
    if not between:
        begin = origin.y + origin.height if down else origin.y
        return (middle + shift, begin), (middle + shift, target.y if down else target.y + target.height)
    return (origin.x, origin.middle + 0.08), (target.x, target.middle - 0.08)


def course_of(way: Way, boxes: dict[str, Box], begin: Point, end: Point) -> Array:
    """Give the four control points of a way's Bézier curve, inches; index (point, x and y).

    An S from column to column, a straight line between neighbours of a column, else an arc.
    """
    (x0, y0), (x1, y1) = begin, end
    if _vertical(way, boxes) and x0 != boxes[way.origin].x:
        controls = [(x0, y0), (x0, y0 * 2 / 3 + y1 / 3), (x0, y0 / 3 + y1 * 2 / 3), (x1, y1)]
    elif _vertical(way, boxes):
        reach = 0.35 + 0.06 * abs(y1 - y0)
        controls = [(x0, y0), (x0 - reach, y0), (x1 - reach, y1), (x1, y1)]
    else:
        bend = (x1 - x0) * 0.5
        controls = [(x0, y0), (x0 + bend, y0), (x1 - bend, y1), (x1, y1)]
    return np.array(controls)


def points_of(course: Array, number: int = 60) -> Array:
    """Give points along a course."""
    t = np.linspace(0, 1, number)[:, None]
    p0, p1, p2, p3 = course
    return np.asarray(p0 * (1 - t) ** 3 + 3 * p1 * t * (1 - t) ** 2 + 3 * p2 * t**2 * (1 - t) + p3 * t**3)
