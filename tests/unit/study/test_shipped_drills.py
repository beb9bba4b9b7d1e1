"""The shipped drills are held with few simulated years: goals are measured, test orders counted."""

from __future__ import annotations

import math
from functools import lru_cache
from pathlib import Path

import pytest

from simnet.scenario import agenda, load_drills
from simnet.study.drills import DrillResult, run_drill
from simnet.study.drills.running import plan_drill
from tests.unit.scenario.test_drill_library import KINDS

DRILLS = Path(__file__).parents[3] / "scenarios" / "drills"


@lru_cache(maxsize=len(KINDS))
def held(name: str) -> DrillResult:
    scenario = load_drills(DRILLS / f"{name}.yaml")
    return run_drill(scenario, agenda(scenario)[0], plan_drill(2, 2, jobs=1, changes=False))


@pytest.mark.parametrize("name", KINDS)
def test_a_shipped_drill_is_held(name: str) -> None:
    result = held(name)
    drill = load_drills(DRILLS / f"{name}.yaml").drills[0]
    asked = {goal for goal in type(drill.goals).model_fields if getattr(drill.goals, goal) is not None}
    goals = result.table("goals")
    assert set(goals["goal"]) == asked
    assert not goals["typical"].isna().any()
    assert result.drill["status"] == "completed"
    years = result.table("replications")
    assert len(years) == 2
    assert (years["window_orders"] > 2000).all()


@pytest.mark.parametrize("name", sorted(set(KINDS) - {"small-batch"}))
def test_a_shipped_drill_does_something(name: str) -> None:
    years = held(name).table("replications")
    hurt = years["excess_late"].abs() + years["extra_cost"].abs() + (years["stock_days"] > 0)
    assert (hurt > 0).any()
    assert held(name).table("batch").empty


def test_the_small_batch_is_sent_the_backup_way_order_by_order() -> None:
    batch = held("small-batch").table("batch")
    assert batch.groupby("replication").size().tolist() == [25, 25]
    assert set(batch["region"]) == {"midwest", "south"}
    moved = batch[batch["rerouted_days"] < math.inf]
    assert len(moved) >= 25  # the others find no book at reno, and go the ordinary way
    assert (moved["node"] == "reno").all()
    assert (batch["minutes"] >= 3.0).all()
    assert (moved["rerouted_days"] >= moved["placed_days"] + 2.9 / 60 / 24).all()
    assert (moved["collected_days"] > moved["rerouted_days"]).all()
    kept = batch[batch["rerouted_days"] == math.inf]
    assert set(kept["node"]) <= {"columbus", "reno", "poster-lab", ""}


def test_the_minutes_of_a_batch_are_those_of_its_touches() -> None:
    result = held("small-batch")
    work = result.table("activities").set_index(["replication", "activity"])["minutes"]
    batch = result.table("batch").groupby("replication")["minutes"].sum()
    assert [work[k, "batch"] for k in (0, 1)] == pytest.approx([75.0, 75.0])
    assert (batch >= 75.0 - 1e-9).all()
