"""Goods on their way into a node: purchase orders and parts of transfers, from dispatch to visibility."""

from __future__ import annotations

import math
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING

from simnet.engine import luck
from simnet.engine.flow import entries
from simnet.engine.flow.tables import RECEIPT, SYNC

if TYPE_CHECKING:
    from simnet.engine.control.world import World


_number = attrgetter("number")


@dataclass(eq=False, slots=True)
class Inbound:
    """Units of one SKU that were ordered for a node; instants are -1 until they come."""

    number: int
    key: int
    lane: int
    node: int
    sku: int
    quantity: int
    """Units that count as on order."""
    arriving: int
    """Units that are on their way."""
    supplier: int = -1
    source: int = -1
    order: int = -1
    """Transfer that it is a part of."""
    row: int = -1
    """Row of a purchase order among the purchase orders; `number` is shared with transfers."""
    placed: int = -1
    confirmed: int = -1
    entered: int = -1
    shipped: int = -1
    arrived: int = -1
    received: int = -1
    due: int = -1
    """When the present stage ends."""
    left: int = -1
    """What was left of the stage when it was frozen."""
    defects: int = 0
    """Units that are scrapped when they are received: defective, or damaged on the way."""
    state: str = "placed"
    """A word of the records' purchase order or transfer states."""
    version: int = 0
    hurry: float = 1.0
    """Factor on the lead time by what was expedited before production."""
    expedited: bool = False
    shown: bool = False


