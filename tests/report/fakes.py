"""A run folder without a run: the hybrid brand's scenario with hand-made tables."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from simnet.records.results import RESULT_TABLES
from simnet.report.run import InHand
from simnet.scenario import Scenario, load
from tests.charts import frames
from tests.charts.frames import TYPICAL

MANIFEST = {"simnet": "0.1.0", "seed": 7, "replications": 60, "file": "brand.yaml"}
TYPES = {"i8": "int64", "f8": "float64", "?": "bool", "str": "object"}


class FakeFolder:
    """Gives tables by name as a run folder does; one that is not given is empty, with its columns."""

    def __init__(self, scenario: Scenario, tables: dict[str, pd.DataFrame]) -> None:
        self.manifest: dict[str, Any] = dict(MANIFEST)
        self._scenario, self._tables = scenario, tables

    def table(self, name: str, *, where: Mapping[str, object] | None = None) -> pd.DataFrame:
        """Give a table, or the rows of it that have these values."""
        if name in self._tables:
            return InHand(self._tables.__getitem__, self._scenario).table(name, where=where)
        fields = RESULT_TABLES[name].fields
        return pd.DataFrame({field.name: pd.Series(dtype=TYPES[field.dtype]) for field in fields})

    def scenario(self) -> Scenario:
        """Give the scenario."""
        return self._scenario


def replications(size: frames.Size = TYPICAL, **more: float) -> pd.DataFrame:
    """Make the measures of every simulated year: 98% and less on time, four of ten years below 95%."""
    rows = []
    for number in range(size.replications):
        for world, lost in (("disrupted", 0.03 + 0.005 * (number % 10)), ("twin", 0.01)):
            row = {"replication": number, "world": world, "orders": 70_000.0}
            row |= {"on_time.numerator": 70_000 * (1 - lost), "on_time.denominator": 70_000.0}
            row |= {"damage.numerator": 1_000.0, "damage.denominator": 75_000.0}
            row |= {"unit_fill.numerator": 9_900.0, "unit_fill.denominator": 10_000.0}
            row |= {"landed_cost_an_order.numerator": 900_000.0, "landed_cost_an_order.denominator": 70_000.0}
            row |= {"team_minutes_a_week.numerator": 9_048.0, "team_minutes_a_week.denominator": 52.0}
            row |= {"cancelled_orders": 10.0, "lost_orders": 2.0, "stockout_events": 300.0, "backlog": 1.0}
            rows.append(row | more)
    return pd.DataFrame(rows)


def skus(size: frames.Size = TYPICAL) -> pd.DataFrame:
    """Make stock by node and SKU: the first is sold out for longest."""
    rows = [
        (
            number,
            world,
            node,
            sku,
            (9.0 if world == "disrupted" else 2.0) / (rank + 1),
            20,
            25,
            300.0,
            100.0,
            12,
            1,
        )
        for number in range(size.replications)
        for world in ("disrupted", "twin")
        for node in size.nodes
        for rank, sku in enumerate(size.skus)
    ]
    names = [field.name for field in RESULT_TABLES["skus"].fields]
    return pd.DataFrame(rows, columns=names[: len(rows[0])])


def nodes(size: frames.Size = TYPICAL) -> pd.DataFrame:
    """Make the work of the nodes."""
    rows = [
        (number, world, node, 30_000, 29_500, 30_100, 40_000, 300, 20, 200_000.0, 400_000.0, 30_000.0, 12.0)
        for number in range(size.replications)
        for world in ("disrupted", "twin")
        for node in size.nodes
    ]
    names = [field.name for field in RESULT_TABLES["nodes"].fields]
    return pd.DataFrame(rows, columns=names[: len(rows[0])])


def thresholds(size: frames.Size = TYPICAL) -> pd.DataFrame:
    """Make the alarms of the hybrid brand: stockouts in 7 of 10 years."""
    rows = [
        (number, text, int(text.startswith("stockouts") and number % 10 >= 3), 9.0)
        for number in range(size.replications)
        for text in ("on_time < 0.95 for each node", "damage > 0.02", "stockouts >= 2 of candle-fig")
    ]
    return pd.DataFrame(rows, columns=["replication", "threshold", "alerts", "first_days"])


def dark(size: frames.Size = TYPICAL) -> pd.DataFrame:
    """Make what happens when each of two elements goes dark."""
    rows = [
        (element, kind, number, 3.0, survive, service, late, service == 0, False)
        for number in range(size.replications)
        for element, kind, survive, service, late in (
            ("columbus", "node", 0.0, 9.0, 520.0),
            ("printer", "supplier", frames.INF, 0.0, 0.0),
        )
    ]
    return pd.DataFrame(rows, columns=[field.name for field in RESULT_TABLES["dark"].fields])


def all_tables(size: frames.Size = TYPICAL) -> dict[str, pd.DataFrame]:
    """Make every table of a run."""
    makers = (frames.incidents, frames.curves, frames.stock_weeks, frames.ledger, frames.node_weeks,
              frames.weeks, frames.regions, frames.flows)  # fmt: skip
    mine = (replications, skus, nodes, thresholds, dark)
    return {maker.__name__: maker(size) for maker in (*makers, *mine)}


def hybrid(scenarios: Path, **tables: pd.DataFrame) -> FakeFolder:
    """Make a run folder of the hybrid brand with hand-made tables, some of them replaced."""
    return FakeFolder(load(scenarios / "hybrid.yaml"), all_tables() | tables)
