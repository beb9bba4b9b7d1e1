"""Outages by themselves: how many, how long, how many at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from tests.reference.cases import Case
from tests.reference.paths import Array, overlap
from tests.reference.translate.f4_queueing import reads
from tests.reference.trial import Quantity, Tables, Trial, Unexpressed
from tests.reference.worlds import Clock, asked, outage, shop

COPIES = 100
REST = 0.25
"""How long outages go on after the horizon, as a share of it."""
HOUR = Clock(60)
MINUTE = Clock(1)


def translate(case: Case) -> Trial | Unexpressed:
    """Write one supplier's outages from a start in which it is up, or those of several in the long run."""
    if "suppliers" in case.inputs:
        return _together(case)
    if case.inputs["distributions"] != "exponential" or case.inputs["start"] != "up":
        return Unexpressed(
            "no translation of other outages than exponential ones after a start when all is up"
        )
    return _from_the_start(case)


def _text(rows: Sequence[Mapping[str, Any]], clock: Clock, warmup: str) -> str:
    """Write suppliers who fail on their own, each with its mean times."""
    names = [f"maker-{number}" for number in range(len(rows))]
    events = [
        outage(
            "supplier_outage",
            name,
            happens=f"every {clock.time(row['mtbf'])}",
            **{"for": clock.random(row["mttr"])},
        )
        for name, row in zip(names, rows, strict=True)
    ]
    makers = {name: {"makes": ["item"], "lead_time": "1 day"} for name in names}
    return shop("1 per day", {}, warmup=warmup, suppliers=makers, disruptions=events)


def _from_the_start(case: Case) -> Trial:
    """Many suppliers, each a case of its own; the time after the horizon tells the long run."""
    given = case.inputs
    length = given["horizon"]
    outputs = {
        "expected_downtime_in_horizon": _each(
            lambda begin, end: overlap(begin, end, 0, _us(length)) / HOUR.us
        ),
        "expected_number_of_outages_started": _each(lambda begin, end: begin < _us(length)),
        "prob_down_at_horizon": _each(
            lambda begin, end: (begin <= _us(length)) & (end > _us(length)), share=True
        ),
        "prob_no_outage": Quantity(lambda run: _untouched(run, _us(length)), lambda run: COPIES, share=True),
        "long_run_availability": _each(
            lambda begin, end: (
                overlap(begin, end, _us(length), _us((1 + REST) * length)) / _us(REST * length)
            ),
            True,
            True,
        ),
    }
    return Trial(
        _text([given] * COPIES, HOUR, "0 days"),
        asked(case, outputs),
        horizon_days=(1 + REST) * length * HOUR.days,
        grows="replications",
        notes=f"{COPIES} suppliers, each a case of its own; the long run is the time after the horizon",
    )


def _us(hours: float) -> int:
    return round(hours * HOUR.us)


def _each(value: Any, share: bool = False, rest: bool = False) -> Quantity:
    """Sum a function of the outages' spans, a case each; `rest`: what is missing to one."""

    def top(run: Tables) -> float:
        rows = run.records["outages"]
        found = float(value(rows["begin_us"], rows["end_us"]).sum())
        return COPIES - found if rest else found

    return Quantity(top, lambda run: COPIES, share)


def _untouched(run: Tables, until: int) -> int:
    rows = run.records["outages"]
    return COPIES - len(np.unique(rows["targets"][rows["begin_us"] < until]))


def _together(case: Case) -> Trial:
    """Suppliers who fail on their own, in the long run."""
    rows = case.inputs["suppliers"]
    slowest = max(row["mtbf"] + row["mttr"] for row in rows)
    outputs = {
        "prob_all_down": Quantity(lambda run: _down(run, len(rows)).sum(), reads.length, share=True),
        "mean_duration_all_down": Quantity(
            lambda run: _down(run, len(rows)).sum() / MINUTE.us, lambda run: len(_down(run, len(rows)))
        ),
        "frequency_all_down": Quantity(
            lambda run: len(_down(run, len(rows))), lambda run: reads.length(run) / MINUTE.us
        ),
        "prob_all_up": Quantity(lambda run: _down(run, 0).sum(), reads.length, share=True),
        "mean_number_down": Quantity(_suppliers_down, reads.length),
    }
    return Trial(
        _text(rows, MINUTE, f"{np.ceil(20 * slowest * MINUTE.days):g} days"),
        asked(case, outputs),
        horizon_days=100,
        longest_days=5000,
        notes="each supplier has its own supplier_outage",
    )


def _down(run: Tables, number: int) -> Array:
    """Give how long, µs, each span of the horizon lasted in which just so many suppliers were down."""
    rows, meta = run.records["outages"], run.records.meta
    begin, end = rows["begin_us"], rows["end_us"]
    instants = np.concatenate([begin, end])
    order = np.argsort(instants, kind="stable")
    down = np.cumsum(np.where(order < len(begin), 1, -1))
    there = np.append(down, 0) == number
    edges = np.append(instants[order], meta.end_us)
    spans = overlap(edges[:-1], edges[1:], meta.start_us, meta.end_us)[there[:-1]]
    found: Array = spans[spans > 0]
    return found


def _suppliers_down(run: Tables) -> float:
    rows, meta = run.records["outages"], run.records.meta
    return float(overlap(rows["begin_us"], rows["end_us"], meta.start_us, meta.end_us).sum())
