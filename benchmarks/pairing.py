"""What shared luck is worth: replications for the same half-width of a difference, paired and independent.

Both come from the same simulated years. Paired, year k of one design stands against year k of the other;
independent, against a year of other luck, half of all years further on.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.contest import ROOT
from benchmarks.measure import Effort, Section, Table
from simnet.study.beside import weighed
from simnet.study.statistics import ratio_interval
from simnet.study.statistics.interval import student
from simnet.study.statistics.ratios import pseudo_values

if TYPE_CHECKING:
    from simnet.scenario import Scenario

    Array = np.ndarray[tuple[int], np.dtype[np.float64]]

REORDER = {"nodes.columbus.stock.candle-fig.reorder_at": 3200}
"""The change: 3,200 candles instead of 3,600."""
MEASURES = {"on_time": "orders on time", "landed_cost_an_order": "cost per order"}
FINE = 0.001
"""Half-width in the table, as a share of the first design's value."""
INTRO = (
    "How many replications a difference between two designs takes for the same half-width of its 95% "
    "interval, with the same luck in both and with luck of their own. The number grows with the variance of "
    "the difference of one replication, so the ratio of the two variances is what pairing saves. Measured on "
    "{years} simulated years of each design, the independent pairs from the same years with the luck of "
    "another; the range is what the F distribution leaves of such a ratio in 95 of 100 measurements."
)


def run(effort: Effort) -> Section:
    """Compare both pairs of designs in both measures."""
    from simnet.scenario import load

    single, hybrid = (load(ROOT / "scenarios" / f"{name}.yaml") for name in ("single_warehouse", "hybrid"))
    designs = {"single": single, "hybrid": hybrid, "changed": hybrid.with_values(REORDER)}
    years = {name: simulate(scenario, effort.pairs) for name, scenario in designs.items()}
    rows = [
        _row(words, MEASURES[name], years[first][name], years[second][name])
        for words, first, second in (
            ("single_warehouse against hybrid", "single", "hybrid"),
            ("hybrid against itself, one reorder point 3,600 or 3,200", "hybrid", "changed"),
        )
        for name in MEASURES
    ]
    columns = ("", "paired", "independent", "times fewer", "95% range")
    note = f"Replications for a half-width of {FINE:.1%} of the first design's value, 2 at least."
    return Section(
        "Shared luck against independent runs",
        INTRO.format(years=effort.pairs),
        [Table(columns, rows)],
        [note],
    )


def simulate(scenario: Scenario, years: int) -> Mapping[str, tuple[Array, Array]]:
    """Give numerators and denominators of both measures by replication."""
    found = [weighed(scenario, k) for k in range(years)]
    return {name: _columns([one[name] for one in found]) for name in MEASURES}


def _columns(pairs: Sequence[tuple[float, float]]) -> tuple[Array, Array]:
    top, bottom = np.array(pairs, float).T
    return top, bottom


def variances(first: tuple[Array, Array], second: tuple[Array, Array]) -> tuple[float, float]:
    """Variance of one replication's difference of a ratio, paired and with the luck of another year."""
    a, b = pseudo_values(*first), pseudo_values(*second)
    return float((b - a).var(ddof=1)), float((np.roll(b, len(b) // 2) - a).var(ddof=1))


def needed(variance: float, half_width: float) -> int:
    """The least replications whose t interval is no wider, 2 at least."""
    n = 2
    while student(0.95, n - 1) * math.sqrt(variance / n) > half_width:
        n = n + 1 if n < 100 else math.ceil(1.96**2 * variance / half_width**2)
        if n > 100:
            break
    return n


def _row(
    words: str, measure: str, first: tuple[Array, Array], second: tuple[Array, Array]
) -> tuple[str, ...]:
    from scipy.stats import f

    paired, independent = variances(first, second)
    wide = FINE * ratio_interval(*first).estimate
    numbers = [f"{needed(one, wide):,}" for one in (paired, independent)]
    if not paired:
        return (f"{words}: {measure}", *numbers, "∞", "")
    ratio, freedom = independent / paired, len(first[0]) - 1
    low, high = ratio / f.ppf(0.975, freedom, freedom), ratio / f.ppf(0.025, freedom, freedom)
    return (f"{words}: {measure}", *numbers, f"{ratio:,.1f}", f"{low:,.1f} to {high:,.1f}")
