"""A node that is out on a known day: the backlog at its end, and how long it takes to clear."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np

from tests.reference.cases import Case
from tests.reference.network import instant, order_file, replayed
from tests.reference.paths import Array, counted
from tests.reference.translate.f4_queueing import reads
from tests.reference.trial import Quantity, Tables, Trial, Unexpressed
from tests.reference.worlds import Clock, asked, outage, shop

SYSTEM = reads.shipments("placed_us", "packed_us")
SECONDS = 86_400
ZERO_AT = 1.0
"""Day of the file on which the first order comes."""
LONGEST = 1000
"""Parts of the time between orders of which work, and the onset, are a whole number."""
MINUTE = Clock(1.0)
ROUNDED = 1000
"""µs of a delay that are but the rounding of times of work."""
APART = 10
"""Random outages are so many times as far apart as it takes a queue to forget."""
Read = Callable[[Tables], float]


def translate(case: Case) -> Trial | Unexpressed:
    """Go by how orders come: evenly, or at random."""
    given = case.inputs
    if given.get("queue") == "M/M/1":
        return _random(case)
    if "queue" in given or given.get("servers", 1) != 1:
        return Unexpressed(f"no translation of an outage of {given.get('queue', 'several stations')}")
    return _even(case)


def _even(case: Case) -> Trial:
    """Orders evenly spaced, in whole seconds; an outage that begins with one of them or between two."""
    given = case.inputs
    work = given.get("service_time") or 1 / given["capacity_rate"]
    share = Fraction(work * given["arrival_rate"]).limit_denominator(LONGEST)
    length, onset = _outage(case)
    # An order comes every `apart` seconds and takes share × apart; the onset is in whole seconds as well.
    before = Fraction(onset * given["arrival_rate"]).limit_denominator(LONGEST)
    apart = 2 * math.lcm(share.denominator, before.denominator)
    clock = Clock(given["arrival_rate"] * apart / 60)
    longest = given.get("horizon", 3 * length / (1 - float(share)))
    first = 0.0 if "outage_length" in given else 1 / given["arrival_rate"]
    count = math.ceil((onset + longest - first) * given["arrival_rate"])
    file = order_file((ZERO_AT + apart * number / SECONDS, 1) for number in range(count))
    begin = ZERO_AT + (onset - first) * clock.minutes / 24 / 60
    days = math.ceil(begin + longest * clock.days) + 1
    event = outage("node_outage", "depot", starts=instant(begin), **{"for": clock.time(length)})
    text = shop(
        "1 per day",
        {"stations": 1, "pick": {"per_order": clock.time(work)}},
        customers=replayed(days),
        disruptions=[event],
    )
    read = _Delays(clock, work)
    known: dict[str, Read] = {
        "peak_backlog": read.waiting_at_recovery,
        "clearing_time_after_recovery": lambda run: read.undelayed(run) - length,
        "total_time_to_recover": read.undelayed,
        "total_delay_order_time": lambda run: read.area(run) * given["arrival_rate"],
        "mean_delay_of_delayed_orders": lambda run: (
            read.area(run) * given["arrival_rate"] / (read.delays(run) > 0).sum()
        ),
        "peak_number_in_system": lambda run: float(counted(*SYSTEM(run)).values.max()),
        "total_delay": lambda run: float(read.delays(run).sum()),
        "orders_delayed": lambda run: float((read.delays(run) > 0).sum()),
        "max_delay": lambda run: float(read.delays(run).max()),
        "last_delayed_departure_after_recovery": read.last_delayed,
    }
    return Trial(
        text,
        {name: Quantity(one) for name, one in asked(case, known).items()},
        horizon_days=days,
        fast=True,
        notes="evenly spaced orders; the fluid's delay is the line through those of the orders",
        files=file,
    )


def _outage(case: Case) -> tuple[float, float]:
    """Give the length of the outage, and its onset.

    Without one it begins at the instant of an order, which is the first to be delayed.
    """
    given = case.inputs
    if "outage_length" in given:
        return given["outage_length"], 0.0
    return given["outage"]["length"], given["outage"]["start"]


class _Delays:
    """Delays of orders behind their arrival and own work, in the case's unit of time."""

    def __init__(self, clock: Clock, work: float) -> None:
        self.us, self.work = clock.us, work * clock.us

    def delays(self, run: Tables) -> Array:
        begin, end = SYSTEM(run)
        late = end - begin - self.work
        found: Array = np.where(late > ROUNDED, late, 0) / self.us
        return found

    def area(self, run: Tables) -> float:
        """Integrate the delay of what comes from the onset on, a line between those of the orders."""
        placed = SYSTEM(run)[0]
        late = placed >= self._span(run)[0]
        return float(np.trapezoid(self.delays(run)[late], placed[late] / self.us))

    def _span(self, run: Tables) -> tuple[int, int]:
        row = run.records["outages"][0]
        return int(row["begin_us"]), int(row["end_us"])

    def waiting_at_recovery(self, run: Tables) -> float:
        return float(counted(*SYSTEM(run)).at(np.array([self._span(run)[1]]), "left")[0])

    def undelayed(self, run: Tables) -> float:
        """Give from the onset to the first order afterwards that is not delayed."""
        placed, (begin, _) = SYSTEM(run)[0], self._span(run)
        free = placed[(placed > begin) & (self.delays(run) == 0)]
        return float(free.min() - begin) / self.us

    def last_delayed(self, run: Tables) -> float:
        packed, (_, end) = SYSTEM(run)[1], self._span(run)
        return float(packed[self.delays(run) > 0].max() - end) / self.us


