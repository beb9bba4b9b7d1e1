"""What each type of disruption does to the world, and undoes (docs/model.md §11)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from simnet.engine.control.ramps import Ramp
from simnet.engine.draws import Occurrence
from simnet.engine.flow import entries
from simnet.engine.flow.tables import FROZEN
from simnet.engine.plan import Event

if TYPE_CHECKING:
    from simnet.engine.control.world import World


class Effect:
    """One occurrence's effect; `remain` scales what is left of it during a recovery ramp."""

    steps: ClassVar[bool] = False
    """Whether recovery goes by midnights (nodes step at their openings)."""

    def __init__(self, world: World, event: Event, occurrence: Occurrence) -> None:
        self.world, self.event, self.number = world, event, occurrence.number
        self.occurrence = occurrence

    def begin(self) -> None:
        """The onset."""

    def end(self) -> None:
        """The repair."""

    def remain(self, share: float) -> None:
        """Set what is left of the effect, 1 to 0."""


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


class SupplierOutage(Effect):
    """Orders wait; production holds, finishes or is lost."""

    def begin(self) -> None:
        for s in self.event.suppliers:
            self.world.suppliers.hold(s, self.event.under_way)

    def end(self) -> None:
        for s in self.event.suppliers:
            self.world.suppliers.free(s)


class SupplierDelay(Effect):
    """Orders that enter production take longer."""

    steps = True

    def begin(self) -> None:
        self.remain(1.0)

    def end(self) -> None:
        self.remain(0.0)

    def remain(self, share: float) -> None:
        for s in self.event.suppliers:
            _set(self.world.suppliers.delays[s], self.number, self._scaled(share), share)

    def _scaled(self, share: float) -> tuple[float, float]:
        return 1.0 + (self.event.factor - 1.0) * share, self.event.add * share


class SupplierQuality(SupplierDelay):
    """More of what is made is defective."""

    def remain(self, share: float) -> None:
        for s in self.event.suppliers:
            _set(self.world.suppliers.faults[s], self.number, self.event.share * share, share)


class PathOutage(Effect):
    """A carrier, a service or lanes do not run."""

    def begin(self) -> None:
        world, rule = self.world, self.event.under_way
        lanes = self._mask()
        world.flow.lane["down"] += lanes
        under_way = int(world.clockwork["parcels"])
        if rule == "hold":
            entries.freeze(world.flow, lanes, world._now)
        elif rule == "lose":
            world.make_room(parcels=under_way, misses=under_way)
            entries.lose_in_transit(world.flow, world.map, lanes, world._now)
        elif rule == "return":
            world.make_room(parcels=under_way)
            entries.turn_back(world.flow, lanes, world._now)
        for inbound in self.inbound():
            world.suppliers.lanes.hold(inbound, rule)

    def _mask(self) -> np.ndarray:
        """1 for every outbound lane concerned, shape (lanes,)."""
        mask = np.zeros(len(self.world.flow.lane), np.int64)
        mask[self.lanes()] = 1
        return mask

    def end(self) -> None:
        world, lanes = self.world, self._mask()
        world.flow.lane["down"] -= lanes
        up = lanes * (world.flow.lane["down"] == 0)
        parcels = world.flow.parcel[: int(world.clockwork["parcels"])]
        world.make_room(parcels=int((parcels["state"] == FROZEN).sum()))
        entries.thaw(world.flow, up, world._now)
        for inbound in self.inbound():
            world.suppliers.lanes.free(inbound)
        world.pickups.release()

    def lanes(self) -> list[int]:
        return outbound_lanes(self.world, self.event)

    def inbound(self) -> list[int]:
        return inbound_lanes(self.world, self.event)


class PathDelay(Effect):
    """What is collected or shipped takes longer."""

    steps = True

    def begin(self) -> None:
        self.remain(1.0)

    def end(self) -> None:
        self.remain(0.0)

    def remain(self, share: float) -> None:
        factor, add = 1.0 + (self.event.factor - 1.0) * share, self.event.add * share
        for lane in outbound_lanes(self.world, self.event):
            _set(self.world.disruptions.delays[lane], self.number, (factor, add), share)
            self._combine(lane)
        for lane in inbound_lanes(self.world, self.event):
            _set(self.world.suppliers.lanes.factors[lane], self.number, (factor, add), share)

    def _combine(self, lane: int) -> None:
        factor, add = 1.0, 0.0
        active = self.world.disruptions.delays[lane]
        for number in sorted(active):
            factor *= active[number][0]
            add += active[number][1]
        self.world.flow.lane["factor"][lane] = factor
        self.world.flow.lane["add"][lane] = add


