"""The date of a drill that a plan holds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Rehearsal:
    """Which events are the drill's, whom they concern, and when they are broken off."""

    events: frozenset[int]
    """Numbers of the plan's events."""
    begins: int
    onset: int
    """Planned onset of the first event."""
    most: tuple[tuple[str, int], ...] = ()
    """Orders above which it is broken off, by kind: overdue, cancelled, lost, stockout; never if empty."""
    scoped: bool = False
    """Whether its events are so for test orders alone."""
    orders: int = -1
    """Most test orders; -1: no limit."""
    regions: tuple[int, ...] = ()
    """Regions that a test order may be of."""
    items: tuple[int, ...] = ()
    """Items one of which a test order has."""
    touch: int = 0
    """Microseconds that a person works on a test order; -1: none does, it is done automatically."""

    def shuts(self, event: int) -> bool:
        """Tell whether an event only shuts its elements to test orders."""
        return self.scoped and event in self.events
