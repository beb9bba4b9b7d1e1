"""Stock per node and SKU, waiting lines, records and their errors (§6, §9, §11)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from simnet.engine import luck
from tests.oracle.clockwork import Life, Rank, fire
from tests.oracle.things import Line, Order, Shipment, Stock, Supply, Wait, needs

if TYPE_CHECKING:
    from tests.oracle.plain import World

NODES = 1 << 50
"""Ties of nodes at rank SYNC: after those of purchase orders."""


class Stocks:
    def __init__(self, world: World) -> None:
        self.world = world
        plan = world.plan
        self.skus = range(len(plan.skus))
        self.at = {(n, k): Stock(False) for n in range(len(plan.nodes)) for k in self.skus}
        for rule in plan.stock:
            stock = self.at[rule.node, rule.sku]
            stock.kept = True
            stock.initial = stock.shelf = stock.recorded = rule.initial
        self.queues: list[list[Wait]] = [[] for _ in plan.nodes]
        self.log: list[tuple[int, int, int, int, int]] = []
        """Stockouts: time, order, node, SKU, quantity."""
        self.hidden: list[list[Supply]] = [[] for _ in plan.nodes]
        """Received and not yet visible."""
        self.changes: dict[tuple[int, int, int, str], int] = {}
        """Units by instant, node, SKU and what changed the stock."""

    def note(self, node: int, sku: int, what: str, units: int) -> None:
        """Write down a change of stock."""
        key = self.world.env.now, node, sku, what
        self.changes[key] = self.changes.get(key, 0) + units

    # reservations

    def covers(self, node: int, units: dict[int, int]) -> bool:
        return all(self.at[node, k].recorded >= q for k, q in units.items())

    def reserve(self, node: int, units: dict[int, int]) -> None:
        for k, q in units.items():
            stock = self.at[node, k]
            stock.recorded -= q
            stock.reserved += q
            self.world.supply.fell(node, k)

    def release(self, node: int, units: dict[int, int]) -> None:
        """Give reservations back; lines that wait there may be served at once."""
        for k, q in units.items():
            self.at[node, k].reserved -= q
        self.add_record(node, units)

    def give_back(self, node: int, units: dict[int, int]) -> None:
        """The same, of what a customer no longer wants: who waits is served when all of it is back."""
        for k, q in units.items():
            self.at[node, k].reserved -= q
            self.at[node, k].recorded += q

    def restock(self, node: int, units: dict[int, int]) -> None:
        """Units come back to the shelf from outside."""
        for k, q in units.items():
            self.at[node, k].shelf += q
            self.at[node, k].restocked += q
            self.note(node, k, "restocked", q)
        self.add_record(node, units)

    def add_record(self, node: int, units: dict[int, int]) -> None:
        for k, q in units.items():
            self.at[node, k].recorded += q
        for k in sorted(k for k, q in units.items() if q > 0):
            self.walk(node, k)

    def pick(self, shipment: Shipment) -> bool:
        """Take a shipment's units from the shelf, or make it a short pick."""
        node, units = shipment.node, shipment.needs()
        short = [k for k, q in units.items() if self.at[node, k].shelf < q]
        for k, q in units.items():
            stock = self.at[node, k]
            stock.reserved -= q
            if not short:
                stock.shelf -= q
                stock.picked += q
            elif k not in short:
                stock.recorded += q  # who waits for it is served when the touch ends
        for k in short:
            stock = self.at[node, k]
            stock.recorded = min(stock.recorded, max(0, stock.shelf - stock.reserved))
            self.world.supply.fell(node, k)
        if short:
            self.world.orders.short(shipment)
        return not short

    # lines that wait

    def wait(self, node: int, order: Order, lines: list[Line]) -> None:
        self.queues[node].append(Wait(order, lines))
        for line in lines:
            line.state, line.node, line.shipment = "waiting", node, -1
            self.at[node, line.sku].backordered += line.quantity
            self.world.supply.fell(node, line.sku)

    def may_wait(self, node: int, lines: list[Line]) -> bool:
        """Tell whether lines that find nothing keep within what customers may wait for, all of them."""
        waiting = [line for wait in self.queues[node] for line in wait.lines]
        limits = {rule.sku: rule.most for rule in self.world.plan.stock if rule.node == node}
        return all(
            limits.get(k, -1) < 0 or sum(needs([w]).get(k, 0) for w in waiting) + units <= limits[k]
            for k, units in needs(lines).items()
        )

    def leave(self, node: int, wait: Wait) -> None:
        self.queues[node].remove(wait)
        for line in wait.lines:
            self.at[node, line.sku].backordered -= line.quantity

    def walk(self, node: int, sku: int) -> None:
        """Serve the lines that wait for a SKU at a node, oldest first; then transfers out of it."""
        served: dict[Order, list[Line]] = {}
        stock = self.at[node, sku]
        for wait in list(self.queues[node]):
            if stock.recorded <= 0:
                break
            if wait not in self.queues[node]:
                continue  # served with an older wait of the same order
            together = self._together(node, wait)
            lines = [line for w in together for line in w.lines]
            units = needs(lines)
            if sku in units and self.covers(node, units):
                for w in together:
                    self.leave(node, w)
                self.reserve(node, units)
                served.setdefault(wait.order, []).extend(lines)
        for order, lines in served.items():
            self.world.orders.served(order, node, lines)
        self.world.transfers.serve(node, sku)

    def _together(self, node: int, wait: Wait) -> list[Wait]:
        routing = self.world.plan.routing
        if routing.splits == "never" or routing.out_of_stock == "hold_complete":
            return [w for w in self.queues[node] if w.order is wait.order]
        return [wait]

    # received units and the record

    def blocked(self, node: int) -> bool:
        """Nothing becomes visible at the node now."""
        return not (self.world.elements.up("sync", node) and self.world.elements.up("system"))

    def receive(self, supply: Supply) -> None:
        node, now, every = supply.node, self.world.env.now, self.world.plan.routing.sync
        stock = self.at[node, supply.sku]
        stock.shelf += supply.good
        stock.unseen += supply.good
        self.note(node, supply.sku, "received" if supply.supplier >= 0 else "moved_in", supply.good)
        self.hidden[node].append(supply)
        if every == 0:
            self._show(supply)
        else:
            visible = -(-now // every) * every
            self.world.env.call(visible, Rank.SYNC, supply.number, lambda: self._show(supply))

    def _show(self, supply: Supply) -> None:
        supply.shown = True
        self.reveal(supply.node)

    def reveal(self, node: int, everything: bool = False) -> None:
        """Received units whose time has come (or all) become visible, in order of purchase order number."""
        if self.blocked(node):
            return
        ready = sorted((s for s in self.hidden[node] if s.shown or everything), key=lambda s: s.number)
        for supply in ready:
            self.hidden[node].remove(supply)
            self.at[node, supply.sku].unseen -= supply.good
        for supply in ready:
            self.add_record(node, {supply.sku: supply.good})

    def set_record(self, node: int, records: dict[int, int], what: str) -> None:
        """New records of a node's SKUs: serve who waits where they rose, test where they fell."""
        rose: list[int] = []
        fell: list[int] = []
        for k, value in sorted(records.items()):
            stock = self.at[node, k]
            (rose if value > stock.recorded else fell if value < stock.recorded else []).append(k)
            self.note(node, k, what, value - stock.recorded)
            stock.recorded = value
        for k in fell:
            self.world.supply.fell(node, k)
        for k in rose:
            self.walk(node, k)

    def count(self, node: int) -> None:
        found = {k: self.at[node, k] for k in self.skus if self.at[node, k].kept}
        self.set_record(node, {k: s.shelf - s.reserved - s.unseen for k, s in found.items()}, "counted")

    def drift(self, node: int, day: int) -> None:
        plan = self.world.plan
        records = {}
        for k in self.skus:
            stock = self.at[node, k]
            if not stock.kept:
                continue
            key = luck.fold(
                self.world.key, luck.label_key(plan.nodes[node].label), luck.label_key(plan.skus[k].label)
            )
            wrong = math.floor(plan.routing.drift * stock.shelf + self.world.luck(key, luck.DRIFT, day))
            if self.world.luck(key, luck.DRIFT_SIGN, day) < 0.5:
                wrong = -min(wrong, stock.recorded)
            records[k] = stock.recorded + wrong
        self.set_record(node, records, "drifted")

    def misread(self, node: int, error: float, skus: tuple[int, ...]) -> None:
        """An inventory sync error: every record of the node is off by a share."""
        kept = [k for k in skus or self.skus if self.at[node, k].kept]
        wrong = {k: max(0, math.floor(self.at[node, k].recorded * (1 + error) + 0.5)) for k in kept}
        self.set_record(node, wrong, "drifted")

    def live(self) -> None:
        """Counts and drift for the whole run, as calls planned one by one."""
        for node, spec in enumerate(self.world.plan.nodes):
            if spec.count_every > 0:
                self.world.env.begin(self._counts(node, spec.count_every))

    def _counts(self, node: int, every: int) -> Life:
        t = every
        while True:
            yield self.world.env.at(t, Rank.SYNC, NODES + 2 * node + 1)
            self.count(node)
            t += every

    # destruction

    def destroy(self, node: int, sku: int, fraction: float) -> list[Shipment]:
        """Destroy a share of the shelf; returns the queued shipments whose reservation broke."""
        stock = self.at[node, sku]
        lost = math.floor(fraction * stock.shelf + 0.5)
        free = min(lost, max(0, stock.shelf - stock.reserved))
        stock.shelf -= lost
        stock.destroyed += lost
        self.note(node, sku, "destroyed", -lost)
        stock.recorded -= min(free, max(0, stock.recorded))
        broken = self._break(node, sku)
        self.world.transfers.cut(node, sku)
        self.world.supply.fell(node, sku)
        return broken

    def _break(self, node: int, sku: int) -> list[Shipment]:
        stock, floor = self.at[node, sku], self.world.floors[node]
        broken = []
        for shipment in sorted(floor.queue, key=lambda s: (s.joined, s.number), reverse=True):
            if stock.reserved <= stock.shelf:
                break
            units = shipment.needs()
            if sku not in units:
                continue
            floor.queue.remove(shipment)
            for k, q in units.items():
                other = self.at[node, k]
                other.reserved -= q
                # what stays on the shelf of a broken reservation is free again
                other.recorded += q if k != sku else min(q, max(0, stock.shelf - stock.reserved))
            broken.append(shipment)
        return broken

    def free(self, shipments: list[Shipment]) -> None:
        """Void shipments whose reservation is already gone; serve who waits for what they left."""
        for shipment in shipments:
            self.world.parcels.void(shipment)
            fire(shipment.packed_event, False)
        for node, sku in sorted({(s.node, k) for s in shipments for k in s.needs()}):
            self.walk(node, sku)
