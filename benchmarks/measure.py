"""Measuring: CPU seconds, medians of interleaved rounds, and what a benchmark hands to the page."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class Effort:
    """How much to measure; the defaults are those of the published page."""

    rounds: int = 5
    """Measured runs of everything, of which the median counts; one more run before them is not measured."""
    replications: int = 400
    """Replications for the lost share of W2."""
    days: int = 365
    """Horizon of the generated scenarios."""
    volumes: tuple[int, ...] = (50, 200, 500, 1000, 2000)
    nodes: tuple[int, ...] = (2, 4, 6, 8, 10)
    skus: tuple[int, ...] = (20, 50, 100, 200)
    largest: tuple[int, int, int] = (10, 200, 2000)
    """Nodes, SKUs and orders a day of the scenario whose memory is measured."""
    study: int = 1000
    """Replications of the study whose time is measured."""
    kept: tuple[int, int] = (100, 5000)
    """Replications of the studies whose memory is compared."""
    pairs: int = 60
    """Replications of each design for what shared luck saves."""


@dataclass(frozen=True)
class Target:
    """One number that was promised."""

    what: str
    measured: str
    wanted: str
    met: bool


@dataclass(frozen=True)
class Table:
    """Rows of text under a heading of columns; the first column is words, the others are numbers."""

    columns: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]


@dataclass(frozen=True)
class Section:
    """What one benchmark has found."""

    title: str
    intro: str
    tables: list[Table] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    targets: list[Target] = field(default_factory=list)
    listing: str = ""


def cpu(action: Callable[[], object]) -> float:
    """CPU seconds, of user and system, that an action takes."""
    begun = time.process_time()
    action()
    return time.process_time() - begun


def interleaved(
    rounds: int, contestants: dict[Key, Callable[[int], float]], *, warm: bool = True
) -> dict[Key, list[float]]:
    """Let everyone run once in every round, so that what slows the machine slows all of them.

    A contestant gets the number of the round and returns its seconds; round 0 warms up and is not kept.
    """
    found: dict[Key, list[float]] = {key: [] for key in contestants}
    for number in range(0 if warm else 1, rounds + 1):
        for key, contestant in contestants.items():
            seconds = contestant(number)
            if number:
                found[key].append(seconds)
    return found


def median(values: Sequence[float]) -> float:
    """The median: of times on a shared machine, the mean is mostly about the others."""
    return statistics.median(values)


def ratio_of_rounds(above: Sequence[float], below: Sequence[float]) -> float:
    """The median of the ratios of the same round."""
    return median([a / b for a, b in zip(above, below, strict=True)])
