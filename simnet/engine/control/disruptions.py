"""Disruptions: every occurrence is a process that begins, degrades, ramps back and ends."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING

from simnet.engine.control.effects import EFFECTS, Effect
from simnet.engine.control.ramps import recovered
from simnet.engine.control.response import Responses
from simnet.engine.draws import Occurrence
from simnet.engine.flow.tables import ONSET, REPAIR
from simnet.engine.plan import Event

if TYPE_CHECKING:
    import simpy

    from simnet.engine.control.world import World


class Disruptions:
    """All occurrences of the replication."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.responses = Responses(world)
        lanes = world.plan.lanes
        self.delays: list[dict[int, tuple[float, float]]] = [{} for _ in lanes]
        """Delay factor and added time of each outbound lane, by occurrence."""
        self.damages: list[dict[int, tuple[float, float]]] = [{} for _ in lanes]
        """Damage factor and added share, by occurrence."""
        self.base_damage = world.flow.lane["damage"].tolist()
        self.shocks: dict[int, tuple[float, float, list[int]]] = {}
        """Cost factor and lanes, by occurrence."""
        for occurrence in world.draws.occurrences:
            event = world.plan.events[occurrence.event]
            world.process(self._happen(occurrence, event))

    def _happen(self, occurrence: Occurrence, event: Event) -> Generator[simpy.Event, None, None]:
        world, number = self.world, occurrence.number
        effect: Effect = EFFECTS[event.kind](world, event, occurrence)
        yield world.at(occurrence.begin, ONSET, number)
        effect.begin()
        world.review_if_due()
        if event.response is not None:
            self.responses.start(occurrence, event)
        yield world.at(occurrence.end, REPAIR, number)
        effect.end()
        world.review_if_due()
        if event.ramp and effect.steps:
            yield from self._recover(occurrence, event, effect)

    def _recover(
        self, occurrence: Occurrence, event: Event, effect: Effect
    ) -> Generator[simpy.Event, None, None]:
        """What is left of the effect shrinks at every midnight."""
        assert event.ramp is not None
        start, over = event.ramp
        effect.remain(1.0 - start)
        for midnight in self.world.plan.day_start.tolist():
            if midnight <= occurrence.end:
                continue
            yield self.world.at(midnight, REPAIR, occurrence.number)
            level = recovered(start, over, midnight - occurrence.end)
            effect.remain(1.0 - level)
            if level >= 1.0:
                return
