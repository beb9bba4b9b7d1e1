"""simnet as a contestant: one replication of a scenario file, with the CPU seconds of its phases."""

from __future__ import annotations

import time
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from simnet.engine.conservation import check
from simnet.engine.flow.tables import LOST
from simnet.engine.harvest import harvest
from simnet.engine.replication import draw, plan_of, play
from simnet.scenario import load_text

if TYPE_CHECKING:
    from simnet.engine.plan import Plan

NAME = "simnet"
PHASES = ("draw", "play", "check", "harvest")
FOLDER = Path(__file__).parent / "scenarios"


@lru_cache(maxsize=4)
def plan_of_file(file: str, out_of_stock: str = "") -> Plan:
    """The plan of a scenario of this folder, with another rule for what is out of stock if one is given."""
    text = (FOLDER / file).read_text(encoding="utf-8")
    if out_of_stock:
        text = text.replace("out_of_stock: lost", f"out_of_stock: {out_of_stock}")
    return plan_of(load_text(text, file, FOLDER))


def run(replication: int, file: str, out_of_stock: str = "") -> dict[str, Any]:
    """Simulate a replication; orders, lost orders, mean units on hand and the seconds of every phase."""
    return phases(plan_of_file(file, out_of_stock), replication)


def phases(plan: Plan, replication: int) -> dict[str, Any]:
    """Simulate a replication of a plan, phase by phase."""
    clock = [time.process_time()]
    draws = draw(plan, replication)
    clock.append(time.process_time())
    world = play(plan, draws)
    clock.append(time.process_time())
    check(world)
    clock.append(time.process_time())
    lost = _lost(world)
    begun = time.process_time()
    records = harvest(world, consume=True)
    harvested = time.process_time() - begun
    seconds = dict(zip(PHASES, [*np.diff(clock).tolist(), harvested], strict=True))
    return {"orders": len(records["orders"]), "lost": lost, "seconds": seconds}


def lost(replications: int, file: str) -> dict[str, list[int]]:
    """Orders and lost orders of replications 0, 1, …"""
    plan = plan_of_file(file)
    worlds = (play(plan, draw(plan, k)) for k in range(replications))
    counts = [(len(world.draws.orders) - 1, _lost(world)) for world in worlds]
    return {"orders": [a for a, _ in counts], "lost": [b for _, b in counts]}


def _lost(world: Any) -> int:
    line = world.flow.line
    return len(np.unique(line["order"][line["state"] == LOST]))
