"""The quarters of a drill side by side: what changed beyond luck, and which drill to hold again.

Two medians differ beyond doubt if their 95% intervals do not overlap, which for equal medians happens in
fewer than 1 of 100 comparisons of one measure; what lies closer is no change.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

from simnet.records.drill_ledger import Ledger
from simnet.scenario.occasions import Occasion, with_turn
from simnet.study.drills.remembered import COLUMNS

Entry = dict[str, Any]
BETTER, WORSE, SAME = "better", "worse", "same"


class Moved(NamedTuple):
    """A measure on two occasions: medians, and whether it became better or worse beyond doubt.

    All measures are better if they are lower.
    """

    measure: str
    before: float
    now: float
    verdict: str


def compare(last: Entry, now: Entry) -> list[Moved]:
    """Hold two occasions against each other, measure by measure, in the order in which things happen."""
    found = []
    for name in COLUMNS:
        old, new = (entry.get("measures", {}).get(name) for entry in (last, now))
        if old is not None and new is not None:
            found.append(moved(name, _numbers(old), _numbers(new)))
    return found


def moved(name: str, old: dict[str, float], new: dict[str, float]) -> Moved:
    """Tell whether a median moved: by intervals that do not overlap; without intervals it did not."""
    verdict = SAME
    if new["high"] < old["low"]:
        verdict = BETTER
    elif new["low"] > old["high"]:
        verdict = WORSE
    return Moved(name, old["typical"], new["typical"], verdict)


def regressions(entries: Sequence[Entry]) -> list[tuple[Entry, list[Moved]]]:
    """Give for each occasion what became worse, beyond doubt, since the one before that hit the same.

    Occasions that are the first to hit something are left out: where targets take turns, others say nothing.
    """
    found = []
    for place, now in enumerate(entries):
        before = [one for one in entries[:place] if one["targets"] == now["targets"]]
        if before:
            found.append((now, [one for one in compare(before[-1], now) if one.verdict == WORSE]))
    return found


def trend(entries: Sequence[Entry], name: str) -> str:
    """Tell where a measure went from the first occasion to the last one, of those that hit the same."""
    known = [entry for entry in entries if name in entry.get("measures", {})]
    known = [entry for entry in known if entry["targets"] == known[-1]["targets"]]
    if len(known) < 2:
        return SAME
    return moved(name, *(_numbers(one["measures"][name]) for one in (known[0], known[-1]))).verdict


def again(ledger: Ledger, found: Sequence[Occasion]) -> tuple[Entry, Occasion] | None:
    """Find the drill of a file that was held last, and the date on which to hold it again.

    That is the file's first date after the one of then, or the same date, or the first at all; whoever's turn
    it would be, what was hit then is hit again. None if none of the file's drills was ever held.
    """
    titles = {one.drill.title for one in found}
    last = next((one for one in reversed(ledger.entries) if one.get("drill_title") in titles), None)
    if last is None:
        return None
    dates = [one for one in found if one.drill.title == last["drill_title"]]
    later = [one for one in dates if f"{one.local(one.onset):%Y-%m-%d %H:%M}" > str(last["begins"])]
    same = [one for one in dates if one.label == last["label"]]
    return last, with_turn((later or same or dates)[0], int(last["number"]))


def _numbers(given: dict[str, Any]) -> dict[str, float]:
    """Read the numbers of the ledger: infinite ones are texts there; what is missing is not a number."""
    return {name: float(given.get(name, math.nan)) for name in ("typical", "low", "high", "bad")}
