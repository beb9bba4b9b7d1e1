"""Flows through an outage: stock behind a supplier of limited capacity, and two nodes that share orders.

Goods and orders are whole here. With even spacing they are just where the flow is at the instants at which
orders and work fall together, and the flow is a straight line between those: so it is read from them.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from simnet import units
from tests.reference import readings
from tests.reference.cases import Case
from tests.reference.network import ORDERS, instant, network, node, replayed
from tests.reference.paths import Array
from tests.reference.trial import Quantity, Tables, Trial
from tests.reference.worlds import SIT_OUT, Clock, outage, shop

SLOT = 2
"""Minutes from one order to the next where they come at a rate; the first comes in the middle of its slot."""
AFTER = units.SECOND // 100
"""µs after an instant at which all of it has happened, rounding of many times of work included."""
LINE = "a flow is the line through the instants at which evenly spaced orders and work fall together"
Read = Callable[[Tables], Any]


@dataclass(frozen=True)
class Line:
    """A flow in the case's units: values at instants a step apart, the first of them that of the onset."""

    step: Fraction
    values: Array

    def reaches(self, level: float, begin: float, rises: bool) -> float:
        """Find when it is at a level again after a time, on the straight line that leads there."""
        sign = 1 if rises else -1
        there = sign * (self.values - level) >= -1e-9
        place = next(one for one in range(math.floor(begin / self.step) + 2, len(there)) if there[one])
        before, last = self.values[place - 2], self.values[place - 1]
        return float(self.step) * float(place - 1 + (level - last) / (last - before))

    def area(self) -> float:
        """Integrate what lies above 0."""
        first, second = np.maximum(self.values[:-1], 0), np.maximum(self.values[1:], 0)
        ends = self.values[:-1] * self.values[1:] < 0
        whole = (first + second) / 2
        # A line that crosses 0 is above it for that part of the step.
        part = np.maximum(first, second) / np.abs(np.where(ends, self.values[:-1] - self.values[1:], 1))
        return float((whole * np.where(ends, part, 1)).sum() * float(self.step))


def _step(rates: list[Fraction], times: list[Fraction]) -> tuple[int, Fraction]:
    """Give by how much smaller units must be, so that times fall on instants at which all rates meet, and
    the time between such instants."""
    shared = 1 / Fraction(
        math.gcd(*(rate.numerator for rate in rates)), math.lcm(*(r.denominator for r in rates))
    )
    finer = math.lcm(*((time / shared).denominator for time in times))
    return finer, shared / finer


def _exact(*values: float) -> list[Fraction]:
    return [Fraction(str(value)) for value in values]


def stock(case: Case) -> Trial:
    """Every unit that is sold is made again by a supplier who makes one at a time, and is out for a while."""
    given = case.inputs
    demand, capacity, length, way, safety = _exact(
        *(given[name] for name in ("demand_rate", "supplier_capacity", "outage_length", "transit_time")),
        given["safety_stock"],
    )
    finer, step = _step([demand, capacity], [length, way, safety / demand])
    clock = Clock(float(SLOT * finer * demand))
    moving = finer * demand * way + 1  # under way just after a sale, one of them being made
    onset = SLOT // 2 + SLOT * math.ceil(3 * (way + 1) * finer * demand)  # minutes, at a sale
    made = {"makes": ["item"], "sequential": True, "lead_time": clock.time(float(1 / capacity / finer))}
    text = shop(
        f"{24 * 60 // SLOT} per day",
        {"stock": {"item": {"base_stock": int(safety * finer + moving)}}},
        customers={"counts": "deterministic"},
        suppliers={"maker": made},
        lanes=[{"from": "maker", "to": "depot", "transit": clock.time(float(way))}],
        disruptions=[
            outage(
                "supplier_outage",
                "maker",
                starts=instant(onset / 24 / 60),
                **{"for": clock.time(float(length))},
            )
        ],
    )
    fall = demand * length
    lasts = length + way + fall / (capacity - demand) + 4 * step
    known = _stock_answers(clock, step, finer, float(safety), float(length + way), float(lasts))
    return Trial(
        text,
        {name: Quantity(read) for name, read in known.items()},
        horizon_days=onset / 24 / 60 + float(lasts) * clock.days,
        grows="replications",
        fast=True,
        notes=LINE,
    )


def _stock_answers(
    clock: Clock, step: Fraction, finer: int, safety: float, back: float, lasts: float
) -> dict[str, Read]:
    def line(run: Tables) -> Line:
        begin = int(run.records["outages"]["begin_us"][0])
        instants = begin + np.round(np.arange(round(lasts / step)) * float(step) * clock.us) + AFTER
        return Line(step, readings.net_inventory(run.records, "depot").at(instants) / finer)

    def lowest(run: Tables) -> float:
        return float(step) * int(line(run).values.argmin())

    def first(run: Tables) -> float:
        return float(step) * (int((line(run).values < safety - 1e-9).argmax()) - 1)

    return {
        "first_effect_after_outage_start": first,
        "stock_exhausted_after_outage_start": lambda run: line(run).reaches(0, first(run), rises=False),
        "minimum_net_inventory": lambda run: float(line(run).values.min()),
        "minimum_reached_after_outage_start": lowest,
        "peak_backlog": lambda run: max(0.0, -float(line(run).values.min())),
        "backlog_cleared_after_outage_start": lambda run: line(run).reaches(0, back, rises=True),
        "full_recovery_of_stock_after_outage_start": lambda run: line(run).reaches(safety, back, rises=True),
        "backlog_unit_time": lambda run: Line(step, -line(run).values).area(),
    }


