"""Make docs/verification.md: every known answer beside what simnet gives, and a picture a family.

python -m tests.reference.page                 # run all cases (an hour or so), write the page
python -m tests.reference.page --only f2b      # run some files again, keep the others' results
python -m tests.reference.page --only none     # write the page again from the results that are there
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import Any

from tests.reference.cases import BESIDE, load
from tests.reference.gate import rms
from tests.reference.picture import draw
from tests.reference.results import Outcome, Row, read, run_all, write

DOCS = Path(__file__).parents[2] / "docs"
FOLDER = DOCS / "verification"
TWICE = 1.96
"""Standard errors on either side that make a 95% interval."""

HEAD = """\
# Known answers

<!-- made by tests/reference/page.py from a run of all cases -->

simnet is run on cases whose answers are known: exact formulas of inventory and queueing theory, numeric
Markov chains, tables of the literature, hand-computed schedules. Each case is written as a scenario file,
as a user would write it, and run by the `run_study` that `simnet run` calls. Everything here is made by one
command, `python -m tests.reference.page --reference-dir DIR`; `pytest tests/reference` checks a fast
selection and `pytest tests/reference -m slow` all of it, also on cases of your own in the same format.

**How a number is accepted.** Exact answers: to 1e-9. Others: within four standard errors of at least 24
independent replications after a warm-up, where the standard error is at most 0.5% of the answer (0.001 for
probabilities), since an imprecise run would pass everything. A failure is repeated once with a fresh seed
and four times the length. The length of a run is found from a short first look with another seed. A number
that is the same in all replications has no standard error: it must be equal, or differ by what happens less
than five times in so long a run.

**What all of them say together.** z is (simulated − known) ÷ standard error. If the errors are right and
there is no bias, the root mean square of all z is near 1; it must lie between 0.9 and 1.1. Numbers of one
case are read off the same run and so are not independent of each other: that leaves the mean of z² at 1 and
only makes it vary more, so all of them count. Those of a repeated run do not count twice: z is always that
of the first precise run. Intervals are 95%: the estimate ± 1.96 standard errors.
"""


def main(arguments: list[str] | None = None) -> None:
    """Run the cases that are asked for and write the page."""
    parser = argparse.ArgumentParser(prog="python -m tests.reference.page", description=__doc__)
    parser.add_argument("--reference-dir", type=Path, default=BESIDE)
    parser.add_argument("--only", default="", help="beginning of the names of the files to run; none: none")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    asked = parser.parse_args(arguments)
    cases = load(asked.reference_dir)
    FOLDER.mkdir(exist_ok=True)
    _run(asked.reference_dir, asked.only, asked.jobs, [case.id for case in cases])
    families = {case.file: case.family for case in cases}
    (DOCS / "verification.md").write_text(page(families), encoding="utf-8")


def _run(folder: Path, only: str, jobs: int, order: list[str]) -> None:
    found: dict[str, list[Outcome]] = {}
    for file, outcome in run_all(folder, only, jobs):
        found.setdefault(file, []).append(outcome)
        found[file].sort(key=lambda one: (order.index(one.case), one.variant))
        write(FOLDER / f"{file}.json", found[file])
        good = "not expressed" if outcome.reason else "ok" if _good(outcome) else "FAILED"
        sys.stderr.write(f"{file} {outcome.case} {outcome.variant}: {good}, {outcome.seconds:.0f} s\n")


def page(families: dict[str, str]) -> str:
    """Write the page, and draw the pictures, from the results in the folder."""
    results = {file: read(path) for file in sorted(families) if (path := FOLDER / f"{file}.json").exists()}
    parts = [HEAD, _overview(results, families)]
    for file, outcomes in results.items():
        parts.append(_family(file, families[file], outcomes))
    return "\n".join(parts)


def _overview(results: dict[str, list[Outcome]], families: dict[str, str]) -> str:
    lines = [
        "| family | cases | expressed | numbers | accepted | exact | rms z | largest z |",
        "|---|--:|--:|--:|--:|--:|--:|--:|",
    ]
    everything: list[Outcome] = []
    for file, outcomes in results.items():
        link = f"[{file.split('_')[0]}: {families[file]}](#{_anchor(file)})"
        lines.append(_counts(link, outcomes))
        everything += outcomes
    lines.append(_counts("**all**", everything))
    return "\n".join(lines) + "\n"


def _counts(name: str, outcomes: list[Outcome]) -> str:
    rows = [row for outcome in outcomes for row in outcome.rows]
    zs = [z for outcome in outcomes for z in outcome.zs]
    cases = {outcome.case for outcome in outcomes}
    expressed = {outcome.case for outcome in outcomes if not outcome.reason}
    noise = f"{rms(zs):.2f} | {max(map(abs, zs)):.2f}" if zs else "– | –"
    good, exact = sum(row.accepted for row in rows), sum(row.exact for row in rows)
    return f"| {name} | {len(cases)} | {len(expressed)} | {len(rows)} | {good} | {exact} | {noise} |"


def _anchor(file: str) -> str:
    return file.replace("_", "-")


def _family(file: str, family: str, outcomes: list[Outcome]) -> str:
    text = [f'<a id="{_anchor(file)}"></a>\n\n## {family[:1].upper()}{family[1:]}\n']
    if any(outcome.rows for outcome in outcomes):
        draw(family[:1].upper() + family[1:], outcomes, FOLDER / f"{file}.png")
        text += [f"![{family}](verification/{file}.png)\n"]
        text += [
            "| case | source | answer | known | simulated | 95% interval | z | |",
            "|---|---|---|--:|--:|--:|--:|---|",
        ]
        text += [line for outcome in outcomes for line in _lines(outcome)]
        text.append("")
    text += _left_out(outcomes)
    return "\n".join(text)


def _lines(outcome: Outcome) -> list[str]:
    found = []
    for number, row in enumerate(outcome.rows):
        name = f"**{outcome.case}** {outcome.variant}".strip() if number == 0 else ""
        source = _cell(_about(outcome)) if number == 0 else ""
        low, high = ("", "") if row.exact or row.z is None else _interval(row)
        interval = f"{low} – {high}" if low else ""
        z = "" if row.z is None else f"{row.z:+.2f}"
        verdict = "ok" if row.accepted else "**no**"
        found.append(
            f"| {name} | {source} | {_cell(row.name)} | {_number(row.answer)} | {_number(row.estimate)} |"
            f" {interval} | {z} | {verdict} |"
        )
    return found


def _about(outcome: Outcome) -> str:
    run = f"{outcome.replications} × {outcome.days:,.0f} days" if outcome.replications > 1 else ""
    repeated = "repeated once" if outcome.repeated else ""
    return "; ".join(part for part in (outcome.source, outcome.notes, run, repeated) if part)


def _interval(row: Row) -> tuple[str, str]:
    return _number(row.estimate - TWICE * row.error), _number(row.estimate + TWICE * row.error)


def _number(value: Any) -> str:
    return f"{value:.6g}" if isinstance(value, float) else _cell(str(value))


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _left_out(outcomes: list[Outcome]) -> list[str]:
    reasons = [f"- **{outcome.case}**: {outcome.reason}" for outcome in outcomes if outcome.reason]
    for outcome in outcomes:
        reasons += [f"- **{outcome.case}**, {name}: {why}" for name, why in outcome.missing.items()]
    reasons = list(dict.fromkeys(reasons))
    return ["What no scenario can express:\n", *reasons, ""] if reasons else []


def _good(outcome: Outcome) -> bool:
    return all(row.accepted for row in outcome.rows)


if __name__ == "__main__":
    main()
