"""The README shows what the commands print today, and names pages that exist."""

from __future__ import annotations

import itertools
import re

from simnet.cli import run as command
from simnet.cli.scorecard import WIDTH
from simnet.scenario import Scenario, load_text
from tests.cli.test_scorecard import case, run_of, text, year


def printed(described: Scenario) -> list[str]:
    """Print the scorecard of made-up years of a scenario in which one of its nodes goes dark."""
    tables = run_of([year()] * 100, dark=[case("columbus", k) for k in range(8)], sku="candle-fig")
    page = "results/two-node-hybrid/2026-01-01-1/report.html"
    return text(tables, described, page=page).replace("candles.yaml", "scenarios/hybrid.yaml").splitlines()


def test_the_readme_shows_what_run_prints_today(root, scenarios):
    readme = (root / "README.md").read_text(encoding="utf-8")
    begin, end = (f"<!-- output of the run command: {word} -->\n" for word in ("begin", "end"))
    block = readme.split(begin)[1].split(end)[0]
    assert re.fullmatch(r"```text\n.+\n```\n", block, re.S)
    shown = block.splitlines()[1:-1]
    hybrid = load_text((scenarios / "hybrid.yaml").read_text(encoding="utf-8"))
    assert shown[0].startswith(f"{hybrid.name} · {command.REPLICATIONS} simulated years · ")
    assert max(map(len, shown)) <= WIDTH
    now = printed(hybrid)
    assert shown[2].startswith("On time in a typical year: ")
    assert labels(shown) == labels(now)
    assert headings(shown) == headings(now)
    assert following(shown) == following(now)
    assert any(re.fullmatch(r"  \d+ values are defaults \(.*\); most weight: .*\.", line) for line in shown)


def labels(lines: list[str]) -> set[str]:
    """Name the figures of the first table; the SKU that is sold out for longest is another one each time."""
    first = next(index for index, line in enumerate(lines) if "bad year*" in line)
    rows = itertools.takewhile(bool, lines[first + 1 :])
    return {re.split(r" {2,}", row[2:])[0].split(" sold out")[-1] for row in rows if row[2] != " "}


def headings(lines: list[str]) -> list[str]:
    return [" ".join(line.split()) for line in lines if "bad year*" in line or line.startswith("If it goes")]


def following(lines: list[str]) -> list[str]:
    """List the commands to type next and the first footnotes, without the number of the run."""
    wanted = ("Pictures", "Do first", "* ", "  Dark: ")
    return [re.sub(r"\d{4}-\d\d-\d\d-\d+", "DATE", line) for line in lines if line.startswith(wanted)]


def test_every_page_and_link_of_the_readme_exists(root):
    readme = (root / "README.md").read_text(encoding="utf-8")
    pages = re.findall(r"^\| `([^`]+)` \|", readme, re.M)
    links = [link for link in re.findall(r"\]\(([^)]+)\)", readme) if not link.startswith("https://")]
    assert len(pages) >= 6
    assert [name for name in pages + links if not (root / name).exists()] == []
    assert {f"docs/{page.name}" for page in (root / "docs").glob("*.md")} <= set(pages)
