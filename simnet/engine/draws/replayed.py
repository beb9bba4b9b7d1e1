"""Real orders in place of generated ones: when they are placed in a replication, and under which keys."""

from __future__ import annotations

import numpy as np

from simnet.engine import luck
from simnet.engine.compiled import open_kernel
from simnet.engine.plan import History, OpenOrders, Plan

GENERATED = -1
"""The row of an order that is drawn; a real one has that of its basket."""
OPEN = "open orders"
"""Luck label of the orders that are open at time zero."""

Placed = tuple[np.ndarray, np.ndarray, np.ndarray]
"""Instants, keys and rows of orders, by (instant, day, ordinal)."""


def draw_history(plan: Plan, history: History, rep_key: int) -> Placed:
    """Place real orders again: all of them as they were, or whole weeks that are drawn.

    An order's key is folded from (stream, date, ordinal of the day), like that of a generated one.
    """
    base = int(luck.fold(rep_key, luck.label_key(plan.streams[0].label)))
    days = len(history.growth)
    source = history.days if len(history.days) else _drawn_days(plan, history, base, days)
    counts = history.first[source + 1] - history.first[source]
    day = np.repeat(np.arange(days), counts)
    ordinal = np.arange(len(day)) - np.repeat(np.cumsum(counts) - counts, counts)
    rows = history.first[source][day] + ordinal
    day_keys = _fold_each(np.full(days, base, np.uint64), plan.first_day + np.arange(days))
    if (history.growth != 1.0).any():
        chance = ask_each(_fold_each(day_keys[day], ordinal), luck.COUNT)
        copies = np.floor(history.growth[day] + chance).astype(np.int64)
        day, rows = np.repeat(day, copies), np.repeat(rows, copies)
        counts = np.bincount(day, minlength=days)
        ordinal = np.arange(len(day)) - np.repeat(np.cumsum(counts) - counts, counts)
    length = np.diff(plan.day_start)[day]
    times = plan.day_start[day] + _stretched(history.elapsed[rows], history.length[source][day], length)
    kept = times < plan.end
    return times[kept], _fold_each(day_keys[day], ordinal)[kept], rows[kept]


def _drawn_days(plan: Plan, history: History, base: int, days: int) -> np.ndarray:
    """The day of the file for every day of the run: weeks by the luck of their Monday, days by weekday."""
    sizes = (history.choices >= 0).sum(axis=1)
    begins = np.empty(len(sizes), np.int64)
    for week, (monday, size) in enumerate(zip(history.mondays.tolist(), sizes.tolist(), strict=True)):
        u = luck.ask(luck.fold(base, monday), luck.COUNT, 0)
        begins[week] = history.choices[week, min(int(u * size), size - 1)]
    date = plan.first_day + np.arange(days)
    found: np.ndarray = begins[(date - history.mondays[0]) // 7] + (date - 1) % 7
    return found


def _stretched(elapsed: np.ndarray, length: np.ndarray, other: np.ndarray) -> np.ndarray:
    """The same part of a day of another length; days of equal length keep every microsecond."""
    part = np.minimum(np.floor(elapsed * (other / length)).astype(np.int64), other - 1)
    return np.where(length == other, elapsed, part)


def draw_open_orders(plan: Plan, waiting: OpenOrders, rep_key: int) -> Placed:
    """Orders placed before time zero, at their true instants."""
    base = int(luck.fold(rep_key, luck.label_key(OPEN)))
    day_keys = _fold_each(np.full(len(waiting.day), base, np.uint64), waiting.day)
    ordinal = np.arange(len(waiting.day)) - np.searchsorted(waiting.day, waiting.day)
    rows = (
        len(plan.baskets.region) - len(waiting.day) + np.arange(len(waiting.day)) if plan.baskets else ordinal
    )
    return waiting.placed, _fold_each(day_keys, ordinal), rows


@open_kernel
def _fold_each(keys, numbers):
    folded = np.empty(len(keys), np.uint64)
    for i in range(len(keys)):
        folded[i] = luck._fold(keys[i], np.uint64(numbers[i]))
    return folded


@open_kernel
def ask_each(keys, purpose):
    """The luck of many keys, first attempt."""
    u = np.empty(len(keys))
    for i in range(len(keys)):
        u[i] = luck.u01(keys[i], purpose, 0)
    return u
