"""The pages of a comparison, from tables made by hand: every answer, two to five designs, absurd numbers."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.legend import Legend
from matplotlib.text import Text

from simnet.charts.comparing.crossing import frequencies
from simnet.charts.comparing.frontier import Spot, best
from simnet.charts.style import save
from simnet.errors import SimnetError
from simnet.report import comparison_data as data
from simnet.report.comparing.view import View
from simnet.report.comparison_pictures import comparison_pictures
from simnet.report.pictures import Picture
from tests.charts.drawn import texts, words
from tests.report.compared import CASES, Design, Made
from tests.unit.study.comparing import worlds

WHOLE = ("pays", "five", "absurd")
NAMES = ("compare", "differences", "costs", "recovery", "frontier", "card")


@pytest.fixture(scope="module")
def drawn() -> dict[tuple[str, str], Figure]:
    """Draw every picture of three cases once, of the others those that tell the answer."""
    return {
        (case, one.name): one.draw()
        for case in CASES
        for one in pictures(case)
        if case in WHOLE or one.name in ("compare", "card")
    }


def pictures(case: str) -> list[Picture]:
    return comparison_pictures(Made(*CASES[case], years=30))  # type: ignore[arg-type]


def view(case: str) -> View:
    return View.of_folder(Made(*CASES[case], years=30))  # type: ignore[arg-type]


def test_every_comparison_has_every_sheet(drawn: dict[tuple[str, str], Figure]) -> None:
    assert set(drawn) >= set(itertools.product(WHOLE, NAMES))


def test_text_can_be_read_and_nothing_is_clipped(drawn: dict[tuple[str, str], Figure]) -> None:
    for key, figure in drawn.items():
        width, height = figure.get_size_inches() * figure.dpi
        assert {text.get_fontname() for text in texts(figure)} == {"DejaVu Sans"}, key
        assert min(text.get_fontsize() for text in texts(figure)) >= 7, key
        assert not figure.findobj(Legend), key
        for text in texts(figure):
            box = text.get_window_extent()
            assert box.x0 >= -1, (key, text.get_text())
            assert box.x1 <= width + 1, (key, text.get_text())
            assert box.y0 >= -1, (key, text.get_text())
            assert box.y1 <= height + 1, (key, text.get_text())


def test_texts_do_not_cover_each_other(drawn: dict[tuple[str, str], Figure]) -> None:
    for key, figure in drawn.items():
        boxes = [(text.get_text(), Text.get_window_extent(text).padded(-2)) for text in texts(figure)]
        for index, (text, box) in enumerate(boxes):
            over = [other for other, second in boxes[index + 1 :] if box.overlaps(second)]
            assert not over, (key, text, over)


def test_the_page_says_when_the_garage_pays_for_itself(drawn: dict[tuple[str, str], Figure]) -> None:
    said = words(drawn["pays", "compare"])
    assert re.search(
        r"3PL \+ garage pays for itself if 3pl goes dark more often than once in 2\.\d years", said
    )
    assert re.search(r"even: once in 2\.\d years", said)
    assert "It could be once in" in said
    assert "Your file says once in 2 years" in said
    assert "every 2 years" in said
    assert "Money in stock" in said
    assert "not decided" in said
    assert "COMPARE · 3PL only or 3PL + garage" in said


@pytest.mark.parametrize(
    ("case", "headline"),
    [
        ("never", "3PL + garage never pays for itself on cost, however often 3pl goes dark."),
        ("always", "3PL + garage costs less than 3PL only, however often 3pl goes dark."),
        ("undecided", "Not decided: whether 3PL + garage pays for itself when 3pl goes dark."),
        ("same", "A and B cost the same in every simulated year."),
        ("three", "Cheapest to run: drop ship; most orders on time: hybrid."),
    ],
)
def test_the_other_honest_answers_stand_on_page_and_card(
    drawn: dict[tuple[str, str], Figure], case: str, headline: str
) -> None:
    for name in ("compare", "card"):
        assert headline in words(drawn[case, name])
        assert "even:" not in words(drawn[case, name])


def test_the_card_has_the_size_that_is_sent(drawn: dict[tuple[str, str], Figure]) -> None:
    for case in CASES:
        assert tuple(drawn[case, "card"].get_size_inches() * drawn[case, "card"].dpi) == (1200, 630)


def test_lines_cross_where_the_table_says(drawn: dict[tuple[str, str], Figure]) -> None:
    made, seen = Made(*CASES["pays"]), View.of_folder(Made(*CASES["pays"]))  # type: ignore[arg-type]
    price = data.price_of(seen)
    assert price is not None
    crossing = data.crossing(made, seen, price)  # type: ignore[arg-type]
    assert crossing is not None
    at = [float(np.interp(price["rate"], crossing.rates, course.mean)) for course in crossing.courses]
    assert at[0] == pytest.approx(at[1], rel=1e-9)
    assert price["rate_low"] < price["rate"] < price["rate_high"]


def test_bars_sum_to_the_difference_of_a_year() -> None:
    made = Made(*CASES["pays"], horizon_days=182.5)
    seen = View.of_folder(made)  # type: ignore[arg-type]
    bars, total = data.changes(made, seen, *made.designs)  # type: ignore[arg-type]
    assert sum(bar.amount for bar in bars) == pytest.approx(total)
    rows = made.table("differences")
    costs = rows[rows["measure"].str.startswith("cost.") & (rows["world"] == "disrupted")]
    assert total == pytest.approx(2 * costs["difference"].sum()), "half a year is told as a year"
    assert len(bars) <= 8


def test_a_gain_is_to_the_right_whichever_way_is_better() -> None:
    ((first, second, gains),) = data.gains(view("pays"))
    assert (first, second) == ("3PL only", "3PL + garage")
    by_name = {gain.measure: gain for gain in gains}
    assert by_name["Orders on time"].low > 0
    assert by_name["Orders on time"].words == "+0.8 points"
    assert by_name["Late orders an outage"].low > 0
    assert by_name["Late orders an outage"].words.startswith("−2")
    assert by_name["Money in stock"].high < 0
    assert by_name["Shipped from stock"].words == "about 0"


def test_only_a_value_that_differs_as_written_is_bold() -> None:
    scores = {score.measure: score for score in data.scores(view("pays"))}
    assert scores["Orders on time"].best == 1
    assert scores["Money in stock"].best == 0
    assert scores["Order to door"].best == -1
    assert not scores["Order to door"].decided
    many = {score.measure: score for score in data.scores(view("three"))}
    assert many["Orders on time"].best == 2
    assert many["Orders on time"].verdict == "hybrid"
    assert many["Orders on time"].tenths is None


def test_without_outages_there_is_a_page_and_no_recovery() -> None:
    made = Made(Design("a"), Design("b", 9_000.0), years=5, outage=False)
    found = comparison_pictures(made)  # type: ignore[arg-type]
    assert [one.name for one in found] == [name for name in NAMES if name != "recovery"]
    said = words(found[0].draw())
    assert "by how often" not in said
    assert "a year costs more or less" in said


def test_what_no_design_beats_in_both_is_joined() -> None:
    def spot(name: str, cost: float, timely: float) -> Spot:
        return Spot(name, (cost, cost, cost), (timely, timely, timely))

    spots = [spot("dear", 9, 0.99), spot("cheap", 5, 0.90), spot("beaten", 8, 0.89), spot("middle", 6, 0.95)]
    assert [one.name for one in best(spots)] == ["cheap", "middle", "dear"]


@pytest.mark.parametrize("last", [0.02, 0.3, 1.2, 5.0, 40.0, 180.0])
def test_frequencies_are_few_and_begin_with_never(last: float) -> None:
    found = frequencies(last)
    assert found[0.0] == "never"
    assert len(found) <= 6
    assert max(found) <= last


def test_equal_comparisons_give_equal_bytes(tmp_path) -> None:  # type: ignore[no-untyped-def]
    for name in ("compare",):
        both = [
            save(next(one for one in pictures("pays") if one.name == name).draw(), tmp_path / f"{turn}.png")
            for turn in "ab"
        ]
        assert both[0].read_bytes() == both[1].read_bytes()


def test_a_real_comparison_is_drawn_from_its_folder_again_and_again(tmp_path: Path) -> None:
    import simnet as sn
    from simnet.report import write_comparison, write_report

    found = sn.compare({"one": worlds.one(), "two": worlds.two()}, 3, out=tmp_path / "both")
    written = write_comparison(found.path)
    assert [path.name for path in written] == [f"{name}.png" for name in (*NAMES[1:], NAMES[0])]
    before = {path: path.read_bytes() for path in written}
    assert write_report(found.path) == written, "simnet report knows what it is"
    assert {path: path.read_bytes() for path in written} == before
    assert found.plot_page().get_size_inches()[0] == pytest.approx(7.5)
    with pytest.raises(SimnetError, match="whiteboard is not a picture of this comparison"):
        found.plot("whiteboard")


def test_a_folder_that_cannot_be_written_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(SimnetError, match="is not a folder"):
        write(tmp_path / "none")


def write(folder: Path) -> None:
    from simnet.report import write_comparison

    write_comparison(folder)
