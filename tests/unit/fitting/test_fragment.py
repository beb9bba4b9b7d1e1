"""What is written is a scenario: it loads, and says what was fitted."""

from __future__ import annotations

from pathlib import Path

import pytest
from ruamel.yaml import YAML

from simnet import pricing, units
from simnet.fitting import fragment
from simnet.fitting.basket import fit_basket
from simnet.fitting.counts import fit_counts
from simnet.fitting.lanes import fit_shipments
from simnet.fitting.orderfile import read_orders
from simnet.fitting.shipmentfile import read_shipments
from simnet.scenario import Scenario, load
from tests.unit.fitting.made import counts, parcels, placed, written

BASE = """
simnet: 1
name: base
start: 2026-01-05
timezone: America/New_York
customers:
  orders: 10 per day
  promise: 7 days
  regions:
    west: {share: 60%, zip: "90012"}
    east: {share: 40%, zip: "10001"}
skus: {candle: {price: 28, cost: 7.40, weight: 1.3 lb}}
suppliers: {maker: {makes: [candle], lead_time: 8 to 18 days}}
nodes: {reno: {zip: "89501", stock: 6 weeks}}
carriers: {carrier: {services: {ground: {rates: 8}}}}
"""


def overlaid(folder: Path, text: str) -> Scenario:
    """Load the base scenario with a fragment over it."""
    (folder / "base.yaml").write_text(BASE, encoding="utf-8")
    (folder / "fitted.yaml").write_text(text, encoding="utf-8")
    (folder / "all.yaml").write_text("extends: [base.yaml, fitted.yaml]\n", encoding="utf-8")
    scenario = load(folder / "all.yaml")
    assert not list(pricing.unknown_names(scenario))
    return scenario


def customers_of(folder: Path, number: object, columns: str = "", name: str = "orders.csv") -> str:
    """Fit orders with the given counts a day and write the fragment."""
    days = placed(number)  # type: ignore[arg-type]
    zips = ["90012", "75201", "60601", "10001"]
    rows = [
        f"{i},{at:%Y-%m-%d %H:%M},{'fig' if i % 3 else 'oak'},{1 + i % 2},28,{zips[i % 4]}"
        for i, at in enumerate(days)
    ]
    path = folder / name
    path.write_text("\n".join(["order,placed,sku,quantity,price,zip", *rows]) + "\n", encoding="utf-8")
    orders = read_orders(path)
    counted = fit_counts(orders.lines.groupby("order")["placed"].min())
    return fragment.customers(counted, fit_basket(orders), name)


def test_the_customers_load_and_are_those_that_were_fitted(tmp_path: Path) -> None:
    week = (1.3, 1.1, 1.0, 1.0, 1.0, 0.7, 0.9)
    text = customers_of(tmp_path, counts(400, 30, dispersion=4, growth=0.5, weekdays=week))
    customers = overlaid(tmp_path, text).customers
    assert customers.orders == pytest.approx(30 * 1.5 ** (386 / 365), rel=0.1)
    assert customers.dispersion == pytest.approx(4, rel=0.25)
    assert customers.growth == pytest.approx(0.5, abs=0.15)
    assert customers.weekdays == pytest.approx(week, abs=0.1)
    assert customers.quantity == pytest.approx((0.5, 0.5), abs=0.01)
    assert set(customers.regions) == {"west", "south", "midwest", "east"}
    assert customers.regions["south"].share == pytest.approx(0.25, abs=0.001)
    assert customers.hours[12] == pytest.approx(24)
    assert "oak: {price: 28.00, sells: 33.3%}" in text


def test_growth_that_is_not_sure_is_a_comment(tmp_path: Path) -> None:
    text = customers_of(tmp_path, counts(100, 30, dispersion=4))
    assert "  # growth: " in text
    assert overlaid(tmp_path, text).customers.growth == 0


def test_days_that_vary_by_chance_alone_are_poisson(tmp_path: Path) -> None:
    found = customers_of(tmp_path, counts(400, 30, dispersion=1, seed=4))
    assert overlaid(tmp_path, found).customers.counts == "poisson"


def test_a_few_days_of_orders_load_too(tmp_path: Path) -> None:
    text = customers_of(tmp_path, counts(10, 30))
    assert "Less than 4 weeks of orders" in text
    assert overlaid(tmp_path, text).customers.dispersion == 5.6


