"""The page of a drill: what it says, and that every kind of drill has a page that can be read."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from matplotlib.figure import Figure

from simnet.charts.drill.page import drill_page
from simnet.charts.drill.paper import A4, FOOT, FORMATS, LETTER
from simnet.charts.style import save
from simnet.report.drill.page import page_of
from tests.charts import drills
from tests.charts.drawn import texts, words
from tests.charts.drills import CASES, INF
from tests.charts.readable import assert_apart, assert_inside, assert_shipped_font
from tests.report.drill_fakes import drill_run

SHEETS = [(case, "a4") for case in CASES] + [("typical", "letter"), ("absurd", "letter")]
FORMAT = {form.name: form for form in FORMATS}


@pytest.fixture(scope="module")
def drawn(root: Path) -> dict[tuple[str, str], Figure]:
    made = {case: page_of(drill_run(root / "scenarios", case)) for case in CASES}
    return {(case, form): drill_page(made[case], FORMAT[form]) for case, form in SHEETS}


@pytest.mark.parametrize(("case", "form"), SHEETS)
def test_every_page_can_be_read(drawn: dict[tuple[str, str], Figure], case: str, form: str) -> None:
    figure = drawn[case, form]
    assert tuple(figure.get_size_inches() * 150) == pytest.approx(FORMAT[form].pixels)
    assert_shipped_font(figure)
    assert_inside(figure, 0.3)
    assert_apart(figure)
    small = [text for text in texts(figure) if text.get_fontsize() < 7]
    assert [text.get_fontsize() for text in small] == [FOOT]


def said(drawn: dict[tuple[str, str], Figure], case: str) -> str:
    return words(drawn[case, "a4"]).replace("\n", " ")


def test_the_page_tells_the_verdict_what_happened_and_what_to_fix_first(drawn) -> None:
    page = said(drawn, "typical")
    for text in (
        "✗  NOT PASSED", "3 of 5 goals met", "Columbus was dark for 3 days.", "FIX FIRST",
        "Your customers felt it for 9 days. The goal was 6.", "Have a second packer on call for reno.",
        "$450 per outage. Not enough to pass.", "day 9: back to normal", "Columbus dark",
    ):  # fmt: skip
        assert text in page, text


def test_the_footer_names_measure_window_thresholds_file_and_seed(drawn) -> None:
    footer = next(text.get_text() for text in texts(drawn["typical", "a4"]) if text.get_fontsize() == FOOT)
    footer = footer.replace("\n", " ")
    for text in (
        "60 simulated years", "delivered complete within 6 business days", "14 days before to 60 days after",
        "Alarm: on time below 95%", "node-dark.yaml", "seed 7", "11 of 34 numbers are defaults",
    ):  # fmt: skip
        assert text in footer, text


def test_misses_come_first_and_only_misses_are_bold(drawn) -> None:
    figure = drawn["absurd", "a4"]
    names = [
        "Backup maker delivers",
        "Customers stop noticing",
        "Orders late",
        "No order is overdue",
        "You notice",
    ]
    places = {
        text.get_text(): text
        for text in texts(figure)
        if text.get_text() in names and text.get_fontsize() > 8
    }
    heights = [places[name].get_window_extent().y0 for name in names]
    assert heights == sorted(heights, reverse=True)
    assert [places[name].get_weight() for name in names] == ["bold"] * 4 + ["normal"]


def test_the_day_on_the_page_is_the_median_of_the_clocks_and_not_of_the_curve(scenarios: Path) -> None:
    """A curve that is back at once does not change the day."""
    case = CASES["typical"]
    flat = drills.course(case).assign(late=0, twin_late=0)
    with_curve, without = (
        words(drill_page(page_of(drill_run(scenarios, case, **tables)))) for tables in ({}, {"course": flat})
    )
    assert "day 9: back to normal" in with_curve
    assert "day 9: back to normal" in without


def test_the_curve_shows_its_days_and_the_clock_is_where_it_says(drawn) -> None:
    axes = drawn["typical", "a4"].axes[0]
    marker = next(line for line in axes.lines if line.get_marker() == "o")
    run = drills.replications(CASES["typical"])
    assert marker.get_xdata()[0] == pytest.approx(np.sort(run["service_days"])[29])


def test_three_panels_share_one_day_axis_and_their_heights_are_2_to_1_4_to_0_7(drawn) -> None:
    for form in ("a4", "letter"):
        upper, middle, lower = drawn["typical", form].axes
        assert upper.get_xlim() == middle.get_xlim() == lower.get_xlim()
        heights = [axes.get_position().height for axes in (upper, middle, lower)]
        assert heights[0] / heights[1] == pytest.approx(2 / 1.4)
        assert heights[0] / heights[2] == pytest.approx(2 / 0.7)


def test_letter_paper_shrinks_panels_and_rows_alone(drawn) -> None:
    kept = ("NOT PASSED", "Customers stop noticing", "What it cost, on average", "Orders on time")
    sizes = [
        [
            text.get_fontsize()
            for name in kept
            for text in texts(drawn["typical", form])
            if name in text.get_text()
        ]
        for form in ("a4", "letter")
    ]
    assert sizes[0] == sizes[1]
    one, other = (drawn["typical", form].axes[0].get_position().height * pixels[1]
                  for form, pixels in (("a4", A4.pixels), ("letter", LETTER.pixels)))  # fmt: skip
    assert other < one


@pytest.mark.parametrize(
    ("case", "wanted"),
    [
        ("passed", ("✓  PASSED", "KEEP IT UP", "Every goal was met: nothing has to change.")),
        ("undecided", ("?  NOT DECIDED", "about 640 years would decide")),
        ("invalid", ("?  NOT VALID", "94.3% of orders were on time in the 14 days before")),
        ("aborted", ("■  STOPPED", "It was stopped in 6 of 10 years, at 200 overdue orders.")),
        ("failed", ("✗  FAILED TO RUN", "could not be run", "See journal.json for the error")),
        ("absorbed", ("Nobody noticed. The goal was 2 days.", "Even a bad case came nowhere near a limit.")),
        ("censored", ("still felt it 60 days later", "> window")),
        ("supplier", ("ohio-candles was late for 21 days.", "Backup maker delivers", "fewer at the worst")),
        ("destroyed", ("The stock of columbus was destroyed.", "and stock was not back for 16 days.")),
        ("two", ("Columbus dark and swiftpost slow: 9 days in all.", "Swiftpost slow (30% of years)")),
        ("batch", ("25 orders were sent by reno as if columbus were dark.", "1 came late, but it took")),
        ("small", ("of the orders placed in 5 days around it", "No change was tried")),
        ("absurd", ("never", "14 days")),
    ],
)  # fmt: skip
def test_every_end_of_a_drill_is_said(drawn, case: str, wanted: tuple[str, ...]) -> None:
    page = said(drawn, case)
    for text in wanted:
        assert text in page, text


def test_a_second_outage_explains_its_dip_and_a_weekend_its_own(drawn) -> None:
    assert "weekend, nobody packs at columbus" in said(drawn, "typical")
    assert ": Swiftpost slow" in said(drawn, "two")


def test_without_earlier_drills_there_are_no_bars_and_of_many_the_last_three(drawn) -> None:
    assert "Days until customers" not in said(drawn, "small")
    labels = [text.get_text() for text in texts(drawn["large", "a4"])]
    assert [labels.count(name) for name in ("Q1", "Q2", "Q3", "Q4")] == [1, 1, 1, 1]


def test_a_goal_missed_only_in_bad_years_is_told_with_the_bad_year(scenarios: Path) -> None:
    case = replace(CASES["typical"], service=5.6, goals={"service_back": 6.0})
    lines = page_of(drill_run(scenarios, case)).headline
    assert lines[1] == "Your customers felt it for 5.8 days, 6.6 days in a bad year."


def test_what_never_comes_is_never_and_what_has_not_ended_is_beyond_the_window() -> None:
    from simnet.report.drill.goals import write

    assert write("resupply", INF) == "never"
    assert write("service_back", INF) == "> window"
    assert write("late_orders", float("nan")) == "–"
    assert write("late_orders", -14.0) == "0", "fewer late than without it is none late because of it"


def test_equal_drills_give_equal_bytes(scenarios: Path, tmp_path: Path) -> None:
    made = [save(drill_page(page_of(drill_run(scenarios, "passed"))), tmp_path / name, dpi=150).read_bytes()
            for name in ("one.png", "two.png")]  # fmt: skip
    assert made[0] == made[1]
    assert b"Software" not in made[0]


def test_a_page_that_is_sent_to_others_names_no_folder_of_yours(scenarios: Path) -> None:
    run = drill_run(scenarios, "passed")
    run.drill["file"] = str(Path("drills/dark.yaml").absolute())
    assert run.file == "dark.yaml"
    assert str(Path.cwd()) not in page_of(run).footer


def test_a_drill_that_was_stopped_names_every_limit_that_could_stop_it(scenarios: Path) -> None:
    from simnet.report.drill.words import headline

    run = drill_run(scenarios, "aborted")
    run.drill["stop_if"] |= {"cancelled_orders": 3, "lost_orders": 4, "stockout_orders": 1200}
    assert headline(run)[1] == (
        "It was stopped in 6 of 10 years, at 200 overdue orders, 3 cancelled orders, 4 lost orders or "
        "1,200 orders that found something sold out."
    )
    run.drill["stop_if"] |= {"overdue_orders": None, "lost_orders": None, "stockout_orders": None}
    assert headline(run)[1] == "It was stopped in 6 of 10 years, at 3 cancelled orders."
