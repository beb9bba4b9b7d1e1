"""The people who touch orders: a station with hours and no stock (docs/model.md §10)."""

from __future__ import annotations

import math

from simnet.engine.compiled import kernel
from simnet.engine.doors import door
from simnet.engine.flow.agenda import push
from simnet.engine.flow.tables import (
    HANDLED,
    HANDS,
    IN_HAND,
    MOOT,
    NEVER,
    PURCHASE_ORDER,
    QUEUED,
    RANK,
    RELABEL,
    REROUTE,
    SHORT_PICK,
    STAGED,
    TO_DO,
    TOUCH,
)

GONE_AHEAD = -2
"""In `person` of a touch: its purchase order has shipped in the meantime."""


@kernel
def hand_over(w, m, kind, subject, now):
    """A touch of the usual length joins the team's queue."""
    ask(w, m, kind, subject, m.touch_time[kind], now)


@kernel
def ask(w, m, kind, subject, takes, now):
    """A touch that takes so long joins the team's queue."""
    i = w.world[0].touches
    w.world[0].touches = i + 1
    row = w.touch[i]
    row.kind = kind
    row.subject = subject
    row.state = TO_DO
    row.person = -1
    row.queued = now
    row.begun = row.ended = -1
    row.left = takes
    take_up(w, m, now)


@kernel
def team_works(w):
    team = w.node[len(w.node) - 1]
    return team.open != 0 and team.down == 0


@kernel
def is_moot(w, m, i):
    """Whether nothing is left to do for a touch: its parcel went on, what was wrong is over, or the customer
    has cancelled what it is about."""
    row = w.touch[i]
    if row.kind == REROUTE:
        p = w.parcel[row.subject]
        return (p.state != QUEUED and p.state != STAGED) or w.node[p.node].dark == 0
    if row.kind == PURCHASE_ORDER:
        return row.person == GONE_AHEAD
    if row.kind == RELABEL:
        p = w.parcel[row.subject]
        return p.state != STAGED or w.lane[p.lane].dark == 0
    if row.kind == SHORT_PICK:
        return not _in_hands(w, m, w.parcel[row.subject].order, row.subject)
    return not _in_hands(w, m, row.subject, -1)


@kernel
def _in_hands(w, m, o, h):
    """Whether lines of an order, those of a parcel or (-1) of none, are still with the team."""
    for i in range(m.orders[o].first, m.orders[o + 1].first):
        if w.line[i].state == HANDS and w.line[i].parcel == h:
            return True
    return False


@door
def take_up(w, m, now):
    """Free people take touches, first come, first served; moot ones are dropped."""
    if not team_works(w):
        return
    team = len(w.node) - 1
    s = 0
    while s < w.node[team].stations and w.world[0].touch_head < w.world[0].touches:
        if w.station[team, s].parcel >= 0:
            s += 1
            continue
        i = w.world[0].touch_head
        w.world[0].touch_head = i + 1
        if w.touch[i].state == HANDLED:
            continue
        if is_moot(w, m, i):
            w.touch[i].state = MOOT
            w.touch[i].ended = now
            continue
        w.touch[i].state = IN_HAND
        w.touch[i].begun = now
        w.touch[i].person = s
        w.station[team, s].parcel = i
        w.station[team, s].left = w.touch[i].left
        _work(w, s, now)


@kernel
def _work(w, s, now):
    seat = w.station[len(w.node) - 1, s]
    seat.begun = now
    seat.speed = 1.0
    seat.done = now + seat.left
    push(w, seat.done, TOUCH * RANK + s, seat.parcel)


@kernel
def team_pause(w, now):
    team = len(w.node) - 1
    for s in range(w.node[team].stations):
        seat = w.station[team, s]
        if seat.parcel >= 0 and seat.done < NEVER:
            seat.left = max(1, seat.left - math.floor((now - seat.begun) * seat.speed))
            seat.done = NEVER


@kernel
def team_resume(w, m, now):
    if not team_works(w):
        return
    team = len(w.node) - 1
    for s in range(w.node[team].stations):
        if w.station[team, s].parcel >= 0 and w.station[team, s].done == NEVER:
            _work(w, s, now)
    take_up(w, m, now)


@kernel
def let_go(w, s, now):
    """A person is done with a touch; its row."""
    seat = w.station[len(w.node) - 1, s]
    i = seat.parcel
    seat.parcel = -1
    seat.done = NEVER
    w.touch[i].state = HANDLED
    w.touch[i].ended = now
    return i
