"""The world: a SimPy environment that lets the orders flow between two of its events."""

from __future__ import annotations

from collections.abc import Callable
from heapq import heappush
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
from simnet.engine.flow.tables import RANK, REVIEW
from simnet.engine.plan import Plan
from simnet.records.tables import code


class World(simpy.Environment):
    """One replication of one plan: SimPy events and, between them, the flow of orders."""

    _now: int  # microseconds

    def __init__(self, plan: Plan, draws: Draws, *, audit: Callable[[World], None] | None = None) -> None:
        super().__init__(0)
        self.plan, self.draws = plan, draws
        self.map = build_map(plan, draws)
        self.flow = build_flow(plan, draws)
        self.clockwork: Any = self.flow.world[0]
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
        event = simpy.Event(self)
        event._ok = True
        event._value = None
        heappush(self._queue, (max(t, self._now), rank * RANK + tie, next(self._eid), event))  # type: ignore[misc]
        return event

    def call(self, t: int, rank: int, tie: int, action: Callable[..., None], *args: Any) -> None:
        """Call `action` at an absolute instant."""
        callbacks = self.at(t, rank, tie).callbacks
        assert callbacks is not None
        callbacks.append(lambda _: action(*args))

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
        while self._queue and not self.over and self._queue[0][0] < self.plan.stop:
            self.step()
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
        if self.clockwork["granted"]:
            self.transfers.dispatch_granted()
        if self.clockwork["due"] or self.clockwork["diverted"]:
            self.call(self._now, REVIEW, 1, self.replenishment.review)

    def make_room(self, parcels: int = 0, touches: int = 0, misses: int = 0, changes: int = 0) -> None:
        """Grow the tables that have little room left."""
        g = self.clockwork
        spare = 256 + 2 * int(g["waiting"])
        wanted = {
            "parcel": int(g["parcels"]) + parcels + spare,
            "agenda": int(g["agenda"]) + parcels + spare,
            "touch": int(g["touches"]) + touches + spare,
            "miss": int(g["misses"]) + misses + spare,
            "change": int(g["changes"]) + changes + spare + int(g["most_lines"]),
            "grant": int(g["granted"]) + len(self.flow.claim) + spare,
        }
        for name, rows in wanted.items():
            table = getattr(self.flow, name)
            if rows > len(table):
                self._replace(name, table, max(rows, len(table) * 3 // 2))

    def add_claim(self) -> int:
        """Room for one more transfer that waits for stock; its row."""
        rows = len(self.flow.claim)
        self._replace("claim", self.flow.claim, rows + 1)
        return rows

    def _replace(self, name: str, table: np.ndarray, rows: int) -> None:
        grown = parcels(rows) if name == "parcel" else np.zeros(rows, table.dtype)
        grown[: len(table)] = table
        self.flow.put(name, grown)