class CarrierDamage(PathDelay):
    """More parcels are damaged."""

    def remain(self, share: float) -> None:
        factor, more = 1.0 + (self.event.factor - 1.0) * share, self.event.share * share
        for lane in outbound_lanes(self.world, self.event):
            _set(self.world.disruptions.damages[lane], self.number, (factor, more), share)
            self._combine(lane)

    def _combine(self, lane: int) -> None:
        factor, damage = 1.0, self.world.disruptions.base_damage[lane]
        active = self.world.disruptions.damages[lane]
        for number in sorted(active):
            factor *= active[number][0]
            damage += active[number][1]
        self.world.flow.lane["damage_factor"][lane] = factor
        self.world.flow.lane["damage"][lane] = damage


class CustomsHold(PathDelay):
    """More goods are held by customs."""

    def remain(self, share: float) -> None:
        for lane in inbound_lanes(self.world, self.event):
            hold = self.event.share * share, self.event.hold_for
            _set(self.world.suppliers.lanes.holds[lane], self.number, hold, share)


class PickupMissed(Effect):
    """Pickups do not happen."""

    def begin(self) -> None:
        for d in self.event.docks:
            self.world.flow.dock["missed"][d] += 1

    def end(self) -> None:
        for d in self.event.docks:
            self.world.flow.dock["missed"][d] -= 1
        self.world.pickups.release()


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


class SystemOutage(Effect):
    """Orders wait for the order system; nobody can reroute; nothing becomes visible."""

    def begin(self) -> None:
        g = self.world.clockwork
        if g["system_down"] == 0:
            g["system_first"] = g["next_order"]
        g["system_down"] += 1
        self.world.team.hold()

    def end(self) -> None:
        world, g = self.world, self.world.clockwork
        g["system_down"] -= 1
        world.team.free()
        if g["system_down"] == 0:
            for n in range(len(world.plan.nodes)):
                world.suppliers.lanes.reveal(n)
            first, last = int(g["system_first"]), int(g["next_order"])
            lines = int(world.draws.orders["first"][last] - world.draws.orders["first"][first])
            world.make_room(parcels=lines, touches=last - first, misses=lines)
            entries.system_back(world.flow, world.map, world._now)


class CostShock(Effect):
    """Outbound lanes cost more; what duty and freight cost decides nothing while the world runs."""

    def begin(self) -> None:
        event = self.event
        rate, fuel = (event.factor if cost in event.costs else 1.0 for cost in ("rate", "fuel"))
        self.world.disruptions.shocks[self.number] = rate, fuel, outbound_lanes(self.world, event)
        self._apply()

    def end(self) -> None:
        self.world.disruptions.shocks.pop(self.number, None)
        self._apply()

    def _apply(self) -> None:
        """Multiply the factors of rates and of fuel apart, so that floats come out as they are billed."""
        column = self.world.flow.lane["cost_factor"]
        column[:], fuels = 1.0, np.ones(len(column))
        for number in sorted(self.world.disruptions.shocks):
            rate, fuel, lanes = self.world.disruptions.shocks[number]
            column[lanes] *= rate
            fuels[lanes] *= fuel
        column *= fuels


def outbound_lanes(world: World, event: Event) -> list[int]:
    """Outbound lanes that an event on lanes, services or carriers concerns."""
    plan = world.plan
    return [
        number
        for number, lane in enumerate(plan.lanes)
        if number in event.lanes
        or lane.service in event.services
        or plan.services[lane.service].carrier in event.carriers
    ]


def inbound_lanes(world: World, event: Event) -> list[int]:
    """Inbound lanes that an event concerns."""
    return [
        number
        for number, lane in enumerate(world.plan.inbound)
        if number in event.inbound or lane.carrier in event.carriers
    ]


def _set(active: dict[int, Any], number: int, value: Any, share: float) -> None:
    if share > 0:
        active[number] = value
    else:
        active.pop(number, None)


EFFECTS: dict[str, type[Effect]] = {
    "node_outage": NodeOutage,
    "node_capacity": NodeCapacity,
    "packaging_stockout": PackagingStockout,
    "ordering_outage": OrderingOutage,
    "supplier_outage": SupplierOutage,
    "supplier_delay": SupplierDelay,
    "supplier_quality": SupplierQuality,
    "carrier_outage": PathOutage,
    "carrier_service_suspended": PathOutage,
    "lane_outage": PathOutage,
    "carrier_delay": PathDelay,
    "lane_delay": PathDelay,
    "port_congestion": PathDelay,
    "carrier_damage": CarrierDamage,
    "customs_hold": CustomsHold,
    "pickup_missed": PickupMissed,
    "stock_destroyed": StockDestroyed,
    "inventory_sync_error": SyncError,
    "demand_surge": Effect,
    "cost_shock": CostShock,
    "system_outage": SystemOutage,
}
