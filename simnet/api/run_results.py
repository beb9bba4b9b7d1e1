"""What came of a run: frames, and the pictures of its report."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Self

from simnet.api.results import Results
from simnet.errors import SimnetError
from simnet.study.result import Result

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from simnet.report.run import Run
    from simnet.scenario import Scenario


class RunResults(Results):
    """The results of one scenario; made by `simnet.run` and `simnet.load_results`."""

    folder: Result

    def __init__(self, folder: Result, kept: tempfile.TemporaryDirectory[str] | None = None) -> None:
        super().__init__(folder, kept)

    @classmethod
    def load(cls, folder: str | os.PathLike[str]) -> Self:
        """Open the folder of a finished run; raises RunFolderError if it is none."""
        return cls(Result.open(os.fspath(folder)))

    def table(self, name: str, where: Mapping[str, object] | None = None) -> pd.DataFrame:
        """Give a table of `simnet.records.results`, or its rows with these values."""
        return self.folder.table(name, where=where)

    def _runs(self, name: str, where: Mapping[str, object] | None = None) -> pd.DataFrame:
        return self.folder.table(name, where=where)

    @cached_property
    def scenario(self) -> Scenario:
        """The scenario that was run, with every default."""
        return self.folder.scenario()

    @cached_property
    def _run(self) -> Run:
        from simnet.report.run import Run

        return Run(self.folder)

    def plot(self, chart: str, number: int = 0) -> Figure:
        """Draw a chart of the report by name: `simnet.report.pictures.CHARTS`; the `number`-th of its kind.

        Raises SimnetError if the run has no such picture.
        """
        from simnet.report.pictures import chosen, pictures

        chosen([chart])
        found = [picture for picture in pictures(self._run) if picture.chart == chart]
        if not 0 <= number < len(found):
            raise SimnetError(
                f"this run has {len(found)} pictures of the kind {chart}; none is number {number}"
            )
        return found[number].draw()

    def plot_network(self) -> Figure:
        """Draw who makes, who packs and who buys, with the units a day between them."""
        return self.plot("whiteboard")

    def plot_recovery(self, number: int = 0) -> Figure:
        """Draw orders on time around an incident, with and without it; the worst kind first."""
        return self.plot("recovery", number)

    def plot_waterfall(self, number: int = 0) -> Figure:
        """Draw the recovery clocks of an incident; the worst kind first."""
        return self.plot("waterfall", number)

    def plot_stockouts(self) -> Figure:
        """Draw which products were sold out where, week by week."""
        return self.plot("stockouts")

    def plot_cost(self) -> Figure:
        """Draw what an average order costs, line by line."""
        return self.plot("cost")

    def plot_yearly_cost(self) -> Figure:
        """Draw what every simulated year cost."""
        return self.plot("yearly")

    def plot_load(self) -> Figure:
        """Draw how busy every place was, week by week."""
        return self.plot("load")

    def plot_weekly_review(self) -> Figure:
        """Draw what is usual in a week."""
        return self.plot("review")

    def _title(self) -> str:
        years = self._run.years
        return f"{self.scenario.name}, {years:,} simulated year{'' if years == 1 else 's'}"

    def _shown(self) -> pd.DataFrame:
        import pandas as pd

        from simnet.report.lines import lines
        from simnet.report.numbers import UNKNOWN

        rows = []
        for line in lines(self._run):
            typical, bad = (
                UNKNOWN if value is None else line.measure.write(value) for value in (line.typical, line.bad)
            )
            rows.append((line.label, typical, bad))
        return pd.DataFrame(rows, columns=["", "typical", "bad year: 1 in 10"]).set_index("")
