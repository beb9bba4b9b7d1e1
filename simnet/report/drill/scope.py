"""The words of a drill with a scope: a few orders are sent elsewhere on purpose, and nothing goes down."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simnet.charts.numbers import count, quantile
from simnet.charts.text import joined
from simnet.report.drill.named import brief, named
from simnet.report.drill.run import DrillRun
from simnet.report.numbers import hours
from simnet.report.words import HIT, capital

if TYPE_CHECKING:
    import pandas as pd

PLACES = ("node_outage", "packaging_stockout")
"""Events past which an order is packed at another place; past all others it goes by another way."""
MOST = 0.9
"""Share of the test orders that one place must have packed to be named."""
FLOWS = "It was done on purpose; everything else flowed as usual."
"""What is said of all other orders."""


def sent(run: DrillRun) -> str:
    """Say what was done: 25 orders were sent by reno as if columbus were dark."""
    number = per_year(run)
    if not number:
        return f"No order was sent elsewhere {as_if(run)}."
    return f"{orders(run)} {'was' if number == 1 else 'were'} sent {by(run)} {as_if(run)}."


def orders(run: DrillRun) -> str:
    """Count the test orders of a typical simulated year."""
    number = per_year(run)
    return f"{count(number)} order{'' if number == 1 else 's'}"


def per_year(run: DrillRun) -> int:
    """Give how many test orders a typical simulated year has: those that were sent elsewhere."""
    counts = _elsewhere(run).groupby("replication").size()
    years = [*counts.tolist(), *[0] * (run.years - len(counts))]
    return round(quantile(np.array(years, float), 0.5)) if years else 0


def _elsewhere(run: DrillRun) -> pd.DataFrame:
    """Give the test orders that could be sent elsewhere: not all can, if the goods are not there."""
    frame = run.table("batch")
    there: pd.DataFrame = frame.loc[np.isfinite(frame["rerouted_days"].to_numpy(float))]
    return there


def as_if(run: DrillRun) -> str:
    """Say what is imagined: as if columbus were dark."""
    said = [
        f"{joined(names, 2)} {'were' if place == 0 else ''} {HIT.get(str(event['kind']), 'dark')}"
        for place, event in enumerate(run.drill["events"])
        if (names := named(event))
    ]
    return f"as if {joined([' '.join(one.split()) for one in said], 2)}"


def by(run: DrillRun) -> str:
    """Say which way the test orders went: by the place that packed nearly all of them, or another way."""
    frame = _elsewhere(run)
    if not all(str(event["kind"]) in PLACES for event in run.drill["events"]):
        return "another way"
    shares = frame.loc[frame["node"] != "", "node"].value_counts(normalize=True)
    named_one = len(shares) and shares.iloc[0] >= MOST
    return f"by {brief(str(shares.index[0]))}" if named_one else "from elsewhere"


def past(run: DrillRun) -> str:
    """Name what the test orders were sent past."""
    return joined([name for event in run.drill["events"] for name in named(event)], 2)


def steps(run: DrillRun) -> dict[str, str]:
    """Say what begins and what ends, where nothing goes down and nothing comes back."""
    return {
        "begins": f"Test orders go {by(run)}",
        "ends": f"All orders go by {past(run)} again",
    }


def work(run: DrillRun, number: int) -> str:
    """Say what it is to send so many test orders."""
    return f"Send {count(number)} order{'' if number == 1 else 's'} {by(run)}"


def box(run: DrillRun) -> str:
    """Say on the network what a place is that test orders were sent past: it worked on."""
    return f"{count(per_year(run))} sent past it"


def below(run: DrillRun) -> str:
    """Begin the sentence below the headline: all else went on, and what it took to send them by hand."""
    frame = run.table("batch")
    if not len(frame):
        return FLOWS
    touches, minutes = (float(frame[name].mean()) for name in ("touches", "minutes"))
    hands = f"Each order took {hours(minutes)} of your time" if touches > 0.5 else "Nobody had to touch them"
    return f"{FLOWS} {hands}."


def stayed(run: DrillRun) -> float:
    """Give the share of the test orders that could not be sent elsewhere and went as usual."""
    frame = run.table("batch")
    return 1 - len(_elsewhere(run)) / len(frame) if len(frame) else 0.0


def aside(run: DrillRun) -> str:
    """Name the drill on the axis of days."""
    return capital(f"{orders(run)} sent {by(run)}")
