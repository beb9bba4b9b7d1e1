"""The row of table `replications` of a drill: every clock and loss against the twin."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from simnet import units
from simnet.measures.backlog import Overdue, overdue
from simnet.measures.drills.rehearsed import Case, Rehearsed
from simnet.measures.harm import harm
from simnet.measures.lasting import lasting
from simnet.measures.orders import facts
from simnet.measures.response import Response, Sent, concerned, response, sent_elsewhere
from simnet.records import Records

if TYPE_CHECKING:
    from simnet.scenario import Scenario

Row = dict[str, float]
REROUTES = ("rerouted_first_days", "rerouted_last_days", "first_parcel_days")


def clocks(
    records: Records,
    twin: Records,
    scenario: Scenario,
    drill: Rehearsed,
    found: Case,
    unheeded: frozenset[str] = frozenset(),
) -> Row:
    """Measure a drill: all columns of table `replications` but those of money, without the number.

    Alerts of `unheeded` thresholds are seen by nobody.
    """
    window, noticed = found.window, found.noticed
    sent = sent_elsewhere(records, twin, window) if found.happened else Sent(*[np.zeros(0, np.int64)] * 4)
    row: Row = {
        "happened": found.happened,
        "downtime_days": (window.end_us - drill.begin_us) / units.DAY,
        **_answer(records, twin, scenario, found, unheeded),
        **lasting(records, twin, noticed, drill.until_us)._asdict(),
        "service_days": noticed.service_days,
        "survive_days": noticed.survive_days,
        "absorbed": noticed.absorbed,
        "censored": noticed.censored,
        "excess_late": window.excess_late,
        **harm(records, twin, window)._asdict(),
        "rerouted": len(sent.assigned),
        "requeued": len(sent.waited),
        **_stopped(records, drill),
        **_worst(records, twin, drill),
        **steady(records, drill),
    }
    return row


def _answer(
    records: Records, twin: Records, scenario: Scenario, found: Case, unheeded: frozenset[str]
) -> Row:
    """Read the clocks of the response; what there was no need for took no time."""
    if not found.happened:
        return {**dict.fromkeys(Response._fields, 0.0), "decide_days": 0.0}
    window = found.window
    answer = response(records, twin, scenario, window, unheeded)
    row = {**answer._asdict(), "decide_days": window.decide_days}
    if not concerned(twin, records, window):
        row |= {name: 0.0 for name in REROUTES if math.isinf(row[name])}
    return row


def _stopped(records: Records, drill: Rehearsed) -> Row:
    """Tell whether a stop condition ended the drill's events, and when."""
    rows = drill.occurrences(records)
    hit = rows["broken_off"] > 0
    if not hit.any():
        return {"stopped": False, "stopped_days": math.inf}
    return {"stopped": True, "stopped_days": (int(rows["end_us"][hit].min()) - drill.begin_us) / units.DAY}


def _worst(records: Records, twin: Records, drill: Rehearsed) -> Row:
    """Find the most open orders past their promise from t0 to H."""
    mine, at = _peak(overdue(records), drill)
    theirs, _ = _peak(overdue(twin), drill)
    return {"worst_overdue": mine, "worst_overdue_days": at, "twin_worst_overdue": theirs}


def _peak(path: Overdue, drill: Rehearsed) -> tuple[int, float]:
    grew = path.begin[(path.begin >= drill.begin_us) & (path.begin < drill.until_us)] + 1
    instants = np.concatenate(([drill.begin_us], grew))
    there = path.at(instants)
    most = int(np.argmax(there))
    return int(there[most]), float(instants[most] - drill.begin_us) / units.DAY


def steady(records: Records, drill: Rehearsed) -> Row:
    """Count the orders due in the time before t0 that must have been steady, and those that came in time.

    Cancelled and lost orders are not in time. Nothing is counted if nothing had to be steady.
    """
    known = facts(records)
    due = known.sold & (known.promised_us > drill.begin_us - drill.before_us)
    due &= known.promised_us <= drill.begin_us
    if not drill.before_us:
        due[:] = False
    return {
        "on_time_before.numerator": int(np.count_nonzero(due & known.on_time)),
        "on_time_before.denominator": int(np.count_nonzero(due)),
    }
