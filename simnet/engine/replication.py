"""The one door of the engine: one replication of one scenario, a pure function."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from simnet.engine.compile import compile_scenario
from simnet.engine.compiled import is_cold
from simnet.engine.conservation import audit, check
from simnet.engine.control import World
from simnet.engine.draws import Draws, draw
from simnet.engine.flow.entries import compile_all
from simnet.engine.harvest import harvest
from simnet.engine.plan import Plan

if TYPE_CHECKING:
    from simnet.records.records import Records
    from simnet.scenario import Scenario

_compiled: list[tuple[Scenario, Plan]] = []
"""The scenarios compiled last: a study asks for the same one again and again."""


def run_replication(
    scenario: Scenario, replication: int, *, disruptions: bool = True, rehearsal: bool = True
) -> Records:
    """Simulate replication `replication` of a scenario; without `disruptions` it is the twin of that
    replication, and without `rehearsal` the twin of the drill that it holds
    (`simnet.scenario.occasions.with_occasion`): the same world without the drill's events alone.

    The same scenario and number give the same records, whatever ran before and wherever.

    Raises:
        ConservationError: if units or orders were lost or made on the way; it names seed and replication.

    >>> from simnet.scenario import load_text
    >>> brand = "\\n".join([
    ...     "simnet: 1",
    ...     "customers: {orders: 20 per day}",
    ...     "skus: {candle: {price: 28, cost: 7, weight: 1 lb, size: 4 x 4 x 5 in, sells: 100%}}",
    ...     "suppliers: {maker: {makes: [candle], lead_time: 8 to 18 days}}",
    ...     "nodes: {shop: {zip: 43215, capacity: 60 orders per day, stock: 6 weeks}}",
    ...     "carriers: [usps-ground-advantage]",
    ... ])
    >>> records = run_replication(load_text(brand, "brand.yaml"), 0)
    >>> int((records["orders"]["state"] < 0).sum())
    0
    """
    world = play_checked(plan_of(scenario), replication, disruptions=disruptions, rehearsal=rehearsal)
    return harvest(world, consume=True)


def plan_of(scenario: Scenario) -> Plan:
    """The compiled plan of a scenario; the last few are kept."""
    for known, plan in _compiled:
        if known is scenario:
            return plan
    plan = compile_scenario(scenario)
    _compiled.append((scenario, plan))
    del _compiled[:-4]
    return plan


def warm_up(scenario: Scenario) -> None:
    """Compile all that a scenario needs, or load it; before workers start, so that they find it on disk."""
    draw(plan_of(scenario), 0)
    compile_all()


def play_checked(plan: Plan, replication: int, *, disruptions: bool = True, rehearsal: bool = True) -> World:
    """Play a replication and check that nothing was lost; with SIMNET_AUDIT=1 after every event."""
    draws = draw(plan, replication, disruptions=disruptions, rehearsal=rehearsal)
    world = play(plan, draws, audited=bool(os.environ.get("SIMNET_AUDIT")))
    check(world)
    return world


def play(plan: Plan, draws: Draws, *, audited: bool = False) -> World:
    """Play a replication of a compiled plan to its end."""
    world = World(plan, draws, audit=audit if audited else None)
    world.play()
    return world


__all__ = ["draw", "is_cold", "plan_of", "play", "play_checked", "run_replication", "warm_up"]
