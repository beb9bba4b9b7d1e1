"""Counts over a window of time, for thresholds: what is known at an instant (docs/model.md §12)."""

from __future__ import annotations

from simnet.engine.compiled import kernel
from simnet.engine.flow.tables import (
    BACK,
    CANCELLED,
    DAMAGED,
    DETERRED,
    GONE,
    LOST,
    NEVER,
    PICKED,
    TRANSIT,
    VOID,
)

ALL = 0
NODE = 1
REGION = 2


@kernel
def damaged_parcels(w, m, first, over, each, at, to, cases, hits, now):
    """Parcels delivered in (now − over, now] by subject, and the damaged ones; where to begin next time."""
    waiting = first
    passed = True
    everywhere = len(at) == 0 and len(to) == 0
    for h in range(first, w.world[0].parcels):
        p = w.parcel[h]
        arrived = p.delivered >= 0 and (p.state == TRANSIT or p.state == BACK)
        recent = arrived and now - over < p.delivered <= now
        if recent and (everywhere or _counts(at, to, p.node, m.orders[p.order].region)):
            subject = p.node if each == NODE else (m.orders[p.order].region if each == REGION else 0)
            cases[subject] += 1
            hits[subject] += (p.fate & DAMAGED) > 0
        passed = passed and (p.state == VOID or p.state == GONE or (arrived and p.delivered <= now - over))
        if passed:
            waiting = h + 1
    return waiting


@kernel
def orders_due(w, m, first, over, each, at, to, cases, hits, now):
    """Orders promised in (now − over, now] by subject, and those wholly delivered by promise; where to
    begin next."""
    waiting = first
    passed = True
    everywhere = len(at) == 0 and len(to) == 0
    for o in range(first, w.world[0].next_order):
        t = m.orders[o].promise
        if now - over < t <= now and m.orders[o].t < now and w.order[o].state != DETERRED:
            subject = _subject(w, m, o, each)
            if subject >= 0 and (everywhere or _counts(at, to, w.order[o].node, m.orders[o].region)):
                cases[subject] += 1
                hits[subject] += door(w, m, o) <= t
        passed = passed and t <= now - over
        if passed:
            waiting = o + 1
    return waiting


@kernel
def orders_overdue(w, m, first, each, at, to, cases, now):
    """Open orders past their promise by subject; where to begin next time."""
    waiting = first
    passed = True
    everywhere = len(at) == 0 and len(to) == 0
    for o in range(first, w.world[0].next_order):
        if m.orders[o].t < now and w.order[o].state != DETERRED:
            still = is_open(w, m, o, now)
            subject = _subject(w, m, o, each)
            late = still and m.orders[o].promise < now
            counted = everywhere or _counts(at, to, w.order[o].node, m.orders[o].region)
            if late and subject >= 0 and counted:
                cases[subject] += 1
            passed = passed and not still
        if passed:
            waiting = o + 1
    return waiting


@kernel
def _counts(at, to, n, r):
    """Whether a node (-1: none) and a region are among those looked at; empty lists are all of them."""
    return (len(at) == 0 or (n >= 0 and at[n] > 0)) and (len(to) == 0 or to[r] > 0)


@kernel
def _subject(w, m, o, each):
    if each == NODE:
        return w.order[o].node
    return m.orders[o].region if each == REGION else 0


@kernel
def door(w, m, o):
    """When all lines of an order were, or will be, at the door for the first time; NEVER if that is not
    known."""
    last = 0
    for i in range(m.orders[o].first, m.orders[o + 1].first):
        row = w.line[i]
        t = NEVER
        if row.arrived >= 0:
            t = w.parcel[row.arrived].delivered
        elif row.state == PICKED and row.parcel >= 0:
            p = w.parcel[row.parcel]
            if p.state == TRANSIT or p.state == BACK:
                t = p.delivered
        last = max(last, t)
    return last


@kernel
def is_open(w, m, o, now):
    """Whether a line of an order has not ended: neither delivered nor cancelled nor lost."""
    for i in range(m.orders[o].first, m.orders[o + 1].first):
        row = w.line[i]
        if row.state == CANCELLED or row.state == LOST:
            continue
        if row.state != PICKED or row.parcel < 0:
            return True
        p = w.parcel[row.parcel]
        if p.state != GONE and not ((p.state == TRANSIT or p.state == BACK) and p.delivered <= now):
            return True
    return False
