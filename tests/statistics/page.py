"""Write the measured coverages into docs/statistics.md: `python -m tests.statistics.page`.

It takes about four minutes on one core. What is between the two marks of the page is replaced, the rest is
not touched. The samples are seeded, so the same code writes the same page.
"""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np

from tests.statistics import known, populations
from tests.statistics.catalog import EXPERIMENTS
from tests.statistics.experiment import SEED, Coverage, Experiment
from tests.statistics.stopped import STOPPINGS, Stopping, follow

PAGE = Path(__file__).parents[2] / "docs" / "statistics.md"
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
STOPS = 5_000


def measured() -> str:
    """Run every experiment and make the tables."""
    return "\n".join([*_coverages(), "", *_stops(), "", *_tails()])


def replace(page: str, text: str) -> str:
    """Put a text between the marks of a page; raises ValueError if it has none."""
    head, begin, rest = page.partition(BEGIN)
    _, end, tail = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"the page needs the lines {BEGIN} and {END}")
    return f"{head}{BEGIN}\n\n{text}\n\n{END}{tail}"


def _coverages() -> list[str]:
    rows = [
        "| interval | population | n | called | true coverage | known from | measured | samples |",
        "|---|---|---:|---:|---:|---|---:|---:|",
    ]
    return rows + [coverage_row(one, one.run(one.long, SEED + 3)) for one in EXPERIMENTS]


def coverage_row(one: Experiment, found: Coverage) -> str:
    """Write one experiment as a row."""
    return (
        f"| `{one.interval}` | {one.population} | {one.n} | {one.level:.0%} | {one.expected:.2%} "
        f"| {one.route} | {found.share:.2%} ± {found.error:.2%} | {found.samples:,} |"
    )


def _stops() -> list[str]:
    rows = [
        "| stopping rule | held the mean | would do | stopped after | overshoot | half-width ÷ target |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    return rows + [stopping_row(one) for one in STOPPINGS]


def stopping_row(one: Stopping) -> str:
    """Write one population of the stopping rule as a row."""
    stops = follow(one, STOPS, SEED + 3)
    error = float(np.std(stops.at)) / math.sqrt(STOPS)
    after = float(np.mean(stops.at))
    return (
        f"| {one.name} | {stops.coverage.share:.2%} ± {stops.coverage.error:.2%} | {one.enough:.0f} "
        f"| {after:.0f} ± {error:.1f} | {after / one.enough - 1:+.0%} | {float(np.mean(stops.reached)):.2f} |"
    )


def _tails() -> list[str]:
    """Show what plain intervals of a tail mean would hold, for which there is no function."""
    rows = [
        "| not offered for a tail mean, called 95% | n | Student's, of the worst 5% | percentile bootstrap |",
        "|---|---:|---:|---:|",
    ]
    for spread in (0.5, 1.0):
        for n in (100, 1000):
            draw, truth = populations.lognormal(n, spread), populations.tail_of_lognormal(spread)
            plain = known.sampled(draw, known.plain_tail(truth), 20_000, SEED + 3)
            percentile = known.sampled(draw, known.percentile_tail(truth), 1_000, SEED + 3)
            rows.append(
                f"| lognormal, sd of logarithm {spread:g} | {n:,} | {plain.share:.1%} ± {plain.error:.1%} "
                f"| {percentile.share:.1%} ± {percentile.error:.1%} |"
            )
    return rows


def main() -> None:
    """Replace the tables of the page."""
    PAGE.write_text(replace(PAGE.read_text(encoding="utf-8"), measured()), encoding="utf-8")


if __name__ == "__main__":
    main()
