"""Carriers at the docks: pickups by the clock."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING

from simnet.engine.flow import entries
from simnet.engine.flow.tables import PICKUP
from simnet.engine.plan import Dock

if TYPE_CHECKING:
    import simpy

    from simnet.engine.control.world import World


class Pickups:
    """All docks of the world; each with pickup times runs a process."""

    def __init__(self, world: World) -> None:
        self.world = world
        for d, dock in enumerate(world.plan.docks):
            if not dock.continuous:
                world.process(self._pickups(d, dock))

    def _pickups(self, d: int, dock: Dock) -> Generator[simpy.Event, None, None]:
        columns = dock.pickups.tolist(), dock.capacities.tolist(), dock.ready_before.tolist()
        for instant, capacity, ready_before in zip(*columns, strict=True):
            yield self.world.at(instant, PICKUP, d)
            self.collect(d, capacity or -1, ready_before)

    def collect(self, d: int, capacity: int = -1, ready_before: int = 0) -> None:
        """What is ready at a dock goes, if it can."""
        world = self.world
        staged = int(world.flow.dock["staged"][d])
        if staged:
            if world.clockwork["agenda"] + staged > len(world.flow.agenda):
                world.make_room(parcels=staged)
            entries.pickup(world.flow, world.map, d, capacity, world._now - ready_before, world._now)

    def release(self, n: int | None = None) -> None:
        """Continuous docks send off what an outage or a full day held back."""
        for d, dock in enumerate(self.world.plan.docks):
            if dock.continuous and (n is None or dock.node == n):
                self.collect(d)
