"""The test orders of a scoped drill (§17)."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from simnet.engine.plan import Event
from tests.oracle.clockwork import Life
from tests.oracle.elements import Element
from tests.oracle.orders import flat, grouped
from tests.oracle.things import Order, Touch, needs

if TYPE_CHECKING:
    from tests.oracle.plain import World

NAME = "batch"


class Batch:
    def __init__(self, world: World) -> None:
        self.world = world
        self.held = world.plan.rehearsal
        self.left = self.held.orders if self.held is not None else 0
        """Test orders to come; −1: any number."""
        self.closed: Counter[Element] = Counter()
        self.active = 0

    def shut(self, event: Event) -> None:
        self.active += 1
        self.closed.update(self._elements(event))

    def reopen(self, event: Event) -> None:
        self.active -= 1
        self.closed.subtract(self._elements(event))

    def _elements(self, event: Event) -> list[Element]:
        return [
            *(("node", n) for n in event.nodes),
            *(("carrier", c) for c in event.carriers),
            *(("service", s) for s in event.services),
            *(("lane", x) for x in event.lanes),
        ]

    def takes(self, order: Order) -> bool:
        """Whether an order is a test order; then it counts as one."""
        held = self.held
        if held is None or self.active == 0 or self.left == 0 or order.region not in held.regions:
            return False
        if not any(line.item in held.items for line in order.lines) or not self._leads_through(order):
            return False
        self.left -= self.left > 0
        return True

    def _leads_through(self, order: Order) -> bool:
        routing = self.world.plan.routing
        picks, rest = self.world.router.choose(order.region, grouped(order.lines), routing.splits == "never")
        if rest and routing.out_of_stock == "hold_complete":
            return False
        path = self.world.elements.path
        return any(self.closed[e] > 0 for n, lane, _ in picks for e in [("node", n), *path(lane)])

    def life(self, order: Order) -> Life:
        """From the call for a person to the routing."""
        team, now = self.world.team, self.world.env.now
        assert self.held is not None
        if self.held.touch < 0:
            done = Touch(NAME, order.number, now, 0, self.world.env.event(), lambda: False)
            done.begun, done.ended, done.state = now, now, "done"
            team.touches.append(done)
        else:
            for line in order.lines:
                line.state = "touch"
            if not (yield from self.world.orders.touched(NAME, order, order.lines, self.held.touch)):
                return
        self._route(order)

    def _route(self, order: Order) -> None:
        """Around what is shut, if that fills all of the order; else the ordinary way."""
        orders, believed = self.world.orders, self.world.elements.believed
        never = self.world.plan.routing.splits == "never"
        closed = [element for element, count in self.closed.items() if count > 0]
        for element in closed:
            believed[element].add(NAME)
        picks, rest = self.world.router.choose(order.region, grouped(order.lines), never)
        for element in closed:
            believed[element].discard(NAME)
        if rest:
            orders.route(order, order.lines)
            return
        for node, _, taken in picks:
            self.world.stock.reserve(node, needs(flat(taken)))
        for node, lane, taken in picks:
            orders.ship(order, node, lane, flat(taken))
