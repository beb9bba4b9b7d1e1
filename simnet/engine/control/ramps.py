"""Ramps: how an element comes back step by step."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Ramp:
    """A share that begins at `level` and is 1 after `over` microseconds; it changes at its steps only."""

    begin: int
    level: float
    over: int

    def __post_init__(self) -> None:
        self.start = self.level

    def step(self, now: int) -> None:
        """Take the level of an instant."""
        self.level = recovered(self.start, self.over, now - self.begin)


def recovered(start: float, over: int, elapsed: int) -> float:
    """The share that is back after `elapsed` microseconds."""
    return 1.0 if elapsed >= over else start + (1.0 - start) * (elapsed / over)
