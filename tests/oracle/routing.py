"""Which node serves what, by which lane (§5)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from tests.oracle.things import Line, needs

if TYPE_CHECKING:
    from tests.oracle.plain import World

Group = list[Line]
Pick = tuple[int, int, list[Group]]
"""Node, lane, groups it takes."""


class Router:
    def __init__(self, world: World) -> None:
        self.world = world
        self.routing = world.plan.routing
        self.diverted: set[int] = set()
        """Nodes that took something, at the last choice, that a node believed down would have been given."""

    def lane(self, node: int, region: int, anyway: bool = False) -> int:
        """The node's first lane to a region that is believed open; −1 if there is none.

        With `anyway`, the first lane of all if none is believed open.
        """
        lanes = [int(x) for x in self.routing.services[region, node] if x >= 0]
        for lane in lanes:
            if self.world.elements.path_believed_up(lane):
                return lane
        return lanes[0] if lanes and anyway else -1

    def candidates(self, region: int, anyway: bool = False) -> list[tuple[int, int]]:
        """(node, lane) of the nodes believed up, or anyway, that can reach a region."""
        found = []
        for node in range(len(self.world.plan.nodes)):
            lane = self.lane(node, region)
            if lane >= 0 and (anyway or self.world.elements.believed_up("node", node)):
                found.append((node, lane))
        return found

    def full(self, node: int) -> bool:
        """Whether a node has as many parcels as it should have at most."""
        floor, limit = self.world.floors[node], self.world.plan.nodes[node].queue_limit
        return 0 < limit <= len(floor.queue) + sum(s.shipment is not None for s in floor.stations)

    def choose(
        self, region: int, groups: list[Group], never: bool, after: list[Pick] | None = None
    ) -> tuple[list[Pick], list[Group]]:
        """Picks in the order of choice, and the groups that remain; nothing is reserved yet.

        Where full nodes turn orders away they are no candidates, but for who would be taken `after` others.
        """
        picks: list[Pick] = []
        taken: dict[tuple[int, int], int] = {}
        for node, _, filled in after or []:
            self._add(taken, node, filled)
        groups = list(groups)
        self.diverted = set()
        closed = after is None and self.routing.when_full == "lost"
        while groups:
            nodes, wishes = self.candidates(region), self.candidates(region, anyway=True)
            if closed:
                nodes, wishes = ([x for x in some if not self.full(x[0])] for some in (nodes, wishes))
            best = self._best(nodes, region, groups, taken, never)
            if best is None:
                break
            _, node, lane, filled = best
            wished = self._best(wishes, region, groups, taken, never)
            if wished is not None and wished[1] != node:
                self.diverted.add(node)
            picks.append((node, lane, filled))
            self._add(taken, node, filled)
            groups = [g for g in groups if not any(g is f for f in filled)]
        return picks, groups

    def _add(self, taken: dict[tuple[int, int], int], node: int, groups: list[Group]) -> None:
        """Count units of groups as taken at a node."""
        for group in groups:
            for k, q in needs(group).items():
                taken[node, k] = taken.get((node, k), 0) + q

    def _best(
        self,
        nodes: list[tuple[int, int]],
        region: int,
        groups: list[Group],
        taken: dict[tuple[int, int], int],
        never: bool,
    ) -> tuple[tuple[int, ...], int, int, list[Group]] | None:
        """Key, node, lane and groups of the node that the rules put first."""
        able = []
        for node, lane in nodes:
            filled = self._filled(node, groups, taken)
            if filled and (len(filled) == len(groups) or not never):
                able.append((self._key(node, lane, region, groups, len(filled)), node, lane, filled))
        return min(able, key=lambda choice: choice[:2], default=None)

    def _filled(self, node: int, groups: list[Group], taken: dict[tuple[int, int], int]) -> list[Group]:
        """The groups a node can fill, tried in line order, each after the ones before it."""
        used = {k: q for (n, k), q in taken.items() if n == node}
        filled = []
        for group in groups:
            units = needs(group)
            if all(self.world.stock.at[node, k].recorded - used.get(k, 0) >= q for k, q in units.items()):
                filled.append(group)
                for k, q in units.items():
                    used[k] = used.get(k, 0) + q
        return filled

    def _key(self, node: int, lane: int, region: int, groups: list[Group], filled: int) -> tuple[int, ...]:
        """One number per rule; `filled` < 0 leaves out what depends on the moment."""
        key = [int(self.full(node))] if filled >= 0 else []
        key.append(int(self.world.plan.nodes[node].kind == "dropship"))
        for rule in self.routing.rules:
            if rule == "minimize_splits":
                if filled >= 0:
                    key.append(-filled)
            elif rule == "stay_in_market":
                key.append(int(self.routing.domestic[region, node]))
            elif rule == "ranked":
                key.append(int(self.routing.ranked[region, node]))
            elif rule == "closest":
                key.append(int(self.routing.miles10[region, node]))
            elif rule == "cheapest":
                key.append(self.cents(lane, groups))
            elif rule == "fastest":
                key.append(self.world.plan.lanes[lane].mean_minutes)
            else:
                raise ValueError(rule)
        return tuple(key)

    def cents(self, lane: int, groups: list[Group]) -> int:
        """Postage of one parcel of groups on a lane, with the cost shocks of the moment."""
        plan, spec = self.world.plan, self.world.plan.lanes[lane]
        lines = [x for g in groups for x in g]
        billable = max(1, math.ceil(sum(plan.skus[x.sku].weight_lb * x.quantity for x in lines) - 1e-9))
        volume = self._volume(lines)
        if spec.divisor and volume > spec.above_in3:
            billable = max(billable, math.ceil(volume / spec.divisor - 1e-9))
        last = len(spec.cents) - 1
        cents = int(spec.cents[min(billable, last)]) + max(0, billable - last) * spec.cents_per_lb
        rates = fuels = 1.0
        for rate, fuel in self.world.elements.active("cost", *self.world.elements.path(lane)):
            rates, fuels = rates * rate, fuels * fuel
        billed = math.floor(cents * (rates * fuels) + 0.5)
        surcharge = math.floor(billed * spec.fuel + 0.5) + spec.residential
        return billed + surcharge + spec.per_unit * sum(x.quantity for x in lines)

    def _volume(self, lines: list[Line]) -> int:
        """Cubic inches of the box of units that lie flat on one another, every side rounded up."""
        units = [(sorted(self.world.plan.skus[x.sku].size_in, reverse=True), x.quantity) for x in lines]
        sides = (
            max(size[0] for size, _ in units),
            max(size[1] for size, _ in units),
            sum(size[2] * quantity for size, quantity in units),
        )
        return math.prod(math.ceil(side - 1e-9) for side in sides)

    def out_of_stock(self, region: int, groups: list[Group]) -> list[Line]:
        """The lines of groups that remain for which there is no stock; what only lacks a way is left out."""
        nodes = [n for n in range(len(self.world.plan.nodes)) if self.lane(n, region, anyway=True) >= 0]
        taken: dict[tuple[int, int], int] = {}
        short = self._untaken(nodes, groups, taken)
        alone = self._untaken(nodes, [[line] for group in short for line in group], taken)
        missed = {line.number for group in alone for line in group}
        found = []
        for group in short:
            lines = [line for line in group if line.number in missed]
            found += lines or group
        return found

    def _untaken(
        self, nodes: list[int], groups: list[Group], taken: dict[tuple[int, int], int]
    ) -> list[Group]:
        """Groups that are left when every node in turn has filled what it can; adds to what is taken."""
        for node in nodes:
            filled = self._filled(node, groups, taken)
            self._add(taken, node, filled)
            groups = [g for g in groups if not any(g is f for f in filled)]
        return groups

    def waiting_node(self, region: int, remaining: list[Group], group: Group) -> int:
        """Where a group waits: the first candidate that keeps its SKUs, else the first such node."""
        keeps = [
            n
            for n in range(len(self.world.plan.nodes))
            if all(self.world.stock.at[n, line.sku].kept for line in group)
        ]
        everyone = [(n, self.lane(n, region, anyway=True)) for n in range(len(self.world.plan.nodes))]
        for pool in (self.candidates(region), everyone):
            able = [(n, lane) for n, lane in pool if lane >= 0 and n in keeps]
            if able:
                return min((self._key(n, lane, region, remaining, -1), n) for n, lane in able)[1]
        return -1
