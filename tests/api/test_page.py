"""The examples of docs/api.md run."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import simnet as sn


def test_the_examples_of_the_page_run(root: Path, monkeypatch):
    monkeypatch.chdir(root)
    page = root / "docs" / "api.md"
    found = doctest.testfile(str(page), module_relative=False)
    assert found.attempted > 15
    assert found.failed == 0


def test_the_page_names_everything_that_is_offered(root: Path):
    text = (root / "docs" / "api.md").read_text(encoding="utf-8")
    for door in (name for name in sn._DOORS if name[0].islower()):
        assert f"sn.{door}(" in text
    plots = {name for name in dir(sn.RunResults) if name.startswith("plot_")}
    assert plots <= set(re.findall(r"`(plot_\w+)\(\)`", text))
