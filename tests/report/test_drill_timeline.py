"""The timeline of a drill: what begins and ends, and that its steps do not contradict one another."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from simnet.charts.drill.clocks import REROUTES, shown_clocks
from simnet.report.drill.beginnings import begins, ends, meant
from simnet.report.drill.fix import effect, tried
from simnet.report.drill.happened import hits, what_happened
from simnet.report.drill.page import page_of
from simnet.report.drill.run import DrillRun
from simnet.report.drill.second import second_of
from simnet.report.drill.timeline import steps
from simnet.report.drill.words import headline, sentence
from simnet.report.words import element, label
from simnet.scenario.disruptions import TYPES
from tests.charts import drills
from tests.charts.drills import CASES, COLUMBUS, SLOW
from tests.report.drill_fakes import drill_run

GROUND = {**COLUMBUS, "kind": "carrier_service_suspended", "targets": ["swiftpost"], "services": ["ground"]}


def told(root: Path, events: tuple[dict[str, Any], ...], *rows: tuple[float, str, str]) -> list[str]:
    """Write the steps of a timeline."""
    return [step.what for step in steps(timed(root, events, *rows))]


def timed(root: Path, events: tuple[dict[str, Any], ...], *rows: tuple[float, str, str]) -> DrillRun:
    table = pd.DataFrame(
        [(number, days, what, subject, 5) for number, (days, what, subject) in enumerate(rows)],
        columns=["step", "days", "what", "subject", "number"],
    )
    return drill_run(root / "scenarios", replace(CASES["typical"], events=events), timeline=table)


@pytest.mark.parametrize("kind", sorted(TYPES))
def test_every_kind_of_event_begins_and_ends_in_words_of_its_own(kind: str) -> None:
    event = {**COLUMBUS, "kind": kind}
    assert "is hit" not in begins(event)
    assert "_" not in begins(event) + ends(event)
    assert bool(ends(event)) == (kind != "stock_destroyed")


def test_two_events_begin_and_end_each_in_its_own_words(root: Path) -> None:
    slow = {**SLOW, "starts_days": 1.0, "for_days": 4.0}
    rows = ((0.0, "begins", "columbus"), (1.0, "begins", "swiftpost"), (3.0, "ends", "columbus"),
            (5.0, "ends", "swiftpost"))  # fmt: skip
    assert told(root, (COLUMBUS, slow), *rows) == [
        "Columbus goes dark", "Swiftpost slows down", "Columbus is back", "Swiftpost is as fast as ever",
    ]  # fmt: skip


def test_of_two_events_at_one_place_the_nearest_by_the_plan_is_meant() -> None:
    slow = {**COLUMBUS, "kind": "node_capacity", "starts_days": 3.0, "for_days": 5.0}
    assert meant([COLUMBUS, slow], 0.0, "columbus", end=False) == COLUMBUS
    assert meant([COLUMBUS, slow], 3.0, "columbus", end=False) == slow
    assert meant([COLUMBUS, slow], 8.0, "columbus", end=True) == slow
    assert meant([], 0.0, "columbus", end=True) is None


def test_what_hits_everything_has_words_without_a_name(root: Path) -> None:
    out = {**COLUMBUS, "kind": "system_outage", "targets": ["all"]}
    rows = (0.0, "begins", ""), (0.4, "ends", "")
    assert told(root, (out,), *rows) == ["The order system goes down", "The order system is back"]


def test_what_is_destroyed_does_not_come_back(root: Path) -> None:
    rows = (0.0, "begins", "columbus"), (0.0, "ends", "columbus")
    assert told(root, (drills.FLOOD,), *rows) == ["Stock of columbus is destroyed"]


def test_who_orders_later_notices_nothing_before_you_notice_what_went_before(root: Path) -> None:
    """The service clock is about orders placed from then on; those placed before can still be overdue."""
    rows = (0.0, "begins", "columbus"), (0.5, "service", ""), (1.0, "detect", ""), (2.0, "worst_overdue", "")
    assert told(root, (COLUMBUS,), *rows)[1:] == [
        "who buys now notices nothing", "you notice", "5 orders overdue: the worst",
    ]  # fmt: skip


def test_a_service_is_called_by_carrier_and_service_everywhere(root: Path) -> None:
    rows = (0.0, "begins", "swiftpost.ground"), (3.0, "ends", "swiftpost.ground")
    run = timed(root, (GROUND,), *rows)
    said = [step.what for step in steps(run)]
    assert said == ["Swiftpost ground is suspended", "Swiftpost ground is back"]
    assert what_happened(run) == "Swiftpost ground was suspended for 3 days."
    assert label("strike", "carrier_service_suspended", "swiftpost.ground") == "swiftpost ground suspended"
    assert element("swiftpost/ground") == "swiftpost ground"
    assert element("swiftpost.ground, columbus -> east") == "swiftpost ground, columbus → east"


def test_what_a_rush_of_orders_costs_includes_what_more_was_sold(root: Path) -> None:
    rush = {**COLUMBUS, "kind": "demand_surge", "targets": ["all"]}
    made = drill_run(root / "scenarios", replace(CASES["typical"], events=(rush,)))
    assert sentence(made).endswith("on average, what more was sold included.")


def test_what_happens_twice_at_the_same_time_is_told_once(root: Path) -> None:
    rows = (3.0, "ends", "columbus"), (3.0, "stand_down", "columbus"), (3.0, "stand_down", "reno")
    assert told(root, (COLUMBUS,), *rows) == ["Columbus is back", "back to usual"]


def test_two_things_that_hit_the_same_are_named_together() -> None:
    port = {**SLOW, "kind": "port_congestion", "targets": ["guadalajara -> columbus"]}
    hold = {**port, "kind": "customs_hold"}
    said = ["columbus dark", "guadalajara → columbus congested, held by customs"]
    assert hits([COLUMBUS, port, hold]) == said


def test_a_goal_missed_beside_what_customers_felt_is_no_but(root: Path) -> None:
    made = drill_run(root / "scenarios", replace(CASES["typical"], goals={"late_orders": 300.0}))
    assert "for 9 days, and 535 orders came late." in " ".join(headline(made))


def test_a_long_list_of_events_gives_way_to_the_drills_own_title(root: Path) -> None:
    port = {**SLOW, "kind": "port_congestion", "targets": ["guadalajara -> columbus"]}
    case = replace(CASES["typical"], title="Ohio stops and the port is full", events=(drills.LATE_WAX, port))
    made = drill_run(root / "scenarios", case)
    assert what_happened(made) == "Ohio stops and the port is full."
    page = page_of(
        drill_run(root / "scenarios", replace(case, events=(port, {**port, "kind": "customs_hold"})))
    )
    assert [hit.text.partition(" (")[0] for hit in page.panels.hits] == [
        "Guadalajara → columbus congested", "Held by customs",
    ]  # fmt: skip


def test_clocks_of_rerouting_are_left_out_where_nothing_had_to_go_elsewhere(root: Path) -> None:
    frame = drills.replications(CASES["typical"])
    none = frame.assign(rerouted_first_days=0.0, rerouted_last_days=0.0, first_parcel_days=0.0)
    case = replace(CASES["typical"], goals={"service_back": 6.0})
    made = drill_run(root / "scenarios", case, replications=none)
    shown = {bar.column for bar in shown_clocks(page_of(made).panels, 3.0)}
    assert not shown & set(REROUTES)
    assert "First parcel leaves" not in [row[0] for row in second_of(made).sure.rows]
    shown = {bar.column for bar in shown_clocks(page_of(drill_run(root / "scenarios", case)).panels, 3.0)}
    assert set(REROUTES) <= shown


def test_a_change_that_costs_more_years_than_it_wins_is_not_shown_as_better(root: Path) -> None:
    frame = drills.change_goals(CASES["typical"])
    first = frame["change"] == 0
    worse = frame.assign(
        met_after=frame["met_after"].where(~first, 0), after=frame["after"].where(~first, frame["before"] - 1)
    )
    made = tried(drill_run(root / "scenarios", "typical", change_goals=worse))
    assert [one.better for one in made] == [False, True, True]


def test_what_a_change_does_is_told_by_what_it_makes_better(root: Path) -> None:
    goals = {
        "late_orders": {
            "before": 349.0,
            "after": 397.0,
            "met_before": 30,
            "met_after": 30,
            "verdict": "held",
        },
        "my_time": {"before": 700.0, "after": 34.0, "met_before": 20, "met_after": 40, "verdict": "held"},
    }
    assert effect(goals, 40) == "11.7 h → 34 min"
    assert effect({"late_orders": goals["late_orders"]}, 40) == "349 → 397 late"
    same = {
        "rerouted": {"before": 0.1, "after": 0.1, "met_before": 34, "met_after": 39, "verdict": "undecided"}
    }
    assert effect(same, 40) == "+5 of 40 years"
    assert effect({"rerouted": {**same["rerouted"], "met_after": 34}}, 40) == "no change"


def test_two_events_at_one_place_and_time_are_each_told(root: Path) -> None:
    port = {**SLOW, "kind": "port_congestion", "targets": ["ohio -> columbus"], "starts_days": 0.0}
    hold = {**port, "kind": "customs_hold"}
    way = "ohio -> columbus"
    rows = (0.0, "begins", way), (0.0, "begins", way), (4.0, "ends", way)
    assert told(root, (port, hold), *rows) == [
        "The port is full on ohio → columbus",
        "Customs hold goods on ohio → columbus",
        "The port is clear again",
    ]  # fmt: skip
