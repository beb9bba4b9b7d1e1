"""What the parts of the compiler share: the scenario, numbers, places, time, tables and clocks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from simnet.engine import plan
from simnet.engine.compile.numbering import Numbers, Place
from simnet.engine.compile.tables import TableBook
from simnet.engine.compile.time import Timeline
from simnet.scenario.scenario import Scenario

WORKDAYS = (0, 1, 2, 3, 4)
"""Weekdays of business days that no service states: promises and goods on their way to a node."""


@dataclass
class Clocks:
    """The business clocks of one plan; equal ones are shared."""

    timeline: Timeline
    found: list[plan.Clock] = field(default_factory=list)
    known: dict[tuple[tuple[int, ...], str, str | None, int | None], int] = field(default_factory=dict)

    def of(
        self, weekdays: tuple[int, ...], timezone: str, holidays: str | None, deliver_at: int | None
    ) -> int:
        """Return the number of a clock."""
        key = (weekdays, timezone, holidays, deliver_at)
        if key not in self.known:
            self.known[key] = len(self.found)
            self.found.append(self.timeline.clock(*key))
        return self.known[key]


@dataclass(frozen=True)
class Context:
    """What compiling needs besides the part that is compiled."""

    scenario: Scenario
    numbers: Numbers
    nodes: Mapping[str, Place]
    regions: Mapping[str, Place]
    timeline: Timeline
    book: TableBook
    clocks: Clocks
