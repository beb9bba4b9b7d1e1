"""What the manifest says of a drill: the occasion, how it went, and what the page's headline needs."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from simnet import units
from simnet.records.drill_results import GOALS
from simnet.scenario.events import targets_of
from simnet.study.drills.judging import Tally
from simnet.study.drills.outcome import DrillOutcome, bad_case
from simnet.study.drills.subject import DrillSubject
from simnet.study.statistics import LEVEL, quantile
from simnet.study.verdict import HELD

if TYPE_CHECKING:
    import pandas as pd

    from simnet.scenario.distribution import Distribution
    from simnet.scenario.response import Response

HEADLINES = ("service_back", "late_orders", "backlog_back", "stock_back", "first_parcel", "rerouted")
"""Goals that a headline is about: the first of these that the drill has; else its first goal."""
TYPICAL = ("excess_late", "excess_cancelled", "extra_cost", "lost_margin", "deterred_margin", "team_minutes",
           "touches", "rerouted", "requeued", "worst_overdue", "downtime_days")  # fmt: skip
Row = dict[str, Any]


def finite(value: float) -> float | None:
    """Give a number that JSON can hold: None if it is infinite or not known."""
    return float(value) if math.isfinite(value) else None


def tell(subject: DrillSubject, frame: pd.DataFrame, found: Tally, result: DrillOutcome) -> Row:
    """Say all of it as plain data; `frame` is table `replications`, with at least one row."""
    return {
        **of_occasion(subject),
        **_verdict(found, result),
        "only_if": _only_if(subject, result),
        "stop_if": _stop_if(subject, found),
        "headline": _headline(found, frame),
        "typical": {name: finite(quantile(frame[name].to_numpy(float), 0.5)) for name in TYPICAL},
    }


def of_occasion(subject: DrillSubject) -> Row:
    """Say what was rehearsed, when, on whom, and who does what about it."""
    one, drill, world = subject.occasion, subject.occasion.drill, subject.scenario
    return {
        "title": one.title,
        "drill_title": drill.title,
        "why": drill.why,
        "label": one.label,
        "turn": one.number,
        "timezone": one.timezone,
        "begins": f"{one.local(one.onset):%Y-%m-%d %H:%M}",
        "ends": f"{one.local(one.ends):%Y-%m-%d %H:%M}",
        "targets": list(one.targets(world)),
        "kinds": list(dict.fromkeys(event.type for event in one.events)),
        "events": [_event(subject, event) for event in one.events],
        "joint": [other.title for other in one.joint],
        "downtime_days": _downtime(subject),
        "scope": {
            "all": drill.scope.whole,
            "orders": drill.scope.orders,
            "regions": list(drill.scope.regions),
            "skus": list(drill.scope.skus),
        },
        "window": {
            "before_days": drill.window.before / units.DAY,
            "after_days": drill.window.after / units.DAY,
        },
        "response": _response(drill.response or world.response),
        "contacts": {"owner": drill.contacts.owner, "coordinator": drill.contacts.coordinator},
    }


def _event(subject: DrillSubject, event: Any) -> Row:
    one = subject.occasion
    first = min(other.starts for other in one.events)
    return {
        "name": event.name,
        "kind": event.type,
        "targets": targets_of(event, subject.scenario),
        "services": list(event.services),
        "starts_days": (event.starts - first) / units.DAY,
        "for_days": None if event.lasts is None else event.lasts.mean() / units.DAY,
        "probability": event.probability,
        "factor": event.factor,
    }


def _downtime(subject: DrillSubject) -> float:
    """Give the days from t0 to the planned end of the last event, on average."""
    events = subject.occasion.events
    first = min(event.starts for event in events)
    ends = [event.starts - first + (event.lasts.mean() if event.lasts else 0) for event in events]
    return float(max(ends)) / units.DAY


def _response(response: Response) -> Row:
    return {
        "detect": _time(response.detect),
        "decide": _time(response.decide),
        "automatic": response.automatic,
        "touch": "" if response.touch is None else _time(response.touch),
        "stand_down": response.stand_down,
        "acts": [act.act for act in response.acts],
    }


def _time(time: Distribution) -> str:
    """Write a time as a file has it: `30 min`, `15 min to 3 h`, else its mean with the family."""
    if time.kind == "fixed":
        return units.format_duration(round(time.mean()))
    if time.kind == "range":
        low, high = (units.format_duration(round(time.params[end])) for end in ("low", "high"))
        return f"{low} to {high}"
    minutes = round(time.mean() / units.MINUTE) * units.MINUTE
    return f"{units.format_duration(minutes)} on average ({time.kind})"


def _verdict(found: Tally, result: DrillOutcome) -> Row:
    return {
        "status": result.status,
        "verdict": result.verdict,
        "exit_code": result.exit_code,
        "goals_met": sum(one.verdict == HELD for one in result.goals.values()),
        "goals": len(result.goals),
        "reliability": found.rules.reliability,
        "level": LEVEL,
        "replications": found.replications,
        "looks": list(found.looked) or [found.replications],
        "max": found.rules.looks[-1],
    }


def _only_if(subject: DrillSubject, result: DrillOutcome) -> Row | None:
    asked, before = subject.occasion.drill.only_if, result.before
    if asked is None:
        return None
    return {
        "on_time": asked.on_time,
        "over_days": asked.over / units.DAY,
        "found": None if before is None else finite(before.estimate),
        "low": None if before is None else finite(before.low),
        "high": None if before is None else finite(before.high),
        "met": result.status != "invalid",
    }


def _stop_if(subject: DrillSubject, found: Tally) -> Row | None:
    asked = subject.occasion.drill.stop_if
    if asked is None:
        return None
    return {
        **asked.model_dump(),
        "stopped": found.stopped,
        "replications": found.replications,
    }


def _headline(found: Tally, frame: pd.DataFrame) -> Row:
    limits = found.rules.limits
    name = next((one for one in HEADLINES if one in limits), next(iter(limits)))
    values = frame[GOALS[name].column].to_numpy(float)
    return {
        "goal": name,
        "limit": limits[name],
        "typical": finite(quantile(values, 0.5)),
        "bad": finite(bad_case(values)),
    }
