"""What found no stock: where it waits, in what order, how long; or it is lost (docs/model.md §5, §6)."""

from __future__ import annotations

import math

from simnet.engine import luck
from simnet.engine.compiled import kernel
from simnet.engine.doors import door
from simnet.engine.flow.agenda import push
from simnet.engine.flow.choosing import better, candidate, group_end, take, untake
from simnet.engine.flow.docks import customer
from simnet.engine.flow.postage import pending_box
from simnet.engine.flow.stock import fell, mark
from simnet.engine.flow.tables import (
    ALONE,
    FIRST_PLACE,
    HOLD,
    LOSE,
    LOST,
    NEVER_SPLIT,
    NO_WAY,
    OUT,
    PATIENCE_ENDS,
    PENDING,
    TRIED,
    WAITING,
)


@kernel
def wait_all(w, m, o, a, b, together, now):
    """What found nothing waits, group by group, or as one group."""
    r = m.orders[o].region
    box = pending_box(w, m, a, b)
    find_short(w, m, r, a, b)
    if together:
        wait(w, m, o, a, b, waiting_node(w, m, r, a, b, box), now)
        return
    line = a
    while line < b:
        e = group_end(m, line, b)
        if w.line[line].state == PENDING:
            wait(w, m, o, line, e, waiting_node(w, m, r, line, e, box), now)
        line = e


@kernel
def waiting_node(w, m, r, a, b, box):
    """Where the pending lines of a..b wait: the first candidate that stocks them all, else the first such
    node with a lane, believed up or not; -1 if there is none. `box` is that of all lines that remain."""
    for believed in (True, False):
        best = -1
        for j in range(m.ranking.shape[1]):
            n = m.ranking[r, j]
            if m.ways[r, n, 0] < 0 or (believed and not candidate(w, m, n, r)) or not _stocks(w, m, n, a, b):
                continue
            if not w.world[0].dynamic:
                return n
            if best < 0 or better(w, m, r, n, 0, best, 0, box, False):
                best = n
        if best >= 0:
            return best
    return -1


@kernel
def _stocks(w, m, n, a, b):
    for i in range(a, b):
        if w.line[i].state == PENDING and not w.stock[n, m.lines[i].sku].stocked:
            return False
    return True


@kernel
def find_short(w, m, r, a, b):
    """Tell, in `next` of the pending lines, which are out of stock and which only lack a way (§5).

    All nodes with a lane are tried, believed up and open or not: first by groups, then line by line.
    """
    together = w.world[0].splits == NEVER_SPLIT
    for i in range(a, b):
        if w.line[i].state == PENDING:
            w.line[i].next = OUT
    for n in range(m.ways.shape[1]):
        if m.ways[r, n, 0] >= 0:
            take(w, m, n, a, b, together, NO_WAY)
    for n in range(m.ways.shape[1]):
        for i in range(a, b):
            k, q = m.lines[i].sku, m.lines[i].quantity
            if m.ways[r, n, 0] >= 0 and w.line[i].state == PENDING and w.stock[n, k].recorded >= q:
                w.stock[n, k].recorded -= q
                w.line[i].state = TRIED
                w.line[i].node = n
                w.line[i].next = ALONE
    line = a
    while line < b:
        e = b if together else group_end(m, line, b)
        _settle_group(w, line, e)
        line = e
    untake(w, m, -1, a, b)


@kernel
def _settle_group(w, a, b):
    """Of a group that no node fills, lines that one fills alone are not out of stock; if all are, all are."""
    short = False
    for i in range(a, b):
        short = short or (w.line[i].state == PENDING and w.line[i].next == OUT)
    for i in range(a, b):
        if w.line[i].state == TRIED and w.line[i].next == ALONE:
            w.line[i].next = NO_WAY if short else OUT


