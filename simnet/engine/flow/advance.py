"""The flow's clock: take its events in exact order, up to the next event of the world."""

from __future__ import annotations

from simnet.engine import luck
from simnet.engine.compiled import kernel
from simnet.engine.flow.aftercare import customer_event
from simnet.engine.flow.agenda import before, drop_first
from simnet.engine.flow.batch import call_for, is_test_order
from simnet.engine.flow.choosing import candidate, group_end, take, untake
from simnet.engine.flow.docks import attempt_of
from simnet.engine.flow.packing import station_done
from simnet.engine.flow.rerouting import touch_done
from simnet.engine.flow.routing import route
from simnet.engine.flow.tables import (
    ARRIVAL,
    CUSTOMER,
    DETERRED,
    DONE,
    EXCEPTION,
    HANDS,
    PLACED,
    RANK,
    REVIEW,
    SYSTEM,
)
from simnet.engine.flow.team import hand_over
from simnet.engine.flow.waiting import start_patience

NOTHING = -1
FULL = -2
"""A table has no room left: make room and go on."""
ROOM = 64


@kernel
def advance(w, m, until, priority):
    """Let everything flow that comes before (until, priority).

    Returns the instant at which a reorder test is due, and stops before the REVIEW of it; `NOTHING`; or
    `FULL`.
    """
    g = w.world[0]
    signal = NOTHING
    arrival = ARRIVAL * RANK
    review = REVIEW * RANK
    while True:
        if _full(w):
            return FULL
        i = g.next_order
        t = max(0, m.orders[i].t)  # what was placed before time zero arrives at it
        if g.agenda > 0 and before(w.agenda[0].t, w.agenda[0].priority, t, arrival):
            t = w.agenda[0].t
            if not before(t, w.agenda[0].priority, until, priority):
                return signal
            _take_event(w, m)
        else:
            if not before(t, arrival, until, priority):
                return signal
            g.next_order = i + 1
            arrive(w, m, i, t)
        if signal < 0 and (g.due > 0 or g.granted > 0 or g.called > 0 or g.diverted > 0):
            signal = t
            until = t
            priority = review


@kernel
def _full(w):
    g = w.world[0]
    more = ROOM + g.waiting
    return (
        g.parcels + more > len(w.parcel)
        or g.agenda + more > len(w.agenda)
        or g.touches + more > len(w.touch)
        or g.misses + more > len(w.miss)
        or g.changes + ROOM + g.most_lines > len(w.change)
        or g.granted + g.claims - g.open_claim + ROOM > len(w.grant)
    )


@kernel
def _take_event(w, m):
    """Take the head of the agenda; what was paused or changed since is skipped."""
    head = w.agenda[0]
    t, priority, subject = head.t, head.priority, head.subject
    drop_first(w)
    rank = priority // RANK
    if rank == DONE:
        tie = priority - DONE * RANK
        n, s = tie >> 16, tie & 0xFFFF
        if w.station[n, s].done == t and w.station[n, s].parcel == subject:
            station_done(w, m, n, s, t)
    elif rank == CUSTOMER:
        customer_event(w, m, priority & 3, attempt_of(priority), subject, t)
    else:
        s = priority & 0xFFFF
        team = len(w.node) - 1
        if w.station[team, s].done == t and w.station[team, s].parcel == subject:
            touch_done(w, m, s, t)


@kernel
def arrive(w, m, o, now):
    """A customer orders, unless earlier orders went badly enough that this one is never placed."""
    r = m.orders[o].region
    chance = w.region[r].loyalty
    if m.orders[o].t < 0:
        chance = 1.0  # it has been placed already
    elif len(m.thin) > 0:
        chance *= _thinned(m, o, r, now)
    if chance < 1.0 and luck.u01(m.orders[o].key, luck.THIN, 0) >= chance:
        w.order[o].state = DETERRED
        return
    if w.world[0].until_packing:
        start_patience(w, m, o, now)
    if w.world[0].system_down > 0:
        w.order[o].state = SYSTEM
    else:
        screen(w, m, o, now)


@kernel
def _thinned(m, o, r, now):
    """The product of the factors below one that concern an order."""
    chance = 1.0
    for f in range(len(m.thin)):
        row = m.thin[f]
        if row.begin <= now < row.end and (row.all_regions or m.thin_regions[f, r]):
            concerned = row.all_items != 0
            for i in range(m.orders[o].first, m.orders[o + 1].first):
                concerned = concerned or m.thin_items[f, m.lines[i].bought] != 0
            if concerned:
                chance *= row.factor
    return chance


@kernel
def screen(w, m, o, now):
    """An exception waits for the team with nothing reserved; every other order is routed at once."""
    w.order[o].state = PLACED
    if w.world[0].batch > 0 and is_test_order(w, m, o):
        call_for(w, m, o, now)
    elif is_exception(w, m, o):
        for i in range(m.orders[o].first, m.orders[o + 1].first):
            w.line[i].state = HANDS
        hand_over(w, m, EXCEPTION, o, now)
    else:
        route(w, m, o, -1, -1, now)


@kernel
def is_exception(w, m, o):
    g = w.world[0]
    if g.oversize:
        for i in range(m.orders[o].first, m.orders[o + 1].first):
            if m.skus[m.lines[i].sku].oversize:
                return True
    if g.problem:
        if g.problem_share > 0 and luck.u01(m.orders[o].key, luck.PROBLEM, 0) < g.problem_share:
            return True
        r = m.orders[o].region
        home = w.region[r].home
        if home >= 0 and m.ways[r, home, 0] >= 0 and w.lane[m.ways[r, home, 0]].problem:
            return True
    return g.partial != 0 and _partly_out(w, m, o)


@kernel
def _partly_out(w, m, o):
    """Some but not all groups could be filled, each alone, by a candidate."""
    a, b = m.orders[o].first, m.orders[o + 1].first
    if group_end(m, a, b) == b:
        return False
    filled = groups = 0
    line = a
    while line < b:
        e = group_end(m, line, b)
        groups += 1
        for n in range(m.ways.shape[1]):
            if candidate(w, m, n, m.orders[o].region) and take(w, m, n, line, e, True, 0) > 0:
                untake(w, m, -1, line, e)
                filled += 1
                break
        line = e
    return 0 < filled < groups


@kernel
def system_back(w, m, now):
    """The order system is up again: all orders that waited are screened in order of placing."""
    for o in range(w.world[0].system_first, w.world[0].next_order):
        if w.order[o].state == SYSTEM:
            screen(w, m, o, now)


__all__ = ["advance", "arrive", "screen", "system_back"]
