"""The upper part of the page: verdict, earlier drills, headline, and what to fix first."""

from __future__ import annotations

import math

from simnet.charts.drill.content import MARKS, Badge, Fix, Past
from simnet.charts.drill.paper import Paper
from simnet.charts.numbers import count
from simnet.charts.style import ACCENT, INK, PAPER, QUIET, SMALL
from simnet.charts.text import line_height, shorten, text_width, wrap

BADGE, NOTE = 10.5, 8.5
LARGE, EVEN, LEAST = 19.0, 16.0, 12.0
"""Sizes of the headline, points: as large as two lines allow; down to EVEN it breaks after a sentence."""
SENTENCE = 8.5
FIX, DETAIL = 11.0, 8.0
DONE = "#b4b4b4"
"""Grey of the bars of earlier drills."""
BAR, STEP, TALL = 0.19, 0.265, 0.27
"""Width, distance and greatest height of those bars, inches."""
WIDE = "#f2f2f2"
SHOWN = 4
"""Drills that are shown as bars, this one included."""


def draw_badge(paper: Paper, badge: Badge, past: tuple[Past, ...], y: float) -> float:
    """Draw the verdict and the bars of the last drills; returns where the headline begins."""
    text, height = f"{badge.mark}  {badge.words}".strip(), 0.3
    width = text_width(text, BADGE, "bold") + 0.16
    paper.box(0, y, width, height, INK)
    paper.write(text, 0.08, y + height / 2 + 0.005, size=BADGE, weight="bold", color=PAPER, va="center")
    left = _draw_past(paper, past[-SHOWN:], y + height, good=badge.mark == MARKS[True])
    room = left - width - 0.3
    paper.write(shorten(badge.note, room, NOTE), width + 0.14, y + height / 2, size=NOTE, color=QUIET,
                va="center")  # fmt: skip
    return y + height + 0.16


def _draw_past(paper: Paper, past: tuple[Past, ...], base: float, *, good: bool) -> float:
    """Draw the bars with their base at the badge's; returns where they begin."""
    if len(past) < 2:
        return paper.inner
    longest = max((one.days for one in past if math.isfinite(one.days)), default=0.0)
    for place, one in enumerate(past):
        last = place == len(past) - 1
        x = paper.inner - STEP * (len(past) - 1 - place) - BAR
        share = one.days / longest if math.isfinite(one.days) and longest > 0 else float(one.days > 0)
        height = max(TALL * share * (0.85 if math.isfinite(one.days) else 0.9), 0.012)
        paper.box(x, base - 0.06 - height, BAR, height, (INK if good else ACCENT) if last else DONE)
        text = count(round(one.days)) if math.isfinite(one.days) and one.days >= 0.95 else _small(one.days)
        weight = "bold" if last else "normal"
        paper.write(text, x + BAR / 2, base - 0.08 - height, size=SMALL, weight=weight, ha="center",
                    va="bottom")  # fmt: skip
        paper.write(one.label, x + BAR / 2, base - 0.03, size=SMALL, weight=weight,
                    color=INK if last else QUIET, ha="center")  # fmt: skip
    left = paper.inner - STEP * (len(past) - 1) - BAR - 0.12
    paper.write("Days until customers\nstop noticing", left, base - 0.06, size=SMALL, color=QUIET, ha="right",
                va="bottom")  # fmt: skip
    return left - text_width("Days until customers", SMALL)


def _small(days: float) -> str:
    """Write what is below a day, or beyond the window."""
    return ">" if math.isinf(days) else "0" if days == 0 else f"{days:.1f}"


def headline_lines(sentences: tuple[str, ...], width: float) -> tuple[list[str], float]:
    """Break the headline into at most two lines, and choose the size at which it fits."""
    size = LARGE
    while size >= EVEN:
        parts = _apart(sentences, width, size)
        if parts:
            return parts, size
        size -= 0.5
    whole, size = " ".join(sentences), LARGE
    while size > LEAST and len(wrap(whole, width, size, "bold")) > 2:
        size -= 0.5
    lines = wrap(whole, width, size, "bold")
    return (lines, size) if len(lines) <= 2 else (_cut(sentences, width, size), size)


def _cut(sentences: tuple[str, ...], width: float, size: float) -> list[str]:
    """Shorten the first sentence until all fit on two lines: what follows is the news."""
    room, rest = 2 * width, " ".join(sentences[1:])
    while True:
        lines = wrap(f"{shorten(sentences[0], room, size, 'bold')} {rest}".strip(), width, size, "bold")
        if len(lines) <= 2 or room < 1:
            return lines[:2]
        room -= 0.25


def _apart(sentences: tuple[str, ...], width: float, size: float) -> list[str]:
    """Break after the first sentence if both parts then fit on a line; empty if not."""
    lines = [sentences[0], " ".join(sentences[1:])]
    fit = all(text_width(line, size, "bold") <= width for line in lines)
    return [line for line in lines if line] if fit else []


def draw_headline(paper: Paper, sentences: tuple[str, ...], sentence: str, y: float) -> float:
    """Write the headline and the sentence below it; returns where the next thing begins."""
    lines, size = headline_lines(sentences, paper.inner)
    for line in lines:
        paper.write(line, 0, y, size=size, weight="bold")
        y += line_height(size) * 0.97
    under = wrap(sentence, paper.inner, SENTENCE)[:2]
    paper.write("\n".join(under), 0, y + 0.05, size=SENTENCE)
    return y + 0.05 + line_height(SENTENCE) * len(under)


def draw_fix(paper: Paper, fix: Fix, y: float) -> float:
    """Draw the box that says what to do first; returns where it ends."""
    left = 0.2 + text_width(fix.label, TITLE_SIZE, "bold") + 0.24
    room = paper.inner - left - 0.15
    title = wrap(fix.title, room, FIX, "bold")[:2]
    detail = wrap(fix.detail, room, DETAIL)[:3]
    height = 0.18 + line_height(FIX) * len(title) + line_height(DETAIL) * len(detail)
    paper.box(0, y, paper.inner, height, WIDE)
    color = INK if fix.calm else ACCENT
    paper.box(0, y, 0.07, height, color)
    middle = y + 0.09 + line_height(FIX) / 2
    paper.write(fix.label, 0.2, middle, size=TITLE_SIZE, weight="bold", color=color, va="center")
    paper.write("\n".join(title), left, y + 0.085, size=FIX, weight="bold")
    below = y + 0.1 + line_height(FIX) * len(title)
    paper.write("\n".join(detail), left, below, size=DETAIL)
    return y + height


TITLE_SIZE = 8.0
