"""W1: one warehouse, one SKU, 50 orders a day, (s,S), a supplier outage; against supplynetpy and stockpyl."""

from __future__ import annotations

import numpy as np

from benchmarks.contest import PEERS_PYTHON, ROOT, Contestant, compiled_peers, entered, play
from benchmarks.measure import Effort, Section, Table, Target
from benchmarks.w2 import lost_share, phase_note

MODES = {"lost sales": ("LS", "lost"), "backorders": ("BO", "backorder")}
OWN = "benchmarks.replication"


def run(effort: Effort) -> Section:
    """Orders per CPU second of everyone, with lost sales and with backorders."""
    section = Section(
        "W1 against others",
        "One warehouse, one SKU, Poisson 50 orders a day, (s,S) = (450, 950), lead time seven days, a "
        "supplier who is out for 20 days, one year. In the programs of others no order is placed during the "
        "outage; in simnet it is placed and waits at the supplier, so its lost share is compared with that "
        "of a plain loop of the same rule.",
    )
    for mode, (theirs, own) in MODES.items():
        contestants = _contest(effort, theirs, own)
        section.tables.append(_table(mode, contestants))
        section.notes.append(f"{mode.capitalize()}: {phase_note(contestants[OWN])}")
        for one in (contestants["engine"], contestants[OWN]) if "p_snp" in contestants else ():
            ratio = one.times_faster(contestants["p_snp"])
            what = f"W1, {mode}, times supplynetpy, {one.name}"
            section.targets.append(Target(what, f"{ratio:.1f}", "20 or more", ratio >= 20))
    section.targets.append(_lost_target(effort))
    return section


def _contest(effort: Effort, theirs: str, own: str) -> dict[str, Contestant]:
    with (
        compiled_peers("w1") as folder,
        entered(ROOT, [OWN]) as mine,
        entered(folder, ["p_heap", "p_simpy"]) as plain,
    ):
        others = ["p_snp"] + (["p_stockpyl"] if theirs == "BO" else [])
        with entered(folder, others, PEERS_PYTHON) as peers:
            contestants = mine | plain | peers
            arguments: dict[str, tuple[object, ...]] = dict.fromkeys(contestants, (theirs,))
            play(effort.rounds, contestants, arguments | {OWN: ("w1.yaml", own)})
    return contestants | {"engine": contestants[OWN].without("harvest")}


def _table(mode: str, contestants: dict[str, Contestant]) -> Table:
    plain, rows = contestants.get("p_simpy"), []
    for one in sorted(contestants.values(), key=lambda x: -x.per_second()):
        ratio = f"{one.times_faster(plain):.2f}" if plain else "–"
        rows.append((one.name, f"{one.per_second():,.0f}", ratio))
    return Table((mode, "orders per CPU second", "against plain SimPy"), rows)


def _lost_target(effort: Effort) -> Target:
    """Lost share of simnet against the plain loop of the same rule, as many years of each."""
    from benchmarks.waiting import run as year

    share, error = lost_share(effort.replications, "w1.yaml")
    years = [year(seed) for seed in range(effort.replications)]
    shares = np.array([y["lost"] / y["orders"] for y in years])
    spread = float(np.hypot(error, shares.std(ddof=1) / np.sqrt(len(shares))))
    off = abs(share - float(shares.mean())) / spread
    measured = f"{share:.5f} against {shares.mean():.5f}, {off:.1f} standard errors"
    return Target("W1, lost share and that of a plain loop", measured, "less than 3 apart", off < 3)
