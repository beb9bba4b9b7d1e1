"""How a replication grows: with the orders of a day, with nodes and with SKUs."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise

from benchmarks.measure import Effort, Section, Table, Target, interleaved, median
from benchmarks.replication import phases
from benchmarks.ten_nodes import scenario_text
from simnet.engine.plan import Plan
from simnet.engine.replication import plan_of
from simnet.scenario import load_text

FLAT = 1.1
"""How much slower than its predecessor a time may be and still count as flat, for noise."""


def volume(effort: Effort) -> Section:
    """Microseconds per order from quiet to busy years; 2 nodes, 20 SKUs."""
    times, orders = _measure(effort, {n: (2, 20, n) for n in effort.volumes})
    per_order = {n: 1e6 * times[n] / orders[n] for n in effort.volumes}
    rows = [(f"{n:,}", f"{times[n]:.3f}", f"{per_order[n]:.2f}") for n in effort.volumes]
    values = list(per_order.values())
    worst = max([b / a for a, b in pairwise(values)], default=1.0)
    falls = worst <= FLAT
    return Section(
        "Orders a day",
        "Generated scenarios of 2 nodes and 20 SKUs, one year, whole replications with their records.",
        [Table(("orders a day", "CPU seconds per replication", "µs per order"), rows)],
        targets=[
            Target(
                "time per order, largest step to a busier year", f"× {worst:.2f}", "flat or falling", falls
            )
        ],
    )


def size(effort: Effort) -> Section:
    """Seconds per replication against nodes and against SKUs."""
    section = Section(
        "Nodes and SKUs", "Generated scenarios of 200 orders a day, one year, whole replications."
    )
    nodes = {n: (n, 20, 200) for n in effort.nodes}
    skus = {n: (2, n, 200) for n in effort.skus}
    for what, sizes in (("nodes", nodes), ("SKUs", skus)):
        times, _ = _measure(effort, sizes)
        rows = [(str(n), f"{seconds:.3f}") for n, seconds in times.items()]
        section.tables.append(Table((what, "CPU seconds per replication"), rows))
        power = _power(times)
        section.targets.append(
            Target(f"time grows with {what} to the power of", f"{power:.2f}", "1 or less", power <= 1.05)
        )
    return section


def _power(times: dict[int, float]) -> float:
    """The exponent between the smallest and the largest."""
    small, large = min(times), max(times)
    return math.log(times[large] / times[small]) / math.log(large / small) if large > small else 0.0


def _measure(
    effort: Effort, sizes: dict[int, tuple[int, int, int]]
) -> tuple[dict[int, float], dict[int, float]]:
    """Median seconds and orders of a replication of each size, in turns."""
    orders: dict[int, list[int]] = {key: [] for key in sizes}

    def contestant(key: int, plan: Plan) -> Callable[[int], float]:
        def one(number: int) -> float:
            found = phases(plan, number)
            orders[key].append(found["orders"])
            return float(sum(found["seconds"].values()))

        return one

    plans = {key: plan_of(load_text(scenario_text(*a, days=effort.days))) for key, a in sizes.items()}
    times = interleaved(effort.rounds, {key: contestant(key, plan) for key, plan in plans.items()})
    return {key: median(x) for key, x in times.items()}, {key: median(x) for key, x in orders.items()}
