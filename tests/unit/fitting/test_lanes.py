"""Handling and transit of made parcels, lane by lane, and of the real ones of Olist."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from simnet.fitting.lanes import FEWEST, REST, ShipmentFit, fit_shipments
from simnet.fitting.shipmentfile import read_shipments
from tests.unit.fitting.made import parcels, written

OLIST = Path(__file__).parents[4] / "shared" / "data" / "olist_shipments_until_2018-04-29.csv.gz"
OLIST_COLUMNS = {
    "shipment": "order_id", "released": "order_approved_at", "handed": "order_delivered_carrier_date",
    "delivered": "order_delivered_customer_date", "promised": "order_estimated_delivery_date",
    "origin": "seller_state", "region": "customer_state", "status": "order_status",
}  # fmt: skip


def fitted(table: pd.DataFrame, folder: Path) -> ShipmentFit:
    """Write a table, read it and fit it."""
    return fit_shipments(read_shipments(written(table, folder / "a.csv")), "")


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> ShipmentFit:
    """Fit made parcels of two lanes without slow weeks."""
    return fitted(parcels(4000, lost=0.02), tmp_path_factory.mktemp("plain"))


def test_the_days_of_rest_are_found(plain: ShipmentFit) -> None:
    (way,) = plain.ways
    assert way.week.days == (0, 1, 2, 3, 4, 5)
    assert plain.pickups.days == (0, 1, 2, 3, 4, 5)


def test_transit_is_found_lane_by_lane_in_working_days(plain: ShipmentFit) -> None:
    medians = {(lane.origin, lane.region): lane.best.distribution.median() for lane in plain.ways[0].lanes}
    # The median of 2,000 lognormal times with sd 0.5 is known to 0.5 · 1.25 / √2000 = 1.4%.
    assert medians == {
        ("reno", "west"): pytest.approx(3, rel=0.05),
        ("reno", "east"): pytest.approx(6, rel=0.05),
    }
    for lane in plain.ways[0].lanes:
        assert lane.best.distribution.name == "lognormal"
        assert lane.best.never == pytest.approx(0.02, abs=0.01)
        assert lane.goodness.worst_days < 0.5


def test_parcels_are_counted_once(plain: ShipmentFit) -> None:
    assert sum(lane.parcels for way in plain.ways for lane in way.lanes) <= plain.parcels == 4000
    assert sum(wait.parcels for wait in plain.handling) == 4000


def test_handling_is_fitted_by_origin_in_calendar_days(plain: ShipmentFit) -> None:
    (reno,) = plain.handling
    assert (reno.origin, reno.region) == ("reno", "")
    # Half are within a day but for those that a Sunday holds back.
    assert reno.best.distribution.median() == pytest.approx(1.1, abs=0.1)


def test_without_slow_weeks_none_are_found(plain: ShipmentFit) -> None:
    factor = plain.congestion["carrier"]
    assert factor is not None
    assert factor.sd < 0.04


def test_slow_weeks_are_found_and_are_no_part_of_the_lane(tmp_path: Path) -> None:
    luck = np.random.default_rng(4)
    state = np.zeros(100)
    for week in range(1, 100):
        state[week] = 0.8 * state[week - 1] + 0.3 * 0.6 * luck.normal()
    state -= state.mean()
    table = parcels(6000, weeks=100, factor=np.exp(state))
    found = fitted(table, tmp_path)
    factor = found.congestion["carrier"]
    assert factor is not None
    assert factor.sd_interval[0] <= 0.3 <= factor.sd_interval[1]
    assert factor.phi_interval[0] <= 0.8 <= factor.phi_interval[1]
    assert np.corrcoef(np.log(factor.factor)[:96], state[:96])[0, 1] > 0.9
    for lane in found.ways[0].lanes:
        spread = lane.best.distribution.spread  # type: ignore[attr-defined]
        assert spread == pytest.approx(0.5, rel=0.06)
        # With the weeks as they were the fit is the data again.
        assert lane.goodness.distance < 0.04


def test_lanes_with_too_few_parcels_are_pooled(tmp_path: Path) -> None:
    lanes = {("reno", f"r{number}"): 4.0 for number in range(12)}
    table = parcels(700, medians=lanes)
    table.loc[table.index[:300], "region"] = "west"
    found = fitted(table, tmp_path)
    west, *rest = found.ways[0].lanes
    assert west.region == "west"
    assert west.pooled == 0
    (pool,) = rest
    assert (pool.origin, pool.region, pool.pooled) == (REST, REST, 12)
    assert pool.parcels + west.parcels == int(table["handed"].notna().sum())
    counted = table[table["delivered"].notna()].groupby("region").size().drop("west")
    assert counted.max() < FEWEST


def test_dates_alone_are_fitted_as_the_simulator_makes_dates(tmp_path: Path) -> None:
    table = parcels(3000)
    for name in ("released", "handed", "delivered"):
        table[name] = table[name].dt.strftime("%Y-%m-%d")
    found = fitted(table, tmp_path)
    lanes = {lane.region: lane for lane in found.ways[0].lanes}
    # A simulated parcel with a transit in (N - 1, N] comes on the Nth day: half a day less than by the hour.
    assert lanes["east"].best.distribution.median() == pytest.approx(5.5, rel=0.05)
    assert lanes["west"].best.distribution.median() == pytest.approx(2.5, rel=0.06)
    assert lanes["east"].goodness.worst_days in (0, 1)
    assert (lanes["east"].data.days == np.round(lanes["east"].data.days)).all()


def test_returns_are_no_part_of_the_fit(tmp_path: Path) -> None:
    table = parcels(300)
    doubled = pd.concat([table.assign(is_return="no"), table.assign(is_return="yes")])
    assert fitted(doubled, tmp_path).parcels == 300


def test_two_carriers_have_a_factor_and_a_week_each(tmp_path: Path) -> None:
    table = parcels(800).assign(carrier=["ups", "usps"] * 400, service="ground")
    found = fitted(table, tmp_path)
    assert [way.carrier for way in found.ways] == ["ups", "usps"]
    assert set(found.congestion) == {"ups", "usps"}


def test_a_file_without_deliveries_has_handling_alone(tmp_path: Path) -> None:
    table = parcels(300).drop(columns="delivered")
    found = fitted(table, tmp_path)
    assert found.ways == ()
    assert found.handling[0].parcels == 300


def test_nothing_to_fit_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("handed\n2026-01-05\n", encoding="utf-8")
    found = fit_shipments(read_shipments(tmp_path / "a.csv"), "")
    assert (found.ways, found.handling) == ((), ())


@pytest.mark.reference
@pytest.mark.skipif(not OLIST.is_file(), reason="the reference data are not beside the checkout")
def test_the_olist_sample() -> None:
    found = fit_shipments(read_shipments(OLIST, OLIST_COLUMNS), "BR")
    (way,) = found.ways
    assert way.week.days == (0, 1, 2, 3, 4, 5)  # deliveries on Sundays almost stop
    factor = found.congestion["carrier"]
    assert factor is not None
    # Weekly means vary more than twice as much as independent parcels would, and last.
    assert factor.week_sd > 1.8 * factor.independent_sd
    assert factor.lag_one > 0.6
    assert 0.10 < factor.sd < 0.30
    handling = {wait.origin: wait for wait in found.handling}
    assert 1.5 < handling["SP"].best.distribution.median() < 2.2
    assert not any(lane.best.distribution.name == "weibull" for lane in way.lanes)
    top = {lane.region: lane for lane in way.lanes if lane.origin == "SP"}
    assert top["SP"].best.distribution.median() < top["MG"].best.distribution.median()
    assert top["MG"].best.distribution.median() < top["BA"].best.distribution.median()
    assert math.isfinite(way.lanes[-1].goodness.worst_days)
    assert way.lanes[-1].pooled > 100
