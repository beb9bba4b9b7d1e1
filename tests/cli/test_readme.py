"""The README shows what the commands print today, and names pages that exist."""

from __future__ import annotations

import re

from simnet.cli import run as command
from simnet.cli.scorecard import WIDTH
from simnet.scenario import load_text
from tests.cli.test_run import many, text


def test_the_readme_shows_what_run_prints_today(root, scenarios):
    readme = (root / "README.md").read_text(encoding="utf-8")
    begin, end = (f"<!-- output of the run command: {word} -->\n" for word in ("begin", "end"))
    block = readme.split(begin)[1].split(end)[0]
    assert re.fullmatch(r"```text\n.+\n```\n", block, re.S)
    shown = block.splitlines()[1:-1]
    hybrid = load_text((scenarios / "hybrid.yaml").read_text(encoding="utf-8"))
    assert shown[0].startswith(f"{hybrid.name} · {command.REPLICATIONS} simulated years · ")
    assert max(map(len, shown)) <= WIDTH
    printed = text(many(), hybrid).replace("candles.yaml", "scenarios/hybrid.yaml").splitlines()

    def labels(lines: list[str]) -> set[str]:
        return {re.split(r" {2,}", line.lstrip(" ✗✓"))[0].split(" sold out")[-1] for line in lines[4:15]}

    def headings(lines: list[str]) -> list[str]:
        return [" ".join(line.split()) for line in lines if "typical  " in line or "a year  " in line]

    assert labels([line for line in shown if line]) == labels([line for line in printed if line])
    assert headings(shown) == headings(printed)
    assert [line for line in shown if line.startswith(("* ", "Next"))] == [
        line for line in printed if line.startswith(("* ", "Next"))
    ]


def test_every_page_and_link_of_the_readme_exists(root):
    readme = (root / "README.md").read_text(encoding="utf-8")
    pages = re.findall(r"^\| `([^`]+)` \|", readme, re.M)
    links = [link for link in re.findall(r"\]\(([^)]+)\)", readme) if not link.startswith("https://")]
    assert len(pages) >= 6
    assert [name for name in pages + links if not (root / name).exists()] == []
    assert {f"docs/{page.name}" for page in (root / "docs").glob("*.md")} <= set(pages)
