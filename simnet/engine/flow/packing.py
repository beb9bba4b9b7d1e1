"""A node at work: its queue, its stations, what they do at a closing and afterwards (docs/model.md §7)."""

from __future__ import annotations

import math

from simnet.engine import luck
from simnet.engine.compiled import kernel
from simnet.engine.doors import door
from simnet.engine.flow.agenda import push
from simnet.engine.flow.docks import stage
from simnet.engine.flow.stock import fell, pick, unreserve
from simnet.engine.flow.tables import (
    AGAIN,
    DONE,
    HANDS,
    NEVER,
    PACKING,
    QUEUED,
    RANK,
    RESERVED,
    SHORT_PICK,
    VOID,
    WRONG,
)
from simnet.engine.flow.team import hand_over


@kernel
def make_parcel(w, m, o, n, lane, attempt, home):
    """A new parcel of an order at a node, not yet queued; its number."""
    h = w.world[0].parcels
    w.world[0].parcels = h + 1
    p = w.parcel[h]
    p.order = o
    p.node = n
    p.lane = lane
    p.attempt = attempt
    p.lines = p.units = 0
    p.home = home
    p.fate = 0
    p.state = QUEUED
    p.begun = p.packed = p.collected = p.delivered = -1
    if w.order[o].node < 0:
        w.order[o].node = n
    return h


@kernel
def load(w, m, h, line):
    """A line goes into a parcel that is being made."""
    w.line[line].state = RESERVED
    w.line[line].parcel = h
    w.line[line].node = w.parcel[h].node
    w.parcel[h].lines += 1
    if w.line[line].again:
        w.parcel[h].fate |= AGAIN
    w.parcel[h].units += m.lines[line].quantity


@kernel
def join(w, m, h, now):
    """A parcel joins the end of its node's queue, or of those there that are packed first."""
    p = w.parcel[h]
    n = p.node
    node = w.node[n]
    p.state = QUEUED
    p.queued = now
    p.weight = _weight(w, m, h)
    if w.region[m.orders[p.order].region].packed_first:
        before = node.front
        node.front = h
    else:
        before = node.tail
    p.previous = before
    p.next = w.parcel[before].next if before >= 0 else node.head
    if before >= 0:
        w.parcel[before].next = h
    else:
        node.head = h
    if p.next >= 0:
        w.parcel[p.next].previous = h
    else:
        node.tail = h
    node.queued += 1
    start(w, m, n, now)


@kernel
def _weight(w, m, h):
    """Weight of a parcel's lines, added up with all digits before the table keeps fewer."""
    weight = 0.0
    o = w.parcel[h].order
    for i in range(m.orders[o].first, m.orders[o + 1].first):
        if w.line[i].parcel == h:
            weight += m.skus[m.lines[i].sku].weight * m.lines[i].quantity
    return weight


@kernel
def leave(w, h):
    """A parcel leaves its node's queue."""
    p = w.parcel[h]
    node = w.node[p.node]
    if p.previous >= 0:
        w.parcel[p.previous].next = p.next
    else:
        node.head = p.next
    if p.next >= 0:
        w.parcel[p.next].previous = p.previous
    else:
        node.tail = p.previous
    if node.front == h:
        node.front = p.previous
    node.queued -= 1


@kernel
def works(w, n):
    node = w.node[n]
    return node.open != 0 and node.down == 0 and node.blocked == 0


@kernel
def _ready(w, n):
    """The first queued parcel that came before the cutoff, -1 if there is none."""
    node = w.node[n]
    if w.parcel[node.head].queued <= node.gate:
        return node.head
    if node.front < 0:
        return -1
    # those packed first may all have come after the cutoff, and others before it
    h = w.parcel[node.front].next
    return h if h >= 0 and w.parcel[h].queued <= node.gate else -1


@door
def start(w, m, n, now):
    """Free stations take queued parcels, lowest number first."""
    node = w.node[n]
    if not works(w, n):
        return
    while node.head >= 0 and (node.stations == 0 or node.busy < node.stations):
        h = _ready(w, n)
        if h < 0:
            return
        leave(w, h)
        if not pick(w, m, h, now):
            short_pick(w, m, h, now)
        elif node.stations == 0:
            w.parcel[h].begun = now
            finish(w, m, h, now)
        else:
            _seat(w, m, n, h, now)


@kernel
def short_pick(w, m, h, now):
    """Recorded, but not on the shelf: the books learn of it, and the team."""
    p = w.parcel[h]
    n = p.node
    a, b = m.orders[p.order].first, m.orders[p.order + 1].first
    p.state = VOID
    unreserve(w, m, h, now, False)
    for i in range(a, b):
        if w.line[i].parcel == h:
            w.line[i].state = HANDS
            needed = 0
            for j in range(a, b):
                if w.line[j].parcel == h and m.lines[j].sku == m.lines[i].sku:
                    needed += m.lines[j].quantity
            stock = w.stock[n, m.lines[i].sku]
            if stock.shelf < needed:
                stock.recorded = min(stock.recorded, max(0, stock.shelf - stock.reserved))
                fell(w, n, m.lines[i].sku)
            else:
                stock.recorded += m.lines[i].quantity
    hand_over(w, m, SHORT_PICK, h, now)


@kernel
def _seat(w, m, n, h, now):
    """A parcel goes to the lowest free station."""
    s = 0
    while w.station[n, s].parcel >= 0:
        s += 1
    p, node = w.parcel[h], w.node[n]
    u = luck.u01(m.orders[p.order].key, luck.WORK, p.attempt)
    work = math.floor(luck.quantile(m.tables[node.work], u) + 0.5)
    seat = w.station[n, s]
    seat.parcel = h
    seat.left = work + node.per_line * p.lines + node.per_unit * p.units
    p.state = PACKING
    p.begun = now
    node.busy += 1
    _run(w, n, s, now)


@kernel
def _run(w, n, s, now):
    """A station starts or resumes its parcel at the node's present speed."""
    seat = w.station[n, s]
    seat.begun = now
    seat.speed = w.node[n].speed
    seat.done = now + math.ceil(seat.left / seat.speed)
    push(w, seat.done, DONE * RANK + (n << 16) + s, seat.parcel)


@kernel
def pause(w, n, now):
    """All stations of a node stop; the work that is left is kept."""
    for s in range(w.node[n].stations):
        seat = w.station[n, s]
        if seat.parcel >= 0 and seat.done < NEVER:
            seat.left = max(1, seat.left - math.floor((now - seat.begun) * seat.speed))
            seat.done = NEVER


@kernel
def resume(w, m, n, now):
    """Paused stations go on in number order, then free ones take new work."""
    if not works(w, n):
        return
    for s in range(w.node[n].stations):
        if w.station[n, s].parcel >= 0 and w.station[n, s].done == NEVER:
            _run(w, n, s, now)
    start(w, m, n, now)


@kernel
def station_done(w, m, n, s, now):
    """A station finishes its parcel and takes the next."""
    h = w.station[n, s].parcel
    w.station[n, s].parcel = -1
    w.station[n, s].done = NEVER
    w.node[n].busy -= 1
    finish(w, m, h, now)
    start(w, m, n, now)


@kernel
def finish(w, m, h, now):
    """A parcel is packed, rightly or not, and goes to its dock."""
    p = w.parcel[h]
    p.packed = now
    wrong = w.node[p.node].wrong
    if wrong > 0 and luck.u01(m.orders[p.order].key, luck.WRONG, p.attempt) < wrong:
        p.fate |= WRONG
    stage(w, m, h, now)
