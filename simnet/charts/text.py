"""Text on pictures: how wide it is, where to break it, and how a long name is shortened with care."""

from __future__ import annotations

import functools
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.backends.backend_agg import RendererAgg

POINTS = 72.0
"""Points in an inch."""
DPI = 160
"""Dots per inch of a saved picture: sharp on a dense screen, 800 pixels wide; text is measured at it."""
LEADING = 1.25
"""Height of a line of text as a multiple of its size, with the font's own 1.16 (DejaVu Sans)."""


_dpi: ContextVar[float] = ContextVar("dpi", default=DPI)


@contextmanager
def measured_at(dpi: float) -> Iterator[None]:
    """Measure text as it is drawn at so many dots per inch: letters are as wide as whole dots."""
    token = _dpi.set(dpi)
    try:
        yield
    finally:
        _dpi.reset(token)


@functools.lru_cache(maxsize=4)
def _renderer(dpi: float) -> RendererAgg:
    from matplotlib.backends.backend_agg import RendererAgg  # names are joined without loading what draws

    return RendererAgg(8, 8, dpi)  # type: ignore[no-untyped-call]


@contextmanager
def any_script() -> Iterator[None]:
    """Let names be written in a script that the shipped font lacks: it draws boxes, without a warning."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        yield


def text_width(text: str, size: float, weight: str = "normal") -> float:
    """Measure a line of text, inches."""
    return _width(text, size, weight, _dpi.get())


@functools.lru_cache(maxsize=20_000)
def _width(text: str, size: float, weight: str, dpi: float) -> float:
    from matplotlib.font_manager import FontProperties

    font = FontProperties(family=["DejaVu Sans"], size=size, weight=weight)
    with any_script():
        width, _, _ = _renderer(dpi).get_text_width_height_descent(text, font, False)  # type: ignore[no-untyped-call]
    return float(width) / dpi


def line_height(size: float) -> float:
    """Give the distance between two lines of text, inches."""
    return size * 1.16 * LEADING / POINTS


def wrap(text: str, width: float, size: float, weight: str = "normal") -> list[str]:
    """Break text into lines of at most so many inches; a word that is too long for a line is shortened."""
    lines: list[str] = []
    for paragraph in text.split("\n") if text else []:
        line = ""
        for word in paragraph.split():
            longer = f"{line} {word}".strip()
            if text_width(longer, size, weight) <= width:
                line = longer
                continue
            if line:
                lines.append(line)
            line = shorten(word, width, size, weight)
        lines.append(line)
    return lines


def shorten(text: str, width: float, size: float, weight: str = "normal") -> str:
    """Shorten a name to so many inches: the middle goes first, because names differ at both ends.

    >>> shorten("candle", 2.0, 8)
    'candle'
    """
    text = " ".join(text.split())
    if text_width(text, size, weight) <= width:
        return text
    low, high = 1, len(text) - 1
    while low < high:
        kept = (low + high + 1) // 2
        low, high = (kept, high) if text_width(_cut(text, kept), size, weight) <= width else (low, kept - 1)
    return _cut(text, low)


def halved(text: str, width: float, size: float) -> str:
    """Write a name in at most two lines of so many inches, so that heads of narrow columns stay different.

    >>> halved("southwest", 0.4, 7), halved("ohio-valley", 0.5, 7), halved("bay", 0.4, 7)
    ('south-\\nwest', 'ohio-\\nvalley', 'bay')
    """
    text = " ".join(text.split())
    if text_width(text, size) <= width or len(text) < 4:
        return shorten(text, width, size)
    middle = (len(text) + 1) // 2
    gaps = [place for place in range(2, len(text) - 1) if text[place - 1] in " -_/."]
    place = min(gaps, key=lambda gap: abs(gap - middle), default=middle)
    hyphen = "" if place in gaps else "-"
    return "\n".join(shorten(part, width, size) for part in (f"{text[:place]}{hyphen}", text[place:]))


def _cut(text: str, kept: int) -> str:
    head = max(1, kept - kept * 2 // 5)
    tail = kept - head
    return f"{text[:head].rstrip()}…{text[len(text) - tail :].lstrip() if tail else ''}"


def joined(names: list[str], shown: int = 3) -> str:
    """Join names with commas and an and; beyond `shown` only their number.

    >>> joined(["a", "b"]), joined(["a", "b", "c", "d", "e"])
    ('a and b', 'a, b, c and 2 others')
    """
    rest = len(names) - shown
    listed = names if rest <= 0 else [*names[:shown], f"{rest} other{'s' if rest > 1 else ''}"]
    return listed[0] if len(listed) == 1 else f"{', '.join(listed[:-1])} and {listed[-1]}" if listed else ""
