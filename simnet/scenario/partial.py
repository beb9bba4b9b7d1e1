"""What can be read of a file with errors, so that what its parts say about each other is checked as well.

A wrong part is taken out, or filled in where its lack would hide all that stands around it. Nothing is ever
simulated from what is left.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from pydantic import ValidationError

from simnet.scenario.base import FORGIVING, field_names
from simnet.scenario.scenario import Scenario
from simnet.scenario.source import Map, Seq

Path = tuple[str, ...]

ROUNDS = 12
"""How often parts are taken out: what is left may have errors that were hidden before."""

_FILLED_IN: dict[str, Any] = {
    "simnet": 1, "customers": {"orders": "1 per day"}, "orders": "1 per day", "price": 1, "rates": 1,
    "starts": "2026-01-05", "for": "1 day", "factor": 1, "hold": "1%", "start": "50%", "over": "1 day",
    "when": "damage > 2%", "then": "alert", "every": "1 day", "per_order": "1 min", "sd": 0.1,
}  # fmt: skip
"""Something readable for fields that must be there and name nothing else."""


class Partial(NamedTuple):
    """The readable part of a file with errors."""

    scenario: Scenario
    data: Any
    """What it was read from; its lists know where their items stood in the file."""
    taken: frozenset[str]
    """Sections (first words of paths) of which something was taken out or filled in."""

    def original(self, path: Iterable[str | int]) -> Path:
        """Say where a path of the readable part stands in the file: items of lists may have moved up."""
        found, data = [], self.data
        for part in map(str, path):
            if isinstance(data, Seq) and part.isdigit() and int(part) < len(data):
                found.append(str(_numbers(data)[int(part)]))
                data = data[int(part)]
                continue
            found.append(part)
            data = data.get(part) if isinstance(data, Mapping) else None
        return tuple(found)


def readable_part(data: Map, context: Mapping[str, Any]) -> Partial | None:
    """Read what is left when the wrong parts are taken out; None if that is no scenario either."""
    left, taken = copy.deepcopy(data), set()
    for _ in range(ROUNDS):
        try:
            scenario = Scenario.model_validate(left, context={**context, FORGIVING: True})
        except ValidationError as error:
            wrong = [
                (tuple(str(part) for part in item["loc"]), item["type"] == "missing")
                for item in error.errors(include_url=False, include_context=False)
            ]
            taken |= {loc[0] for loc, _ in wrong if loc}
            before = _size(left)
            filled = sum(_fill_in(left, loc) for loc, missing in wrong if missing)
            _prune([_deepest(left, loc) for loc, missing in wrong if not (missing and filled)])
            if not filled and _size(left) == before:
                return None
        else:
            return Partial(scenario, left, _sections(taken))
    return None


def _sections(taken: set[str]) -> frozenset[str]:
    """Name the sections that are not whole; a key that is not known may be any of them, misspelled."""
    sections = frozenset(field_names(Scenario))
    return frozenset(taken) if taken <= sections else sections


def _fill_in(data: Any, loc: Path) -> bool:
    """Fill in a field that is missing; tells whether there is something to fill in."""
    for part in loc[:-1]:
        data = _inside(data, part)
    if not isinstance(data, Map) or loc[-1] not in _FILLED_IN or loc[-1] in data:
        return False
    data[loc[-1]], data.places[loc[-1]] = _FILLED_IN[loc[-1]], data.place
    return True


def _inside(data: Any, part: str) -> Any:
    if isinstance(data, Map):
        return data.get(part)
    return data[int(part)] if isinstance(data, Seq) and part.isdigit() and int(part) < len(data) else None


def _size(data: Any) -> int:
    if isinstance(data, Map):
        return 1 + sum(_size(value) for value in data.values())
    return 1 + sum(_size(value) for value in data) if isinstance(data, Seq) else 1


def _deepest(data: Any, loc: Path) -> tuple[Any, str]:
    """Find the deepest existing part of a path, or the element around a part that is missing."""
    trail: list[tuple[Any, str]] = [(None, "")]
    for part in loc:
        inner = _inside(data, part)
        if inner is None and not (isinstance(data, Map) and part in data):
            break
        trail.append((data, part))
        data = inner
    return trail[-1]


def _prune(parts: list[tuple[Any, str]]) -> None:
    """Remove parts, the last items of a list first, so that the others keep their index."""
    unique = {(id(parent), key): (parent, key) for parent, key in parts}.values()
    for parent, key in sorted(unique, key=lambda part: -int(part[1]) if isinstance(part[0], Seq) else 0):
        if isinstance(parent, Map):
            parent.pop(key, None)
        elif isinstance(parent, Seq) and int(key) < len(parent):
            del _numbers(parent)[int(key)], parent[int(key)], parent.places[int(key)]


def _numbers(items: Seq) -> list[int]:
    """Give the numbers that the items of a list had in the file."""
    if not hasattr(items, "numbers"):
        items.numbers = list(range(len(items)))
    return items.numbers