def test_promotions_are_comments_that_can_be_used(tmp_path: Path) -> None:
    number = counts(300, 30, dispersion=2)
    number[200] = 200
    text = customers_of(tmp_path, number)
    (line,) = [line for line in text.splitlines() if "starts:" in line]
    uncommented = text.replace("  # promotions:", "  promotions:").replace(line, line.replace("#", " "))
    (promotion,) = overlaid(tmp_path, uncommented).customers.promotions
    assert promotion.factor == pytest.approx(200 / 30, rel=0.15)
    assert promotion.lasts == units.DAY


def test_the_lanes_load_and_are_those_that_were_fitted(tmp_path: Path) -> None:
    shipments = read_shipments(written(parcels(1500), tmp_path / "a.csv"))
    found = fit_shipments(shipments, "")
    scenario = overlaid(tmp_path, fragment.lanes(found, "a.csv", shipments.dates_only))
    lanes = {lane.destination: lane for lane in scenario.lanes}
    assert set(lanes) == {"west", "east"}
    assert lanes["west"].transit is not None
    fitted = {lane.region: lane.best.distribution.mean() for lane in found.ways[0].lanes}
    assert lanes["west"].transit.mean() / units.DAY == pytest.approx(fitted["west"], rel=0.01)
    carrier = scenario.carriers["carrier"]
    service = carrier.services["ground"]
    assert (service.days, service.weekdays, service.deliver_at) == ("business", (0, 1, 2, 3, 4, 5), None)
    factor = found.congestion["carrier"]
    assert factor is not None
    if factor.phi > 0:
        assert carrier.congestion is not None
        assert carrier.congestion.sd == pytest.approx(factor.sd, abs=0.005)


def test_dates_alone_keep_the_hour_of_delivery(tmp_path: Path) -> None:
    shipments = read_shipments(written(parcels(300), tmp_path / "a.csv"))
    found = fit_shipments(shipments, "")
    assert "deliver_at" not in fragment.lanes(found, "a.csv", dates_only=True)


def test_handling_is_a_comment_that_a_supplier_can_have(tmp_path: Path) -> None:
    shipments = read_shipments(written(parcels(300), tmp_path / "a.csv"))
    text = fragment.lanes(fit_shipments(shipments, ""), "a.csv", dates_only=False)
    (line,) = [line for line in text.splitlines() if "drop_ships" in line]
    base = BASE.replace(
        "lead_time: 8 to 18 days", 'lead_time: 8 to 18 days, zip: "98101", ' + line.strip("# ")
    )
    (tmp_path / "drop.yaml").write_text(base, encoding="utf-8")
    assert load(tmp_path / "drop.yaml").suppliers["maker"].drop_ships is not None


def test_every_line_fits_and_nothing_from_the_data_ends_a_comment(tmp_path: Path) -> None:
    table = parcels(400, medians={("re\nno: {", "west # x"): 3.0, ("true", "1e5"): 4.0}, weeks=20)
    shipments = read_shipments(written(table, tmp_path / "a.csv"))
    text = fragment.lanes(fit_shipments(shipments, ""), "evil\nname: x", dates_only=False)
    assert max(map(len, text.splitlines())) <= fragment.WIDTH
    read = YAML(typ="safe").load(text)
    assert set(read) == {"carriers", "lanes"}
    assert {(lane["from"], lane["to"]) for lane in read["lanes"]} == {("re-no", "west - x"), ("true", "1e5")}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("SP", "SP"), ("west coast", "west coast"), ("fig-1", "fig-1"), ("no", '"no"'),
        ("85123A", '"85123A"'),
        ("", "unnamed"), ("a: b", "a- b"), ("-x-", "x"), ("é", "é"), ("x" * 80, "x" * 60), ("#", "unnamed"),
    ],
)  # fmt: skip
def test_names(text: str, name: str) -> None:
    assert fragment.name_of(text) == name


def test_shares_in_percent_sum_to_all_of_it() -> None:
    assert fragment.percentages([1 / 3] * 3) == ["33.4%", "33.3%", "33.3%"]
    assert fragment.percentages([0.9996, 0.0004]) == ["100%", "0%"]
    assert fragment.percentages([1.0]) == ["100%"]


@pytest.mark.parametrize(
    ("days", "text"), [((0, 1, 2, 3, 4), "mon-fri"), ((0, 2), "[mon, wed]"), ((5,), "[sat]")]
)
def test_weekdays(days: tuple[int, ...], text: str) -> None:
    assert fragment.weekday_range(days) == text
