"""One process per shipment: queue, packing, dock, transit, what follows (§7, §8)."""

from __future__ import annotations

import math
from bisect import bisect_right
from typing import TYPE_CHECKING

from simnet.engine import luck
from simnet.engine.plan import NEVER, Clock
from tests.oracle.clockwork import Life, Rank, cancel, fire
from tests.oracle.orders import customer_tie
from tests.oracle.things import Line, Order, Shipment

if TYPE_CHECKING:
    from tests.oracle.plain import World

DAY = 86_400_000_000
WEEK = 7 * DAY


class Parcels:
    def __init__(self, world: World) -> None:
        self.world = world
        self.all: list[Shipment] = []
        self.live: dict[int, Shipment] = {}
        """Queued, in work, staged or under way, also on the way back after an outage."""
        self.docks: list[list[Shipment]] = [[] for _ in world.plan.docks]
        self.staged = 0
        self.carried: dict[tuple[int, int], int] = {}
        """Parcels of a carrier on a scenario day."""

    def make(
        self,
        order: Order,
        attempt: int,
        node: int,
        lane: int,
        lines: list[Line],
        kind: str,
        rerouted_from: int,
    ) -> None:
        env = self.world.env
        events = env.event(), env.event(), env.event()
        shipment = Shipment(len(self.all), order, attempt, node, lane, lines, kind, rerouted_from, *events)
        self.all.append(shipment)
        self.live[shipment.number] = shipment
        for line in lines:
            line.state, line.node, line.shipment = "shipping", node, shipment.number
        env.begin(self.life(shipment))

    def void(self, shipment: Shipment, state: str = "void") -> None:
        shipment.state = state
        del self.live[shipment.number]

    def life(self, shipment: Shipment) -> Life:
        self.world.floors[shipment.node].join(shipment)
        if not (yield shipment.packed_event):
            return
        self.stage(shipment, self.world.plan.lanes[shipment.lane].dock)
        if not (yield shipment.gone):
            return
        self._depart(shipment)
        how = yield shipment.landed
        if how == "delivered":
            self._delivered(shipment)
            yield from self._aftermath(shipment)
        elif how == "lost":
            self._lost(shipment)
        else:
            self._turned_back(shipment)

    # docks

    def stage(self, shipment: Shipment, dock: int) -> None:
        shipment.state = "staged"
        shipment.place = self.staged
        self.staged += 1
        self.docks[dock].append(shipment)
        if self.world.plan.docks[dock].continuous:
            self.collect(dock)

    def pickups(self, dock: int) -> Life:
        spec = self.world.plan.docks[dock]
        for number, t in enumerate(spec.pickups.tolist()):
            yield self.world.env.at(t, Rank.PICKUP, dock)
            self.collect(dock, int(spec.capacities[number]) or NEVER, t - int(spec.ready_before[number]))

    def collect_continuous(self) -> None:
        """After an outage or a midnight: docks without pickup times take all they can."""
        for dock, spec in enumerate(self.world.plan.docks):
            if spec.continuous:
                self.collect(dock)

    def collect(self, dock: int, room: int = NEVER, latest: int = NEVER) -> None:
        """A carrier comes: it takes so many of the parcels that were packed by then."""
        spec, elements, now = self.world.plan.docks[dock], self.world.elements, self.world.env.now
        if not (
            elements.up("node", spec.node)
            and elements.up("carrier", spec.carrier)
            and elements.up("dock", dock)
        ):
            return
        daily = self.world.plan.carriers[spec.carrier].capacity or NEVER
        today = spec.carrier, bisect_right(self.world.midnights, now) - 1
        taken = []
        for shipment in self.docks[dock]:
            if room <= 0 or self.carried.get(today, 0) >= daily:
                break
            if shipment.packed <= latest and elements.path_up(shipment.lane):
                taken.append(shipment)
                room -= 1
                self.carried[today] = self.carried.get(today, 0) + 1
        for shipment in taken:
            self.docks[dock].remove(shipment)
        for shipment in taken:
            fire(shipment.gone, True)

    # transit

    def _depart(self, shipment: Shipment) -> None:
        plan, order, now = self.world.plan, shipment.order, self.world.env.now
        lane = plan.lanes[shipment.lane]
        carrier = plan.services[lane.service].carrier
        shipment.state, shipment.collected = "transit", now
        u = self.world.luck(order.key, luck.TRANSIT, shipment.attempt)
        busy = self.world.draws.congestion[carrier]
        time = luck.quantile(plan.tables[lane.transit], u) * float(busy[min(now // WEEK, len(busy) - 1)])
        time = self.world.elements.delayed(time, *self.world.elements.path(shipment.lane))
        shipment.damaged = self._damaged(shipment)
        self.fly(shipment, arrival(plan.clocks, lane.clock, now, math.floor(time + 0.5)))

    def fly(self, shipment: Shipment, due: int) -> None:
        """Put (or put off) the end of a parcel's way."""
        shipment.due, shipment.left = due, None
        tie = customer_tie(shipment.order.number, shipment.attempt, 1)
        shipment.alarm = self.world.env.call(
            due, Rank.CUSTOMER, tie, lambda: fire(shipment.landed, "delivered")
        )

    def _damaged(self, shipment: Shipment) -> bool:
        plan = self.world.plan
        lane = plan.lanes[shipment.lane]
        carrier = plan.carriers[plan.services[lane.service].carrier]
        share = plan.nodes[shipment.node].damage + lane.damage + carrier.damage
        times = 1.0
        for factor, added in self.world.elements.active("damage", *self.world.elements.path(shipment.lane)):
            share += added
            times *= factor
        share *= max(plan.skus[line.sku].fragile_factor for line in shipment.lines)
        u = self.world.luck(shipment.order.key, luck.DAMAGE, shipment.attempt)
        return u < min(1.0, share * times)

    def under_way(self) -> list[Shipment]:
        """Parcels on their way to the customer."""
        return [s for s in self.live.values() if s.state == "transit" and not s.turned]

    def outage(self, shipment: Shipment, rule: str) -> None:
        """The path of a parcel under way goes down."""
        now = self.world.env.now
        if rule == "hold" and shipment.left is None:
            cancel(shipment.alarm)
            shipment.left = shipment.due - now
        elif rule == "lose":
            cancel(shipment.alarm)
            fire(shipment.landed, "lost")
        elif rule == "return":
            cancel(shipment.alarm)
            shipment.turned = True
            tie = customer_tie(shipment.order.number, shipment.attempt, 2)
            back = now + (now - shipment.collected)
            self.world.env.call(back, Rank.CUSTOMER, tie, lambda: fire(shipment.landed, "returned"))

    def thaw(self) -> None:
        """Something came up: parcels held on a path that is up again go on."""
        for shipment in self.under_way():
            if shipment.left is not None and self.world.elements.path_up(shipment.lane):
                self.fly(shipment, self.world.env.now + shipment.left)

    # consequences

    def _delivered(self, shipment: Shipment) -> None:
        now = self.world.env.now
        self.void(shipment, "delivered")
        shipment.delivered = now
        shipment.order.damaged |= shipment.damaged
        for line in shipment.lines:
            line.state, line.ended = "delivered", now
            if line.delivered < 0:
                line.delivered = now

    def _aftermath(self, shipment: Shipment) -> Life:
        care, order, env = self.world.plan.aftercare, shipment.order, self.world.env
        if shipment.damaged:
            self.world.orders.reship(shipment, luck.RESHIP, care.reship_damaged)
        elif shipment.wrong:
            self.world.orders.reship(shipment, luck.RESHIP, care.reship_wrong)
        elif self.world.luck(order.key, luck.RETURN, shipment.attempt) < care.return_rate:
            after = self.world.time(care.return_after, order.key, luck.RETURN_AFTER, shipment.attempt)
            yield env.at(env.now + after, Rank.CUSTOMER, customer_tie(order.number, shipment.attempt, 2))
            self._returned(shipment)

    def _returned(self, shipment: Shipment) -> None:
        units: dict[int, int] = {}
        for line in shipment.lines:
            u = self.world.luck(shipment.order.key, luck.RESTOCK, shipment.attempt * 64 + line.index)
            good = math.floor(line.quantity * self.world.plan.aftercare.restock + u)
            units[line.sku] = units.get(line.sku, 0) + good
        self.world.stock.restock(shipment.node, units)

    def _lost(self, shipment: Shipment) -> None:
        self.void(shipment, "lost")
        for line in shipment.lines:
            line.state, line.ended = "lost", self.world.env.now
        self.world.orders.reship(shipment, luck.RESHIP, self.world.plan.aftercare.reship_damaged)

    def _turned_back(self, shipment: Shipment) -> None:
        self.void(shipment, "returned")
        self.world.stock.restock(shipment.node, shipment.needs())
        self.world.orders.route(shipment.order, shipment.lines, shipment.attempt)


def arrival(clocks: tuple[Clock, ...], number: int, t: int, transit: int) -> int:
    """The end of a transit that begins at t, in calendar time or on a business clock (§13)."""
    if number < 0:
        return t + transit
    clock = clocks[number]
    last = len(clock.business) - 1
    beyond = NEVER
    day = min(bisect_right(clock.day_start, t) - 1, last)
    before, is_business = int(clock.before[day]), int(clock.business[day])
    if len(clock.deliver_at):
        nth = before + is_business + max(1, -(-transit // DAY)) - 1
        return int(clock.deliver_at[clock.days[nth]]) if nth < len(clock.days) else beyond
    begin, length = _local_day(clock, day)
    due = before * DAY + ((t - begin) * DAY // length if is_business else 0) + transit
    if due // DAY >= len(clock.days):
        return beyond
    begin, length = _local_day(clock, int(clock.days[due // DAY]))
    return begin + (due % DAY) * length // DAY


def _local_day(clock: Clock, day: int) -> tuple[int, int]:
    """Start and length of a local day."""
    begin = int(clock.day_start[day])
    return begin, int(clock.day_start[day + 1]) - begin
