"""Pictures that must stay as they are; `python -m tests.charts.golden` draws them anew after a wanted change.

They are compared where matplotlib and its FreeType are those of `golden/versions.json`: other versions set
the letters a little otherwise.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import matplotlib
from matplotlib import ft2font
from matplotlib.figure import Figure
from PIL import Image

from simnet.charts.drill.card import drill_card
from simnet.charts.drill.page import drill_page
from simnet.charts.drill.paper import A4, LETTER
from simnet.charts.drill.second import second_sheet
from simnet.charts.style import save
from simnet.report.drill.page import page_of
from simnet.report.drill.second import second_of
from tests.report.drill_fakes import drill_run

FOLDER = Path(__file__).parent / "golden"
SCENARIOS = Path(__file__).parents[2] / "scenarios"
DPI, COLORS = 60, 32
"""Small, but large enough to see what has moved."""


def versions() -> dict[str, str]:
    """Give what decides the pixels beside our own code."""
    return {"matplotlib": matplotlib.__version__, "freetype": ft2font.__freetype_version__}


def pictures() -> dict[str, Callable[[], Figure]]:
    """List the pictures by name, before they are drawn."""
    run = drill_run(SCENARIOS, "typical")
    page, passed = page_of(run), page_of(drill_run(SCENARIOS, "passed"))
    return {
        "drill": lambda: drill_page(page, A4),
        "drill-letter-passed": lambda: drill_page(passed, LETTER),
        "sheet2": lambda: second_sheet(second_of(run), A4),
        "card": lambda: drill_card(page),
    }


def small(figure: Figure, path: Path) -> Path:
    """Save a picture with few dots and few colors."""
    save(figure, path, dpi=DPI)
    Image.open(path).convert("RGB").quantize(COLORS).save(path, optimize=True)
    return path


def renew() -> None:
    """Draw all pictures anew."""
    FOLDER.mkdir(exist_ok=True)
    for name, draw in pictures().items():
        small(draw(), FOLDER / f"{name}.png")
    (FOLDER / "versions.json").write_text(json.dumps(versions(), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    renew()
