"""Table `prices`: what the second design costs a year without events, what it saves in an outage, and when
that breaks even.

Source of the set: Fieller 1954 (`simnet.study.statistics.fieller`).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import TYPE_CHECKING, Any

from simnet.study.comparing.outages import Outage
from simnet.study.comparing.pairs import Confidence
from simnet.study.comparing.samples import Side
from simnet.study.statistics import ConfidenceSet, TooFewError, fieller_set, mean_interval

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[tuple[int, ...], np.dtype[Any]]

Row = dict[str, Any]


def prices(
    designs: Mapping[str, Side], outages: Sequence[Outage], years: float, sure: Confidence
) -> list[Row]:
    """Give the rows of table `prices`: every pair and outage. `years` is the length of the horizon."""
    return [
        {"first": first, "second": second, **_price(first, second, designs, outage, years, sure)}
        for first, second in combinations(designs, 2)
        for outage in outages
    ]


def _price(
    first: str, second: str, designs: Mapping[str, Side], outage: Outage, years: float, sure: Confidence
) -> Row:
    one, other = designs[first], designs[second]
    cost = (other.outage("cost") - one.outage("cost")) / years
    premium = cost + (other.outage("unsold") - one.outage("unsold")) / years
    losses = [side.outage("loss", outage.element) for side in (one, other)]
    saving = losses[0] - losses[1]
    rates = [outage.rates.get(name, math.nan) for name in (first, second)]
    row: Row = {
        "element": outage.element, "kind": outage.kind, "event": outage.event.name,
        "rate_first": rates[0], "rate_second": rates[1],
        "downtime_days": float(one.outage("downtime_days", outage.element).mean()),
    }  # fmt: skip
    row["downtime_days"] = row["downtime_days"] or float(other.outage("downtime_days", outage.element).mean())
    named = {"premium": premium, "loss_first": losses[0], "loss_second": losses[1], "saving": saving}
    for name, values in named.items():
        row[name], row[f"{name}_low"], row[f"{name}_high"] = mean_interval(values, sure.each)
    row["premium_cost"] = float(cost.mean())
    row |= break_even(premium, saving, sure.each)
    rate = next((rate for rate in rates if not math.isnan(rate)), math.nan)
    row["cheaper"] = cheaper(premium, saving, rate, (first, second), sure.each)
    return {**row, "replications": len(premium)}


def break_even(premium: Array, saving: Array, level: float) -> Row:
    """Give the outage rate at which both designs cost the same, its Fieller set from 0 on, and the answer.

    `premium` a year and `saving` an outage by replication.
    """
    try:
        whole = fieller_set(premium, saving, level)
    except TooFewError:  # both designs cost the same in every replication
        whole = ConfidenceSet(math.nan, ((-math.inf, math.inf),))
    pieces = whole.at_least(0).pieces
    gap = (pieces[0][1], pieces[1][0]) if len(pieces) > 1 else (math.nan, math.nan)
    return {
        "rate": whole.estimate,
        "rate_low": pieces[0][0] if pieces else math.nan,
        "rate_high": pieces[-1][1] if pieces else math.nan,
        "gap_low": gap[0],
        "gap_high": gap[1],
        "answer": answer(pieces, float(premium.mean()), float(saving.mean())),
    }


def answer(pieces: Sequence[tuple[float, float]], premium: float, saving: float) -> str:
    """Read a set of break-even rates: one of `simnet.records.comparison_results.ANSWERS`.

    No rate from 0 on could break even: who is cheaper without outages is so always. One bounded piece: below
    it and above it one design is cheaper for sure; above it, the one that saves in an outage. Otherwise some
    side of it is not known.
    """
    if not pieces:
        return "never" if premium > 0 else "always"
    if len(pieces) > 1 or not math.isfinite(pieces[0][1]):
        return "undecided"
    return "more_often" if saving > 0 else "less_often"


def cheaper(premium: Array, saving: Array, rate: float, names: tuple[str, str], level: float) -> str:
    """Name the design that is cheaper if the element goes dark so often a year; empty if that is open."""
    if math.isnan(rate):
        return ""
    more = mean_interval(premium - rate * saving, level)
    return names[1] if more.high < 0 else names[0] if more.low > 0 else ""
