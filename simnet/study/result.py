"""What came of a study that was written to a folder: its tables, its scenario, how it was made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simnet.records.run_folder import RESOLVED, RunFolder

if TYPE_CHECKING:
    from simnet.scenario import Scenario


class Result(RunFolder):
    """A finished run as DataFrames by name, read when they are asked for.

    from simnet.study import Result
    result = Result.open("results/two-node-hybrid/2026-06-02-1")
    result.table("incidents")     # columns, units and meaning: simnet.records.results
    """

    def scenario(self) -> Scenario:
        """Give the scenario that was run, with the seed and the values that were used.

        Simulating it again gives the same numbers. What was read of files of orders and stock lies in the
        run's folder; the files themselves are not needed. Raises ScenarioError if this version of simnet
        cannot read it.
        """
        from simnet.scenario import load_text

        return load_text(self.resolved, str(self.path / RESOLVED), self.path)
