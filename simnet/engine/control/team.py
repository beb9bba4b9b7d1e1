"""The team's hours, and instants counted in them."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING

import numpy as np

from simnet.engine.flow import entries
from simnet.engine.flow.tables import CLOSING, OPENING
from simnet.engine.plan import NEVER

if TYPE_CHECKING:
    import simpy

    from simnet.engine.control.world import World

TIE = 1 << 32


class Team:
    """The people who touch orders and decide."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.row = len(world.plan.nodes)
        self.openings = world.plan.team.openings
        world.process(self._hours())

    def _hours(self) -> Generator[simpy.Event, None, None]:
        world = self.world
        for begin, end in self.openings.tolist():
            yield world.at(begin, OPENING, TIE)
            world.flow.node["open"][self.row] = 1
            self.resume()
            world.thresholds.look_soon()
            if end >= NEVER:
                return
            yield world.at(end, CLOSING, TIE)
            if world.flow.node["down"][self.row] == 0:
                entries.team_pause(world.flow, world._now)
            world.flow.node["open"][self.row] = 0

    def resume(self) -> None:
        entries.team_resume(self.world.flow, self.world.map, self.world._now)

    def hold(self) -> None:
        """The order system is out: nobody can work."""
        if self.world.flow.node["down"][self.row] == 0:
            entries.team_pause(self.world.flow, self.world._now)
        self.world.flow.node["down"][self.row] += 1

    def free(self) -> None:
        self.world.flow.node["down"][self.row] -= 1
        self.resume()

    def after(self, t: int, work: int) -> int:
        """The instant at which `work` microseconds of team hours have passed since t; NEVER if none is
        left."""
        if work <= 0:
            return t
        place = int(np.searchsorted(self.openings[:, 1], t, side="right"))
        for begin, end in self.openings[place:].tolist():
            since = max(begin, t)
            if since + work <= end:
                return int(since + work)
            work -= end - since
        return NEVER
