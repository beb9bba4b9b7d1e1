"""The folder of a comparison while it is being written; each design in it is a draft of its own."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

from simnet.records.arrow import Columns, to_arrow, write_parquet
from simnet.records.comparison_folder import DESIGNS
from simnet.records.comparison_results import COMPARISON_TABLES
from simnet.records.draft import PARTS, PLAN, Draft, finished_of, partial_path, plan_of
from simnet.records.kinds import COMPARISON
from simnet.records.parts import PART
from simnet.records.run_folder import MANIFEST, TABLES, RunFolderError


class ComparisonDraft(Draft):
    """A comparison that is under way, locked for this process; made by `begin`.

    It stands beside its final place as `.<name>.partial`, with the drafts of the designs in `designs/`.
    """

    @classmethod
    def begin(cls, target: Path, plan: Mapping[str, Any], kind: str = COMPARISON) -> Self:
        """Begin the folder `target`, or go on with its draft; raises as `Draft.begin` does."""
        there = partial_path(target)
        if _begun(there) and plan_of(there) != json.loads(json.dumps(plan)):
            raise RunFolderError(
                f"{there} holds an unfinished comparison of another plan; repeat that command to finish it, "
                "remove the folder, or name another one to write"
            )
        return super().begin(target, plan, kind)

    @staticmethod
    def finished_in(draft: Path) -> int:
        """Count the replications that are finished in every design that has been begun."""
        return min((finished_of(one) for one in (draft / DESIGNS).glob(".*.partial")), default=0)

    def design(self, folder: str, plan: Mapping[str, Any]) -> Draft:
        """Begin, or go on with, the run of one design.

        One that had been finished when the comparison was stopped in its last second is done again.
        """
        target = self.path / DESIGNS / folder
        shutil.rmtree(target, ignore_errors=True)
        return Draft.begin(target, plan)

    def finish(
        self, about: Mapping[str, Any], more: Mapping[str, Columns], known: Mapping[str, Any] | None = None
    ) -> Path:
        """Write the tables of `more` and the manifest, and give the folder its name; designs are finished."""
        with self._writing():
            folder = self.path / TABLES
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            counts = {
                name: write_parquet(to_arrow(table, [more[name]], {}), folder / f"{name}.parquet")
                for name, table in COMPARISON_TABLES.items()
            }
            text = json.dumps({**about, "tables": counts}, indent=1, ensure_ascii=False) + "\n"
            self.write(MANIFEST, text.encode())
            shutil.rmtree(self.path / PARTS, ignore_errors=True)
            (self.path / PLAN).unlink(missing_ok=True)
            os.replace(self.path, self.target)
        self.close()
        return self.target

    def close(self) -> None:
        """Let others write; what is finished of the designs stays for a later run."""
        if self._lock.held and not _begun(self.path):
            shutil.rmtree(self.path, ignore_errors=True)
        self._lock.release()


def _begun(draft: Path) -> bool:
    """Tell whether a draft has finished replications of any design."""
    designs = draft / DESIGNS
    return any(designs.glob(f".*.partial/{PARTS}/{PART}")) or any(designs.glob(f"*/{MANIFEST}"))
