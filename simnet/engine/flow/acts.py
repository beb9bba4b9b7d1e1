"""What the world does to the flow: calendars, outages, stock that comes or goes."""

from __future__ import annotations

import math

from simnet.engine import luck
from simnet.engine.compiled import kernel
from simnet.engine.flow.aftercare import lose, reassign, turn_round
from simnet.engine.flow.backorders import grant, serve
from simnet.engine.flow.docks import arrival, collect, expect_delivery
from simnet.engine.flow.packing import leave, pause, resume
from simnet.engine.flow.stock import fell, mark, note, unreserve
from simnet.engine.flow.tables import (
    BACK,
    BACKWARD,
    CANCELLED,
    COUNTED,
    DETERRED,
    DRIFTED,
    FROZEN,
    GONE,
    LOST,
    NEVER,
    PICKED,
    TRANSIT,
    VOID,
)


@kernel
def open_node(w, m, n, gate, now):
    w.node[n].open = 1
    w.node[n].gate = gate
    resume(w, m, n, now)


@kernel
def close_node(w, n, now):
    if w.node[n].down == 0 and w.node[n].blocked == 0:
        pause(w, n, now)
    w.node[n].open = 0


@kernel
def hold_node(w, n, down, blocked, now):
    """One more outage (or lack of packaging) holds a node."""
    if w.node[n].open and w.node[n].down == 0 and w.node[n].blocked == 0:
        pause(w, n, now)
    w.node[n].down += down
    w.node[n].blocked += blocked


@kernel
def free_node(w, m, n, down, blocked, now):
    """One outage less; work goes on when nothing holds the node any more."""
    w.node[n].down -= down
    w.node[n].blocked -= blocked
    resume(w, m, n, now)


@kernel
def restart_work(w, m, n):
    """Parcels in work at a held node begin again from the full work."""
    for s in range(w.node[n].stations):
        h = w.station[n, s].parcel
        if h >= 0:
            p = w.parcel[h]
            u = luck.u01(m.orders[p.order].key, luck.WORK, p.attempt)
            work = math.floor(luck.quantile(m.tables[w.node[n].work], u) + 0.5)
            w.station[n, s].left = work + w.node[n].per_line * p.lines + w.node[n].per_unit * p.units


@kernel
def lose_work(w, m, n, now):
    """Parcels in work at a node that went down are lost; their lines are routed again."""
    for s in range(w.node[n].stations):
        h = w.station[n, s].parcel
        if h >= 0:
            w.station[n, s].parcel = -1
            w.station[n, s].done = NEVER
            w.node[n].busy -= 1
            w.parcel[h].state = VOID
            reassign(w, m, h, -1, now)


@kernel
def pickup(w, m, d, capacity, packed_by, now):
    collect(w, m, d, capacity, packed_by, now)


@kernel
def receive(w, n, k, ordered, arrived, defects, moved, now):
    """Goods are booked in: on order falls by what was ordered, the good units lie on the shelf unseen."""
    mark(w, n, k, now)
    stock = w.stock[n, k]
    stock.on_order -= ordered
    stock.shelf += arrived - defects
    if moved:
        stock.moved_in += arrived
    else:
        stock.received += arrived
    stock.scrapped += defects
    stock.unseen += arrived - defects
    if ordered > arrived - defects:
        fell(w, n, k)


@kernel
def show(w, m, n, k, quantity, now):
    """Units that were received become visible, and those who wait are served; none are no rise."""
    stock = w.stock[n, k]
    quantity = min(quantity, stock.unseen)
    stock.unseen -= quantity
    stock.recorded += quantity
    if quantity > 0:
        serve(w, m, n, k, now)


@kernel
def claim(w, c, n, k, lane, shut, quantity, now):
    """A transfer asks a node for units: what is recorded is granted at once, the rest waits."""
    row = w.claim[c]
    row.node = n
    row.sku = k
    row.lane = lane
    row.shut = shut
    row.left = quantity
    stock = w.stock[n, k]
    mark(w, n, k, now)
    stock.claimed += quantity
    fell(w, n, k)
    grant(w, n, k, now)


