"""The door of this room: a scenario and a number of replications become a study."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Executor
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simnet.records.draft import Draft
from simnet.study.course import Course, Progress
from simnet.study.identity import identity
from simnet.study.plan import StudyPlan, plan_study
from simnet.study.stopping import StoppingRule, Watch
from simnet.study.study import Study
from simnet.study.work import Evaluate, Job, evaluate
from simnet.study.writing import Extras, finish

if TYPE_CHECKING:
    from simnet.scenario import Scenario


def run_study(
    scenario: Scenario,
    replications: int | StudyPlan,
    *,
    executor: Executor | None = None,
    jobs: int | None = None,
    on_progress: Progress | None = None,
    measure: Evaluate = evaluate,
    stop: StoppingRule | None = None,
    out: str | Path | Draft | None = None,
    keep_orders: int = 0,
    given: bytes = b"",
    about: Mapping[str, Any] | None = None,
    extras: Extras | None = None,
) -> Study:
    """Do many replications of a scenario and gather their measures in replication order.

    Without an executor, `jobs` local worker processes are started (1: none, all is done in this process); an
    executor that is given is not shut down. `measure` is done for each replication by a worker. With `stop`,
    it ends as soon as the rule is met, `replications` being the most. Interrupting it with Ctrl-C keeps what
    has ended.

    With `out`, every table of `simnet.records.results` is written to that folder, which must not exist, as it
    comes; the same call goes on with what an interrupted one has finished. The folder also keeps the records
    of the first `keep_orders` replications, the scenario as `given`, `about` in its manifest, and the tables
    that `extras` adds at the end. Without `out`, only each replication's measures are kept, in memory.

    Raises StudyError if the numbers make no sense, RunFolderError if the folder cannot be written.
    """
    if scenario.reads_files:
        from simnet.intake import take_in

        scenario = take_in(scenario)  # once, and not by every worker
    plan = replications if isinstance(replications, StudyPlan) else plan_study(replications, jobs=jobs)
    draft = _begin(out, identity(scenario, plan, stop, keep_orders, measure))
    keep = range(plan.replications.start, plan.replications.start + keep_orders)
    try:
        course = Course(scenario, plan, Job(measure, keep), draft, Watch(stop) if stop is not None else None)
        study = course.run(executor, on_progress)
        if draft is None or study.stopped:
            return study
        if not study.summaries:  # all failed, and would not be tried again if they were kept
            draft.discard()
            return study
        more = extras(study) if extras is not None else {}
        about = {"kept_orders": keep_orders, **(about or {})}
        folder = finish(draft, scenario, plan, study, stop=stop, given=given, about=about, more=more)
        return replace(study, folder=folder)
    finally:
        if draft is not None:
            draft.close()


def _begin(out: str | Path | Draft | None, what: Mapping[str, Any]) -> Draft | None:
    return Draft.begin(Path(out), what) if isinstance(out, str | Path) else out
