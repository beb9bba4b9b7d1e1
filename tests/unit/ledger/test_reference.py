"""The reference case of landed cost, told as records: 1,200 units in three shipments, 950 orders."""

from __future__ import annotations

from typing import Any

import pytest

from simnet.measures.ledger import COST_LINES
from simnet.measures.ledger.readings import cost_to_serve, landed_to_node
from simnet.pricing import landed_cost
from simnet.records.results import MICRO
from tests.unit.ledger.made import costs, loaded, made, sale, totals_of
from tests.worlds import tiny

DAYS, UNITS, SHIPMENTS, ORDERS, LINES = 90, 1200, 3, 950, 1150
ZONES = {"A": (500, 3.9), "B": (300, 5.2), "C": (150, 9.75)}
EXPECTED = {
    "product": 10_200.0,
    "inbound_freight": 1_770.0,
    "insurance": 40.8,
    "duty": 780.702,
    "receiving": 0.12 * UNITS,
    "carrying": 105.6328767 + 259.9152764 - 0.004 * 310 * DAYS,
    "storage": 0.004 * 310 * DAYS,
    "pick_pack": 1_332.5,
    "postage_base": 4_972.5,
    "lost_margin": 150.0,
    "lost_revenue": 25 * 14.5,
}

pytestmark = pytest.mark.reference


def scenario() -> Any:
    regions = {"home": None} | {zone: {"share": share, "zip": "43215"} for zone, share in zip(
        ZONES, ("50%", "30%", "20%"), strict=True)}  # fmt: skip
    lanes = [
        {"from": "depot", "to": zone, "cost": f"{cost} per shipment"} for zone, (_, cost) in ZONES.items()
    ]
    inbound = {
        "from": "factory", "to": "depot", "cost": {"per_shipment": 450, "per_unit": 0.35},
        "insurance": "0.4%", "duty": "6.5%", "duty_on": "landed",
    }  # fmt: skip
    fees = {
        "receiving": "0.12 per unit", "pick": 1.1 + 0.25, "extra_line": 0.25,
        "storage": f"{0.004 * 365 / 12} per unit per month",
    }  # fmt: skip
    return loaded(
        tiny(
            horizon=f"{DAYS} days", customers={"regions": regions}, lanes=[*lanes, inbound],
            skus={"widget": {"price": 14.5, "cost": 8.5}}, nodes={"depot": {"fees": fees}},
            costs={"carrying": "18% per year"},
        )
    )  # fmt: skip


def records() -> Any:
    tables: dict[str, list[Any]] = {"orders": [], "lines": [], "shipments": []}
    zones = [zone for zone, (orders, _) in ZONES.items() for _ in range(orders)]
    for number, zone in enumerate(zones):
        # 200 orders have a second line, and 50 lines a second unit: 1,150 lines, 1,200 units.
        more = 1 if number < LINES - ORDERS else 0
        second = 1 if number < UNITS - LINES else 0
        one = sale(number, number, region=zone, lane=f"depot -> {zone} van.ground", lines=1 + more)
        one["shipments"] |= {"units": 1 + more + second, "queued_us": 2, "started_us": 2}
        one["lines"] |= {"quantity": 1 + second}
        tables["orders"].append(one["orders"])
        tables["lines"] += [one["lines"], *[one["lines"] | {"quantity": 1}] * more]
        tables["shipments"].append(one["shipments"])
    missed = sale(ORDERS, -1, region="A", quantity=25)
    tables["orders"].append(missed["orders"] | {"state": "lost"})
    tables["lines"].append(missed["lines"] | {"state": "lost", "delivered_us": -1})
    goods = {
        "supplier": "factory", "sku": "widget", "node": "depot", "quantity": UNITS // SHIPMENTS,
        "shipped_us": 5, "arrived_us": 26, "received_us": 26, "state": "received",
    }  # fmt: skip
    stock = {"node": "depot", "sku": "widget", "on_hand_unit_us": 310 * DAYS * 86_400e6}
    return made(scenario(), DAYS, **tables, purchase_orders=[goods] * SHIPMENTS, stock=[stock])


def test_every_line_of_the_reference_case() -> None:
    assert costs(records(), scenario()) == {
        line: pytest.approx(amount, abs=2e-5) for line, amount in EXPECTED.items()
    }


def test_both_readings_of_the_reference_case() -> None:
    found = totals_of(records(), scenario())
    assert landed_to_node(found) / MICRO == pytest.approx(12_935.502, abs=2e-5)
    assert landed_to_node(found) / MICRO / UNITS == pytest.approx(10.779585, abs=1e-6)
    assert (cost_to_serve(found) + found["lost_margin"]) / MICRO == pytest.approx(19_756.05015, abs=2e-4)
    assert cost_to_serve(found) == sum(found[line.name] for line in COST_LINES)


def test_the_landed_cost_of_goods_alone() -> None:
    parts = landed_cost(10_200, 1_770, insurance=0.004, duty=0.065, duty_on="landed", receiving=0.12 * UNITS)
    assert parts.insurance == pytest.approx(40.8)
    assert parts.duty == pytest.approx(780.702)
    assert parts.total == pytest.approx(12_935.502)
