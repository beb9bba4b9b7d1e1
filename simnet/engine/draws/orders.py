"""Who orders what, when: the customers of a replication in columns.

Luck belongs to the order: its key is folded from (stream, date, ordinal), so neither another stream nor a
longer warm-up changes what an order is.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from simnet.engine.compiled import columns, open_kernel
from simnet.engine.draws.baskets import fill_baskets, most_lines, stack
from simnet.engine.draws.placements import draw_placements, merge
from simnet.engine.draws.replayed import GENERATED, draw_history, draw_open_orders
from simnet.engine.plan import NEVER, Baskets, Plan, Stream
from simnet.engine.room import room
from simnet.records.tables import TABLES

ORDER = columns(t="i8", key="u8", promise="i8", first="i4", region="i2", stream="i2")
"""Placed (below zero: open at time zero), luck key, promised by, first line, region, stream. One row more
than orders closes the last one's lines."""
LINE = columns(quantity="i4", group="i4", sku="i2", bought="i2")
"""Units, first line of its group, SKU, item that was bought."""


@dataclass(frozen=True, eq=False)
class Prepared:
    """What generation needs of a plan, computed once."""

    recipe_first: np.ndarray
    recipe_sku: np.ndarray
    recipe_units: np.ndarray
    promised: np.ndarray
    """End of a business-day promise made on each scenario day, shape (days + 1,); empty for calendar
    promises."""
    cutoff: np.ndarray
    """Cutoff instant of each region's home node and scenario day, shape (regions, days); NEVER if none."""


@lru_cache(maxsize=8)
def prepare(plan: Plan) -> Prepared:
    """Recipes, promises and cutoffs of a plan as arrays."""
    sizes = [len(item.components) for item in plan.items]
    parts = [part for item in plan.items for part in item.components]
    days = len(plan.day_start) - 1
    cutoff = np.full((len(plan.regions), days), NEVER, np.int64)
    for number, region in enumerate(plan.regions):
        if region.ranking:
            instants = plan.nodes[region.ranking[0]].cutoffs
            day = np.searchsorted(plan.day_start, instants, side="right") - 1
            inside = (day >= 0) & (day < days)
            cutoff[number, day[inside]] = instants[inside]
    return Prepared(
        np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
        np.array([sku for sku, _ in parts], np.int64),
        np.array([units for _, units in parts], np.int64),
        _promises(plan),
        cutoff,
    )


def _promises(plan: Plan) -> np.ndarray:
    """Business-day promises of every scenario day, shape (days + 1,); calendar promises stay empty."""
    if not plan.promise.business:
        return np.empty(0, np.int64)
    ends = plan.promise.business_ends
    after = np.searchsorted(ends, plan.day_start[1:], side="right")
    places = np.minimum(after + plan.promise.days - 1, len(ends) - 1)
    known: np.ndarray = np.where(after + plan.promise.days - 1 < len(ends), ends[places], NEVER)
    return np.append(known, NEVER).astype(np.int64)


def draw_orders(
    plan: Plan, rep_key: int, streams: list[tuple[Stream, int, int]]
) -> tuple[np.ndarray, np.ndarray]:
    """The orders and lines of all streams, each given with the instants between which it counts."""
    ready = prepare(plan)
    parts = [draw_placements(plan, rep_key, stream, begin, end) for stream, begin, end in streams]
    given: np.ndarray | None = None
    if plan.history is not None:
        times, keys, given = draw_history(plan, plan.history, rep_key)
        parts[0] = times, keys
    times, keys, which = parts[0][0], parts[0][1], np.zeros(len(parts[0][0]), np.int32)
    for number in range(1, len(parts)):
        times, keys, which = merge(times, keys, which, *parts[number], number)
    rows = np.full(len(times), GENERATED)
    if given is not None:
        rows[which == 0] = given
    baskets = [stream for stream, _, _ in streams]
    if plan.open_orders is not None:
        before, own, open_rows = draw_open_orders(plan, plan.open_orders, rep_key)
        times, keys = np.concatenate([before, times]), np.concatenate([own, keys])
        rows = np.concatenate([open_rows, rows])
        which = np.concatenate([np.full(len(before), len(baskets), np.int32), which])
        baskets.append(baskets[0])
    return _fill(plan, ready, times, keys, which, rows, baskets)


NO_BASKETS = Baskets(*(np.zeros(size, np.int64) for size in (0, 1, 0, 0)))


def _fill(
    plan: Plan,
    ready: Prepared,
    times: np.ndarray,
    keys: np.ndarray,
    which: np.ndarray,
    rows: np.ndarray,
    streams: list[Stream],
) -> tuple[np.ndarray, np.ndarray]:
    """Orders and lines of these placements; `which` is the place of each one's stream in `streams`."""
    orders = room(len(times) + 1, ORDER, row_bytes=TABLES["orders"].dtype.itemsize)
    orders[-1:] = np.zeros(1, ORDER)
    orders["t"][:-1], orders["t"][-1] = times, NEVER
    orders["key"][:-1], orders["stream"][:-1] = keys, which
    shares = [
        stack([getattr(s, part) for s in streams]) for part in ("regions", "items", "lines", "quantities")
    ]
    units = plan.routing.splits == "units"
    recipes = (ready.recipe_first, ready.recipe_sku, ready.recipe_units)
    read = plan.baskets or NO_BASKETS
    real = (rows, read.region, read.first, read.item, read.quantity)
    kits = np.array([item.kit for item in plan.items])
    lines = room(most_lines(orders, *shares, *real, *recipes, units), LINE)
    used = fill_baskets(orders, lines, *shares, *real, *recipes, kits, units)
    _promise(orders, plan.day_start, ready.promised, ready.cutoff, plan.promise.days * 86_400_000_000)
    if plan.open_orders is not None:
        own = np.arange(len(plan.open_orders.placed))
        orders["promise"][own] = plan.open_orders.promise[orders["region"][own], own]
    return orders, lines[:used]


@open_kernel
def _promise(orders, day_start, promised, cutoff, length):
    """Promise of every order; days come in order, so one pass over the midnights is enough."""
    d = 0
    for o in range(len(orders) - 1):
        t = orders[o].t
        if len(promised) == 0:
            orders[o].promise = t + length
            continue
        while day_start[d + 1] <= t:
            d += 1
        late = t > cutoff[orders[o].region, d]
        orders[o].promise = promised[d + 1] if late else promised[d]
