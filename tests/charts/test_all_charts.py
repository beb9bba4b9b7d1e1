"""What every chart must do, whatever it draws: small, typical and absurd tables."""

from __future__ import annotations

import io
import itertools

import matplotlib
import pytest
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.legend import Legend

from simnet.charts import style
from tests.charts.drawn import CHARTS, draw, texts
from tests.charts.frames import SIZES
from tests.charts.readable import assert_apart, assert_inside, assert_shipped_font

EVERY = [(chart, size) for chart in CHARTS for size in SIZES]


@pytest.fixture(scope="module")
def drawn() -> dict[tuple[str, str], Figure]:
    return {}


@pytest.fixture
def figure(drawn: dict[tuple[str, str], Figure], chart: str, size: str) -> Figure:
    if (chart, size) not in drawn:
        drawn[chart, size] = draw(chart, size)
    return drawn[chart, size]


@pytest.mark.parametrize(("chart", "size"), EVERY)
def test_text_can_be_read_and_is_set_in_the_shipped_font(figure: Figure) -> None:
    assert_shipped_font(figure)
    assert min(text.get_fontsize() for text in texts(figure)) >= 7


@pytest.mark.parametrize(("chart", "size"), EVERY)
def test_no_text_is_clipped_by_the_edge(figure: Figure) -> None:
    assert_inside(figure)


@pytest.mark.parametrize(("chart", "size"), EVERY)
def test_texts_do_not_cover_each_other(figure: Figure) -> None:
    assert_apart(figure)


@pytest.mark.parametrize(("chart", "size"), EVERY)
def test_lines_are_named_directly_and_not_in_a_legend(figure: Figure) -> None:
    assert not figure.findobj(Legend)


@pytest.mark.parametrize("chart", CHARTS)
def test_equal_tables_give_equal_bytes_whatever_the_caller_has_set(chart: str, tmp_path) -> None:
    first = style.save(draw(chart, "typical"), tmp_path / "first.png").read_bytes()
    with matplotlib.rc_context({"font.size": 30, "text.parse_math": True, "axes.facecolor": "blue"}):
        second = style.save(draw(chart, "typical"), tmp_path / "second.png").read_bytes()
    assert first == second
    assert b"Software" not in first
    assert b"atplotlib" not in first


@pytest.mark.parametrize("chart", CHARTS)
def test_footer_names_the_window(chart: str) -> None:
    if chart == "waterfall":
        assert "window" in " ".join(text.get_text() for text in texts(draw(chart, "typical")))
    else:
        assert "2 March 2026 to" in " ".join(
            text.get_text().replace("\n", " ") for text in texts(draw(chart, "typical"))
        )


def test_shades_stay_apart_when_printed_grey() -> None:
    def grey(color: str) -> float:
        red, green, blue = to_rgb(color)
        return 0.299 * red + 0.587 * green + 0.114 * blue

    levels = sorted(grey(color) for color in (style.INK, style.ACCENT, style.GREY, style.BAND, style.PAPER))
    assert min(b - a for a, b in itertools.pairwise(levels)) > 0.12


def test_saving_draws_what_is_on_the_figure() -> None:
    figure = draw("cost_lines", "small")
    before = io.BytesIO()
    figure.savefig(before, format="png", dpi=style.DPI, metadata={"Software": None})
    assert len(before.getvalue()) > 10_000
