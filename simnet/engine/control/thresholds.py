"""Thresholds: looked at when the team's day opens, from what is known at that time (docs/model.md §12)."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING

import numpy as np

from simnet.engine.control.acts import Cause
from simnet.engine.flow import entries
from simnet.engine.flow.tables import DECISION
from simnet.engine.flow.tallies import ALL, NODE, REGION
from simnet.engine.plan import Threshold

if TYPE_CHECKING:
    from simnet.engine.control.world import World

TIE = 1 << 32
EACH = {"": ALL, "node": NODE, "region": REGION, "sku": ALL}
COMPARE = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}


class Thresholds:
    """All thresholds of the scenario, and which of them held at the last look."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.held: list[set[int]] = [set() for _ in world.plan.thresholds]
        self.causes: dict[tuple[int, int], Cause] = {}
        """What a threshold that holds has done, by (threshold, subject)."""
        self.first = [0] * len(world.plan.thresholds)
        """Orders, or parcels, before this one can no longer count."""

    def look_soon(self) -> None:
        """The team's day opens: look at this instant, after what is due before decisions."""
        for number in range(len(self.world.plan.thresholds)):
            self.world.call(self.world._now, DECISION, TIE + number, self.look, number)

    def look(self, number: int) -> None:
        """Raise an alert for every subject for which the threshold holds and did not at the last look."""
        world, threshold = self.world, self.world.plan.thresholds[number]
        values = self.values(number, threshold)
        holds = {s for s, x in values.items() if COMPARE[threshold.op](x, threshold.value)}
        before, self.held[number] = self.held[number], holds
        for subject in sorted(holds - before):
            world.journal.alerts.append((world._now, number, subject, values[subject]))
            skus = {subject} if threshold.each == "sku" else set(threshold.skus)
            cause = self.causes[number, subject] = Cause(None, False, frozenset(skus))
            world.disruptions.responses.acts.perform(cause, threshold.acts)
        for subject in sorted(before - holds):
            world.disruptions.responses.acts.release(self.causes.pop((number, subject)))
        world.review_if_due()

    def values(self, number: int, threshold: Threshold) -> dict[int, float]:
        """The metric by subject; -1 is everything. Shares without a case are left out."""
        if threshold.metric == "stockouts":
            return self._stockouts(threshold)
        plan, flow, now = self.world.plan, self.world.flow, self.world._now
        each = EACH[threshold.each]
        room = max(1, len(plan.nodes), len(plan.regions))
        cases, hits = np.zeros(room, np.int64), np.zeros(room, np.int64)
        first, over = self.first[number], threshold.over
        if threshold.metric == "backlog":
            first = entries.orders_overdue(flow, self.world.map, first, each, cases, now)
        else:
            tally = entries.damaged_parcels if threshold.metric == "damage" else entries.orders_due
            first = tally(flow, self.world.map, first, over, each, cases, hits, now)
        self.first[number] = first
        return _figures(threshold, cases.tolist(), hits.tolist())

    def _stockouts(self, threshold: Threshold) -> dict[int, float]:
        world, now = self.world, self.world._now
        rows = world.flow.miss[: int(world.clockwork["misses"])]
        rows = rows[int(np.searchsorted(rows["t"], now - threshold.over, side="right")) :]
        if threshold.skus:
            rows = rows[np.isin(rows["sku"], threshold.skus)]
        if not threshold.each:
            return {-1: float(len(rows))}
        region = world.map.orders["region"][rows["order"]]
        subjects = {"node": rows["node"], "region": region, "sku": rows["sku"]}[threshold.each]
        return {s: float((subjects == s).sum()) for s in np.unique(subjects).tolist()}


def _figures(threshold: Threshold, cases: list[int], hits: list[int]) -> dict[int, float]:
    """Counts or shares of hits by subject."""
    if threshold.metric == "backlog":
        if not threshold.each:
            return {-1: float(cases[0])}
        return {subject: float(count) for subject, count in enumerate(cases) if count}
    shares = {s: hits[s] / count for s, count in enumerate(cases) if count}
    return shares if threshold.each else dict.fromkeys([-1] if shares else [], shares.get(0, 0.0))
