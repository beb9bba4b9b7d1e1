"""What came of a failover drill: verdict, goals, clocks and changes as frames, and its pages."""

from __future__ import annotations

import os
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from simnet.api.results import copied
from simnet.errors import SimnetError, nearest
from simnet.records.drill_results import GOALS
from simnet.study.drills.result import DrillResult

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from simnet.report.drill.run import DrillRun
    from simnet.scenario import Scenario

PAGES = {"page": "drill", "second": "sheet2", "card": "card"}
"""Pages by what they are called here, with the beginning of their file's name."""


class DrillResults:
    """The results of one date of a drill; made by `simnet.drill` and `simnet.load_results`.

    What was written to no folder of your own goes with the object.
    """

    def __init__(self, held: DrillResult) -> None:
        self.folder = held

    @classmethod
    def load(cls, folder: str | os.PathLike[str]) -> Self:
        """Open the folder of a drill that was held; raises RunFolderError if it is none."""
        return cls(DrillResult.open(os.fspath(folder)))

    @property
    def path(self) -> Path:
        """The folder; a temporary one unless `out` was given, or it was loaded."""
        return self.folder.path

    @property
    def status(self) -> str:
        """Whether it ran: completed, invalid, aborted or failed."""
        return self.folder.status

    @property
    def verdict(self) -> str | None:
        """Whether the network held: held, deviated, undecided; None if the drill did not complete."""
        return self.folder.verdict

    @property
    def passed(self) -> bool:
        """Whether every goal is reached in enough years, beyond doubt."""
        return self.folder.exit_code == 0

    @property
    def headline(self) -> str:
        """Say what happened, how long customers felt it, and what the goal was: the page's headline."""
        from simnet.report.drill.words import headline

        return " ".join(headline(self._run))

    @property
    def fix_first(self) -> str:
        """Say what to change first and what it would do: the box of the page."""
        from simnet.report.drill.fix import first

        box = first(self._run)
        return f"{box.title} {box.detail}".strip()

    @cached_property
    def scenario(self) -> Scenario:
        """The scenario that the drill was held in, with every default."""
        return self.folder.scenario()

    @cached_property
    def goals(self) -> pd.DataFrame:
        """Every goal: limit, typical, bad case, share of years with its interval, verdict. Index: goal."""
        return self.folder.goals

    @cached_property
    def clocks(self) -> pd.DataFrame:
        """Days from the onset by simulated year, infinite if it never came. Index: replication."""
        columns = {goal.column: name for name, goal in GOALS.items() if goal.unit == "days"}
        return self.replications[list(columns)].rename(columns=columns)

    @cached_property
    def replications(self) -> pd.DataFrame:
        """Every clock and loss of every simulated year. Index: replication."""
        return self.folder.replications

    @cached_property
    def changes(self) -> pd.DataFrame:
        """What was tried again in the same years, best first, and what it does. Index: change, goal."""
        import pandas as pd

        effects = self.table("change_goals").set_index(["change", "goal"])
        about = self.folder.changes[["words", "verdict", "cost_per_outage", "cost_per_year", "saves"]]
        about = about.rename(columns={"verdict": "drill"})
        return pd.DataFrame(effects.join(about, on="change"))

    @cached_property
    def timeline(self) -> pd.DataFrame:
        """One typical year step by step, in words. Index: step."""
        import pandas as pd

        from simnet.report.drill.timeline import steps

        rows = [(step.days, step.when, step.what) for step in steps(self._run)]
        return pd.DataFrame(rows, columns=["days", "when", "what"]).rename_axis("step")

    def table(self, name: str) -> pd.DataFrame:
        """Give a table of `simnet.records.drill_results`."""
        return self.folder.table(name)

    @cached_property
    def _run(self) -> DrillRun:
        from simnet.report.drill.run import DrillRun

        return DrillRun(self.folder)

    def plot(self, page: str = "page", paper: str = "a4") -> Figure:
        """Draw `page`, `second` or `card`, the first two for `a4` or `letter`.

        Raises SimnetError for another name.
        """
        from simnet.charts.drill.paper import FORMATS
        from simnet.report.drill.write import sheets

        papers = [form.name for form in FORMATS]
        if page not in PAGES or paper not in papers:
            word, known = (page, list(PAGES)) if page not in PAGES else (paper, papers)
            raise SimnetError(f"{word} is no page of a drill, or no paper ({nearest(word, known)})")
        ending = "" if page == "card" or paper == papers[0] else f"-{paper}"
        return sheets(self._run)[f"{PAGES[page]}{ending}.png"]()

    def write_pages(self) -> list[Path]:
        """Draw all pages and the report into the folder; returns what was written, drill.png first."""
        from simnet.report import write_drill

        return write_drill(self.path)

    def save(self, folder: str | os.PathLike[str]) -> Path:
        """Copy the folder to a new place, whole or not at all.

        Raises RunFolderError if it exists already or cannot be written.
        """
        return copied(self.path, Path(folder))

    def __repr__(self) -> str:
        """Say what it is, in a line."""
        return f"<{type(self).__name__}: {self.headline}>"

    def _repr_html_(self) -> str:
        """Show the headline, what to fix first and the goals in a notebook."""
        import html

        from simnet.report.drill.words import badge

        mark, words, beside = badge(self._run)
        lines = (f"<b>{mark} {words}</b> {html.escape(beside)}", f"<b>{html.escape(self.headline)}</b>",
                 html.escape(self.fix_first))  # fmt: skip
        text = "".join(f"<p>{line}</p>" for line in lines)
        return text + self._shown().to_html(border=0, escape=True)

    def _shown(self) -> pd.DataFrame:
        import pandas as pd

        from simnet.report.drill.goals import goal_rows

        rows: list[tuple[Any, ...]] = [
            (f"{row.mark} {row.name}", row.wanted, row.typical, row.bad, row.tenths)
            for row in goal_rows(self._run)
        ]
        names = ["", "you wanted", "typical", "bad case", "met in … of 10 years"]
        return pd.DataFrame(rows, columns=names).set_index("")
