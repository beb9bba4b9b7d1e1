"""What a delivered order costs, in the few parts that a founder thinks in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simnet.report.numbers import money
from simnet.report.run import Run
from simnet.study.statistics import quantile

if TYPE_CHECKING:
    import pandas as pd

COST = "landed_cost_an_order"
"""The measure whose parts are named."""

PARTS: dict[str, tuple[str, ...]] = {
    "product": ("product",),
    "postage": ("postage_base", "postage_fuel", "postage_residential", "postage_dimensional"),
    "packing": ("pick_pack", "packaging"),
}
"""Cost lines by the word for them; all others are `other`."""


def breakdown(run: Run, width: int) -> str:
    """Say what a delivered order costs by part, in the year whose cost per order is the typical one.

    So the parts add up to the figure above them, to the cent. Empty if the run has no ledger; parts that do
    not fit into the width are put into the last one, `other`.
    """
    year = _typical_year(run)
    if year is None:
        return ""
    orders = float(year[f"{COST}.denominator"])
    total = round(float(year[f"{COST}.numerator"]) / orders, 2)
    sums = {
        word: round(sum(float(year.get(f"cost.{line}", 0.0)) for line in lines) / orders, 2)
        for word, lines in PARTS.items()
    }
    for named in range(len(sums), -1, -1):
        parts = dict(list(sums.items())[:named])
        parts["other"] = total - sum(parts.values())
        said = " · ".join(f"{word} {money(amount)}" for word, amount in parts.items())
        if len(said) <= width:
            return said
    return ""


def _typical_year(run: Run) -> pd.Series[float] | None:
    """Find the simulated year whose cost per order is the median of all; None without orders or a ledger."""
    frame = run.table("replications")
    frame = frame[frame["world"] == "disrupted"]
    if f"{COST}.denominator" not in frame:
        return None
    frame = frame[frame[f"{COST}.denominator"] > 0]
    if frame.empty:
        return None
    costs = (frame[f"{COST}.numerator"] / frame[f"{COST}.denominator"]).to_numpy(float)
    return frame.iloc[int(np.abs(costs - quantile(costs, 0.5)).argmin())]
