"""The second sheet, the card and the report of a drill: what they say, and that all can be read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from matplotlib.figure import Figure

from simnet.charts.drill.card import drill_card
from simnet.charts.drill.paper import A4, FOOT, LETTER
from simnet.charts.drill.second import second_sheet
from simnet.charts.drill.sheets import course_sheet, network_sheet
from simnet.report.drill.fix import used
from simnet.report.drill.improvement import matrix, strengths, well_block
from simnet.report.drill.network import explanation, network_of
from simnet.report.drill.page import page_of
from simnet.report.drill.run import DrillRun
from simnet.report.drill.second import second_of
from simnet.report.drill.write import html
from tests.charts.drawn import texts, words
from tests.charts.drills import CASES
from tests.charts.readable import assert_apart, assert_inside, assert_shipped_font
from tests.report.drill_fakes import drill_run
from tests.report.test_report import _Strict

CHOSEN = ("typical", "supplier", "small", "absurd", "failed", "absorbed", "batch")


@pytest.fixture(scope="module")
def runs(root: Path) -> dict[str, DrillRun]:
    return {case: drill_run(root / "scenarios", case) for case in CASES}


@pytest.fixture(scope="module")
def seconds(runs: dict[str, DrillRun]) -> dict[str, Figure]:
    return {case: second_sheet(second_of(runs[case]), LETTER if case == "absurd" else A4) for case in CHOSEN}


@pytest.mark.parametrize("case", CHOSEN)
def test_every_second_sheet_can_be_read(seconds: dict[str, Figure], case: str) -> None:
    figure = seconds[case]
    assert_shipped_font(figure)
    assert_inside(figure, 0.3)
    assert_apart(figure)
    assert {size for text in texts(figure) if (size := text.get_fontsize()) < 7} == {FOOT}


def test_the_second_sheet_holds_what_the_page_leaves_out(seconds) -> None:
    said = words(seconds["typical"])
    for text in (
        "How sure this is",
        "SURELY WITHIN",
        "0% to 6% (U)",
        "94% to 100% (S)",
        "On-time share missing, %·days",
        "Orders hit",
        "What failed, and where orders went",
        "90, not 410",
        "hit by the drill",
        "packs 1,110, not 510",
        "One typical year",
        "122 waiting orders rerouted",
        "What ran out because of it",
        "candle-fig, reno",
        "80%",
        "Alarms, and tighter ones",
        "tighter: < 97%",
        "17 h",
        "What was assumed",
        "15 min to 3 h",
        "11 of 34",
        "nobody noticed",
        "hit most: South",
    ):
        assert text in said, text


def test_a_way_that_lost_parcels_is_red_and_one_that_is_not_used_is_dashed(runs) -> None:
    run = runs["typical"]
    table = run.table("ways").copy()
    table.loc[table["region"] == "east", "parcels"] = 0
    other = drill_run(Path("scenarios"), "typical", ways=table)
    ways = {(way.origin, way.destination): way for way in network_of(other).ways}
    assert ways["columbus", "south"].only
    assert ways["columbus", "east"].spare
    assert not ways["reno", "south"].only
    assert {place.key for place in network_of(other).places if place.weak} == {"columbus"}


@pytest.mark.parametrize("case", ["typical", "absurd", "passed", "failed"])
def test_the_card_has_the_headline_alone(runs, case: str) -> None:
    page = page_of(runs[case])
    figure = drill_card(page)
    assert tuple(figure.get_size_inches() * 150) == (1200, 630)
    assert_inside(figure, 0.3)
    assert_apart(figure)
    said = words(figure)
    assert page.badge.words in said
    assert "".join(" ".join(page.headline).split()) in "".join(said.split())
    assert len(texts(figure)) == 4


@pytest.mark.parametrize("case", ["typical", "supplier"])
def test_the_pictures_of_the_report_can_be_read(runs, case: str) -> None:
    page = page_of(runs[case])
    for figure in (
        course_sheet(page),
        network_sheet(network_of(runs[case]), "Dark.", explanation(runs[case]), page.footer),
    ):
        assert_shipped_font(figure)
        assert_inside(figure)
        assert_apart(figure)
        assert min(text.get_fontsize() for text in texts(figure)) >= 7
        assert "14 days before to 60 days after" in words(figure).replace("\n", " ")


@pytest.mark.parametrize("case", CASES)
def test_every_report_is_well_formed_and_asks_nothing_of_the_network(runs, case: str) -> None:
    text = html(runs[case], [])
    parser = _Strict()
    parser.feed(text)
    assert parser.stack == []
    assert not [tag for tag, _ in parser.tags if tag in ("script", "link", "iframe", "object")]
    assert "http" not in re.sub(r'http-equiv="[^"]*"', "", text)
    assert "<b>" not in text.replace("<b>FIX FIRST</b>", "").replace("<b>KEEP IT UP</b>", "")


def test_the_sections_of_the_report_come_in_the_order_in_which_a_person_asks(runs) -> None:
    found = re.findall(r'<section id="(\w+)">', html(runs["typical"], []))
    asked = (
        "goals well course timeline changes plan cost work network stock alarms history sure assumed repeat"
    )
    assert found == asked.split()
    assert re.findall(r'<section id="(\w+)">', html(runs["failed"], [])) == ["assumed", "repeat"]


def test_the_report_says_what_the_page_says(runs) -> None:
    text = html(runs["typical"], [])
    for said in (
        "✗ NOT PASSED",
        "3 of 5 goals met",
        "Your customers felt it for 9 days. The goal was 6.",
        "Have a second packer on call for reno.",
        "✗ Customers stop noticing",
        "●●●●●●●●●● 10",
        "122 waiting orders rerouted",
        "1. Have a second packer on call for reno",
        "$450 per outage",
        "not yet",
        "Customer service",
        "Margin lost, now and later",
        "Q4 2025",
        "simnet drill scenarios/drills/node-dark.yaml",
    ):
        assert said in text, said


def test_the_test_orders_of_a_scoped_drill_are_listed_one_by_one(runs) -> None:
    text = html(runs["batch"], [])
    assert "25 orders were sent by reno as if columbus were dark." in text
    assert "Each order took 2 min of your time. 96% of them arrive in time." in text
    assert text.count("✗ late") == 1
    assert "never" in text


def test_equal_drills_have_equal_reports(runs) -> None:
    assert html(runs["typical"], []) == html(drill_run(Path("scenarios"), "typical"), [])


def test_what_went_well_is_what_was_met_with_most_room(runs) -> None:
    text = html(runs["typical"], [])
    rows = [row.goal for row in strengths(runs["typical"])]
    used_up = [used(runs["typical"].goals[goal]) for goal in rows]
    assert rows
    assert used_up == sorted(used_up)
    assert all(runs["typical"].goals[goal]["verdict"] == "held" for goal in rows)
    assert "What went well" in text
    assert "in a bad case, of 8 h" in text
    none = drill_run(
        Path("scenarios"), "typical", goals=runs["typical"].table("goals").assign(verdict="deviated")
    )
    assert "What went well" not in html(none, [])
    assert well_block(none).rows == (("no goal was surely met", ""),)


def test_the_improvement_plan_has_causes_and_blanks_for_who_and_when(runs) -> None:
    (table,) = matrix(runs["typical"]).tables
    assert table.headings == ("why", "what", "works on", "owner", "start", "due")
    assert table.rows[0][:3] == (
        "Its queue was longest",
        "Have a second packer on call for reno",
        "Orders late",
    )
    assert set(table.rows[0][3:]) == {"____________"}
    assert matrix(runs["passed"]) is None
    assert matrix(runs["small"]) is None
