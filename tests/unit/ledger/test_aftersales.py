"""What follows a delivery, what people cost, and what was not sold."""

from __future__ import annotations

from typing import Any

import pytest

from simnet.measures.money import Money
from tests.unit.ledger.made import costs, loaded, sale, sales
from tests.worlds import tiny


def world(**costs: Any) -> Any:
    return loaded(tiny(costs=costs))


def test_a_damaged_parcel_is_refunded_by_the_stated_share_and_its_goods_are_lost() -> None:
    scenario = world(refund_damaged="50%")
    found = costs(sales(scenario, sale(0, 0, damaged=True, refunded=True, quantity=2)), scenario)
    assert found == {"postage_base": 6, "refunds": 20, "write_offs": 16}


@pytest.mark.parametrize("fate", [{"wrong": True}, {"state": "lost", "delivered_us": -1}])
def test_wrong_and_lost_parcels_are_refunded_in_full(fate: dict[str, Any]) -> None:
    scenario = world(refund_damaged="50%")
    found = costs(sales(scenario, sale(0, 0, refunded=True, **fate)), scenario)
    assert found == {"postage_base": 5.5, "refunds": 20, "write_offs": 8}


@pytest.mark.parametrize(("delivered", "refund"), [(6, None), (6.01, 5)])
def test_an_order_that_came_late_is_refunded_in_part(delivered: float, refund: float | None) -> None:
    scenario = world(refund_late="25%")
    late = sale(0, 0)
    late["lines"] |= {"delivered_us": delivered}
    assert costs(sales(scenario, late), scenario).get("refunds") == refund


def test_a_return_costs_its_label_the_fee_and_the_units_that_cannot_be_sold_again() -> None:
    scenario = loaded(
        tiny(
            costs={"return_label": 7.2, "restock": "60%", "return_rate": "3%"},
            nodes={"depot": {"fees": {"return": 3}}},
        )
    )
    found = costs(sales(scenario, sale(0, 0, returned=True, quantity=5)), scenario)
    assert found == {"postage_base": 7.5, "returns": 10.2, "write_offs": pytest.approx(16)}


@pytest.mark.parametrize(
    ("line", "parcel", "tickets"),
    [
        ({}, {}, 0), ({"delivered_us": 7}, {}, 0.9), ({}, {"damaged": True}, 0.7), ({}, {"wrong": True}, 0.5),
        ({"delivered_us": 7}, {"damaged": True}, 1.6),
        ({"delivered_us": -1, "state": "cancelled", "shipment": -1}, {"state": "void", "packed_us": -1}, 0.9),
    ],
)  # fmt: skip
def test_tickets_are_those_to_be_expected_of_what_went_wrong(line: Any, parcel: Any, tickets: float) -> None:
    scenario = world(ticket=6.5, tickets={"late": "90%", "damaged": "70%", "wrong": "50%"})
    some = sale(0, 0, **parcel)
    some["lines"] |= line
    found = costs(sales(scenario, some), scenario).get("customer_service", 0)
    assert found == pytest.approx(6.5 * tickets)


def test_a_split_order_makes_tickets_too() -> None:
    scenario = world(ticket=6.5, tickets={"split": "10%"})
    second = sale(0, 1, attempt=1)
    del second["orders"]
    found = costs(sales(scenario, sale(0, 0), second), scenario)
    assert found["customer_service"] == pytest.approx(0.65)


def test_payment_fees_are_a_share_of_the_price_and_a_fee_an_order() -> None:
    scenario = world(payment="2.9%", payment_fee=0.3)
    found = costs(sales(scenario, sale(0, 0, quantity=2), sale(1, 1)), scenario)
    assert found["payment"] == pytest.approx(0.029 * 60 + 0.6)


def test_the_teams_minutes_are_paid_by_the_hour() -> None:
    scenario = loaded(tiny(team={"wage": "30 per h"}, costs={"relabel": 0.4, "expedite": 75}))

    def touch(kind: str, subject: int, at: float = 2, state: str = "done") -> dict[str, Any]:
        minutes = 2.0 if state == "done" else 0.0
        return {"kind": kind, "subject": subject, "queued_us": at, "minutes": minutes, "state": state}

    touches = [
        touch("exception", 0), touch("relabel", 0), touch("purchase_order", 0),
        touch("relabel", 0, 3, "moot"), touch("relabel", 0, -1),
    ]  # fmt: skip
    found = costs(sales(scenario, sale(0, 0), touches=touches), scenario)
    assert found["own_labor"] == pytest.approx(3)
    assert found["expedite_relabel"] == pytest.approx(75.4)


