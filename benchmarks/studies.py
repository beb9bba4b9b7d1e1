"""Many replications with their twins: wall seconds, the share of measuring, memory of the main process."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.contest import ROOT
from benchmarks.measure import Effort, Section, Table, Target, cpu, median
from benchmarks.memory import peak_mb

if TYPE_CHECKING:
    from simnet.measures import Summary
    from simnet.scenario import Scenario

FILE = ROOT / "scenarios" / "hybrid.yaml"
JOBS = 2
WANTED_SECONDS = 240.0
"""For 1,000 replications with their twins on two cores."""
WANTED_SHARE = 1 / 3
WANTED_KB = 8.0
"""For each replication that is kept in memory: a row of measures, and what counting it takes."""


def run(effort: Effort) -> Section:
    """Measure a study of the hybrid brand that is written to a folder."""
    seconds = wall(effort.study)
    share = share_of_measures(effort.rounds)
    few, many = (parent(number)["peak"] for number in effort.kept)
    each = (many - few) * 1000 / (effort.kept[1] - effort.kept[0])
    thousand = seconds * 1000 / effort.study
    rows = [
        (
            f"{effort.study:,} replications with their twins, {JOBS} workers, all tables written",
            f"{seconds:.0f} s",
        ),
        ("the same for 1,000", f"{thousand:.0f} s"),
        ("CPU time of a replication and its twin that measuring takes", f"{share:.0%}"),
        (f"peak memory of the main process at {effort.kept[0]:,} replications", f"{few:.0f} MB"),
        (f"and at {effort.kept[1]:,}", f"{many:.0f} MB"),
    ]
    return Section(
        "Studies",
        "`scenarios/hybrid.yaml`: 200 orders a day, one year. Memory is that of the process that gathers and "
        "writes; its workers send it the tables of one simulated replication again and again.",
        [Table(("what", "measured"), rows)],
        targets=[
            Target("1,000 replications", f"{thousand:.0f} s", "at most 240 s", thousand <= WANTED_SECONDS),
            Target("share of measuring", f"{share:.0%}", "below a third", share < WANTED_SHARE),
            Target("memory a replication", f"{each:.1f} kB", f"below {WANTED_KB:g} kB", each < WANTED_KB),
        ],
    )


def wall(replications: int) -> float:
    """Wall seconds of a study of so many replications, folder and all."""
    from simnet.engine.replication import warm_up
    from simnet.scenario import load
    from simnet.study import run_study

    scenario = load(FILE)
    warm_up(scenario)
    with tempfile.TemporaryDirectory() as folder:
        begun = time.perf_counter()
        study = run_study(scenario, replications, jobs=JOBS, out=Path(folder) / "run")
        seconds = time.perf_counter() - begun
    assert len(study.summaries) == replications, study.failures[:1]
    return seconds


def share_of_measures(rounds: int) -> float:
    """Share of a replication's CPU time, with its twin, that its measures take: the median of the rounds."""
    from simnet.engine.replication import run_replication
    from simnet.measures import summarize
    from simnet.scenario import load

    scenario, shares = load(FILE), []
    for number in range(rounds + 1):
        kept: list[Any] = []

        def simulate(number: int = number, kept: list[Any] = kept) -> None:
            kept += [run_replication(scenario, number, disruptions=on) for on in (True, False)]

        simulated = cpu(simulate)
        measured = cpu(lambda kept=kept: summarize(*kept, scenario))
        if number:
            shares.append(measured / (simulated + measured))
    return median(shares)


def parent(replications: int) -> dict[str, float]:
    """Peak memory in MB of a process that gathers and writes so many replications."""
    command = [sys.executable, "-m", "benchmarks.studies", str(replications)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def again(scenario: Scenario, replication: int) -> Summary:
    """Give the measures of replication 0 under another number: what workers do when memory is measured."""
    summary = _first(scenario.name)
    tables = {name: _numbered(columns, replication) for name, columns in summary.tables.items()}
    return replace(summary, tables=tables)


@lru_cache(maxsize=1)
def _first(name: str) -> Summary:
    from simnet.scenario import load
    from simnet.study.work import evaluate

    return evaluate(load(FILE), 0)


def _numbered(columns: Mapping[str, Any], replication: int) -> dict[str, Any]:
    if "replication" not in columns:
        return dict(columns)
    return {**columns, "replication": columns["replication"] * 0 + replication}


def main() -> None:
    """Gather as many replications as named and print the peak."""
    from benchmarks.studies import again as work  # by the name under which workers find it
    from simnet.scenario import load
    from simnet.study import run_study

    with tempfile.TemporaryDirectory() as folder:
        study = run_study(load(FILE), int(sys.argv[1]), jobs=JOBS, out=Path(folder) / "run", measure=work)
    assert not study.failures, study.failures[:1]
    print(json.dumps({"peak": peak_mb()}))


if __name__ == "__main__":
    main()
