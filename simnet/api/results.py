"""What runs and comparisons have in common: the same frames, with an index level more for several designs."""

from __future__ import annotations

import os
import shutil
import tempfile
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Self

from simnet.api import frames
from simnet.records.run_folder import RunFolder, RunFolderError

if TYPE_CHECKING:
    import pandas as pd

LEDGER = {"by": "total"}


class Results(ABC):
    """Results on disk as tidy DataFrames; what was written to no folder of your own goes with the object."""

    levels: ClassVar[Sequence[str]] = ()

    def __init__(self, folder: RunFolder, kept: tempfile.TemporaryDirectory[str] | None = None) -> None:
        self.folder = folder
        self._kept = kept

    @classmethod
    @abstractmethod
    def load(cls, folder: str | os.PathLike[str]) -> Self:
        """Open the folder of finished results; raises RunFolderError if it is none."""

    @abstractmethod
    def table(self, name: str, where: Mapping[str, object] | None = None) -> pd.DataFrame:
        """Give a table as it is on disk, or its rows with these values; see `simnet.records`."""

    @abstractmethod
    def _runs(self, name: str, where: Mapping[str, object] | None = None) -> pd.DataFrame:
        """Give a table of runs, with the column `design` if there are several."""

    @property
    def path(self) -> Path:
        """The folder; a temporary one unless `out` was given, or it was loaded."""
        return self.folder.path

    @cached_property
    def summary(self) -> pd.DataFrame:
        """Every measure in the long run, and how it spreads; see `simnet.api.frames.summary`."""
        return frames.summary(self._runs("replications"), self.levels)

    @cached_property
    def replications(self) -> pd.DataFrame:
        """Every measure of every simulated year, disrupted and twin; `simnet.api.frames.replications`."""
        return frames.replications(self._runs("replications"), self.levels)

    @cached_property
    def daily(self) -> pd.DataFrame:
        """The year day by day, averages over simulated years; see `simnet.api.frames.daily`."""
        return frames.daily(self._runs("days"), self.levels)

    @cached_property
    def ledger(self) -> pd.DataFrame:
        """What every year cost, line by line; see `simnet.api.frames.ledger`. `table("ledger")` has more."""
        return frames.ledger(self._runs("ledger", LEDGER), self.levels)

    @cached_property
    def stock(self) -> pd.DataFrame:
        """How much lay where, and what was short; see `simnet.api.frames.stock`."""
        return frames.stock(self._runs("skus"), self.levels)

    @cached_property
    def recovery(self) -> pd.DataFrame:
        """Every incident with its clocks and losses; see `simnet.api.frames.recovery`."""
        return frames.recovery(self._runs("incidents"), self.levels)

    def save(self, folder: str | os.PathLike[str]) -> Path:
        """Copy the folder to a new place, whole or not at all.

        Raises RunFolderError if it exists already or cannot be written.
        """
        return copied(self.path, Path(folder))

    def __repr__(self) -> str:
        """Say what it is, in a line."""
        return f"<{type(self).__name__}: {self._title()}>"

    def _repr_html_(self) -> str:
        """Show the title and a small table in a notebook."""
        import html

        head = f"<p><b>{html.escape(self._title())}</b></p>"
        text = "".join(f"<p>{html.escape(line)}</p>" for line in self._lines())
        return head + text + self._shown().to_html(border=0, escape=True)

    @abstractmethod
    def _title(self) -> str:
        """Say what was simulated."""

    def _lines(self) -> list[str]:
        """Give sentences below the title."""
        return []

    @abstractmethod
    def _shown(self) -> pd.DataFrame:
        """Give the small table of a notebook."""


def copied(source: Path, target: Path) -> Path:
    """Copy a folder to a new place, whole or not at all; RunFolderError if it exists or cannot be written."""
    if target.exists():
        raise RunFolderError(f"{target} exists; name a folder that does not, or remove it")
    draft = target.with_name(f".{target.name}.copy")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(draft, ignore_errors=True)
        shutil.copytree(source, draft)
        os.replace(draft, target)
    except OSError as error:
        shutil.rmtree(draft, ignore_errors=True)
        raise RunFolderError(f"{target} cannot be written ({error.strerror or error})") from None
    return target


def place(out: str | os.PathLike[str] | None) -> tuple[Path, Any]:
    """Give the folder to write: the one named, or one in a temporary folder that is given beside it."""
    if out is not None:
        return Path(out), None
    kept = tempfile.TemporaryDirectory(prefix="simnet-")
    return Path(kept.name) / "results", kept
