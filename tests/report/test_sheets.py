"""Sheets for doing a drill for real: calendar, run sheet, partners, and the comparison with a rehearsal."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from simnet.errors import ScenarioError
from simnet.pricing.usual import library
from simnet.report.sheets.calendar import calendar_text
from simnet.report.sheets.live import Range, actual, beginning, live_text, predict
from simnet.report.sheets.outcome import COLUMNS, Outcome, read_outcome
from simnet.report.sheets.plan import blank_outcome, plan_text
from simnet.report.sheets.sla import sla_text
from simnet.scenario import Occasion, Scenario, agenda, load_drills

LIBRARY = library()


def held(scenarios: Path, name: str, values: dict[str, str] | None = None) -> tuple[Scenario, Occasion]:
    scenario = load_drills(scenarios / "drills" / f"{name}.yaml", values)
    return scenario, agenda(scenario)[0]


# the calendar


def events(text: str) -> list[dict[str, str]]:
    """Read a calendar as strictly as RFC 5545 has it: CRLF, folds, escapes."""
    assert text.endswith("\r\n")
    assert "\n" not in text.replace("\r\n", "")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    found: list[dict[str, str]] = []
    for line in text.replace("\r\n ", "").split("\r\n"):
        key, _, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            found.append({})
        elif found and key not in found[-1]:
            found[-1][key] = re.sub(r"\\(.)", lambda m: "\n" if m[1] == "n" else m[1], value)
    return found


def test_a_calendar_has_every_date_in_utc(scenarios: Path) -> None:
    scenario, _ = held(scenarios, "node-dark")
    found = events(calendar_text(scenario, agenda(scenario)))
    starts = [datetime.strptime(x["DTSTART"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC) for x in found]
    assert starts == [one.onset for one in agenda(scenario)]
    assert [x["DTSTART"][9:11] for x in found] == ["13", "13", "13", "14"]
    assert len({x["UID"] for x in found}) == 4
    assert found[1]["SUMMARY"] == "Failover drill 2026-Q2: Reno dark for three days"


def test_a_calendar_is_the_same_bytes_again_and_replaces_itself(scenarios: Path) -> None:
    scenario, _ = held(scenarios, "node-dark")
    text = calendar_text(scenario, agenda(scenario))
    again = load_drills(scenarios / "drills" / "node-dark.yaml", {"drill.goals.cancelled": "9"})
    assert calendar_text(again, agenda(again)) == text


def test_words_of_a_calendar_survive_folding_and_signs(scenarios: Path) -> None:
    why = "Größe; Commas, back\\slashes and " + "ü" * 90
    scenario, one = held(
        scenarios, "system-outage", {"drill.why": f"'{why}'", "drill.contacts.owner": "Ann, B"}
    )
    (event,) = events(calendar_text(scenario, [one]))
    assert event["DESCRIPTION"].startswith(why)
    assert "Owner: Ann, B" in event["DESCRIPTION"]


# the run sheet and the partners


NAMES = (
    "node-dark", "supplier-late", "service-suspended", "system-outage", "port-and-customs", "stock-destroyed",
    "sync-error-on-promotion", "two-at-once", "small-batch", "surge-when-degraded",
)  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_every_drill_of_the_library_has_its_sheets(scenarios: Path, name: str) -> None:
    scenario, one = held(scenarios, name)
    plan, sla = plan_text(scenario, one, LIBRARY), sla_text(scenario, one, LIBRARY)
    for heading in ("Which orders", "A week before", "On the day", "When to stop", "How to go back",
                    "What to write down", "Goals", "Phone list"):  # fmt: skip
        assert f"## {heading}" in plan
    assert one.title in plan
    assert one.title in sla
    for text in (plan, sla):
        assert not re.search(r"\b(None|nan|inf|all dark)\b", text), text
        assert all(line.count("|") in (0, 4, 5) for line in text.splitlines())


def test_the_run_sheet_says_who_packs_what_by_when(scenarios: Path) -> None:
    plan = plan_text(*held(scenarios, "node-dark"), LIBRARY)
    assert "The first 25 orders after the beginning that would go through columbus," in plan
    assert "Tell columbus and reno" in plan
    assert "| 09:30 | you | Notice it by your own means (goal: within 1 h). |" in plan
    assert "Send the test orders to reno, one by one, by hand (goal: within 8 h). 25 orders at 2 min" in plan
    assert "Orders by 12:00 leave the same day. Pickup at 16:30." in plan
    assert "| Customers stop noticing | 10 days | only in the simulation | |" in plan


def test_the_run_sheet_has_the_drills_own_stop_and_people(scenarios: Path) -> None:
    values = {"drill.contacts.owner": "Ann", "drill.stop_if.overdue_orders": "40"}
    plan = plan_text(*held(scenarios, "two-at-once", values), LIBRARY)
    assert "- more than 40 orders are past their promise, of all orders" in plan
    assert "| owner | Ann | | |" in plan
    assert "Print another carrier's label" in plan


def test_the_run_sheet_has_every_reason_to_stop(scenarios: Path) -> None:
    limits = {"cancelled_orders": "3", "lost_orders": "4", "stockout_orders": "5"}
    values = {f"drill.stop_if.{name}": value for name, value in limits.items()}
    plan = plan_text(*held(scenarios, "two-at-once", values), LIBRARY)
    assert "- more than 3 orders were cancelled, wholly or in part, since it began, of all orders" in plan
    assert "- more than 4 orders were lost, wholly or in part, because something was sold out" in plan
    assert "- more than 5 orders found something sold out since it began" in plan


def test_a_batch_is_sent_by_hand_and_nobody_decides(scenarios: Path) -> None:
    plan = plan_text(*held(scenarios, "small-batch"), LIBRARY)
    assert "from midwest and south" in plan
    assert "25 orders at 3 min each: 1.2 h" in plan
    assert "Decide" not in plan
    assert "25 test orders beside its own" in sla_text(*held(scenarios, "small-batch"), LIBRARY)


def test_partners_are_asked_for_what_the_goals_need(scenarios: Path) -> None:
    sla = sla_text(*held(scenarios, "node-dark"), LIBRARY)
    # 65 of its own and 127 × 3 days of columbus's, over the ten days in which customers may notice
    assert "| capacity | 103 orders a day for 10 days: 65 of its own" in sla
    tight = sla_text(*held(scenarios, "node-dark", {"drill.goals.service_back": "2 days"}), LIBRARY)
    assert "| capacity | 192 orders a day for 3 days |" in tight
    assert "| damaged | 2.0% of parcels or fewer |" in sla
    late = sla_text(*held(scenarios, "supplier-late"), LIBRARY)
    assert "## guadalajara: delivers instead of ohio-candles" in late
    assert "| delivers | at your door within 39 days of the order | 25 days, on average |" in late
    assert "Nobody else is asked for anything" in sla_text(*held(scenarios, "system-outage"), LIBRARY)


# the outcome of a rehearsal


ROWS = """\
test order,placed,rerouted,shipped,delivered,minutes
1,2026-03-23 09:05,2026-03-23 11:00,2026-03-23 16:30,2026-03-26 12:00,4
2,2026-03-23 09:10,2026-03-23 11:05,2026-03-24 16:30,2026-04-08 12:00,6
3,2026-03-23 09:20,2026-03-23 13:00,,,5
4,,,,,
"""


def written(tmp_path: Path, text: str) -> Path:
    (tmp_path / "outcome.csv").write_text(text, encoding="utf-8")
    return tmp_path / "outcome.csv"


def test_the_blank_outcome_is_what_live_reads(scenarios: Path, tmp_path: Path) -> None:
    scenario, one = held(scenarios, "small-batch")
    text = blank_outcome(scenario, one, LIBRARY)
    assert text.splitlines()[0] == ",".join(COLUMNS)
    assert len(text.splitlines()) == 26
    filled = text.replace("\n7,,,,,", "\n7,2026-03-23 09:12,2026-03-23 10:00,,,3")
    outcome = read_outcome(written(tmp_path, filled))
    assert [order.name for order in outcome.orders] == ["7"]
    assert outcome.empty == 24


def test_the_clocks_of_a_rehearsal_run_from_the_beginning(scenarios: Path, tmp_path: Path) -> None:
    _, one = held(scenarios, "node-dark")
    outcome = read_outcome(written(tmp_path, ROWS))
    began = beginning(one, outcome)
    assert began == datetime(2026, 3, 23, 9)
    found = {name: value * 24 for name, value in actual(outcome, began).items()}
    assert found["rerouted"] == pytest.approx(2.0)
    assert found["rerouted_last"] == pytest.approx(4.0)
    assert found["first_parcel"] == pytest.approx(7.5)
    assert found["touch"] == pytest.approx(5 / 60)


def test_a_rehearsal_of_another_day_runs_from_its_first_order(scenarios: Path, tmp_path: Path) -> None:
    scenario, one = held(scenarios, "node-dark")
    outcome = read_outcome(
        written(tmp_path, ROWS.replace("2026-03-2", "2026-05-2").replace("04-08", "06-08"))
    )
    assert beginning(one, outcome) == datetime(2026, 5, 23, 9, 5)
    text = live_text(scenario, one, outcome, {})
    assert "Times run from the first test order, 2026-05-23 09:05" in text
    assert "No run of this drill was found" in text


def test_what_was_rehearsed_stands_beside_what_was_simulated(scenarios: Path, tmp_path: Path) -> None:
    scenario, one = held(scenarios, "node-dark")
    outcome = read_outcome(written(tmp_path, ROWS))
    hours = {"rerouted": (1.0, 1.5, 3.0), "first_parcel": (8.0, 9.0, 30.0), "touch": (0.033, 0.033, 0.034)}
    said = {name: Range(*(x / 24 for x in values)) for name, values in hours.items()}
    text = live_text(scenario, one, outcome, said)
    rows = {line[2:34].strip(): line for line in text.splitlines()}
    assert rows["First order sent elsewhere"].startswith("✓")
    assert rows["First parcel collected"].endswith("faster")
    assert rows["Work on one order"].startswith("✗")
    assert rows["Work on one order"].endswith("slower")
    assert "not simulated" in rows["Last order sent elsewhere"]
    assert "Not shipped, or not written down: 3." in text
    assert "Later than promised: 2." in text
    assert "Rows of the file that are empty: 1." in text
    # 2 h until the first went elsewhere, less half an hour to notice it and five minutes of work
    assert "  decide: 85 min" in text
    assert "  touch: 5.0 min   # was 2 min" in text


def test_a_public_holiday_is_no_business_day_of_a_promise(scenarios: Path, tmp_path: Path) -> None:
    """Six business days from Friday 22 May 2026 end on Tuesday 2 June: Memorial Day is none of them."""
    scenario, one = held(scenarios, "node-dark")
    row = "1,2026-05-22 09:05,2026-05-22 11:00,2026-05-22 16:30,2026-06-0{} 12:00,4\n"
    head = ROWS.splitlines(keepends=True)[0]
    texts = [live_text(scenario, one, read_outcome(written(tmp_path, head + row.format(day))), {})
             for day in (2, 3)]  # fmt: skip
    assert ["Later than promised" in text for text in texts] == [False, True]


def test_a_decision_over_the_weekend_counts_the_teams_hours_alone(scenarios: Path, tmp_path: Path) -> None:
    """From Friday 16:30 to Monday 10:00: half an hour, two hours on Saturday, one hour; less the touch."""
    scenario, one = held(scenarios, "node-dark")
    row = "1,2026-05-29 16:00,2026-06-01 10:00,2026-06-01 16:30,2026-06-03 12:00,5\n"
    outcome = read_outcome(written(tmp_path, ROWS.splitlines(keepends=True)[0] + row))
    assert "  decide: 205 min" in live_text(scenario, one, outcome, {})


def test_nothing_is_proposed_where_the_file_was_right(scenarios: Path, tmp_path: Path) -> None:
    values = {"drill.response.decide": "85 min", "drill.response.touch": "5 min"}
    scenario, one = held(scenarios, "node-dark", values)
    text = live_text(scenario, one, read_outcome(written(tmp_path, ROWS)), {})
    assert "response:" not in text


def tables(batch: list[dict[str, Any]]) -> Any:
    years = pd.DataFrame({
        "rerouted_first_days": [0.1, 0.2, float("inf")], "rerouted_last_days": [0.3] * 3,
        "first_parcel_days": [0.5] * 3, "touches": [10, 20, 0], "team_minutes": [20.0, 40.0, 0.0],
    })  # fmt: skip
    return {"batch": pd.DataFrame(batch), "replications": years}.__getitem__


def test_the_simulated_range_is_of_the_network_or_of_the_batch() -> None:
    said = predict(tables([]))
    assert said["rerouted"].low == pytest.approx(0.1)
    assert said["rerouted"].high == float("inf")
    assert said["touch"].typical == pytest.approx(2 / 24 / 60)
    row = {"placed_days": 0.0, "rerouted_days": 0.1, "collected_days": 0.4, "delivered_days": 3.0,
           "touches": 1, "minutes": 3.0}  # fmt: skip
    batch = [row | {"replication": k, "rerouted_days": 0.1 * (n + 1)} for k in range(3) for n in range(2)]
    said = predict(tables(batch))
    assert (said["rerouted"].typical, said["rerouted_last"].typical) == pytest.approx((0.1, 0.2))
    assert said["to_door"].typical == pytest.approx(3.0)
    assert said["touch"].typical == pytest.approx(3 / 24 / 60)


def refused(path: Path) -> list[str]:
    with pytest.raises(ScenarioError) as error:
        read_outcome(path)
    said = []
    for x in error.value.problems:
        file, line, _ = x.place.rsplit(":", 2)
        said.append(f"{Path(file).name}:{line}: {x.path}: {x.value}: {x.rule} ({x.repair})")
    return said


BROKEN = {
    "column": (
        ROWS.replace("shipped", "shiped"),
        "outcome.csv:1: shipped: : is a column that is missing (did",
    ),
    "no columns": ("a,b\n1,2\n", "outcome.csv:1: test order: : is a column that is missing (the columns are"),
    "time": (
        ROWS.replace("2026-03-23 11:00", "11 am"),
        "outcome.csv:2: rerouted: 11 am: must be a date with a local time",
    ),
    "backwards": (
        ROWS.replace("2026-03-24 16:30", "2026-03-22 16:30"),
        "outcome.csv:3: shipped: 2026-03-22 16:30: is before it was rerouted, 2026-03-23 11:05",
    ),
    "minutes": (
        ROWS.replace(",6\n", ",six\n"),
        "outcome.csv:3: minutes: six: must be a number of minutes of work",
    ),
    "too many minutes": (
        ROWS.replace(",6\n", ",9999\n"),
        "minutes: 9999: must be a number of minutes of work, from 0",
    ),
    "twice": (ROWS.replace("\n2,", "\n1,"), "outcome.csv:3: test order: 1: is named twice"),
    "no name": (ROWS.replace("\n2,", "\n,"), "outcome.csv:3: test order: : must have a name or a number"),
    "no placing": (
        ROWS.replace("2,2026-03-23 09:10", "2,"),
        "outcome.csv:3: placed: : must say when it was placed",
    ),
    "cells": (ROWS.replace(",4\n", ",4,5\n"), "has 7 cells, and the header has 6"),
    "nothing": (",".join(COLUMNS) + "\n1,,,,,\n", "has no test order that is filled in"),
    "no rows": (",".join(COLUMNS) + "\n", "has a header and no rows"),
    "empty": ("", "is empty"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_outcome_is_said_line_by_line(tmp_path: Path, name: str) -> None:
    text, message = BROKEN[name]
    assert any(message in line for line in refused(written(tmp_path, text))), refused(
        tmp_path / "outcome.csv"
    )


def test_all_problems_of_an_outcome_come_at_once(tmp_path: Path) -> None:
    text = ROWS.replace(",6\n", ",six\n").replace("2026-03-23 13:00", "later").replace("\n1,", "\n,")
    assert len(refused(written(tmp_path, text))) == 3
    assert "does not exist" in refused(tmp_path / "none.csv")[0]


def test_an_outcome_of_a_spreadsheet_abroad_is_read(tmp_path: Path) -> None:
    outcome: Outcome = read_outcome(
        written(tmp_path, ROWS.replace(",", ";").replace("test order", "Test_Order"))
    )
    assert len(outcome.orders) == 3
