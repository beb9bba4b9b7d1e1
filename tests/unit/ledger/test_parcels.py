"""What parcels cost: fees, packaging, postage, and the line that each parcel belongs to."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.ledger.made import costs, grouped, loaded, sale, sales
from tests.worlds import tiny

FEES = {"pick": 2, "extra_line": 0.5, "packaging": "0.75 per parcel"}


def world(**sections: Any) -> Any:
    return loaded(tiny(**sections))


def test_one_order_pays_for_its_goods_its_packing_and_its_postage() -> None:
    scenario = world(nodes={"depot": {"fees": FEES}})
    found = costs(sales(scenario, sale(0, 0)), scenario)
    assert found == {"product": 8, "pick_pack": 2, "packaging": 0.75, "postage_base": 5.5}


def test_an_order_of_the_warm_up_or_deterred_costs_nothing() -> None:
    scenario = world()
    early, deterred = sale(0, 0), sale(1, 1)
    early["orders"] |= {"placed_us": -1}
    deterred["orders"] |= {"state": "deterred"}
    assert costs(sales(scenario, early, deterred), scenario) == {}


def test_a_parcel_that_was_packed_and_not_collected_pays_no_postage() -> None:
    scenario = world(nodes={"depot": {"fees": FEES}})
    staged = sale(0, 0, state="staged", collected_us=-1, delivered_us=-1)
    assert costs(sales(scenario, staged), scenario) == {"pick_pack": 2, "packaging": 0.75}


@pytest.mark.parametrize(
    ("fees", "quantity", "cost"),
    [
        ({"order": 3}, 1, 3),
        ({"pick": "2 per pick"}, 4, 8),
        ({"pick": 2, "extra_unit": 0.2}, 4, 2.6),
        ({"pick": 2, "extra_line": 0.5}, 4, 2),
    ],
)
def test_picking_fees(fees: dict[str, Any], quantity: int, cost: float) -> None:
    scenario = world(nodes={"depot": {"fees": fees}})
    found = costs(sales(scenario, sale(0, 0, quantity=quantity)), scenario)
    assert found["pick_pack"] == pytest.approx(cost)


def test_extra_units_are_not_paid_where_extra_lines_are() -> None:
    scenario = world(nodes={"depot": {"fees": {"pick": 2, "extra_line": 0.5, "extra_unit": 0.2}}})
    found = costs(sales(scenario, sale(0, 0, quantity=5, lines=3)), scenario)
    assert found["pick_pack"] == pytest.approx(2 + 2 * 0.5 + 2 * 0.2)


@pytest.mark.parametrize(
    ("size", "weight", "billed"), [("11.1 x 8.5 x 6.2 in", 4.2, 6), ("11 x 10 x 9 in", 4.2, 8)]
)
def test_size_costs_what_it_adds_to_the_weight(size: str, weight: float, billed: int) -> None:
    scenario = world(skus={"widget": {"size": size, "weight": f"{weight} lb"}})
    found = costs(sales(scenario, sale(0, 0, weight_lb=weight)), scenario)
    assert found["postage_base"] == pytest.approx(5 + 0.5 * 5)
    assert found["postage_dimensional"] == pytest.approx(0.5 * (billed - 5))


def test_units_of_a_parcel_lie_flat_on_one_another() -> None:
    # Four of 6 × 4 × 2 in are 6 × 4 × 8 in = 192 in³, with a divisor of 20: 9.6, so 10 lb.
    rates = {"base": 5, "per_lb": 0.5, "divisor": 20}
    scenario = world(carriers={"van": {"services": {"ground": {"rates": rates}}}})
    found = costs(sales(scenario, sale(0, 0, quantity=4, weight_lb=4.0)), scenario)
    assert found["postage_base"] + found["postage_dimensional"] == pytest.approx(5 + 0.5 * 10)


def test_surcharges_have_lines_of_their_own() -> None:
    rates = {"base": 5, "per_lb": 0.5, "fuel": "10%", "residential": 1.25}
    scenario = world(carriers={"van": {"services": {"ground": {"rates": rates}}}})
    found = costs(sales(scenario, sale(0, 0)), scenario)
    assert (found["postage_base"], found["postage_fuel"]) == (5.5, 0.55)
    assert found["postage_residential"] == 1.25


def test_a_dated_card_is_priced_by_zone_and_pound() -> None:
    ground = {"services": {"ground": {"rates": "usps-ground-advantage-2026-01"}}}
    regions = {"home": {"share": "50%"}, "coast": {"share": "50%", "zip": "90012"}}
    scenario = world(carriers={"van": ground}, customers={"regions": regions})
    near = sale(0, 0, weight_lb=2.0)
    far = sale(1, 1, weight_lb=2.5, region="coast", lane="depot -> coast van.ground")
    found = grouped(sales(scenario, near, far), scenario, "region", "postage_base")
    assert found == {"home": 10.00, "coast": 20.75}  # zone 1 at 2 lb, zone 8 at 3 lb


def test_a_lane_of_its_own_price_is_priced_by_parcel_pound_and_unit() -> None:
    lanes = [{"from": "depot", "to": "home", "cost": {"per_shipment": 3, "per_lb": 0.4, "per_unit": 0.1}}]
    scenario = world(lanes=lanes)
    found = costs(sales(scenario, sale(0, 0, quantity=3, weight_lb=2.5)), scenario)
    assert found["postage_base"] == pytest.approx(3 + 0.4 * 3 + 0.1 * 3)


def two_parcels(**second: Any) -> Any:
    """An order of two lines in two parcels."""
    one, two = sale(0, 0), sale(0, 1)
    two["shipments"] |= {"attempt": 1} | second
    del two["orders"]
    return one, two


def test_the_second_parcel_of_an_order_is_the_extra_of_its_split() -> None:
    scenario = world(nodes={"depot": {"fees": FEES}})
    found = costs(sales(scenario, *two_parcels()), scenario)
    assert found["split_shipments"] == pytest.approx(2 + 0.75 + 5.5)
    assert (found["pick_pack"], found["postage_base"], found["product"]) == (2, 5.5, 16)


def test_packaging_per_order_is_paid_once() -> None:
    scenario = world(nodes={"depot": {"fees": {"packaging": "0.75 per order"}}})
    found = costs(sales(scenario, *two_parcels()), scenario)
    assert found["packaging"] == 0.75
    assert found["split_shipments"] == 5.5


def test_a_parcel_packed_in_vain_is_work_done_again() -> None:
    scenario = world(nodes={"depot": {"fees": FEES}})
    void = sale(0, 0, state="void", collected_us=-1, delivered_us=-1)["shipments"]
    order = sale(0, 1)
    found = costs(sales(scenario, {"shipments": void}, order), scenario)
    assert found["expedite_relabel"] == pytest.approx(2.75)
    assert (found["pick_pack"], found["postage_base"], found["product"]) == (2, 5.5, 8)
    assert "split_shipments" not in found


def test_a_damaged_parcel_that_is_sent_again_costs_a_replacement_and_its_goods() -> None:
    scenario = world(nodes={"depot": {"fees": FEES}})
    broken = sale(0, 0, damaged=True, reshipped=True)["shipments"]
    again = sale(0, 1, kind="reship", attempt=1)
    found = costs(sales(scenario, {"shipments": broken}, again), scenario)
    assert found["reshipments"] == pytest.approx(8.25)
    assert (found["write_offs"], found["product"]) == (8, 8)
    assert (found["pick_pack"], found["postage_base"]) == (2, 5.5)


def test_units_lost_on_the_station_are_written_off_without_a_fee() -> None:
    scenario = world(nodes={"depot": {"fees": FEES}})
    gone = sale(0, 0, state="void", packed_us=-1, collected_us=-1, delivered_us=-1)["shipments"]
    found = costs(sales(scenario, {"shipments": gone}, sale(0, 1)), scenario)
    assert found["write_offs"] == 8
    assert "expedite_relabel" not in found


def test_a_drop_shipper_takes_its_handling_fee_and_its_own_price() -> None:
    maker = {
        "makes": ["poster"], "zip": "98101", "unit_cost": 7, "drop_ships": {"fee": 3.5, "pickup": "15:00"},
    }  # fmt: skip
    poster = {"price": 22, "cost": 9, "weight": "1 lb", "size": "6 x 4 x 2 in", "sells": "0%"}
    scenario = world(suppliers={"lab": maker}, skus={"poster": poster})
    found = costs(sales(scenario, sale(0, 0, "poster", node="lab", lane="lab -> home van.ground")), scenario)
    assert found == {"product": 7, "pick_pack": 3.5, "postage_base": 5.5}


def test_skus_share_a_parcel_by_weight_and_no_millionth_is_lost() -> None:
    skus = {
        "heavy": {"price": 1, "cost": 1, "weight": "2 lb", "size": "2 x 2 x 2 in", "sells": "0%"},
        "light": {"price": 1, "cost": 1, "weight": "1 lb", "size": "2 x 2 x 2 in", "sells": "0%"},
    }
    scenario = world(skus=skus, nodes={"depot": {"stock": {"heavy": "none", "light": "none"}}}, suppliers={
        "other": {"makes": ["heavy", "light"], "lead_time": "3 days"}
    })  # fmt: skip
    both, more = sale(0, 0, "heavy", weight_lb=3.0, lines=2, units=2), sale(0, 0, "light")
    records = sales(scenario, both, {"lines": more["lines"]})
    found = grouped(records, scenario, "sku", "postage_base")
    assert found == {"heavy": 4.333333, "light": 2.166667}
    assert sum(found.values()) == pytest.approx(6.5, abs=1e-9)
