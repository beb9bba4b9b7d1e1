"""Units on the shelf and in the books: reserve, release, restock, and who is owed."""

from __future__ import annotations

from simnet.engine.compiled import kernel
from simnet.engine.flow.tables import PICKED, RESERVED, RESTOCKED


@kernel
def mark(w, n, k, now):
    """Bring the time integrals of a stock up to now, within the counted horizon."""
    stock = w.stock[n, k]
    begin, end = max(stock.marked, w.world[0].start), min(now, w.world[0].end)
    if end > begin:
        hand = stock.shelf - stock.reserved
        if hand > 0:
            stock.on_hand_area += float(hand) * (end - begin)
        else:
            stock.out_time += end - begin
        stock.backorder_area += float(stock.backordered) * (end - begin)
        stock.reserved_area += float(stock.reserved) * (end - begin)
    stock.marked = now


@kernel
def _reserved_until(w, stock, units, now):
    """Units leave with their reservation: nothing else is different, so the other integrals can wait."""
    begin, end = max(stock.marked, w.world[0].start), min(now, w.world[0].end)
    if end > begin:
        stock.reserved_area += float(units) * (end - begin)


@kernel
def position(w, n, k):
    """Inventory position: recorded + unseen + on order − backordered."""
    stock = w.stock[n, k]
    return stock.recorded + stock.unseen + stock.on_order - stock.backordered - stock.claimed


@kernel
def fell(w, n, k):
    """The position fell: put the SKU on the list of those due for a reorder test if it is low."""
    stock = w.stock[n, k]
    if stock.due or not stock.continuous or stock.kind == 0:
        return
    if position(w, n, k) <= stock.lower:
        stock.due = 1
        at = w.world[0].due
        w.stock[at // w.stock.shape[1], at % w.stock.shape[1]].listed = n * w.stock.shape[1] + k
        w.world[0].due = at + 1


@kernel
def commit(w, n, k, quantity, now):
    """Recorded stock was taken for a line: reserve the units."""
    mark(w, n, k, now)
    w.stock[n, k].reserved += quantity
    fell(w, n, k)


@kernel
def pick(w, m, h, now):
    """Take a parcel's units off the shelf; False, and nothing taken, if any is short."""
    p = w.parcel[h]
    n, o = p.node, p.order
    a, b = m.orders[o].first, m.orders[o + 1].first
    j = a
    while j < b:
        if w.line[j].parcel == h:
            k, q = m.lines[j].sku, m.lines[j].quantity
            if w.stock[n, k].shelf < q:
                break
            w.stock[n, k].shelf -= q
        j += 1
    if j < b:
        for i in range(a, j):
            if w.line[i].parcel == h:
                w.stock[n, m.lines[i].sku].shelf += m.lines[i].quantity
        return False
    for i in range(a, b):
        if w.line[i].parcel == h:
            stock = w.stock[n, m.lines[i].sku]
            if stock.marked < now:
                _reserved_until(w, stock, m.lines[i].quantity, now)
            stock.reserved -= m.lines[i].quantity
            stock.picked += m.lines[i].quantity
            w.line[i].state = PICKED
    return True


@kernel
def unreserve(w, m, h, now, raise_record):
    """Release the reservation of a queued parcel; its units can be promised again if `raise_record`."""
    p = w.parcel[h]
    for i in range(m.orders[p.order].first, m.orders[p.order + 1].first):
        if w.line[i].parcel == h:
            k, q = m.lines[i].sku, m.lines[i].quantity
            mark(w, p.node, k, now)
            w.stock[p.node, k].reserved -= q
            if raise_record:
                w.stock[p.node, k].recorded += q


@kernel
def shelve(w, n, k, quantity, now):
    """Units come back to the shelf and into the books at once."""
    mark(w, n, k, now)
    w.stock[n, k].shelf += quantity
    w.stock[n, k].recorded += quantity
    w.stock[n, k].restocked += quantity
    w.stock[n, k].change = 1
    note(w, n, k, RESTOCKED, quantity, now)


@kernel
def note(w, n, k, what, units, now):
    """Write down a change of stock that has just happened."""
    if units == 0:
        return
    i = w.world[0].changes
    w.world[0].changes = i + 1
    row = w.change[i]
    row.t = now
    row.node = n
    row.sku = k
    row.what = what
    row.units = units
    row.on_hand = w.stock[n, k].shelf - w.stock[n, k].reserved


@kernel
def covers(w, m, n, h):
    """Whether recorded stock of a node covers a parcel."""
    p = w.parcel[h]
    a, b = m.orders[p.order].first, m.orders[p.order + 1].first
    j = a
    while j < b:
        if w.line[j].parcel == h:
            if w.stock[n, m.lines[j].sku].recorded < m.lines[j].quantity:
                break
            w.stock[n, m.lines[j].sku].recorded -= m.lines[j].quantity
        j += 1
    for i in range(a, j):
        if w.line[i].parcel == h:
            w.stock[n, m.lines[i].sku].recorded += m.lines[i].quantity
    return j == b


@kernel
def reserve_parcel(w, m, n, h, now):
    """Reserve all lines of a parcel's content at a node that covers them."""
    p = w.parcel[h]
    for i in range(m.orders[p.order].first, m.orders[p.order + 1].first):
        if w.line[i].parcel == h:
            w.stock[n, m.lines[i].sku].recorded -= m.lines[i].quantity
            commit(w, n, m.lines[i].sku, m.lines[i].quantity, now)
            w.line[i].state = RESERVED
