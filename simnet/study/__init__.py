"""Many replications: plan, executors, what is kept of them, and what they amount to.

from simnet.study import run_study
study = run_study(scenario, 200, jobs=4, out="results/brand/first")
study.ratio("on_time")        # long-run share with its interval
study.table("incidents")      # every table of simnet.records.results
"""

from __future__ import annotations

from simnet.study.plan import StudyError, StudyPlan, plan_study
from simnet.study.result import Result
from simnet.study.running import run_study
from simnet.study.statistics import Interval, TooFewError
from simnet.study.stopping import StoppingRule
from simnet.study.study import Study
from simnet.study.work import Failure, Outcome

__all__ = [
    "Failure",
    "Interval",
    "Outcome",
    "Result",
    "StoppingRule",
    "Study",
    "StudyError",
    "StudyPlan",
    "TooFewError",
    "plan_study",
    "run_study",
]
