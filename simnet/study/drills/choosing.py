"""Which occasion of which drill is meant: by title, by label, or the first one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from simnet.errors import SimnetError, nearest

if TYPE_CHECKING:
    from simnet.scenario import Occasion, Scenario


def listed(scenario: Scenario) -> list[Occasion]:
    """List all occasions of a scenario, by date; raises SimnetError if it has no drill, or none in time."""
    from simnet.scenario import agenda

    if not scenario.drills:
        raise SimnetError(
            "the file has no drill; add one under drills:, or name a drill file such as "
            "scenarios/drills/node-dark.yaml"
        )
    found = agenda(scenario)
    if not found:
        titles = ", ".join(drill.title for drill in scenario.drills)
        raise SimnetError(
            f"no date of {titles} lies between the scenario's start and the end of its horizon; "
            "change the drill's start or first date, or the scenario's start"
        )
    return found


def chosen(found: Sequence[Occasion], wanted: Sequence[str], asked: str = "--drill") -> list[Occasion]:
    """Keep the occasions that all words are about: each a label such as 2026-Q2, or a title or part of one.

    Raises SimnetError with what there is if nothing is left; `asked` says where the word comes from.
    """
    left = list(found)
    for word in wanted:
        labels = [one for one in left if one.label.lower() == word.strip().lower()]
        titles = [one for one in left if word.strip().lower() in (one.title + one.drill.title).lower()]
        if not (labels or titles):
            known = list(dict.fromkeys([*(one.label for one in left), *(one.title for one in left)]))
            raise SimnetError(f"{asked} {word}: is no title or date of a drill ({nearest(word, known)})")
        left = labels or titles
    return left
