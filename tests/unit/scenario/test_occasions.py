"""When drills are held, whose turn it is, and what the world of one date is made of."""

from __future__ import annotations

import pickle
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from simnet.scenario import Scenario, agenda, load_text, occasions, with_occasion
from simnet.scenario.occasions import overlapping
from simnet.scenario.writing import to_yaml
from tests.worlds import two_nodes

DARK: dict[str, Any] = {
    "title": "Columbus dark",
    "start": "2026-06-08 09:00",
    "events": [{"node_outage": "columbus", "for": "3 days"}],
    "goals": {"service_back": "6 days"},
}


def world(*drills: dict[str, Any], **sections: Any) -> Scenario:
    """The two nodes over one year, with drills."""
    text = two_nodes(
        start="2026-01-01", horizon="1 year", drills=[{**DARK, **drill} for drill in drills], **sections
    )
    return load_text(text, "a.yaml")


def dates(scenario: Scenario, number: int = 0) -> list[str]:
    return [f"{one.begins:%Y-%m-%d %H:%M}" for one in occasions(scenario, scenario.drills[number])]


def every(schedule: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {"start": None, "schedule": schedule, **changes}


def test_a_drill_that_is_held_once_has_one_date() -> None:
    scenario = world({})
    (one,) = occasions(scenario, scenario.drills[0])
    assert (one.label, one.number, one.targets(scenario)) == ("2026-06-08", 0, ("columbus",))
    assert one.onset == datetime(2026, 6, 8, 13, tzinfo=UTC)
    assert one.ends - one.onset == timedelta(days=60)
    assert one.onset - one.opens == timedelta(days=14)


def test_quarters_have_their_names_and_keep_the_time_of_day_over_clock_changes() -> None:
    scenario = world(every({"every": "quarter", "first": "2026-02-09 09:00"}))
    found = occasions(scenario, scenario.drills[0])
    assert [one.label for one in found] == ["2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"]
    assert {f"{one.begins:%H:%M}" for one in found} == {"09:00"}
    assert [one.onset.hour for one in found] == [14, 13, 13, 14]


def test_months_without_the_day_take_their_last() -> None:
    scenario = world(every({"every": "month", "first": "2026-01-31 09:00"}, overlap="joint"))
    assert dates(scenario)[:4] == [
        "2026-01-31 09:00", "2026-02-28 09:00", "2026-03-31 09:00", "2026-04-30 09:00",
    ]  # fmt: skip


def test_a_schedule_that_began_long_ago_goes_on_with_its_turns() -> None:
    old = world(every({"every": "quarter", "first": "2019-02-09 09:00", "rotate": ["columbus", "reno"]}))
    found = occasions(old, old.drills[0])
    assert [one.number for one in found] == [28, 29, 30, 31]
    daily = world(every({"every": "30 days", "first": "1999-01-01 09:00"}, overlap="joint"))
    assert len(dates(daily)) in (12, 13)


def test_targets_take_turns_in_events_names_and_title() -> None:
    events = [
        {"node_outage": "columbus", "for": "3 days"},
        {"node_capacity": "reno", "factor": 0.5, "for": "2 days", "starts": "+1 day", "name": "slow"},
    ]
    schedule = {"every": "quarter", "first": "2026-02-09 09:00", "rotate": ["columbus", "reno"]}
    scenario = world(every(schedule, events=events))
    first, second, third = occasions(scenario, scenario.drills[0])[:3]
    assert [event.targets for event in first.events] == [("columbus",), ("reno",)]
    assert [event.targets for event in second.events] == [("reno",), ("columbus",)]
    assert [event.name for event in second.events] == ["node_outage reno", "slow"]
    assert (first.title, second.title, third.title) == ("Columbus dark", "Reno dark", "Columbus dark")


def test_a_word_that_only_begins_like_a_target_stays_in_the_title() -> None:
    schedule = {"every": "quarter", "first": "2026-02-09 09:00", "rotate": ["columbus", "reno"]}
    scenario = world(every(schedule, title="columbus and columbus-day"))
    assert occasions(scenario, scenario.drills[0])[1].title == "reno and columbus-day"


def test_the_agenda_lists_all_drills_by_date() -> None:
    scenario = world({"start": "2026-09-01 09:00"}, {"title": "Earlier"})
    assert [one.title for one in agenda(scenario)] == ["Earlier", "Columbus dark"]


def test_windows_that_touch_do_not_overlap() -> None:
    apart = world({"start": "2026-03-02 09:00"}, {"start": "2026-05-15 10:00"})
    assert list(overlapping(apart)) == []
    close = world(*({"start": f"2026-{day} 09:00", "overlap": "joint"} for day in ("03-02", "05-14")))
    ((one, other),) = overlapping(close)
    assert (one.label, other.label) == ("2026-03-02", "2026-05-14")


def test_joint_occasions_bring_each_others_events() -> None:
    other = {"title": "B", "start": "2026-06-20 09:00", "events": [{"node_outage": "reno", "for": "1 day"}]}
    scenario = world({"overlap": "joint"}, {**other, "overlap": "joint"})
    first, second = agenda(scenario)
    assert [one.title for one in first.joint] == ["B"]
    assert [one.title for one in second.joint] == ["Columbus dark"]
    held = with_occasion(scenario, first)
    assert held.rehearsal is not None
    assert held.rehearsal.events == ("node_outage columbus", "node_outage reno")
    assert second.onset > first.onset


def test_events_begin_so_many_hours_later_also_in_a_repeated_hour() -> None:
    """On 1 November 2026 the hour from 1:00 to 2:00 comes twice in New York."""
    events = [
        {"node_outage": "columbus", "for": "1 h", "starts": "+0 h"},
        {"node_capacity": "columbus", "factor": 0.5, "for": "1 h", "starts": "+1 h"},
        {"node_capacity": "columbus", "factor": 0.4, "for": "1 h", "starts": "+2 h", "name": "late"},
    ]
    scenario = world({"start": "2026-11-01 01:30", "events": events})
    held = with_occasion(scenario, agenda(scenario)[0])
    from simnet.engine.replication import plan_of

    begins = [event.at[0] for event in plan_of(held).events]
    assert sorted(at - min(begins) for at in begins) == [0, 3_600_000_000, 7_200_000_000]


def test_the_drills_events_are_dated_disruptions_with_its_response() -> None:
    ordinary = [{"node_outage": "columbus", "happens": "every 1 year", "for": "1 day"}]
    scenario = world(
        {"response": {"detect": "5 min"}, "events": [
            {"node_outage": "columbus", "for": "3 days", "probability": "30%"},
            {"demand_surge": "all", "factor": 2, "for": "3 days", "starts": "+1 day"},
        ]},
        disruptions=ordinary,
    )  # fmt: skip
    held = with_occasion(scenario, agenda(scenario)[0])
    old, outage, surge = held.disruptions
    assert old == scenario.disruptions[0]
    assert (outage.name, outage.luck) == ("node_outage columbus 2", "drill node_outage columbus")
    assert (outage.probability, surge.probability) == (0.3, None)
    assert outage.response == scenario.drills[0].response
    assert surge.response is None
    assert surge.starts == datetime(2026, 6, 9, 9)
    assert held.rehearsal is not None
    assert held.rehearsal.events == (outage.name, surge.name)
    assert held.drills == ()


def test_a_drill_of_what_nobody_answers_to_by_itself_is_answered_by_its_own_response() -> None:
    event = {"stock_destroyed": "columbus", "fraction": "50%"}
    scenario = world({"response": {"detect": "1 h"}, "events": [event]})
    held = with_occasion(scenario, agenda(scenario)[0])
    assert held.disruptions[-1].response == scenario.drills[0].response


def test_the_horizon_reaches_four_weeks_past_the_window() -> None:
    scenario = world({}, {"start": "2026-12-20 09:00", "title": "Late"})
    short, long = (with_occasion(scenario, one) for one in agenda(scenario))
    day = 86_400_000_000
    assert short.horizon % day == 0
    begin = scenario.start
    assert begin + timedelta(microseconds=short.horizon) == datetime(2026, 9, 5)
    assert long.horizon > scenario.horizon


def test_a_horizon_that_decides_when_something_comes_is_left_alone() -> None:
    uniform = [{"node_outage": "reno", "probability": "50%", "for": "1 day"}]
    scenario = world({}, disruptions=uniform)
    assert with_occasion(scenario, agenda(scenario)[0]).horizon == scenario.horizon


def test_a_held_drill_is_written_and_read_again() -> None:
    scenario = world({"scope": {"orders": 25, "regions": ["west"]}, "stop_if": {"overdue_orders": 20}})
    held = with_occasion(scenario, agenda(scenario)[0])
    again = load_text(to_yaml(held), "b.yaml")
    assert again.resolved() == held.resolved()
    assert pickle.loads(pickle.dumps(held)) == held


@pytest.mark.parametrize("name", ["2026-Q2", "2026-06-08"])
def test_labels_are_names_of_folders(name: str) -> None:
    schedule = {"every": "quarter", "first": "2026-06-08 09:00"}
    scenario = world(every(schedule) if "Q" in name else {})
    assert occasions(scenario, scenario.drills[0])[0].label == name
