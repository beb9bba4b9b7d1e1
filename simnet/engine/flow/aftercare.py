"""What happens after the door: reshipments, refunds, returns, and parcels that turn round
(docs/model.md §8, §11)."""

from __future__ import annotations

import math

from simnet.engine import luck
from simnet.engine.compiled import kernel
from simnet.engine.doors import door
from simnet.engine.flow.backorders import cancel_waiting, serve_parcel
from simnet.engine.flow.choosing import allocate, untake
from simnet.engine.flow.docks import comes_back
from simnet.engine.flow.packing import leave
from simnet.engine.flow.routing import route, ship_tried
from simnet.engine.flow.stock import shelve, unreserve
from simnet.engine.flow.tables import (
    AGAIN,
    BACK,
    BACKWARD,
    CANCELLED,
    COMES_BACK,
    DAMAGED,
    DELIVERY,
    GONE,
    HANDS,
    PATIENCE_ENDS,
    PENDING,
    PICKED,
    PLACED,
    QUEUED,
    REFUNDED,
    RESERVED,
    RESHIPPED,
    RETURNED,
    SENT_BACK,
    SYSTEM,
    TRANSIT,
    VOID,
)


@door
def customer_event(w, m, kind, attempt, subject, t):
    """Take a CUSTOMER event (of a parcel's attempt or an order's patience), unless something made it moot."""
    if kind == PATIENCE_ENDS:
        if w.order[subject].patient and min(w.order[subject].waits - 1, 1000) == attempt:
            cancel_waiting(w, m, subject, t)
            if w.world[0].until_packing:
                _cancel_until_packing(w, m, subject, t)
        return
    p = w.parcel[subject]
    if kind == DELIVERY:
        if p.state == TRANSIT and p.delivered == t:
            _delivered(w, m, subject, t)
    elif kind == COMES_BACK:
        _returned(w, m, subject, t)
    elif p.state == BACKWARD:
        _sent_back(w, m, subject, t)


@kernel
def _cancel_until_packing(w, m, o, now):
    """Cancel whatever else of an order nobody has begun to pack; then serve who waits for its units.

    What is given up is with nobody (HANDS) until all of it is, so that none of it is served again.
    """
    a, b = m.orders[o].first, m.orders[o + 1].first
    w.order[o].patient = 0
    held = w.order[o].state == SYSTEM
    if held:
        w.order[o].state = PLACED
    for i in range(a, b):
        if held or w.line[i].state == RESERVED:
            w.line[i].state = HANDS
            h = w.line[i].parcel
            if h >= 0 and w.parcel[h].state == QUEUED:
                withdraw(w, m, h, now)
    for i in range(a, b):
        if w.line[i].state == HANDS:
            h = w.line[i].parcel
            for j in range(i, b):
                if w.line[j].state == HANDS and w.line[j].parcel == h:
                    w.line[j].state = CANCELLED
                    if h < 0:
                        w.line[j].node = -1  # no more than looked at
            w.order[o].finished = now
            if h >= 0:
                serve_parcel(w, m, w.parcel[h].node, h, False, now)


@kernel
def _delivered(w, m, h, now):
    p = w.parcel[h]
    if p.fate & DAMAGED and w.order[p.order].damaged < 0:
        w.order[p.order].damaged = h
    if p.fate & RETURNED:
        u = luck.u01(m.orders[p.order].key, luck.RETURN_AFTER, p.attempt)
        after = math.floor(luck.quantile(m.tables[w.world[0].return_after], u) + 0.5)
        comes_back(w, h, COMES_BACK, now + after)
        return
    replace(w, m, h, now)


@door
def replace(w, m, h, now):
    """A parcel failed its customer: a reshipment if luck and the stock of one node allow, else a refund."""
    p = w.parcel[h]
    o = p.order
    harmed = p.state == GONE or p.fate & DAMAGED != 0
    share = w.world[0].reship_damaged if harmed else w.world[0].reship_wrong
    if p.fate & AGAIN == 0 and share > 0 and luck.u01(m.orders[o].key, luck.RESHIP, p.attempt) < share:
        a, b = m.orders[o].first, m.orders[o + 1].first
        free_lines(w, m, h)
        if allocate(w, m, o, True) == 0:
            p.fate |= RESHIPPED
            for i in range(a, b):
                if w.line[i].parcel == -2:
                    w.line[i].parcel = -1
                    w.line[i].again = 1
                    if w.line[i].arrived < 0 and p.state != GONE:
                        w.line[i].arrived = h
            ship_tried(w, m, o, -1, -1, now)
            return
        untake(w, m, -1, a, b)
        for i in range(a, b):
            if w.line[i].parcel == -2:
                w.line[i].parcel = h
                w.line[i].node = p.node
                w.line[i].state = PICKED
    p.fate |= REFUNDED
    if p.state == GONE:
        w.order[o].finished = now


@kernel
def free_lines(w, m, h):
    """The lines of a parcel are free to be routed; until they are, their parcel is -2."""
    o = w.parcel[h].order
    for i in range(m.orders[o].first, m.orders[o + 1].first):
        if w.line[i].parcel == h:
            w.line[i].state = PENDING
            w.line[i].parcel = -2


@kernel
def reassign(w, m, h, home, now):
    """A parcel that is void starts again: its lines are routed, with its attempt."""
    p = w.parcel[h]
    free_lines(w, m, h)
    route(w, m, p.order, p.attempt, home, now)


@kernel
def _returned(w, m, h, now):
    """A customer's return arrives: each line is restocked in part."""
    p = w.parcel[h]
    o = p.order
    a = m.orders[o].first
    p.state = BACK
    for i in range(a, m.orders[o + 1].first):
        if w.line[i].parcel == h:
            u = luck.u01(m.orders[o].key, luck.RESTOCK, p.attempt * 64 + (i - a))
            good = math.floor(m.lines[i].quantity * w.world[0].restock + u)
            if good > 0:
                shelve(w, p.node, m.lines[i].sku, good, now)
    serve_parcel(w, m, p.node, h, True, now)


@kernel
def _sent_back(w, m, h, now):
    """A parcel that turned round is back: its units are restocked, its lines routed again."""
    w.parcel[h].state = BACK
    restock_all(w, m, h, now)
    serve_parcel(w, m, w.parcel[h].node, h, False, now)
    reassign(w, m, h, -1, now)


@kernel
def restock_all(w, m, h, now):
    """All units of a parcel go back on its node's shelf."""
    p = w.parcel[h]
    for i in range(m.orders[p.order].first, m.orders[p.order + 1].first):
        if w.line[i].parcel == h:
            shelve(w, p.node, m.lines[i].sku, m.lines[i].quantity, now)


@kernel
def withdraw(w, m, h, now):
    """A queued parcel is void and its reservation released; who waits at its node is not served yet."""
    leave(w, h)
    w.parcel[h].state = VOID
    unreserve(w, m, h, now, True)


@kernel
def lose(w, m, h, now):
    """A parcel is lost in transit: reshipped or refunded at once."""
    w.parcel[h].state = GONE
    w.parcel[h].delivered = -1
    replace(w, m, h, now)


@kernel
def turn_round(w, h, now):
    """A parcel in transit turns round and is back after the time that it was under way."""
    p = w.parcel[h]
    p.state = BACKWARD
    p.delivered = -1
    comes_back(w, h, SENT_BACK, now + (now - p.collected))
