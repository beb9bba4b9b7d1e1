"""Engine and oracle agree on worlds that start from today's state and replay real orders."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from simnet.engine.replication import draw, plan_of, play
from simnet.scenario import load_text
from tests.oracle.compare import differences
from tests.oracle.plain import run
from tests.oracle.test_agreement import order_differences
from tests.worlds import two_nodes

START = datetime(2026, 3, 2)
STOPS: list[dict[str, Any]] = [
    {"node_outage": "columbus", "name": "storm", "starts": "2026-03-02 13:00", "for": "2 days"},
    {"supplier_outage": ["chandler", "printer"], "name": "fire", "starts": "2026-03-03", "for": "4 days",
     "in_production": "hold"},
    {"lane_outage": ["chandler -> columbus", "printer -> columbus"], "name": "flood", "starts": "2026-03-05",
     "for": "3 days", "in_transit": "hold"},
    {"supplier_outage": "chandler", "name": "strike", "starts": "2026-03-09", "for": "2 days",
     "in_production": "lose"},
    {"lane_outage": "printer -> columbus", "name": "theft", "starts": "2026-03-10", "for": "1 day",
     "in_transit": "lose"},
    {"lane_outage": "columbus -> reno", "name": "landslide", "starts": "2026-03-03 12:00", "for": "3 days",
     "in_transit": "hold"},
]  # fmt: skip


def orders(draw_of: random.Random, first: datetime, days: int, a_day: int) -> str:
    rows = ["order,placed,sku,quantity,region"]
    for number in range(days * a_day):
        at = first + timedelta(minutes=draw_of.randrange(days * 24 * 60))
        for _ in range(draw_of.choice((1, 1, 2, 3))):
            sku, region = (
                draw_of.choice(("candle", "book", "poster", "gift")),
                draw_of.choice(("east", "west")),
            )
            rows.append(f"n{number},{at:%Y-%m-%d %H:%M},{sku},{draw_of.choice((1, 1, 2, 5))},{region}")
    return "\n".join(rows)


def files(folder: Path, seed: int) -> None:
    """Write a year's orders and a state in which stock is short and goods are under way."""
    luck = random.Random(seed)
    (folder / "orders.csv").write_text(orders(luck, START - timedelta(days=70), 70, 30))
    (folder / "open.csv").write_text(orders(luck, START - timedelta(days=9), 9, 8))
    stock = [
        f"{node},{sku},{luck.randrange(90)}" for node in ("columbus", "reno") for sku in ("candle", "book")
    ]
    (folder / "stock.csv").write_text("\n".join(["node,sku,units", *stock, "columbus,poster,40"]))
    coming = ["supplier,sku,node,quantity,expected,placed,shipped"]
    for supplier, sku in (
        ("chandler", "candle"),
        ("chandler", "candle"),
        ("printer", "book"),
        ("printer", "poster"),
    ):
        for left in (f"{START:%Y-%m-%d}", ""):
            due, asked = (
                START + timedelta(days=luck.randrange(14)),
                START - timedelta(days=luck.randrange(1, 30)),
            )
            units = luck.randrange(20, 200)
            coming.append(f"{supplier},{sku},columbus,{units},{due:%Y-%m-%d},{asked:%Y-%m-%d},{left}")
    for sku in ("candle", "book"):
        coming.append(
            f"columbus,{sku},reno,{luck.randrange(5, 60)},2026-03-{luck.randrange(2, 9):02d},2026-02-27,"
        )
    (folder / "pos.csv").write_text("\n".join(coming))


@pytest.mark.parametrize("replay", ["by_week", "as_it_was"])
@pytest.mark.parametrize("seed", range(4))
def test_real_orders_from_todays_state(tmp_path: Path, seed: int, replay: str) -> None:
    files(tmp_path, seed)
    text = two_nodes(
        horizon="3 weeks",
        warmup=None,
        customers={
            "orders": {"file": "orders.csv", "replay": replay},
            "promotions": [{"name": "Lull", "starts": "2026-02-25", "for": "9 days", "factor": 0.5}],
            "lines": None,
            "quantity": None,
            "weekdays": None,
            "growth": None if replay == "as_it_was" else "40% per year",
        },
        today={"on_hand": "stock.csv", "purchase_orders": "pos.csv", "open_orders": "open.csv"},
        disruptions=STOPS[: 2 + seed] + STOPS[5:],
    )
    plan = plan_of(load_text(text, "files.yaml", tmp_path))
    assert plan.open_orders is not None
    assert len(plan.open_purchases) == 10
    assert [one.quantity for one in plan.open_purchases if one.source >= 0]
    assert {one.leaves >= 0 for one in plan.open_purchases} == {True, False}
    hand = draw(plan, seed)
    assert (hand.orders["t"][:-1] < 0).sum() == len(plan.open_orders.placed)
    world, result = play(plan, hand), run(plan, hand)
    assert differences(world, result) == []
    assert order_differences(world, result) == []
