"""What a comparison is computed from: every measure of every design, a number or a ratio a replication."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from simnet.records.comparison_results import OUTAGE
from simnet.records.results import WORLDS
from simnet.study.statistics import (
    Difference,
    Interval,
    TooFewError,
    difference,
    mean_interval,
    ratio_difference,
    ratio_interval,
)

if TYPE_CHECKING:
    import pandas as pd

    Array = np.ndarray[tuple[int, ...], np.dtype[Any]]

OF_OUTAGE = {"loss": "less", "excess_late": "less"}
"""Measures of an outage, and which way is better."""
TABLES = ("replications", "outages")
"""Tables of a design's run that a comparison is made of."""


class Key(NamedTuple):
    """A measure in a world; `element` is what goes dark in the world `outage`, else empty."""

    measure: str
    world: str
    element: str = ""


@dataclass(frozen=True)
class Sample:
    """One measure of one design: a number a replication, or numerator and denominator."""

    top: Array
    bottom: Array | None = None

    @property
    def each(self) -> Array:
        """The value in each replication; NaN where there is none."""
        if self.bottom is None:
            return self.top
        out = np.full(len(self.top), np.nan)
        values: Array = np.divide(self.top, self.bottom, out=out, where=self.bottom > 0)
        return values

    @property
    def known(self) -> Array:
        """Whether a replication has finite numbers."""
        fine: Array = np.isfinite(self.top)
        return fine if self.bottom is None else fine & np.isfinite(self.bottom)

    def at(self, chosen: Array) -> Sample:
        """Keep some replications."""
        return Sample(self.top[chosen], None if self.bottom is None else self.bottom[chosen])

    def interval(self, level: float) -> Interval:
        """Give the long-run value; raises TooFewError."""
        if self.bottom is None:
            return mean_interval(self.top, level)
        return ratio_interval(self.top, self.bottom, level)

    def less(self, other: Sample, level: float) -> Difference:
        """Give the paired difference to another design: this one less the other; raises TooFewError."""
        if self.bottom is None or other.bottom is None:
            return difference(other.top, self.top, level)
        return ratio_difference((other.top, other.bottom), (self.top, self.bottom), level)


class Side:
    """One design's replications of a comparison: those that every design has, in their order."""

    def __init__(self, tables: Mapping[str, pd.DataFrame], chosen: list[int]) -> None:
        rows = {name: frame[frame["replication"].isin(chosen)] for name, frame in tables.items()}
        self.replications = chosen
        self._worlds = dict(list(rows["replications"].groupby("world")))
        self._outages = dict(list(rows["outages"].groupby("element", sort=False)))

    @property
    def elements(self) -> list[str]:
        """What went dark."""
        return [str(element) for element in self._outages if element]

    def outage(self, column: str, element: str = "") -> Array:
        """Give a column of table `outages` by replication; of the twin without an element."""
        found: Array = self._outages[element][column].to_numpy(float)
        return found

    def samples(self) -> Iterator[tuple[Key, Sample]]:
        """Give every measure in the order of the catalog: disrupted, twin, then outages."""
        from simnet.measures.catalog import MEASURES

        for world in WORLDS:
            if world not in self._worlds:
                continue
            frame = self._worlds[world]
            for name, measure in MEASURES.items():
                if all(column in frame for column in measure.columns):
                    numbers = [frame[column].to_numpy(float) for column in measure.columns]
                    yield Key(name, world), Sample(*numbers)
        for element in self.elements:
            for name in OF_OUTAGE:
                yield Key(name, OUTAGE, element), Sample(self.outage(name, element))


def sides(tables: Mapping[str, Mapping[str, pd.DataFrame]], upto: int | None = None) -> dict[str, Side]:
    """Pair the designs: the replications that ended well in all of them, below number `upto` if given.

    `tables` are `replications` and `outages` by design. Raises TooFewError if fewer than two are left.
    """
    common: set[int] = set.intersection(
        *(set(frames["replications"]["replication"].tolist()) for frames in tables.values())
    )
    chosen = sorted(number for number in common if upto is None or number < upto)
    if len(chosen) < 2:
        raise TooFewError("a comparison needs at least 2 simulated years that ended well in every design")
    return {design: Side(frames, chosen) for design, frames in tables.items()}
