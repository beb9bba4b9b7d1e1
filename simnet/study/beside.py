"""What a run has beside its replications: each element dark alone, and which defaults weigh most."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from typing import TYPE_CHECKING, Any

from simnet.records.arrow import Columns
from simnet.records.results import MICRO, RESULT_TABLES
from simnet.study.dark import dark_study
from simnet.study.weights import weights_study

if TYPE_CHECKING:
    from simnet.scenario import Scenario

Told = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and how much there is."""


def beside(
    scenario: Scenario, *, jobs: int = 1, executor: Executor | None = None, on_progress: Told | None = None
) -> dict[str, Columns]:
    """Give the tables `dark` and `weights` of a run.

    They take fixed replications of their own, so that they do not depend on how many the run has.
    """

    def told(what: str) -> Callable[[int, int], None] | None:
        return None if on_progress is None else lambda done, total: on_progress(what, done, total)

    dark = dark_study(scenario, jobs=jobs, executor=executor, on_progress=told("each outage alone"))
    weights = weights_study(
        scenario, weighed, jobs=jobs, executor=executor, on_progress=told("what is assumed")
    )
    return {"dark": columns("dark", dark), "weights": columns("weights", weights)}


def weighed(scenario: Scenario, replication: int) -> Mapping[str, tuple[float, float]]:
    """Measure what a default is weighed by: orders on time, and the landed cost of a delivered order."""
    from simnet.engine.replication import run_replication
    from simnet.measures.ledger import cost_to_serve, delivered_orders, totals
    from simnet.measures.service import on_time_delivery

    records = run_replication(scenario, replication)
    timely, cost = on_time_delivery(records), cost_to_serve(totals(records, scenario)) / MICRO
    return {
        "on_time": (float(timely.numerator), float(timely.denominator)),
        "landed_cost_an_order": (cost, float(delivered_orders(records))),
    }


def columns(name: str, rows: list[dict[str, Any]]) -> Columns:
    """Put the rows of a table into its columns."""
    return {field.name: [row[field.name] for row in rows] for field in RESULT_TABLES[name].fields}