class InLanes:
    """The lanes into nodes, what is under way on them, and what waits for them."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.plan = world.plan.inbound
        self.by_ends = {(lane.supplier, lane.source, lane.node): i for i, lane in enumerate(self.plan)}
        self.down = [0] * len(self.plan)
        self.factors: list[dict[int, tuple[float, float]]] = [{} for _ in self.plan]
        """Delay factor and added time by occurrence."""
        self.holds: list[dict[int, tuple[float, int]]] = [{} for _ in self.plan]
        """Added customs hold share and its table by occurrence."""
        self.waiting: list[list[Inbound]] = [[] for _ in self.plan]
        self.under_way: list[dict[int, Inbound]] = [{} for _ in self.plan]
        """By identity: parts of one transfer share its number."""
        self.hidden: list[list[Inbound]] = [[] for _ in world.plan.nodes]
        """Received and not yet visible."""
        self.sync_down = [0] * len(world.plan.nodes)

    def ship(self, goods: Inbound) -> None:
        """Goods leave on their lane, or wait until it is up."""
        if self.down[goods.lane]:
            goods.state = "ready"
            self.waiting[goods.lane].append(goods)
            return
        world, lane = self.world, self.plan[goods.lane]
        goods.shipped, goods.state = world._now, "in_transit"
        if lane.damage > 0:
            sound = goods.arriving - goods.defects
            u = luck.ask(goods.key, luck.INBOUND_DAMAGE)
            goods.defects += min(sound, math.floor(sound * lane.damage + u))
        time = luck.value(world.tables[lane.transit], luck.ask(goods.key, luck.INBOUND))
        time = delayed(time, self.factors[goods.lane])
        arrives = int(entries.arrival(world.map, lane.clock, world._now, float(time)))
        goods.due = arrives + self._customs(goods)
        self.under_way[goods.lane][id(goods)] = goods
        self._go_on(goods)

    def take_over(self, goods: Inbound, shipped: int, due: int) -> None:
        """Goods were under way at time zero, and come to the dock at a known instant."""
        goods.shipped, goods.due, goods.state = shipped, due, "in_transit"
        self.under_way[goods.lane][id(goods)] = goods
        goods.version += 1
        self.world.call(due, RECEIPT, goods.number, self._arrive, goods, goods.version)

    def _customs(self, goods: Inbound) -> int:
        """How long customs hold the goods."""
        world, lane, active = self.world, self.plan[goods.lane], self.holds[goods.lane]
        if not active and lane.hold <= 0:
            return 0
        share = min(1.0, lane.hold + sum(active[number][0] for number in sorted(active)))
        if share <= 0 or luck.ask(goods.key, luck.CUSTOMS) >= share:
            return 0
        tables = [active[number][1] for number in sorted(active) if active[number][1] >= 0]
        table = tables[-1] if tables else lane.hold_for
        if table < 0:
            return 0
        u = luck.ask(goods.key, luck.CUSTOMS_FOR)
        return luck.whole(luck.value(world.tables[table], u))

    def _go_on(self, goods: Inbound) -> None:
        goods.version += 1
        if goods.due <= self.world._now:
            self._arrive(goods, goods.version)
        else:
            self.world.call(goods.due, RECEIPT, goods.number, self._arrive, goods, goods.version)

    def _arrive(self, goods: Inbound, version: int) -> None:
        if goods.version != version:
            return
        self.under_way[goods.lane].pop(id(goods), None)
        goods.arrived = self.world._now
        self._at_door(goods)

    def _at_door(self, goods: Inbound) -> None:
        """Goods are taken in when the node is open and up; receiving takes its time."""
        world = self.world
        if not world.nodes.is_open(goods.node):
            goods.state = "at_dock"
            world.nodes.wait_at_door(goods.node, goods.number, lambda: self._at_door(goods))
            return
        takes = world.plan.nodes[goods.node].receiving
        if goods.supplier >= 0:
            takes += world.plan.suppliers[goods.supplier].inspection
        goods.state = "at_dock"
        if takes:
            world.call(world._now + takes, RECEIPT, goods.number, self._receive, goods)
        else:
            self._receive(goods)

    def _receive(self, goods: Inbound) -> None:
        world = self.world
        goods.received, goods.state = world._now, "received"
        good = goods.arriving - goods.defects
        moved = goods.source >= 0
        entries.receive(
            world.flow,
            goods.node,
            goods.sku,
            goods.quantity,
            goods.arriving,
            goods.defects,
            moved,
            world._now,
        )
        self.hidden[goods.node].append(goods)
        world.note_stock(goods.node, goods.sku, "moved_in" if moved else "received", good)
        self._sync(goods)
        world.review_if_due()

    def _sync(self, goods: Inbound) -> None:
        """Received units become visible at the next sync."""
        world, every = self.world, self.world.plan.routing.sync
        if every == 0:
            self.show(goods)
        else:
            world.call(-(-world._now // every) * every, SYNC, goods.number, self.show, goods)

    def show(self, goods: Inbound) -> None:
        """The sync instant of received units has come."""
        goods.shown = True
        self.reveal(goods.node)

    def reveal(self, node: int, everything: bool = False) -> None:
        """Received units whose sync has come (or all) become visible, unless sync or system are out."""
        world = self.world
        if self.sync_down[node] or world.clockwork["system_down"]:
            return
        hidden = self.hidden[node]
        ready = [goods for goods in hidden if goods.shown or everything]
        if not ready:
            return
        self.hidden[node] = [goods for goods in hidden if not (goods.shown or everything)]
        for goods in sorted(ready, key=_number):
            if world.clockwork["waiting"] or world.clockwork["claims"] > world.clockwork["open_claim"]:
                world.make_room()
            good = goods.arriving - goods.defects
            entries.show(world.flow, world.map, goods.node, goods.sku, good, world._now)
        world.review_if_due()

    def hold(self, lane: int, rule: str) -> None:
        """A lane goes down; goods under way hold, finish, or are lost."""
        self.down[lane] += 1
        self._tell_claims(lane)
        for goods in list(self.under_way[lane].values()):
            if rule == "hold" and goods.left < 0:
                goods.left = goods.due - self.world._now
                goods.version += 1
            elif rule in ("lose", "return"):
                self.void(goods)

    def free(self, lane: int) -> None:
        """A lane is up again: frozen goods go on, waiting ones leave."""
        self.down[lane] -= 1
        self._tell_claims(lane)
        if self.down[lane]:
            return
        for goods in list(self.under_way[lane].values()):
            if goods.left >= 0:
                goods.due, goods.left = self.world._now + goods.left, -1
                self._go_on(goods)
        waiting, self.waiting[lane] = self.waiting[lane], []
        for goods in sorted(waiting, key=lambda goods: goods.number):
            if goods.source >= 0:
                self.world.transfers.leave(goods)
            else:
                self.ship(goods)

    def _tell_claims(self, lane: int) -> None:
        """Transfers that wait for stock must know whether their lane runs."""
        claims = self.world.flow.claim
        claims["shut"][claims["lane"] == lane] = self.down[lane]

    def void(self, goods: Inbound) -> None:
        """Goods will not come: on order falls, and the node may have to order again."""
        world = self.world
        self.under_way[goods.lane].pop(id(goods), None)
        goods.version += 1
        goods.state = "void"
        entries.receive(world.flow, goods.node, goods.sku, goods.quantity, 0, 0, False, world._now)
        world.review_if_due()


def delayed(time: float, active: dict[int, tuple[float, float]]) -> float:
    """A time × the product of the active factors + the sum of the added times, in the order of
    occurrences."""
    if not active:
        return time
    factor, added = 1.0, 0.0
    for number in sorted(active):
        factor *= active[number][0]
        added += active[number][1]
    return time * factor + added
