"""The ledger and the routing rule `cheapest` price a parcel by the same arithmetic."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from simnet.engine.replication import plan_of, run_replication
from simnet.measures.ledger.blocks import blocks
from simnet.measures.ledger.parcels import FIRST, parcels
from simnet.measures.ledger.postage import bulky_pounds, postage
from simnet.measures.ledger.prices import MICRO_PER_CENT, prices
from simnet.measures.ledger.shocks import shocks
from simnet.pricing import price_book, stacked
from simnet.records import code
from tests.unit.ledger.made import loaded
from tests.worlds import two_nodes

SHOCK = {"cost_shock": "rate", "factor": 1.7, "starts": "2026-03-20", "for": "3 weeks", "lanes": ["reno"]}
SURCHARGED = {"base": 6, "per_lb": 0.55, "divisor": 90, "fuel": "11.5%", "residential": 1.35}
LANES = [
    {"from": "columbus", "to": region, "cost": {"per_shipment": 6.1, "per_lb": 0.4, "per_unit": 1.2}}
    for region in ("west", "east")
]


def world(**more: Any) -> Any:
    plenty = {"candle": "unlimited", "book": "unlimited", "poster": "unlimited"}
    nodes = {
        name: {"stock": plenty, "pickup": "continuous", "hours": "always", "capacity": None, "stations": None,
               "pick": None, "order_cutoff": None}
        for name in ("columbus", "reno")
    }  # fmt: skip
    return loaded(
        two_nodes(
            horizon="60 days", nodes=nodes, routing={"rules": ["cheapest"], "exceptions": []},
            **({"carriers": {"brown": None}} | more),
        )
    )  # fmt: skip


def test_every_lane_has_the_engines_table_of_prices() -> None:
    scenario = world()
    book = price_book(scenario)
    for lane in plan_of(scenario).lanes:
        tariff = book.tariff(lane.name)
        assert list(tariff.cents) == lane.cents.tolist(), lane.name
        assert tariff.step == lane.cents_per_lb
        assert tariff.base(tariff.pounds(4.2)) == lane.cents[5]
        assert (tariff.fuel, tariff.residential, tariff.per_unit) == (
            lane.fuel,
            lane.residential,
            lane.per_unit,
        )
        size = tariff.dimensional
        assert (size.divisor if size else 0.0, size.above_in3 if size else 0.0) == (
            lane.divisor,
            lane.above_in3,
        )


@pytest.mark.parametrize(
    "sections",
    [
        {},
        {"disruptions": [SHOCK]},
        {"disruptions": [SHOCK | {"cost_shock": ["rate", "fuel"], "factor": 1.3, "add_share": "15%"}]},
        {
            "carriers": {"brown": None, "swift": {"services": {"ground": {"rates": SURCHARGED}}}},
            "lanes": LANES,
        },
    ],
)
def test_what_decides_for_the_cheapest_node_is_what_the_ledger_bills(sections: Any) -> None:
    scenario = world(**sections)
    plan, records = plan_of(scenario), run_replication(scenario, 0)
    known = prices(records, scenario)
    (block,) = blocks(records)
    sent = parcels(block, known)
    found = shocks(records, scenario)
    owed = postage(sent, known, found).total / MICRO_PER_CENT
    assert (records["shipments"]["state"] != code("shipment_state", "void")).all()
    best, tied = np.full(len(sent), np.inf), np.zeros(len(sent), bool)
    for node in range(len(plan.nodes)):
        cents = np.array(
            [_price(scenario, records, sent, number, node, found) for number in range(len(sent))]
        )
        tied |= cents == best
        best = np.minimum(best, cents)
    ordinary = (sent.kind == FIRST) & (sent.collected_us >= 0)
    assert len(np.unique(sent.node[ordinary])) == 2
    assert (owed[ordinary] == best[ordinary]).all()
    assert not tied[ordinary].all()


def _price(scenario: Any, records: Any, sent: Any, number: int, node: int, found: Any) -> float:
    """What a parcel would cost from a node, worked out by hand."""
    region = int(sent.region[number])
    lane = plan_of(scenario).lanes[plan_of(scenario).routing.services[region, node, 0]]
    tariff, skus = price_book(scenario).tariff(lane.name), records.words("sku")
    held = np.flatnonzero(sent.contents.parcel == number)
    units = [
        (scenario.skus[skus[sent.contents.sku[row]]].size, int(sent.contents.quantity[row])) for row in held
    ]
    cents = tariff.base(tariff.pounds(float(sent.weight_lb[number]) - 1e-6, stacked(units)))
    raised = bool(found) and plan_of(scenario).nodes[node].name == "reno" and _in_shock(records, sent, number)
    factor = np.prod([shock.factor for shock in found]) if raised else 1.0
    billed = np.floor(cents * factor + 0.5)
    surcharges = np.floor(billed * tariff.fuel + 0.5) + tariff.residential
    return float(billed + surcharges + tariff.per_unit * sent.units[number])


def _in_shock(records: Any, sent: Any, number: int) -> bool:
    event = records["outages"][0]
    return bool(event["begin_us"] <= sent.collected_us[number] < event["end_us"])


def test_every_parcel_is_billed_for_the_box_that_its_units_need() -> None:
    scenario = loaded(two_nodes(horizon="40 days", skus={"book": {"size": "20 x 12 x 9 in"}}))
    records = run_replication(scenario, 0)
    known = prices(records, scenario)
    (block,) = blocks(records)
    sent = parcels(block, known)
    boxes, skus = bulky_pounds(sent, known), records.words("sku")
    assert boxes is not None
    for number in range(0, len(sent), 7):
        held = np.flatnonzero(sent.contents.parcel == number)
        units = [
            (scenario.skus[skus[sent.contents.sku[row]]].size, int(sent.contents.quantity[row]))
            for row in held
        ]
        rule = price_book(scenario).tariff(records.words("lane")[sent.lane[number]]).dimensional
        assert rule is not None
        assert boxes[number] == rule.pounds(stacked(units))
    assert len(np.unique(boxes)) > 5
