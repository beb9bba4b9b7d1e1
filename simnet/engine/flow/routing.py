"""An order on its way to the floor: routed, reserved, one parcel for each node (docs/model.md §5)."""

from __future__ import annotations

from simnet.engine.compiled import kernel
from simnet.engine.doors import door
from simnet.engine.flow.choosing import allocate, turn_away, untake, way_or_first
from simnet.engine.flow.packing import join, load, make_parcel
from simnet.engine.flow.stock import commit
from simnet.engine.flow.tables import (
    HOLD,
    NEVER_SPLIT,
    TRIED,
)
from simnet.engine.flow.waiting import wait_all


@door
def route(w, m, o, first_attempt, home, now):
    """Route the pending lines of an order; the first new parcel has attempt `first_attempt`, if that is
    not -1."""
    one_parcel = w.world[0].splits == NEVER_SPLIT
    left = allocate(w, m, o, one_parcel)
    a, b = m.orders[o].first, m.orders[o + 1].first
    if left > 0 and w.world[0].short == HOLD:
        untake(w, m, -1, a, b)
    if left > 0 and w.world[0].turns_away:
        left = turn_away(w, m, o, one_parcel, now)
    ship_tried(w, m, o, first_attempt, home, now)
    if left > 0:
        wait_all(w, m, o, a, b, one_parcel or w.world[0].short == HOLD, now)


@kernel
def divert(w, n):
    """A node gets what one believed down would have got: if it waits for that, its sudden load begins."""
    if w.node[n].armed:
        w.node[n].armed = 0
        w.node[n].diverted = 1
        w.world[0].diverted += 1


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
