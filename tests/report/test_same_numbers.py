"""The terminal and the page of one real run show the same numbers, in the same order."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from simnet.cli.scorecard import dark_table
from simnet.report.dark import dark
from simnet.report.run import Run
from simnet.report.sections import scores, wrong
from simnet.study import Result
from tests.cli.here import called_here
from tests.report.test_write_report import BRAND

SHOP = BRAND.replace("horizon: 70 days", "horizon: 40 days\nseed: 11")


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """Run the command once; gives what it printed, and its folder."""
    home = tmp_path_factory.mktemp("home")
    (home / "shop.yaml").write_text(SHOP, encoding="utf-8")
    made = called_here("run", home / "shop.yaml", "-n", 40, "-j", 1, "--out", home / "run")
    assert made.returncode == 0, made.stderr
    return made.stdout, home / "run"


def cells(text: str, indent: int = 2) -> list[str]:
    return re.split(r" {2,}", text[indent:].strip())


def test_every_figure_of_the_terminal_is_on_the_page(shown: tuple[str, Path]) -> None:
    printed, folder = shown
    (table,) = scores(Run(Result.open(folder))).tables
    page = {re.sub("^[✗✓] ", "", row[0]): row[1:] for row in table.rows}
    first = next(index for index, line in enumerate(printed.splitlines()) if "bad year*" in line) + 1
    rows = [cells(line) for line in printed.splitlines()[first:] if not line.startswith("    ")]
    rows = rows[: rows.index([""])]
    assert [row[0] for row in rows] == [label for label in page if label != "Money in stock"]
    assert len(rows) >= 10
    for label, typical, bad, *limit in rows:
        assert (typical.lstrip("~"), bad) == page[label][:2]
        if limit:
            assert (limit[0], f"{limit[1]} {limit[2]}") == page[label][3:]


def test_the_answer_and_what_goes_dark_are_the_same(shown: tuple[str, Path]) -> None:
    printed, folder = shown
    run = Run(Result.open(folder))
    answer = printed.splitlines()[2]
    assert answer.startswith("On time in a typical year: ")
    assert f"<h1>{answer}</h1>" in (folder / "report.html").read_text(encoding="utf-8")
    on_page = wrong(run).tables[-1].rows
    lines = printed.splitlines()
    first = next(index for index, line in enumerate(lines) if line.startswith("If it goes dark")) + 1
    assert lines[first - 1 : first + len(on_page)] == dark_table(dark(run))
    for line, row in zip(lines[first:], on_page, strict=False):
        assert cells(line)[:5] == [*row[:2], row[2], row[3], row[4]]


def test_as_many_defaults_are_counted_on_both(shown: tuple[str, Path]) -> None:
    printed, folder = shown
    number = next(
        match[1] for line in printed.splitlines() if (match := re.match(r"  (\d+) values are", line))
    )
    assert f"{number} values are not in your file" in (folder / "report.html").read_text(encoding="utf-8")


def test_a_scorecard_is_printed_without_loading_what_draws() -> None:
    code = "import sys, simnet.cli.scorecard, simnet.report; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
