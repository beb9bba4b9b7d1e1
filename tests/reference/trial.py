"""How a case is put to simnet: a scenario as a user would write it, and what is read off its run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from simnet import units
from simnet.measures import stockouts
from simnet.measures.cycles import Cycles, cycles
from simnet.measures.inbound import Inbound, inbound
from simnet.measures.values import flat, plain
from simnet.records.results import WORLDS

if TYPE_CHECKING:
    from simnet.measures import Summary
    from simnet.records import Records
    from simnet.scenario import Scenario


@dataclass(frozen=True)
class Tables:
    """One replication of a trial: the tables of its run, and its raw records for what no table has."""

    scenario: Scenario
    records: Records

    @cached_property
    def summary(self) -> Summary:
        """Compute what `simnet run` computes of a replication; it is simulated without its disruptions too,
        if it has any."""
        from simnet.engine.replication import run_replication
        from simnet.measures import summarize

        twin = None
        if self.scenario.disruptions:
            twin = run_replication(self.scenario, self.records.meta.replication, disruptions=False)
        return summarize(self.records, twin, self.scenario)

    @cached_property
    def plain(self) -> dict[str, float]:
        """Compute those measures of the summary that need no second world, which take a tenth of the time."""
        return plain(self.records, self.scenario) | flat({"cycle_service": self.cycles.service})

    @cached_property
    def came(self) -> Inbound:
        """Gather what came to the nodes."""
        return inbound(self.records, self.scenario)

    @cached_property
    def cycles(self) -> Cycles:
        """Gather the replenishment cycles."""
        return cycles(self.records, self.came)

    @cached_property
    def skus(self) -> dict[str, Any]:
        """Compute table `skus` of the run, of the world with its disruptions."""
        return stockouts.skus(self.records, self.came, self.cycles)

    def measure(self, name: str) -> float:
        """Give a measure of simnet.measures.catalog; of a ratio ask `<name>.numerator`, `.denominator`."""
        return float(self.plain[name] if name in self.plain else self.summary.values[name])

    def column(self, table: str, column: str, world: str = WORLDS[0], **where: str) -> np.ndarray:
        """Give a column of a table of simnet.records.results: the rows of a world that have given values."""
        alone = table == "skus" and world == WORLDS[0]
        columns = self.skus if alone else self.summary.tables[table]
        wanted = {"world": world, **where} if "world" in columns else where
        rows = np.ones(len(columns[column]), bool)
        for name, value in wanted.items():
            rows &= np.asarray(columns[name]) == value
        return np.asarray(columns[column])[rows]

    @property
    def days(self) -> float:
        """How many days are counted."""
        return float((self.records.meta.end_us - self.records.meta.start_us) / units.DAY)


Read = Callable[[Tables], Any]
"""Reads a number, or a list of them, off one replication; for exact answers also words, yes or no."""


@dataclass(frozen=True)
class Quantity:
    """What stands for one answer: `top` over replications ÷ `bottom` over replications.

    Both are summed before they are divided; without `bottom` it is the mean of `top` over replications.
    `share` marks probabilities, whose standard error may be 0.001 whatever their size.
    """

    top: Read
    bottom: Read | None = None
    share: bool = False


@dataclass(frozen=True)
class Trial:
    """A case as a scenario.

    `scenario` is the text of a scenario file without `horizon:` and `seed:`, which the gate puts in.
    `horizon_days` is long enough for a first look from which the gate finds how long the run must be to be
    precise enough; from there on it lets the horizon grow up to `longest_days`, then the number of
    replications. With `grows: replications` the horizon belongs to the case and stays. If all answers are
    exact, there is one replication of `horizon_days`.

    `variant` tells several trials of one case apart. `missing` says why an answer is not read, by its name.
    `files` are data files beside the scenario, by name. `fast` trials are part of the selection for CI.
    """

    scenario: str
    outputs: Mapping[str, Quantity]
    horizon_days: float
    longest_days: float = 20_000
    replications: int = 40
    grows: Literal["horizon", "replications"] = "horizon"
    fast: bool = False
    notes: str = ""
    variant: str = ""
    missing: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Direct:
    """A case that needs no simulated run: what public functions of simnet answer, by name of the output."""

    outputs: Mapping[str, Any]
    notes: str = ""
    variant: str = ""
    missing: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Sample:
    """A case of pure statistics: what public functions of simnet make of random numbers.

    `batch` draws one batch and gives its value of each of `outputs`; the estimate is the mean over `batches`.
    `shares` are the outputs that are probabilities.
    """

    outputs: tuple[str, ...]
    batch: Callable[[np.random.Generator], Mapping[str, float]]
    batches: int
    shares: frozenset[str] = frozenset()
    fast: bool = False
    notes: str = ""
    variant: str = ""
    missing: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Unexpressed:
    """Why no scenario can express a case: what the vocabulary lacks."""

    reason: str


Translation = Trial | Direct | Sample | Unexpressed | list[Trial]
"""What a translator makes of a case; several trials if one set of answers holds for several variants."""
