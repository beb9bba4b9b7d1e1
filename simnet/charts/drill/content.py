"""What stands on the page of a drill: texts in a founder's words, and the numbers that are drawn."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from simnet.charts.facts import Facts

if TYPE_CHECKING:
    import pandas as pd

MARKS: Mapping[bool | None, str] = {True: "✓", False: "✗", None: "?"}
"""How it is marked what was reached, what was not, and what too few years cannot decide."""


@dataclass(frozen=True)
class Badge:
    """The verdict in two words, and beside it how many goals were met."""

    mark: str
    words: str
    note: str = ""


@dataclass(frozen=True)
class Fix:
    """The box below the headline: its label, what to do, and what that would change."""

    label: str
    title: str
    detail: str = ""
    calm: bool = False
    """Nothing has to be fixed."""


@dataclass(frozen=True)
class Goal:
    """A goal as written: what was wanted, typical and bad case; `share` of the simulated years met it.

    `met` is None if the number of years cannot decide it.
    """

    name: str
    wanted: str
    typical: str
    bad: str
    share: float
    met: bool | None

    @property
    def mark(self) -> str:
        """Give the sign before it."""
        return MARKS[self.met]

    @property
    def tenths(self) -> int:
        """Say in how many of 10 years it was met, rounded down."""
        return math.floor(self.share * 10 + 1e-9)


@dataclass(frozen=True)
class Amount:
    """A line of a small table: a name and what it comes to."""

    name: str
    value: str
    bold: bool = False


@dataclass(frozen=True)
class Change:
    """A change that was tried: what to do, and what it does."""

    title: str
    effect: str
    bold: bool = False


@dataclass(frozen=True)
class Past:
    """How long customers noticed in an earlier drill, days; infinite if they did to the end."""

    label: str
    days: float


@dataclass(frozen=True)
class Hit:
    """An event of the drill on the time axis: days from the onset of the first."""

    begin: float
    end: float
    text: str


@dataclass(frozen=True)
class Panels:
    """What the three panels are drawn from.

    `course` and `replications` are tables of a drill (simnet.records.drill_results); `onset` is local time,
    `goals` are days by clock, `last` is the end of the window, days.
    """

    course: pd.DataFrame
    replications: pd.DataFrame
    onset: datetime
    hits: tuple[Hit, ...]
    facts: Facts
    goals: Mapping[str, float] = field(default_factory=dict)
    last: float = 60.0
    recovered: str = ""
    """How the day is written on which customers stop noticing."""
    noun: str = "outage"
    """What the days are drawn with and without."""
    unasked: frozenset[str] = frozenset()
    """Clocks that are left out unless they have a goal."""
    stock: bool = False
    """Draw the stock instead of the overdue orders: what a supplier's outage empties."""


@dataclass(frozen=True)
class Page:
    """All that is on the page, from the top."""

    title: str
    label: str
    network: str
    badge: Badge
    headline: tuple[str, ...]
    """Sentences; they fill two lines together."""
    sentence: str
    fix: Fix
    goals: tuple[Goal, ...]
    panels: Panels
    cost: tuple[Amount, ...]
    work: tuple[Amount, ...]
    changes: tuple[Change, ...]
    footer: str
    nothing: str = ""
    """What is said if there are no changes."""
    past: tuple[Past, ...] = ()
    """Earlier drills and this one, which is the last."""
