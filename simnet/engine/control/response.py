"""How people answer a disruption: detect, decide, act, stand down (docs/model.md §12)."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

import simpy

from simnet.engine import luck
from simnet.engine.control.acts import Acts, Cause
from simnet.engine.draws import Occurrence
from simnet.engine.flow.tables import DECISION
from simnet.engine.plan import NEVER, Event, Response

if TYPE_CHECKING:
    from simnet.engine.control.world import World


class Responses:
    """The responses to all occurrences."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.acts = Acts(world)
        self.waiting: dict[int, Any] = {}
        """Processes that wait to stand down, by occurrence."""

    def start(self, occurrence: Occurrence, event: Event) -> None:
        """The clock of a response begins to run at the onset."""
        assert event.response is not None
        self.world.process(self._respond(occurrence, event, event.response))

    def _respond(
        self, occurrence: Occurrence, event: Event, response: Response
    ) -> Generator[simpy.Event, None, None]:
        world, number = self.world, occurrence.number
        row: dict[str, int] = {}
        yield world.at(
            occurrence.begin + self._time(response.detect, occurrence, luck.DETECT), DECISION, number
        )
        if world._now >= world.disruptions.end_of(occurrence):
            return
        world.journal.responses[number] = row
        row["detected"] = world._now
        if not response.automatic:
            hours = self._time(response.decide, occurrence, luck.DECIDE)
            decided = world.team.after(world._now, hours)
            if decided >= NEVER:
                return
            yield world.at(decided, DECISION, number)
            if world._now >= world.disruptions.end_of(occurrence):
                return
        row["decided"] = world._now
        cause = Cause(event, response.automatic, nodes=event.nodes, touch=response.touch)
        self.acts.perform(cause, response.acts)
        world.review_if_due()
        yield from self._until_back(occurrence, response.stand_down_after)
        row["stood_down"] = world._now
        self.acts.undo(cause, response.stand_down)
        world.review_if_due()

    def _until_back(self, occurrence: Occurrence, after: int) -> Generator[simpy.Event, None, None]:
        """Wait until it is over and so much later; earlier if the drill is broken off."""
        world, number = self.world, occurrence.number
        self.waiting[number] = world.active_process
        try:
            yield world.at(occurrence.end + after, DECISION, number)
        except simpy.Interrupt:
            yield world.at(world._now + after, DECISION, number)
        self.waiting.pop(number, None)

    def break_off(self, occurrence: Occurrence) -> None:
        """The occurrence ends now: who waits for that to stand down no longer waits for its planned end."""
        process = self.waiting.pop(occurrence.number, None)
        if process is not None:
            process.interrupt()

    def _time(self, table: int, occurrence: Occurrence, purpose: int) -> int:
        u = luck.ask(occurrence.key, purpose)
        return luck.whole(luck.value(self.world.plan.tables[table], u))
