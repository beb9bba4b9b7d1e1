"""One process per order: placed, screened, routed; its waits and its end (§3–§6, §15)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simnet.engine import luck
from tests.oracle.clockwork import Life, Rank, fire
from tests.oracle.routing import Group, Pick
from tests.oracle.things import Line, Order, Shipment, needs

if TYPE_CHECKING:
    from tests.oracle.plain import World


class Orders:
    def __init__(self, world: World) -> None:
        self.world = world
        self.all: list[Order] = []
        self.held: list[Order] = []
        """Orders that wait for the order system."""
        self.system_back = world.env.event()
        self._read()

    def _read(self) -> None:
        draws = self.world.draws
        rows, lines = draws.orders.tolist(), draws.lines.tolist()
        names = list(draws.orders.dtype.names or ())
        keys = list(draws.orders["key"])
        for number, row in enumerate(rows[:-1]):
            fields = dict(zip(names, row, strict=True))
            order = Order(number, fields["t"], keys[number], fields["region"], fields["promise"])
            first, last = fields["first"], rows[number + 1][names.index("first")]
            for index, at in enumerate(range(first, last)):
                quantity, group, sku, item = lines[at]
                order.lines.append(Line(at, order, index, sku, quantity, group, item))
            self.all.append(order)

    def arrivals(self) -> Life:
        for order in self.all:
            yield self.world.env.at(order.t, Rank.ARRIVAL, order.number)
            self.world.env.begin(self.life(order))

    def life(self, order: Order) -> Life:
        if self._deterred(order):
            order.deterred = True
            for line in order.lines:
                line.state, line.ended = "deterred", self.world.env.now
            return
        if self.world.plan.until_packing:
            self._patience(order)
        if not self.world.elements.up("system"):
            self._mark(order.lines, "held")
            self.held.append(order)
            while not self.world.elements.up("system"):
                yield self.system_back
            if order not in self.held:
                return
            self.held.remove(order)
        if self.world.batch.takes(order):
            yield from self.world.batch.life(order)
            return
        if self._exception(order):
            self._mark(order.lines, "touch")
            if not (yield from self.touched("exception", order, order.lines)):
                return
        self.route(order, order.lines)

    def touched(self, kind: str, order: Order, lines: list[Line], takes: int = -1) -> Life:
        """Wait for a person to look at lines of an order; False if they are cancelled by then."""

        def cancelled() -> bool:
            return all(line.state == "cancelled" for line in lines)

        yield self.world.team.ask(kind, order.number, cancelled, takes).done
        return not cancelled()

    def screen_held(self) -> None:
        """The order system is back."""
        back, self.system_back = self.system_back, self.world.env.event()
        fire(back)

    def _deterred(self, order: Order) -> bool:
        if order.t < 0:  # open at time zero: it has been placed already
            return False
        kept = 1.0
        for thinning in self.world.draws.thinnings:
            if thinning.begin <= order.t < thinning.end:
                concerned = not thinning.regions or order.region in thinning.regions
                named = not thinning.items or any(line.item in thinning.items for line in order.lines)
                if concerned and named:
                    kept *= thinning.factor
        kept *= self.world.loyalty.level[order.region]
        return self.world.luck(order.key, luck.THIN, 0) >= kept

    def _exception(self, order: Order) -> bool:
        plan = self.world.plan
        routing = plan.routing
        if routing.oversize and any(plan.skus[line.sku].oversize for line in order.lines):
            return True
        if routing.partial and self._partial(order):
            return True
        if not routing.problem:
            return False
        ranking = plan.regions[order.region].ranking
        lane = int(routing.services[order.region, ranking[0], 0]) if ranking else -1
        if lane >= 0 and plan.lanes[lane].problem:
            return True
        return self.world.luck(order.key, luck.PROBLEM, 0) < routing.problem_share

    def _partial(self, order: Order) -> bool:
        groups = grouped(order.lines)
        nodes = [n for n, _ in self.world.router.candidates(order.region)]
        able = [any(self.world.stock.covers(n, needs(g)) for n in nodes) for g in groups]
        return len(groups) > 1 and any(able) and not all(able)

    # routing

    def route(
        self, order: Order, lines: list[Line], attempt: int | None = None, rerouted_from: int = -1
    ) -> None:
        """Route lines of an order; the first shipment takes `attempt` if one is given."""
        routing = self.world.plan.routing
        groups = grouped(lines)
        never = routing.splits == "never"
        picks, rest = self.world.router.choose(order.region, groups, never)
        diverted = self.world.router.diverted
        if rest and routing.out_of_stock == "hold_complete":
            picks, rest = [], groups
        if rest and routing.when_full == "lost":
            rest = self._turn_away(order, picks, rest, never)
        if picks:
            self._divert({node for node, _, _ in picks} if rerouted_from >= 0 else diverted)
        for node, _, taken in picks:
            self.world.stock.reserve(node, needs(flat(taken)))
        for node, lane, taken in picks:
            self.ship(order, node, lane, flat(taken), attempt, rerouted_from)
            attempt = None
        if rest:
            if never:
                rest = [flat(rest)]
            out = self.world.router.out_of_stock(order.region, rest)
            if routing.out_of_stock == "hold_complete":
                rest = [flat(rest)]
            self._unfilled(order, rest, out)

    def _turn_away(self, order: Order, picks: list[Pick], rest: list[Group], never: bool) -> list[Group]:
        """Lose what only full nodes could fill; the groups that remain."""
        away, left = self.world.router.choose(order.region, rest, never, after=picks)
        if left and self.world.plan.routing.out_of_stock == "hold_complete":
            return rest
        for line in (line for _, _, groups in away for line in flat(groups)):
            line.state, line.node, line.shipment, line.ended = "lost", -1, -1, self.world.env.now
        return left

    def _divert(self, nodes: set[int]) -> None:
        """What was chosen is done: nodes that stand in for one believed down feel a sudden load."""
        for node in sorted(nodes):
            self.world.floors[node].divert()

    def ship(
        self,
        order: Order,
        node: int,
        lane: int,
        lines: list[Line],
        attempt: int | None = None,
        rerouted_from: int = -1,
    ) -> None:
        if attempt is None:
            attempt = order.attempts
            order.attempts += 1
        if order.node < 0:
            order.node = node
        kind = "reship" if any(line.reship for line in lines) else "first"
        self.world.parcels.make(order, attempt, node, lane, lines, kind, rerouted_from)

    def _unfilled(self, order: Order, rest: list[Group], out: list[Line]) -> None:
        nodes = [self.world.router.waiting_node(order.region, rest, group) for group in rest]
        now = self.world.env.now
        for group, node in zip(rest, nodes, strict=True):
            for line in (line for line in group if line in out):
                self.world.stock.log.append((now, order.number, node, line.sku, line.quantity))
            lost = self.world.plan.routing.out_of_stock == "lost" or node < 0
            if lost or not self.world.stock.may_wait(node, group):
                for line in group:
                    line.state, line.node, line.shipment, line.ended = "lost", node, -1, now
            else:
                self.world.stock.wait(node, order, group)
                self._patience(order)

    def served(self, order: Order, node: int, lines: list[Line]) -> None:
        """Lines that waited are reserved now: one more shipment."""
        lines.sort(key=lambda line: line.index)
        waits = any(line.state == "waiting" and line not in lines for line in order.lines)
        if not waits and not self.world.plan.until_packing:
            order.patience = None
        self.ship(order, node, self.world.router.lane(node, order.region, anyway=True), lines)

    def back_to(self, shipment: Shipment, node: int, lane: int) -> None:
        """Stand down: a rerouted shipment goes back to its old node, where its units are reserved now."""
        self.ship(shipment.order, node, lane, shipment.lines, shipment.attempt)

    def short(self, shipment: Shipment) -> None:
        self.world.parcels.void(shipment)
        self._mark(shipment.lines, "touch")
        fire(shipment.packed_event, False)
        shipment.order.short.append(shipment)
        self.world.env.begin(self._after_short(shipment))

    def _after_short(self, shipment: Shipment) -> Life:
        if not (yield from self.touched("short_pick", shipment.order, shipment.lines)):
            return
        shipment.order.short.remove(shipment)
        for k in sorted(shipment.needs()):
            self.world.stock.walk(shipment.node, k)
        self.route(shipment.order, shipment.lines, shipment.attempt)

    def reship(self, shipment: Shipment, purpose: int, share: float) -> bool:
        """Send the lines of a failed parcel again, from one node, if luck and stock allow."""
        order = shipment.order
        if shipment.kind == "reship" or self.world.luck(order.key, purpose, shipment.attempt) >= share:
            return False
        picks, rest = self.world.router.choose(order.region, grouped(shipment.lines), True)
        if rest:
            return False
        self._divert(self.world.router.diverted)
        node, lane, _ = picks[0]
        for line in shipment.lines:
            line.reship, line.ended = True, -1
        self.world.stock.reserve(node, shipment.needs())
        self.ship(order, node, lane, shipment.lines)
        return True

    # waiting

    def _patience(self, order: Order) -> None:
        if order.patience is None and self.world.plan.patience >= 0:
            order.patience = order.waits
            order.waits += 1
            self.world.env.begin(self._runs_out(order, order.patience))

    def _runs_out(self, order: Order, wait: int) -> Life:
        env = self.world.env
        patience = self.world.time(self.world.plan.patience, order.key, luck.PATIENCE, wait)
        yield env.at(env.now + patience, Rank.CUSTOMER, customer_tie(order.number, wait, 0))
        if order.patience == wait:
            order.patience = None
            self._cancel(order)
            if self.world.plan.until_packing:
                self._cancel_until_packing(order)

    def _cancel(self, order: Order) -> None:
        for node, queue in enumerate(self.world.stock.queues):
            for wait in [w for w in queue if w.order is order]:
                self.world.stock.leave(node, wait)
                for line in wait.lines:
                    line.state, line.ended = "cancelled", self.world.env.now

    def _cancel_until_packing(self, order: Order) -> None:
        """Cancel whatever else of an order nobody has begun to pack; then serve who waits for it."""
        queued = [s for s in self.world.parcels.live.values() if s.order is order and s.state == "queued"]
        given_up = sorted(queued + order.short, key=lambda s: min(line.index for line in s.lines))
        for shipment in queued:
            self.world.response.take_out(shipment)
            self.world.stock.give_back(shipment.node, shipment.needs())
        gone = [line for s in given_up for line in s.lines]
        gone += [line for line in order.lines if line.state in ("held", "touch") and line not in gone]
        for line in gone:
            line.state, line.shipment, line.ended = "cancelled", -1, self.world.env.now
        order.short.clear()
        if order in self.held:
            self.held.remove(order)
        for shipment in given_up:
            for k in sorted(shipment.needs()):
                self.world.stock.walk(shipment.node, k)

    def _mark(self, lines: list[Line], state: str) -> None:
        for line in lines:
            line.state, line.shipment = state, -1

    def waiting(self) -> bool:
        """Some line waits, is in touch or is held by the order system."""
        return bool(self.held) or any(self.world.stock.queues) or self.world.team.busy()


def customer_tie(order: int, attempt: int, kind: int) -> int:
    """Tie at rank CUSTOMER: order, attempt, kind (0 patience, 1 delivery, 2 coming back)."""
    return order << 24 | attempt << 4 | kind


def grouped(lines: list[Line]) -> list[Group]:
    """Lines in their groups, in line order."""
    groups: dict[int, Group] = {}
    for line in sorted(lines, key=lambda line: line.index):
        groups.setdefault(line.group, []).append(line)
    return list(groups.values())


def flat(groups: list[Group]) -> list[Line]:
    """The lines of groups, in line order."""
    return sorted((line for group in groups for line in group), key=lambda line: line.index)


def final_state(order: Order) -> tuple[str, int]:
    """State of an order at the end of the run, and the instant its last line ended (−1 if open)."""
    if order.deterred:
        return "deterred", order.t
    if any(line.state in ("new", "held", "touch", "waiting", "shipping") for line in order.lines):
        return "open", -1
    finished = max(line.ended for line in order.lines)
    if any(line.delivered >= 0 for line in order.lines):
        return "delivered", finished
    if any(line.state == "cancelled" for line in order.lines):
        return "cancelled", finished
    return "lost", finished
