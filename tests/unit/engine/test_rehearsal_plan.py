"""A drill's date in numbers: which events, whose orders, how long a test order takes, when to stop."""

from __future__ import annotations

from typing import Any

import pytest

from simnet.engine.compile import compile_scenario
from simnet.engine.plan import Rehearsal
from simnet.scenario import agenda, with_occasion
from simnet.units import HOUR, MINUTE
from tests.unit.scenario.test_occasions import world


def compiled(**drill: Any) -> tuple[Rehearsal, dict[str, list[str]]]:
    scenario = world(drill)
    plan = compile_scenario(with_occasion(scenario, agenda(scenario)[0]))
    assert plan.rehearsal is not None
    held = plan.rehearsal
    names = {
        "events": [plan.events[n].kind for n in sorted(held.events)],
        "regions": [plan.regions[n].name for n in held.regions],
        "items": [plan.items[n].name for n in held.items],
    }
    return held, names


def test_a_whole_drill_shuts_nothing_to_anybody() -> None:
    held, names = compiled()
    assert not held.scoped
    assert names["events"] == ["node_outage"]
    assert not any(held.shuts(n) for n in held.events)
    assert held.most == ()


def test_the_first_onset_is_that_of_the_earliest_event() -> None:
    events = [
        {"node_outage": "columbus", "for": "1 day", "starts": "+5 h"},
        {"node_capacity": "reno", "factor": 0.5, "for": "1 day", "starts": "+2 h", "probability": "1%"},
    ]
    held, _ = compiled(events=events, stop_if={"overdue_orders": 7, "stockout_orders": 3})
    assert held.onset == held.begins + 2 * HOUR
    assert held.most == (("overdue", 7), ("stockout", 3))


def test_a_batch_of_a_product_has_the_kits_that_contain_it() -> None:
    held, names = compiled(scope={"orders": 9, "skus": ["candle"], "regions": ["west"]})
    assert held.scoped
    assert held.orders == 9
    assert names["regions"] == ["west"]
    kits = {name for name, sku in world({}).skus.items() if sku.kit and "candle" in sku.kit}
    assert kits
    assert set(names["items"]) == {"candle"} | kits


def test_a_batch_of_a_kit_has_not_what_it_contains() -> None:
    (kit,) = (name for name, sku in world({}).skus.items() if sku.kit)
    _, names = compiled(scope={"skus": [kit]})
    assert names["items"] == [kit]


@pytest.mark.parametrize(
    ("response", "touch"),
    [(None, 2 * MINUTE), ({"touch": "7 min"}, 7 * MINUTE), ({"automatic": True}, -1)],
)
def test_a_test_order_takes_what_the_response_says(response: Any, touch: int) -> None:
    held, _ = compiled(scope={"orders": 9}, response=response)
    assert held.touch == touch
