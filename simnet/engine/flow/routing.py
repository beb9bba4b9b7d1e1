"""Which node sends what: candidates, their order, and what happens to lines that find nothing
(docs/model.md §5)."""

from __future__ import annotations

import math

from simnet.engine import luck
from simnet.engine.compiled import kernel
from simnet.engine.doors import answering_door, door
from simnet.engine.flow.agenda import push
from simnet.engine.flow.docks import customer
from simnet.engine.flow.packing import join, load, make_parcel
from simnet.engine.flow.postage import lane_cents, pending_box
from simnet.engine.flow.stock import commit, fell, mark
from simnet.engine.flow.tables import (
    ALONE,
    CHEAPEST,
    FASTEST,
    FIRST_PLACE,
    HOLD,
    LOSE,
    LOST,
    NEVER_SPLIT,
    NO_WAY,
    OUT,
    PATIENCE_ENDS,
    PENDING,
    SPLITS,
    TRIED,
    WAITING,
)


@kernel
def way(w, m, n, r):
    """The first lane of a node to a region that is believed open; -1 if none."""
    for j in range(m.ways.shape[2]):
        lane = m.ways[r, n, j]
        if lane < 0:
            return -1
        if w.lane[lane].dark == 0:
            return lane
    return -1


@kernel
def candidate(w, m, n, r):
    return w.node[n].dark == 0 and way(w, m, n, r) >= 0


@kernel
def divert(w, n):
    """A node gets what one believed down would have got: if it waits for that, its sudden load begins."""
    if w.node[n].armed:
        w.node[n].armed = 0
        w.node[n].diverted = 1
        w.world[0].diverted += 1


@kernel
def group_end(m, line, b):
    e = line + 1
    while e < b and m.lines[e].group == m.lines[line].group:
        e += 1
    return e


@kernel
def take(w, m, n, a, b, whole, turn):
    """Take all pending groups of a..b that recorded stock of a node fills, in order; how many.

    `whole`: all lines are one group. Lines taken are TRIED at the node, with the turn of the choice in
    `next`; it is odd if a node believed down would have been chosen.
    """
    groups = 0
    line = a
    while line < b:
        e = b if whole else group_end(m, line, b)
        j = line
        while j < e:
            if w.line[j].state == PENDING:
                if w.stock[n, m.lines[j].sku].recorded < m.lines[j].quantity:
                    break
                w.stock[n, m.lines[j].sku].recorded -= m.lines[j].quantity
            j += 1
        if j == e:
            for i in range(line, e):
                if w.line[i].state == PENDING:
                    w.line[i].state = TRIED
                    w.line[i].node = n
                    w.line[i].next = turn
                    groups += m.lines[i].group == i
        else:
            for i in range(line, j):
                if w.line[i].state == PENDING:
                    w.stock[n, m.lines[i].sku].recorded += m.lines[i].quantity
        line = e
    return groups


@kernel
def untake(w, m, n, a, b):
    """Give back what `take` took at a node (at every node if n is -1)."""
    for i in range(a, b):
        if w.line[i].state == TRIED and (n < 0 or w.line[i].node == n):
            w.line[i].state = PENDING
            w.stock[w.line[i].node, m.lines[i].sku].recorded += m.lines[i].quantity


@kernel
def fillable(w, m, n, a, b):
    """How many pending groups a node could fill."""
    if b - a == 1:
        return 1 if w.stock[n, m.lines[a].sku].recorded >= m.lines[a].quantity else 0
    before = 0
    for i in range(a, b):
        before += w.line[i].state == TRIED and w.line[i].node == n
    groups = take(w, m, n, a, b, False, 0)
    if before == 0:
        untake(w, m, n, a, b)
    return groups


@kernel
def pending_groups(w, m, a, b):
    count = 0
    for i in range(a, b):
        count += w.line[i].state == PENDING and m.lines[i].group == i
    return count


@kernel
def better(w, m, r, n, filled, best, best_filled, box, with_splits):
    """Whether node n goes before node best by the routing rules; nodes in ranking order tie in favor of
    best."""
    if w.node[n].dropship != w.node[best].dropship:
        return w.node[n].dropship == 0
    for rule in range(len(m.rules)):
        kind = m.rules[rule]
        if kind == SPLITS:
            if with_splits and filled != best_filled:
                return filled > best_filled
        elif kind == CHEAPEST:
            a = lane_cents(w, m, way_or_first(w, m, n, r), box)
            b = lane_cents(w, m, way_or_first(w, m, best, r), box)
            if a != b:
                return a < b
        elif kind == FASTEST:
            a = w.lane[way_or_first(w, m, n, r)].mean_minutes
            b = w.lane[way_or_first(w, m, best, r)].mean_minutes
            if a != b:
                return a < b
        else:
            if m.ranks[rule, r, n] != m.ranks[rule, r, best]:
                return m.ranks[rule, r, n] < m.ranks[rule, r, best]
    return n < best


