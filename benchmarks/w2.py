"""W2: two nodes, 20 SKUs, 200 orders a day, one node down; against SimPy, a heap and C in the same run."""

from __future__ import annotations

import math

import numpy as np

from benchmarks.contest import ROOT, Contestant, compiled_peers, entered, play
from benchmarks.measure import Effort, Section, Table, Target
from benchmarks.replication import PHASES, lost

LOST_SHARE, LOST_SHARE_ERROR = 0.01095, 0.00005
"""Of independent programs of the same world, with the half width of their 95% interval (2026-01)."""
WANTED, OWN, LEAN = 0.7e6, "benchmarks.replication", "m_simpy_lean"
OTHERS = ["m_c", "m_heap", "m_simpy_lean", "m_simpy"]


def run(effort: Effort) -> Section:
    """Orders per CPU second of everyone, and the lost share of simnet against the reference."""
    with compiled_peers("w2") as folder, entered(folder, OTHERS) as others, entered(ROOT, [OWN]) as own:
        contestants = own | others
        play(effort.rounds, contestants, {OWN: ("w2.yaml",)})
    simnet, lean = own[OWN], others.get(LEAN)
    engine = simnet.without("harvest")
    contestants["engine"] = engine
    share, error = lost_share(effort.replications, "w2.yaml")
    section = Section(
        "W2 against others",
        "One supplier, two nodes, five regions, 20 SKUs, 200 orders a day of one to three lines, one node "
        "down for 14 days, one year. An order that neither node can fill whole is lost.",
        [Table(("", "orders per CPU second", "against lean SimPy", "lost"), _rows(contestants, lean))],
    )
    section.notes.append(phase_note(simnet))
    section.notes.append(
        f"Lost share over {effort.replications} replications: {share:.5f} ± {1.96 * error:.5f} (95%); "
        f"the reference is {LOST_SHARE:.5f} ± {LOST_SHARE_ERROR:.5f}."
    )
    for one in (engine, simnet):
        section.targets.extend(_targets(one, lean))
    off = abs(share - LOST_SHARE) / math.hypot(error, LOST_SHARE_ERROR / 1.96)
    section.targets.append(
        Target("W2, lost share off by", f"{off:.1f} standard errors", "less than 3", off < 3)
    )
    return section


def _rows(contestants: dict[str, Contestant], lean: Contestant | None) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    for one in sorted(contestants.values(), key=lambda x: -x.per_second()):
        ratio = f"{one.times_faster(lean):.2f}" if lean else "–"
        rows.append((one.name, f"{one.per_second():,.0f}", ratio, f"{_lost(one):.5f}"))
    return rows


def _lost(one: Contestant) -> float:
    return float(sum(r["lost"] for r in one.results) / sum(r["orders"] for r in one.results))


def _targets(one: Contestant, lean: Contestant | None) -> list[Target]:
    speed = one.per_second()
    found = [
        Target(f"W2, orders per CPU second, {one.name}", f"{speed:,.0f}", "700,000 or more", speed >= WANTED)
    ]
    if lean:
        ratio = one.times_faster(lean)
        found.append(Target(f"W2, times a lean SimPy, {one.name}", f"{ratio:.1f}", "6 or more", ratio >= 6))
    return found


def lost_share(replications: int, file: str) -> tuple[float, float]:
    """Lost orders as a share of all, and its standard error over replications (ratio estimate)."""
    counts = lost(replications, file)
    orders, gone = np.array(counts["orders"], float), np.array(counts["lost"], float)
    share = gone.sum() / orders.sum()
    residuals = gone - share * orders
    return float(share), float(residuals.std(ddof=1) / math.sqrt(replications) / orders.mean())


def phase_note(simnet: Contestant) -> str:
    """What the phases of a replication take."""
    phases = {p: float(np.median([r["seconds"][p] for r in simnet.results])) for p in PHASES}
    parts = ", ".join(f"{name} {1000 * seconds:.1f} ms" for name, seconds in phases.items())
    return (
        f"A replication of simnet: {parts}. The harvest writes the typed records of every order, line, "
        "parcel, purchase order and change of stock; the programs of others write at most a log of orders."
    )
