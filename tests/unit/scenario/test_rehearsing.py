"""Drills that cannot be held as they are written: whose turn, what scope, which dates."""

from __future__ import annotations

from typing import Any

import pytest

from simnet.scenario import ScenarioError, load_text
from tests.unit.scenario.test_occasions import DARK, every, world
from tests.worlds import two_nodes

QUARTER = {"every": "quarter", "first": "2026-02-09 09:00"}
CARRIER = [{"carrier_outage": "swift", "for": "1 day"}]


def refused(*drills: dict[str, Any]) -> list[str]:
    with pytest.raises(ScenarioError) as error:
        world(*drills)
    return [f"{x.path}: {x.value}: {x.rule} ({x.repair})" for x in error.value.problems]


WRONG: dict[str, tuple[list[dict[str, Any]], str]] = {
    "rotation twice": (
        [every({**QUARTER, "rotate": ["columbus", "reno", "columbus"]})],
        "drills.0.schedule.rotate: columbus: is named twice (name each once)",
    ),
    "rotation of nothing": (
        [every({**QUARTER, "rotate": ["reno", "chandler"]})],
        "drills.0.schedule.rotate: reno: no event is about one of reno, chandler (such as node_outage: reno)",
    ),
    "rotation of another kind": (
        [every({**QUARTER, "rotate": ["columbus", "chandler"]})],
        "drills.0.schedule.rotate: chandler: is not the name of a node, which node_outage is about",
    ),
    "rotation unknown": (
        [every({**QUARTER, "rotate": ["columbus", "rno"]})],
        "rno: is not the name of a node, which node_outage is about (did you mean reno?)",
    ),
    "scope of a region": (
        [{"scope": {"regions": ["wst"]}}],
        "drills.0.scope.regions: wst: is not the name of a region (did you mean west?)",
    ),
    "scope of a product": (
        [{"scope": {"skus": ["candl"]}}],
        "drills.0.scope.skus: candl: is not the name of a SKU (did you mean candle?)",
    ),
    "scope of a supplier": (
        [{"scope": {"orders": 25}, "events": [{"supplier_outage": "chandler", "for": "3 days"}]}],
        "drills.0.events.0: supplier_outage: cannot be so for a batch of orders alone (use node_outage, "
        "packaging_stockout, carrier_outage, carrier_service_suspended, lane_outage, or scope: all)",
    ),
    "scope with joint": (
        [{"scope": {"orders": 25}, "overlap": "joint"}],
        "drills.0.overlap: joint: means nothing for a batch of orders, which leaves all else as it is "
        "(remove it, or use scope: all)",
    ),
    "overlap": (
        [{}, {"title": "B", "start": "2026-07-20 09:00", "events": CARRIER}],
        'drills.1.window: : its window of 2026-07-20 (2026-07-06 to 2026-09-18) overlaps that of "Columbus '
        "dark\" on 2026-06-08 (2026-05-25 to 2026-08-07): what is one drill's and what the other's could not "
        "be told apart (hold them further apart, shorten window, or write overlap: joint in both)",
    ),
    "overlap with itself": (
        [every({"every": "month", "first": "2026-02-09 09:00"})],
        "drills.0.window: : its window of 2026-03-09 (2026-02-23 to 2026-05-08) overlaps its own of",
    ),
    "joint in one alone": (
        [{"overlap": "joint"}, {"title": "B", "start": "2026-07-20 09:00", "events": CARRIER}],
        "drills.1.window: : its window of 2026-07-20",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_cannot_be_held_is_said_before_the_run(name: str) -> None:
    drills, message = WRONG[name]
    said = refused(*drills)
    assert len(said) == 1
    assert said[0].startswith(message) or message in said[0]


def test_overlapping_drills_may_be_measured_jointly() -> None:
    other = {"title": "B", "start": "2026-07-20 09:00", "events": CARRIER, "overlap": "joint"}
    assert len(world({"overlap": "joint"}, other).drills) == 2


def test_names_that_are_wrong_come_together_with_other_problems() -> None:
    drill = {**DARK, "scope": {"regions": ["wst"]}, "goals": {"detct": "1 h"}}
    with pytest.raises(ScenarioError) as error:
        load_text(two_nodes(drills=[drill], start="2026-01-01", horizon="1 year"), "a.yaml")
    assert {x.path for x in error.value.problems} >= {"drills.0.goals.detct"}
