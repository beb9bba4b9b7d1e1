"""Peak memory of one replication of the largest generated scenario, measured in a process of its own."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.contest import ROOT
from benchmarks.measure import Effort, Section, Table, Target
from benchmarks.ten_nodes import scenario_text

WANTED_MB = 400


def run(effort: Effort) -> Section:
    """Peak memory of loading, of the plan, and of the replication."""
    nodes, skus, orders = effort.largest
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "largest.yaml"
        file.write_text(scenario_text(nodes, skus, orders, effort.days), encoding="utf-8")
        of_file(file)
        found = of_file(file)
    peak = found["replication"]
    rows = [
        ("imports, compiled code loaded from the cache", f"{found['imports']:.0f}"),
        ("and the scenario and its plan", f"{found['plan']:.0f}"),
        ("and one replication, played and checked", f"{found['played']:.0f}"),
        ("and its records", f"{peak:.0f}"),
    ]
    return Section(
        "Memory",
        f"{nodes} nodes, {skus} SKUs, {orders:,} orders a day ({found['orders']:,} orders), one year "
        "(`benchmarks/scenarios/ten_nodes.yaml`), in a process of its own.",
        [Table(("after", "peak resident memory, MB"), rows)],
        targets=[
            Target("memory of the largest replication", f"{peak:.0f} MB", "below 400 MB", peak < WANTED_MB)
        ],
    )


def of_file(file: Path) -> dict[str, float]:
    """Peaks in MB of a process that simulates one replication of a file."""
    command = [sys.executable, "-m", "benchmarks.memory", str(file)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def peak_mb() -> float:
    """Peak resident memory of this process.

    getrusage counts in kB, on macOS in bytes. On Linux it starts with the peak of the process that started
    this one, so there the kernel's own mark is read.
    """
    status = Path("/proc/self/status")
    if status.exists():
        return next(int(x.split()[1]) for x in status.read_text().splitlines() if x.startswith("VmHWM")) / 1e3
    unit = 1e6 if sys.platform == "darwin" else 1e3
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def main() -> None:
    """Simulate replication 0 of the file named and print the peaks on the way."""
    from simnet.engine.harvest import harvest
    from simnet.engine.replication import plan_of, play_checked
    from simnet.scenario import load, load_text

    play_checked(plan_of(load_text(scenario_text(2, 2, 20, 60))), 0)
    found: dict[str, float] = {"imports": peak_mb()}
    plan = plan_of(load(sys.argv[1]))
    found["plan"] = peak_mb()
    world = play_checked(plan, 0)
    found["played"] = peak_mb()
    found["orders"] = len(harvest(world, consume=True)["orders"])
    found["replication"] = peak_mb()
    print(json.dumps(found))


if __name__ == "__main__":
    main()
