"""What people had to do: touches and minutes by activity, and what ran out first."""

from __future__ import annotations

from dataclasses import dataclass

from simnet.charts.numbers import quantile
from simnet.report.drill import scope
from simnet.report.drill.run import DrillRun

ACTIVITIES: dict[str, str] = {
    "reroute": "Reroute {} order{s}",
    "relabel": "Relabel {} parcel{s}",
    "purchase_order": "Place or hurry {} purchase order{s}",
    "exception": "Look into {} order{s}",
    "batch": "Send {} test order{s} elsewhere",
    "short_pick": "Look for {} missing item{s}",
}
"""What an activity is called, with the number of touches."""


@dataclass(frozen=True)
class Work:
    """An activity: words with its number of touches, and minutes; means over the simulated years."""

    activity: str
    words: str
    minutes: float
    touches: float


def work_lines(run: DrillRun) -> list[Work]:
    """Give the activities that took time beyond the twin's, longest first."""
    frame = run.table("activities")
    if not len(frame) or not run.years:
        return []
    sums = frame.groupby("activity")[["touches", "minutes"]].sum() / run.years
    made = []
    for name, row in sums.iterrows():
        touches, minutes = float(row["touches"]), float(row["minutes"])
        words = _words(run, str(name), touches if minutes >= 0 else -abs(touches))
        made.append(Work(str(name), words, minutes, touches))
    made = [one for one in made if round(one.touches)]
    return sorted(made, key=lambda one: (-one.minutes, one.activity))


def _words(run: DrillRun, activity: str, touches: float) -> str:
    number = round(abs(touches))
    if activity == "batch" and touches > 0:
        return scope.work(run, number)
    template = ACTIVITIES.get(activity, activity.replace("_", " ").capitalize() + ": {}")
    template = template if touches > 0 else f"Less to do: {template[:1].lower()}{template[1:]}"
    return template.replace("{s}", "" if number == 1 else "s").replace("{}", f"{number:,}")


@dataclass(frozen=True)
class RanOut:
    """A SKU that ran out at a node because of the drill.

    `share` of the years had it, for the first time typically after `first_days`; `units` short on average.
    """

    sku: str
    node: str
    share: float
    first_days: float
    units: float


def ran_out(run: DrillRun) -> list[RanOut]:
    """Give what ran out, the largest shortage over all years first."""
    frame = run.table("ran_out")
    if not len(frame) or not run.years:
        return []
    made = [
        RanOut(str(keys[1]), str(keys[0]), len(rows) / run.years,
               quantile(rows["first_days"].to_numpy(float), 0.5), float(rows["units"].sum()) / run.years)
        for keys, rows in frame.groupby(["node", "sku"])
    ]  # fmt: skip
    return sorted(made, key=lambda one: (-one.units, one.sku, one.node))


def ran_out_first(run: DrillRun, often: float = 0.5) -> RanOut | None:
    """Give what runs out first in a typical year: the earliest of those that do in at least half of them."""
    found = [one for one in ran_out(run) if one.share >= often]
    return min(found, key=lambda one: (one.first_days, one.sku)) if found else None
