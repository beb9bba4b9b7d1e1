"""What queueing theory measures, from the records: numbers in system and in queue, waits, work."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from simnet import units
from simnet.records import code
from tests.reference import readings
from tests.reference.paths import Array, counted, overlap
from tests.reference.trial import Quantity, Tables
from tests.reference.worlds import Clock

Spans = Callable[[Tables], tuple[Array, Array]]
"""When each customer came to a place, and when it left: ascending numbers of customers, µs."""


def length(run: Tables) -> float:
    """Give the length of the horizon, µs."""
    meta = run.records.meta
    return float(meta.end_us - meta.start_us)


def shipments(first: str, last: str) -> Spans:
    """Orders between two instants of their parcel; `placed_us` is that of the order."""

    def read(run: Tables) -> tuple[Array, Array]:
        rows = run.records["shipments"]
        placed = {"placed_us": run.records["orders"]["placed_us"][rows["order"]]}
        begin, end = (placed[name] if name in placed else rows[name] for name in (first, last))
        return begin, end

    return read


def waiting(run: Tables) -> tuple[Array, Array]:
    """Orders from placing to the start of their packing, or until they were cancelled."""
    rows, orders = run.records["shipments"], run.records["orders"][run.records["shipments"]["order"]]
    cancelled = orders["state"] == code("order_state", "cancelled")
    return orders["placed_us"], np.where(cancelled, orders["finished_us"], rows["started_us"])


def of_region(spans: Spans, name: str) -> Spans:
    """Those of orders from one region alone; `spans` has a row for each shipment."""

    def read(run: Tables) -> tuple[Array, Array]:
        mine = run.records["orders"]["region"] == readings.number(run.records, "region", name)
        mine = mine[run.records["shipments"]["order"]]
        begin, end = spans(run)
        return begin[mine], end[mine]

    return read


def purchases(first: str, last: str) -> Spans:
    """Purchase orders between two of their instants."""
    return lambda run: (run.records["purchase_orders"][first], run.records["purchase_orders"][last])


def number(spans: Spans, scale: float = 1.0) -> Quantity:
    """Mean number of customers in a place, over time."""

    def top(run: Tables) -> float:
        meta = run.records.meta
        return float(overlap(*spans(run), meta.start_us, meta.end_us).sum()) * scale

    return Quantity(top, length)


def share_of_time(spans: Spans, servers: float) -> Quantity:
    """Share of time that servers work."""
    found = number(spans, 1 / servers)
    return Quantity(found.top, found.bottom, share=True)


def durations(spans: Spans, run: Tables) -> Array:
    """Give the times, µs, of customers that came in the horizon and have left."""
    begin, end = spans(run)
    meta = run.records.meta
    mine = (begin >= meta.start_us) & (begin < meta.end_us) & (end >= 0)
    found: Array = end[mine] - begin[mine]
    return found


def each(spans: Spans, value: Callable[[Array], Array], *, share: bool = False) -> Quantity:
    """Mean over customers of a function of their time in a place."""
    return Quantity(
        lambda run: float(value(durations(spans, run)).sum()), lambda run: len(durations(spans, run)), share
    )


def mean(spans: Spans, clock: Clock) -> Quantity:
    """Mean time of a customer in a place."""
    return each(spans, lambda times: times / clock.us)


def squares(spans: Spans, clock: Clock, about: float) -> Quantity:
    """Mean square of the difference between customers' times and a known mean: their variance."""
    return each(spans, lambda times: (times / clock.us - about) ** 2)


def longer(spans: Spans, clock: Clock, than: float) -> Quantity:
    """Share of customers with a longer time."""
    return each(spans, lambda times: times > than * clock.us, share=True)


def at_most(spans: Spans, clock: Clock, limit: float) -> Quantity:
    """Share of customers with no longer time."""
    return each(spans, lambda times: times <= limit * clock.us, share=True)


def quantile(spans: Spans, clock: Clock, share: float) -> Quantity:
    """Quantile of the customers' times, a replication's mean weighted by its customers."""

    def top(run: Tables) -> float:
        times = durations(spans, run)
        return float(np.quantile(times, share)) / clock.us * len(times) if len(times) else 0.0

    return Quantity(top, lambda run: len(durations(spans, run)))


def up(run: Tables) -> float:
    """Give for how much of the horizon, µs, nothing was down."""
    meta, rows = run.records.meta, run.records["outages"]
    down = overlap(rows["begin_us"], rows["end_us"], meta.start_us, meta.end_us).sum()
    return length(run) - float(down)


def at_hour(spans: Spans, hour: float) -> Quantity:
    """Mean number of customers in a place just before an hour of the day, over the days of the horizon."""

    def instants(run: Tables) -> Array:
        meta = run.records.meta
        found: Array = np.arange(meta.start_us + round(hour * units.HOUR), meta.end_us, units.DAY)
        return found

    def top(run: Tables) -> float:
        return float(counted(*spans(run)).at(instants(run), "left").sum())

    return Quantity(top, lambda run: len(instants(run)))
