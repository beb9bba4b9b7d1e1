"""The same shop in simnet and in the programs of others: W1, with lost sales, with backorders, by days.

python -m tests.reference.peers --years 400     # with SIMNET_PEERS_PYTHON for the packages of others

A row of docs/verification/peers.json says what one program gave: shares of units shipped from stock and mean
units on hand, with their standard errors over years. `python -m tests.reference.page` puts them on its page.
"""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.contest import PEERS, PEERS_PYTHON, entered
from simnet import units
from simnet.scenario import load_text
from simnet.study import StudyError, run_study
from tests.reference import readings
from tests.reference.gate import STANDARD_ERRORS, Found, ratio, reader
from tests.reference.translate.f3_disruptions import sourcing
from tests.reference.translate.f4_queueing import reads
from tests.reference.trial import Quantity, Tables

FILE = Path(__file__).parents[2] / "docs" / "verification" / "peers.json"
SCENARIO = Path(__file__).parents[2] / "benchmarks" / "scenarios" / "w1.yaml"
OUT = "supplier_outage: factory, starts: 2026-06-30, for: 20 days, in_production: finish"
ORDERS = "starts: 2026-06-30, for: 20 days"
DAYS = {
    "lead_time: 7 days": "lead_time: 6 days",
    "order_up_to: 950": "order_up_to: 950, review: 1 day",
    "starts: 2026-06-30": "starts: 2026-06-30 12:00",
}
"""W1 in daily periods: orders are placed at the end of a day, goods come before the demand of a day."""
LOST, WAIT, PERIODS = "lost sales", "backorders", "backorders, by days"
OTHERS = {LOST: ("LS", "p_heap", "p_simpy", "p_snp"), WAIT: ("BO", "p_heap", "p_simpy", "p_snp")}
COSTLY = {"p_snp": 6, "p_simpy": 3}
"""By how much fewer years are enough of programs that take long."""
PUBLISHED = {LOST: ((0.96440, 0.00014), (353.50, 0.05)), WAIT: (None, (345.57, 0.05))}
"""20,000 years of a program in C: shipped from stock, units on hand, each ± 95% (shared/peers/README.md)."""


@dataclass(frozen=True)
class Peer:
    """What a program gave of a world: shares of units shipped from stock, mean units on hand."""

    world: str
    program: str
    years: int
    fill: float | None
    fill_error: float
    on_hand: float
    on_hand_error: float


def run_all(years: int) -> Iterator[Peer]:
    """Play every world in simnet and in what is there of the programs of others."""
    for world in (LOST, WAIT, PERIODS):
        yield simnet(world, years)
        yield from published(world)
        if world == PERIODS:
            yield from _others(world, "BO", ["p_stockpyl"], years)
        else:
            mode, *modules = OTHERS[world]
            yield from _others(world, mode, modules, years)
    yield simnet(LOST, years, waits=True)


def published(world: str) -> Iterator[Peer]:
    """Give the figures that are known of a world from very many years."""
    if world in PUBLISHED:
        fill, on_hand = PUBLISHED[world]
        share, error = fill or (None, 0.0)
        yield Peer(world, "published", 20_000, share, error / 1.96, on_hand[0], on_hand[1] / 1.96)


def scenario_text(world: str, waits: bool = False) -> str:
    """Write W1 for a world: nobody orders during the outage, or with `waits` orders wait at the supplier."""
    text = SCENARIO.read_text(encoding="utf-8")
    if not waits:
        text = text.replace(OUT, f"ordering_outage: depot, {ORDERS}")
    if world != LOST:
        text = text.replace("out_of_stock: lost", "out_of_stock: backorder")
    for old, new in DAYS.items() if world == PERIODS else ():
        text = text.replace(old, new)
    return text


def simnet(world: str, years: int, waits: bool = False) -> Peer:
    """Play W1 by the same `run_study` that `simnet run` calls."""
    quantities = {
        "fill": Quantity(lambda run: sourcing.demanded(run) - sourcing.short(run), sourcing.demanded),
        "on_hand": Quantity(_ends, lambda run: run.days)
        if world == PERIODS
        else Quantity(sourcing.of_stock("on_hand_unit_us"), reads.length),
    }
    found: Found = []
    scenario = load_text(scenario_text(world, waits), "w1.yaml", SCENARIO.parent)
    study = run_study(scenario, years, jobs=1, measure=reader(quantities, found))
    if study.failures:
        raise StudyError(study.failures[0].traceback)
    estimates: Mapping[str, Any] = {
        name: ratio(*(np.array([one[name][part][0] for one in found]) for part in (0, 1)))
        for name in quantities
    }
    program = "simnet, orders wait at the supplier" if waits else "simnet"
    return Peer(world, program, years, *estimates["fill"], *estimates["on_hand"])


def _ends(run: Tables) -> float:
    """Sum what is on hand at the ends of the days, just before goods come."""
    midnights = (np.arange(round(run.days)) + 1) * units.DAY
    left = readings.net_inventory(run.records, "depot").at(midnights, "left")
    return float(np.maximum(left, 0).sum())


def _others(world: str, mode: str, modules: list[str], years: int) -> Iterator[Peer]:
    for module in modules:
        with entered(PEERS / "w1", [module], PEERS_PYTHON) as there:
            for one in there.values():
                count = years // COSTLY.get(module, 1)
                rows = [one.run(seed + 1, mode)[1] for seed in range(count)]
                yield _peer(world, one.name, rows)


def _peer(world: str, program: str, rows: list[dict[str, Any]]) -> Peer:
    orders, short, on_hand = (
        np.array([row[name] for row in rows], float) for name in ("orders", "short", "inv")
    )
    return Peer(
        world, program, len(rows), *ratio(orders - short, orders), *ratio(on_hand, np.ones(len(rows)))
    )


def apart(one: Peer, other: Peer) -> tuple[float | None, float]:
    """Give by how many standard errors of the differences two programs are apart, in both figures."""
    fill = None
    if one.fill is not None and other.fill is not None:
        fill = abs(one.fill - other.fill) / math.hypot(one.fill_error, other.fill_error)
    return fill, abs(one.on_hand - other.on_hand) / math.hypot(one.on_hand_error, other.on_hand_error)


def agrees(one: Peer, other: Peer) -> bool:
    """Tell whether two programs are within noise of each other in both figures."""
    return all(z <= STANDARD_ERRORS for z in apart(one, other) if z is not None)


def read(path: Path = FILE) -> list[Peer]:
    """Read the rows of the last comparison; none if there was none."""
    if not path.exists():
        return []
    return [Peer(**row) for row in json.loads(path.read_text(encoding="utf-8"))]


def main(arguments: list[str] | None = None) -> None:
    """Compare, and write the rows down."""
    parser = argparse.ArgumentParser(prog="python -m tests.reference.peers", description=__doc__)
    parser.add_argument("--years", type=int, default=400)
    parser.add_argument("--out", type=Path, default=FILE)
    asked = parser.parse_args(arguments)
    rows = []
    for peer in run_all(asked.years):
        print(peer, flush=True)  # noqa: T201 - a program for the shell
        rows.append(asdict(peer))
    lines = ",\n".join(json.dumps(row) for row in rows)
    asked.out.write_text(f"[\n{lines}\n]\n", encoding="utf-8")


if __name__ == "__main__":
    main()
