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
    skus: frozenset[int] = frozenset()
    """Of a threshold; empty: all."""


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
        if env.now >= occurrence.end:
            return
        record.detected = env.now
        if not plan.automatic:
            decide = self.world.time(plan.decide, occurrence.key, luck.DECIDE, 0)
            decided = self.world.team.after(env.now, decide)
            yield env.at(decided, Rank.DECISION, occurrence.number)
            if env.now >= occurrence.end:
                return
        record.decided = env.now
        self.act(Cause(occurrence.number, event, plan.automatic), plan.acts)
        yield env.at(occurrence.end + plan.stand_down_after, Rank.DECISION, occurrence.number)
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
        if cause.event is None:
            return
        for element in self._elements(cause.event):
            self.world.elements.believed[element].add(cause.name)
        if any(self._serves(node) for node in cause.event.nodes):
            for node, floor in enumerate(self.world.floors):
                if node in cause.event.nodes or floor.spec.ramp is None:
                    continue
                if floor.load is None or floor.load >= 1:
                    self.world.env.begin(self._load(node, cause.name))

    def _serves(self, node: int) -> bool:
        """Orders can be sent from a node: it keeps something and has a lane."""
        keeps = any(s.kept for (n, _), s in self.world.stock.at.items() if n == node)
        return keeps and any(lane.node == node for lane in self.world.plan.lanes)

    def _load(self, node: int, number: int) -> Life:
        """A node's sudden-load ramp, until it is through or ended by a stand down."""
        env, floor = self.world.env, self.world.floors[node]
        ramp, begin = floor.spec.ramp, self.world.env.now
        assert ramp is not None
        floor.load, floor.loads = ramp[0], floor.loads + 1
        mine = floor.loads
        floor.changed()
        for step, t in enumerate(t for t in self.world.outages.openings(node) if t > begin):
            yield env.at(t, Rank.REPAIR, number << 20 | (step + 1))
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
            self.world.env.begin(self._after_touch(kind, order, moot, do))
        elif not moot():
            do()

    def _after_touch(self, kind: str, order: int, moot: Callable[[], bool], do: Callable[[], None]) -> Life:
        if (yield self.world.team.ask(kind, order, moot).done) and not moot():
            do()

    def _staged(self) -> list[Shipment]:
        """Staged parcels in order of staging."""
        found = [s for s in self.world.parcels.live.values() if s.state == "staged"]
        return sorted(found, key=lambda s: s.place)

    def _reroute(self, cause: Cause, _: Any) -> None:
        for node in cause.event.nodes if cause.event is not None else ():
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
        event = cause.event
        if event is None or event.staged != "relabel":
            return
        hit = set(self._elements(event))
        for s in [s for s in self._staged() if hit & set(self.world.elements.path(s.lane))]:
            self._touched(
                cause,
                "relabel",
                s.order.number,
                partial(self._relabel_moot, s),
                partial(self._relabel_one, s),
            )

    def _relabel_moot(self, shipment: Shipment) -> bool:
        return shipment.state != "staged" or self.world.elements.path_believed_up(shipment.lane)

    def _relabel_one(self, shipment: Shipment) -> None:
        lane = self.world.router.lane(shipment.node, shipment.order.region)
        if lane < 0:
            return
        self.world.parcels.docks[self.world.plan.lanes[shipment.lane].dock].remove(shipment)
        shipment.lane = lane
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
        rules, plan = self.world.supply.rules, self.world.plan
        listed = {s for key in self._concerned(cause) for s in rules[key].sources}
        self._switch_on(cause, {n for kind, n in listed if kind == "supplier" and plan.suppliers[n].backup})

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
                -1,
                partial(_has_shipped, s),
                partial(self.world.supply.expedite, s, factor),
            )

    # stand down

    def release(self, name: Any) -> None:
        """Switch off the suppliers that a cause has switched on."""
        for holders in self.world.supply.switched.values():
            holders.discard(name)

    def _stand_down(self, number: int, event: Event, how: str) -> None:
        for element in self._elements(event):
            self.world.elements.believed[element].discard(number)
        self.release(number)
        for node, floor in enumerate(self.world.floors):
            others = (n for n in range(len(self.world.floors)) if n != node)
            if all(self.world.elements.believed_up("node", n) for n in others):
                floor.load = None
                floor.changed()
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
