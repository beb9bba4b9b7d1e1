"""The date of a drill that a plan holds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Rehearsal:
    """Which events are the drill's, and when they are broken off."""

    events: frozenset[int]
    """Numbers of the plan's events."""
    begins: int
    most_overdue: int = -1
    """Orders past their promise above which it is broken off; -1: never."""
