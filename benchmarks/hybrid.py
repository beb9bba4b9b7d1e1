"""`scenarios/hybrid.yaml`: a replication by the engine and by the oracle, on the same plan and draws."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from benchmarks.contest import ROOT
from benchmarks.measure import Effort, Section, Table, Target, cpu, interleaved, median, ratio_of_rounds
from simnet.engine.conservation import check
from simnet.engine.control import World
from simnet.engine.harvest import harvest
from simnet.engine.plan import Plan
from simnet.engine.replication import draw, plan_of, play
from simnet.scenario import load

if TYPE_CHECKING:
    from tests.oracle.plain import Result


READING = (
    "The oracle is written for reading, not for speed: its thresholds look through all orders of the past "
    "every day. So the ratio that counts here is that of a hybrid without thresholds, and W2, whose SimPy "
    "programs are lean, says more about the engine than either."
)


def run(effort: Effort) -> Section:
    """CPU seconds per replication of both without thresholds, then once with them; and whether they agree."""
    plan = plan_of(load(ROOT / "scenarios" / "hybrid.yaml"))
    section = measure(replace(plan, thresholds=()), effort.rounds)
    whole = measure(plan, 1, warm=False)
    rows = [(f"with thresholds, one run: {name}", *rest) for name, *rest in whole.tables[0].rows]
    section.tables.append(Table(whole.tables[0].columns, rows))
    section.notes[0] = whole.notes[0]
    return section


def measure(plan: Plan, rounds: int, *, warm: bool = True) -> Section:
    """The same for any plan."""
    from tests.oracle.compare import differences
    from tests.oracle.plain import run as oracle

    found: list[str] = []

    def whole(number: int) -> float:
        return cpu(lambda: harvest(_checked(plan, number)))

    def engine(number: int) -> float:
        draws = draw(plan, number)
        return cpu(lambda: check(play(plan, draws)))

    def plain(number: int) -> float:
        draws = draw(plan, number)
        results: list[Result] = []
        seconds = cpu(lambda: results.append(oracle(plan, draws)))
        if number == 1:
            found.extend(differences(play(plan, draws), results[0]))
        return seconds

    times = interleaved(rounds, warm=warm, contestants={"whole": whole, "engine": engine, "oracle": plain})
    ratio = ratio_of_rounds(times["oracle"], times["engine"])
    ratio_whole = ratio_of_rounds(times["oracle"], times["whole"])
    rows = [
        ("engine: play and check", f"{median(times['engine']):.3f}", f"{ratio:.1f}"),
        ("engine: draw, play, check and records", f"{median(times['whole']):.3f}", f"{ratio_whole:.1f}"),
        ("oracle: a SimPy process per order and parcel", f"{median(times['oracle']):.3f}", "1"),
    ]
    columns = ("", "CPU seconds per replication", "times less than the oracle")
    orders = len(draw(plan, 1).orders) - 1
    intro = (
        "The two-node hybrid with its disruptions, without its thresholds; "
        f"{orders:,} orders in replication 1, warm-up included."
    )
    return Section(
        "The hybrid against the oracle",
        intro,
        [Table(columns, rows)],
        [_agreement(found), READING],
        [Target("hybrid, times less CPU than the oracle", f"{ratio:.1f}", "15 or more", ratio >= 15)],
    )


def _checked(plan: Plan, number: int) -> World:
    world = play(plan, draw(plan, number))
    check(world)
    return world


def _agreement(found: list[str]) -> str:
    if found:
        return f"In replication 1 they differ in {len(found)} rows, first: {found[0]}."
    return "In replication 1 they agree on every parcel, line, purchase order, touch and stock level."
