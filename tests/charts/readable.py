"""What makes a picture readable, checked without pixels: sizes, edges, and texts that do not touch."""

from __future__ import annotations

from matplotlib.figure import Figure
from matplotlib.text import Text

from tests.charts.drawn import texts


def assert_inside(figure: Figure, margin: float = 0.0) -> None:
    """Every text lies within the picture, so many inches from its edges."""
    width, height = figure.get_size_inches() * figure.dpi
    edge = margin * figure.dpi - 1
    for text in texts(figure):
        box = text.get_window_extent()
        assert box.x0 >= edge, text.get_text()
        assert box.x1 <= width - edge, text.get_text()
        assert box.y0 >= edge, text.get_text()
        assert box.y1 <= height - edge, text.get_text()


def assert_apart(figure: Figure) -> None:
    """No text covers another."""
    boxes = [(text.get_text(), Text.get_window_extent(text).padded(-2)) for text in texts(figure)]
    for index, (text, box) in enumerate(boxes):
        over = [other for other, second in boxes[index + 1 :] if box.overlaps(second)]
        assert not over, (text, over)


def assert_shipped_font(figure: Figure) -> None:
    """All texts are set in the font that comes with matplotlib, and none is taken for a formula."""
    assert texts(figure)
    assert {text.get_fontname() for text in texts(figure)} == {"DejaVu Sans"}
    assert not any(text.get_parse_math() for text in texts(figure))
