"""SimPy's clock with the order of an instant of docs/model.md, §1: by rank, then by tie."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Generator
from enum import IntEnum
from typing import Any

import simpy


class Rank(IntEnum):
    REPAIR = 0
    OPENING = 1
    RECEIPT = 2
    SYNC = 3
    DONE = 4
    CUSTOMER = 5
    DECISION = 6
    TOUCH = 7
    ARRIVAL = 8
    REVIEW = 9
    PICKUP = 10
    ONSET = 11
    CLOSING = 12


Life = Generator[simpy.Event, Any, None]


class Clockwork(simpy.Environment):
    """An environment whose events at an instant go by (rank, tie), and whose processes begin at once."""

    def __init__(self) -> None:
        super().__init__(0)
        self.over = False

    @property
    def now(self) -> int:
        return int(self._now)

    def at(self, t: int, rank: Rank, tie: int = 0) -> simpy.Event:
        """An event at an absolute instant, in its place within that instant."""
        event = simpy.Event(self)
        event._ok, event._value = True, None
        # rank + 1: SimPy's own events (priority 0 and 1) always come first
        heapq.heappush(self._queue, (max(t, self._now), (rank + 1) << 60 | tie, next(self._eid), event))
        return event

    def call(self, t: int, rank: Rank, tie: int, action: Callable[[], None]) -> simpy.Event:
        """Do something at an instant; can be cancelled."""
        event = self.at(t, rank, tie)
        assert event.callbacks is not None
        event.callbacks.append(lambda _: action())
        return event

    def begin(self, life: Life) -> None:
        """Start a process within the present call, not later in the instant."""
        process = simpy.Process(self, life)
        start: Any = process.target
        callbacks, start.callbacks = start.callbacks, []
        for callback in callbacks:
            callback(start)

    def play(self, stop: int) -> None:
        while self._queue and not self.over and self._queue[0][0] < stop:
            self.step()


def cancel(event: simpy.Event | None) -> None:
    """Make a planned call do nothing."""
    if event is not None and event.callbacks is not None:
        event.callbacks = []


def fire(event: simpy.Event, value: Any = None) -> None:
    """Let an event happen within the present call: who waits for it goes on at once."""
    event._ok, event._value = True, value
    callbacks, event.callbacks = event.callbacks, None
    for callback in callbacks or []:
        callback(event)
