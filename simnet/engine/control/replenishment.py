"""Inventory reviews: who is low, how much to order, and from whom (docs/model.md §9)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Generator
from heapq import heappop, heappush
from typing import TYPE_CHECKING

from simnet.engine.flow import entries
from simnet.engine.flow.tables import REVIEW
from simnet.engine.plan import StockRule

if TYPE_CHECKING:
    import simpy

    from simnet.engine.control.world import World


class Replenishment:
    """The reorder rules of every node and SKU."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.skus = len(world.plan.skus)
        stock = world.flow.stock.reshape(-1)
        self.due, self.listed = stock["due"], stock["listed"]
        """Which places wait for their test, and the list of them that the flow writes."""
        self.rules: dict[int, StockRule] = {
            rule.node * self.skus + rule.sku: rule for rule in world.plan.stock if rule.kind
        }
        self.usual = {place: self._among(rule, {}) for place, rule in self.rules.items()}
        """Sources of a rule in order while no backup is switched on."""
        self.backups: dict[int, int] = {}
        """Backup suppliers that an act has switched on, and by how many."""
        self.held = [0] * len(world.plan.nodes)
        """How many occurrences keep anybody from ordering for a node."""
        periods: dict[int, list[int]] = defaultdict(list)
        for place, rule in sorted(self.rules.items()):
            if rule.review:
                periods[rule.review].append(place)
        for every, places in sorted(periods.items()):
            world.process(self._periodic(every, places))
        world.call(0, REVIEW, 0, self.test, [p for p, rule in sorted(self.rules.items()) if not rule.review])

    def _periodic(self, every: int, places: list[int]) -> Generator[simpy.Event, None, None]:
        world, number = self.world, 0
        while True:
            yield world.at(number * every, REVIEW, 0)
            self._make_due(places)
            self.review()
            number += 1

    def _make_due(self, places: list[int]) -> None:
        """Put these node-SKUs on the list of due ones."""
        g = self.world.clockwork
        for place in places:
            if not self.due[place]:
                self.due[place] = 1
                self.listed[g["due"]] = place
                g["due"] += 1

    def test(self, places: list[int]) -> None:
        """Test these node-SKUs now, whatever made it necessary."""
        self._make_due(places)
        self.world.review_if_due()

    def hold(self, n: int) -> None:
        """One more occurrence keeps anybody from ordering for a node."""
        self.held[n] += 1

    def free(self, n: int) -> None:
        """One occurrence less does; where stock is watched all the time, what is low is ordered now."""
        self.held[n] -= 1
        if not self.held[n]:
            self.test([p for p, rule in sorted(self.rules.items()) if rule.node == n and not rule.review])

    def review(self) -> None:
        """Test all node-SKUs that are due, in order, after what the flow left for the world to do."""
        world, g = self.world, self.world.clockwork
        world.transfers.dispatch_granted()
        if g["called"]:
            g["called"] = 0
            world.disruptions.responses.acts.call_suppliers()
        if g["diverted"]:
            g["diverted"] = 0
            world.nodes.start_loads()
        waiting: list[int] = []
        while waiting or g["due"]:
            if g["due"]:
                self._collect_due(waiting)
            place = heappop(waiting)
            self.due[place] = 0
            self._reorder(self.rules[place])

    def _collect_due(self, waiting: list[int]) -> None:
        """Move the list of due node-SKUs to those that wait for their test, smallest first."""
        g = self.world.clockwork
        for place in self.listed[: g["due"]].tolist():
            heappush(waiting, place)
        g["due"] = 0

    def _reorder(self, rule: StockRule) -> None:
        if self.held[rule.node]:
            return
        position = entries.position(self.world.flow, rule.node, rule.sku)
        quantity = quantity_for(rule, position)
        if quantity > 0:
            self.order(rule, quantity)

    def order(self, rule: StockRule, quantity: int) -> None:
        """Order from the source that counts now, rounded up to its minimum and packs."""
        kind, number = self.source(rule, quantity)
        if kind == "supplier":
            quantity = self.world.suppliers.rounded(number, quantity)
            self.world.suppliers.order(number, rule.node, rule.sku, quantity)
        else:
            self.world.transfers.order(number, rule.node, rule.sku, quantity)

    def source(self, rule: StockRule, quantity: int) -> tuple[str, int]:
        """The first source that is believed up and, if it is a node, covers the quantity; see
        docs/model.md §9."""
        flow, suppliers = self.world.flow, self.world.suppliers
        sources = self._ranked(rule)
        last = None
        for kind, number in sources:
            if kind == "supplier":
                if suppliers.dark[number] == 0:
                    return kind, number
            elif flow.node["dark"][number] == 0:
                last = (kind, number)
                if flow.stock["recorded"][number, rule.sku] >= quantity:
                    return kind, number
        return last or sources[0]

    def _ranked(self, rule: StockRule) -> list[tuple[str, int]]:
        """Sources in order: backups that were switched on first; others only if there is nothing else."""
        if not self.backups:
            return self.usual[rule.node * self.skus + rule.sku]
        return self._among(rule, self.backups)

    def _among(self, rule: StockRule, switched_on: dict[int, int]) -> list[tuple[str, int]]:
        backup = [s for s in rule.sources if self.is_backup(rule, s)]
        switched = [s for s in rule.sources if s[0] == "supplier" and switched_on.get(s[1], 0) > 0]
        ordinary = [s for s in rule.sources if s not in backup and s not in switched]
        return switched + ordinary if switched or ordinary else list(rule.sources)

    def is_backup(self, rule: StockRule, source: tuple[str, int]) -> bool:
        """Whether a source of a rule is asked only when an act has switched it on."""
        kind, number = source
        return kind == "supplier" and (self.world.plan.suppliers[number].backup or number in rule.standby)

    def supplied_by(self, supplier: int) -> list[int]:
        """Places of the continuous rules that have a supplier among their sources."""
        source = ("supplier", supplier)
        return [p for p, rule in sorted(self.rules.items()) if source in rule.sources]


def quantity_for(rule: StockRule, position: int) -> int:
    """Units to order at an inventory position; 0 if it is above the reorder level."""
    if position > rule.lower:
        return 0
    if rule.kind == 1:
        return rule.upper - position
    return (rule.lower - position) // rule.upper * rule.upper + rule.upper
