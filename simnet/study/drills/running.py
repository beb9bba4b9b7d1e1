"""The door of drills: an occasion in many replications, judged, explained and written to a folder."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simnet.records.arrow import Columns
from simnet.records.draft import Draft
from simnet.records.drill_results import DRILL_TABLES
from simnet.records.kinds import DRILL
from simnet.study.course import Course
from simnet.study.drills.changes import candidates, try_changes
from simnet.study.drills.changes.looking import seen
from simnet.study.drills.journal import journal
from simnet.study.drills.judging import Rules, Tally
from simnet.study.drills.outcome import DrillOutcome, goal_rows, outcome
from simnet.study.drills.result import DrillResult
from simnet.study.drills.subject import DrillSubject, evaluate, subject, worlds
from simnet.study.drills.telling import finite, tell
from simnet.study.drills.timeline import timeline, typical
from simnet.study.identity import identity
from simnet.study.plan import StudyError, StudyPlan, plan_study
from simnet.study.study import Study
from simnet.study.verdict import FIRST, HELD, MOST, looks
from simnet.study.work import Job
from simnet.study.writing import defaults, finish

if TYPE_CHECKING:
    import pandas as pd

    from simnet.scenario import Occasion, Scenario

Told = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and how much there is at most."""
Rows = list[dict[str, Any]]


class DrillError(StudyError):
    """A drill did not come to an end: it was interrupted, or its workers died; `study` is what had ended."""

    def __init__(self, message: str, study: Study) -> None:
        super().__init__(message)
        self.study = study


@dataclass(frozen=True)
class DrillPlan:
    """How a drill is to be run: replications before the first look and at most, workers, what is kept."""

    looks: tuple[int, ...]
    study: StudyPlan
    changes: bool = True
    keep_orders: int = 0


def plan_drill(
    replications: int | None = None,
    most: int | None = None,
    *,
    jobs: int | None = None,
    changes: bool = True,
    keep_orders: int = 0,
) -> DrillPlan:
    """Plan a drill; with a number of replications and no most, it is these and no more."""
    first = FIRST if replications is None else replications
    last = most if most is not None else MOST if replications is None else replications
    return DrillPlan(looks(first, last), plan_study(last, jobs=jobs), changes, keep_orders)


def run_drill(
    scenario: Scenario,
    occasion: Occasion,
    plan: DrillPlan | int | None = None,
    *,
    executor: Executor | None = None,
    jobs: int | None = None,
    on_progress: Told | None = None,
    out: str | Path | Draft | None = None,
    given: bytes = b"",
    about: Mapping[str, Any] | None = None,
    last: Rows | None = None,
    actions: Rows | None = None,
) -> DrillResult:
    """Hold a drill on one occasion and judge it; `plan` may be a number of replications.

    Looks after 100 replications, then after every doubling, and ends when the verdict is clear, or at most
    1,600. With `out`, it writes a run folder there, which must not exist, and goes on with an interrupted
    one; without it, the folder goes with the result. `last` and `actions` are what a ledger knows of the
    occasions before, for the page. Raises DrillError if it is interrupted, StudyError or RunFolderError if
    an option or the folder is wrong, ScenarioError if the scenario is.
    """
    if scenario.reads_files:
        from simnet.intake import take_in

        scenario = take_in(scenario)
    whole = plan if isinstance(plan, DrillPlan) else plan_drill(plan, jobs=jobs)
    kept = tempfile.TemporaryDirectory(prefix="simnet-drill-") if out is None else None
    target = Path(kept.name) / "drill" if kept is not None else out
    draft = target if isinstance(target, Draft) else begin(Path(str(target)), scenario, occasion, whole)
    try:
        held = _Held(subject(scenario, occasion), scenario, whole, draft, executor, on_progress)
        beside = {"last": last or [], "actions": actions or []}
        folder = held.run(given, about or {}, beside)
    finally:
        draft.close()
    result = DrillResult.open(folder)
    result.kept = kept
    return result


def begin(target: Path, scenario: Scenario, occasion: Occasion, plan: DrillPlan) -> Draft:
    """Begin the run folder of a drill, or go on with its draft."""
    return Draft.begin(target, identity_of(scenario, occasion, plan), DRILL)


def identity_of(scenario: Scenario, occasion: Occasion, plan: DrillPlan) -> dict[str, Any]:
    """Give what decides the rows of a drill's run, as plain data."""
    return {
        **identity(scenario, plan.study, None, plan.keep_orders, evaluate),
        "drill": occasion.title,
        "occasion": occasion.label,
        "looks": list(plan.looks),
        "changes": plan.changes,
    }


