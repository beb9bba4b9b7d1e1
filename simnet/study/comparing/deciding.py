"""When a comparison may stop: as soon as the difference of one measure is decided, or surely does not matter.

It looks at 128, 256, 512, … replications, 2,048 at most: five looks. Every look that could end it is another
chance to be misled, so each is held to a fifth of the error that all of them may make (Bonferroni); what is
reported after stopping then holds its confidence whenever it stopped. How often it errs: docs/compare.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from simnet.study.plan import StudyError

FIRST = 128
"""Replications at the first look. With 64, rare very bad years would mislead it in 8 of 100 comparisons, not
in 6: at so high a confidence Student's interval needs more of them."""
MOST = 2_048
MARGIN = 0.01
"""A difference below this share of the first design's value does not matter."""
MEASURE = "landed_cost_an_order"
Row = dict[str, Any]


@dataclass(frozen=True)
class UntilDecided:
    """Stop when every pair of designs is decided in `measure`, or differs by less than `margin` for sure."""

    measure: str = MEASURE
    margin: float = MARGIN
    first: int = FIRST
    most: int = MOST

    def __post_init__(self) -> None:
        """Refuse numbers with which it could not stop, raising StudyError."""
        if not 2 <= self.first <= self.most:
            raise StudyError(
                f"the most simulated years are {self.most:,}; deciding needs {self.first:,} or more"
            )
        if not 0 <= self.margin < 1:
            raise StudyError(f"margin is {self.margin:g}; it must be a share from 0% to below 100%")

    @property
    def looks(self) -> tuple[int, ...]:
        """The numbers of replications at which it looks: doubling, the most last."""
        return doubling(self.first, self.most)

    def enough(self, pairs: Sequence[Row], averages: Sequence[Row]) -> bool:
        """Tell whether all pairs are settled, from rows of `differences` and `averages`."""
        mine = [row for row in pairs if row["measure"] == self.measure and row["p_family"] == row["p_family"]]
        levels = {(row["design"], *_what(row)): row["estimate"] for row in averages}
        return bool(mine) and all(
            row["winner"] or close(row, levels.get((row["first"], *_what(row)), 0.0), self.margin)
            for row in mine
        )

    def described(self) -> dict[str, Any]:
        """Give the rule as plain data."""
        return {"of": self.measure, "margin": self.margin, "looks": list(self.looks)}


def doubling(first: int, most: int) -> tuple[int, ...]:
    """Double a number up to the most, which comes last.

    >>> doubling(64, 200), doubling(64, 10)
    ((64, 128, 200), (10,))
    """
    found = []
    while first < most:
        found.append(first)
        first *= 2
    return (*found, most)


def _what(row: Row) -> tuple[str, str, str]:
    return row["measure"], row["world"], row["element"]


def close(row: Row, value: float, margin: float) -> bool:
    """Tell whether a difference surely is below a share of a value."""
    return bool(max(abs(row["low"]), abs(row["high"])) <= margin * abs(value))
