"""Fulfillment nodes: hours, outages, packaging, speed, and the goods at their dock doors."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import TYPE_CHECKING

from simnet.engine import luck
from simnet.engine.control.ramps import Ramp
from simnet.engine.flow import entries
from simnet.engine.flow.tables import CLOSING, OPENING, RECEIPT, SYNC
from simnet.engine.plan import NEVER

if TYPE_CHECKING:
    import simpy

    from simnet.engine.control.world import World


NODES = 1 << 40
"""Ties of nodes at rank SYNC, after those of purchase orders."""


class Nodes:
    """All nodes of the world; each runs a process for its hours."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.plan = world.plan.nodes
        self.opened, self.down = world.flow.node["open"], world.flow.node["down"]
        self.factors: list[dict[int, float]] = [{} for _ in self.plan]
        """Speed factors of active occurrences, by occurrence."""
        self.ramps: list[dict[int, Ramp]] = [{} for _ in self.plan]
        """Recovery ramps by occurrence."""
        self.loads: list[Ramp | None] = [None for _ in self.plan]
        """The ramp of a node that suddenly takes another's orders."""
        self.loads_begun = 0
        self.stalled = [False] * len(self.plan)
        self.at_door: list[list[tuple[int, Callable[[], None]]]] = [[] for _ in self.plan]
        """Goods that wait to be taken in until the node is open and up: (number, what to do then)."""
        self.to_leave: list[list[tuple[int, Callable[[], None]]]] = [[] for _ in self.plan]
        """The same for parts of transfers that wait to leave."""
        for n, node in enumerate(self.plan):
            world.process(self._hours(n))
            if node.count_every:
                world.process(self._counts(n, node.count_every))

    def _hours(self, n: int) -> Generator[simpy.Event, None, None]:
        world, node = self.world, self.plan[n]
        for (begin, end), gate in zip(node.openings.tolist(), node.gates.tolist(), strict=True):
            yield world.at(begin, OPENING, n)
            self.step_ramps(n)
            entries.open_node(world.flow, world.map, n, gate, world._now)
            self.admit(n)
            world.review_if_due()
            if end >= NEVER:
                if node.ramp or self._may_ramp(n):
                    world.process(self._midnights(n))
                return
            yield world.at(end, CLOSING, n)
            entries.close_node(world.flow, n, world._now)

    def _may_ramp(self, n: int) -> bool:
        return any(n in event.nodes and event.ramp for event in self.world.plan.events)

    def _midnights(self, n: int) -> Generator[simpy.Event, None, None]:
        """A node that never closes steps its ramps at midnight."""
        for midnight in self.world.plan.day_start[1:].tolist():
            yield self.world.at(midnight, OPENING, n)
            self.step_ramps(n)

    def _counts(self, n: int, every: int) -> Generator[simpy.Event, None, None]:
        world, number = self.world, 0
        while True:
            number += 1
            yield world.at(number * every, SYNC, NODES + 2 * n + 1)
            self.count(n)

    def count(self, n: int) -> None:
        """A cycle count: records become what lies on the shelf."""
        world = self.world
        world.make_room(changes=len(world.plan.skus))
        entries.count_stock(world.flow, world.map, n, world._now)
        world.review_if_due()

    def is_open(self, n: int) -> bool:
        """Open by its hours and not down: goods can come and go."""
        return bool(self.opened[n]) and not self.down[n]

    def hold(self, n: int, *, packaging: bool = False) -> None:
        """One more occurrence keeps the node from working."""
        down, blocked = (0, 1) if packaging else (1, 0)
        entries.hold_node(self.world.flow, n, down, blocked, self.world._now)

    def free(self, n: int, *, packaging: bool = False) -> None:
        """One occurrence less keeps the node from working."""
        world = self.world
        down, blocked = (0, 1) if packaging else (1, 0)
        self.update_speed(n)
        entries.free_node(world.flow, world.map, n, down, blocked, world._now)
        if not packaging:
            world.pickups.release(n)
            if self.is_open(n):
                self.admit(n)
        world.review_if_due()

    def start_loads(self) -> None:
        """Nodes that got the first order of one believed down: their sudden-load ramps begin."""
        node = self.world.flow.node
        for n in node["diverted"][: len(self.plan)].nonzero()[0].tolist():
            node["diverted"][n] = 0
            if (ramp := self.plan[n].ramp) is not None:
                self.loads[n] = Ramp(self.world._now, *ramp)
                self.loads_begun += 1
                self.update_speed(n)

    def update_speed(self, n: int) -> None:
        """The node's speed is the product of its factors and ramps, in the order of occurrences."""
        shares = self.factors[n] | {number: ramp.level for number, ramp in self.ramps[n].items()}
        speed = 1.0
        for number in sorted(shares):
            speed *= shares[number]
        if (load := self.loads[n]) is not None:
            speed *= load.level
        self._set_speed(n, speed)

    def step_ramps(self, n: int) -> None:
        """An opening: ramps take their next step; those that are through are over."""
        now, load = self.world._now, self.loads[n]
        if load is None and not self.ramps[n]:
            return
        for number, ramp in list(self.ramps[n].items()):
            ramp.step(now)
            if ramp.level >= 1.0:
                del self.ramps[n][number]
        if load is not None:
            load.step(now)
        self.update_speed(n)

    def _set_speed(self, n: int, speed: float) -> None:
        """A node without any speed stands still like one without packaging."""
        world = self.world
        if speed > 0:
            world.flow.node["speed"][n] = speed
        if (speed <= 0) != self.stalled[n]:
            self.stalled[n] = speed <= 0
            if self.stalled[n]:
                entries.hold_node(world.flow, n, 0, 1, world._now)
            else:
                entries.free_node(world.flow, world.map, n, 0, 1, world._now)

    def wait_at_door(self, n: int, number: int, action: Callable[[], None]) -> None:
        self.at_door[n].append((number, action))

    def admit(self, n: int) -> None:
        """Take in, or send off, what waited for the node to be open and up."""
        if not (self.at_door[n] or self.to_leave[n]):
            return
        waiting, self.at_door[n] = self.at_door[n], []
        for number, action in waiting:
            self.world.call(self.world._now, RECEIPT, number, action)
        leaving, self.to_leave[n] = self.to_leave[n], []
        for _, action in sorted(leaving, key=lambda row: row[0]):
            action()

    def drift_keys(self, n: int) -> list[int]:
        """Luck keys of the record drift of a node's SKUs."""
        label = luck.label_key(self.plan[n].label)
        return [
            luck.fold(self.world.draws.rep_key, label, luck.label_key(sku.label))
            for sku in self.world.plan.skus
        ]
