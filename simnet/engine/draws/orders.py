"""Who orders what, when: the customers of a replication in columns.

Luck belongs to the order: its key is folded from (stream, date, ordinal), so neither another stream nor a
longer
warm-up changes what an order is.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from simnet.engine import luck
from simnet.engine.compiled import columns, kernel, open_kernel
from simnet.engine.draws.replayed import GENERATED, ask_each, draw_history, draw_open_orders
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
    parts = [_placements(plan, rep_key, stream, begin, end) for stream, begin, end in streams]
    given: np.ndarray | None = None
    if plan.history is not None:
        times, keys, given = draw_history(plan, plan.history, rep_key)
        parts[0] = times, keys
    times, keys, which = parts[0][0], parts[0][1], np.zeros(len(parts[0][0]), np.int32)
    for number in range(1, len(parts)):
        times, keys, which = _merge(times, keys, which, *parts[number], number)
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


def _placements(
    plan: Plan, rep_key: int, stream: Stream, begin: int, end: int
) -> tuple[np.ndarray, np.ndarray]:
    """Times and keys of one stream's orders from `begin` to `end`, by (time, day, ordinal); none is placed at
    or after the end of the horizon."""
    days = np.flatnonzero(stream.means > 0)
    base = luck.fold(rep_key, luck.label_key(stream.label))
    day_keys = _day_keys(np.uint64(base), days + plan.first_day)
    counts = _counts(stream, days, day_keys)
    even = stream.counts == "deterministic"
    times, keys = _place(plan.day_start, days, day_keys, counts, plan.tables[stream.hours], even)
    end = min(end, plan.end)
    if begin > 0 or (len(times) > 0 and times[-1] >= end):
        kept = (times >= begin) & (times < end)
        times, keys = times[kept], keys[kept]
    return times, keys


def _counts(stream: Stream, days: np.ndarray, day_keys: np.ndarray) -> np.ndarray:
    """Orders of each day by inversion of the day's own luck."""
    means = stream.means[days]
    if stream.counts == "deterministic":
        whole = np.floor(np.cumsum(stream.means) + 0.5).astype(np.int64)
        counts: np.ndarray = np.diff(whole, prepend=0)[days]
        return counts
    dispersion = 1.0 if stream.counts == "poisson" else max(1.0, stream.dispersion)
    drawn: np.ndarray = _count_all(ask_each(day_keys, luck.COUNT), means, dispersion)
    return drawn


@open_kernel
def _count_all(u, means, dispersion):
    counts = np.empty(len(u), np.int64)
    for i in range(len(u)):
        counts[i] = count(u[i], means[i], dispersion)
    return counts


@open_kernel
def count(u, mean, dispersion):
    """The smallest k at which a count with this mean, and variance dispersion × mean, has P(N ≤ k) ≥ u.

    Negative binomial, or Poisson at a dispersion of 1. Chances are those of the mode times ratios of
    neighbours, added up as far as they change the sum, so nothing needs a gamma function:
    P(k + 1) / P(k) = (mean + k × more) / (dispersion × (k + 1)), with more = dispersion − 1.
    """
    more = dispersion - 1.0
    mode = int(max(0.0, mean - more))
    below = above = 0.0
    chance, k = 1.0, mode
    while k > 0 and chance > 1e-18:
        chance *= dispersion * k / (mean + (k - 1) * more)
        k -= 1
        below += chance
    chance, k = 1.0, mode
    while chance > 1e-18:
        chance *= (mean + k * more) / (dispersion * (k + 1))
        k += 1
        above += chance
    wanted = u * (below + 1.0 + above)
    chance, k, reached = 1.0, mode, below + 1.0
    while k > 0 and reached - chance >= wanted:
        reached -= chance
        chance *= dispersion * k / (mean + (k - 1) * more)
        k -= 1
    while reached < wanted and chance > 1e-18:
        chance *= (mean + k * more) / (dispersion * (k + 1))
        k += 1
        reached += chance
    return k


