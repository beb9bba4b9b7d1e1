"""What came of a comparison: the frames of all designs, differences, prices, and the verdict in words."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar, Self

from simnet.api.results import Results
from simnet.api.run_results import RunResults
from simnet.errors import SimnetError, nearest
from simnet.study.comparing import Comparison

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from simnet.report.comparing.view import View

PAIR = ["first", "second"]
WHAT = ["measure", "world", "element"]


class ComparisonResults(Results):
    """The results of several designs; frames have the index level `design` first."""

    levels: ClassVar[tuple[str, ...]] = ("design",)
    folder: Comparison

    def __init__(self, folder: Comparison, kept: tempfile.TemporaryDirectory[str] | None = None) -> None:
        super().__init__(folder, kept)

    @classmethod
    def load(cls, folder: str | os.PathLike[str]) -> Self:
        """Open the folder of a finished comparison; raises RunFolderError if it is none."""
        return cls(Comparison.open(os.fspath(folder)))

    @property
    def designs(self) -> tuple[str, ...]:
        """The names of the designs."""
        return self.folder.designs

    def run(self, design: str) -> RunResults:
        """Give the results of one design; raises KeyError if there is none of that name."""
        return RunResults(self.folder.run(design))

    def table(self, name: str, where: Mapping[str, object] | None = None) -> pd.DataFrame:
        """Give a table of the comparison, or of the runs with the column `design`."""
        if name in self.folder.declared:
            return self.folder.table(name, where=where)
        return self.folder.design_table(name, where=where)

    def _runs(self, name: str, where: Mapping[str, object] | None = None) -> pd.DataFrame:
        return self.folder.design_table(name, where=where)

    @cached_property
    def differences(self) -> pd.DataFrame:
        """Every pair in every measure, second − first. Index: first, second, measure, world, element."""
        return self.folder.table("differences").set_index([*PAIR, *WHAT])

    @cached_property
    def averages(self) -> pd.DataFrame:
        """Every measure over the years that all designs have. Index: design, measure, world, element."""
        return self.folder.table("averages").set_index(["design", *WHAT])

    @cached_property
    def best(self) -> pd.DataFrame:
        """How often each design is the best of all. Index: design, measure, world, element."""
        return self.folder.table("best").set_index(["design", *WHAT])

    @cached_property
    def prices(self) -> pd.DataFrame:
        """Premium, loss an outage and break-even of every pair. Index: first, second, element."""
        return self.folder.table("prices").set_index([*PAIR, "element"])

    @cached_property
    def outages(self) -> pd.DataFrame:
        """What each outage alone cost; the twin has no name. Index: design, replication, element."""
        return self._runs("outages").set_index(["design", "replication", "element"])

    @cached_property
    def _view(self) -> View:
        from simnet.report.comparing.view import View

        return View.of_folder(self.folder)

    def plot(self, chart: str) -> Figure:
        """Draw a page by name: page, differences, costs, recovery, frontier or card.

        Raises SimnetError if the comparison has no such picture.
        """
        from simnet.report.comparison_pictures import comparison_pictures

        found = {picture.chart: picture for picture in comparison_pictures(self.folder)}
        if chart not in found:
            raise SimnetError(f"{chart} is not a picture of this comparison ({nearest(chart, found)})")
        return found[chart].draw()

    def plot_page(self) -> Figure:
        """Draw the page: the answer, the table, cost by frequency, and what costs more or less."""
        return self.plot("page")

    def plot_differences(self) -> Figure:
        """Draw by how much designs differ, measure by measure, with intervals."""
        return self.plot("differences")

    def plot_costs(self) -> Figure:
        """Draw what a year costs line by line, the designs side by side."""
        return self.plot("costs")

    def plot_recovery(self) -> Figure:
        """Draw how each design passes the same outage."""
        return self.plot("recovery")

    def plot_frontier(self) -> Figure:
        """Draw the cost of an order against orders on time, every design a point."""
        return self.plot("frontier")

    def plot_card(self) -> Figure:
        """Draw the headline alone, to send to someone."""
        return self.plot("card")

    @property
    def verdict(self) -> str:
        """The answer in words, true at the stated confidence, or that it is not decided."""
        from simnet.report.comparing.sentences import headline

        return headline(self._view)

    def _title(self) -> str:
        return f"{' or '.join(self.designs)}: {self._view.years:,} simulated years of each"

    def _lines(self) -> list[str]:
        from simnet.report.comparing.sentences import reasons

        price = self._view.price(*self.designs) if len(self.designs) == 2 else None
        return [self.verdict, *(reasons(self._view, price) if price is not None else ())]

    def _shown(self) -> pd.DataFrame:
        import pandas as pd

        from simnet.report.comparing.rows import label_of, ordered, rows, written

        view = self._view
        if len(self.designs) == 2:
            lines = rows(view, *self.designs)
            return pd.DataFrame(
                [(line.label, *line.values, line.verdict) for line in lines],
                columns=["", *self.designs, "better"],
            ).set_index("")
        family = ordered(view.family(*view.pairs[0]))
        found = [
            (label_of(row), *(written(row, view.average(design, row)) for design in self.designs))
            for row in family
        ]
        return pd.DataFrame(found, columns=["", *self.designs]).set_index("")
