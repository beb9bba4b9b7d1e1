"""Transfers: one node's stock as another's source."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simnet.engine import luck
from simnet.engine.control.shipments import Inbound
from simnet.engine.flow import entries
from simnet.engine.plan import OpenPurchase

if TYPE_CHECKING:
    from simnet.engine.control.world import World


@dataclass(eq=False, slots=True)
class Transfer:
    """A request of one node to another; it is met in parts as stock allows."""

    number: int
    source: int
    node: int
    sku: int
    quantity: int
    placed: int


class Transfers:
    """All transfers of the world and the parts in which they travel."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.orders: list[Transfer] = []
        self.parts: list[Inbound] = []
        self.ordinals: Counter[tuple[int, int, int]] = Counter()
        self.keys: dict[tuple[int, int, int], int] = {}

    def order(self, source: int, node: int, sku: int, quantity: int) -> None:
        """Ask a node for units: what it has is granted at once, the rest waits there."""
        world = self.world
        number = len(self.orders)
        self.orders.append(Transfer(number, source, node, sku, quantity, world._now))
        world.flow.stock["on_order"][node, sku] += quantity
        row = world.add_claim()
        world.make_room()
        lane = world.suppliers.lanes.by_ends[-1, source, node]
        shut = world.suppliers.lanes.down[lane]
        entries.claim(world.flow, row, source, sku, lane, shut, quantity, world._now)
        self.dispatch_granted()

    def dispatch_granted(self) -> None:
        """Send off what has been granted, or let it wait until its node is open and up."""
        world = self.world
        if not world.clockwork["granted"]:
            return
        granted = world.flow.grant[: int(world.clockwork["granted"])].tolist()
        world.clockwork["granted"] = 0
        for row, units, gone in granted:
            self._part(self.orders[row], units, gone)
        world.review_if_due()

    def take_over(self, known: OpenPurchase) -> None:
        """Goods from another node that are under way at time zero; no node of this run has given them."""
        part = self._new(known.source, known.node, known.sku, known.quantity, known.placed)
        self.world.flow.stock["on_order"][known.node, known.sku] += known.quantity
        self.world.suppliers.lanes.take_over(part, known.shipped, known.arrives)

    def _new(self, source: int, node: int, sku: int, units: int, placed: int) -> Inbound:
        """Write down a part of a transfer."""
        world, ends = self.world, (source, sku, node)
        nodes, skus = world.plan.nodes, world.plan.skus
        if ends not in self.keys:
            labels = nodes[source].label, skus[sku].label, nodes[node].label
            self.keys[ends] = luck.fold(world.draws.rep_key, *(luck.label_key(label) for label in labels))
        key = luck.fold(self.keys[ends], self.ordinals[ends])
        self.ordinals[ends] += 1
        lane = world.suppliers.lanes.by_ends[-1, source, node]
        number = world.suppliers.next_number()
        part = Inbound(number, key, lane, node, sku, units, units, source=source, placed=placed)
        self.parts.append(part)
        return part

    def _part(self, transfer: Transfer, units: int, gone: int) -> None:
        part = self._new(transfer.source, transfer.node, transfer.sku, units, self.world._now)
        part.order = transfer.number
        if gone < 0:
            self.leave(part)
        else:
            self._off(part, gone)

    def leave(self, part: Inbound) -> None:
        """A part leaves its node as soon as that is open and up, and the lane too."""
        world = self.world
        part.state = "ready"
        if not world.nodes.is_open(part.source):
            world.nodes.to_leave[part.source].append((part.number, lambda: self.leave(part)))
            return
        if world.suppliers.lanes.down[part.lane]:
            world.suppliers.lanes.waiting[part.lane].append(part)
            return
        self._off(part, int(entries.dispatch(world.flow, part.source, part.sku, part.quantity, world._now)))

    def _off(self, part: Inbound, gone: int) -> None:
        """Units have left their shelf; those that were recorded but not there are given up."""
        world = self.world
        world.note_stock(part.source, part.sku, "moved_out", -gone)
        if gone < part.quantity:  # recorded, but not on the shelf: the rest is given up
            missing = part.quantity - gone
            entries.receive(world.flow, part.node, part.sku, missing, 0, 0, True, world._now)
        part.quantity = part.arriving = gone
        if gone:
            world.suppliers.lanes.ship(part)
        else:
            part.state = "void"
        world.review_if_due()

    def cut(self, n: int, sku: int) -> None:
        """Stock was destroyed: parts that wait to leave get less, the youngest first."""
        world, stock = self.world, self.world.flow.stock
        waiting = [p for p in self.parts if p.state == "ready" and (p.source, p.sku) == (n, sku)]
        for part in sorted(waiting, key=lambda part: -part.number):
            over = int(stock["reserved"][n, sku] - stock["shelf"][n, sku])
            less = min(part.quantity, max(0, over))
            stock["reserved"][n, sku] -= less
            part.quantity -= less
            part.arriving -= less
            if less:
                entries.receive(world.flow, part.node, part.sku, less, 0, 0, True, world._now)
