"""A rehearsal with real orders beside what was simulated: clock by clock (`simnet drill --live`)."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import fmean, median
from typing import Any

from simnet.report.sheets.outcome import Outcome, TestOrder
from simnet.scenario import Occasion, Scenario
from simnet.scenario.arithmetic.goals import worked
from simnet.scenario.arithmetic.words import names, span
from simnet.scenario.holidays import end_of_business_days, holiday_country
from simnet.units import DAY, MINUTE

NEAR = timedelta(days=2)
"""How long after the planned beginning a first test order still belongs to it."""
WORTH = 0.1
"""A measured time that differs by less than this share from the file's proposes nothing."""
LOW, HIGH = 0.1, 0.9
MOST = 8
"""Test orders that are named; others are counted."""
CLOCKS = {
    "rerouted": "First order sent elsewhere",
    "rerouted_last": "Last order sent elsewhere",
    "first_parcel": "First parcel collected",
    "to_door": "From order to door, half of them",
    "touch": "Work on one order",
}
"""What is compared: times from the beginning, but for the last two."""


@dataclass(frozen=True)
class Range:
    """What the simulated years say: 8 in 10 lie from low to high; days, infinite if it never came."""

    low: float
    typical: float
    high: float


def live_text(
    scenario: Scenario, occasion: Occasion, outcome: Outcome, predicted: Mapping[str, Range]
) -> str:
    """Write the comparison of a rehearsal with the simulation as text, with response times to take over.

    `predicted` has some of `CLOCKS`, in days; without a clock, only what was found is written.
    """
    began = beginning(occasion, outcome)
    found = actual(outcome, began)
    lines = [f"Rehearsed: {occasion.title} · {len(outcome.orders)} test orders"]
    lines += ["✓ as simulated · ✗ otherwise" if predicted else "", ""]
    lines += [f"{'':34} {'8 simulated years in 10':>26} {'rehearsed':>12}"]
    for name, words in CLOCKS.items():
        if name in found:
            lines.append(_row(words, found[name], predicted.get(name)))
    lines += ["", *_remarks(scenario, occasion, outcome, began, predicted)]
    proposed = proposal(scenario, occasion, found, began)
    if proposed:
        lines += ["", "Times that this rehearsal suggests, to be put into the drill's file:", "", *proposed]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def beginning(occasion: Occasion, outcome: Outcome) -> datetime:
    """Give the local instant from which clocks run: the planned beginning, or the first test order's placing.

    The latter if the rehearsal was held on another day.
    """
    first = min(order.placed for order in outcome.orders)
    planned = occasion.local(occasion.onset).replace(fold=0)
    return planned if planned <= first <= planned + NEAR else first


def actual(outcome: Outcome, began: datetime) -> dict[str, float]:
    """Measure the clocks of a rehearsal, days; those that nothing was written of are left out."""
    moved = [order.rerouted for order in outcome.orders if order.rerouted is not None]
    shipped = [order.shipped for order in outcome.orders if order.shipped is not None]
    door = [_days(order.delivered - order.placed) for order in outcome.orders if order.delivered is not None]
    work = [order.minutes for order in outcome.orders if order.minutes is not None]
    found: dict[str, float] = {}
    if moved:
        found |= {"rerouted": _days(min(moved) - began), "rerouted_last": _days(max(moved) - began)}
    if shipped:
        found["first_parcel"] = _days(min(shipped) - began)
    if door:
        found["to_door"] = median(door)
    if work:
        found["touch"] = fmean(work) * MINUTE / DAY
    return found


def predict(table: Callable[[str], Any]) -> dict[str, Range]:
    """Read from the tables of a drill's run what the rehearsal is compared with; `table(name)` is a frame."""
    values = _of_batch(table("batch"))
    if not values:
        rows = table("replications")
        touched = rows[rows["touches"] > 0]
        values = {
            "rerouted": rows["rerouted_first_days"].tolist(),
            "rerouted_last": rows["rerouted_last_days"].tolist(),
            "first_parcel": rows["first_parcel_days"].tolist(),
            "touch": (touched["team_minutes"] / touched["touches"] * MINUTE / DAY).tolist(),
        }
    return {name: _range(found) for name, found in values.items() if found}


