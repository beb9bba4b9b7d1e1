"""How pictures write numbers, names and dates, and where labels find room."""

from __future__ import annotations

import math
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from simnet.charts.facts import Facts, months
from simnet.charts.labels import Labels
from simnet.charts.numbers import count, money, nice_ticks, percent, quantile, quantiles, span, thousands
from simnet.charts.text import halved, shorten, text_width, wrap
from simnet.study import statistics


@given(st.lists(st.floats(0, 1e6) | st.just(math.inf), min_size=1), st.sampled_from([0.1, 0.5, 0.9]))
def test_quantiles_are_those_of_the_study(values: list[float], q: float) -> None:
    assert quantile(values, q) == statistics.quantile(values, q)


def test_quantiles_go_by_column_and_leave_out_what_is_missing() -> None:
    rows = np.array([[1.0, np.nan], [2.0, 5.0], [3.0, np.nan]])
    assert quantiles(rows, (0.5,)).tolist() == [[2.0, 5.0]]
    assert math.isnan(quantile([], 0.5))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (span(0), "0"), (span(1 / 24), "1 h"), (span(10.4 / 24), "10 h"), (span(1), "1 day"),
        (span(math.inf), "> window"), (span(math.nan), "–"), (count(-3.0), "−3"), (count(-0.01), "0"),
        (count(math.inf), "> window"), (percent(0), "0%"), (percent(math.nan), "–"),
        (percent(0.999), "99.9%"),
        (money(0.004), "$0.00"), (money(-0.001), "$0.00"), (money(1e6, "EUR"), "€1,000,000"),
        (thousands(-2_500_000), "−$2.5M"), (thousands(0), "$0"), (thousands(2_225_000), "$2.225M"),
    ],
)  # fmt: skip
def test_numbers_are_written_as_a_person_would(text: str, wanted: str) -> None:
    assert text == wanted


@given(st.floats(-1e9, 1e9), st.floats(1e-3, 1e9), st.integers(1, 8))
def test_ticks_are_few_ordered_and_between_the_bounds(low: float, width: float, most: int) -> None:
    ticks = nice_ticks(low, low + width, most)
    assert len(ticks) <= most + 1
    assert ticks == sorted(ticks)
    slack = 1e-6 * max(abs(low), width)
    assert all(low - slack <= tick <= low + width + slack for tick in ticks)


@given(st.text(min_size=1, max_size=80), st.floats(0.4, 3))
def test_a_shortened_name_fits_and_keeps_its_beginning(name: str, width: float) -> None:
    short = shorten(name, width, 8)
    name = " ".join(name.split())
    if "\n" not in short and short != name:
        assert "…" in short
        assert short[0] == name[0]
    assert text_width(short, 8) <= width or len(short) <= 2


def test_columns_of_similar_names_have_different_heads() -> None:
    heads = [halved(name, 0.46, 7) for name in ("southwest", "southeast", "northwest", "ohio-valley", "bay")]
    assert heads == ["south-\nwest", "south-\neast", "north-\nwest", "ohio-\nvalley", "bay"]
    assert all(text_width(line, 7) <= 0.46 for head in heads for line in head.split("\n"))


def test_two_editions_of_a_product_stay_different_when_shortened() -> None:
    first, second = (shorten(f"extraordinarily-long-product-name-edition-{n}", 1.2, 7) for n in (1, 2))
    assert first != second
    assert first.endswith("1")


@given(st.text(alphabet=st.characters(codec="latin-1", exclude_categories=["Cc"]), max_size=200))
def test_wrapped_text_fits_its_width(text: str) -> None:
    assert all(text_width(line, 8) <= 2.0 or len(line) <= 2 for line in wrap(text, 2.0, 8))


def test_months_begin_where_they_do_and_january_has_its_year() -> None:
    marks = months(date(2026, 12, 7), 10)
    assert list(marks.values()) == ["Dec", "Jan\n2027", "Feb"]
    assert list(marks)[1] == pytest.approx(25 / 7)


def test_facts_speak_of_years_only_if_a_replication_is_one() -> None:
    year, month = Facts(date(2026, 3, 2), years=200), Facts(date(2026, 3, 2), 30.0)
    assert year.window == "200 simulated years, 2 March 2026 to 1 March 2027"
    assert month.simulated == "1 simulated run of 30 days"
    assert (year.per, month.per) == ("a year", "in 30 days")
    assert (year.whole_weeks, month.whole_weeks, Facts(date(2026, 3, 2), 3.0).whole_weeks) == (52, 4, 1)


def _panel() -> tuple[Figure, object]:
    figure = Figure(figsize=(4, 3), dpi=100)
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0.1, 0.1, 0.8, 0.8))
    axes.set_xlim(0, 10)
    axes.set_ylim(0, 10)
    return figure, axes


def test_labels_for_one_place_stand_apart() -> None:
    figure, axes = _panel()
    labels = Labels(figure)
    for number in range(6):
        labels.put(axes, f"label {number}", 5, 5)
    figure.draw_without_rendering()
    boxes = [Text.get_window_extent(text) for text in axes.texts]
    assert len(boxes) == 6
    assert not any(a.overlaps(b) for n, a in enumerate(boxes) for b in boxes[n + 1 :])


def test_a_label_keeps_off_lines_and_boxes() -> None:
    figure, axes = _panel()
    labels = Labels(figure)
    labels.avoid(axes, [0, 10], [5, 5])
    labels.avoid_box(axes, 0, 5.2, 10, 10)
    labels.put(axes, "below", 5, 5)
    figure.draw_without_rendering()
    box = axes.transData.inverted().transform(Text.get_window_extent(axes.texts[0]))
    assert box[1][1] < 5


def test_a_label_that_would_cover_too_much_is_left_out() -> None:
    figure, axes = _panel()
    labels = Labels(figure)
    labels.avoid_box(axes, 0, 0, 10, 10)
    labels.along(axes, "nowhere", [5], [5], worst=8)
    assert not axes.texts
