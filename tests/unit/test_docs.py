"""The pages name tests that there are, and every chapter of the model says what proves it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

PAGES = ("architecture", "measures", "model", "runs", "real-data", "landed_cost")


@pytest.mark.parametrize("page", PAGES)
def test_the_tests_that_a_page_names_are_there(root: Path, page: str) -> None:
    text = (root / "docs" / f"{page}.md").read_text(encoding="utf-8")
    files = set(re.findall(r"`(tests/[\w/]+\.py)`", text))
    assert [name for name in sorted(files) if not (root / name).is_file()] == []
    named = set(re.findall(r"`(test_\w+)`", text))
    there = "".join(path.read_text(encoding="utf-8") for path in (root / "tests").rglob("test_*.py"))
    assert [name for name in sorted(named) if f"def {name}(" not in there] == []


@pytest.mark.parametrize("page", ["architecture", "model"])
def test_the_files_that_a_page_names_are_there(root: Path, page: str) -> None:
    text = (root / "docs" / f"{page}.md").read_text(encoding="utf-8")
    rooms = (root, root / "simnet", root / "simnet" / "engine")
    named = set(
        re.findall(r"`((?:simnet|engine|flow|control|draws|compile|tests|docs)/[\w/]+\.(?:py|md))", text)
    )
    assert [name for name in sorted(named) if not any((room / name).is_file() for room in rooms)] == []


def test_every_chapter_of_the_model_says_what_proves_it(root: Path) -> None:
    text = (root / "docs" / "model.md").read_text(encoding="utf-8")
    chapters = re.split(r"^## ", text, flags=re.M)[1:]
    assert len(chapters) >= 16
    assert [chapter.split("\n")[0] for chapter in chapters if "\nProved by: `tests/" not in chapter] == []


def test_the_functions_that_the_architecture_names_are_in_their_files(root: Path) -> None:
    text = (root / "docs" / "architecture.md").read_text(encoding="utf-8")
    named = re.findall(
        r"`((?:simnet/engine/|engine/)?(?:flow|control|draws|engine)/\w+\.py): ([\w., ]+)`", text
    )
    assert len(named) > 10
    missing = []
    for place, names in named:
        found = [x for x in (root / "simnet" / "engine").rglob("*.py") if x.as_posix().endswith(place)]
        source = "".join(x.read_text(encoding="utf-8") for x in found)
        words = (name.strip().split(".")[-1] for name in names.split(","))
        missing += [f"{place}: {name}" for name in words if f"def {name}" not in source]
    assert missing == []