@dataclass(frozen=True)
class _Held:
    """One drill from its first replication to its folder."""

    subject: DrillSubject
    scenario: Scenario
    plan: DrillPlan
    draft: Draft
    executor: Executor | None
    told: Told | None

    def run(self, given: bytes, about: Mapping[str, Any], beside: Mapping[str, Any]) -> Path:
        found = Tally(Rules.of(self.subject.occasion.drill, self.plan.looks))
        study = self._study(found)
        if study.stopped:
            raise DrillError(f"stopped after {len(study.outcomes):,} simulated years: {study.stopped}", study)
        result = outcome(found, len(study.outcomes), len(study.failures))
        if not found.replications:
            self.draft.discard()
            raise DrillError(f"every simulated year failed: {study.failures[0]}", study)
        frame = self.draft.frame("replications")
        tables = self._tables(frame, found, result)
        drill = {**tell(self.subject, frame, found, result), **beside, **_assumed(self.scenario)}
        drill["timeline_replication"] = typical(frame)
        drill["fix_first"] = fix_first(tables)
        more = {name: columns(name, rows) for name, rows in tables.items()}
        written = {
            **about,
            "kept_orders": self.plan.keep_orders,
            "drill": {**about.get("drill", {}), **drill},
        }
        text = journal(self.subject, self.scenario, drill, tables, frame, study, str(about.get("file", "")))
        self.draft.write("journal.json", text.to_json().encode())
        return finish(
            self.draft,
            self.scenario,
            self.plan.study,
            study,
            stop=None,
            given=given,
            about=written,
            more=more,
        )

    def _study(self, found: Tally) -> Study:
        keep = range(self.plan.keep_orders)
        course = Course(self.subject, self.plan.study, Job(evaluate, keep, worlds), self.draft, found)
        told = self.told
        step = None if told is None else lambda done, total, latest: told("simulating years", done, total)
        return course.run(self.executor, step)

    def _tables(self, frame: pd.DataFrame, found: Tally, result: DrillOutcome) -> dict[str, Rows]:
        changes, effects = self._changes(frame, found, result)
        return {
            "goals": goal_rows(frame, found, result.goals),
            "timeline": timeline(self.subject, frame, typical(frame)),
            "changes": changes,
            "change_goals": effects,
        }

    def _changes(self, frame: pd.DataFrame, found: Tally, result: DrillOutcome) -> tuple[Rows, Rows]:
        """Try what may help, if a goal was not held."""
        missed = [name for name, one in result.goals.items() if one.verdict != HELD]
        if not self.plan.changes or result.status != "completed" or not missed:
            return [], []
        tables = {name: self.draft.frame(name) for name in ("waits", "ran_out")}
        occasion, told = self.subject.occasion, self.told
        listed = candidates(seen(self.scenario, occasion, {**tables, "replications": frame}, missed))
        return try_changes(
            self.scenario,
            occasion,
            listed,
            frame,
            found.rules,
            jobs=self.plan.study.jobs,
            executor=self.executor,
            on_progress=None if told is None else lambda done, total: told("trying changes", done, total),
        )


def fix_first(tables: Mapping[str, Rows]) -> dict[str, Any] | None:
    """Say what to change first, with what it does to late orders and to the service clock."""
    if not tables["changes"]:
        return None
    best = tables["changes"][0]
    goals = {row["goal"]: row for row in tables["change_goals"] if row["change"] == best["change"]}
    late, service = goals["late_orders"], goals["service_back"]
    return {
        **{name: best[name] for name in ("change", "words", "verdict", "cost_per_outage", "cost_per_year")},
        "late_before": finite(late["before"]),
        "late_after": finite(late["after"]),
        "service_before": finite(service["before"]),
        "service_after": finite(service["after"]),
    }


def columns(name: str, rows: Rows) -> Columns:
    """Put the rows of a table into its columns."""
    return {field.name: [row[field.name] for row in rows] for field in DRILL_TABLES[name].fields}


def _assumed(scenario: Scenario) -> dict[str, int]:
    """Count the numbers that are defaults, and all that are in the resolved scenario."""
    return {"defaults_used": len(defaults(scenario)), "numbers": _numbers(scenario.resolved())}


def _numbers(value: Any) -> int:
    if isinstance(value, dict):
        return sum(_numbers(one) for one in value.values())
    if isinstance(value, list):
        return sum(_numbers(one) for one in value)
    return int(isinstance(value, int | float | str) and any(sign.isdigit() for sign in str(value)))
