"""From the runs of the designs to the tables of a comparison: a pure function of their tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from simnet.records.comparison_results import COMPARISON_TABLES
from simnet.study.comparing.outages import Outage
from simnet.study.comparing.pairs import (
    Confidence,
    averages,
    best,
    differences,
    family_of,
    samples_of,
)
from simnet.study.comparing.prices import prices
from simnet.study.comparing.samples import sides

if TYPE_CHECKING:
    import pandas as pd

Row = dict[str, Any]


def compared(
    tables: Mapping[str, Mapping[str, pd.DataFrame]],
    outages: Sequence[Outage],
    years: float,
    sure: Confidence,
    *,
    of: str = "",
    upto: int | None = None,
) -> dict[str, list[Row]]:
    """Give the rows of `averages`, `differences`, `best` and `prices`.

    `tables` are `replications` and `outages` by design, `years` is the length of the horizon; `of` is a
    measure that joins the family; only replications below `upto` count. Raises TooFewError with fewer than
    two that ended well in every design.
    """
    designs = sides(tables, upto)
    found, family = samples_of(designs), family_of(designs, of)
    pairs = differences(found, family, sure)
    return {
        "averages": averages(found, sure),
        "differences": pairs,
        "best": best(found, family, pairs, sure),
        "prices": prices(designs, outages, years, sure),
    }


def columns(name: str, rows: Sequence[Row]) -> dict[str, list[Any]]:
    """Put the rows of a table of a comparison into its columns."""
    return {field.name: [row[field.name] for row in rows] for field in COMPARISON_TABLES[name].fields}
