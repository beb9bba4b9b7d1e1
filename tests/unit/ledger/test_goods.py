"""What goods cost until they are sold: purchases, duty, receiving, transfers, storage, carrying, losses."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.ledger.made import Row, costs, grouped, loaded, made, sale, sales
from tests.worlds import tiny

LANE = {"from": "factory", "to": "depot", "cost": "140 per shipment"}
YEAR = 365


def world(lane: Row | None = None, **sections: Any) -> Any:
    return loaded(tiny(lanes=[LANE | (lane or {})], **sections))


def bought(quantity: int = 100, **more: Any) -> Row:
    row = {
        "supplier": "factory", "sku": "widget", "node": "depot", "quantity": quantity, "placed_us": 1,
        "confirmed_us": 1, "started_us": 1, "shipped_us": 5, "arrived_us": 9, "received_us": 9,
        "state": "received",
    }  # fmt: skip
    return row | more


def stock(**more: Any) -> Row:
    return {"node": "depot", "sku": "widget"} | more


def test_goods_that_are_not_sold_are_stock_and_cost_their_freight_alone() -> None:
    scenario = world()
    assert costs(made(scenario, purchase_orders=[bought()]), scenario) == {"inbound_freight": 140}


@pytest.mark.parametrize(
    ("cost", "freight"),
    [("0.80 per lb", 80), ("0.25 per unit", 25), ({"per_shipment": 10, "per_lb": 1, "per_unit": 2}, 310)],
)
def test_freight_is_by_shipment_pound_and_unit(cost: Any, freight: float) -> None:
    scenario = world({"cost": cost})
    assert costs(made(scenario, purchase_orders=[bought()]), scenario) == {"inbound_freight": freight}


def test_duty_is_on_the_goods_or_on_goods_freight_and_insurance() -> None:
    lane = {"duty": "10%", "insurance": "1%", "entry": 30}
    records = made(world(lane), purchase_orders=[bought()])
    assert costs(records, world(lane)) == {"inbound_freight": 140, "insurance": 8, "duty": 80, "entry": 30}
    landed = costs(records, world(lane | {"duty_on": "landed"}))
    assert landed["duty"] == pytest.approx(0.1 * (800 + 140 + 8))


@pytest.mark.parametrize("when", [-3, 31])
def test_goods_received_outside_the_horizon_do_not_count(when: float) -> None:
    scenario = world()
    records = made(scenario, purchase_orders=[bought(shipped_us=-5, arrived_us=when, received_us=when)])
    assert costs(records, scenario) == {}


@pytest.mark.parametrize(
    ("fee", "cost"),
    [
        ("35 per h", 35 * 250 / 300), ("10 per pallet", 10), ("0.5 per carton", 0.5 * 21),
        ("0.12 per unit", 30), ("20 per receipt", 20),
    ],
)  # fmt: skip
def test_receiving_fees(fee: str, cost: float) -> None:
    scenario = world(nodes={"depot": {"fees": {"receiving": fee}}}, suppliers={"factory": {"pack": 12}})
    found = costs(made(scenario, purchase_orders=[bought(250)]), scenario)
    assert found["receiving"] == pytest.approx(cost, abs=1e-6)


def test_inspection_fees_and_defects() -> None:
    scenario = world(nodes={"depot": {"fees": {"inspection": "0.05 per unit"}}})
    found = costs(made(scenario, purchase_orders=[bought(100, defects=3)]), scenario)
    assert (found["inspection"], found["write_offs"]) == (5, 24)


def test_goods_lost_on_their_way_are_written_off_if_they_were_yours_and_not_insured() -> None:
    gone = bought(arrived_us=-1, received_us=-1, state="void")
    free, insured = world(), world({"insurance": "1%"})
    theirs = world(suppliers={"factory": {"owned_from": "received"}})
    assert costs(made(free, purchase_orders=[gone]), free) == {"inbound_freight": 140, "write_offs": 800}
    assert costs(made(theirs, purchase_orders=[gone]), theirs) == {"inbound_freight": 140}
    assert costs(made(insured, purchase_orders=[gone]), insured) == {"inbound_freight": 140, "insurance": 8}


def test_a_unit_costs_the_mean_of_what_was_bought_and_what_was_there() -> None:
    second = {"makes": ["widget"], "lead_time": "3 days", "unit_cost": "+25%", "backup": True}
    scenario = world(suppliers={"second": second})
    dear = bought(100, supplier="second")
    records = sales(scenario, sale(0, 0), stock=[stock(initial=300)], purchase_orders=[dear])
    assert costs(records, scenario)["product"] == pytest.approx((300 * 8 + 100 * 10) / 400)


def test_a_transfer_pays_its_lane_the_sender_and_the_receiver() -> None:
    shop = {"zip": "60601", "fees": {"receiving": "0.10 per unit"}, "stock": {"widget": "none"}}
    lanes = [{"from": "depot", "to": "shop", "cost": {"per_shipment": 50, "per_lb": 0.2}}]
    scenario = loaded(tiny(nodes={"shop": shop, "depot": {"fees": {"transfer": 15}}}, lanes=lanes))
    moved = {
        "from": "depot", "to": "shop", "sku": "widget", "quantity": 40, "placed_us": 1, "shipped_us": 2,
        "received_us": 5, "state": "received",
    }  # fmt: skip
    records = made(scenario, transfers=[moved])
    assert costs(records, scenario) == {"transfers": pytest.approx(50 + 8 + 15 + 4)}
    assert grouped(records, scenario, "lane", "transfers") == {"depot -> shop": pytest.approx(77)}


@pytest.mark.parametrize(
    ("fee", "month"),
    [
        ("0.65 per ft3 per month", 0.65 * 48 / 1728),
        ("25 per pallet per month", 25 * 48 / 1728 / (48 * 40 * 48 / 1728)),
        ("0.05 per unit per month", 0.05),
    ],
)
def test_storage_is_for_the_mean_stock_and_a_year_pays_twelve_months(fee: str, month: float) -> None:
    scenario = world(nodes={"depot": {"fees": {"storage": fee}}})
    records = made(scenario, YEAR, stock=[stock(on_hand_unit_us=310 * YEAR * 86_400e6)])
    assert costs(records, scenario)["storage"] == pytest.approx(310 * month * 12, abs=1e-6)
    weeks = grouped(records, scenario, "week", "storage")
    assert len(weeks) == 53
    assert weeks["52"] == pytest.approx(weeks["0"] / 7, abs=2e-6)


def test_reserved_units_are_stored_too() -> None:
    scenario = world(nodes={"depot": {"fees": {"storage": "0.05 per unit per month"}}})
    records = sales(scenario, sale(0, 0, quantity=6), days=YEAR)  # reserved from day 1 to day 2
    assert costs(records, scenario)["storage"] == pytest.approx(6 * 0.05 * 12 / YEAR, abs=1e-6)


def test_carrying_is_on_landed_value_on_the_shelf_and_on_price_on_the_way() -> None:
    scenario = world({"cost": "1 per unit"}, costs={"carrying": "22% per year"})
    rows = {"stock": [stock(initial=100, on_hand_unit_us=50 * 30 * 86_400e6)], "purchase_orders": [bought()]}
    found = costs(made(scenario, **rows), scenario)["carrying"]
    assert found == pytest.approx(0.22 / YEAR * (50 * 30 * (8 + 1) + 100 * 4 * 8), abs=1e-6)
    theirs = world(
        {"cost": "1 per unit"}, costs={"carrying": "22% per year"},
        suppliers={"factory": {"owned_from": "received"}},
    )  # fmt: skip
    found = costs(made(theirs, **rows), theirs)["carrying"]
    assert found == pytest.approx(0.22 / YEAR * 50 * 30 * 9, abs=1e-6)


def test_destroyed_stock_is_written_off() -> None:
    scenario = world()
    fire = {"t_us": 3, "node": "depot", "sku": "widget", "what": "destroyed", "quantity": -20}
    early = fire | {"t_us": -3}
    assert costs(made(scenario, stock_changes=[fire, early]), scenario) == {"write_offs": 160}


def test_stock_that_is_a_drop_shippers_costs_nothing() -> None:
    maker = {"makes": ["widget"], "zip": "98101", "drop_ships": {"pickup": "15:00"}}
    scenario = world(suppliers={"lab": maker}, costs={"carrying": "22% per year"})
    theirs = stock(node="lab", initial=10**9, on_hand_unit_us=1e9 * 30 * 86_400e6)
    fire = {"t_us": 3, "node": "lab", "sku": "widget", "what": "destroyed", "quantity": -20}
    assert costs(made(scenario, stock=[theirs], stock_changes=[fire]), scenario) == {}


def test_fixed_fees_and_wages_are_paid_for_the_time_of_the_horizon() -> None:
    node = {"fees": {"account": "250 per month"}, "wages": "20 per h", "hours": {"mon-fri": "08:00-18:00"}}
    scenario = world(nodes={"depot": node})
    found = costs(made(scenario, YEAR), scenario)
    assert found["node_fixed"] == pytest.approx(3000)
    assert found["own_labor"] == pytest.approx(20 * 50 * YEAR / 7, abs=1e-6)


def test_a_fee_card_fills_in_what_the_node_does_not_say() -> None:
    node = {"fee_card": "3pl-typical-2025", "fees": {"pick": 2}}
    scenario = world(nodes={"depot": node})
    found = costs(sales(scenario, sale(0, 0), purchase_orders=[bought()]), scenario)
    assert (found["pick_pack"], found["receiving"]) == (2, 10)
