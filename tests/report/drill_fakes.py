"""A drill's folder without a drill: the hybrid brand's scenario with hand-made tables."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from simnet.report.drill.run import DrillRun
from simnet.report.run import InHand
from simnet.scenario import Scenario, load
from tests.charts import drills


class FakeDrill(InHand):
    """Gives tables by name as a run folder does."""

    def __init__(self, scenario: Scenario, tables: dict[str, pd.DataFrame], manifest: dict[str, Any]) -> None:
        super().__init__(tables.__getitem__, scenario)
        self.manifest = manifest


def drill_run(scenarios: Path, case: drills.Case | str, **tables: pd.DataFrame) -> DrillRun:
    """Make a drill's run, some of its tables replaced."""
    made = drills.CASES[case] if isinstance(case, str) else case
    folder = FakeDrill(load(scenarios / "hybrid.yaml"), drills.tables(made) | tables, drills.manifest(made))
    return DrillRun(folder)


__all__ = ["FakeDrill", "drill_run"]
