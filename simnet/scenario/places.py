"""Finding the place in a file of a path in the scenario."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations

Places = Mapping[tuple[str, ...], str]


def locate(path: tuple[str, ...], places: Places, inner: str = "") -> str:
    """Find `file:line:col` of a path: exact, in `advanced`, the value's own, or the nearest parent's."""
    for length in range(len(path), 0, -1):
        for candidate in _spellings(path[:length]):
            if candidate in places:
                exact = length == len(path)
                return places[candidate] if exact or not inner else inner
    return inner or places.get((), "")


def _spellings(path: tuple[str, ...]) -> list[tuple[str, ...]]:
    """List the path itself and the path with `advanced` put in, since its keys are read as if beside it."""
    candidates = [path]
    for count in (1, 2):
        for where in combinations(range(1, len(path)), count):
            longer = list(path)
            for index in reversed(where):
                longer.insert(index, "advanced")
            candidates.append(tuple(longer))
    return candidates
