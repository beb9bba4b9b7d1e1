"""The clocks of an incident: what they are called, and how long they take over all cases."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simnet.charts.numbers import BEYOND, HIGH, MIDDLE, quantile, span

if TYPE_CHECKING:
    import pandas as pd

HEADLINE_CLOCK = "service_days"
CLOCKS: dict[str, str] = {
    "detect_days": "You notice",
    "decide_days": "You decide",
    "rerouted_first_days": "First order goes elsewhere",
    "rerouted_last_days": "Last waiting order has too",
    "first_parcel_days": "First parcel leaves",
    "resupply_days": "Backup maker delivers",
    "backlog_days": "No order is overdue",
    "service_days": "Customers stop noticing",
    "stock_days": "Stock is back",
}
"""The clocks of an incident in the order in which they usually strike, in a founder's words."""
ENDINGS = ("backlog_days", "service_days", "stock_days")
"""Clocks that always run: infinite means not over by the end of the window, not that it never began."""


@dataclass(frozen=True)
class Bar:
    """One clock over all cases, days; `share` of the cases have it at all."""

    name: str
    column: str
    typical: float
    bad: float
    share: float

    @property
    def text(self) -> str:
        """Say how long it takes, in how many cases if not in all, and if the bad case has not ended."""
        if math.isinf(self.bad):
            return BEYOND if math.isinf(self.typical) else f"{span(self.typical)}; bad case {BEYOND}"
        if self.share > 0.995:
            return span(self.typical)
        tenths = max(1, math.floor(self.share * 10))
        return f"{span(self.typical)}, in {tenths} of 10 cases"


def bars(cases: pd.DataFrame) -> list[Bar]:
    """Summarize every clock over cases, in the order of CLOCKS."""
    made = []
    for column, name in CLOCKS.items():
        days = cases[column].to_numpy(dtype=float)
        ran = days if column in ENDINGS else days[np.isfinite(days)]
        if not len(days):
            continue
        typical, bad = quantile(ran, MIDDLE), quantile(ran, HIGH)
        made.append(Bar(name, column, typical, bad, len(ran) / len(days)))
    return made
