"""The test orders of a scoped drill: sent around what is shut to them alone (docs/model.md §17)."""

from __future__ import annotations

from simnet.engine.compiled import kernel
from simnet.engine.doors import door
from simnet.engine.flow.choosing import allocate, untake, way_or_first
from simnet.engine.flow.routing import next_chosen, reserve_tried, route, send
from simnet.engine.flow.tables import BATCH, HANDLED, HANDS, HOLD, NEVER_SPLIT, TRIED
from simnet.engine.flow.team import ask


@kernel
def is_test_order(w, m, o):
    """Whether an order is one of the drill's: in its scope, with a way that leads through what is shut."""
    g = w.world[0]
    if g.batch_left == 0 or not m.batch_regions[m.orders[o].region]:
        return False
    for i in range(m.orders[o].first, m.orders[o + 1].first):
        if m.batch_items[m.lines[i].bought]:
            return _leads_through(w, m, o)
    return False


@kernel
def _leads_through(w, m, o):
    """Whether ordinary routing would now send any of an order through an element that is shut."""
    a, b, r = m.orders[o].first, m.orders[o + 1].first, m.orders[o].region
    left = allocate(w, m, o, w.world[0].splits == NEVER_SPLIT)
    through = False
    if left == 0 or w.world[0].short != HOLD:
        for i in range(a, b):
            if w.line[i].state == TRIED:
                n = w.line[i].node
                through = through or w.node[n].shut > 0 or w.lane[way_or_first(w, m, n, r)].shut > 0
    untake(w, m, -1, a, b)
    return through


@kernel
def call_for(w, m, o, now):
    """A test order is for the team; automatically it is sent around at once."""
    g = w.world[0]
    if g.batch_left > 0:
        g.batch_left -= 1
    if g.batch_touch >= 0:
        for i in range(m.orders[o].first, m.orders[o + 1].first):
            w.line[i].state = HANDS
        ask(w, m, BATCH, o, g.batch_touch, now)
        return
    if g.touch_head == g.touches:
        g.touch_head += 1
    row = w.touch[g.touches]
    g.touches += 1
    row.kind = BATCH
    row.subject = o
    row.state = HANDLED
    row.person = -1
    row.queued = row.begun = row.ended = now
    row.left = 0
    send_around(w, m, o, now)


@door
def send_around(w, m, o, now):
    """Route a test order without what is shut, if that fills all of it; else the ordinary way."""
    a, b, r = m.orders[o].first, m.orders[o + 1].first, m.orders[o].region
    _shade(w, 1)
    left = allocate(w, m, o, w.world[0].splits == NEVER_SPLIT)
    _shade(w, -1)
    if left > 0:
        untake(w, m, -1, a, b)
        route(w, m, o, -1, -1, now)
        return
    for i in range(a, b):
        w.line[i].next &= -2  # a few orders are no sudden load
    reserve_tried(w, m, o, now)
    n = next_chosen(w, a, b)
    while n >= 0:
        attempt = w.order[o].attempts
        w.order[o].attempts += 1
        send(w, m, o, n, _open_way(w, m, n, r), attempt, -1, now)
        n = next_chosen(w, a, b)


@kernel
def _shade(w, change):
    """Let what is shut look as if it were believed down, or no longer."""
    for n in range(len(w.node)):
        w.node[n].dark += change * w.node[n].shut
    for lane in range(len(w.lane)):
        w.lane[lane].dark += change * w.lane[lane].shut


@kernel
def _open_way(w, m, n, r):
    """The first lane of a node to a region that is believed open and not shut; its first if there is none."""
    for j in range(m.ways.shape[2]):
        lane = m.ways[r, n, j]
        if lane >= 0 and w.lane[lane].dark == 0 and w.lane[lane].shut == 0:
            return lane
    return m.ways[r, n, 0]
