"""Acts of the team on orders and parcels: release, reroute, relabel, return (docs/model.md §10, §12)."""

from __future__ import annotations

from simnet.engine.compiled import kernel
from simnet.engine.doors import door
from simnet.engine.flow.aftercare import free_lines, reassign, restock_all, withdraw
from simnet.engine.flow.backorders import serve_parcel
from simnet.engine.flow.batch import send_around
from simnet.engine.flow.choosing import allocate, untake, way, way_or_first
from simnet.engine.flow.docks import stage, undock
from simnet.engine.flow.packing import join, load, make_parcel
from simnet.engine.flow.routing import route, ship_tried
from simnet.engine.flow.stock import covers, reserve_parcel
from simnet.engine.flow.tables import (
    BATCH,
    EXCEPTION,
    NEVER_SPLIT,
    PENDING,
    PICKED,
    PURCHASE_ORDER,
    QUEUED,
    RELABEL,
    RELABELLED,
    REROUTE,
    RESERVED,
    SHORT_PICK,
    TRIED,
    VOID,
)
from simnet.engine.flow.team import is_moot, let_go, take_up


@kernel
def touch_done(w, m, s, now):
    """A person finishes a touch: do what it was for, then take the next."""
    i = let_go(w, s, now)
    act_on(w, m, i, now)
    take_up(w, m, now)


@door
def act_on(w, m, i, now):
    """The effect of a finished touch, unless it has become moot meanwhile."""
    kind, subject = w.touch[i].kind, w.touch[i].subject
    if is_moot(w, m, i):
        return
    if kind == EXCEPTION:
        for j in range(m.orders[subject].first, m.orders[subject + 1].first):
            w.line[j].state = PENDING
        route(w, m, subject, -1, -1, now)
    elif kind == BATCH:
        for j in range(m.orders[subject].first, m.orders[subject + 1].first):
            w.line[j].state = PENDING
        send_around(w, m, subject, now)
    elif kind == SHORT_PICK:
        serve_parcel(w, m, w.parcel[subject].node, subject, False, now)
        reassign(w, m, subject, -1, now)
    elif kind == PURCHASE_ORDER:
        w.world[0].called += 1
    elif kind == REROUTE:
        reroute(w, m, subject, now)
    elif kind == RELABEL:
        relabel(w, m, subject, now)


@kernel
def reroute(w, m, h, now):
    """Send a parcel's lines from other nodes, if all of them can be; else it stays where it is."""
    p = w.parcel[h]
    o, n, was = p.order, p.node, p.state
    a, b = m.orders[o].first, m.orders[o + 1].first
    free_lines(w, m, h)
    if allocate(w, m, o, w.world[0].splits == NEVER_SPLIT) > 0:
        untake(w, m, -1, a, b)
        for i in range(a, b):
            if w.line[i].parcel == -2:
                w.line[i].state = RESERVED if was == QUEUED else PICKED
                w.line[i].node = n
                w.line[i].parcel = h
        return
    for i in range(a, b):
        if w.line[i].state == TRIED:
            w.line[i].parcel = h
    if was == QUEUED:
        withdraw(w, m, h, now)
    else:
        undock(w, h)
        p.state = VOID
        restock_all(w, m, h, now)
    serve_parcel(w, m, n, h, False, now)
    ship_tried(w, m, o, p.attempt, n, now)


@kernel
def relabel(w, m, h, now):
    """Move a staged parcel to the first service of its node that is believed open."""
    p = w.parcel[h]
    lane = way(w, m, p.node, m.orders[p.order].region)
    if lane >= 0:
        undock(w, h)
        p.lane = lane
        p.fate |= RELABELLED
        stage(w, m, h, now)


@kernel
def return_home(w, m, h, now):
    """A rerouted parcel that has not started goes back to its old node, if that covers it."""
    p = w.parcel[h]
    home, o, away = p.home, p.order, p.node
    region = m.orders[o].region
    if p.state != QUEUED or home == away or way(w, m, home, region) < 0 or not covers(w, m, home, h):
        return
    withdraw(w, m, h, now)
    new = make_parcel(w, m, o, home, way_or_first(w, m, home, region), p.attempt, -1)
    for i in range(m.orders[o].first, m.orders[o + 1].first):
        if w.line[i].parcel == h:
            load(w, m, new, i)
    reserve_parcel(w, m, home, new, now)
    serve_parcel(w, m, away, new, False, now)
    join(w, m, new, now)
