"""Transfers between nodes: parts that are reserved, dispatched, and travel like purchase orders (§9)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.oracle.things import Supply

if TYPE_CHECKING:
    from tests.oracle.plain import World


@dataclass(eq=False)
class Rest:
    """The part of a transfer that waits at its source."""

    node: int
    quantity: int


class Transfers:
    def __init__(self, world: World) -> None:
        self.world = world
        self.rests: dict[tuple[int, int], list[Rest]] = {}
        """What waits, by (source, SKU), oldest first."""

    def order(self, source: int, node: int, sku: int, quantity: int) -> None:
        if self.world.supply.lane(("node", source), node) < 0:
            return
        self.world.stock.at[node, sku].on_order += quantity
        self.world.stock.at[source, sku].backordered += quantity
        self.rests.setdefault((source, sku), []).append(Rest(node, quantity))
        self.serve(source, sku)
        self.world.supply.fell(source, sku)

    def serve(self, source: int, sku: int) -> None:
        """As much of the waiting transfers as is recorded becomes parts, first come, first served."""
        rests, stock = self.rests.get((source, sku), []), self.world.stock.at[source, sku]
        while rests and stock.recorded > 0:
            rest = rests[0]
            quantity = min(rest.quantity, stock.recorded)
            rest.quantity -= quantity
            if rest.quantity == 0:
                rests.pop(0)
            stock.backordered -= quantity
            self.world.stock.reserve(source, {sku: quantity})
            part = self.world.supply.new(
                -1, source, rest.node, sku, quantity, self.world.plan.nodes[source].label
            )
            part.state = "dispatch"
            self.dispatch(part)

    def dispatch(self, part: Supply) -> None:
        if not (self.world.floors[part.source].accessible() and self.world.elements.way_up(part.lane)):
            return
        stock = self.world.stock.at[part.source, part.sku]
        there = min(part.quantity, max(0, stock.shelf))
        stock.reserved -= part.quantity
        stock.shelf -= there
        stock.transferred_out += there
        self.world.stock.note(part.source, part.sku, "moved_out", -there)
        self._shrink(part, part.quantity - there)
        if there == 0:
            self.world.supply.void(part)
            return
        self.world.env.begin(self.world.supply.travels(part))

    def _shrink(self, part: Supply, quantity: int) -> None:
        if quantity > 0:
            part.quantity -= quantity
            part.good = part.quantity
            self.world.stock.at[part.node, part.sku].on_order -= quantity
            self.world.supply.fell(part.node, part.sku)

    def cut(self, source: int, sku: int) -> None:
        """Stock was destroyed: cut what transfers reserved, youngest first, until the shelf covers it."""
        stock = self.world.stock.at[source, sku]
        for part in reversed(list(self.world.supply.live.values())):
            excess = stock.reserved - stock.shelf
            if excess <= 0:
                return
            if part.state == "dispatch" and (part.source, part.sku) == (source, sku):
                less = min(excess, part.quantity)
                stock.reserved -= less
                self._shrink(part, less)
                if part.quantity == 0:
                    self.world.supply.void(part)
