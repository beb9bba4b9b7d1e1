"""What is kept in memory of each replication: its measures, as few bytes as they need."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache

import numpy as np

from simnet.measures import Summary
from simnet.records.draft import Draft
from simnet.records.results import WORLDS
from simnet.study.work import Failure, Outcome


class Measures(Mapping[str, float]):
    """Measures by name, which share their names with those of the other replications."""

    __slots__ = ("_numbers", "_places")

    def __init__(self, values: Mapping[str, float]) -> None:
        self._places = _places(tuple(values))
        self._numbers = np.fromiter(values.values(), float, len(values))

    def __getitem__(self, name: str) -> float:
        """Give a measure."""
        return float(self._numbers[self._places[name]])

    def __iter__(self) -> Iterator[str]:
        """Give the names."""
        return iter(self._places)

    def __len__(self) -> int:
        """Count the measures."""
        return len(self._places)

    def __repr__(self) -> str:
        """Write them like a dict."""
        return repr(dict(self))


@lru_cache(maxsize=64)
def _places(names: tuple[str, ...]) -> dict[str, int]:
    return {name: place for place, name in enumerate(names)}


def light(outcome: Outcome) -> Outcome:
    """Keep of an outcome its measures alone."""
    if outcome.summary is None:
        return replace(outcome, records=())
    return replace(outcome, summary=_summary(outcome.summary.values), records=())


def restored(draft: Draft, seed: int) -> Iterator[Outcome]:
    """Give the finished outcomes of a draft in replication order, as light as `light` makes them."""
    for part in draft.parts:
        found: dict[int, Outcome] = {}
        for row in draft.part_rows(part, "failures"):
            number = row["replication"]
            found[number] = Outcome(number, None, Failure(number, seed, row["error"]))
        for row in draft.part_rows(part, "replications"):
            number, world = row.pop("replication"), row.pop("world", WORLDS[0])
            if world == WORLDS[0]:
                found[number] = Outcome(number, _summary(row))
        yield from (found[number] for number in sorted(found))


def _summary(values: Mapping[str, float]) -> Summary:
    return Summary(Measures(values), (), (), (), {})  # type: ignore[arg-type]
