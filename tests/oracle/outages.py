"""Disruptions: what begins at an onset and what ends at a repair (§11)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import simpy

from simnet.engine.draws import Occurrence
from simnet.engine.plan import NEVER, Event, Rehearsal
from tests.oracle.clockwork import Life, Rank, fire
from tests.oracle.elements import Element
from tests.oracle.orders import final_state
from tests.oracle.things import Line, Shipment

if TYPE_CHECKING:
    from tests.oracle.plain import World

HOUR = 3_600_000_000
LOOKS = 1 << 52
"""Tie of a look at the stop condition at rank DECISION, after those of thresholds."""
NODE_KINDS = ("node_outage", "node_capacity", "packaging_stockout")
PATH_KINDS = ("carrier_outage", "carrier_service_suspended", "lane_outage")
SHARES = ("supplier_quality", "carrier_damage", "customs_hold")
DELAYS = ("carrier_delay", "lane_delay", "port_congestion", "supplier_delay")


class Outages:
    def __init__(self, world: World) -> None:
        self.world = world
        self.elements = world.elements

        self.over: dict[int, simpy.Event] = {}
        """Fires when an occurrence ends, by number."""
        self.broken_off: dict[int, int] = {}
        """When a drill's occurrences were broken off, by number."""

    def live(self) -> None:
        held = self.world.plan.rehearsal
        if held is not None and held.most:
            self.world.env.begin(self._looks(held))
        for occurrence in self.world.draws.occurrences:
            self.world.env.begin(self._life(occurrence, self.world.plan.events[occurrence.event]))

    def _life(self, occurrence: Occurrence, event: Event) -> Life:
        env, number = self.world.env, occurrence.number
        yield env.at(occurrence.begin, Rank.ONSET, number)
        if number in self.broken_off:
            return
        held = self.world.plan.rehearsal
        if held is not None and held.shuts(occurrence.event):
            self.world.batch.shut(event)
            yield self._end(occurrence)
            self.world.batch.reopen(event)
            return
        self._onset(number, event)
        end = self._end(occurrence)
        self.world.response.watch(occurrence, event)
        if event.kind == "stock_destroyed":
            return
        yield end
        self._repair(number, event)
        if event.ramp is not None:
            self._ramps(number, event)

    def _end(self, occurrence: Occurrence) -> simpy.Event:
        """What fires at the end of an occurrence, or when it is broken off."""
        over = self.over[occurrence.number] = self.world.env.event()
        self._ends(occurrence, occurrence.end)
        return over

    def _ends(self, occurrence: Occurrence, t: int) -> None:
        over, number = self.over[occurrence.number], occurrence.number

        def end() -> None:
            if over.callbacks is not None:
                fire(over)

        self.world.env.call(t, Rank.REPAIR, number << 20, end)

    def end_of(self, occurrence: Occurrence) -> int:
        return self.broken_off.get(occurrence.number, occurrence.end)

    # a drill's stop condition (§17)

    def _looks(self, held: Rehearsal) -> Life:
        env, events = self.world.env, self.world.plan.events
        mine = [x for x in self.world.draws.occurrences if x.event in held.events]
        mine = [x for x in mine if events[x.event].kind != "demand_surge"]
        last = max((x.end for x in mine), default=0)
        if not mine:
            return
        yield env.at(held.onset, Rank.DECISION, LOOKS)
        before = {state: self._with(state) for state in ("cancelled", "lost")}
        for t in range(held.onset + HOUR, last, HOUR):
            yield env.at(t, Rank.DECISION, LOOKS)
            seen = {state: len(self._with(state) - known) for state, known in before.items()}
            seen["overdue"] = self._overdue()
            seen["stockout"] = len({row[1] for row in self.world.stock.log if row[0] >= held.onset})
            if any(seen[kind] > most for kind, most in held.most):
                for occurrence in mine:
                    if occurrence.end > t:
                        self.broken_off[occurrence.number] = max(t, occurrence.begin)
                        if occurrence.number in self.over:
                            self._ends(occurrence, t)
                return

    def _with(self, state: str) -> set[int]:
        """Orders of which a line is cancelled, or lost for want of stock; not with a parcel on its way."""

        def ended(line: Line) -> bool:
            return line.state == state and not (state == "lost" and line.shipment >= 0)

        return {order.number for order in self.world.orders.all if any(map(ended, order.lines))}

    def _overdue(self) -> int:
        now = self.world.env.now
        placed = [o for o in self.world.orders.all if o.t < now and not o.deterred]
        return sum(o.promise < now and final_state(o)[0] == "open" for o in placed)

    # elements and effects of an event

    def holds(self, event: Event) -> list[Element]:
        """What an event takes down."""
        if event.kind == "node_outage":
            return [("node", n) for n in event.nodes]
        if event.kind == "packaging_stockout":
            return [("packaging", n) for n in event.nodes]
        if event.kind == "ordering_outage":
            return [("ordering", n) for n in event.nodes]
        if event.kind == "supplier_outage":
            return [("supplier", s) for s in event.suppliers]
        if event.kind in PATH_KINDS:
            return self._path_elements(event)
        if event.kind == "pickup_missed":
            return [("dock", d) for d in event.docks]
        if event.kind == "inventory_sync_error" and event.stops_sync:
            return [("sync", n) for n in event.nodes]
        if event.kind == "system_outage":
            return [("system", 0)]
        return []

    def _path_elements(self, event: Event) -> list[Element]:
        return [
            *(("carrier", c) for c in event.carriers),
            *(("service", s) for s in event.services),
            *(("lane", x) for x in event.lanes),
            *(("inbound", x) for x in event.inbound),
        ]

    def _effect(self, event: Event) -> tuple[str, list[Element], Any] | None:
        """Name, place and value of what an event changes while it lasts."""
        if event.kind == "node_capacity":
            return "speed", [("node", n) for n in event.nodes], event.factor
        if event.kind in DELAYS:
            where = self._path_elements(event) + [("supplier", s) for s in event.suppliers]
            return "delay", where, (event.factor, float(event.add))
        if event.kind == "supplier_quality":
            return "defects", [("supplier", s) for s in event.suppliers], event.share
        if event.kind == "carrier_damage":
            return "damage", self._path_elements(event), (event.factor, event.share)
        if event.kind == "customs_hold":
            return "hold", [("inbound", x) for x in event.inbound], (event.share, event.hold_for)
        if event.kind == "cost_shock":
            rate, fuel = (event.factor if cost in event.costs else 1.0 for cost in ("rate", "fuel"))
            return "cost", self._path_elements(event), (rate, fuel)
        return None

    def _set(self, number: int, effect: str, where: list[Element], value: Any | None) -> None:
        for element in where:
            if value is None:
                self.elements.effects[effect][element].pop(number, None)
            else:
                self.elements.effects[effect][element][number] = value

    # onset

    def _onset(self, number: int, event: Event) -> None:
        for element in self.holds(event):
            self.elements.down[element].add(number)
        effect = self._effect(event)
        if effect is not None:
            self._set(number, *effect)
        if event.kind in NODE_KINDS:
            self._nodes_hit(event)
        elif event.kind in PATH_KINDS:
            self._paths_hit(event)
        elif event.kind == "supplier_outage":
            for supplier in event.suppliers:
                self.world.supply.supplier_down(supplier, event.under_way)
        elif event.kind == "stock_destroyed":
            self._destroy(event)
        elif event.kind == "inventory_sync_error":
            for node in event.nodes:
                self.world.stock.misread(node, event.error, event.skus)
        elif event.kind == "system_outage":
            self.world.team.update()

    def _nodes_hit(self, event: Event) -> None:
        for node in event.nodes:
            self.world.floors[node].changed()
        if event.kind != "node_outage":
            return
        taken: list[Shipment] = []
        for node in event.nodes:
            taken += self.world.floors[node].outage(event.under_way)
        for shipment in taken:
            self.world.parcels.void(shipment)
        for shipment in taken:
            self.world.orders.route(shipment.order, shipment.lines, shipment.attempt)

    def _paths_hit(self, event: Event) -> None:
        hit = set(self._path_elements(event))
        for shipment in self.world.parcels.under_way():
            if hit & set(self.elements.path(shipment.lane)):
                self.world.parcels.outage(shipment, event.under_way)
        for supply in list(self.world.supply.live.values()):
            if supply.state == "transit" and hit & set(self.elements.way(supply.lane)):
                self.world.supply.outage(supply, event.under_way)

    def _destroy(self, event: Event) -> None:
        broken: list[Shipment] = []
        for node in event.nodes:
            for sku in event.skus or self.world.stock.skus:
                broken += self.world.stock.destroy(node, sku, event.fraction)
        self.world.stock.free(broken)
        for shipment in sorted(broken, key=lambda s: (s.joined, s.number)):
            self.world.orders.route(shipment.order, shipment.lines, shipment.attempt)

    # repair

    def _repair(self, number: int, event: Event) -> None:
        if event.kind == "inventory_sync_error":
            for node in event.nodes:
                self.world.stock.count(node)
        for element in self.holds(event):
            self.elements.down[element].discard(number)
        effect = self._effect(event)
        if effect is not None:
            self._set(number, effect[0], effect[1], None)
        if event.ramp is not None:
            self._ramp_to(number, event, event.ramp[0])
        if event.kind in NODE_KINDS:
            for node in event.nodes:
                self.world.floors[node].changed()
        elif event.kind in PATH_KINDS:
            self.world.parcels.thaw()
            self.world.supply.thaw()
        elif event.kind == "ordering_outage":
            for node in event.nodes:
                self.world.supply.orders_again(node)
        elif event.kind == "supplier_outage":
            for supplier in event.suppliers:
                self.world.supply.supplier_back(supplier)
        elif event.kind == "inventory_sync_error":
            for node in event.nodes:
                self.world.stock.reveal(node, everything=True)
        elif event.kind == "system_outage" and self.elements.up("system"):
            self._system_back()
        self.world.parcels.collect_continuous()

    def _system_back(self) -> None:
        self.world.team.update()
        for node in range(len(self.world.plan.nodes)):
            self.world.stock.reveal(node)
        self.world.orders.screen_held()

    # recovery ramps

    def _ramp_to(self, number: int, event: Event, level: float, nodes: tuple[int, ...] | None = None) -> None:
        """Set what remains of an event after its end, at a level of recovery (1: nothing)."""
        if event.kind in NODE_KINDS:
            where = [("node", n) for n in (event.nodes if nodes is None else nodes)]
            self._set(number, "speed", where, None if level >= 1 else level)
        elif event.kind in DELAYS:
            effect = self._effect(event)
            assert effect is not None
            factor, added = effect[2]
            left = 1.0 - level
            value = None if level >= 1 else (1.0 + (factor - 1.0) * left, added * left)
            self._set(number, effect[0], effect[1], value)
        elif event.kind in SHARES:
            effect = self._effect(event)
            assert effect is not None
            left = 1.0 - level
            self._set(number, effect[0], effect[1], None if level >= 1 else _shrunk(effect, left))

    def _ramps(self, number: int, event: Event) -> None:
        if event.kind in NODE_KINDS:
            for node in event.nodes:
                self.world.env.begin(self._ramp(number, event, self.openings(node), (node,)))
        elif event.kind in DELAYS + SHARES:
            self.world.env.begin(self._ramp(number, event, self.world.midnights, None))

    def _ramp(self, number: int, event: Event, steps: list[int], nodes: tuple[int, ...] | None) -> Life:
        env, end, ramp = self.world.env, self.world.env.now, event.ramp
        assert ramp is not None
        for step, t in enumerate(t for t in steps if t > end):
            yield env.at(t, Rank.REPAIR, number << 20 | (step + 1))
            level = recovery(ramp, t - end)
            self._ramp_to(number, event, level, nodes)
            for node in nodes or ():
                self.world.floors[node].changed()
            if level >= 1:
                return

    def openings(self, node: int) -> list[int]:
        """Openings of a node; the midnights of one that never closes."""
        intervals = self.world.plan.nodes[node].openings.tolist()
        return self.world.midnights if intervals[-1][1] >= NEVER else [begin for begin, _ in intervals]


def recovery(ramp: tuple[float, int], elapsed: int) -> float:
    """Level of a ramp (starting level, duration) after some time."""
    start, over = ramp
    return 1.0 if elapsed >= over else start + (1.0 - start) * (elapsed / over)


def _shrunk(effect: tuple[str, list[Element], Any], left: float) -> Any:
    """What is left of an added share (defects, damage, customs holds) during a recovery ramp."""
    name, _, value = effect
    if name == "defects":
        return value * left
    if name == "damage":
        factor, share = value
        return 1.0 + (factor - 1.0) * left, share * left
    share, table = value
    return share * left, table
