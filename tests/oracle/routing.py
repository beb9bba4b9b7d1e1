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

    def lane(self, node: int, region: int, anyway: bool = False) -> int:
        """The node's first lane to a region that is believed open; −1 if there is none.

        With `anyway`, the first lane of all if none is believed open.
        """
        lanes = [int(x) for x in self.routing.services[region, node] if x >= 0]
        for lane in lanes:
            if self.world.elements.path_believed_up(lane):
                return lane
        return lanes[0] if lanes and anyway else -1

    def candidates(self, region: int) -> list[tuple[int, int]]:
        """(node, lane) of the nodes believed up that can reach a region."""
        found = []
        for node in range(len(self.world.plan.nodes)):
            lane = self.lane(node, region)
            if lane >= 0 and self.world.elements.believed_up("node", node):
                found.append((node, lane))
        return found

    def choose(self, region: int, groups: list[Group], never: bool) -> tuple[list[Pick], list[Group]]:
        """Picks in the order of choice, and the groups that remain; nothing is reserved yet."""
        picks: list[Pick] = []
        taken: dict[tuple[int, int], int] = {}
        open_nodes = self.candidates(region)
        groups = list(groups)
        while groups:
            best: tuple[tuple[int, ...], int, int, list[Group]] | None = None
            for node, lane in open_nodes:
                filled = self._filled(node, groups, taken)
                if not filled or (never and len(filled) < len(groups)):
                    continue
                key = self._key(node, lane, region, groups, len(filled))
                if best is None or (key, node) < best[:2]:
                    best = (key, node, lane, filled)
            if best is None:
                break
            _, node, lane, filled = best
            picks.append((node, lane, filled))
            for group in filled:
                for k, q in needs(group).items():
                    taken[node, k] = taken.get((node, k), 0) + q
            groups = [g for g in groups if not any(g is f for f in filled)]
        return picks, groups

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
        """One number per rule; `filled` < 0 leaves the stock-dependent rule out."""
        key = [int(self.world.plan.nodes[node].kind == "dropship")]
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
        """Cost of a lane for the billable weight of groups, with the cost shocks of the moment."""
        plan, spec = self.world.plan, self.world.plan.lanes[lane]
        weight = sum(plan.skus[x.sku].weight_lb * x.quantity for g in groups for x in g)
        billable = max(1, math.ceil(weight - 1e-9))
        last = len(spec.cents) - 1
        cents = int(spec.cents[min(billable, last)]) + max(0, billable - last) * spec.cents_per_lb
        shock = 1.0
        for factor in self.world.elements.active("cost", *self.world.elements.path(lane), ("cost", 0)):
            shock *= factor
        return cents if shock == 1.0 else math.floor(cents * shock + 0.5)

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
