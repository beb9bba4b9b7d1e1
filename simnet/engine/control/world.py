"""The world: a SimPy environment that lets the orders flow between two of its events."""

from __future__ import annotations

from collections.abc import Callable
from heapq import heappush
from operator import itemgetter
from typing import Any

import numpy as np
import simpy

from simnet.engine.control.customers import Customers
from simnet.engine.control.disruptions import Disruptions
from simnet.engine.control.journal import Journal
from simnet.engine.control.nodes import Nodes
from simnet.engine.control.pickups import Pickups
from simnet.engine.control.replenishment import Replenishment
from simnet.engine.control.stop import Stop
from simnet.engine.control.suppliers import Suppliers
from simnet.engine.control.team import Team
from simnet.engine.control.thresholds import Thresholds
from simnet.engine.control.transfers import Transfers
from simnet.engine.draws import Draws
from simnet.engine.flow import entries
from simnet.engine.flow.advance import FULL
from simnet.engine.flow.state import build_flow, build_map, parcels
from simnet.engine.flow.tables import CLOCKWORK, RANK, REVIEW
from simnet.engine.plan import Plan
from simnet.records.tables import code

_WHAT_FILLS = (
    "parcels", "agenda", "touches", "misses", "changes", "granted", "claims", "open_claim", "waiting",
    "most_lines",
)  # fmt: skip
_PLACES = {name: place for place, name in enumerate(CLOCKWORK.names) if CLOCKWORK[name] == np.int64}
_GRANTED, _DUE, _DIVERTED = (_PLACES[name] for name in ("granted", "due", "diverted"))
_counted = itemgetter(*(_PLACES[name] for name in _WHAT_FILLS))
"""What the room in tables depends on, of the clockwork's columns, which all have eight bytes."""


class Clockwork:
    """The one row of the flow's table `world`, by name: its whole numbers, five times as fast as numpy."""

    __slots__ = ("words",)

    def __init__(self, row: np.ndarray) -> None:
        self.words = memoryview(row.view(np.ndarray).view(np.int64))  # type: ignore[arg-type]

    def __getitem__(self, name: str) -> int:
        return self.words[_PLACES[name]]

    def __setitem__(self, name: str, value: int) -> None:
        self.words[_PLACES[name]] = value


class Instant(simpy.Event):
    """An event whose time is all that there is to it: it is triggered as soon as it is made."""

    _ok, _value = True, None

    def __init__(self, world: World) -> None:
        # what simpy.Event does, without a call to it: there is one of these for every event of a year
        self.env, self.callbacks = world, []


class World(simpy.Environment):
    """One replication of one plan: SimPy events and, between them, the flow of orders."""

    _now: int  # microseconds

    def __init__(self, plan: Plan, draws: Draws, *, audit: Callable[[World], None] | None = None) -> None:
        super().__init__(0)
        self.plan, self.draws = plan, draws
        self.map = build_map(plan, draws)
        self.tables = list(plan.tables)
        """The quantile tables one by one: a row of an array would be made anew whenever it is asked for."""
        self.flow = build_flow(plan, draws)
        self.clockwork = Clockwork(self.flow.world)
        self.audit = audit
        self.journal = Journal()
        self.over = False
        self.nodes = Nodes(self)
        self.pickups = Pickups(self)
        self.team = Team(self)
        self.suppliers = Suppliers(self)
        self.transfers = Transfers(self)
        self.replenishment = Replenishment(self)
        self.customers = Customers(self)
        self.disruptions = Disruptions(self)
        self.thresholds = Thresholds(self)
        if plan.rehearsal is not None and plan.rehearsal.most:
            self.stop = Stop(self, plan.rehearsal)
        self.suppliers.take_over()

    def at(self, t: int, rank: int, tie: int = 0) -> simpy.Event:
        """An event at an absolute instant, taken by rank and tie among those of the same instant."""
        event = Instant(self)
        at = t if t > self._now else self._now
        heappush(self._queue, (at, rank * RANK + tie, next(self._eid), event))  # type: ignore[misc]
        return event

    def call(self, t: int, rank: int, tie: int, action: Callable[..., None], *args: Any) -> None:
        """Call `action` at an absolute instant."""
        self.at(t, rank, tie).callbacks = [lambda _: action(*args)]

    def is_next(self, t: int, rank: int, tie: int) -> bool:
        """Whether an event that was made for this instant now would be the next one."""
        return not self._queue or self._queue[0][:2] > (t, rank * RANK + tie)

    def step(self) -> None:
        """Let the orders flow up to the next event, then take it."""
        head = self._queue[0]
        signal = entries.advance(self.flow, self.map, head[0], head[1])
        while signal == FULL:
            self.make_room()
            signal = entries.advance(self.flow, self.map, head[0], head[1])
        if signal >= 0:
            self.call(signal, REVIEW, 1, self.replenishment.review)
        super().step()
        if self.audit is not None:
            self.audit(self)

    def play(self) -> None:
        """Run until everything is settled after the horizon, or until the plan's stop."""
        queue, stop, step = self._queue, self.plan.stop, self.step
        while queue and not self.over and queue[0][0] < stop:
            step()
        if not self.over:
            self._now = self.plan.stop
            entries.advance(self.flow, self.map, self.plan.stop, 0)

    def mark_all(self) -> None:
        """Bring the time integrals of all stocks up to now."""
        for n, k in zip(*self.flow.stock["stocked"].nonzero(), strict=True):
            entries.mark(self.flow, int(n), int(k), self._now)

    def note_stock(self, node: int, sku: int, what: str, units: int) -> None:
        """Write down a change of stock that has just happened."""
        if self.clockwork["changes"] == len(self.flow.change):
            self.make_room()
        entries.note(self.flow, node, sku, code("stock_change", what), units, self._now)

    def review_if_due(self) -> None:
        """After a function of the world touched stock: send off what transfers were granted, and test
        who is low."""
        words = self.clockwork.words
        if words[_GRANTED]:
            self.transfers.dispatch_granted()
        if words[_DUE] or words[_DIVERTED]:
            self.call(self._now, REVIEW, 1, self.replenishment.review)

    def make_room(self, parcels: int = 0, touches: int = 0, misses: int = 0, changes: int = 0) -> None:
        """Grow the tables that have little room left."""
        made, agenda, touched, missed, changed, granted, claims, first, waiting, most = _counted(
            self.clockwork.words
        )
        flow, spare = self.flow, 256 + 2 * waiting
        for name, table, rows in (
            ("parcel", flow.parcel, made + parcels),
            ("agenda", flow.agenda, agenda + parcels),
            ("touch", flow.touch, touched + touches),
            ("miss", flow.miss, missed + misses),
            ("change", flow.change, changed + changes + most),
            ("grant", flow.grant, granted + claims - first),
        ):
            if rows + spare > len(table):
                self._replace(name, table, max(rows + spare, len(table) * 3 // 2))

    def add_claim(self) -> int:
        """Room for one more transfer that waits for stock; its row."""
        row, table = self.clockwork["claims"], self.flow.claim
        if row == len(table):
            self._replace("claim", table, max(64, 2 * row))
        self.clockwork["claims"] = row + 1
        return row

    def _replace(self, name: str, table: np.ndarray, rows: int) -> None:
        grown = parcels(rows) if name == "parcel" else np.zeros(rows, table.dtype)
        grown[: len(table)] = table
        self.flow.put(name, grown)
