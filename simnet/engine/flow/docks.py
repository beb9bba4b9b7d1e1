"""Parcels at a dock, their collection, and how long they will be under way (docs/model.md §8, §13)."""

from __future__ import annotations

import math

import numpy as np

from simnet.engine import luck
from simnet.engine.compiled import kernel
from simnet.engine.doors import door
from simnet.engine.flow.agenda import push
from simnet.engine.flow.tables import (
    COMES_BACK,
    CUSTOMER,
    DAMAGED,
    DELIVERY,
    NEVER,
    RANK,
    RETURNED,
    SENT_BACK,
    STAGED,
    TRANSIT,
    WRONG,
)

DAY = 86_400_000_000
WEEK = 7 * DAY
MINUTE = 60_000_000
DAY_MINUTES = 1440
"""Days are scaled in whole minutes: the product of two durations in microseconds would overflow."""


@kernel
def stage(w, m, h, now):
    """A packed parcel goes to the end of its dock; a continuous dock sends it off if it can."""
    p = w.parcel[h]
    p.state = STAGED
    p.delivered = w.world[0].staged
    w.world[0].staged += 1
    d = w.lane[p.lane].dock
    dock = w.dock[d]
    p.next = -1
    p.previous = dock.tail
    if dock.tail >= 0:
        w.parcel[dock.tail].next = h
    else:
        dock.head = h
    dock.tail = h
    dock.staged += 1
    if dock.continuous and _takes(w, h):
        collect(w, m, d, -1, now, now)


@kernel
def undock(w, h):
    """A staged parcel leaves its dock."""
    p = w.parcel[h]
    dock = w.dock[w.lane[p.lane].dock]
    dock.staged -= 1
    if p.previous >= 0:
        w.parcel[p.previous].next = p.next
    else:
        dock.head = p.next
    if p.next >= 0:
        w.parcel[p.next].previous = p.previous
    else:
        dock.tail = p.previous


@kernel
def _runs(w, d):
    return w.dock[d].missed == 0 and w.node[w.dock[d].node].down == 0


@kernel
def _takes(w, h):
    return w.lane[w.parcel[h].lane].down == 0


@kernel
def _daily_left(w, c):
    """Parcels that a carrier can still take today; -1 if there is no limit."""
    carrier = w.carrier[c]
    if carrier.capacity == 0:
        return -1
    if carrier.day != w.world[0].day:
        carrier.day = w.world[0].day
        carrier.used = 0
    return carrier.capacity - carrier.used


@door
def collect(w, m, d, capacity, packed_by, now):
    """A pickup at a dock: what was packed by then goes, first staged first, up to the capacity (-1: none)."""
    dock = w.dock[d]
    if not _runs(w, d):
        return
    daily = _daily_left(w, dock.carrier)
    if daily >= 0 and (capacity < 0 or daily < capacity):
        capacity = daily
    h = dock.head
    while h >= 0 and capacity != 0:
        following = w.parcel[h].next
        if w.parcel[h].packed <= packed_by and _takes(w, h):
            collect_one(w, m, h, now)
            capacity -= 1
        h = following


@kernel
def collect_one(w, m, h, now):
    """A parcel leaves with its carrier; its delivery and its fate are settled by the order's luck."""
    undock(w, h)
    p = w.parcel[h]
    lane = w.lane[p.lane]
    key = m.orders[p.order].key
    c = w.dock[lane.dock].carrier
    w.carrier[c].used += 1
    u = luck.u01(key, luck.TRANSIT, p.attempt)
    days = luck.quantile(m.tables[lane.table], u) * m.congestion[c, now // WEEK] * lane.factor + lane.add
    p.state = TRANSIT
    p.collected = now
    p.delivered = arrival(m, lane.clock, lane.whole_days, now, days)
    _settle(w, m, h, key)


@kernel
def _settle(w, m, h, key):
    p = w.parcel[h]
    lane = w.lane[p.lane]
    hazard = lane.damage
    if hazard > 0:
        worst = 1.0
        for i in range(m.orders[p.order].first, m.orders[p.order + 1].first):
            if w.line[i].parcel == h:
                worst = max(worst, m.skus[m.lines[i].sku].fragile)
        hazard = min(1.0, hazard * worst * lane.damage_factor)
        if luck.u01(key, luck.DAMAGE, p.attempt) < hazard:
            p.fate |= DAMAGED
    if p.fate & (DAMAGED | WRONG) == 0:
        rate = w.world[0].return_rate
        if rate > 0 and luck.u01(key, luck.RETURN, p.attempt) < rate:
            p.fate |= RETURNED
    expect_delivery(w, h)


@kernel
def expect_delivery(w, h):
    """Put the delivery of a parcel with consequences on the agenda."""
    p = w.parcel[h]
    if p.fate & (DAMAGED | WRONG | RETURNED):
        push(w, p.delivered, customer(p.order, p.attempt, DELIVERY), h)


@kernel
def customer(o, attempt, kind):
    """Priority of a CUSTOMER event: by order, then attempt (of patience: number of the wait), then kind."""
    return CUSTOMER * RANK + (np.int64(o) << 12) + (min(attempt, 1000) << 2) + kind


@kernel
def attempt_of(priority):
    """The attempt in the priority of a CUSTOMER event."""
    return (priority >> 2) & 1023


@kernel
def comes_back(w, h, kind, t):
    push(w, t, customer(w.parcel[h].order, w.parcel[h].attempt, kind), h)


@kernel
def arrival(m, clock, whole_days, now, duration):
    """When something that leaves now and takes `duration` arrives, by calendar or by a business clock.

    It never does if that is beyond the last business day of the clock.
    """
    if clock < 0:
        return now + math.floor(duration + 0.5)
    day = _day(m, clock, now)
    here = m.clock[clock, day]
    last = m.business.shape[1] - 1
    whole_duration = math.floor(duration + 0.5)
    if whole_days:
        whole = max(1, (whole_duration + DAY - 1) // DAY)
        nth = here.before + here.business + whole - 1
        if nth > last:
            return NEVER
        return m.clock[clock, m.business[clock, nth]].deliver
    passed = here.before * DAY
    if here.business:
        minutes = (m.clock[clock, day + 1].start - here.start) // MINUTE
        passed += (now - here.start) * DAY_MINUTES // minutes
    due = passed + whole_duration
    if due // DAY > last:
        return NEVER
    there = m.business[clock, due // DAY]
    minutes = (m.clock[clock, there + 1].start - m.clock[clock, there].start) // MINUTE
    return m.clock[clock, there].start + (due % DAY) * minutes // DAY_MINUTES


@kernel
def _day(m, clock, now):
    """The local day of an instant: near now // 24 h, since midnights are close to multiples of a day."""
    days = m.clock.shape[1] - 2
    d = min(days, max(0, (now - m.clock[clock, 0].start) // DAY))
    while d < days and m.clock[clock, d + 1].start <= now:
        d += 1
    while d > 0 and m.clock[clock, d].start > now:
        d -= 1
    return d


__all__ = [
    "COMES_BACK",
    "SENT_BACK",
    "arrival",
    "attempt_of",
    "collect",
    "collect_one",
    "comes_back",
    "customer",
    "stage",
    "undock",
]
