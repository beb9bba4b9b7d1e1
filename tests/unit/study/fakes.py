"""Stand-ins for the simulation of a replication, importable by worker processes."""

from __future__ import annotations

import os
import time

from simnet.measures import Summary
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
