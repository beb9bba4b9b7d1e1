"""A drill with a scope takes nothing down: every page says that orders were sent elsewhere on purpose."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from simnet.report.drill import scope, words
from simnet.report.drill.network import explanation, network_of
from simnet.report.drill.page import page_of
from simnet.report.drill.run import DrillRun
from simnet.report.drill.second import second_of
from simnet.report.drill.timeline import steps
from simnet.report.drill.work import work_lines
from simnet.report.drill.write import html
from tests.charts import drills
from tests.charts.drills import CASES, INF
from tests.report.drill_fakes import drill_run

BATCH = CASES["batch"]


@pytest.fixture(scope="module")
def run(root: Path) -> DrillRun:
    return drill_run(root / "scenarios", BATCH)


def test_no_page_says_that_anything_was_down(run: DrillRun) -> None:
    text = re.sub(r"<[^>]*>", " ", html(run, []).partition("<body>")[2])
    assert not re.search(r"goes down|was dark|columbus dark|the outage|hit by the drill|you notice", text)
    assert "without the drill" in text


def test_the_headline_says_who_sent_how_many_and_the_sentence_that_all_else_flowed(run: DrillRun) -> None:
    assert words.headline(run)[0] == "25 orders were sent by reno as if columbus were dark."
    below = "It was done on purpose; everything else flowed as usual. Each order took 2 min of your time."
    assert words.sentence(run).startswith(f"{below} In a typical year ")


def test_a_carriers_test_orders_go_another_way(root: Path) -> None:
    event = {**drills.COLUMBUS, "kind": "carrier_service_suspended", "targets": ["swiftpost"]}
    made = drill_run(root / "scenarios", replace(BATCH, events=({**event, "services": ["ground"]},)))
    assert scope.sent(made) == "25 orders were sent another way as if swiftpost ground were suspended."
    two = drill_run(root / "scenarios", replace(BATCH, events=(drills.COLUMBUS, event)))
    assert scope.as_if(two) == "as if columbus were dark and swiftpost suspended"


def test_orders_that_nobody_could_take_are_not_said_to_be_sent(root: Path) -> None:
    frame = drills.batch(BATCH)
    some = frame.assign(rerouted_days=frame["rerouted_days"].where(frame["order"] % 5 > 0, INF))
    made = drill_run(root / "scenarios", BATCH, batch=some)
    assert scope.sent(made).startswith("20 orders were sent by reno")
    assert "20% could not be sent elsewhere and went as usual" in html(made, [])
    none = drill_run(root / "scenarios", BATCH, batch=frame.assign(rerouted_days=INF))
    assert scope.sent(none) == "No order was sent elsewhere as if columbus were dark."
    mixed = frame.assign(node=["reno", "attic"] * (len(frame) // 2))
    assert "from elsewhere" in scope.sent(drill_run(root / "scenarios", BATCH, batch=mixed))
    empty = drill_run(root / "scenarios", BATCH, batch=drills.empty("batch"))
    assert words.sentence(empty).startswith("It was done on purpose; everything else flowed as usual. In ")


def test_test_orders_that_nobody_touched_took_no_time(root: Path) -> None:
    made = drill_run(root / "scenarios", BATCH, batch=drills.batch(BATCH).assign(touches=0, minutes=0.0))
    assert "Nobody had to touch them." in words.sentence(made)


def test_the_timeline_begins_and_ends_with_test_orders(run: DrillRun) -> None:
    said = [step.what for step in steps(run)]
    assert said[0] == "Test orders go by reno"
    assert "All orders go by columbus again" in said
    assert not [what for what in said if "is back" in what and what != "stock is back"]


def test_work_by_hand_is_told_by_activity(root: Path) -> None:
    frame = drills.activities(BATCH).replace({"activity": {"reroute": "batch"}}).assign(touches=25)
    work = work_lines(drill_run(root / "scenarios", BATCH, activities=frame))
    assert work[0].words == "Send 25 orders by reno"
    assert work[0].minutes == 100
    one = drills.activities(BATCH).replace({"activity": {"reroute": "batch"}}).assign(touches=1)
    assert work_lines(drill_run(root / "scenarios", BATCH, activities=one))[0].words == "Send 1 order by reno"


def test_the_network_shows_nothing_as_down(run: DrillRun) -> None:
    network = network_of(run)
    assert not [place.key for place in network.places if place.weak]
    assert not [way for way in network.ways if way.only]
    columbus = next(place for place in network.places if place.key == "columbus")
    assert columbus.facts[0] == "25 sent past it"
    assert "Nothing was down." in explanation(run)


def test_the_second_sheet_assumes_no_noticing_and_counts_what_was_done_by_hand(run: DrillRun) -> None:
    second = second_of(run)
    assert second.where == "Where the test orders went"
    names = [row[0] for row in second.sure.rows]
    assert "Steps by hand" in names
    assert not {"You notice", "You decide"} & set(names)
    assumed = dict(row[:2] for block in second.columns[2] for row in block.rows)
    assert assumed["an order takes you"] == "2 min"
    assert "you notice after" not in assumed
    assert assumed["could not be sent elsewhere"] == "0% of orders"


def test_the_panels_leave_out_clocks_that_do_not_run_and_name_the_drill(
    run: DrillRun,
) -> None:
    panels = page_of(run).panels
    assert panels.noun == "drill"
    assert {"detect_days", "decide_days"} <= panels.unasked
    assert panels.hits[0].text == "25 orders sent by reno"
    assert "with and without the drill" in page_of(run).footer
    assert "as if columbus were dark" in html(run, [])


def test_what_changes_cost_is_each_time_and_not_per_outage(run: DrillRun) -> None:
    assert "$450 each time" in html(run, [])
    assert "per outage" not in html(run, [])
