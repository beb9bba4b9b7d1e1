"""What disruptions of carriers, services and lanes do to what they carry, and to its price."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simnet.engine.control.effects.base import Effect, Gradual, put
from simnet.engine.flow import entries
from simnet.engine.flow.tables import FROZEN
from simnet.engine.plan import Event

if TYPE_CHECKING:
    from simnet.engine.control.world import World


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


class PathDelay(Gradual):
    """What is collected or shipped takes longer."""

    def remain(self, share: float) -> None:
        factor, add = 1.0 + (self.event.factor - 1.0) * share, self.event.add * share
        for lane in outbound_lanes(self.world, self.event):
            put(self.world.disruptions.delays[lane], self.number, (factor, add), share)
            self._combine(lane)
        for lane in inbound_lanes(self.world, self.event):
            put(self.world.suppliers.lanes.factors[lane], self.number, (factor, add), share)

    def _combine(self, lane: int) -> None:
        factor, add = 1.0, 0.0
        active = self.world.disruptions.delays[lane]
        for number in sorted(active):
            factor *= active[number][0]
            add += active[number][1]
        self.world.flow.lane["factor"][lane] = factor
        self.world.flow.lane["add"][lane] = add


class CarrierDamage(Gradual):
    """More parcels are damaged."""

    def remain(self, share: float) -> None:
        factor, more = 1.0 + (self.event.factor - 1.0) * share, self.event.share * share
        for lane in outbound_lanes(self.world, self.event):
            put(self.world.disruptions.damages[lane], self.number, (factor, more), share)
            self._combine(lane)

    def _combine(self, lane: int) -> None:
        factor, damage = 1.0, self.world.disruptions.base_damage[lane]
        active = self.world.disruptions.damages[lane]
        for number in sorted(active):
            factor *= active[number][0]
            damage += active[number][1]
        self.world.flow.lane["damage_factor"][lane] = factor
        self.world.flow.lane["damage"][lane] = damage


class CustomsHold(Gradual):
    """More goods are held by customs."""

    def remain(self, share: float) -> None:
        for lane in inbound_lanes(self.world, self.event):
            hold = self.event.share * share, self.event.hold_for
            put(self.world.suppliers.lanes.holds[lane], self.number, hold, share)


class PickupMissed(Effect):
    """Pickups do not happen."""

    def begin(self) -> None:
        for d in self.event.docks:
            self.world.flow.dock["missed"][d] += 1

    def end(self) -> None:
        for d in self.event.docks:
            self.world.flow.dock["missed"][d] -= 1
        self.world.pickups.release()


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