@kernel
def destroy(w, n, k, fraction, now):
    """Destroy a share of what lies on the shelf, unreserved units first; the units."""
    mark(w, n, k, now)
    stock = w.stock[n, k]
    units = math.floor(fraction * stock.shelf + 0.5)
    free = min(units, max(0, stock.shelf - stock.reserved))
    stock.shelf -= units
    stock.destroyed += units
    stock.recorded -= min(free, max(0, stock.recorded))
    fell(w, n, k)
    return units


@kernel
def break_youngest(w, m, n, k, now):
    """Break the reservation of the youngest queued parcel with an SKU; its number, -1 if there is none.

    The SKU's own units are gone; the parcel's other SKUs can be promised again.
    """
    h = _last_with(w, m, w.node[n].tail, k)
    other = _last_with(w, m, w.node[n].front, k)
    if h < 0 or (other >= 0 and (w.parcel[other].queued, other) > (w.parcel[h].queued, h)):
        h = other
    if h < 0:
        return -1
    leave(w, h)
    w.parcel[h].state = VOID
    unreserve(w, m, h, now, False)
    p = w.parcel[h]
    for i in range(m.orders[p.order].first, m.orders[p.order + 1].first):
        if w.line[i].parcel == h and m.lines[i].sku != k:
            w.stock[n, m.lines[i].sku].recorded += m.lines[i].quantity
    break_free(w, n, k, _units_in(w, m, h, k))
    return h


@kernel
def _last_with(w, m, h, k):
    """The parcel with an SKU that is next to a place in a queue, towards its head; -1 if there is none."""
    while h >= 0 and _units_in(w, m, h, k) == 0:
        h = w.parcel[h].previous
    return h


@kernel
def _units_in(w, m, h, k):
    p = w.parcel[h]
    units = 0
    for i in range(m.orders[p.order].first, m.orders[p.order + 1].first):
        if w.line[i].parcel == h and m.lines[i].sku == k:
            units += m.lines[i].quantity
    return units


@kernel
def break_free(w, n, k, units):
    """What stays on the shelf of a broken reservation of an SKU can be promised again."""
    stock = w.stock[n, k]
    stock.recorded += min(units, max(0, stock.shelf - stock.reserved))


@kernel
def serve_sku(w, m, n, k, now):
    serve(w, m, n, k, now)


@kernel
def restart_lines(w, m, h, now):
    """Route the lines of a parcel again whose reservation was broken."""
    reassign(w, m, h, -1, now)


@kernel
def freeze(w, lanes, now):
    """Parcels in transit on these lanes (1 each) stand still."""
    for h in range(w.world[0].parcels):
        p = w.parcel[h]
        if lanes[p.lane] and p.state == TRANSIT and p.delivered > now:
            p.delivered -= now
            p.state = FROZEN


@kernel
def thaw(w, lanes, now):
    """Frozen parcels of these lanes go on."""
    for h in range(w.world[0].parcels):
        p = w.parcel[h]
        if lanes[p.lane] and p.state == FROZEN:
            p.state = TRANSIT
            p.delivered += now
            expect_delivery(w, h)


@kernel
def lose_in_transit(w, m, lanes, now):
    """Parcels in transit on these lanes are lost."""
    for h in range(w.world[0].parcels):
        p = w.parcel[h]
        if lanes[p.lane] and ((p.state == TRANSIT and p.delivered > now) or p.state == FROZEN):
            lose(w, m, h, now)


@kernel
def turn_back(w, lanes, now):
    """Parcels in transit on these lanes turn round."""
    for h in range(w.world[0].parcels):
        p = w.parcel[h]
        if lanes[p.lane] and ((p.state == TRANSIT and p.delivered > now) or p.state == FROZEN):
            turn_round(w, h, now)


@kernel
def lane_arrival(m, clock, now, duration):
    """When goods on an inbound lane arrive."""
    whole_days = clock >= 0 and m.clock[clock, 0].deliver > 0
    return arrival(m, clock, whole_days, now, duration)


@kernel
def count_stock(w, m, n, now):
    """A cycle count: records become what lies on the shelf."""
    for k in range(w.stock.shape[1]):
        stock = w.stock[n, k]
        if stock.stocked:
            _write(w, n, k, stock.shelf - stock.reserved - stock.unseen, COUNTED, now)
    _settle_records(w, m, n, now)