@open_kernel
def _day_keys(base, ordinals):
    keys = np.empty(len(ordinals), np.uint64)
    for i in range(len(ordinals)):
        keys[i] = luck._fold(base, np.uint64(ordinals[i]))
    return keys


@open_kernel
def _place(day_start, days, day_keys, counts, hours, even):
    """Every order's time and key, sorted within its day by (time, ordinal)."""
    total = counts.sum()
    times = np.empty(total, np.int64)
    keys = np.empty(total, np.uint64)
    at = 0
    for i in range(len(days)):
        begin = day_start[days[i]]
        length = day_start[days[i] + 1] - begin
        for j in range(counts[i]):
            key = luck._fold(day_keys[i], np.uint64(j))
            u = (j + 0.5) / counts[i] if even else luck.u01(key, luck.TIME, 0)
            t = begin + np.int64(np.floor(min(luck.quantile(hours, u), 0.9999999999) * length))
            times[at + j] = t
            keys[at + j] = key
        _sort_day(times[at : at + counts[i]], keys[at : at + counts[i]], begin, length)
        at += counts[i]
    return times, keys


@kernel
def _sort_day(times, keys, begin, length):
    """Stable sort of a day's orders: into as many buckets as orders, then by insertion."""
    n = len(times)
    first = np.zeros(n + 1, np.int64)
    place = np.empty(n, np.int64)
    for i in range(n):
        place[i] = min(n - 1, int((times[i] - begin) / length * n))
        first[place[i] + 1] += 1
    for i in range(n):
        first[i + 1] += first[i]
    t, k = times.copy(), keys.copy()
    for i in range(n):
        at = first[place[i]]
        first[place[i]] += 1
        times[at] = t[i]
        keys[at] = k[i]
    for i in range(1, n):
        a, b, j = times[i], keys[i], i
        while j > 0 and times[j - 1] > a:
            times[j] = times[j - 1]
            keys[j] = keys[j - 1]
            j -= 1
        times[j] = a
        keys[j] = b


@open_kernel
def _merge(t1, k1, w1, t2, k2, number):
    """Two sorted streams as one; the earlier stream goes first in a tie."""
    n = len(t1) + len(t2)
    t, k, w = np.empty(n, np.int64), np.empty(n, np.uint64), np.empty(n, np.int32)
    i = j = 0
    for at in range(n):
        if j >= len(t2) or (i < len(t1) and t1[i] <= t2[j]):
            t[at], k[at], w[at] = t1[i], k1[i], w1[i]
            i += 1
        else:
            t[at], k[at], w[at] = t2[j], k2[j], number
            j += 1
    return t, k, w


def _fill(
    plan: Plan,
    ready: Prepared,
    times: np.ndarray,
    keys: np.ndarray,
    which: np.ndarray,
    rows: np.ndarray,
    streams: list[Stream],
) -> tuple[np.ndarray, np.ndarray]:
    orders = room(len(times) + 1, ORDER, row_bytes=TABLES["orders"].dtype.itemsize)
    orders[-1:] = np.zeros(1, ORDER)
    orders["t"][:-1], orders["t"][-1] = times, NEVER
    orders["key"][:-1], orders["stream"][:-1] = keys, which
    shares = [
        _stack([getattr(s, part) for s in streams]) for part in ("regions", "items", "lines", "quantities")
    ]
    units = plan.routing.splits == "units"
    recipes = (ready.recipe_first, ready.recipe_sku, ready.recipe_units)
    read = plan.baskets or NO_BASKETS
    real = (rows, read.region, read.first, read.item, read.quantity)
    kits = np.array([item.kit for item in plan.items])
    lines = room(_most(orders, *shares, *real, *recipes, units), LINE)
    used = _baskets(orders, lines, *shares, *real, *recipes, kits, units)
    _promise(orders, plan.day_start, ready.promised, ready.cutoff, plan.promise.days * 86_400_000_000)
    if plan.open_orders is not None:
        own = np.arange(len(plan.open_orders.placed))
        orders["promise"][own] = plan.open_orders.promise[orders["region"][own], own]
    return orders, lines[:used]