@pytest.mark.parametrize("state", ["cancelled", "lost"])
def test_a_sale_that_was_lost_stands_beside_the_costs(state: str) -> None:
    scenario = world()
    missed = sale(0, -1, quantity=3)
    missed["lines"] |= {"state": state, "delivered_us": -1}
    del missed["shipments"]
    assert costs(sales(scenario, missed), scenario) == {"lost_margin": 36, "lost_revenue": 60}


def test_a_lost_sale_takes_the_profit_that_it_would_have_made() -> None:
    scenario = world()
    missed = sale(0, -1)
    missed["lines"] |= {"state": "lost", "delivered_us": -1}
    missed["orders"] |= {"state": "lost"}
    del missed["shipments"]
    with_it, without = sales(scenario, missed), sales(scenario, sale(0, 0))
    impact = Money.of(with_it, scenario).values(Money.of(without, scenario))["impact"]
    assert impact == pytest.approx(20 - 8 - 5.5)  # price, goods, postage


def test_an_order_that_was_never_placed_takes_its_profit_too() -> None:
    scenario = world()
    stayed_away = sale(0, -1)
    stayed_away["lines"] |= {"delivered_us": -1}
    stayed_away["orders"] |= {"state": "deterred"}
    del stayed_away["shipments"]
    without = Money.of(sales(scenario, sale(0, 0)), scenario)
    impact = Money.of(sales(scenario, stayed_away), scenario).impact(without)
    assert impact.lost_margin == pytest.approx(20 - 8)
    assert impact.extra_cost == pytest.approx(-5.5), "its postage is saved"


def shocked(*some: dict[str, Any], **sections: Any) -> Any:
    shocks = [
        {"starts": "2026-01-07", "for": "2 days", "name": f"shock {number}"} | shock
        for number, shock in enumerate(some)
    ]
    lane = {"from": "factory", "to": "depot", "cost": "140 per shipment", "duty": "10%"}
    return loaded(tiny(disruptions=shocks, lanes=[lane], **sections))


def struck(scenario: Any, **more: Any) -> Any:
    rows = [
        {"event": number, "kind": 0, "targets": 0, "begin_us": 2, "end_us": 4}
        for number in range(len(scenario.disruptions))
    ]
    bought = {
        "supplier": "factory", "sku": "widget", "node": "depot", "quantity": 100, "shipped_us": 3,
        "arrived_us": 3.5, "received_us": 5, "state": "received",
    }  # fmt: skip
    return costs(sales(scenario, sale(0, 0, **more), outages=rows, purchase_orders=[bought]), scenario)


def test_a_rate_shock_raises_postage_and_freight_of_what_leaves_during_it() -> None:
    scenario = shocked({"cost_shock": "rate", "factor": 1.3})
    during, after = struck(scenario), struck(scenario, collected_us=4)
    assert (during["postage_base"], after["postage_base"]) == (7.15, 5.5)
    assert during["inbound_freight"] == pytest.approx(182)


def test_a_fuel_shock_is_a_fuel_surcharge() -> None:
    found = struck(shocked({"cost_shock": "fuel", "add_share": "20%"}))
    assert (found["postage_base"], found["postage_fuel"]) == (5.5, 1.1)


def test_a_shock_of_a_carrier_or_origin_leaves_the_others_alone() -> None:
    found = struck(shocked({"cost_shock": "rate", "factor": 2, "lanes": ["factory"]}))
    assert (found["postage_base"], found["inbound_freight"]) == (5.5, 280)
    found = struck(shocked({"cost_shock": "rate", "factor": 2, "carriers": ["van"]}))
    assert (found["postage_base"], found["inbound_freight"]) == (11, 140)


@pytest.mark.parametrize(("shock", "duty"), [({"factor": 2.5}, 200), ({"add_share": "25%"}, 280)])
def test_a_duty_shock_binds_what_arrives_during_it(shock: dict[str, Any], duty: float) -> None:
    assert struck(shocked({"cost_shock": "duty"} | shock))["duty"] == pytest.approx(duty)