def _random(case: Case) -> Trial:
    """The same outage of a random queue, again and again, so far apart that it has forgotten the last one."""
    given = case.inputs
    rate, work, length = given["arrival_rate"], given["service_rate"], given["outage"]["length"]
    memory = 1 / (work**0.5 - rate**0.5) ** 2
    apart = round(length + APART * memory)
    event = outage(
        "node_outage",
        "depot",
        first="2026-01-02",
        every=MINUTE.time(apart),
        **{"for": MINUTE.time(length)},
    )
    text = shop(
        MINUTE.rate(rate),
        {"stations": 1, "pick": {"per_order": MINUTE.random(1 / work)}},
        warmup="4 days",
        disruptions=[event],
    )
    read = _AfterOutages(apart, length)
    return Trial(
        text,
        {name: Quantity(one, read.count) for name in case.outputs if (one := read.named(name))},
        horizon_days=40,
        longest_days=300,
        notes=f"an outage every {apart} units of time, {APART} relaxation times apart",
    )


class _AfterOutages:
    """What is read around outages of a length that come so far apart, in minutes."""

    def __init__(self, apart: float, length: float) -> None:
        self.apart, self.length = apart * MINUTE.us, round(length * MINUTE.us)

    def named(self, name: str) -> Read | None:
        """Find how an answer is read; `…_at_recovery_plus_5` says when. None if nobody knows."""
        if name == "mean_number_just_before_outage":
            return lambda run: self._number(run, 0, "left")
        if name == "mean_time_from_recovery_to_first_empty":
            return self._empty
        _, found, later = name.partition("at_recovery")
        if not found:
            return None
        after = float(later.removeprefix("_plus_") or 0) * MINUTE.us
        return lambda run: self._number(run, self.length + after)

    def count(self, run: Tables) -> int:
        return len(self._onsets(run))

    def _onsets(self, run: Tables) -> Array:
        begin, meta = run.records["outages"]["begin_us"], run.records.meta
        found: Array = begin[(begin >= meta.start_us) & (begin + self.apart < meta.end_us)]
        return found

    def _number(self, run: Tables, after: float, side: Any = "right") -> float:
        return float(counted(*SYSTEM(run)).at(self._onsets(run) + round(after), side).sum())

    def _empty(self, run: Tables) -> float:
        """Sum the times from the recoveries until nobody is in the system."""
        path, back = counted(*SYSTEM(run)), self._onsets(run) + self.length
        free = path.instants[path.values == 0]
        until = np.where(path.at(back) == 0, back, free[np.searchsorted(free, back)])
        return float((until - back).sum() / MINUTE.us)
