"""docs/performance.md: the tables of all benchmarks, as they were measured."""

from __future__ import annotations

import datetime
import platform
from collections.abc import Sequence
from importlib.metadata import version

from benchmarks.measure import Effort, Section, Table, Target

HEAD = """\
# Performance

Written by `python -m benchmarks.run`; [benchmarks/README.md](../benchmarks/README.md) says how to repeat it.
Times are CPU seconds (user and system), medians of {rounds} runs after one that does not count, and all of a
table ran in turns in the same run. Trust the ratios more than the figures: on another machine the figures
move, the ratios hardly.

Measured {date} on {machine}: Python {python}, numpy {numpy}, numba {numba}, SimPy {simpy}.
"""


def page(sections: Sequence[Section], effort: Effort, machine: str, notes: str) -> str:
    """The whole page as Markdown."""
    libraries = {name: version(name) for name in ("numpy", "numba", "simpy")}
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    head = HEAD.format(
        rounds=effort.rounds, date=today, machine=machine, python=platform.python_version(), **libraries
    )
    targets = [target for section in sections for target in section.targets]
    parts = [head, "## What was promised\n", _targets(targets), *map(_section, sections)]
    if notes:
        parts.append(notes)
    return "\n".join(parts).rstrip() + "\n"


def _targets(targets: Sequence[Target]) -> str:
    rows = [(t.what, t.measured, t.wanted, "yes" if t.met else "**no**") for t in targets]
    return table(Table(("", "measured", "wanted", "met"), rows))


def _section(section: Section) -> str:
    parts = [f"## {section.title}\n", section.intro + "\n", *map(table, section.tables)]
    parts += [f"{note}\n" for note in section.notes]
    if section.listing:
        parts.append(f"```text\n{section.listing}\n```\n")
    return "\n".join(parts)


def table(given: Table) -> str:
    """A Markdown table, numbers to the right."""
    rule = "|---|" + "---:|" * (len(given.columns) - 1)
    lines = [_row(given.columns), rule, *map(_row, given.rows)]
    return "\n".join(lines) + "\n"


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"