def _of_batch(rows: Any) -> dict[str, list[float]]:
    if not len(rows):
        return {}
    each = rows.assign(door=rows["delivered_days"] - rows["placed_days"]).groupby("replication")
    moved = rows[rows["rerouted_days"] < math.inf].groupby("replication")
    worked = rows[rows["touches"] > 0]
    return {
        "rerouted": moved["rerouted_days"].min().tolist(),
        "rerouted_last": moved["rerouted_days"].max().tolist(),
        "first_parcel": each["collected_days"].min().tolist(),
        "to_door": each["door"].median().tolist(),
        "touch": (worked.groupby("replication")["minutes"].mean() * MINUTE / DAY).tolist(),
    }


def _range(values: list[float]) -> Range:
    from simnet.study import statistics

    low, typical, high = (statistics.quantile(values, share) for share in (LOW, 0.5, HIGH))
    return Range(low, typical, high)


def proposal(
    scenario: Scenario, occasion: Occasion, found: Mapping[str, float], began: datetime
) -> list[str]:
    """Write the response's times that were found to be others, as lines of YAML; none if they are near.

    What passed of the team's hours from noticing until the first order went elsewhere, less one touch, is the
    decision; with a batch of test orders there is none.
    """
    response = occasion.drill.response or scenario.response
    touch = (response.touch or scenario.team.touch.reroute).mean()
    lines = []
    if "rerouted" in found and not response.automatic and occasion.drill.scope.whole:
        noticed, went = (
            began + timedelta(microseconds=round(passed))
            for passed in (response.detect.mean(), found["rerouted"] * DAY)
        )
        decide = worked(scenario, noticed, went) - found.get("touch", touch / DAY) * DAY
        if decide > 0 and _differs(decide, response.decide.mean()):
            before, seen = span(response.decide.mean()), span(response.detect.mean())
            said = f"was {before} on average; noticing taken as {seen}"
            lines.append(f"  decide: {_minutes(decide)}   # {said}")
    if "touch" in found and _differs(found["touch"] * DAY, touch):
        lines.append(f"  touch: {_minutes(found['touch'] * DAY)}   # was {span(touch)}")
    return ["response:", *lines] if lines else []


def _differs(one: float, other: float) -> bool:
    return abs(one - other) > WORTH * max(other, MINUTE / 2)


def _minutes(microseconds: float) -> str:
    minutes = microseconds / MINUTE
    return f"{minutes:.1f} min" if minutes < 10 else f"{minutes:.0f} min"


def _row(words: str, found: float, said: Range | None) -> str:
    if said is None:
        return f"  {words:32} {'not simulated':>26} {_written(found):>12}"
    between = f"{_written(said.low)} to {_written(said.high)}"
    if math.isinf(said.low):
        between = "never"
    sign = "✓" if said.low <= found <= said.high else "✗"
    how = "" if sign == "✓" else "  faster" if found < said.low else "  slower"
    return f"{sign} {words:32} {between:>26} {_written(found):>12}{how}"


def _written(value: float) -> str:
    return "not at all" if math.isinf(value) else span(value * DAY)


def _remarks(
    scenario: Scenario, occasion: Occasion, outcome: Outcome, began: datetime, predicted: Mapping[str, Range]
) -> Iterator[str]:
    planned = occasion.local(occasion.onset).replace(fold=0)
    if began != planned:
        yield (
            f"Times run from the first test order, {began:%Y-%m-%d %H:%M}: the drill was planned for "
            f"{planned:%Y-%m-%d %H:%M}."
        )
    for done, words in (("rerouted", "sent elsewhere"), ("shipped", "shipped"), ("delivered", "delivered")):
        missing = [order.name for order in outcome.orders if getattr(order, done) is None]
        if missing:
            yield f"Not {words}, or not written down: {names(missing, MOST)}."
    late = [order.name for order in outcome.orders if _is_late(scenario, order)]
    if late:
        yield f"Later than promised: {names(late, MOST)}."
    if outcome.empty:
        yield f"Rows of the file that are empty: {outcome.empty}."
    if not predicted:
        yield "No run of this drill was found to compare with: simnet drill FILE makes one."


def _is_late(scenario: Scenario, order: TestOrder) -> bool:
    """Tell whether it came after its promise; business days are Monday to Friday less public holidays."""
    if order.delivered is None:
        return False
    promise = scenario.customers.promise
    if not promise.business:
        return order.delivered > order.placed + timedelta(days=promise.days)
    country = holiday_country(scenario.customers.country)
    return order.delivered >= end_of_business_days(order.placed, promise.days, country)


def _days(passed: timedelta) -> float:
    return passed / timedelta(days=1)
