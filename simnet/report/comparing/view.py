"""A comparison as the terminal and the pages read it: finished on disk, or in hand as far as it has come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from simnet.study.comparing import Compared, Comparison

Row = dict[str, Any]
TABLES = ("averages", "differences", "best", "prices")
"""Tables of a comparison that it is made of, as rows."""


@dataclass(frozen=True)
class View:
    """The rows of its tables, and the plain facts.

    `level` is the confidence that is stated, `looks` how often it could have stopped; `decided` is None
    unless it was to go on until decided.
    """

    designs: tuple[str, ...]
    years: int
    currency: str
    level: float
    looks: int
    tables: Mapping[str, Sequence[Row]]
    of: str = ""
    decided: bool | None = None

    @classmethod
    def of_folder(cls, comparison: Comparison) -> View:
        """Read a finished comparison."""
        about = comparison.manifest
        until: Mapping[str, Any] = about["until_decided"] or {}
        return cls(
            comparison.designs,
            about["replications"],
            about["currency"],
            about["level"],
            about["looks"],
            {name: records(comparison.table(name)) for name in TABLES},
            until.get("of", ""),
            until.get("decided"),
        )

    @classmethod
    def in_hand(cls, found: Compared) -> View:
        """Take a comparison as far as it has come; it needs rows."""
        asked, until = found.asked, found.asked.until
        return cls(
            tuple(asked.designs),
            found.ended,
            next(iter(asked.designs.values())).currency,
            asked.level,
            asked.sure.looks,
            found.rows,
            until.measure if until is not None else "",
            found.decided if until is not None else None,
        )

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The pairs with the first design, in the order given."""
        return [(self.designs[0], other) for other in self.designs[1:]]

    def price(self, first: str, second: str) -> Row | None:
        """Give the row of `prices` of a pair's most frequent outage; None if no outage was priced."""
        return next(
            (row for row in self.tables["prices"] if (row["first"], row["second"]) == (first, second)), None
        )

    def family(self, first: str, second: str) -> list[Row]:
        """Give the rows of `differences` of a pair of which a winner is named, in order."""
        return [
            row
            for row in self.tables["differences"]
            if (row["first"], row["second"]) == (first, second) and row["p_family"] == row["p_family"]
        ]

    def average(self, design: str, like: Row) -> float:
        """Give the long-run value of a design in the measure of another row; NaN if it is not known."""
        same = ("measure", "world", "element")
        return next(
            (
                float(row["estimate"])
                for row in self.tables["averages"]
                if row["design"] == design and all(row[name] == like[name] for name in same)
            ),
            float("nan"),
        )


def records(frame: pd.DataFrame) -> list[Row]:
    """Give a table as rows by column name."""
    found: list[Row] = frame.to_dict("records")  # type: ignore[assignment]
    return found
