"""Execute the notebooks and keep their outputs, after numbers moved: python -m tests.notebooks.refresh."""

from __future__ import annotations

from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[2] / "notebooks"
TIMEOUT = 1_800
"""Seconds that a cell may take: a busy machine is no reason to fail."""


def executed(path: Path) -> Any:
    """Execute a notebook in its folder and give it with fresh outputs, without what differs each time."""
    import nbformat
    from nbclient import NotebookClient

    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(notebook, timeout=TIMEOUT, resources={"metadata": {"path": str(path.parent)}})
    client.execute()
    for cell in notebook.cells:
        cell.metadata = nbformat.NotebookNode()
    notebook.metadata["language_info"] = nbformat.NotebookNode({"name": "python"})
    return notebook


def main() -> None:
    """Execute all notebooks and write them."""
    import nbformat

    for path in sorted(FOLDER.glob("*.ipynb")):
        nbformat.write(executed(path), path)


if __name__ == "__main__":
    main()
