"""Table `timeline` of a drill: one replication step by step."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np

from simnet import units
from simnet.measures.drills.hit import ran_out
from simnet.measures.drills.rehearsed import Case, Rehearsed, case
from simnet.measures.response import sent_elsewhere
from simnet.records import Records

AT = {
    "detect": "detect_days", "decide": "decide_days", "rerouted": "rerouted_first_days",
    "first_parcel": "first_parcel_days", "resupply": "resupply_days", "stopped": "stopped_days",
    "worst_overdue": "worst_overdue_days", "backlog": "backlog_days", "service": "service_days",
    "stock": "stock_days",
}  # fmt: skip
"""Steps that are a clock of table `replications`."""
NUMBERS = {"rerouted": "requeued", "worst_overdue": "worst_overdue"}
ORDER = ("begins", "detect", "alert", "decide", "rerouted", "first_parcel")
"""What comes first at the same instant; all else follows."""


class Step(NamedTuple):
    """One thing that happened, in days from t0."""

    days: float
    what: str
    subject: str = ""
    number: int = 0


def steps(records: Records, twin: Records, drill: Rehearsed, row: Mapping[str, float]) -> list[Step]:
    """List what happened because of a drill, in the order of time; `row` is its row of `replications`."""
    found = case(records, twin, drill)
    parcel = _first_parcel(records, twin, found)
    made = [*_events(records, drill, found), *_clocks(row, parcel), *_alerts(records, twin, drill)]
    emptied = ran_out(records, twin, drill)
    for node, sku, first, many in zip(
        *(emptied[c] for c in ("node", "sku", "first_days", "units")), strict=True
    ):
        made.append(Step(float(first), "ran_out", f"{sku} at {node}", int(many)))
    place = {what: number for number, what in enumerate(ORDER)}
    return sorted(made, key=lambda step: (step.days, place.get(step.what, len(ORDER))))


def _clocks(row: Mapping[str, float], parcel: str) -> Iterator[Step]:
    """Give the clocks that came; what was never away does not come back."""
    for what, column in AT.items():
        at, number = row[column], int(row.get(NUMBERS.get(what, ""), 0))
        back = what in ("backlog", "service", "stock", "resupply") and at == 0
        nothing = what in ("rerouted", "first_parcel") and not row["rerouted"]
        usual = what == "worst_overdue" and number <= max(row["twin_worst_overdue"], 0)
        if math.isfinite(at) and not back and not nothing and not usual:
            yield Step(float(at), what, parcel if what == "first_parcel" else "", number)


def _events(records: Records, drill: Rehearsed, found: Case) -> Iterator[Step]:
    targets = records.words("targets")
    for row in drill.occurrences(records):
        subject = targets[row["targets"]] if row["targets"] >= 0 else ""
        yield Step(_days(row["begin_us"], drill), "begins", subject)
        yield Step(_days(row["end_us"], drill), "ends", subject)
        if row["stood_down_us"] >= 0:
            yield Step(_days(row["stood_down_us"], drill), "stand_down", subject)


def _first_parcel(records: Records, twin: Records, found: Case) -> str:
    """Name the node that the first parcel left from that went elsewhere."""
    sent = sent_elsewhere(records, twin, found.window) if found.happened else None
    if sent is None or not len(sent.parcels):
        return ""
    first = records["shipments"][sent.parcels[np.argmin(sent.collected)]]
    return str(records.words("node")[first["node"]])


def _alerts(records: Records, twin: Records, drill: Rehearsed) -> Iterator[Step]:
    """Give the first alert of each threshold that the twin does not have at that time."""
    usual = {(int(row["t_us"]), int(row["threshold"])) for row in twin["alerts"]}
    words, seen = records.words("threshold"), set()
    for row in records["alerts"]:
        during = drill.begin_us <= row["t_us"] < drill.until_us
        if during and (int(row["t_us"]), int(row["threshold"])) not in usual and row["threshold"] not in seen:
            seen.add(row["threshold"])
            yield Step(_days(row["t_us"], drill), "alert", words[row["threshold"]])


def _days(instant: int, drill: Rehearsed) -> float:
    return float(int(instant) - drill.begin_us) / units.DAY
