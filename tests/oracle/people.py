"""The team: touches first come, first served, in the team's hours (§10)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import simpy

from tests.oracle.clockwork import Rank, cancel, fire
from tests.oracle.things import Touch

if TYPE_CHECKING:
    from tests.oracle.plain import World


@dataclass(eq=False)
class Person:
    number: int
    touch: Touch | None = None
    since: int = 0
    alarm: simpy.Event | None = None


class Team:
    def __init__(self, world: World) -> None:
        self.world = world
        self.openings = [(int(a), int(b)) for a, b in world.plan.team.openings]
        self.people = [Person(i) for i in range(world.plan.team.people)]
        self.queue: list[Touch] = []
        self.touches: list[Touch] = []
        self.open = 0
        self.running = False
        self.tie = len(world.plan.nodes)

    def live(self) -> None:
        for begin, end in self.openings:
            self.world.env.call(begin, Rank.OPENING, self.tie, lambda: self._hours(1))
            self.world.env.call(end, Rank.CLOSING, self.tie, lambda: self._hours(-1))

    def _hours(self, change: int) -> None:
        self.open += change
        self.update()

    def ask(self, kind: str, order: int, moot: Callable[[], bool] = lambda: False, takes: int = -1) -> Touch:
        """Queue a touch; `done` fires with True when it ends, with False when it was moot."""
        env = self.world.env
        takes = self.world.plan.team.touch[kind] if takes < 0 else takes
        touch = Touch(kind, order, env.now, takes, env.event(), moot)
        self.touches.append(touch)
        self.queue.append(touch)
        self._serve()
        return touch

    def busy(self) -> bool:
        return bool(self.queue) or any(p.touch for p in self.people)

    def update(self) -> None:
        """Pause or go on after a change of hours or of the order system."""
        running = self.open > 0 and self.world.elements.up("system")
        if running == self.running:
            return
        self.running = running
        for person in self.people:
            if person.touch is not None:
                if running:
                    self._go(person)
                else:
                    cancel(person.alarm)
                    person.touch.left = max(1, person.touch.left - (self.world.env.now - person.since))
        self._serve()

    def _serve(self) -> None:
        while self.running and self.queue:
            person = next((p for p in self.people if p.touch is None), None)
            if person is None:
                return
            touch = self.queue.pop(0)
            if touch.moot():
                touch.state, touch.ended = "moot", self.world.env.now
                fire(touch.done, False)
                continue
            touch.begun = self.world.env.now
            person.touch = touch
            self._go(person)

    def _go(self, person: Person) -> None:
        assert person.touch is not None
        person.since = self.world.env.now
        person.alarm = self.world.env.call(
            person.since + person.touch.left, Rank.TOUCH, person.number, lambda: self._done(person)
        )

    def _done(self, person: Person) -> None:
        touch, person.touch = person.touch, None
        assert touch is not None
        touch.state, touch.ended = "done", self.world.env.now
        fire(touch.done, True)
        self._serve()

    def after(self, t: int, work: int) -> int:
        """The instant at which `work` of team hours have passed since t."""
        if work <= 0:
            return t
        for begin, end in self.openings:
            if end > t:
                here = end - max(begin, t)
                if work <= here:
                    return max(begin, t) + work
                work -= here
        return 2**62
