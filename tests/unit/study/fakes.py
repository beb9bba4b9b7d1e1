"""Stand-ins for the simulation of a replication, importable by worker processes."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from typing import Any

import numpy as np

from simnet.measures import Summary
from simnet.records.kinds import RUN, SEPARATE
from simnet.records.results import RESULT_TABLES, WORLDS, ResultTable
from simnet.scenario import Scenario, load_text

TEXT = """
simnet: 1
name: Small
seed: 5
customers: {orders: 10 per day}
skus: {candle: {price: 28, cost: 7.40, weight: 1.3 lb, sells: 100%}}
suppliers: {ohio: {makes: [candle], lead_time: 8 to 18 days}}
nodes: {garage: {zip: 89501, capacity: 60 orders per day, stock: 2 weeks}}
"""


def scenario() -> Scenario:
    """Load a scenario that does not matter."""
    return load_text(TEXT)


def numbered(scenario: Scenario, replication: int) -> Summary:
    """Give the replication's number as its measure."""
    values = {"k": float(replication), "r.numerator": float(replication), "r.denominator": 10.0}
    values["seed"] = float(scenario.seed)
    return Summary(values, (), (), (), {})


def uneven(scenario: Scenario, replication: int) -> Summary:
    """Take longest for the first replications, so that later ones end before them."""
    time.sleep(0.3 if replication == 0 else 0.01)
    return numbered(scenario, replication)


def failing(scenario: Scenario, replication: int) -> Summary:
    """Fail for one replication in five."""
    if replication % 5 == 3:
        raise ArithmeticError("units are not conserved")
    return numbered(scenario, replication)


def dying(scenario: Scenario, replication: int) -> Summary:
    """End the worker process itself."""
    if replication == 2:
        os._exit(9)
    return numbered(scenario, replication)


def refusing(scenario: Scenario, replication: int) -> Summary:
    """Find the scenario itself at fault."""
    from simnet.errors import Problem, ScenarioError

    raise ScenarioError([Problem("small.yaml:1:1", "nodes", "", "must reach every region")])


def tabled(scenario: Scenario, replication: int) -> Summary:
    """Give rows of every table of a run, few or none, that follow from the replication's number alone."""
    made = {name: rows_of(table, replication) for name, table in RESULT_TABLES.items() if name not in SPECIAL}
    values = numbered(scenario, replication).values
    pairs = {name: np.array([value, value / 2]) for name, value in values.items()}
    made["replications"] = {"replication": np.full(2, replication), "world": list(WORLDS), **pairs}
    return Summary(values, (), (), (), {}, made)


SPECIAL = ("replications", "failures", *SEPARATE[RUN])


def rows_of(table: ResultTable, replication: int) -> dict[str, Any]:
    """Make 0 to 2 rows of a table; one that is pooled always has the same keys, and a third now and then."""
    luck = np.random.default_rng([replication, len(table.fields)])
    rows = 2 + (replication % 7 == 6) if table.pooled else replication % 3
    made: dict[str, Any] = {}
    for field in table.fields:
        if field.name == "replication":
            made[field.name] = np.full(rows, replication)
        elif field.dtype == "str":
            made[field.name] = [f"{field.name} {row}" for row in range(rows)]
        elif field.name in table.key:
            made[field.name] = np.arange(rows)
        elif field.dtype == "?":
            made[field.name] = luck.random(rows) < 0.5
        else:
            made[field.name] = (luck.random(rows) * 1000).astype(field.dtype)
    return made


def tabled_and_failing(scenario: Scenario, replication: int) -> Summary:
    """Fail for one replication in five, else give tables."""
    if replication % 5 == 3:
        raise ArithmeticError("units are not conserved")
    return tabled(scenario, replication)


def dying_once(scenario: Scenario, replication: int) -> Summary:
    """End the worker process the first time that replication 2 is done; the file says that it was."""
    mark = Path(os.environ["SIMNET_TEST_MARK"])
    if replication == 2 and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return tabled(scenario, replication)


def always_dying(scenario: Scenario, replication: int) -> Summary:
    """End every worker process."""
    os._exit(9)


def slow(scenario: Scenario, replication: int) -> Summary:
    """Take a while, so that a run can be killed in its midst."""
    time.sleep(0.02)
    return tabled(scenario, replication)
