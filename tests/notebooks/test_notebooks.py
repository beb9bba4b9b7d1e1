"""Every notebook runs from top to bottom with this version, and prints what is committed with it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

FOLDER = Path(__file__).parents[2] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
SECONDS = 300
"""Time that a cell may take on a busy machine."""


def executed(path: Path) -> Any:
    """Run a notebook in its folder, so that ../scenarios is found; nothing is written beside it."""
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(notebook, timeout=SECONDS, resources={"metadata": {"path": str(path.parent)}})
    return client.execute()


def printed(cell: Any) -> list[str]:
    """Give what a cell printed and showed as text; a picture as `picture`."""
    found = []
    for output in cell.get("outputs", []):
        if output["output_type"] == "stream":
            found.append(output["text"])
        elif "image/png" in output.get("data", {}):
            found.append("picture")
        else:
            found.append(output.get("data", {}).get("text/plain", output["output_type"]))
    return [re.sub(r"0x[0-9a-f]+", "0x", text) for text in found]


def test_there_are_notebooks() -> None:
    assert NOTEBOOKS


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_prints_what_is_committed(path: Path) -> None:
    before = set(FOLDER.iterdir())
    committed, now = nbformat.read(path, as_version=4), executed(path)
    assert set(FOLDER.iterdir()) == before
    code = [(one, other) for one, other in zip(committed.cells, now.cells, strict=True)
            if one.cell_type == "code"]  # fmt: skip
    assert any("picture" in printed(other) for _, other in code)
    for one, other in code:
        assert printed(one) == printed(other), one.source


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_tells_as_much_as_it_computes(path: Path) -> None:
    """Every piece of code has prose before it, and no path of a machine is kept in what was printed."""
    notebook = nbformat.read(path, as_version=4)
    kinds = [cell.cell_type for cell in notebook.cells]
    assert kinds[0] == "markdown"
    assert kinds.count("markdown") * 2 >= kinds.count("code")
    assert "/home/" not in path.read_text("utf-8")
    assert "/tmp/" not in path.read_text("utf-8")
