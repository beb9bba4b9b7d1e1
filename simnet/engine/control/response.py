"""How people answer a disruption: detect, decide, act, stand down (docs/model.md §12)."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING

from simnet.engine import luck
from simnet.engine.control.acts import Acts, Cause
from simnet.engine.draws import Occurrence
from simnet.engine.flow.tables import DECISION
from simnet.engine.plan import NEVER, Event, Response

if TYPE_CHECKING:
    import simpy

    from simnet.engine.control.world import World


class Responses:
    """The responses to all occurrences."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.acts = Acts(world)

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
        if world._now >= occurrence.end:
            return
        world.journal.responses[number] = row
        row["detected"] = world._now
        if not response.automatic:
            hours = self._time(response.decide, occurrence, luck.DECIDE)
            decided = world.team.after(world._now, hours)
            if decided >= NEVER:
                return
            yield world.at(decided, DECISION, number)
            if world._now >= occurrence.end:
                return
        row["decided"] = world._now
        cause = Cause(event, response.automatic, nodes=event.nodes, touch=response.touch)
        self.acts.perform(cause, response.acts)
        world.review_if_due()
        yield world.at(occurrence.end + response.stand_down_after, DECISION, number)
        row["stood_down"] = world._now
        self.acts.undo(cause, response.stand_down)
        world.review_if_due()

    def _time(self, table: int, occurrence: Occurrence, purpose: int) -> int:
        u = luck.ask(occurrence.key, purpose)
        return luck.whole(luck.value(self.world.plan.tables[table], u))
