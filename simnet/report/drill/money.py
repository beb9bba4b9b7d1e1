"""What the drill cost beyond the same years without it, line by line, typical."""

from __future__ import annotations

from dataclasses import dataclass

from simnet.measures.ledger.lines import BESIDE, COST_LINES
from simnet.records.results import MICRO
from simnet.report.drill.run import DrillRun

WORDS = {line.name: line.words for line in (*COST_LINES, *BESIDE)}


@dataclass(frozen=True)
class CostLine:
    """A line of cost: its name in the ledger, a founder's words, and the amount in currency."""

    line: str
    words: str
    amount: float


def cost_lines(run: DrillRun) -> list[CostLine]:
    """Give the mean of every cost line beyond the twin's, dearest first; those that are saved come last.

    Means, because medians of lines do not add up to anything.
    """
    frame = run.table("cost")
    if not len(frame) or not run.years:
        return []
    sums = frame.groupby("line")["amount_micro"].sum() / MICRO / run.years
    beside = {*(line.name for line in BESIDE), "deterred_margin"}
    made = [CostLine(str(name), WORDS.get(str(name), str(name)), float(amount))
            for name, amount in sums.items() if str(name) not in beside]  # fmt: skip
    return sorted((one for one in made if abs(one.amount) >= 0.5), key=lambda one: (-one.amount, one.line))


def mean_of(run: DrillRun, column: str) -> float:
    """Give the mean of a column over the simulated years; 0 if there are none."""
    return float(run.values(column).mean()) if run.years else 0.0


def all_cost(run: DrillRun) -> float:
    """Give the mean extra cost with the margin of what was not sold, now and later."""
    return mean_of(run, "extra_cost") + margin_lost(run)


def margin_lost(run: DrillRun) -> float:
    """Give the mean margin of what was cancelled or lost, and of what disappointed customers did not buy."""
    return mean_of(run, "lost_margin") + mean_of(run, "deterred_margin")