def nodes(case: Case) -> list[Trial]:
    """Two nodes with orders of their own; one is out for a while, and its orders go to the other or wait."""
    given = case.inputs
    rates, capacities = _exact(*given["order_rates"]), _exact(*given["capacities"])
    (length,) = _exact(given["outage_A"])
    finer, step = _step([*rates, *capacities], [length])
    rates, capacities = [rate * finer for rate in rates], [rate * finer for rate in capacities]
    whole = math.lcm(*(rate.numerator for rate in rates))  # seconds, in which orders are whole seconds apart
    idle = 1 / rates[0] - 1 / capacities[0]
    clock = Clock(
        float(whole * math.ceil(2 / (idle * whole)) / Fraction(60))
    )  # idle for 2 s before the onset
    known = _node_answers(clock, step, finer, float(length))
    away, stay = (
        _two_nodes(case, clock, rates, capacities, response)
        for response in (
            {"detect": "0 min", "automatic": True, "acts": ["mark_down"], "stand_down_after": "0 min"},
            SIT_OUT,
        )
    )
    return [
        away(
            _names(known, "without", wanted=False), "rerouted", rates[1] + rates[0], capacities[1], rates[1]
        ),
        stay(_names(known, "without", wanted=True), "not rerouted", rates[0], capacities[0], rates[0]),
    ]


def _names(known: dict[str, Read], word: str, wanted: bool) -> dict[str, Quantity]:
    return {name: Quantity(read) for name, read in known.items() if (word in name) is wanted}


def _two_nodes(
    case: Case, clock: Clock, rates: list[Fraction], capacities: list[Fraction], response: Any
) -> Callable[..., Trial]:
    """Prepare a trial with a response; it lasts until what is left at the end of the outage is packed."""
    length = case.inputs["outage_A"]

    def trial(
        outputs: dict[str, Quantity], variant: str, load: Fraction, capacity: Fraction, later: Fraction
    ) -> Trial:
        left = max(Fraction(0), load - (0 if response is SIT_OUT else capacity)) * Fraction(str(length))
        ends = float(length + left / (capacity - later)) + 1
        days = 1 + math.ceil(ends * clock.days)
        text = network(
            replayed(days)
            | {"regions": {"A": {"share": "100%", "zip": "43215"}, "B": {"share": "0%", "zip": "43215"}}},
            {
                name: node(
                    {"item": {"policy": "unlimited"}},
                    stations=1,
                    pick={"per_order": clock.time(float(1 / rate))},
                )
                for name, rate in zip(("a", "b"), capacities, strict=True)
            },
            routing={"rules": ["ranked"], "ranked": {"A": ["a", "b"], "B": ["b", "a"]}},
            disruptions=[
                {"node_outage": "a", "starts": instant(1 - units.SECOND / units.DAY), "response": response}
                | {"for": f"{length * clock.minutes * 60 + 1:.12g} s"}
            ],
        )
        return Trial(
            text, outputs, days, grows="replications", fast=True, variant=variant, notes=LINE,
            files={ORDERS: _two_streams(clock, rates, ends)},
        )  # fmt: skip

    return trial


def _two_streams(clock: Clock, rates: list[Fraction], ends: float) -> str:
    """Write orders of two regions, evenly spaced, that both begin a little before the onset and at it."""
    rows = ["order,placed,sku,quantity,region"]
    for region, rate in zip("AB", rates, strict=True):
        for number in range(-5, math.ceil(ends * rate)):
            at = 1 + float(Fraction(number) / rate) * clock.days
            rows.append(f"{len(rows)},{instant(at)},item,1,{region}")
    return "\n".join([*rows, ""])


def _node_answers(clock: Clock, step: Fraction, finer: int, length: float) -> dict[str, Read]:
    def line(run: Tables, name: str) -> Line:
        """Count orders that a node has taken before an instant and not packed by then."""
        rows = run.records["shipments"]
        mine = rows[rows["node"] == readings.number(run.records, "node", name)]
        begin, end = np.sort(run.records["orders"]["placed_us"][mine["order"]]), np.sort(mine["packed_us"])
        count = int((run.records["orders"]["placed_us"].max() - units.DAY) / (float(step) * clock.us))
        instants = units.DAY + np.round(np.arange(count) * float(step) * clock.us)
        there = np.searchsorted(begin, instants) - np.searchsorted(end, instants + AFTER, "right")
        return Line(step, there / finer)

    def peak(name: str) -> Read:
        return lambda run: float(line(run, name).values[round(length / float(step))])

    def clears(name: str) -> Read:
        return lambda run: line(run, name).reaches(0, length, rises=False) - length

    def rerouted(run: Tables) -> float:
        return readings.sent_from(run.records, "b", "A")[0] / finer

    return {
        "backlog_growth_rate_at_B": lambda run: peak("b")(run) / length,
        "peak_backlog_at_B": peak("b"),
        "clearing_time_after_recovery": clears("b"),
        "total_delay": lambda run: line(run, "b").area(),
        "orders_rerouted": rerouted,
        "backlog_without_rerouting_at_A": peak("a"),
        "clearing_time_without_rerouting": clears("a"),
    }
