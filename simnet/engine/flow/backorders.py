"""Who waits for stock, and who is served when it comes (docs/model.md §6)."""

from __future__ import annotations

from simnet.engine.compiled import kernel
from simnet.engine.doors import door
from simnet.engine.flow.choosing import group_end, way_or_first
from simnet.engine.flow.packing import join, load, make_parcel
from simnet.engine.flow.stock import commit, fell, mark
from simnet.engine.flow.tables import CANCELLED, HOLD, NEVER_SPLIT, RESERVED, WAITING
from simnet.engine.flow.waiting import unqueue_line


@door
def serve(w, m, n, k, now):
    """Recorded stock of an SKU rose at a node: serve the lines that wait for it, oldest first, then
    transfers."""
    stock = w.stock[n, k]
    if stock.head >= 0 and stock.recorded > 0:
        _walk(w, m, n, k, now)
    if stock.claimed > 0 and stock.recorded > 0:
        grant(w, n, k, now)


@kernel
def _walk(w, m, n, k, now):
    """Take stock for the waiting groups that can be filled, then ship what was served."""
    whole = w.world[0].splits == NEVER_SPLIT or w.world[0].short == HOLD
    stock = w.stock[n, k]
    passed = -1
    first = last = -1
    while stock.recorded > 0:
        line = stock.head if passed < 0 else w.line[passed].next
        if line < 0:
            break
        o = w.line[line].order
        a, b = m.orders[o].first, m.orders[o + 1].first
        if not whole:
            a = m.lines[line].group
            b = group_end(m, a, b)
        if not _take_waiting(w, m, n, a, b):
            passed = line
            continue
        for i in range(a, b):
            if w.line[i].state == WAITING and w.line[i].node == n:
                unqueue_line(w, m, i, now)
                commit(w, n, m.lines[i].sku, m.lines[i].quantity, now)
                w.line[i].state = RESERVED
                w.line[i].parcel = -1
                w.line[i].next = -1
                if first < 0:
                    first = i
                else:
                    w.line[last].next = i
                last = i
    _ship_served(w, m, n, first, now)


@kernel
def _take_waiting(w, m, n, a, b):
    """Take recorded stock for the lines of a..b that wait at a node, all or none."""
    j = a
    while j < b:
        if w.line[j].state == WAITING and w.line[j].node == n:
            if w.stock[n, m.lines[j].sku].recorded < m.lines[j].quantity:
                break
            w.stock[n, m.lines[j].sku].recorded -= m.lines[j].quantity
        j += 1
    if j == b:
        return True
    for i in range(a, j):
        if w.line[i].state == WAITING and w.line[i].node == n:
            w.stock[n, m.lines[i].sku].recorded += m.lines[i].quantity
    return False


@kernel
def _ship_served(w, m, n, first, now):
    """One parcel for each order among the served lines, by its first served line."""
    line = first
    while line >= 0:
        following = w.line[line].next
        if w.line[line].parcel < 0:
            o = w.line[line].order
            h = make_parcel(w, m, o, n, way_or_first(w, m, n, m.orders[o].region), w.order[o].attempts, -1)
            w.order[o].attempts += 1
            i = line
            while i >= 0:
                if w.line[i].order == o:
                    load(w, m, h, i)
                i = w.line[i].next
            join(w, m, h, now)
        line = following


@kernel
def grant(w, n, k, now):
    """Transfers out of a node get what is left, first come, first served; the world dispatches them at
    the review."""
    stock, g = w.stock[n, k], w.world[0]
    while g.open_claim < g.claims and w.claim[g.open_claim].left <= 0:
        g.open_claim += 1
    for c in range(g.open_claim, g.claims):
        row = w.claim[c]
        if stock.recorded <= 0 or stock.claimed <= 0:
            return
        if row.left > 0 and row.node == n and row.sku == k:
            part = min(row.left, stock.recorded)
            mark(w, n, k, now)
            row.left -= part
            at = g.granted
            w.grant[at].claim = c
            w.grant[at].units = part
            w.grant[at].gone = -1
            stock.claimed -= part
            stock.recorded -= part
            stock.reserved += part
            g.granted = at + 1
            fell(w, n, k)
            if row.shut == 0 and w.node[n].open != 0 and w.node[n].down == 0:
                w.grant[at].gone = dispatch(w, n, k, part, now)


@kernel
def dispatch(w, n, k, quantity, now):
    """Granted units leave for another node; what the shelf lacks stays away. Returns the units that leave."""
    mark(w, n, k, now)
    stock = w.stock[n, k]
    gone = max(0, min(quantity, stock.shelf))
    stock.reserved -= quantity
    stock.shelf -= gone
    stock.moved_out += gone
    return gone


@kernel
def serve_parcel(w, m, n, h, restocked, now):
    """Serve who waits at a node for the SKUs of a parcel (only those just restocked, if asked), in SKU
    order."""
    a, b = m.orders[w.parcel[h].order].first, m.orders[w.parcel[h].order + 1].first
    done = -1
    while True:
        k = -1
        for i in range(a, b):
            if w.line[i].parcel == h and m.lines[i].sku > done and (k < 0 or m.lines[i].sku < k):
                k = m.lines[i].sku
        if k < 0:
            return
        rose = w.stock[n, k].change
        w.stock[n, k].change = 0
        if rose or not restocked:
            serve(w, m, n, k, now)
        done = k


@kernel
def cancel_waiting(w, m, o, now):
    """A customer's patience ends: all lines of the order that still wait are cancelled."""
    for i in range(m.orders[o].first, m.orders[o + 1].first):
        if w.line[i].state == WAITING:
            unqueue_line(w, m, i, now)
            w.line[i].state = CANCELLED
            w.order[o].finished = now
