"""When a stream's orders are placed: how many a day, at which instants, under which keys."""

from __future__ import annotations

import numpy as np

from simnet.engine import luck
from simnet.engine.compiled import kernel, open_kernel
from simnet.engine.draws.replayed import ask_each
from simnet.engine.plan import Plan, Stream


def draw_placements(
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
def merge(t1, k1, w1, t2, k2, number):
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