@kernel
def choose(w, m, r, a, b, remaining, whole, believed):
    """The candidate that the rules put first among those that can fill something; -1 if none.

    Unless `believed`, nodes believed down count as well.
    """
    best, best_filled = -1, 0
    dynamic, has_splits = w.world[0].dynamic, w.world[0].has_splits
    box = pending_box(w, m, a, b)
    for j in range(m.ranking.shape[1]):
        n = m.ranking[r, j]
        if (believed and w.node[n].dark > 0) or way(w, m, n, r) < 0:
            continue
        filled = fillable(w, m, n, a, b)
        if filled == 0 or (whole and filled < remaining):
            continue
        if best < 0 or better(w, m, r, n, filled, best, best_filled, box, True):
            best, best_filled = n, filled
        if not dynamic and (not has_splits or (best_filled == remaining and j == 0)):
            return best
    return best


@answering_door
def allocate(w, m, o, whole):
    """Take stock for the pending groups of an order, node after node; how many groups found none."""
    a, b = m.orders[o].first, m.orders[o + 1].first
    r = m.orders[o].region
    if b - a == 1 and not w.world[0].dynamic:
        return _allocate_one(w, m, a, r)
    remaining = pending_groups(w, m, a, b)
    turn = 0
    while remaining > 0:
        n = choose(w, m, r, a, b, remaining, whole, True)
        if n < 0:
            break
        diverted = w.world[0].dark > 0 and choose(w, m, r, a, b, remaining, whole, False) != n
        remaining -= take(w, m, n, a, b, False, turn + (1 if diverted else 0))
        turn += 2
    return remaining


@kernel
def _allocate_one(w, m, a, r):
    """The common case: one line goes to the first in the ranking that has it."""
    k, q = m.lines[a].sku, m.lines[a].quantity
    diverted = 0
    for j in range(m.ranking.shape[1]):
        n = m.ranking[r, j]
        if w.stock[n, k].recorded < q or way(w, m, n, r) < 0:
            continue
        if w.node[n].dark > 0:
            diverted = 1
            continue
        w.stock[n, k].recorded -= q
        w.line[a].state = TRIED
        w.line[a].node = n
        w.line[a].next = diverted
        return 0
    return 1


@kernel
def ship_tried(w, m, o, first_attempt, home, now):
    """Reserve every tried line and make one parcel for each node, in the order in which the nodes were
    chosen."""
    a, b = m.orders[o].first, m.orders[o + 1].first
    reserve_tried(w, m, o, now)
    while True:
        n = next_chosen(w, a, b)
        if n < 0:
            return
        attempt = first_attempt
        if attempt < 0:
            attempt = w.order[o].attempts
            w.order[o].attempts += 1
        first_attempt = -1
        send(w, m, o, n, way_or_first(w, m, n, m.orders[o].region), attempt, home, now)


@kernel
def reserve_tried(w, m, o, now):
    """Reserve every tried line."""
    for i in range(m.orders[o].first, m.orders[o + 1].first):
        if w.line[i].state == TRIED:
            commit(w, w.line[i].node, m.lines[i].sku, m.lines[i].quantity, now)


@kernel
def send(w, m, o, n, lane, attempt, home, now):
    """Make one parcel of what was tried at a node, and let it join the queue there."""
    h = make_parcel(w, m, o, n, lane, attempt, home)
    for i in range(m.orders[o].first, m.orders[o + 1].first):
        if w.line[i].state == TRIED and w.line[i].node == n:
            if home >= 0 or w.line[i].next & 1:
                divert(w, n)
            load(w, m, h, i)
    join(w, m, h, now)


@kernel
def next_chosen(w, a, b):
    """The node that was chosen first among those of the tried lines; -1 if there are none."""
    n, turn = -1, 0
    for i in range(a, b):
        if w.line[i].state == TRIED and (n < 0 or w.line[i].next < turn):
            n, turn = w.line[i].node, w.line[i].next
    return n


@kernel
def way_or_first(w, m, n, r):
    lane = way(w, m, n, r)
    return lane if lane >= 0 else m.ways[r, n, 0]


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


@door
def route(w, m, o, first_attempt, home, now):
    """Route the pending lines of an order; the first new parcel has attempt `first_attempt`, if that is
    not -1."""
    one_parcel = w.world[0].splits == NEVER_SPLIT
    left = allocate(w, m, o, one_parcel)
    a, b = m.orders[o].first, m.orders[o + 1].first
    if left > 0 and w.world[0].short == HOLD:
        untake(w, m, -1, a, b)
    ship_tried(w, m, o, first_attempt, home, now)
    if left > 0:
        _wait_all(w, m, o, a, b, one_parcel or w.world[0].short == HOLD, now)


@kernel
def _wait_all(w, m, o, a, b, together, now):
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
