"""Pages and PNG sheets for a run, a drill or a comparison.

from simnet.report import write_report
write_report("results/two-node-hybrid/2026-06-02-1")    # draws charts/*.png and report.html from the tables
write_drill("results/two-node-hybrid/drill-2026-Q2")    # drill.png, sheet2.png, card.png, report.html
"""

from __future__ import annotations

from simnet.report.drill.write import write_drill
from simnet.report.write import write_comparison, write_report

__all__ = ["write_comparison", "write_drill", "write_report"]