def _stack(rows: list[np.ndarray]) -> np.ndarray:
    """Cumulated shares of unequal length as one array, filled up with 1."""
    full = np.ones((len(rows), max(len(row) for row in rows)))
    for number, row in enumerate(rows):
        full[number, : len(row)] = row
        full[number, len(row) - 1 :] = 1.0
    return full


@kernel
def _pick(shares, u):
    """The first place whose cumulated share is above u."""
    if len(shares) <= 8:
        i = 0
        while shares[i] <= u:
            i += 1
        return i
    return np.searchsorted(shares, u, side="right")


@open_kernel
def _most(
    orders, regions, items, lines, quantities, rows, place, start, item, units, first, sku, parts, explode
):
    """Lines needed at most."""
    most = 0
    for o in range(len(orders) - 1):
        key, s, row = orders[o].key, orders[o].stream, rows[o]
        begin, end = _bounds(start, row, lines[s], key)
        for i in range(begin, end):
            what = item[i] if row >= 0 else _pick(items[s], luck.u01(key, luck.ITEM, i))
            if not explode:
                most += first[what + 1] - first[what]
                continue
            quantity = units[i] if row >= 0 else 1 + _pick(quantities[s], luck.u01(key, luck.QUANTITY, i))
            for c in range(first[what], first[what + 1]):
                most += parts[c] * quantity
    return most


@kernel
def _bounds(start, row, lines, key):
    """First line of an order and the end of its last: those of a real order, or as many as its luck says."""
    if row >= 0:
        return start[row], start[row + 1]
    return np.int64(0), np.int64(1 + _pick(lines, luck.u01(key, luck.LINES, 0)))


@open_kernel
def _baskets(
    orders,
    out,
    regions,
    items,
    lines,
    quantities,
    rows,
    place,
    start,
    item,
    units,
    first,
    sku,
    parts,
    kits,
    explode,
):
    """Fill region and lines of every order; the number of lines used.

    An order with a row has the region and the lines of that real order; `start` is where they begin.
    """
    at = 0
    for o in range(len(orders) - 1):
        key, s, row = orders[o].key, orders[o].stream, rows[o]
        orders[o].first = at
        if row >= 0 and place[row] >= 0:
            orders[o].region = place[row]
        else:
            orders[o].region = _pick(regions[s], luck.u01(key, luck.REGION, 0))
        own = at
        begin, end = _bounds(start, row, lines[s], key)
        for i in range(begin, end):
            if row >= 0:
                what, quantity = item[i], units[i]
            else:
                what, quantity = _pick(items[s], luck.u01(key, luck.ITEM, i)), 1
                if quantities.shape[1] > 1:
                    quantity += _pick(quantities[s], luck.u01(key, luck.QUANTITY, i))
            at = _add(out, own, at, what, quantity, first, sku, parts, kits[what])
        if explode:
            at = _explode(out, own, at)
    orders[len(orders) - 1].first = at
    return at


@kernel
def _add(out, begin, at, item, quantity, first, sku, units, kit):
    if not kit:
        for line in range(begin, at):
            if out[line].bought == item:
                out[line].quantity += quantity * units[first[item]]
                return at
    group = at
    for c in range(first[item], first[item + 1]):
        out[at].sku = sku[c]
        out[at].quantity = units[c] * quantity
        out[at].group = group
        out[at].bought = item
        at += 1
    return at


@kernel
def _explode(out, begin, at):
    """Lines of one unit each, every one a group of its own."""
    n = at - begin
    kept = out[begin:at].copy()
    for i in range(n):
        for _ in range(kept[i].quantity):
            out[begin].sku = kept[i].sku
            out[begin].quantity = 1
            out[begin].group = begin
            out[begin].bought = kept[i].bought
            begin += 1
    return begin


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
