"""Starting: compilation in a first run, the start from the cache, and the answer to --help."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.contest import ROOT
from benchmarks.measure import Effort, Section, Table, Target, median

ONCE = """
import sys
from simnet.engine.replication import run_replication
from simnet.scenario import load
run_replication(load(sys.argv[1]), 0)
"""
HELP = "import sys; sys.argv = ['simnet', '--help']; from simnet.cli import main; main()"


def run(effort: Effort) -> Section:
    """Seconds of a first and of a later process that simulates one replication of the hybrid."""
    first, later = compile_seconds(ROOT / "scenarios" / "hybrid.yaml", effort.rounds)
    helps = [seconds([sys.executable, "-c", HELP]) for _ in range(effort.rounds)]
    compiling = (first[0] - median([x[0] for x in later]), first[1] - median([x[1] for x in later]))
    rows = [
        ("first run: compile and one replication", f"{first[0]:.1f}", f"{first[1]:.1f}"),
        ("later runs: start and one replication", *(f"{median(x):.2f}" for x in zip(*later, strict=True))),
        ("difference: compilation", f"{compiling[0]:.1f}", f"{compiling[1]:.1f}"),
        ("`simnet --help`", *(f"{median(x):.2f}" for x in zip(*helps, strict=True))),
    ]
    return Section(
        "Starting",
        "One replication of the hybrid in a new process, without and with compiled code in the cache.",
        [Table(("", "seconds", "CPU seconds"), rows)],
        ["The first run is measured once; its seconds include waiting for others on the same cores."],
        [
            Target("compilation, CPU seconds", f"{compiling[1]:.1f}", "below 40, aim 20", compiling[1] < 40),
            Target("`simnet --help`, CPU seconds", rows[3][2], "below 0.3", float(rows[3][2]) < 0.3),
        ],
    )


def compile_seconds(file: Path, rounds: int) -> tuple[tuple[float, float], list[tuple[float, float]]]:
    """Seconds and CPU seconds of a process with an empty cache, then of others with what it left."""
    with tempfile.TemporaryDirectory() as cache:
        runs = [seconds([sys.executable, "-c", ONCE, str(file)], cache) for _ in range(rounds + 1)]
    return runs[0], runs[1:]


def seconds(command: list[str], cache: str = "") -> tuple[float, float]:
    """Seconds and CPU seconds of a process."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    if cache:
        environment["NUMBA_CACHE_DIR"] = cache
    before, begun = os.times(), time.perf_counter()
    subprocess.run(command, env=environment, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    after = os.times()
    used = after.children_user + after.children_system - before.children_user - before.children_system
    return time.perf_counter() - begun, used