@kernel
def _write(w, n, k, recorded, what, now):
    """A new record; who waits is served, and a fall tested, when all records of the node are written."""
    stock = w.stock[n, k]
    note(w, n, k, what, recorded - stock.recorded, now)
    stock.change = 1 if recorded > stock.recorded else (-1 if recorded < stock.recorded else 0)
    stock.recorded = recorded


@kernel
def _settle_records(w, m, n, now):
    for k in range(w.stock.shape[1]):
        if w.stock[n, k].change < 0:
            fell(w, n, k)
    for k in range(w.stock.shape[1]):
        if w.stock[n, k].change > 0:
            serve(w, m, n, k, now)
        w.stock[n, k].change = 0


@kernel
def drift(w, m, n, keys, rate, day, now):
    """A day's record errors at a node."""
    for k in range(w.stock.shape[1]):
        stock = w.stock[n, k]
        if stock.stocked:
            wrong = math.floor(rate * stock.shelf + luck.u01(keys[k], luck.DRIFT, day))
            if luck.u01(keys[k], luck.DRIFT_SIGN, day) < 0.5:
                wrong = -min(wrong, stock.recorded)
            _write(w, n, k, stock.recorded + wrong, DRIFTED, now)
    _settle_records(w, m, n, now)


@kernel
def misread(w, m, n, k, error, now):
    """A sync error multiplies what is recorded."""
    stock = w.stock[n, k]
    if stock.stocked:
        _write(w, n, k, max(0, math.floor(stock.recorded * (1 + error) + 0.5)), DRIFTED, now)


@kernel
def settle_records(w, m, n, now):
    _settle_records(w, m, n, now)


@kernel
def remember(w, m, late, cancelled, damaged, fade, now):
    """The midnight look at orders whose promise has passed: what a region's customers will remember."""
    for r in range(len(w.region)):
        row = w.region[r]
        row.orders *= fade
        row.late *= fade
        row.cancelled *= fade
        row.damaged *= fade
    o = w.world[0].looked
    while o < w.world[0].next_order and m.orders[o].promise < now:
        if w.order[o].state != DETERRED:
            row = w.region[m.orders[o].region]
            row.orders += 1
            outcome = judge(w, m, o, now)
            row.cancelled += outcome & 1
            row.late += (outcome >> 1) & 1
            row.damaged += (outcome >> 2) & 1
        o += 1
    w.world[0].looked = o
    for r in range(len(w.region)):
        row = w.region[r]
        lost = late * row.late + cancelled * row.cancelled + damaged * row.damaged
        row.loyalty = max(0.0, 1.0 - lost / max(1.0, row.orders))


@kernel
def judge(w, m, o, now):
    """Bits of an order whose promise has passed: 1 cancelled or lost whole, 2 late, 4 a damaged parcel
    delivered."""
    ended = on_time = total = 0
    for i in range(m.orders[o].first, m.orders[o + 1].first):
        total += 1
        row = w.line[i]
        door = w.parcel[row.arrived].delivered if row.arrived >= 0 else -1
        if (row.state == CANCELLED or row.state == LOST) and door < 0:
            ended += 1
        elif row.state == PICKED and door < 0:
            p = w.parcel[row.parcel]
            if p.state == TRANSIT or p.state == BACK:
                door = p.delivered
            if p.state == GONE:
                ended += 1
        on_time += 0 <= door <= m.orders[o].promise
    outcome = 1 if ended == total else (2 if on_time < total else 0)
    if _damaged_before(w, o, now):
        outcome |= 4
    return outcome


@kernel
def _damaged_before(w, o, now):
    """Whether a parcel of an order was delivered damaged."""
    h = w.order[o].damaged
    return h >= 0 and w.parcel[h].delivered <= now


@kernel
def settled(w, now):
    """Whether nothing is left to do: no line waits, no parcel is on its way, no touch is queued."""
    g = w.world[0]
    if g.waiting > 0 or g.touch_head < g.touches:
        return False
    for s in range(w.node[len(w.node) - 1].stations):
        if w.station[len(w.node) - 1, s].parcel >= 0:
            return False
    for h in range(g.unsettled, g.parcels):
        p = w.parcel[h]
        if (
            p.state < TRANSIT
            or p.state == FROZEN
            or p.state == BACKWARD
            or (p.state == TRANSIT and p.delivered > now)
        ):
            g.unsettled = h
            return False
    g.unsettled = g.parcels
    return True
