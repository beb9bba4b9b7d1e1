"""What a team can do: mark down, reroute, relabel, order elsewhere, expedite, transfer; and take it back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from simnet.engine.control.effects import outbound_lanes
from simnet.engine.control.ramps import Ramp
from simnet.engine.control.shipments import Inbound
from simnet.engine.flow import entries
from simnet.engine.flow.tables import HANDLED, PURCHASE_ORDER, QUEUED, RELABEL, REROUTE, STAGED
from simnet.engine.flow.team import GONE_AHEAD
from simnet.engine.plan import Event

if TYPE_CHECKING:
    from simnet.engine.control.world import World

ActList = tuple[tuple[str, Any], ...]


@dataclass
class Cause:
    """Who acts: the response to an occurrence's event, or a threshold (no event) for its SKUs (none: all)."""

    event: Event | None
    automatic: bool
    skus: frozenset[int] = frozenset()
    switched: list[int] = field(default_factory=list)
    """Suppliers that it has switched on."""
    marked: bool = False


class Acts:
    """Acts on whatever a cause concerns."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.calls: list[tuple[int, Inbound, float]] = []
        """Touches that will expedite a purchase order: (touch, order, factor)."""

    def perform(self, cause: Cause, acts: ActList) -> None:
        """Do the acts in order."""
        for name, value in acts:
            if value is not False:
                getattr(self, f"_{name}")(cause, value)

    def undo(self, cause: Cause, stand_down: str) -> None:
        """Stand down: believe it up again, switch backups off, call rerouted orders home."""
        event = cause.event
        assert event is not None
        if cause.marked:
            self._believe(event, -1)
        self.release(cause)
        self._calm()
        if stand_down == "return":
            for n in event.nodes:
                if self.world.flow.node["dark"][n] == 0:
                    self._call_home(n)

    def release(self, cause: Cause) -> None:
        """Switch off the suppliers that a cause has switched on."""
        for s in cause.switched:
            self.world.replenishment.backups[s] -= 1
        cause.switched.clear()

    # where orders go

    def _mark_down(self, cause: Cause, _: Any) -> None:
        event, nodes = cause.event, self.world.nodes
        if event is None or cause.marked:
            return
        cause.marked = True
        self._believe(event, 1)
        if not any(self._serves(n) for n in event.nodes):
            return
        for n, node in enumerate(nodes.plan):
            load = nodes.loads[n]
            if node.ramp and n not in event.nodes and (load is None or load.level >= 1.0):
                nodes.loads[n] = Ramp(self.world._now, *node.ramp)
                nodes.update_speed(n)

    def _serves(self, n: int) -> bool:
        """Whether orders can be sent from a node at all: it stocks something and has a lane."""
        return bool(self.world.flow.stock["stocked"][n].any() and (self.world.map.ways[:, n, 0] >= 0).any())

    def _calm(self) -> None:
        """A node's sudden load is over when no other node is believed down."""
        nodes, dark = self.world.nodes, self.world.flow.node["dark"]
        for n in range(len(nodes.plan)):
            if nodes.loads[n] is not None and not any(dark[o] for o in range(len(nodes.plan)) if o != n):
                nodes.loads[n] = None
                nodes.update_speed(n)

    def _believe(self, event: Event, change: int) -> None:
        world = self.world
        for n in event.nodes:
            world.flow.node["dark"][n] += change
        for s in event.suppliers:
            world.suppliers.dark[s] += change
        for lane in outbound_lanes(world, event):
            world.flow.lane["dark"][lane] += change

    def _reroute(self, cause: Cause, _: Any) -> None:
        """Every parcel queued or staged at the node is for the team; automatically it moves at once."""
        for n in cause.event.nodes if cause.event else ():
            for h in [*self._queued(n), *self._staged(n)]:
                self._touch(cause, REROUTE, h)

    def _queued(self, n: int) -> list[int]:
        """The parcels of a node's queue, in order."""
        h, chain = int(self.world.flow.node["head"][n]), []
        while h >= 0:
            chain.append(h)
            h = int(self.world.flow.parcel["next"][h])
        return chain

    def _staged(self, n: int | None = None) -> list[int]:
        """Staged parcels, of a node or of all, in the order of staging."""
        parcel = self.world.flow.parcel[: int(self.world.clockwork["parcels"])]
        staged = parcel["state"] == STAGED
        if n is not None:
            staged &= parcel["node"] == n
        found = staged.nonzero()[0]
        return sorted(found.tolist(), key=lambda h: int(parcel["left"][h]))

    def _touch(self, cause: Cause, kind: int, h: int) -> None:
        world = self.world
        world.make_room(touches=64, parcels=64)
        if not cause.automatic:
            entries.hand_over(world.flow, world.map, kind, h, world._now)
        elif kind == REROUTE:
            if world.flow.parcel["state"][h] in (QUEUED, STAGED) and self._node_dark(h):
                entries.reroute(world.flow, world.map, h, world._now)
                world.journal.automatic.append((world._now, "reroute", h))
        elif world.flow.parcel["state"][h] == STAGED and self._lane_dark(h):
            entries.relabel(world.flow, world.map, h, world._now)
            world.journal.automatic.append((world._now, "relabel", h))

    def _node_dark(self, h: int) -> bool:
        return bool(self.world.flow.node["dark"][int(self.world.flow.parcel["node"][h])])

    def _lane_dark(self, h: int) -> bool:
        return bool(self.world.flow.lane["dark"][int(self.world.flow.parcel["lane"][h])])

    def _relabel(self, cause: Cause, _: Any) -> None:
        event = cause.event
        if event is None or event.staged != "relabel":
            return
        lanes = set(outbound_lanes(self.world, event))
        for h in self._staged():
            if int(self.world.flow.parcel["lane"][h]) in lanes:
                self._touch(cause, RELABEL, h)

    def _call_home(self, n: int) -> None:
        """Rerouted parcels that have not started come back, oldest first."""
        world = self.world
        parcel = world.flow.parcel[: int(world.clockwork["parcels"])]
        away = ((parcel["home"] == n) & (parcel["state"] == QUEUED)).nonzero()[0]
        for h in sorted(away.tolist(), key=lambda h: (int(parcel["queued"][h]), h)):
            world.make_room(parcels=64)
            entries.return_home(world.flow, world.map, h, world._now)

    # where stock comes from

    def _concerned(self, cause: Cause) -> list[int]:
        """Places of the rules supplied by the failed suppliers, or of a threshold's SKUs."""
        rules = sorted(self.world.replenishment.rules.items())
        if cause.event is None:
            return [place for place, rule in rules if not cause.skus or rule.sku in cause.skus]
        failed = {("supplier", s) for s in cause.event.suppliers}
        return [place for place, rule in rules if failed & set(rule.sources)]

    def _use_backup(self, cause: Cause, _: Any) -> None:
        rules, plan = self.world.replenishment.rules, self.world.plan
        listed = {source for place in self._concerned(cause) for source in rules[place].sources}
        backups = [n for kind, n in sorted(listed) if kind == "supplier" and plan.suppliers[n].backup]
        self._switch_on(cause, backups)

    def _order_from(self, cause: Cause, supplier: int) -> None:
        self._switch_on(cause, [supplier])

    def _switch_on(self, cause: Cause, suppliers: list[int]) -> None:
        replenishment = self.world.replenishment
        for s in suppliers:
            if s not in cause.switched:
                cause.switched.append(s)
                replenishment.backups[s] = replenishment.backups.get(s, 0) + 1
        places = [place for place in self._concerned(cause) if not replenishment.rules[place].review]
        replenishment.test(places)

    def _expedite(self, cause: Cause, factor: float) -> None:
        world = self.world
        for goods in world.suppliers.open_orders():
            if not self._hurries(cause, goods):
                continue
            if cause.automatic:
                world.suppliers.expedite(goods, factor)
                continue
            world.make_room(touches=64)
            self.calls.append((int(world.clockwork["touches"]), goods, factor))
            entries.hand_over(world.flow, world.map, PURCHASE_ORDER, goods.number, world._now)

    def _hurries(self, cause: Cause, goods: Inbound) -> bool:
        if cause.event is None:
            return not cause.skus or goods.sku in cause.skus
        return goods.supplier in cause.event.suppliers or goods.lane in cause.event.inbound

    def call_suppliers(self) -> None:
        """Touches on purchase orders have ended: what they asked for happens."""
        state = self.world.flow.touch["state"]
        done = [call for call in self.calls if state[call[0]] == HANDLED]
        self.calls = [call for call in self.calls if state[call[0]] != HANDLED]
        for _, goods, factor in done:
            self.world.suppliers.expedite(goods, factor)

    def shipped(self, goods: Inbound) -> None:
        """A purchase order left its supplier: touches that wait to expedite it are moot."""
        for touch, other, _ in self.calls:
            if other is goods and self.world.flow.touch["begun"][touch] < 0:
                self.world.flow.touch["person"][touch] = GONE_AHEAD

    def _transfer(self, cause: Cause, value: Any) -> None:
        source, node, sku, quantity = value
        if (-1, source, node) in self.world.suppliers.lanes.by_ends:
            self.world.transfers.order(int(source), int(node), int(sku), int(quantity))
