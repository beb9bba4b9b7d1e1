"""The folder of a comparison, finished and whole: its own tables, and a run's folder for each design.

manifest.json   designs, seed, options          tables/    one parquet file a table of the comparison
designs/<name>/ the run of each design          *.png, report.html   pictures and page
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from simnet.records.comparison_results import COMPARISON_TABLES
from simnet.records.declare import ResultTable
from simnet.records.run_folder import COMPARISON, MANIFEST, RunFolder

if TYPE_CHECKING:
    import pandas as pd

DESIGNS = "designs"
"""Folder of the runs of the designs."""


class ComparisonFolder(RunFolder):
    """A finished comparison on disk; open one with `ComparisonFolder.open`.

    `table` gives the tables of `simnet.records.comparison_results`; `design_table` those of the runs.
    """

    known: ClassVar[Mapping[str, ResultTable]] = COMPARISON_TABLES
    what: ClassVar[str] = COMPARISON

    @classmethod
    def is_one(cls, path: str | os.PathLike[str]) -> bool:
        """Tell whether a folder says that it is a comparison's."""
        try:
            found = json.loads((Path(path) / MANIFEST).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return False
        return isinstance(found, dict) and found.get("kind") == cls.what

    @property
    def designs(self) -> tuple[str, ...]:
        """The names of the designs, in the order given."""
        return tuple(self.manifest["designs"])

    def run(self, design: str) -> RunFolder:
        """Open the run of one design; raises KeyError if there is no such design."""
        return RunFolder.open(self.path / self.manifest["designs"][design]["folder"])

    def design_table(self, name: str, where: Mapping[str, object] | None = None) -> pd.DataFrame:
        """Put a table of all runs below each other, with the column `design` first."""
        import pandas as pd

        frames = []
        for design in self.designs:
            frame = self.run(design).table(name, where=where)
            frame.insert(0, "design", design)
            frames.append(frame)
        return pd.concat(frames, ignore_index=True)
