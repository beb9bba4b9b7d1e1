"""What a team can do: mark down, reroute, relabel, order elsewhere, expedite, transfer; and take it back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from simnet.engine.control.effects.paths import outbound_lanes
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
    """Who acts: the response to an occurrence's event, or a threshold (no event) on what it is about."""

    event: Event | None
    automatic: bool
    skus: frozenset[int] = frozenset()
    """Of a threshold; empty: all."""
    nodes: tuple[int, ...] = ()
    """That are marked down and rerouted from."""
    regions: frozenset[int] = frozenset()
    """Of a threshold; empty: all."""
    touch: int = -1
    """Microseconds of a touch; -1: the team's."""
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
        self.release(cause)
        if stand_down == "return":
            for n in event.nodes:
                if self.world.flow.node["dark"][n] == 0:
                    self._call_home(n)

    def release(self, cause: Cause) -> None:
        """Believe up what a cause has marked down, and switch off the suppliers that it has switched on."""
        if cause.marked:
            cause.marked = False
            self._believe(cause, -1)
        for s in cause.switched:
            self.world.replenishment.backups[s] -= 1
        cause.switched.clear()
        self._calm()

    # where orders go

    def _mark_down(self, cause: Cause, _: Any) -> None:
        if cause.marked:
            return
        cause.marked = True
        self._believe(cause, 1)
        nodes = self.world.nodes
        for n, node in enumerate(nodes.plan if cause.nodes else ()):
            load = nodes.loads[n]
            if node.ramp and n not in cause.nodes and (load is None or load.level >= 1.0):
                self.world.flow.node["armed"][n] = 1

    def _calm(self) -> None:
        """A node's sudden load is over, and cannot begin, when no other node is believed down."""
        nodes, node = self.world.nodes, self.world.flow.node
        dark = set(node["dark"].nonzero()[0].tolist())
        for n in range(len(nodes.plan)):
            if not dark - {n}:
                node["armed"][n] = node["diverted"][n] = 0
                if nodes.loads[n] is not None:
                    nodes.loads[n] = None
                    nodes.update_speed(n)

    def _believe(self, cause: Cause, change: int) -> None:
        world, event = self.world, cause.event
        for n in cause.nodes:
            world.flow.node["dark"][n] += change
        world.clockwork["dark"] = int((world.flow.node["dark"] > 0).sum())
        for s in event.suppliers if event else ():
            world.suppliers.dark[s] += change
        for lane in outbound_lanes(world, event) if event else ():
            world.flow.lane["dark"][lane] += change

    def _reroute(self, cause: Cause, _: Any) -> None:
        """Every parcel queued or staged at the node is for the team; automatically it moves at once."""
        for n in cause.nodes:
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
        return sorted(found.tolist(), key=lambda h: int(parcel["delivered"][h]))

    def _touch(self, cause: Cause, kind: int, h: int) -> None:
        world = self.world
        world.make_room(touches=64, parcels=64)
        if not cause.automatic:
            self._ask(cause, kind, h)
        elif kind == REROUTE:
            if world.flow.parcel["state"][h] in (QUEUED, STAGED) and self._node_dark(h):
                entries.reroute(world.flow, world.map, h, world._now)
                world.journal.automatic.append((world._now, "reroute", h))
        elif world.flow.parcel["state"][h] == STAGED and self._lane_dark(h):
            entries.relabel(world.flow, world.map, h, world._now)
            world.journal.automatic.append((world._now, "relabel", h))

    def _ask(self, cause: Cause, kind: int, subject: int) -> None:
        """A touch for the team, of the cause's own length if it has one."""
        world = self.world
        takes = cause.touch if cause.touch >= 0 else int(world.map.touch_time[kind])
        entries.ask(world.flow, world.map, kind, subject, takes, world._now)

    def _node_dark(self, h: int) -> bool:
        return bool(self.world.flow.node["dark"][int(self.world.flow.parcel["node"][h])])

    def _lane_dark(self, h: int) -> bool:
        return bool(self.world.flow.lane["dark"][int(self.world.flow.parcel["lane"][h])])

    def _relabel(self, cause: Cause, _: Any) -> None:
        event, dark = cause.event, self.world.flow.lane["dark"]
        if event is None:
            lanes = {n for n in range(len(self.world.plan.lanes)) if dark[n] and self._meant(cause, n)}
        elif event.staged == "relabel":
            lanes = set(outbound_lanes(self.world, event))
        else:
            return
        for h in self._staged():
            if int(self.world.flow.parcel["lane"][h]) in lanes:
                self._touch(cause, RELABEL, h)

    def _meant(self, cause: Cause, number: int) -> bool:
        """Whether a threshold is about the node and the region of an outbound lane."""
        lane = self.world.plan.lanes[number]
        return (not cause.nodes or lane.node in cause.nodes) and (
            not cause.regions or lane.region in cause.regions
        )

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
        replenishment = self.world.replenishment
        rules = [replenishment.rules[place] for place in self._concerned(cause)]
        backups = {s[1] for rule in rules for s in rule.sources if replenishment.is_backup(rule, s)}
        self._switch_on(cause, sorted(backups))

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
            self._ask(cause, PURCHASE_ORDER, goods.row)

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
