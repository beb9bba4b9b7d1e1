"""One replication's hand: orders, lines, occurrences, congestion."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, replace

import numpy as np

from simnet.engine import luck
from simnet.engine.draws.congestion import draw_congestion
from simnet.engine.draws.occurrences import Occurrence, draw_occurrences
from simnet.engine.draws.orders import draw_orders
from simnet.engine.draws.replayed import OPEN
from simnet.engine.plan import NEVER, Plan, Stream, Thinning
from simnet.engine.room import moved
from simnet.records.tables import TABLES


@dataclass(frozen=True, eq=False)
class Draws:
    """What a replication is dealt; read-only."""

    replication: int
    rep_key: int
    orders: np.ndarray
    """Rows of `orders.ORDER`, by (time, stream, day, ordinal), and one closing row."""
    lines: np.ndarray
    """Rows of `orders.LINE`."""
    occurrences: tuple[Occurrence, ...]
    congestion: np.ndarray
    """Transit factor, shape (carriers, weeks)."""
    thinnings: tuple[Thinning, ...]
    """Factors below one, of promotions and of demand surges."""
    streams: tuple[str, ...] = ()
    """Labels of the streams that `orders["stream"]` numbers."""


def draw(plan: Plan, replication: int, *, disruptions: bool = True, rehearsal: bool = True) -> Draws:
    """Deal replication `replication` of a plan; without `disruptions` it is the twin's hand, without
    `rehearsal` that of a drill's twin.
    """
    rep_key = luck.fold(plan.seed, replication)
    without = frozenset() if rehearsal or plan.rehearsal is None else plan.rehearsal.events
    occurrences = draw_occurrences(plan, rep_key, without) if disruptions else ()
    streams = [(stream, 0, NEVER) for stream in plan.streams]
    streams += [_surge(plan, occurrence) for occurrence in occurrences if _grows(plan, occurrence)]
    orders, lines = _orders(plan, rep_key, streams)
    thinnings = plan.thinnings + tuple(_shrink(plan, o) for o in occurrences if _shrinks(plan, o))
    for array in (orders, lines):
        array.flags.writeable = False
    congestion = draw_congestion(plan, rep_key)
    labels = tuple(stream.label for stream, _, _ in streams)
    if plan.open_orders is not None:
        labels = (*labels, OPEN)
    return Draws(replication, rep_key, orders, lines, occurrences, congestion, thinnings, labels)


def _orders(
    plan: Plan, rep_key: int, streams: list[tuple[Stream, int, int]]
) -> tuple[np.ndarray, np.ndarray]:
    """Deal orders and lines; those without a surge once for a world and its twin, which come one after the
    other."""
    ordinary = len(streams) == len(plan.streams)
    for dealt in list(_dealt):
        if ordinary and dealt.plan is plan and dealt.rep_key == rep_key:
            with contextlib.suppress(ValueError):  # another thread was faster
                _dealt.remove(dealt)
                return dealt.orders, dealt.lines
    orders, lines = draw_orders(plan, rep_key, streams)
    if ordinary and orders.nbytes + lines.nbytes < WORTH_KEEPING:
        # the records are written over what is dealt, so the next gets a copy
        wide = TABLES["orders"].dtype.itemsize
        _dealt.append(_Dealt(plan, rep_key, moved(orders, row_bytes=wide), moved(lines)))
        del _dealt[:-KEPT]
    return orders, lines


WORTH_KEEPING = 8 << 20
"""Bytes of the orders and lines of a replication that are kept for its twin; busier ones are dealt twice."""
KEPT = 1


@dataclass(frozen=True, eq=False)
class _Dealt:
    plan: Plan
    rep_key: int
    orders: np.ndarray
    lines: np.ndarray


_dealt: list[_Dealt] = []


def _grows(plan: Plan, occurrence: Occurrence) -> bool:
    event = plan.events[occurrence.event]
    return event.kind == "demand_surge" and event.factor > 1


def _shrinks(plan: Plan, occurrence: Occurrence) -> bool:
    event = plan.events[occurrence.event]
    return event.kind == "demand_surge" and event.factor < 1


def _shrink(plan: Plan, occurrence: Occurrence) -> Thinning:
    event = plan.events[occurrence.event]
    concerned = frozenset(event.regions), frozenset(event.items)
    return Thinning(occurrence.begin, occurrence.end, event.factor, *concerned)


def _surge(plan: Plan, occurrence: Occurrence) -> tuple[Stream, int, int]:
    """The extra orders of a surge: a stream of its own, restricted to its regions and items."""
    event, base = plan.events[occurrence.event], plan.streams[0]
    regions, region_share = _restricted(base.regions, event.regions)
    items, item_share = _restricted(base.items, event.items)
    first = int(np.searchsorted(plan.day_start, occurrence.begin, side="right")) - 1
    last = int(np.searchsorted(plan.day_start, occurrence.end, side="left"))
    means = np.zeros_like(base.means)
    means[first:last] = base.means[first:last] * (event.factor - 1) * region_share * item_share
    label = f"{event.label}#{occurrence.ordinal}"
    stream = replace(base, label=label, means=means, regions=regions, items=items)
    return stream, occurrence.begin, occurrence.end


def _restricted(cumulated: np.ndarray, kept: tuple[int, ...]) -> tuple[np.ndarray, float]:
    """Cumulated shares of the kept places alone, and the share they had together."""
    if not kept:
        return cumulated, 1.0
    shares = np.diff(cumulated, prepend=0.0)
    mask = np.zeros(len(shares))
    mask[list(kept)] = 1.0
    together = float((shares * mask).sum())
    if together == 0.0:
        return cumulated, 0.0
    restricted = np.cumsum(shares * mask) / together
    restricted[max(kept) :] = 1.0
    return restricted, together
