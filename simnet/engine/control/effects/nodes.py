"""What disruptions of nodes do to their work and to their stock."""

from __future__ import annotations

from simnet.engine.control.effects.base import Effect
from simnet.engine.control.ramps import Ramp
from simnet.engine.flow import entries


class NodeOutage(Effect):
    """Nothing is packed, received, sent off or collected at the node."""

    def begin(self) -> None:
        world = self.world
        for n in self.event.nodes:
            world.nodes.hold(n)
        for n in self.event.nodes:
            if self.event.under_way == "restart":
                entries.restart_work(world.flow, world.map, n)
            elif self.event.under_way == "lose":
                world.make_room(parcels=64)
                entries.lose_work(world.flow, world.map, n, world._now)

    def end(self) -> None:
        for n in self.event.nodes:
            self._start_ramp(n)
            self.world.nodes.free(n)

    def _start_ramp(self, n: int) -> None:
        if self.event.ramp:
            self.world.nodes.ramps[n][self.number] = Ramp(self.world._now, *self.event.ramp)


class PackagingStockout(NodeOutage):
    """Nothing is packed; all else goes on."""

    def begin(self) -> None:
        for n in self.event.nodes:
            self.world.nodes.hold(n, packaging=True)

    def end(self) -> None:
        for n in self.event.nodes:
            self._start_ramp(n)
            self.world.nodes.free(n, packaging=True)


class NodeCapacity(NodeOutage):
    """The node works at a share of its speed."""

    def begin(self) -> None:
        for n in self.event.nodes:
            self.world.nodes.factors[n][self.number] = self.event.factor
            self.world.nodes.update_speed(n)

    def end(self) -> None:
        for n in self.event.nodes:
            del self.world.nodes.factors[n][self.number]
            self._start_ramp(n)
            self.world.nodes.update_speed(n)


class OrderingOutage(Effect):
    """Nobody orders for the node; what should have been ordered is when it ends, or at the next review."""

    def begin(self) -> None:
        for n in self.event.nodes:
            self.world.replenishment.hold(n)

    def end(self) -> None:
        for n in self.event.nodes:
            self.world.replenishment.free(n)


class StockDestroyed(Effect):
    """A share of what lies on the shelves is gone at once."""

    def begin(self) -> None:
        world = self.world
        skus = self.event.skus or tuple(range(len(world.plan.skus)))
        broken = [h for n in self.event.nodes for k in skus for h in self._destroy(n, k)]
        for n, k in sorted({place for h in broken for place in self._places(h)}):
            world.make_room()
            entries.serve_sku(world.flow, world.map, n, k, world._now)
        for h in sorted(broken, key=lambda h: (int(world.flow.parcel["queued"][h]), h)):
            world.make_room()
            entries.restart_lines(world.flow, world.map, h, world._now)

    def _places(self, h: int) -> list[tuple[int, int]]:
        """Node and SKUs of a parcel's lines."""
        o, n = int(self.world.flow.parcel["order"][h]), int(self.world.flow.parcel["node"][h])
        first, last = self.world.map.orders["first"][o : o + 2]
        mine = self.world.flow.line["parcel"][first:last] == h
        return [(n, k) for k in self.world.map.lines["sku"][first:last][mine].tolist()]

    def _destroy(self, n: int, k: int) -> list[int]:
        """Destroy one SKU's units; the parcels whose reservations broke."""
        world, now = self.world, self.world._now
        units = int(entries.destroy(world.flow, n, k, float(self.event.fraction), now))
        world.note_stock(n, k, "destroyed", -units)
        stock, broken = world.flow.stock, []
        while stock["reserved"][n, k] > stock["shelf"][n, k]:
            h = int(entries.break_youngest(world.flow, world.map, n, k, now))
            if h < 0:
                break
            broken.append(h)
        world.transfers.cut(n, k)
        return broken


class SyncError(Effect):
    """Records are wrong, and perhaps stand still, until a count at the end."""

    def begin(self) -> None:
        world = self.world
        for n in self.event.nodes:
            world.make_room(changes=len(world.plan.skus))
            for k in self.event.skus or range(len(world.plan.skus)):
                entries.misread(world.flow, world.map, n, k, float(self.event.error), world._now)
            entries.settle_records(world.flow, world.map, n, world._now)
            if self.event.stops_sync:
                world.suppliers.lanes.sync_down[n] += 1

    def end(self) -> None:
        world = self.world
        for n in self.event.nodes:
            if self.event.stops_sync:
                world.suppliers.lanes.sync_down[n] -= 1
            world.nodes.count(n)
        for n in self.event.nodes:
            world.suppliers.lanes.reveal(n, everything=True)
