"""The pages of a drill look as they did when someone last looked at them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.image import imread

from tests.charts.golden import FOLDER, pictures, small, versions

CLOSE = 2.0
"""Greatest root of the mean squared difference, of 255: processors round curves a little differently."""


def difference(one: Path, other: Path) -> float:
    """Compare two pictures of the same size; of different ones the difference is infinite."""
    first, second = (imread(path)[..., :3] * 255.0 for path in (one, other))
    return float(np.sqrt(np.mean((first - second) ** 2))) if first.shape == second.shape else np.inf


@pytest.fixture(scope="module")
def drawn() -> dict[str, Callable[[], Figure]]:
    wanted = json.loads((FOLDER / "versions.json").read_text(encoding="utf-8"))
    if wanted != versions():
        pytest.skip(f"the pictures were drawn with {wanted}, here is {versions()}")
    return pictures()


@pytest.mark.parametrize("name", ["drill", "drill-letter-passed", "sheet2", "card"])
def test_the_page_looks_as_it_did(drawn: dict[str, Callable[[], Figure]], name: str, tmp_path: Path) -> None:
    found = difference(small(drawn[name](), tmp_path / f"{name}.png"), FOLDER / f"{name}.png")
    look = "look at it, and if that is wanted: python -m tests.charts.golden"
    assert found <= CLOSE, f"{name} looks different ({found:.1f}); {look}"


def test_a_moved_line_would_be_found(drawn: dict[str, Callable[[], Figure]], tmp_path: Path) -> None:
    """The tolerance is far below the least that a person would see."""
    figure = drawn["card"]()
    figure.texts[0].set_y(figure.texts[0].get_position()[1] + 0.01)
    assert difference(small(figure, tmp_path / "changed.png"), FOLDER / "card.png") > CLOSE
