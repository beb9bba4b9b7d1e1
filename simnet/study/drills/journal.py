"""The journal of a drill that was run (`simnet.records.journal`), from its tables and its manifest."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal

from simnet.records.drill_results import GOALS
from simnet.records.journal import (
    Activity,
    Change,
    GoalResult,
    Journal,
    Occasion,
    Run,
    Steady,
    Stops,
)
from simnet.study.drills.subject import DrillSubject
from simnet.study.identity import fingerprint
from simnet.study.statistics import quantile
from simnet.study.study import Study
from simnet.study.verdict import HELD

if TYPE_CHECKING:
    import pandas as pd

    from simnet.scenario import Scenario

Row = Mapping[str, Any]
Kind = Literal["event", "action", "probe"]
WATCHED: tuple[tuple[str, Kind, str], ...] = (
    ("detect", "action", "notice"),
    ("decide", "action", "decide"),
    ("rerouted", "action", "send the first order elsewhere"),
    ("first_parcel", "action", "get the first such parcel collected"),
    ("resupply", "action", "get goods from a backup source"),
    ("service_back", "probe", "customers stop noticing"),
    ("backlog_back", "probe", "no more orders overdue than without it"),
    ("stock_back", "probe", "stock is what it would be without it"),
    ("late_orders", "probe", "late orders beyond those without it"),
    ("cancelled", "probe", "cancelled orders beyond those without it"),
    ("my_time", "probe", "minutes of people beyond those without it"),
)
"""Activities by goal: people's actions, and what is watched until the end of the window."""
UNASKED = ("detect", "decide", "resupply")
"""Activities that a drill with a scope lacks: it is begun on purpose, so nobody notices or decides."""


def journal(
    subject: DrillSubject,
    scenario: Scenario,
    drill: Row,
    tables: Mapping[str, Sequence[Row]],
    frame: pd.DataFrame,
    study: Study,
    file: str,
) -> Journal:
    """Write the journal; `drill` is the manifest's object, `frame` is table `replications`."""
    one, goals = subject.occasion, {row["goal"]: row for row in tables["goals"]}
    return Journal(
        title=one.title,
        status=drill["status"],
        verdict=drill["verdict"],
        exit_code=drill["exit_code"],
        drill=one.drill.model_dump(mode="json", by_alias=True),
        occasion=Occasion(
            label=one.label,
            begins=drill["begins"],
            ends=drill["ends"],
            timezone=one.timezone,
            targets=tuple(drill["targets"]),
        ),
        before=_before(drill),
        activities=tuple(sorted(_activities(drill, frame, goals), key=lambda step: step.start_days)),
        goals=tuple(_goal(row) for row in tables["goals"]),
        stop=None if drill["stop_if"] is None else Stops(**drill["stop_if"]),
        changes=tuple(_change(row) for row in tables.get("changes", ())),
        failures=tuple(str(failure) for failure in study.failures),
        run=Run(
            simnet=_version(),
            scenario=scenario.name,
            file=file,
            fingerprint=fingerprint(scenario),
            seed=scenario.seed,
            replications=len(study.outcomes),
            failed=len(study.failures),
            looks=tuple(drill["looks"]),
            level=drill["level"],
        ),
    )


def _version() -> str:
    from simnet import __version__

    return __version__


def _before(drill: Row) -> Steady | None:
    found = drill["only_if"]
    if found is None:
        return None
    known = {name: math.nan if value is None else value for name, value in found.items()}
    return Steady(**known)


def _activities(drill: Row, frame: pd.DataFrame, goals: Mapping[str, Row]) -> Iterator[Activity]:
    """Give the events, then people's actions and what was watched, each from t0 to its typical end."""
    for event in drill["events"]:
        end = event["starts_days"] + (event["for_days"] or 0.0)
        yield Activity(
            activity=event["kind"], kind="event", subject=", ".join(event["targets"]),
            start=_at(drill, event["starts_days"]), end=_at(drill, end), start_days=event["starts_days"],
            end_days=end, status="succeeded", result=_chance(event, drill), goal=None, rating=None,
        )  # fmt: skip
    for name, kind, words in WATCHED:
        if name not in goals and not drill["scope"]["all"] and name in UNASKED:
            continue
        values = frame[GOALS[name].column].to_numpy(float)
        yield _activity(drill, name, kind, words, quantile(values, 0.5), goals.get(name))


def _chance(event: Row, drill: Row) -> str:
    """Say how often an event came; of a drill with a scope, that it was so for test orders alone."""
    chance = event["probability"]
    years = "in every simulated year" if chance >= 1 else f"in {chance:.0%} of simulated years"
    return years if drill["scope"]["all"] else f"for test orders alone, {years}; nothing went down"


def _activity(drill: Row, name: str, kind: Kind, words: str, typical: float, goal: Row | None) -> Activity:
    unit = GOALS[name].unit
    end = typical if unit == "days" else drill["window"]["after_days"]
    missed = goal is not None and goal["verdict"] != HELD
    came = math.isfinite(typical)
    status: Literal["succeeded", "failed", "not_needed"] = "succeeded" if came and not missed else "failed"
    if status == "succeeded" and unit == "days" and typical == 0 and kind == "probe":
        status = "not_needed"
    said = (
        f"{words}: {typical:.3g} {unit}, typically" if came else f"{words}: not within the window, typically"
    )
    return Activity(
        activity=name, kind=kind, subject="", start=_at(drill, 0.0), end=_at(drill, end) if came else None,
        start_days=0.0, end_days=end if came else math.inf, status=status, result=said,
        goal=name if goal is not None else None, rating=goal["hseep"] if goal is not None else None,
    )  # fmt: skip


def _at(drill: Row, days: float) -> str:
    begins = datetime.strptime(drill["begins"], "%Y-%m-%d %H:%M")
    return f"{begins + timedelta(days=days):%Y-%m-%d %H:%M}"


def _goal(row: Row) -> GoalResult:
    names = (
        "goal",
        "unit",
        "limit",
        "typical",
        "bad",
        "met",
        "replications",
        "low",
        "high",
        "verdict",
        "decides",
    )
    return GoalResult(**{name: row[name] for name in names}, rating=row["hseep"])


def _change(row: Row) -> Change:
    names = (
        "words",
        "path",
        "value",
        "verdict",
        "cost_per_outage",
        "cost_per_year",
        "cost_basis",
        "replications",
    )
    return Change(**{name: row[name] for name in names})
