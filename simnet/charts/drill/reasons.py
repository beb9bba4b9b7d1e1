"""Why fewer orders are on time at some place of the curve: every dip of the page is explained."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from simnet.charts.course import DIP, Course
from simnet.charts.drill.content import Hit, Panels
from simnet.charts.numbers import percent
from simnet.charts.style import SMALL
from simnet.charts.text import joined, shorten

if TYPE_CHECKING:
    Array = np.ndarray[tuple[int, ...], np.dtype[Any]]


def reason(index: int, course: Course, typical: Array, panels: Panels) -> str:
    """Say why there is a dip, as far as the drill and the scenario can tell; else only how deep it is."""
    day, value = float(course.x[index]), percent(typical[index] / 100)
    if course.twin[index] <= typical[index] + DIP / 2:
        return f"{value}, without it too"
    if day < 0.25:
        return f"{value}: placed before it began,\nstill inside when it did"
    at = panels.onset + timedelta(days=day)
    found = _second(day, panels.hits) or _promotion(at, panels) or _closed(at, panels)
    if found:
        return f"{value}: {found}"
    if any(hit.begin <= day <= hit.end for hit in panels.hits):
        return f"{value} while it lasts"
    return f"{value}: behind those\nthat waited"


def _second(day: float, hits: tuple[Hit, ...]) -> str:
    """Name a later event that goes on when the first has ended, or ended shortly before."""
    if not hits or day <= hits[0].end:
        return ""
    for hit in hits[1:]:
        if hit.begin - 0.5 <= day <= hit.end + 1 and hit.begin > hits[0].begin:
            return shorten(hit.text, 1.9, SMALL)
    return ""


def _promotion(at: datetime, panels: Panels) -> str:
    for name, first, lasts in panels.facts.promotions:
        begin = datetime.combine(first, datetime.min.time())
        if begin - timedelta(days=1) <= at <= begin + timedelta(days=lasts + 2):
            return f"{name} brings\nmore orders"
    return ""


def _closed(at: datetime, panels: Panels) -> str:
    """Name who does not pack on that day or the next; on a weekend that is what delays orders."""
    for day in (at, at + timedelta(days=1)):
        shut = panels.facts.closed.get(day.weekday(), ())
        if shut and day.weekday() >= 5:
            return f"weekend, nobody\npacks at {joined(list(shut), 1)}"
        if shut:
            return f"nobody packs\nat {joined(list(shut), 1)} on {day:%A}s"
    return ""
