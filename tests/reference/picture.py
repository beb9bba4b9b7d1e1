"""One picture a family of cases: how far every answer lies from what was simulated, in standard errors."""

from __future__ import annotations

from pathlib import Path

from simnet.charts.style import ACCENT, GREY, INK, QUIET, RULE, SHADE, SMALL, Sheet, mark, styled
from tests.reference.gate import STANDARD_ERRORS, rms
from tests.reference.results import Outcome

DPI = 100
"""Dots per inch: the pages are read on screens, and the files are kept small."""
ROW, NAMES, EDGE = 0.135, 1.9, 5.0
"""Height of a row and width of the names, inches; standard errors that the picture shows."""


@styled
def draw(title: str, outcomes: list[Outcome], path: Path) -> None:
    """Draw a row a trial, a dot a number; numbers without noise are ticks in the middle."""
    shown = [outcome for outcome in outcomes if outcome.rows]
    zs = [z for outcome in shown for z in outcome.all_zs]
    about = (
        "Each dot: (simulated − known) ÷ standard error. Two in three lie in the dark band, all in the light."
    )
    sheet = Sheet(_headline(title, shown), about, ROW * max(1, len(shown)) + 0.3, _footer(zs, shown))
    axes = sheet.panel(sheet.top, ROW * max(1, len(shown)), left=NAMES)
    axes.set_xlim(-EDGE, EDGE)
    axes.set_ylim(len(shown) - 0.5, -0.5)
    axes.axvspan(-STANDARD_ERRORS, STANDARD_ERRORS, color=SHADE, linewidth=0, zorder=0)
    axes.axvspan(-1, 1, color=RULE, linewidth=0, zorder=1)
    for place, outcome in enumerate(shown):
        again = [max(-EDGE, min(EDGE, z)) for zs in outcome.further for z in zs]
        axes.plot(again, [place] * len(again), "o", color=QUIET, markersize=1.3, zorder=2, alpha=0.5)
        for row in outcome.rows:
            x = 0.0 if row.z is None else max(-EDGE, min(EDGE, row.z))
            good = outcome.accepts(row)
            style = "|" if row.z is None else "o" if good else "X"
            color, size = (INK, 2.6) if good else (ACCENT, 6)
            axes.plot(x, place, style, color=color, markersize=size, zorder=3, alpha=0.8)
    mark(axes, x={float(z): f"{z:+d}" if z else "0" for z in range(-4, 5, 2)}, y={})
    for place, outcome in enumerate(shown):
        name = f"{outcome.case} {outcome.variant}".strip()
        y = sheet.top + ROW * (place + 0.5)
        color = QUIET if outcome.accepted else ACCENT
        sheet.write(name[:44], 0, y, size=SMALL, color=color, va="center")
    axes.spines["bottom"].set_color(GREY)
    sheet.figure.savefig(path, format="png", dpi=DPI, metadata={"Software": None})


def _headline(title: str, shown: list[Outcome]) -> str:
    rows = [(outcome, row) for outcome in shown for row in outcome.rows]
    good = sum(outcome.accepts(row) for outcome, row in rows)
    return f"{title}: {good} of {len(rows)} numbers reproduced"


def _footer(zs: list[float], shown: list[Outcome]) -> str:
    exact = sum(row.z is None for outcome in shown for row in outcome.rows)
    ticks = f"Ticks: numbers without noise, {exact} of them. " if exact else ""
    if any(outcome.further for outcome in shown):
        ticks += "Small dots: other seeds. "
    return ticks + (f"Root mean square of {len(zs)} z: {rms(zs):.2f}." if zs else "")
