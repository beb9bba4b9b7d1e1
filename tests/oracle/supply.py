"""Replenishment: one process per purchase order and per part of a transfer (§9)."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import simpy

from simnet.engine import luck
from simnet.engine.plan import OpenPurchase
from tests.oracle.clockwork import Life, Rank, cancel, fire
from tests.oracle.parcels import DAY, arrival
from tests.oracle.things import Supply

if TYPE_CHECKING:
    from tests.oracle.plain import World


@dataclass(eq=False)
class Maker:
    """A supplier's production: who waits for it and who occupies it."""

    queue: list[Supply] = field(default_factory=list)
    busy: Supply | None = None
    free_at: int = -1
    left: int | None = None
    alarm: simpy.Event | None = None


class Supplies:
    def __init__(self, world: World) -> None:
        self.world = world
        plan = world.plan
        self.all: list[Supply] = []
        self.live: dict[int, Supply] = {}
        self.makers = [Maker() for _ in plan.suppliers]
        self.rules = {(rule.node, rule.sku): rule for rule in plan.stock}
        self.due: set[tuple[int, int]] = set()
        self.made: dict[tuple[int, int, int, int], int] = {}
        """Purchase orders and parts so far of (supplier, source, node, SKU)."""
        self.switched: dict[int, set[object]] = {}
        """Suppliers switched on, by whom."""

    # due tests

    def start(self) -> None:
        for known in self.world.plan.open_purchases:
            self._under_way(known)
        for node, sku in sorted(self.rules):
            rule = self.rules[node, sku]
            if rule.kind and rule.review > 0:
                self.world.env.begin(self._periodic(node, sku, rule.review))
            else:
                self.fell(node, sku)

    def _periodic(self, node: int, sku: int, every: int) -> Life:
        t = 0
        while True:
            yield self.world.env.at(t, Rank.REVIEW, node << 30 | sku)
            self._test(node, sku)
            t += every

    def fell(self, node: int, sku: int) -> None:
        """The position of a node-SKU may have fallen: test it at this instant's REVIEW."""
        rule = self.rules.get((node, sku))
        if rule is None or rule.kind == 0 or rule.review > 0 or (node, sku) in self.due:
            return
        self.due.add((node, sku))
        env = self.world.env
        env.call(env.now, Rank.REVIEW, node << 30 | sku, lambda: self._due(node, sku))

    def _due(self, node: int, sku: int) -> None:
        self.due.discard((node, sku))
        self._test(node, sku)

    def _test(self, node: int, sku: int) -> None:
        rule, position = self.rules[node, sku], self.world.stock.at[node, sku].position
        if position > rule.lower or not self.world.elements.up("ordering", node):
            return
        quantity = rule.upper - position
        if rule.kind == 2:
            quantity = ((rule.lower - position) // rule.upper + 1) * rule.upper
        if quantity > 0:
            self._order(node, sku, quantity)

    def orders_again(self, node: int) -> None:
        """Somebody orders for a node again."""
        if self.world.elements.up("ordering", node):
            for n, sku in sorted(self.rules):
                if n == node:
                    self.fell(n, sku)

    def row(self, supply: Supply) -> int:
        """Number of a purchase order among the purchase orders alone."""
        return sum(other.supplier >= 0 for other in self.all[: supply.number])

    # sources

    def _sources(self, node: int, sku: int) -> list[tuple[str, int]]:
        """Sources of a node-SKU in the order in which they are tried."""
        listed = [s for s in self.rules[node, sku].sources if self.lane(s, node) >= 0]
        on = [s for s in listed if s[0] == "supplier" and self.switched.get(s[1])]
        rest = [s for s in listed if s not in on]
        plain = [s for s in rest if s[0] == "node" or not self.is_backup(node, sku, s[1])]
        return on + plain or rest

    def is_backup(self, node: int, sku: int, supplier: int) -> bool:
        """A supplier in a list from which is ordered only when an act has switched it on."""
        return self.world.plan.suppliers[supplier].backup or supplier in self.rules[node, sku].standby

    def lane(self, source: tuple[str, int], node: int) -> int:
        for number, lane in enumerate(self.world.plan.inbound):
            if lane.node == node and source == (
                ("supplier", lane.supplier) if lane.supplier >= 0 else ("node", lane.source)
            ):
                return number
        return -1

    def _rounded(self, source: tuple[str, int], quantity: int) -> int:
        if source[0] == "node":
            return quantity
        spec = self.world.plan.suppliers[source[1]]
        return -(-max(quantity, spec.min_order) // max(1, spec.pack)) * max(1, spec.pack)

    def _order(self, node: int, sku: int, quantity: int) -> None:
        sources = self._sources(node, sku)
        if not sources:
            return
        source = self._choose(sources, sku, quantity)
        if source[0] == "supplier":
            self._purchase(source[1], node, sku, self._rounded(source, quantity))
        else:
            self.world.transfers.order(source[1], node, sku, quantity)

    def _choose(self, sources: list[tuple[str, int]], sku: int, quantity: int) -> tuple[str, int]:
        up = [s for s in sources if self.world.elements.believed_up(*s)]
        for source in up:
            if source[0] == "supplier" or self.world.stock.at[source[1], sku].recorded >= quantity:
                return source
        return up[-1] if up else sources[0]

    # purchase orders

    def new(self, supplier: int, source: int, node: int, sku: int, quantity: int, label: str) -> Supply:
        env, plan = self.world.env, self.world.plan
        ordinal = self.made.get((supplier, source, node, sku), 0)
        self.made[supplier, source, node, sku] = ordinal + 1
        labels = (label, plan.skus[sku].label, plan.nodes[node].label)
        key = luck.fold(self.world.key, *(luck.label_key(x) for x in labels), ordinal)
        lane = self.lane(("supplier", supplier) if supplier >= 0 else ("node", source), node)
        events = env.event(), env.event(), env.event(), env.event()
        number = len(self.all)
        supply = Supply(number, supplier, source, node, sku, ordinal, quantity, key, lane, env.now, *events)
        supply.good = quantity
        self.all.append(supply)
        self.live[number] = supply
        return supply

    def _under_way(self, known: OpenPurchase) -> None:
        """Goods that are under way at time zero go on: in production, or on their lane."""
        plan = self.world.plan
        giver = plan.suppliers[known.supplier] if known.supplier >= 0 else plan.nodes[known.source]
        supply = self.new(known.supplier, known.source, known.node, known.sku, known.quantity, giver.label)
        supply.placed = known.placed
        if known.supplier >= 0:
            supply.share = plan.suppliers[known.supplier].defects
        self.world.stock.at[known.node, known.sku].on_order += known.quantity
        if known.leaves >= 0:
            supply.state = "production"
            self._make(supply, known.leaves)
            self.world.env.begin(self._made(supply))
        else:
            if known.supplier >= 0:
                self._find_defects(supply)
            supply.state, supply.shipped = "transit", known.shipped
            self.fly(supply, known.arrives)
            self.world.env.begin(self._lands(supply))

    def _purchase(self, supplier: int, node: int, sku: int, quantity: int) -> None:
        supply = self.new(supplier, -1, node, sku, quantity, self.world.plan.suppliers[supplier].label)
        self.world.stock.at[node, sku].on_order += quantity
        self.world.env.begin(self._produced(supply))

    def _produced(self, supply: Supply) -> Life:
        env, spec = self.world.env, self.world.plan.suppliers[supply.supplier]
        if spec.confirm >= 0:
            confirmed = env.now + self.world.time(spec.confirm, supply.key, luck.CONFIRM, 0)
            yield env.at(confirmed, Rank.RECEIPT, supply.number)
        supply.state = "waiting"
        self.makers[supply.supplier].queue.append(supply)
        self.admit(supply.supplier)
        yield from self._made(supply)

    def _find_defects(self, supply: Supply) -> None:
        defective = supply.quantity * supply.share + self.world.luck(supply.key, luck.DEFECT, 0)
        supply.defects = min(supply.quantity, math.floor(defective))
        supply.good = supply.quantity - supply.defects

    def _made(self, supply: Supply) -> Life:
        if not (yield supply.made):
            return
        self._find_defects(supply)
        supply.state = "ready"
        while not self.world.elements.way_up(supply.lane):
            supply.go = self.world.env.event()
            yield supply.go
        yield from self.travels(supply)

    def admit(self, supplier: int) -> None:
        """Whoever waits enters production, if the supplier is up and free."""
        maker = self.makers[supplier]
        while maker.queue and maker.busy is None and self.world.elements.up("supplier", supplier):
            self._enter(maker.queue.pop(0), maker)

    def _enter(self, supply: Supply, maker: Maker) -> None:
        env, spec = self.world.env, self.world.plan.suppliers[supply.supplier]
        here = ("supplier", supply.supplier)
        supply.state = "production"
        supply.share = spec.defects + sum(self.world.elements.active("defects", here))
        lead = luck.quantile(self.world.plan.tables[spec.lead], self.world.luck(supply.key, luck.LEAD, 0))
        lead = math.floor(self.world.elements.delayed(lead, here) + 0.5)
        self._make(supply, env.now + math.floor(lead * supply.hurry + 0.5))
        if spec.sequential:
            maker.busy = supply
        elif spec.capacity > 0:
            maker.busy = supply
            self._occupy(maker, env.now + math.floor(supply.quantity / spec.capacity * DAY + 0.5))

    def _make(self, supply: Supply, due: int) -> None:
        supply.due, supply.left = due, None
        supply.alarm = self.world.env.call(due, Rank.RECEIPT, supply.number, lambda: self._ready(supply))

    def _ready(self, supply: Supply) -> None:
        if (
            self.makers[supply.supplier].busy is supply
            and self.world.plan.suppliers[supply.supplier].sequential
        ):
            self._free(supply.supplier)
        fire(supply.made, True)

    def _occupy(self, maker: Maker, until: int) -> None:
        assert maker.busy is not None
        maker.free_at, maker.left = until, None
        supplier, number = maker.busy.supplier, maker.busy.number
        maker.alarm = self.world.env.call(until, Rank.RECEIPT, number, lambda: self._free(supplier))

    def _free(self, supplier: int) -> None:
        maker = self.makers[supplier]
        maker.busy, maker.alarm = None, None
        self.admit(supplier)

    def supplier_down(self, supplier: int, rule: str) -> None:
        """What an outage does to the purchase orders in production."""
        now, maker = self.world.env.now, self.makers[supplier]
        for supply in [s for s in self.live.values() if s.supplier == supplier and s.state == "production"]:
            if rule == "hold" and supply.left is None:
                cancel(supply.alarm)
                supply.left = supply.due - now
            elif rule == "lose":
                if maker.busy is supply:
                    cancel(maker.alarm)
                    maker.busy, maker.alarm, maker.left = None, None, None
                self.void(supply)
                fire(supply.made, False)
        if rule == "hold" and maker.alarm is not None and maker.left is None:
            cancel(maker.alarm)
            maker.left = maker.free_at - now

    def supplier_back(self, supplier: int) -> None:
        if not self.world.elements.up("supplier", supplier):
            return
        now, maker = self.world.env.now, self.makers[supplier]
        for supply in list(self.live.values()):
            if supply.supplier == supplier and supply.state == "production" and supply.left is not None:
                self._make(supply, now + supply.left)
        if maker.left is not None:
            self._occupy(maker, now + maker.left)
        self.admit(supplier)

    def void(self, supply: Supply) -> None:
        cancel(supply.alarm)
        supply.state = "void"
        del self.live[supply.number]
        self.world.stock.at[supply.node, supply.sku].on_order -= supply.quantity
        self.fell(supply.node, supply.sku)

    def expedite(self, supply: Supply, factor: float) -> None:
        """Shorten what remains of the lead time of a purchase order."""
        now = self.world.env.now
        if supply.state in ("confirming", "waiting", "production"):
            supply.expedited = True
        if supply.state in ("confirming", "waiting"):
            supply.hurry *= factor
        elif supply.state == "production" and supply.left is not None:
            supply.left = math.floor(supply.left * factor + 0.5)
        elif supply.state == "production":
            cancel(supply.alarm)
            self._make(supply, now + math.floor((supply.due - now) * factor + 0.5))

    # the way

    def travels(self, supply: Supply) -> Life:
        env = self.world.env
        supply.state, supply.shipped = "transit", env.now
        damage = self.world.plan.inbound[supply.lane].damage
        if damage > 0:
            u = self.world.luck(supply.key, luck.INBOUND_DAMAGE, 0)
            broken = min(supply.good, math.floor(supply.good * damage + u))
            supply.defects += broken
            supply.good -= broken
        self.fly(supply, self._arrival(supply))
        yield from self._lands(supply)

    def _lands(self, supply: Supply) -> Life:
        env = self.world.env
        if not (yield supply.landed):
            return
        supply.arrived = env.now
        supply.state = "dock"
        if not self.world.floors[supply.node].accessible():
            yield supply.admitted
        supply.state = "receiving"
        takes = self.world.plan.nodes[supply.node].receiving
        if supply.supplier >= 0:
            takes += self.world.plan.suppliers[supply.supplier].inspection
        yield env.at(env.now + takes, Rank.RECEIPT, supply.number)
        self._received(supply)

    def _arrival(self, supply: Supply) -> int:
        plan, now = self.world.plan, self.world.env.now
        lane = plan.inbound[supply.lane]
        way = self.world.elements.way(supply.lane)
        time = luck.quantile(plan.tables[lane.transit], self.world.luck(supply.key, luck.INBOUND, 0))
        time = self.world.elements.delayed(time, *way)
        there = arrival(plan.clocks, lane.clock, now, math.floor(time + 0.5))
        holds = self.world.elements.active("hold", ("inbound", supply.lane))
        share = min(1.0, lane.hold + sum(added for added, _ in holds))
        if self.world.luck(supply.key, luck.CUSTOMS, 0) < share:
            table = next((own for _, own in reversed(holds) if own >= 0), lane.hold_for)
            if table >= 0:
                there += self.world.time(table, supply.key, luck.CUSTOMS_FOR, 0)
        return there

    def fly(self, supply: Supply, due: int) -> None:
        supply.due, supply.left = due, None
        supply.alarm = self.world.env.call(
            due, Rank.RECEIPT, supply.number, lambda: fire(supply.landed, True)
        )

    def outage(self, supply: Supply, rule: str) -> None:
        """The way of a supply in transit goes down."""
        if rule == "hold" and supply.left is None:
            cancel(supply.alarm)
            supply.left = supply.due - self.world.env.now
        elif rule in ("lose", "return"):
            self.void(supply)
            fire(supply.landed, False)

    def thaw(self) -> None:
        """Something came up: supplies go on, those that waited at their supplier or source leave."""
        now = self.world.env.now
        for supply in list(self.live.values()):
            if not self.world.elements.way_up(supply.lane):
                continue
            if supply.state == "transit" and supply.left is not None:
                self.fly(supply, now + supply.left)
            elif supply.state == "ready":
                fire(supply.go)
            elif supply.state == "dispatch":
                self.world.transfers.dispatch(supply)

    def node_ready(self, node: int) -> None:
        """A node is open and up: what waits at its dock is received, what waits to leave it leaves."""
        for supply in list(self.live.values()):
            if supply.node == node and supply.state == "dock":
                fire(supply.admitted)
        for supply in list(self.live.values()):
            if supply.source == node and supply.state == "dispatch":
                self.world.transfers.dispatch(supply)

    def _received(self, supply: Supply) -> None:
        stock = self.world.stock.at[supply.node, supply.sku]
        supply.state, supply.received = "received", self.world.env.now
        del self.live[supply.number]
        stock.on_order -= supply.quantity
        if supply.supplier >= 0:
            stock.received += supply.quantity
        else:
            stock.transferred_in += supply.quantity
        stock.scrapped += supply.defects
        if supply.defects:
            self.fell(supply.node, supply.sku)
        self.world.stock.receive(supply)

    def open_orders(self, concerned: Callable[[Supply], bool]) -> list[Supply]:
        """Purchase orders that have not shipped, by number."""
        early = ("confirming", "waiting", "production")
        return [s for s in self.live.values() if s.state in early and concerned(s)]
