"""What came of a comparison: its tables, and the run of every design, read when they are asked for."""

from __future__ import annotations

from simnet.records.comparison_folder import ComparisonFolder
from simnet.study.result import Result


class Comparison(ComparisonFolder):
    """A finished comparison as DataFrames by name.

    from simnet.study.comparing import Comparison
    comparison = Comparison.open("results/compare/single-or-hybrid/2026-06-02-1")
    comparison.table("differences")        # columns, units and meaning: simnet.records.comparison_results
    comparison.run("hybrid").scenario()    # the run of a design, as any other
    comparison.design_table("outages")     # a table of all runs, the column `design` first
    """

    def run(self, design: str) -> Result:
        """Open the run of one design; raises KeyError if there is no such design."""
        return Result.open(self.path / self.manifest["designs"][design]["folder"])