@door
def wait(w, m, o, a, b, n, now):
    """The pending lines of a..b, one group, wait at node n or are lost; what is out of stock is logged."""
    lost = n < 0 or w.world[0].short == LOSE or not _may_wait(w, m, n, a, b)
    for i in range(a, b):
        if w.line[i].state == PENDING:
            if w.line[i].next == OUT:
                miss(w, m, o, i, n, lost, now)
            w.line[i].next = -1
            w.line[i].node = n
            w.line[i].parcel = -1
            if lost:
                w.line[i].state = LOST
                w.order[o].finished = now
            else:
                _queue_line(w, m, o, i, n, now)
    if not lost:
        start_patience(w, m, o, now)


@kernel
def _may_wait(w, m, n, a, b):
    """Whether the pending lines of a..b keep within what customers may wait for at a node, all of them."""
    for i in range(a, b):
        stock = w.stock[n, m.lines[i].sku]
        if w.line[i].state == PENDING and stock.most >= 0:
            units = stock.backordered
            for j in range(a, b):
                if w.line[j].state == PENDING and m.lines[j].sku == m.lines[i].sku:
                    units += m.lines[j].quantity
            if units > stock.most:
                return False
    return True


@kernel
def miss(w, m, o, line, n, lost, now):
    at = w.world[0].misses
    w.world[0].misses = at + 1
    row = w.miss[at]
    row.t = now
    row.order = o
    row.node = n
    row.sku = m.lines[line].sku
    row.quantity = m.lines[line].quantity
    row.lost = 1 if lost else 0


@kernel
def _queue_line(w, m, o, line, n, now):
    k = m.lines[line].sku
    mark(w, n, k, now)
    row, stock = w.line[line], w.stock[n, k]
    place = _place_in_queue(w, m, o, n)
    before = stock.tail
    while before >= 0 and FIRST_PLACE - w.line[before].parcel > place:
        before = w.line[before].previous
    after = w.line[before].next if before >= 0 else stock.head
    row.state = WAITING
    row.parcel = FIRST_PLACE - place
    row.previous, row.next = before, after
    if before >= 0:
        w.line[before].next = line
    else:
        stock.head = line
    if after >= 0:
        w.line[after].previous = line
    else:
        stock.tail = line
    stock.backordered += m.lines[line].quantity
    w.order[o].waiting += 1
    w.world[0].waiting += 1
    fell(w, n, k)


@kernel
def _place_in_queue(w, m, o, n):
    """The next place among all that ever waited; that of an order's oldest line if they wait as one group."""
    g = w.world[0]
    if g.splits == NEVER_SPLIT or g.short == HOLD:
        for i in range(m.orders[o].first, m.orders[o + 1].first):
            if w.line[i].state == WAITING and w.line[i].node == n:
                return FIRST_PLACE - w.line[i].parcel
    g.places += 1
    return g.places


@kernel
def unqueue_line(w, m, line, now):
    """A waiting line leaves its queue."""
    row = w.line[line]
    n, k = row.node, m.lines[line].sku
    mark(w, n, k, now)
    stock = w.stock[n, k]
    if row.previous >= 0:
        w.line[row.previous].next = row.next
    else:
        stock.head = row.next
    if row.next >= 0:
        w.line[row.next].previous = row.previous
    else:
        stock.tail = row.previous
    stock.backordered -= m.lines[line].quantity
    o = row.order
    w.order[o].waiting -= 1
    w.world[0].waiting -= 1
    if w.order[o].waiting == 0 and w.world[0].until_packing == 0:
        w.order[o].patient = 0


@kernel
def start_patience(w, m, o, now):
    """The first wait of an order (until packing: its placing) starts its patience; none starts while one
    runs."""
    if w.world[0].patience < 0 or w.order[o].patient:
        return
    wait = w.order[o].waits
    u = luck.u01(m.orders[o].key, luck.PATIENCE, wait)
    t = now + math.floor(luck.quantile(m.tables[w.world[0].patience], u) + 0.5)
    w.order[o].waits = wait + 1
    w.order[o].patient = 1
    push(w, t, customer(o, wait, PATIENCE_ENDS), o)
