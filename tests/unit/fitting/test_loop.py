"""The loop closed: what a scenario says is found again in files of its own simulated year."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from simnet import units
from simnet.engine.replication import run_replication
from simnet.fitting.basket import fit_basket
from simnet.fitting.counts import Counts, fit_counts
from simnet.fitting.lanes import ShipmentFit, fit_shipments
from simnet.fitting.orderfile import read_orders
from simnet.fitting.shipmentfile import read_shipments
from simnet.records import Records
from simnet.scenario import Scenario, load_text

pytestmark = pytest.mark.slow  # simulates six years

YEARS = 3
TEXT = """
simnet: 1
name: loop
start: 2026-01-05
horizon: 2 years
timezone: America/New_York
seed: 7
customers:
  orders: 30 per day
  growth: 30% per year
  dispersion: 4
  weekdays: {mon: 1.3, tue: 1.1, wed: 1.0, thu: 1.0, fri: 1.0, sat: 0.7, sun: 0.9}
  lines: {1: 70%, 2: 30%}
  quantity: {1: 80%, 2: 20%}
  regions:
    west: {share: 60%, zip: "90012"}
    east: {share: 40%, zip: "10001"}
skus:
  fig: {price: 28, cost: 7.40, weight: 1.3 lb, sells: 60%}
  oak: {price: 30, cost: 7.40, weight: 1.3 lb, sells: 40%}
suppliers: {maker: {makes: [fig, oak], lead_time: 2 days}}
nodes: {reno: {zip: "89501", hours: always, pickup: "17:00", stock: 12 weeks}}
carriers:
  post:
    congestion: {sd: 0.2, memory: 4 weeks}
    services:
      ground: {rates: 8, days: business, deliver_at: null}
lanes:
  - {from: reno, to: west, transit: {lognormal: {mean: 4 days, sd: 2 days}}}
  - {from: reno, to: east, transit: {gamma: {mean: 7 days, sd: 3 days}}}
"""


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    """Load the scenario."""
    return load_text(TEXT, "loop.yaml")


def instants(values: np.ndarray, scenario: Scenario, records: Records) -> pd.Series:
    """Turn instants of a replication into the text of a file, with the offset of UTC."""
    start = pd.Timestamp(scenario.start, tz=scenario.timezone).tz_convert("UTC")
    at = start + pd.to_timedelta(values - records.meta.start_us, unit="us")
    text = pd.Series(at.strftime("%Y-%m-%d %H:%M:%S+0000"))
    return text.where(values >= 0, "")


def files(scenario: Scenario, replication: int, folder: Path) -> tuple[Path, Path]:
    """Simulate, and write what a shop and a carrier would export on the last day."""
    records = run_replication(scenario, replication)
    orders, lines, sent = records["orders"], records["lines"], records["shipments"]
    of_line = orders[lines["order"]]
    counted = (of_line["placed_us"] >= records.meta.start_us) & (of_line["placed_us"] < records.meta.end_us)
    table = pd.DataFrame(
        {
            "order": lines["order"],
            "placed": instants(of_line["placed_us"], scenario, records),
            "sku": [("fig", "oak")[code] if code < 2 else "?" for code in lines["sku"]],
            "quantity": lines["quantity"],
        }
    )
    known = np.where(sent["delivered_us"] <= records.meta.end_us, sent["delivered_us"], -1)
    parcels = pd.DataFrame(
        {
            "released": instants(sent["queued_us"], scenario, records),
            "handed": instants(sent["collected_us"], scenario, records),
            "delivered": instants(known, scenario, records),
            "origin": "reno",
            "region": [records.names["region"][code] for code in sent["region"]],
        }
    )
    on_the_way = (sent["collected_us"] >= records.meta.start_us) & (
        sent["collected_us"] < records.meta.end_us
    )
    table[counted].to_csv(folder / f"o{replication}.csv", index=False)
    parcels[on_the_way].to_csv(folder / f"p{replication}.csv", index=False)
    return folder / f"o{replication}.csv", folder / f"p{replication}.csv"


@pytest.fixture(scope="module")
def found(scenario: Scenario, tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Counts, ShipmentFit]]:
    """Fit the files of a few replications."""
    folder, made = tmp_path_factory.mktemp("loop"), []
    for replication in range(YEARS):
        orders, parcels = files(scenario, replication, folder)
        bought = read_orders(orders, timezone=scenario.timezone)
        sent = read_shipments(parcels, timezone=scenario.timezone)
        made.append((fit_counts(bought.lines.groupby("order")["placed"].min()), fit_shipments(sent, "US")))
        basket = fit_basket(bought)
        # Two lines of one SKU become one line of more units: units an order stay what they were, 1.3 · 1.2.
        assert basket.lines.data_mean * basket.quantity.data_mean == pytest.approx(1.56, rel=0.02)
    return made


def test_the_customers_are_found_again(found: list[tuple[Counts, ShipmentFit]]) -> None:
    dispersion = np.mean([counts.dispersion for counts, _ in found])
    assert dispersion == pytest.approx(
        4, rel=0.15
    )  # sd of one of two years: 4 · √(2 / 730) · about 1.3 = 0.27
    assert np.mean([counts.growth for counts, _ in found]) == pytest.approx(0.3, abs=0.06)
    weekdays = np.mean([counts.weekdays for counts, _ in found], axis=0)
    assert weekdays == pytest.approx((1.3, 1.1, 1.0, 1.0, 1.0, 0.7, 0.9), abs=0.06)


def test_the_carrier_is_found_again(found: list[tuple[Counts, ShipmentFit]]) -> None:
    for _, shipments in found:
        factor = shipments.congestion["carrier"]
        assert factor is not None
        assert factor.sd_interval[0] <= 0.2 <= factor.sd_interval[1]
        assert factor.phi_interval[0] <= np.exp(-7 / 28) <= factor.phi_interval[1]
        (way,) = shipments.ways
        assert way.week.days == (0, 1, 2, 3, 4, 5)


def test_the_lanes_are_found_again(scenario: Scenario, found: list[tuple[Counts, ShipmentFit]]) -> None:
    truth = {lane.destination: lane.transit.mean() / units.DAY for lane in scenario.lanes if lane.transit}
    families = {"west": "lognormal", "east": "gamma"}
    means: dict[str, list[float]] = {"west": [], "east": []}
    for _, shipments in found:
        for lane in shipments.ways[0].lanes:
            means[lane.region].append(lane.best.distribution.mean())
            assert lane.best.distribution.name == families[lane.region]
            assert lane.goodness.distance < 0.03
    for region, mean in truth.items():
        # The carrier's own level over two years is in it: 0.2 · √(2 · 4 weeks / 104 weeks) = 6% each.
        assert np.mean(means[region]) == pytest.approx(mean, rel=0.10)
