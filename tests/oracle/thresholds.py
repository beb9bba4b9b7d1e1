"""Thresholds: figures looked at when the team's day opens, and what is done when one is crossed (§12)."""

from __future__ import annotations

import operator
from collections.abc import Iterable
from typing import TYPE_CHECKING

from simnet.engine.plan import Threshold
from tests.oracle.clockwork import Life, Rank
from tests.oracle.loyalty import on_time
from tests.oracle.orders import final_state
from tests.oracle.response import Cause
from tests.oracle.things import Order

if TYPE_CHECKING:
    from tests.oracle.plain import World

OPS = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
AFTER_OCCURRENCES = 1 << 50

Figures = dict[int, float]
"""A figure by node, region or SKU; by −1 if overall."""


class Thresholds:
    def __init__(self, world: World) -> None:
        self.world = world
        self.held: list[set[int]] = [set() for _ in world.plan.thresholds]
        """For each threshold the keys for which it held at the last look."""
        self.fired: list[tuple[int, int, int]] = []
        """Instant, threshold, key."""

    def live(self) -> None:
        for number, threshold in enumerate(self.world.plan.thresholds):
            self.world.env.begin(self._looks(number, threshold))

    def _looks(self, number: int, threshold: Threshold) -> Life:
        for begin, _ in self.world.team.openings:
            yield self.world.env.at(begin, Rank.DECISION, AFTER_OCCURRENCES + number)
            self._look(number, threshold)

    def _look(self, number: int, threshold: Threshold) -> None:
        figures = getattr(self, f"_{threshold.metric}")(threshold)
        holds = {key for key, x in figures.items() if OPS[threshold.op](x, threshold.value)}
        before, self.held[number] = self.held[number], holds
        for key in sorted(holds - before):
            self.fired.append((self.world.env.now, number, key))
            self.world.response.act(_cause(number, threshold, key), threshold.acts)
        for key in before - holds:
            self.world.response.release(("threshold", number, key))

    def _recent(self, t: int, over: int) -> bool:
        return self.world.env.now - over < t <= self.world.env.now

    def _key(self, order: Order, each: str) -> int | None:
        """Where an order counts; None: nowhere."""
        if each == "node":
            return order.node if order.node >= 0 else None
        return order.region if each == "region" else -1

    def _placed(self) -> list[Order]:
        now = self.world.env.now
        return [o for o in self.world.orders.all if o.t < now and not o.deterred]

    def _on_time(self, threshold: Threshold) -> Figures:
        due = [o for o in self._placed() if self._recent(o.promise, threshold.over)]
        due = [o for o in due if _meant(threshold, o.node, o.region)]
        return _shares((self._key(o, threshold.each), on_time(o)) for o in due)

    def _damage(self, threshold: Threshold) -> Figures:
        parcels = [s for s in self.world.parcels.all if s.delivered >= 0]
        recent = [s for s in parcels if self._recent(s.delivered, threshold.over)]
        recent = [s for s in recent if _meant(threshold, s.node, s.order.region)]
        keys = {"node": lambda s: s.node, "region": lambda s: s.order.region}
        where = keys.get(threshold.each, lambda s: -1)
        return _shares((where(s), s.damaged) for s in recent)

    def _stockouts(self, threshold: Threshold) -> Figures:
        figures: Figures = {} if threshold.each else {-1: 0}
        for t, order, node, sku, _ in self.world.stock.log:
            if self._recent(t, threshold.over) and (not threshold.skus or sku in threshold.skus):
                region = self.world.orders.all[order].region
                if not _meant(threshold, node, region):
                    continue
                key = {"node": node, "region": region, "sku": sku}.get(threshold.each, -1)
                figures[key] = figures.get(key, 0) + 1
        return figures

    def _backlog(self, threshold: Threshold) -> Figures:
        figures: Figures = {} if threshold.each else {-1: 0}
        for order in self._placed():
            late = order.promise < self.world.env.now and final_state(order)[0] == "open"
            if late and _meant(threshold, order.node, order.region):
                key = self._key(order, threshold.each)
                if key is not None:
                    figures[key] = figures.get(key, 0) + 1
        return figures


def _meant(threshold: Threshold, node: int, region: int) -> bool:
    """Whether a threshold looks at a node (−1: none) and a region."""
    here = not threshold.nodes or node in threshold.nodes
    return here and (not threshold.regions or region in threshold.regions)


def _cause(number: int, threshold: Threshold, key: int) -> Cause:
    """Who acts when a threshold fires for a key, and on what."""
    one = (key,) if key >= 0 else ()
    nodes = one if threshold.each == "node" else threshold.nodes
    skus = one if threshold.each == "sku" else threshold.skus
    regions = one if threshold.each == "region" else threshold.regions
    name = ("threshold", number, key)
    return Cause(name, None, False, nodes, frozenset(skus), frozenset(regions))


def _shares(rows: Iterable[tuple[int | None, bool]]) -> Figures:
    """Share of true rows by key; keys without rows do not appear."""
    hits: dict[int, int] = {}
    total: dict[int, int] = {}
    for key, hit in rows:
        if key is not None:
            total[key] = total.get(key, 0) + 1
            hits[key] = hits.get(key, 0) + bool(hit)
    return {key: hits[key] / n for key, n in total.items()}
