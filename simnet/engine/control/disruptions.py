"""Disruptions: every occurrence is a process that begins, degrades, ramps back and ends."""

from __future__ import annotations

import contextlib
from collections.abc import Generator
from typing import TYPE_CHECKING, Any

import simpy

from simnet.engine.control.effects import EFFECTS
from simnet.engine.control.effects.base import Effect
from simnet.engine.control.ramps import recovered
from simnet.engine.control.response import Responses
from simnet.engine.control.scoped import ShutForBatch
from simnet.engine.draws import Occurrence
from simnet.engine.flow.tables import ONSET, REPAIR
from simnet.engine.plan import Event

if TYPE_CHECKING:
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
        self.lasting: dict[int, Any] = {}
        """Processes of the occurrences that last, by number."""
        self.broken_off: dict[int, int] = {}
        """When a drill's occurrences were broken off, by number."""
        for occurrence in world.draws.occurrences:
            event = world.plan.events[occurrence.event]
            world.process(self._happen(occurrence, event))

    def _happen(self, occurrence: Occurrence, event: Event) -> Generator[simpy.Event, None, None]:
        world, number = self.world, occurrence.number
        scoped = world.plan.rehearsal is not None and world.plan.rehearsal.shuts(occurrence.event)
        effect: Effect = (ShutForBatch if scoped else EFFECTS[event.kind])(world, event, occurrence)
        yield world.at(occurrence.begin, ONSET, number)
        if number in self.broken_off:
            return
        effect.begin()
        world.review_if_due()
        if event.response is not None and not scoped:
            self.responses.start(occurrence, event)
        yield from self._last(occurrence)
        effect.end()
        world.review_if_due()
        if event.ramp and effect.steps and not scoped:
            yield from self._recover(occurrence, event, effect)

    def _last(self, occurrence: Occurrence) -> Generator[simpy.Event, None, None]:
        """Wait for the end, which comes at once if the drill is broken off."""
        self.lasting[occurrence.number] = self.world.active_process
        with contextlib.suppress(simpy.Interrupt):
            yield self.world.at(occurrence.end, REPAIR, occurrence.number)
        del self.lasting[occurrence.number]

    def end_of(self, occurrence: Occurrence) -> int:
        """When an occurrence ends, or was broken off; its onset if it was before it began."""
        return self.broken_off.get(occurrence.number, occurrence.end)

    def break_off(self, occurrence: Occurrence) -> None:
        """End an occurrence now, or see to it that it never begins."""
        number = occurrence.number
        self.broken_off[number] = max(self.world._now, occurrence.begin)
        process = self.lasting.get(number)
        if process is not None:
            process.interrupt()
        self.responses.break_off(occurrence)

    def _recover(
        self, occurrence: Occurrence, event: Event, effect: Effect
    ) -> Generator[simpy.Event, None, None]:
        """What is left of the effect shrinks at every midnight."""
        assert event.ramp is not None
        (start, over), end = event.ramp, self.end_of(occurrence)
        effect.remain(1.0 - start)
        for midnight in self.world.plan.day_start.tolist():
            if midnight <= end:
                continue
            yield self.world.at(midnight, REPAIR, occurrence.number)
            level = recovered(start, over, midnight - end)
            effect.remain(1.0 - level)
            if level >= 1.0:
                return
