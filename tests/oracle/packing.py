"""Packing: one queue and some stations per node, with pauses (§7)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import simpy

from simnet.engine import luck
from tests.oracle.clockwork import Rank, cancel, fire
from tests.oracle.things import Shipment

if TYPE_CHECKING:
    from tests.oracle.plain import World


@dataclass(eq=False)
class Station:
    number: int
    shipment: Shipment | None = None
    left: int = 0
    full: int = 0
    since: int = 0
    speed: float = 1.0
    alarm: simpy.Event | None = None


class Floor:
    """The packing floor of one node."""

    def __init__(self, world: World, node: int) -> None:
        self.world, self.node = world, node
        self.spec = world.plan.nodes[node]
        self.queue: list[Shipment] = []
        self.stations = [Station(i) for i in range(self.spec.stations)]
        self.opens = 0
        """Opening intervals that hold the present instant."""
        self.gate = 0
        self.running = False
        self.load: float | None = None
        """Speed factor of the sudden-load ramp while it lasts."""
        self.loads = 0
        """Sudden-load ramps begun so far."""
        self.armed = False
        """Whether its sudden load begins with the first order of a node believed down."""

    def live(self) -> None:
        env, tie = self.world.env, self.node
        for (begin, end), gate in zip(self.spec.openings.tolist(), self.spec.gates.tolist(), strict=True):
            env.call(begin, Rank.OPENING, tie, partial(self._open, gate))
            env.call(end, Rank.CLOSING, tie, self._close)

    def _open(self, gate: int) -> None:
        self.opens += 1
        self.gate = gate
        self.changed()
        self.offer()

    def _close(self) -> None:
        self.opens -= 1
        self.changed()

    def accessible(self) -> bool:
        """Open and up: receipts and dispatch are possible."""
        return self.opens > 0 and self.world.elements.up("node", self.node)

    def speed(self) -> float:
        speed = 1.0
        for factor in self.world.elements.active("speed", ("node", self.node)):
            speed *= factor
        return speed if self.load is None else speed * self.load

    def changed(self) -> None:
        """Pause or go on after whatever changed; then see to receipts and dispatch."""
        able = self.accessible() and self.world.elements.up("packaging", self.node) and self.speed() > 0
        if self.running and not able:
            self.running = False
            self._pause()
        elif able and not self.running:
            self.running = True
            for station in self.stations:
                if station.shipment is not None:
                    self._go(station)
            self.offer()
        if self.accessible():
            self.world.supply.node_ready(self.node)

    def divert(self) -> None:
        """It gets what a node believed down would have been given."""
        if self.armed:
            self.armed = False
            self.world.env.call(
                self.world.env.now, Rank.REVIEW, 0, lambda: self.world.response.load(self.node)
            )

    def join(self, shipment: Shipment) -> None:
        shipment.queued = shipment.joined = self.world.env.now
        behind = [s for s in self.queue if self._first(s)] if self._first(shipment) else self.queue
        self.queue.insert(len(behind), shipment)
        self.offer()

    def _first(self, shipment: Shipment) -> bool:
        return self.world.plan.regions[shipment.order.region].packed_first

    def offer(self) -> None:
        """Free stations take what they may, lowest number first."""
        while self.running:
            shipment = next((s for s in self.queue if s.joined <= self.gate), None)
            station = next((s for s in self.stations if s.shipment is None), None)
            if shipment is None or (station is None and self.stations):
                return
            self.queue.remove(shipment)
            if self.world.stock.pick(shipment):
                self._start(shipment, station)

    def _start(self, shipment: Shipment, station: Station | None) -> None:
        shipment.state, shipment.started = "packing", self.world.env.now
        if station is None:
            self._finish(shipment)
            return
        station.shipment = shipment
        station.full = station.left = self._work(shipment)
        self._go(station)

    def _work(self, shipment: Shipment) -> int:
        base = self.world.time(self.spec.work, shipment.order.key, luck.WORK, shipment.attempt)
        units = sum(line.quantity for line in shipment.lines)
        return base + self.spec.per_line * len(shipment.lines) + self.spec.per_unit * units

    def _go(self, station: Station) -> None:
        station.since, station.speed = self.world.env.now, self.speed()
        end = station.since + math.ceil(station.left / station.speed)
        tie = self.node << 20 | station.number
        station.alarm = self.world.env.call(end, Rank.DONE, tie, lambda: self._done(station))

    def _pause(self) -> None:
        for station in self.stations:
            if station.shipment is not None:
                cancel(station.alarm)
                passed = math.floor((self.world.env.now - station.since) * station.speed)
                station.left = max(1, station.left - passed)

    def _done(self, station: Station) -> None:
        shipment, station.shipment = station.shipment, None
        assert shipment is not None
        self._finish(shipment)
        self.offer()

    def _finish(self, shipment: Shipment) -> None:
        shipment.packed = self.world.env.now
        shipment.wrong = self.world.luck(shipment.order.key, luck.WRONG, shipment.attempt) < self.spec.wrong
        fire(shipment.packed_event, True)

    def outage(self, rule: str) -> list[Shipment]:
        """What an outage does to the parcels being packed (already paused); returns those that it took."""
        taken: list[Shipment] = []
        for station in self.stations:
            if station.shipment is not None and rule == "restart":
                station.left = station.full
            elif station.shipment is not None and rule == "lose":
                taken.append(station.shipment)
                station.shipment = None
        return taken
