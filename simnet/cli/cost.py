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
    total = float(year[f"{COST}.numerator"]) / orders
    sums = {
        word: sum(float(year.get(f"cost.{line}", 0.0)) for line in lines) / orders
        for word, lines in PARTS.items()
    }
    for named in range(len(sums), -1, -1):
        parts = dict(list(sums.items())[:named])
        parts["other"] = total - sum(parts.values())
        said = " · ".join(f"{word} {money(cents / 100)}" for word, cents in _cents(parts, total).items())
        if len(said) <= width:
            return said
    return ""


def _cents(parts: dict[str, float], total: float) -> dict[str, int]:
    """Round amounts to whole cents that add up to the rounded total; what comes to nothing is left out."""
    cents = {word: round(amount * 100) for word, amount in parts.items()}
    largest = max(cents, key=lambda word: cents[word])
    cents[largest] += round(total * 100) - sum(cents.values())
    return {word: amount for word, amount in cents.items() if amount}


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
