"""Loyalty: what regions remember of late, cancelled and damaged orders (§10)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from tests.oracle.things import Order

if TYPE_CHECKING:
    from tests.oracle.plain import World

DAY = 86_400_000_000


class Loyalties:
    def __init__(self, world: World) -> None:
        self.world = world
        regions = range(len(world.plan.regions))
        self.level = [1.0 for _ in regions]
        self.sums = [{"orders": 0.0, "late": 0.0, "cancelled": 0.0, "damaged": 0.0} for _ in regions]
        self.looked = 0
        """Orders looked at so far."""

    def midnight(self) -> None:
        spec = self.world.plan.loyalty
        if spec is None:
            return
        decay = math.exp(-DAY / spec.memory)
        for sums in self.sums:
            for name in sums:
                sums[name] *= decay
        orders = self.world.orders.all
        while self.looked < len(orders) and orders[self.looked].promise < self.world.env.now:
            self._look(orders[self.looked])
            self.looked += 1
        for region, sums in enumerate(self.sums):
            lost = (
                spec.late * sums["late"] + spec.cancelled * sums["cancelled"] + spec.damaged * sums["damaged"]
            )
            self.level[region] = max(0.0, 1.0 - lost / max(1.0, sums["orders"]))

    def _look(self, order: Order) -> None:
        if order.deterred:
            return
        sums = self.sums[order.region]
        sums["orders"] += 1
        if all(line.state in ("cancelled", "lost") and line.delivered < 0 for line in order.lines):
            sums["cancelled"] += 1
        elif not on_time(order):
            sums["late"] += 1
        if order.damaged:
            sums["damaged"] += 1


def on_time(order: Order) -> bool:
    """Every line was delivered by the promise."""
    return all(0 <= line.delivered <= order.promise for line in order.lines)
