"""Make docs/verification.md: every known answer beside what simnet gives, and a picture a family.

python -m tests.reference.page                 # run what has not been run yet, write the page
python -m tests.reference.page --only f2b      # only of some files or ids: --only f2b, --only MM1
python -m tests.reference.page --again         # run all of it once more (some hours)
python -m tests.reference.page --only none     # write the page again from the results that are there

Results are kept beside the page, case by case as they come, so that a run can be ended and gone on with.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tests.reference import peers
from tests.reference.cases import BESIDE, Case, load
from tests.reference.gate import AGAIN, rms
from tests.reference.peers import Peer
from tests.reference.picture import draw
from tests.reference.results import Done, Outcome, Row, planned, read, run_all, write

DOCS = Path(__file__).parents[2] / "docs"
FOLDER = "verification"
FEW = 6
"""Numbers of a list that the page shows one by one."""
TWICE = 1.96
"""Standard errors on either side that make a 95% interval."""

FURTHER = ", ".join(f"{times} more for a trial of at most {limit:.0f} s" for limit, times in AGAIN.items())
HEAD = f"""\
# Known answers

<!-- made by tests/reference/page.py from a run of all cases -->

simnet is run on cases whose answers are known: exact formulas of inventory and queueing theory, numeric
Markov chains, tables of the literature, hand-computed schedules. Each case is written as a scenario file,
as a user would write it, and run by the `run_study` that `simnet run` calls. Everything here is made by
`python -m tests.reference.page --reference-dir DIR`, which keeps what it has run beside this page and goes on
where it was ended; what it has not come to yet is named below. `pytest tests/reference` checks a fast
selection and `pytest tests/reference -m slow` all of it, also on cases of your own in the same format. The
same shop in the programs of others is [at the end](#peers); intervals and stopping rules are measured in
[statistics.md](statistics.md).

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
of the first precise run. Because one run is one throw of the dice, others follow with other seeds, at the
length found before ({FURTHER}), and all of these z
count, whatever they are; the table tells both. The runs of a number together, Σz ÷ √runs, must be
within four standard errors too (column *all runs*): five runs find a bias of less than half the size.
Intervals are 95%: estimate ± 1.96 standard errors.
"""


PEERS = """\
<a id="peers"></a>

## The same shop in other programs

W1 of the benchmarks: one warehouse, one SKU, Poisson 50 orders a day, (s,S) = (450, 950), lead time seven
days, no orders to the supplier on days 180 to 200, one year. ± is a 95% interval; *apart* is the difference
from simnet in standard errors of the difference, at most 4. Published figures are those of 20,000 years of a
program in C. Made by `python -m tests.reference.peers`, which plays what is there of the programs of others;
supplynetpy and stockpyl are needed for nothing else.
"""
PEER_RULES = """\
**Where timing differs, and how simnet is told so.**

- *No order is placed while the supplier is out*, in all programs. In simnet that is an `ordering_outage`:
  nobody orders, and what is low on day 200 is ordered then, up to S. A `supplier_outage` is another rule: an
  order is placed and waits at the supplier, its quantity settled on the day that it was placed: in the last
  row of the lost sales as many are lost, and fewer units are on hand afterwards.
- *stockpyl has no instants and no orders of customers, but periods of a day.* Demand of one is seen, the
  order is placed, goods come, demand is served, and stock is counted. So orders are placed at the end of a
  day, goods are there before the demand of theirs, and a lead time of 7 is six days between midnights:
  in simnet `review: 1 day` and `lead_time: 6 days`, with on hand read at the ends of days. Watched once a
  day instead of after every sale, and a day shorter, the shop has more on hand. It knows no lost sales.
- *supplynetpy* reviews after each sale, as simnet does; an order of its endless supplier who is out is not
  placed, and asked for again when he is back.
"""


def main(arguments: list[str] | None = None) -> None:
    """Run the cases that are asked for and write the page."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.reference.page",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--reference-dir", type=Path, default=BESIDE, help="folder of cases")
    parser.add_argument("--only", default="", help="beginning of names of files, or of ids")
    parser.add_argument("--again", action="store_true", help="run what has been run before as well")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--out", type=Path, default=DOCS, help="folder of the page; results beside it")
    asked = parser.parse_args(arguments)
    cases = load(asked.reference_dir)
    folder = asked.out / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    record = Record(folder, cases)
    for file, outcome in run_all(
        asked.reference_dir, asked.only, asked.jobs, {} if asked.again else record.done
    ):
        record.add(file, outcome)
        good = "not expressed" if outcome.reason else "ok" if outcome.accepted else "FAILED"
        sys.stderr.write(f"{file} {outcome.case} {outcome.variant}: {good}, {outcome.seconds:.0f} s\n")
    (asked.out / "verification.md").write_text(page(record, folder), encoding="utf-8")


class Record:
    """The outcomes in a folder: of every case of today's the trials that are put as they are today."""

    def __init__(self, folder: Path, cases: list[Case]) -> None:
        self.folder = folder
        self.families = {case.file: case.family for case in cases}
        self.order = [case.id for case in cases]
        self.planned = planned(cases)
        self.files = {case.id: case.file for case in cases}
        self.found: dict[str, list[Outcome]] = {file: [] for file in sorted(self.families)}
        for file in self.found:
            path = folder / f"{file}.json"
            for outcome in read(path) if path.exists() else []:
                if self.planned.get((outcome.case, outcome.variant)) == outcome.stamp:
                    self.found[file].append(outcome)

    @property
    def done(self) -> Done:
        """Give the outcomes by case and variant."""
        return {(one.case, one.variant): one for some in self.found.values() for one in some}

    def add(self, file: str, outcome: Outcome) -> None:
        """Take an outcome in, and write those of its file."""
        key = outcome.case, outcome.variant
        kept = [one for one in self.found[file] if (one.case, one.variant) != key]
        kept = sorted([*kept, outcome], key=lambda one: (self.order.index(one.case), one.variant))
        self.found[file] = kept
        write(self.folder / f"{file}.json", kept)

    def ahead(self, file: str) -> list[str]:
        """Name the trials of a file that have not been run yet."""
        names = [key for key in self.planned if self.files[key[0]] == file and key not in self.done]
        return [f"{case} {variant}".strip() for case, variant in names]


def page(record: Record, folder: Path) -> str:
    """Write the page, and draw the pictures, from the outcomes in the folder."""
    parts = [HEAD, _overview(record)]
    for file, outcomes in record.found.items():
        parts.append(_family(file, record.families[file], outcomes, record.ahead(file), folder))
    parts.append(_peers(peers.read(folder / peers.FILE.name)))
    return "\n".join(parts)


def _overview(record: Record) -> str:
    lines = [
        "| family | cases | expressed | trials | run | numbers | accepted | exact | rms z, first runs "
        "| further runs | all z | rms of all z | largest z |",
        "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for file in record.found:
        link = f"[{file.split('_')[0]}: {record.families[file]}](#{_anchor(file)})"
        lines.append(_counts(link, record, [file]))
    lines.append(_counts("**all**", record, list(record.found)))
    return "\n".join(lines) + "\n"


def _counts(name: str, record: Record, files: list[str]) -> str:
    outcomes = [one for file in files for one in record.found[file]]
    rows = [(outcome, row) for outcome in outcomes for row in outcome.rows]
    firsts = [z for outcome in outcomes for z in outcome.zs]
    zs = [z for outcome in outcomes for z in outcome.all_zs]
    further = sum(len(outcome.further) for outcome in outcomes)
    keys = [key for key in record.planned if record.files[key[0]] in files]
    expressed = {case for case, variant in keys if record.planned[case, variant]}
    trials = sum(bool(record.planned[key]) for key in keys)
    run = sum(bool(outcome.stamp) for outcome in outcomes)
    noise = "– | – | – | – | –"
    if zs:
        noise = f"{rms(firsts):.2f} | {further} | {len(zs):,} | {rms(zs):.2f} | {max(map(abs, zs)):.2f}"
    good, exact = sum(one.accepts(row) for one, row in rows), sum(row.exact for _, row in rows)
    cases = len({case for case, _ in keys})
    counts = [cases, len(expressed), trials, run, len(rows), good, exact]
    return f"| {name} | {' | '.join(map(str, counts))} | {noise} |"


def _anchor(file: str) -> str:
    return file.replace("_", "-")


def _family(file: str, family: str, outcomes: list[Outcome], ahead: list[str], folder: Path | None) -> str:
    """Write what is on the page about a family, and draw its picture if a folder is given."""
    text = [f'<a id="{_anchor(file)}"></a>\n\n## {family[:1].upper()}{family[1:]}\n']
    if any(outcome.rows for outcome in outcomes):
        if folder is not None:
            draw(family[:1].upper() + family[1:], outcomes, folder / f"{file}.png")
        text += [f"![{family}]({FOLDER}/{file}.png)\n"]
        text += [
            "| case | source | answer | known | simulated | 95% interval | z | all runs | |",
            "|---|---|---|--:|--:|--:|--:|--:|---|",
        ]
        text += [line for outcome in outcomes if outcome.rows for line in _lines(outcome)]
        text.append("")
    if ahead:
        text += [f"Not in the recorded run yet: {', '.join(ahead)}.", ""]
    text += _left_out(outcomes)
    return "\n".join(text)


def _lines(outcome: Outcome) -> list[str]:
    found = []
    for number, (name, rows) in enumerate(_grouped(outcome.rows)):
        head = f"**{outcome.case}** {outcome.variant}".strip() if number == 0 else ""
        source = _cell(_about(outcome)) if number == 0 else ""
        cells = _numbers(outcome, rows) if len(rows) <= FEW else _many(outcome, rows)
        found.append(f"| {head} | {source} | {_cell(name)} | {cells} |")
    return found


def _grouped(rows: Iterable[Row]) -> list[tuple[str, list[Row]]]:
    """Put the numbers of a list together."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row.name.partition("[")[0], []).append(row)
    return list(found.items())


def _numbers(outcome: Outcome, rows: list[Row]) -> str:
    """Write known and simulated numbers, intervals, z, and what came of it; of a list all in one cell."""
    several = outcome.together
    columns = [
        ", ".join(_number(row.answer) for row in rows),
        ", ".join(_number(row.estimate) for row in rows),
        ", ".join("" if row.exact or row.z is None else _interval(row) for row in rows).strip(", "),
        ", ".join("" if row.z is None else f"{row.z:+.2f}" for row in rows).strip(", "),
        ", ".join(f"{several[row.name]:+.2f}" for row in rows if row.name in several),
    ]
    return " | ".join([*columns, _verdict(outcome, rows)])


def _many(outcome: Outcome, rows: list[Row]) -> str:
    """Say of a long list, such as a trace, how many of its numbers are met."""
    good = sum(outcome.accepts(row) for row in rows)
    return f"{len(rows)} numbers | {good} of them | | | | {_verdict(outcome, rows)}"


def _verdict(outcome: Outcome, rows: list[Row]) -> str:
    return "ok" if all(outcome.accepts(row) for row in rows) else "**no**"


def _about(outcome: Outcome) -> str:
    run = f"{outcome.replications} × {outcome.days:,.0f} days" if outcome.replications > 1 else ""
    repeated = "repeated once" if outcome.repeated else ""
    return "; ".join(part for part in (outcome.source, outcome.notes, run, repeated) if part)


def _interval(row: Row) -> str:
    low, high = (row.estimate + side * TWICE * row.error for side in (-1, 1))
    return f"{_number(low)} – {_number(high)}"


def _peers(rows: list[Peer]) -> str:
    """Compare simnet with the programs of others that play the same world."""
    if not rows:
        return ""
    text = [PEERS, "| world | program | years | shipped from stock | apart | on hand | apart | |"]
    text.append("|---|---|--:|--:|--:|--:|--:|---|")
    for world in dict.fromkeys(row.world for row in rows):
        mine = next(row for row in rows if (row.world, row.program) == (world, "simnet"))
        text += [_peer(row, mine) for row in rows if row.world == world]
    return "\n".join([*text, "", PEER_RULES])


def _peer(row: Peer, mine: Peer) -> str:
    fill = "–" if row.fill is None else f"{row.fill:.5f} ± {TWICE * row.fill_error:.5f}"
    on_hand = f"{row.on_hand:.2f} ± {TWICE * row.on_hand_error:.2f}"
    if row == mine:
        return f"| **{row.world}** | **{row.program}** | {row.years:,} | {fill} | | {on_hand} | | |"
    away = ["–" if z is None else f"{z:.1f}" for z in peers.apart(mine, row)]
    verdict = "another rule" if "wait" in row.program else "ok" if peers.agrees(mine, row) else "**no**"
    return f"| | {row.program} | {row.years:,} | {fill} | {away[0]} | {on_hand} | {away[1]} | {verdict} |"


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


if __name__ == "__main__":
    main()
