"""Comparisons without simulating: tables made from numbers, and all that a comparison computes of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from simnet import units
from simnet.measures.catalog import MEASURES
from simnet.study.comparing.outages import LEVELS, Outage
from simnet.study.comparing.pairs import Confidence
from simnet.study.comparing.tables import columns, compared

LINES = {"product": 760_000, "postage_base": 700_000, "pick_pack": 200_000, "payment": 110_000,
         "refunds": 50_000, "fixed": 1_800, "own_labor": 100, "storage": 3_000, "returns": 23_000,
         "customer_service": 12_000, "transfers": 0, "packaging": 61_000, "write_offs": 32_000}  # fmt: skip
ELEMENT = "3pl"


@dataclass(frozen=True)
class Design:
    """What one design is like: cost of a calm year more than usual, loss of an outage, how much it varies."""

    name: str
    more: float = 0.0
    loss: float = 20_000.0
    late: float = 400.0
    on_time: float = 0.95
    noise: float = 1_000.0
    stock: float = 50_000.0


class Made:
    """A comparison's folder as the pictures read it."""

    def __init__(
        self, *designs: Design, years: int = 40, horizon_days: float = 365.0, outage: bool = True
    ) -> None:
        self.designs = tuple(design.name for design in designs)
        frames = {
            design.name: _frames(design, number, years, outage) for number, design in enumerate(designs)
        }
        days = tuple(round(level * 4 * units.DAY) for level in LEVELS)
        event: Any = type("Event", (), {"name": "flood"})()
        priced = [Outage("node", (ELEMENT,), event, days, {designs[0].name: 0.5})] if outage else []
        found = compared(frames, priced, horizon_days / 365.0, Confidence())
        self._own = {name: pd.DataFrame(columns(name, rows)) for name, rows in found.items()}
        self._runs = {"outages": {name: one["outages"] for name, one in frames.items()}}
        self._runs["outage_curves"] = {design.name: _curves(design, years, outage) for design in designs}
        self.manifest: dict[str, Any] = {
            "replications": years, "currency": "USD", "level": 0.95, "looks": 1, "until_decided": None,
            "horizon_days": horizon_days, "seed": 7, "simnet": "0.1.0",
        }  # fmt: skip

    def table(self, name: str, where: Mapping[str, object] | None = None) -> pd.DataFrame:
        """Give a table of the comparison."""
        return self._own[name]

    def design_table(self, name: str, where: Mapping[str, object] | None = None) -> pd.DataFrame:
        """Put a table of all designs below each other."""
        return pd.concat([frame.assign(design=design) for design, frame in self._runs[name].items()])


def _frames(design: Design, number: int, years: int, outage: bool) -> dict[str, pd.DataFrame]:
    shared, own = (np.random.default_rng(seed).standard_normal(years) for seed in (1, number + 2))
    base = 2_000_000 + 20_000 * shared
    calm = base + design.more + design.noise * own
    rows: dict[str, Any] = {"replication": np.arange(years), "world": "disrupted"}
    values = {
        "on_time": design.on_time + 0.004 * shared + 0.002 * own, "unit_fill": 0.98 + 0.002 * own,
        "cash_on_hand": design.stock + 500 * own, "team_minutes_a_week": 10 + own,
        "door_days": 5.0 + 0.05 * own, "landed_cost_an_order": calm / 70_000,
        "landed_cost": calm,
    }  # fmt: skip
    for name, value in values.items():
        if MEASURES[name].ratio:
            rows |= {f"{name}.numerator": 70_000 * value, f"{name}.denominator": np.full(years, 70_000.0)}
        else:
            rows[name] = value
    for place, (line, amount) in enumerate(LINES.items()):
        rows[f"cost.{line}"] = np.full(years, float(amount)) + design.more * (0.6 - 0.2 * (place % 4))
    disrupted = pd.DataFrame(rows)
    twin = disrupted.assign(world="twin")
    replications = pd.concat([disrupted, twin]).sort_values(["replication", "world"], ignore_index=True)
    outages = [_outages("", calm, np.zeros(years), np.zeros(years))]
    if outage:
        outages.append(
            _outages(
                ELEMENT, calm, design.loss + design.noise * own, np.round(design.late + 20 * shared + 9 * own)
            )
        )
    return {"replications": replications, "outages": pd.concat(outages, ignore_index=True)}


def _outages(element: str, cost: Any, loss: Any, late: Any) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "replication": np.arange(len(cost)), "element": element, "kind": "node" if element else "",
            "downtime_days": 2.0 if element else 0.0, "cost": cost + loss, "unsold": 0.0, "loss": loss,
            "excess_late": late, "service_days": 4.0, "absorbed": False,
            "censored": False, "team_minutes": 9.0,
        }
    )  # fmt: skip


def _curves(design: Design, years: int, outage: bool) -> pd.DataFrame:
    days = np.arange(-14, 60)
    dip = np.round(design.late / 3 * np.exp(-((days - 1.0) ** 2) / 8)).astype(int)
    rows = {
        "element": ELEMENT, "day": np.tile(days, years), "orders": 200,
        "late": np.tile(np.minimum(dip + 2, 200), years),
        "twin_orders": 200, "twin_late": 2, "overdue": np.tile(np.roll(dip, 5), years), "twin_overdue": 0,
        "position": 9_000, "twin_position": 9_000,
    }  # fmt: skip
    frame = pd.DataFrame({"replication": np.repeat(np.arange(years), len(days)), **rows})
    return frame if outage else frame.head(0)


LONG = "a-network-with-a-very-long-name of five regional warehouses and a garage in the north-west"
CASES: dict[str, tuple[Design, ...]] = {
    "pays": (Design("3PL only"), Design("3PL + garage", 4_300, 10_000, 120, 0.958, stock=61_000)),
    "never": (Design("3PL only"), Design("3PL + garage", 150_000, 22_000, 380, 0.95)),
    "always": (Design("3PL only"), Design("3PL + garage", -20_000, 5_000, 90, 0.96)),
    "undecided": (Design("3PL only", noise=9_000), Design("3PL + garage", 900, 19_000, 399, noise=9_000)),
    "same": (Design("A", noise=0.0), Design("B", noise=0.0)),
    "three": (Design("drop ship", -90_000, 30_000, 600, 0.90), Design("single"),
              Design("hybrid", 50_000, 9_000, 100, 0.97)),
    "five": tuple(Design(f"{LONG} {n}", n * 30_000.0, 30_000 - 5_000.0 * n, 500 - 90.0 * n, 0.9 + 0.02 * n)
                  for n in range(5)),
    "absurd": (Design(LONG, 0.0, 1e9, 1e6, 0.5), Design(f"{LONG} again", 9e11, 1e3, 3, 0.999, stock=1e12)),
}  # fmt: skip
