"""How a disruption is noticed, what is done about it, and how it is undone (§12)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from simnet.engine import luck
from simnet.engine.draws import Occurrence
from simnet.engine.plan import Event
from tests.oracle.clockwork import Life, Rank, fire
from tests.oracle.elements import Element
from tests.oracle.orders import grouped
from tests.oracle.outages import recovery
from tests.oracle.things import Shipment, Supply

if TYPE_CHECKING:
    from tests.oracle.plain import World


LOADS = 1 << 40
"""Ties of the steps of sudden-load ramps at rank REPAIR, after those of occurrences."""


@dataclass
class Record:
    occurrence: int
    detected: int = -1
    decided: int = -1
    stood_down: int = -1


@dataclass(frozen=True)
class Cause:
    """Who acts: an occurrence of a disruption, or a threshold."""

    name: Any
    event: Event | None
    automatic: bool
    nodes: tuple[int, ...] = ()
    skus: frozenset[int] = frozenset()
    """Of a threshold; empty: all."""
    regions: frozenset[int] = frozenset()
    """Of a threshold; empty: all."""
    touch: int = -1
    """Time of a touch; −1: the team's."""


class Responses:
    def __init__(self, world: World) -> None:
        self.world = world
        self.records: list[Record] = []

    def watch(self, occurrence: Occurrence, event: Event) -> None:
        if event.response is not None:
            record = Record(occurrence.number)
            self.records.append(record)
            self.world.env.begin(self._life(occurrence, event, record))

    def _life(self, occurrence: Occurrence, event: Event, record: Record) -> Life:
        env, plan = self.world.env, event.response
        assert plan is not None
        detect = self.world.time(plan.detect, occurrence.key, luck.DETECT, 0)
        yield env.at(occurrence.begin + detect, Rank.DECISION, occurrence.number)
        if env.now >= self.world.outages.end_of(occurrence):
            return
        record.detected = env.now
        if not plan.automatic:
            decide = self.world.time(plan.decide, occurrence.key, luck.DECIDE, 0)
            decided = self.world.team.after(env.now, decide)
            yield env.at(decided, Rank.DECISION, occurrence.number)
            if env.now >= self.world.outages.end_of(occurrence):
                return
        record.decided = env.now
        cause = Cause(occurrence.number, event, plan.automatic, event.nodes, touch=plan.touch)
        self.act(cause, plan.acts)
        yield self.world.outages.over[occurrence.number]
        yield env.at(env.now + plan.stand_down_after, Rank.DECISION, occurrence.number)
        record.stood_down = env.now
        self._stand_down(occurrence.number, event, plan.stand_down)

    def act(self, cause: Cause, acts: tuple[tuple[str, Any], ...]) -> None:
        for name, value in acts:
            if name == "transfer":
                self.world.transfers.order(*value)
            elif value is not False:
                getattr(self, f"_{name}")(cause, value)

    # acts

    def _elements(self, event: Event) -> list[Element]:
        return [
            *(("node", n) for n in event.nodes),
            *(("carrier", c) for c in event.carriers),
            *(("service", s) for s in event.services),
            *(("lane", x) for x in event.lanes),
            *(("supplier", s) for s in event.suppliers),
        ]

    def _mark_down(self, cause: Cause, _: Any) -> None:
        event = cause.event
        elements = [("node", n) for n in cause.nodes] if event is None else self._elements(event)
        for element in elements:
            self.world.elements.believed[element].add(cause.name)
        for node, floor in enumerate(self.world.floors if cause.nodes else ()):
            if node in cause.nodes or floor.spec.ramp is None:
                continue
            if floor.load is None or floor.load >= 1:
                floor.armed = True

    def load(self, node: int) -> None:
        """A node's sudden-load ramp begins."""
        if any(not self.world.elements.believed_up("node", n) for n in self._others(node)):
            self.world.env.begin(self._load(node))

    def _others(self, node: int) -> list[int]:
        return [n for n in range(len(self.world.floors)) if n != node]

    def _load(self, node: int) -> Life:
        """A node's sudden-load ramp, until it is through or ended by a stand down."""
        env, floor = self.world.env, self.world.floors[node]
        ramp, begin = floor.spec.ramp, self.world.env.now
        assert ramp is not None
        floor.load, floor.loads = ramp[0], floor.loads + 1
        mine = floor.loads
        floor.changed()
        for step, t in enumerate(t for t in self.world.outages.openings(node) if t > begin):
            yield env.at(t, Rank.REPAIR, LOADS + (node << 20) + step)
            if floor.load is None or floor.loads != mine:
                return
            floor.load = recovery(ramp, t - begin)
            floor.changed()
            if floor.load >= 1:
                return

    def _touched(
        self, cause: Cause, kind: str, order: int, moot: Callable[[], bool], do: Callable[[], None]
    ) -> None:
        """Do something after a touch; at once if the response is automatic."""
        if not cause.automatic:
            self.world.env.begin(self._after_touch(cause, kind, order, moot, do))
        elif not moot():
            do()

    def _after_touch(
        self, cause: Cause, kind: str, order: int, moot: Callable[[], bool], do: Callable[[], None]
    ) -> Life:
        if (yield self.world.team.ask(kind, order, moot, cause.touch).done) and not moot():
            do()

    def _staged(self) -> list[Shipment]:
        """Staged parcels in order of staging."""
        found = [s for s in self.world.parcels.live.values() if s.state == "staged"]
        return sorted(found, key=lambda s: s.place)

    def _reroute(self, cause: Cause, _: Any) -> None:
        for node in cause.nodes:
            staged = [s for s in self._staged() if s.node == node]
            for s in self.world.floors[node].queue + staged:
                self._touched(
                    cause,
                    "reroute",
                    s.order.number,
                    partial(self._reroute_moot, s),
                    partial(self._reroute_one, s),
                )

    def _reroute_moot(self, shipment: Shipment) -> bool:
        there = shipment.state in ("queued", "staged")
        return not there or self.world.elements.believed_up("node", shipment.node)

    def _reroute_one(self, shipment: Shipment) -> None:
        order, node = shipment.order, shipment.node
        never = self.world.plan.routing.splits == "never"
        _, rest = self.world.router.choose(order.region, grouped(shipment.lines), never)
        if rest:
            return
        staged = shipment.state == "staged"
        self.take_out(shipment)
        if staged:
            self.world.stock.restock(node, shipment.needs())
        else:
            self.world.stock.release(node, shipment.needs())
        self.world.orders.route(order, shipment.lines, shipment.attempt, rerouted_from=node)

    def take_out(self, shipment: Shipment) -> None:
        """Void a queued or staged shipment."""
        if shipment.state == "queued":
            self.world.floors[shipment.node].queue.remove(shipment)
            event = shipment.packed_event
        else:
            self.world.parcels.docks[self.world.plan.lanes[shipment.lane].dock].remove(shipment)
            event = shipment.gone
        self.world.parcels.void(shipment)
        fire(event, False)

    def _relabel(self, cause: Cause, _: Any) -> None:
        for s in [s for s in self._staged() if self._labelled(cause, s)]:
            self._touched(
                cause,
                "relabel",
                s.order.number,
                partial(self._relabel_moot, s),
                partial(self._relabel_one, s),
            )

    def _labelled(self, cause: Cause, s: Shipment) -> bool:
        """Whether a staged parcel is one whose lane a cause is about."""
        if cause.event is not None:
            hit = set(self._elements(cause.event))
            return cause.event.staged == "relabel" and bool(hit & set(self.world.elements.path(s.lane)))
        here = not cause.nodes or s.node in cause.nodes
        there = not cause.regions or s.order.region in cause.regions
        return here and there and not self.world.elements.path_believed_up(s.lane)

    def _relabel_moot(self, shipment: Shipment) -> bool:
        return shipment.state != "staged" or self.world.elements.path_believed_up(shipment.lane)

    def _relabel_one(self, shipment: Shipment) -> None:
        lane = self.world.router.lane(shipment.node, shipment.order.region)
        if lane < 0:
            return
        self.world.parcels.docks[self.world.plan.lanes[shipment.lane].dock].remove(shipment)
        shipment.lane, shipment.relabelled = lane, True
        self.world.parcels.stage(shipment, self.world.plan.lanes[lane].dock)

    def _concerned(self, cause: Cause) -> list[tuple[int, int]]:
        """Node-SKUs supplied by the failed suppliers, or those of a threshold's SKUs."""
        rules = self.world.supply.rules
        if cause.event is None:
            return sorted(key for key in rules if not cause.skus or key[1] in cause.skus)
        failed = {("supplier", s) for s in cause.event.suppliers}
        return sorted(key for key, rule in rules.items() if failed & set(rule.sources))

    def _switch_on(self, cause: Cause, suppliers: set[int]) -> None:
        for supplier in suppliers:
            self.world.supply.switched.setdefault(supplier, set()).add(cause.name)
        for node, sku in self._concerned(cause):
            self.world.supply.fell(node, sku)

    def _use_backup(self, cause: Cause, _: Any) -> None:
        supply = self.world.supply
        listed = ((key, s) for key in self._concerned(cause) for s in supply.rules[key].sources)
        on = {s[1] for key, s in listed if s[0] == "supplier" and supply.is_backup(*key, s[1])}
        self._switch_on(cause, on)

    def _order_from(self, cause: Cause, supplier: int) -> None:
        self._switch_on(cause, {supplier})

    def _expedite(self, cause: Cause, factor: float) -> None:
        event = cause.event

        def concerned(s: Supply) -> bool:
            if event is None:
                return s.supplier >= 0 and (not cause.skus or s.sku in cause.skus)
            return s.supplier in event.suppliers or (s.supplier >= 0 and s.lane in event.inbound)

        for s in self.world.supply.open_orders(concerned):
            self._touched(
                cause,
                "purchase_order",
                self.world.supply.row(s),
                partial(_has_shipped, s),
                partial(self.world.supply.expedite, s, factor),
            )

    # stand down

    def release(self, name: Any) -> None:
        """Believe up what a cause has marked down, switch off the suppliers that it has switched on."""
        for holders in [*self.world.elements.believed.values(), *self.world.supply.switched.values()]:
            holders.discard(name)
        for node, floor in enumerate(self.world.floors):
            if all(self.world.elements.believed_up("node", n) for n in self._others(node)):
                floor.armed = False
                floor.load = None
                floor.changed()

    def _stand_down(self, number: int, event: Event, how: str) -> None:
        self.release(number)
        if how == "return":
            for node in event.nodes:
                if self.world.elements.believed_up("node", node):
                    self._bring_back(node)

    def _bring_back(self, node: int) -> None:
        away = [
            s
            for s in self.world.parcels.live.values()
            if s.state == "queued" and s.rerouted_from == node and s.node != node
        ]
        for shipment in sorted(away, key=lambda s: (s.joined, s.number)):
            units, lane = shipment.needs(), self.world.router.lane(node, shipment.order.region)
            if shipment.state == "queued" and lane >= 0 and self.world.stock.covers(node, units):
                self.take_out(shipment)
                self.world.stock.reserve(node, units)
                self.world.stock.release(shipment.node, units)
                self.world.orders.back_to(shipment, node, lane)


def _has_shipped(supply: Supply) -> bool:
    return supply.state not in ("confirming", "waiting", "production")
