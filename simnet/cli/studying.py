"""The course of a command that simulates many years into a folder: begin, simulate, draw, print."""

from __future__ import annotations

from abc import ABC, abstractmethod
from pathlib import Path
from typing import TYPE_CHECKING

from simnet.cli.bar import console

if TYPE_CHECKING:
    from rich.console import Console

    from simnet.records.draft import Draft
    from simnet.scenario import Scenario
    from simnet.study import Study

DONE, FAILED, INTERRUPTED = 0, 1, 130


class Studying(ABC):
    """One call of such a command, once its options are understood."""

    scenario: Scenario

    def run(self, out: Path | None) -> int:
        """Simulate, write and print; returns the exit code."""
        screen, err = console(), console(stderr=True)
        draft = self._begin(out)
        try:
            if draft.finished:
                err.print(f"going on after {draft.finished:,} finished years ({draft.path})", style="dim")
            warm_up(self.scenario, err)
            study = self._study(draft, err)
            self._print(study, draft, self._page(study, err), screen, err)
        finally:
            draft.close()
        if study.stopped == "interrupted":
            return INTERRUPTED
        return FAILED if study.failures or study.stopped else DONE

    @abstractmethod
    def _begin(self, out: Path | None) -> Draft:
        """Begin the folder before anything is simulated, so that what is wrong with it is known at once."""

    @abstractmethod
    def _study(self, draft: Draft, err: Console) -> Study:
        """Simulate what is not finished yet."""

    @abstractmethod
    def _page(self, study: Study, err: Console) -> str:
        """Draw the pictures and the page; returns its path, empty if there is none."""

    @abstractmethod
    def _print(self, study: Study, draft: Draft, page: str, screen: Console, err: Console) -> None:
        """Print what came of it."""


def warm_up(scenario: Scenario, err: Console) -> None:
    """Compile the engine before workers start, so that they only load it; say so if that takes long."""
    from simnet.cli.bar import unicode
    from simnet.engine.replication import is_cold
    from simnet.engine.replication import warm_up as compile_engine

    if is_cold():
        dots = "…" if unicode(err) else "..."
        err.print(f"compiling (once), about half a minute {dots}", style="dim", highlight=False)
    compile_engine(scenario)
