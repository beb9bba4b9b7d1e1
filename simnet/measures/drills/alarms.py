"""Table `thresholds` of a drill: when each limit, and each tighter one, raised an alert because of it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simnet import units
from simnet.measures.columns import Array, Columns
from simnet.measures.drills.rehearsed import Rehearsed
from simnet.records import Records


@dataclass(frozen=True)
class Watched:
    """A threshold that the records hold the alerts of: its text there, and what it is without its limit.

    `own` is one of the scenario; others were put beside them, only to see when they would have
    fired: `tighter` ones, and usual ones that the scenario does not have.
    """

    text: str
    about: str
    limit: str
    own: bool = True
    tighter: bool = False


def alarms(records: Records, twin: Records, drill: Rehearsed, watched: Sequence[Watched]) -> Columns:
    """Give the columns of table `thresholds`, a row for each that is watched.

    An alert is the drill's if the twin does not have it at that time. Those of the twin from the start of the
    horizon to H are false alarms of this limit: nothing is rehearsed there.
    """
    usual = {_key(row) for row in twin["alerts"]}
    found = [_first(records, one, drill, usual) for one in watched]
    return {
        "threshold": [one.about for one in watched],
        "limit": [one.limit for one in watched],
        "own": np.array([one.own for one in watched], bool),
        "tighter": np.array([one.tighter for one in watched], bool),
        "first_days": np.array([first for first, _ in found], float),
        "subject": [subject for _, subject in found],
        "calm_alerts": np.array([_calm(twin, one, drill) for one in watched], np.int64),
    }


def _key(row: Array) -> tuple[int, int, int]:
    return int(row["t_us"]), int(row["threshold"]), int(row["subject"])


def _of(records: Records, one: Watched, begin: int, end: int) -> Array:
    words, rows = records.words("threshold"), records["alerts"]
    number = words.index(one.text) if one.text in words else -2
    found: Array = rows[(rows["threshold"] == number) & (rows["t_us"] >= begin) & (rows["t_us"] < end)]
    return found


def _first(
    records: Records, one: Watched, drill: Rehearsed, usual: set[tuple[int, int, int]]
) -> tuple[float, str]:
    for row in _of(records, one, drill.begin_us, drill.until_us):
        if _key(row) not in usual:
            words, subject = records.words("subject"), int(row["subject"])
            name = words[subject] if 0 <= subject < len(words) else ""
            return (int(row["t_us"]) - drill.begin_us) / units.DAY, name
    return math.inf, ""


def _calm(twin: Records, one: Watched, drill: Rehearsed) -> int:
    return len(_of(twin, one, twin.meta.start_us, drill.until_us))
