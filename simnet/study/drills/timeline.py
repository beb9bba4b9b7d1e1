"""Table `timeline` of a drill: the replication whose clocks lie nearest to the medians, lived once more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from simnet.measures.drills.steps import steps
from simnet.study.drills.subject import DrillSubject, worlds

if TYPE_CHECKING:
    import pandas as pd

NEAR = ("detect_days", "decide_days", "first_parcel_days", "service_days", "backlog_days", "excess_late",
        "rerouted")  # fmt: skip
"""Columns whose medians a typical replication is near to."""


def typical(frame: pd.DataFrame) -> int:
    """Give the number of the replication that is nearest to the medians, by ranks; the first of several."""
    off = np.zeros(len(frame))
    for name in NEAR:
        ranks = frame[name].rank(method="average").to_numpy(float)
        off += np.abs(ranks - (len(frame) + 1) / 2)
    return int(frame["replication"].iloc[int(np.argmin(off))])


def timeline(subject: DrillSubject, frame: pd.DataFrame, replication: int) -> list[dict[str, Any]]:
    """Give the rows of table `timeline`: alerts of thresholds that only watch are left out."""
    records, twin = worlds(subject, replication)
    found = frame.loc[frame["replication"] == replication].iloc[0]
    row = {str(name): float(value) for name, value in found.items()}
    drill = subject.rehearsed(records.meta)
    own = {one.text for one in subject.watched if one.own}
    made = [one for one in steps(records, twin, drill, row) if one.what != "alert" or one.subject in own]
    return [{"step": number, **one._asdict()} for number, one in enumerate(made)]
