"""What the tables of a drill say about where its time went."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from simnet.scenario import Occasion, Scenario
from simnet.study.statistics import quantile

if TYPE_CHECKING:
    import pandas as pd

MOST_DAYS = 14.0
"""Days for which hands are called in at most."""


@dataclass(frozen=True)
class Seen:
    """What the tables of a drill say about where its time went."""

    scenario: Scenario
    occasion: Occasion
    shares: Mapping[tuple[str, str], float]
    """Share of all additional waiting, by cause and subject, largest first."""
    short: Mapping[tuple[str, str], float]
    """Units short beyond the twin's in a bad year, by node and SKU, largest first."""
    typical: Mapping[str, float]
    """Medians of table `replications`."""
    missed: tuple[str, ...]
    """Goals that were not held."""

    def works_on(self, *wanted: str) -> str:
        """Name the first of some goals that was missed; else the first goal that was."""
        return next((name for name in wanted if name in self.missed), self.missed[0])

    @property
    def days(self) -> float:
        """Days for which help is needed: until customers stop noticing, or as long as it lasts."""
        service = self.typical["service_days"]
        felt = service if math.isfinite(service) else MOST_DAYS
        return min(max(math.ceil(max(felt, self.typical["downtime_days"])) + 2.0, 3.0), MOST_DAYS)


def seen(
    scenario: Scenario, occasion: Occasion, tables: Mapping[str, pd.DataFrame], missed: list[str]
) -> Seen:
    """Read the tables `waits`, `ran_out` and `replications` of a drill."""
    waits, out, frame = tables["waits"], tables["ran_out"], tables["replications"]
    sums = waits.groupby(["cause", "subject"])["days"].sum().sort_values(ascending=False, kind="stable")
    whole = float(sums.sum()) or 1.0
    years = len(frame)
    bad = {}
    for place, rows in out.groupby(["node", "sku"]):
        amounts = np.zeros(years)
        amounts[: len(rows)] = rows["units"].to_numpy(float)
        bad[_place(place)] = quantile(amounts, 0.9)
    ranked = dict(sorted(bad.items(), key=lambda row: (-row[1], row[0])))
    names = ("downtime_days", "detect_days", "decide_days", "service_days", "touches", "team_minutes")
    return Seen(
        scenario,
        occasion,
        {_place(key): float(days) / whole for key, days in sums.items()},
        {place: amount for place, amount in ranked.items() if amount > 0},
        {name: quantile(frame[name].to_numpy(float), 0.5) for name in names},
        tuple(missed),
    )


def _place(key: Any) -> tuple[str, str]:
    return str(key[0]), str(key[1])
