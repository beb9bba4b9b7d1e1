"""Where the time of a replication goes: by phase, by module, by function."""

from __future__ import annotations

import cProfile
import io
import pstats
from collections.abc import Iterable
from pathlib import Path

from benchmarks.contest import ROOT
from benchmarks.measure import Effort, Section, Table, median
from benchmarks.replication import PHASES, phases, plan_of_file
from simnet.engine.plan import Plan
from simnet.engine.replication import draw, plan_of, play
from simnet.scenario import load

SHOWN = 15
KINDS = {
    "the compiled flow, called from the world": ("method simnet.engine.flow",),
    "compiled draws": ("method simnet.engine.draws",),
    "control plane (engine/control)": ("simnet/engine/control",),
    "set-up of a world (engine/flow/state, handle)": ("simnet/engine/flow", "simnet/engine/handle"),
    "luck asked from Python (engine/luck)": ("simnet/engine/luck",),
    "SimPy": ("/simpy/",),
    "numpy": ("/numpy/", "numpy"),
}


def run(effort: Effort) -> Section:
    """Phases of W2 and the hybrid, and the profile of the hybrid's play."""
    plans = {"W2": plan_of_file("w2.yaml"), "hybrid": plan_of(load(ROOT / "scenarios" / "hybrid.yaml"))}
    rows = [(name, *_phase_row(plan, effort.rounds)) for name, plan in plans.items()]
    statistics = profile(plans["hybrid"])
    columns = ("ms of CPU", *PHASES, "all")
    return Section(
        "Where the time goes",
        "Medians of the phases; then `play` of the hybrid under cProfile, which makes Python about twice as "
        "slow and leaves compiled code as it is: it says who, not how much.",
        [Table(columns, rows), Table(("play of the hybrid", "own seconds", "share"), by_kind(statistics))],
        listing=listing(statistics),
    )


def _phase_row(plan: Plan, rounds: int) -> tuple[str, ...]:
    runs = [phases(plan, number)["seconds"] for number in range(rounds + 1)][1:]
    times = [median([1000 * r[phase] for r in runs]) for phase in PHASES]
    return (*(f"{x:.1f}" for x in times), f"{median([1000 * sum(r.values()) for r in runs]):.1f}")


def profile(plan: Plan) -> pstats.Stats:
    """The profile of playing replication 1, after one run to warm up."""
    draws = draw(plan, 1)
    play(plan, draws)
    profiler = cProfile.Profile()
    profiler.runcall(play, plan, draws)
    return pstats.Stats(profiler, stream=io.StringIO())


def by_kind(statistics: pstats.Stats) -> list[tuple[str, ...]]:
    """Own time by kind of code, largest first."""
    times = dict.fromkeys([*KINDS, "all else"], 0.0)
    for place, (_, _, own, _, _) in _entries(statistics):
        kind = next((k for k, words in KINDS.items() if any(w in place for w in words)), "all else")
        times[kind] += own
    total = sum(times.values()) or 1.0
    ranked = sorted(times.items(), key=lambda item: -item[1])
    return [(kind, f"{own:.3f}", f"{own / total:.0%}") for kind, own in ranked]


def listing(statistics: pstats.Stats) -> str:
    """The functions with the most time of their own."""
    ranked = sorted(_entries(statistics), key=lambda item: -item[1][2])[:SHOWN]
    lines = [
        f"{calls:>8,} calls {own:8.3f} s own {total:8.3f} s  {place}"
        for place, (_, calls, own, total, _) in ranked
    ]
    return "\n".join(lines)


def _entries(statistics: pstats.Stats) -> Iterable[tuple[str, tuple[int, int, float, float, object]]]:
    """Every function's place, shortened, and its (primitive calls, calls, own, total, callers)."""
    for (file, line, function), numbers in statistics.stats.items():  # type: ignore[attr-defined]
        path = Path(file)
        inside = path.is_relative_to(ROOT)
        where = path.relative_to(ROOT).as_posix() if inside else "/".join(path.parts[-2:])
        place = function if file == "~" else f"{where if inside else '/' + where}:{line} {function}"
        yield place, numbers
