"""How many of something there are over time, from the instants at which each begins and ends."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.reference.readings import Path

Array = np.ndarray[tuple[int, ...], np.dtype[Any]]

OPEN = -1
"""An instant that did not come in the run."""
LATER = 2**62


def counted(ups: Array, downs: Array, first: float = 0.0) -> Path:
    """Count from `first` on: one more at each of `ups`, one less at each of `downs` that came."""
    ups, downs = ups[ups != OPEN], downs[downs != OPEN]
    return Path(first, (ups, np.array(1)), (downs, np.array(-1)))


def below(path: Path) -> Path:
    """Give by how much a path is below zero."""
    heights = np.maximum(-np.concatenate([[path.first], path.values]), 0.0)
    return Path(float(heights[0]), (path.instants, np.diff(heights)))


def area(path: Path, begin: Any, end: Any) -> Array:
    """Integrate a path over spans of time, none of them before time zero."""
    edges = np.concatenate([[0], path.instants])
    heights = np.concatenate([[path.first], path.values])
    whole = np.concatenate([[0.0], np.cumsum(heights[:-1] * np.diff(edges))])

    def until(at: Any) -> Array:
        place = np.searchsorted(edges, at, side="right") - 1
        found: Array = whole[place] + heights[place] * (at - edges[place])
        return found

    return until(np.asarray(end)) - until(np.asarray(begin))


def overlap(begin: Array, end: Array, start: int, stop: int) -> Array:
    """Give how long each span [begin, end) lies in [start, stop); an end that did not come is after it."""
    ended = np.where(end == OPEN, LATER, end)
    found: Array = np.maximum(np.minimum(ended, stop) - np.maximum(begin, start), 0)
    return np.where(begin == OPEN, 0, found)
