"""Suppliers: purchase orders from the order to the day they leave the works."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simnet.engine import luck
from simnet.engine.control.shipments import Inbound, InLanes, delayed
from simnet.engine.flow.tables import RECEIPT

if TYPE_CHECKING:
    from simnet.engine.control.world import World

DAY = 86_400_000_000
EARLY = ("placed", "waiting", "in_production")
"""States of a purchase order that has not left its supplier."""


@dataclass(slots=True)
class _Series:
    """The purchase orders of one SKU from one supplier for one node: their luck, and how many there were."""

    key: int
    placed: int = 0


class Suppliers:
    """All suppliers of the world, and every purchase order ever placed."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.plan = world.plan.suppliers
        self.lanes = InLanes(world)
        self.on_order = world.flow.stock["on_order"]
        self.orders: list[Inbound] = []
        self.numbers = 0
        """Numbers that purchase orders and transfers have used."""
        self.down = [0] * len(self.plan)
        self.dark = [0] * len(self.plan)
        self.queue: list[deque[Inbound]] = [deque() for _ in self.plan]
        self.busy: list[Inbound | None] = [None for _ in self.plan]
        """Who occupies a sequential supplier, or one with limited capacity."""
        self.free_at = [0] * len(self.plan)
        self.occupied_left = [-1] * len(self.plan)
        """What was left of the occupation when an outage froze it; -1: it is not frozen."""
        self.making: list[dict[int, Inbound]] = [{} for _ in self.plan]
        self.delays: list[dict[int, tuple[float, float]]] = [{} for _ in self.plan]
        """Delay factor and added time by occurrence."""
        self.faults: list[dict[int, float]] = [{} for _ in self.plan]
        """Added defect share by occurrence."""
        self.series: dict[tuple[int, int, int], _Series] = {}

    def next_number(self) -> int:
        self.numbers += 1
        return self.numbers - 1

    def rounded(self, supplier: int, quantity: int) -> int:
        """A quantity rounded up to the minimum order, then to whole packs."""
        plan = self.plan[supplier]
        pack = max(1, plan.pack)
        return -(-max(quantity, plan.min_order) // pack) * pack

    def take_over(self) -> None:
        """Purchase orders that are under way at time zero go on where they are.

        What is at the supplier is in production and does not occupy it: the file does not say since when.
        """
        for known in self.world.plan.open_purchases:
            if known.source >= 0:
                self.world.transfers.take_over(known)
                continue
            goods = self._new(known.supplier, known.node, known.sku, known.quantity, known.placed)
            goods.confirmed = goods.entered = known.placed
            self._inspect(goods, self.plan[known.supplier].defects)
            if known.leaves >= 0:
                goods.state, goods.due = "in_production", known.leaves
                self.making[known.supplier][goods.number] = goods
                self._go_on(goods)
            else:
                self.lanes.take_over(goods, known.shipped, known.arrives)

    def order(self, supplier: int, node: int, sku: int, quantity: int) -> None:
        """Place a purchase order."""
        world, now = self.world, self.world._now
        goods = self._new(supplier, node, sku, quantity, now)
        table = self.plan[supplier].confirm
        delay = 0
        if table >= 0:
            u = luck.ask(goods.key, luck.CONFIRM)
            delay = luck.whole(luck.value(world.tables[table], u))
        if delay > 0:
            world.call(now + delay, RECEIPT, goods.number, self._confirm, goods)
        else:
            self._confirm(goods)

    def _new(self, supplier: int, node: int, sku: int, quantity: int, placed: int) -> Inbound:
        """Write down a purchase order; its units count as on order from now on."""
        lane = self.lanes.by_ends[supplier, -1, node]
        series = self.series.get((supplier, sku, node)) or self._begin_series(supplier, sku, node)
        key = luck.fold(series.key, series.placed)
        series.placed += 1
        row = len(self.orders)
        goods = Inbound(
            self.next_number(), key, lane, node, sku, quantity, quantity, supplier, row=row, placed=placed
        )
        self.orders.append(goods)
        self.on_order[node, sku] += quantity
        return goods

    def _begin_series(self, supplier: int, sku: int, node: int) -> _Series:
        plan = self.world.plan
        labels = self.plan[supplier].label, plan.skus[sku].label, plan.nodes[node].label
        key = luck.fold(self.world.draws.rep_key, *(luck.label_key(label) for label in labels))
        self.series[supplier, sku, node] = _Series(key)
        return self.series[supplier, sku, node]

    def _confirm(self, goods: Inbound) -> None:
        goods.confirmed, goods.state = self.world._now, "waiting"
        self.queue[goods.supplier].append(goods)
        self._admit(goods.supplier)

    def _admit(self, s: int) -> None:
        """Let waiting orders enter production, first come, first served, while the supplier is up and
        free."""
        while self.queue[s] and not self.down[s] and self.busy[s] is None:
            self._enter(self.queue[s].popleft())

    def _enter(self, goods: Inbound) -> None:
        """An order enters production: its lead time and its defects are settled."""
        world, s, plan = self.world, goods.supplier, self.plan[goods.supplier]
        goods.entered, goods.state = world._now, "in_production"
        share, faults = plan.defects, self.faults[s]
        if faults:
            share += sum(faults[number] for number in sorted(faults))
        self._inspect(goods, share)
        lead = luck.value(world.tables[plan.lead], luck.ask(goods.key, luck.LEAD))
        lead = math.floor(delayed(lead, self.delays[s]) + 0.5)
        goods.due = world._now + math.floor(lead * goods.hurry + 0.5)
        self.making[s][goods.number] = goods
        if plan.sequential:
            self.busy[s] = goods
        elif plan.capacity:
            self.busy[s] = goods
            self._occupy(s, world._now + math.floor(goods.quantity / plan.capacity * DAY + 0.5))
        self._go_on(goods)

    def _inspect(self, goods: Inbound, share: float) -> None:
        """Settle how many units of an order will fail inspection."""
        if share > 0:
            u = luck.ask(goods.key, luck.DEFECT)
            goods.defects = min(goods.quantity, math.floor(goods.quantity * share + u))

    def _occupy(self, s: int, until: int) -> None:
        """The order that occupies a supplier with limited capacity does so until an instant."""
        goods = self.busy[s]
        assert goods is not None
        self.free_at[s], self.occupied_left[s] = until, -1
        self.world.call(until, RECEIPT, goods.number, self._release, s, goods, until)

    def _release(self, s: int, goods: Inbound, until: int) -> None:
        if self.busy[s] is goods and self.free_at[s] == until and self.occupied_left[s] < 0:
            self.busy[s] = None
            self._admit(s)

    def _go_on(self, goods: Inbound) -> None:
        goods.version += 1
        self.world.call(goods.due, RECEIPT, goods.number, self._ready, goods, goods.version)

    def _ready(self, goods: Inbound, version: int) -> None:
        if goods.version != version:
            return
        s = goods.supplier
        self.making[s].pop(goods.number)
        if self.plan[s].sequential and self.busy[s] is goods:
            self.busy[s] = None
            self._admit(s)
        self.world.disruptions.responses.acts.shipped(goods)
        self.lanes.ship(goods)

    def hold(self, s: int, rule: str) -> None:
        """A supplier goes down; what is in production holds, finishes or is lost."""
        now = self.world._now
        self.down[s] += 1
        for goods in list(self.making[s].values()):
            if rule == "hold" and goods.left < 0:
                goods.left = goods.due - now
                goods.version += 1
            elif rule == "lose":
                del self.making[s][goods.number]
                if self.busy[s] is goods:
                    self.busy[s] = None
                self.world.disruptions.responses.acts.shipped(goods)
                self.lanes.void(goods)
        limited = self.plan[s].capacity and not self.plan[s].sequential and self.busy[s]
        if rule == "hold" and limited and self.occupied_left[s] < 0:
            self.occupied_left[s] = self.free_at[s] - now

    def free(self, s: int) -> None:
        """A supplier is up again: frozen production goes on, waiting orders enter."""
        self.down[s] -= 1
        if self.down[s]:
            return
        now = self.world._now
        for goods in list(self.making[s].values()):
            if goods.left >= 0:
                goods.due, goods.left = now + goods.left, -1
                self._go_on(goods)
        if self.occupied_left[s] >= 0 and self.busy[s]:
            self._occupy(s, now + self.occupied_left[s])
        self._admit(s)

    def open_orders(self) -> list[Inbound]:
        """Purchase orders that have not shipped, by number."""
        return [goods for goods in self.orders if goods.state in EARLY]

    def expedite(self, goods: Inbound, factor: float) -> None:
        """Shorten what is left of the lead time of a purchase order."""
        now = self.world._now
        goods.expedited = goods.expedited or goods.state in EARLY
        if goods.state in ("placed", "waiting"):
            goods.hurry *= factor
        elif goods.state == "in_production" and goods.left >= 0:
            goods.left = math.floor(goods.left * factor + 0.5)
        elif goods.state == "in_production":
            goods.due = now + math.floor((goods.due - now) * factor + 0.5)
            self._go_on(goods)
