"""The midnight tick: what customers remember, record drift, daily capacities, and whether all is settled."""

from __future__ import annotations

import math
from collections.abc import Generator
from typing import TYPE_CHECKING

import numpy as np

from simnet.engine.control.nodes import NODES
from simnet.engine.flow import entries
from simnet.engine.flow.tables import OPENING, SYNC, SYSTEM

if TYPE_CHECKING:
    import simpy

    from simnet.engine.control.world import World

TIE = 1 << 33
DAY = 86_400_000_000


class Customers:
    """What happens to all customers at once, at local midnight."""

    def __init__(self, world: World) -> None:
        self.world = world
        plan = world.plan
        self.loyalty = plan.loyalty
        self.drifting = plan.routing.drift > 0
        self.capped = any(carrier.capacity for carrier in plan.carriers)
        keys = [world.nodes.drift_keys(n) for n in range(len(plan.nodes))] if self.drifting else []
        self.keys = np.array(keys, np.uint64)
        world.process(self._midnights())
        if self.drifting:
            world.process(self._drift())

    def _midnights(self) -> Generator[simpy.Event, None, None]:
        world, plan = self.world, self.world.plan
        daily = self.loyalty is not None or self.capped
        for day, midnight in enumerate(plan.day_start.tolist()):
            if midnight == 0 or (midnight < plan.end and not daily):
                continue
            yield world.at(midnight, OPENING, TIE)
            if midnight >= plan.end and self._all_settled():
                world.over = True
                return
            if self.loyalty is not None:
                self._remember()
            world.clockwork["day"] = day
            if self.capped:
                world.pickups.release()

    def _remember(self) -> None:
        world, loyalty = self.world, self.loyalty
        assert loyalty is not None
        late, cancelled, damaged = float(loyalty.late), float(loyalty.cancelled), float(loyalty.damaged)
        fade = math.exp(-DAY / loyalty.memory)
        entries.remember(world.flow, world.map, late, cancelled, damaged, fade, world._now)

    def _drift(self) -> Generator[simpy.Event, None, None]:
        world, plan = self.world, self.world.plan
        rate = float(plan.routing.drift)
        for day, midnight in enumerate(plan.day_start.tolist()):
            for n in range(len(plan.nodes)):
                # Nothing of the flow has the rank of a sync, so one event does for all nodes unless another
                # one of the world comes between two of them.
                if n == 0 or not world.is_next(world._now, SYNC, NODES + 2 * n):
                    yield world.at(midnight, SYNC, NODES + 2 * n)
                world.make_room(changes=len(plan.skus))
                entries.drift(world.flow, world.map, n, self.keys[n], rate, day, world._now)
                world.review_if_due()

    def _all_settled(self) -> bool:
        world = self.world
        if world.clockwork["system_down"] and (world.flow.order["state"] == SYSTEM).any():
            return False
        return bool(entries.settled(world.flow, world._now))
