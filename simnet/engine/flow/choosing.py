"""Which node sends what: candidates, the rules, and stock taken for them (docs/model.md §5)."""

from __future__ import annotations

from simnet.engine.compiled import kernel
from simnet.engine.doors import answering_door
from simnet.engine.flow.postage import lane_cents, pending_box
from simnet.engine.flow.tables import (
    CHEAPEST,
    FASTEST,
    HOLD,
    LOST,
    PENDING,
    SPLITS,
    TRIED,
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
def way_or_first(w, m, n, r):
    lane = way(w, m, n, r)
    return lane if lane >= 0 else m.ways[r, n, 0]


@kernel
def candidate(w, m, n, r):
    return w.node[n].dark == 0 and way(w, m, n, r) >= 0


@kernel
def is_full(w, n):
    """Whether a node has as many parcels queued or in work as it should have at most."""
    return w.node[n].queued + w.node[n].busy >= w.node[n].limit


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
def better(w, m, r, n, filled, best, best_filled, box, at_once):
    """Whether node n goes before node best by the routing rules; nodes in ranking order tie in favor of best.

    Only for what is sent `at_once`, not for a wait, it counts how much they fill and whether they are full.
    """
    if at_once and w.world[0].limited and is_full(w, n) != is_full(w, best):
        return is_full(w, best)
    if w.node[n].dropship != w.node[best].dropship:
        return w.node[n].dropship == 0
    for rule in range(len(m.rules)):
        kind = m.rules[rule]
        if kind == SPLITS:
            if at_once and filled != best_filled:
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
def choose(w, m, r, a, b, remaining, whole, believed, full_too):
    """The candidate that the rules put first among those that can fill something; -1 if none.

    Unless `believed`, nodes believed down count as well; full ones only if `full_too`.
    """
    best, best_filled = -1, 0
    dynamic, has_splits = w.world[0].dynamic, w.world[0].has_splits
    box = pending_box(w, m, a, b)
    for j in range(m.ranking.shape[1]):
        n = m.ranking[r, j]
        if (believed and w.node[n].dark > 0) or way(w, m, n, r) < 0:
            continue
        if not full_too and is_full(w, n):
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
    """Take stock for the pending groups of an order, node after node; how many groups found none.

    Nodes that are full are asked last, or not at all where they turn orders away.
    """
    a = m.orders[o].first
    if m.orders[o + 1].first - a == 1 and not w.world[0].dynamic:
        return _allocate_one(w, m, a, m.orders[o].region)
    return _allocate(w, m, o, whole, w.world[0].turns_away == 0, 0)


@answering_door
def turn_away(w, m, o, whole, now):
    """Lose the pending groups of an order that only full nodes could take; how many groups are left.

    What must go out complete (`HOLD`) is lost only if all of it could be taken.
    """
    a, b = m.orders[o].first, m.orders[o + 1].first
    left = _allocate(w, m, o, whole, True, TURNED_AWAY)
    if left > 0 and w.world[0].short == HOLD:
        untake(w, m, -1, a, b)
        return left
    for i in range(a, b):
        row = w.line[i]
        if row.state == TRIED and row.next >= TURNED_AWAY:
            w.stock[row.node, m.lines[i].sku].recorded += m.lines[i].quantity
            row.state = LOST
            row.node = row.next = row.parcel = -1
            w.order[o].finished = now
    return left


TURNED_AWAY = 1 << 30
"""Turns of choice from here on are those of nodes that turn the order away."""


@kernel
def _allocate(w, m, o, whole, full_too, turn):
    """Take stock for pending groups, choice after choice; `turn` is that of the first choice."""
    a, b = m.orders[o].first, m.orders[o + 1].first
    r = m.orders[o].region
    remaining = pending_groups(w, m, a, b)
    while remaining > 0:
        n = choose(w, m, r, a, b, remaining, whole, True, full_too)
        if n < 0:
            break
        diverted = w.world[0].dark > 0 and choose(w, m, r, a, b, remaining, whole, False, full_too) != n
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
