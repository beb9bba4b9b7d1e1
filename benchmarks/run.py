"""Run the benchmarks and write docs/performance.md: `python -m benchmarks.run`."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks import growth, hybrid, memory, pairing, profiling, starting, studies, w1, w2
from benchmarks.measure import Effort, Section
from benchmarks.page import page

HERE = Path(__file__).parent
PAGE = HERE.parent / "docs" / "performance.md"
BENCHMARKS: dict[str, Callable[[Effort], Section]] = {
    "w2": w2.run,
    "w1": w1.run,
    "hybrid": hybrid.run,
    "volume": growth.volume,
    "size": growth.size,
    "memory": memory.run,
    "study": studies.run,
    "pairing": pairing.run,
    "starting": starting.run,
    "profile": profiling.run,
}
QUICK = Effort(1, 20, 60, (50, 200), (2, 4), (20, 50), (4, 20, 200), 4, (4, 40), 4)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what was asked for; the page is written only if it is whole, or to the file that was named."""
    chosen = _parser().parse_args(arguments)
    effort = QUICK if chosen.quick else Effort(rounds=chosen.rounds)
    sections = []
    for name in chosen.only or BENCHMARKS:
        print(f"{name} …", file=sys.stderr, flush=True)
        sections.append(BENCHMARKS[name](effort))
    notes = HERE / "notes.md"
    text = page(sections, effort, chosen.machine, notes.read_text(encoding="utf-8") if notes.exists() else "")
    whole = not chosen.quick and not chosen.only
    if chosen.out or whole:
        (chosen.out or PAGE).write_text(text, encoding="utf-8")
    print(text)
    return 0 if all(target.met for section in sections for target in section.targets) else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.run", description=__doc__)
    parser.add_argument("--only", action="append", choices=BENCHMARKS, help="one benchmark; may be repeated")
    parser.add_argument("--rounds", type=int, default=5, help="measured runs of everything (default 5)")
    parser.add_argument("--quick", action="store_true", help="small sizes, to see that everything works")
    parser.add_argument(
        "--machine", default=f"{os.cpu_count()} cores", help="words for the machine, for the page"
    )
    parser.add_argument("--out", type=Path, help="write the page here")
    return parser


if __name__ == "__main__":
    sys.exit(main())
