"""Every notebook runs, tells a story, and shows what the current version prints."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import nbformat
import pytest

from tests.notebooks.refresh import FOLDER, executed

NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
PICTURES = {"compare_designs": 5, "five_models": 3, "read_a_drill": 1}
"""How many pictures a notebook shows at least."""


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def notebook(request: pytest.FixtureRequest) -> Path:
    path: Path = request.param
    return path


def read(path: Path) -> Any:
    return nbformat.read(path, as_version=4)


def shown(notebook: Any) -> list[tuple[str, str, str]]:
    """List what the cells show: the cell's id, the kind of output, its text; of pictures only the kind."""
    found = []
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            data = output.get("data", {"text": output.get("text", "")})
            if "image/png" in data:
                data = {"image/png": ""}  # its size in words changes with every word on it
            found += [(cell["id"], kind, "".join(text)) for kind, text in sorted(data.items())]
    return found


def test_the_promised_notebooks_are_there() -> None:
    assert {path.stem for path in NOTEBOOKS} >= set(PICTURES)


def test_it_is_committed_with_its_outputs_and_tells_a_story(notebook: Path) -> None:
    cells = read(notebook).cells
    code = [cell for cell in cells if cell.cell_type == "code"]
    assert all(cell.outputs for cell in code[1:]), "every cell but the setup shows something"
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    prose = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    assert len(prose.split()) > 300
    assert 2 * sum(cell.cell_type == "markdown" for cell in cells) >= len(code), "prose before its code"
    assert "…" not in prose
    pictures = sum(kind == "image/png" for _, kind, _ in shown(read(notebook)))
    assert pictures >= PICTURES.get(notebook.stem, 1)


def test_nothing_in_it_is_of_this_machine(notebook: Path) -> None:
    text = notebook.read_text(encoding="utf-8")
    assert not re.search(r"/(home|root|tmp|work|Users)/", text)
    assert not any(output.get("output_type") == "error" for cell in read(notebook).cells
                   for output in cell.get("outputs", ()))  # fmt: skip


def test_it_runs_and_shows_what_is_committed(notebook: Path) -> None:
    """If numbers have moved on purpose: python -m tests.notebooks.refresh, and read the prose again."""
    assert shown(executed(notebook)) == shown(read(notebook))
