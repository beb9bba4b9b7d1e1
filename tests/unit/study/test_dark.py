"""What happens when each element goes dark alone."""

from __future__ import annotations

import math
from datetime import datetime

import pytest

from simnet import units
from simnet.scenario import load_text
from simnet.study.dark import dark_elements, dark_study, onset, outage_of
from tests import worlds

EVENTS = [
    {"node_outage": "depot", "happens": "every year", "for": "2 days"},
    {"node_capacity": "depot", "factor": 0.5, "happens": "every year", "for": "9 days"},
    {"supplier_delay": "factory", "factor": 2, "happens": "every year", "for": "10 to 20 days"},
    {"carrier_service_suspended": "van", "services": ["ground"], "happens": "every year", "for": "3 days"},
    {"demand_surge": "home", "factor": 2, "happens": "every year", "for": "3 days"},
    {"stock_destroyed": "depot", "fraction": "20%", "happens": "every year"},
]


def test_elements_are_those_with_an_event_that_lasts() -> None:
    found = dark_elements(load_text(worlds.tiny(disruptions=EVENTS)))
    assert [(one.kind, one.name) for one in found] == [
        ("node", "depot"),
        ("supplier", "factory"),
        ("service", "van/ground"),
    ]
    assert found[0].downtime == 2 * units.DAY, "an outage says more about an outage than a shortage does"
    assert found[1].downtime == pytest.approx(14.5 * units.DAY, rel=0.02)
    assert outage_of(found[2].kind, found[2].name) == {
        "carrier_service_suspended": "van",
        "services": ["ground"],
    }


def test_a_tag_means_every_element_that_has_it() -> None:
    text = worlds.two_nodes(
        nodes={"columbus": {"tags": {"region": "gulf"}}, "reno": {"tags": {"region": "gulf"}}},
        disruptions=[{"node_outage": {"region": "gulf"}, "happens": "every year", "for": "1 day"}],
    )
    assert [one.name for one in dark_elements(load_text(text))] == ["columbus", "reno"]


def test_onsets_differ_in_season_and_weekday() -> None:
    scenario = load_text(worlds.tiny(horizon="365 days"))
    found = [datetime.fromisoformat(onset(scenario, number)) for number in range(4)]
    assert len({one.weekday() for one in found}) == 4
    assert found == sorted(found)
    assert onset(scenario, 4) == onset(scenario, 0)


def test_a_brand_with_one_node_lasts_no_time_without_it() -> None:
    event = {"node_outage": "depot", "happens": "every year", "for": "8 days"}
    rows = dark_study(load_text(worlds.tiny(horizon="120 days", disruptions=[event])), 4)
    assert [row["replication"] for row in rows] == [0, 1, 2, 3]
    for row in rows:
        assert row["element"] == "depot"
        assert row["downtime_days"] == 8
        assert row["survive_days"] <= 1
        assert not row["absorbed"]
        assert 1 < row["service_days"] < 30
        assert row["excess_late"] >= 1


def test_stock_outlasts_a_short_outage_of_its_supplier() -> None:
    event = {"supplier_outage": "factory", "happens": "every year", "for": "1 day"}
    rows = dark_study(load_text(worlds.tiny(horizon="150 days", disruptions=[event])), 2)
    for row in rows:
        assert row["absorbed"]
        assert row["service_days"] == 0
        assert 5 < row["survive_days"] < math.inf, "held dark to the end, its stock runs out"


def test_without_events_nothing_goes_dark() -> None:
    assert dark_study(load_text(worlds.tiny()), 2) == []


def test_a_lane_and_a_carrier_have_their_own_outages() -> None:
    assert outage_of("lane", "a -> b") == {"lane_outage": "a -> b"}
    assert outage_of("carrier", "van") == {"carrier_outage": "van"}
