"""Thresholds: looked at when the team's day opens, from what is known at that time (docs/model.md §12)."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING, NamedTuple

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
        """Orders, parcels, or rows of the stockout log, before this one can no longer count."""
        plan = world.plan
        self.meant = [
            _Meant(
                _mask(one.nodes, len(plan.nodes)),
                _mask(one.regions, len(plan.regions)),
                _mask(one.skus, len(plan.skus)),
            )
            for one in plan.thresholds
        ]
        self.subjects = max(1, len(plan.nodes), len(plan.regions))

    def look_soon(self) -> None:
        """The team's day opens: look at this instant, after what is due before decisions."""
        self._look_later(0)

    def _look_later(self, number: int) -> None:
        if number < len(self.world.plan.thresholds):
            self.world.call(self.world._now, DECISION, TIE + number, self._look_from, number)

    def _look_from(self, number: int) -> None:
        """Look at all thresholds from this one on. What an act leads to at this instant comes before the
        next look; where nobody acts, there is nothing that could come between."""
        while number < len(self.world.plan.thresholds):
            acted = self.look(number)
            number += 1
            if acted:
                self._look_later(number)
                return

    def look(self, number: int) -> bool:
        """Raise an alert for every subject for which the threshold holds and did not at the last look.

        Returns whether anything was done about it, or undone.
        """
        world, threshold = self.world, self.world.plan.thresholds[number]
        values = self.values(number, threshold)
        holds = {s for s, x in values.items() if COMPARE[threshold.op](x, threshold.value)}
        before, self.held[number] = self.held[number], holds
        for subject in sorted(holds - before):
            world.journal.alerts.append((world._now, number, subject, values[subject]))
            cause = self.causes[number, subject] = _cause(threshold, subject)
            world.disruptions.responses.acts.perform(cause, threshold.acts)
        for subject in sorted(before - holds):
            world.disruptions.responses.acts.release(self.causes.pop((number, subject)))
        world.review_if_due()
        return before != holds

    def values(self, number: int, threshold: Threshold) -> dict[int, float]:
        """The metric by subject; -1 is everything. Shares without a case are left out."""
        if threshold.metric == "stockouts":
            return self._stockouts(number, threshold)
        flow, now, meant = self.world.flow, self.world._now, self.meant[number]
        each, at, to = EACH[threshold.each], meant.nodes, meant.regions
        cases, hits = np.zeros(self.subjects, np.int64), np.zeros(self.subjects, np.int64)
        first, over = self.first[number], threshold.over
        if threshold.metric == "backlog":
            first = entries.orders_overdue(flow, self.world.map, first, each, at, to, cases, now)
        else:
            tally = entries.damaged_parcels if threshold.metric == "damage" else entries.orders_due
            first = tally(flow, self.world.map, first, over, each, at, to, cases, hits, now)
        self.first[number] = first
        return _figures(threshold, cases.tolist(), hits.tolist())

    def _stockouts(self, number: int, threshold: Threshold) -> dict[int, float]:
        world, meant = self.world, self.meant[number]
        rows = world.flow.miss[self.first[number] : int(world.clockwork["misses"])]
        gone = int(np.searchsorted(rows["t"], world._now - threshold.over, side="right"))
        self.first[number] += gone
        rows = rows[gone:]
        # np.isin would sort each time, which made a look three times as long
        if threshold.skus and len(rows):
            rows = rows[meant.skus[rows["sku"]] > 0]
        if threshold.nodes and len(rows):
            rows = rows[(rows["node"] >= 0) & (meant.nodes[rows["node"]] > 0)]
        if threshold.regions and len(rows):
            rows = rows[meant.regions[self._region(rows)] > 0]
        if not threshold.each:
            return {-1: float(len(rows))}
        subjects = self._region(rows) if threshold.each == "region" else rows[threshold.each]
        return {s: float((subjects == s).sum()) for s in np.unique(subjects).tolist()}

    def _region(self, misses: np.ndarray) -> np.ndarray:
        found: np.ndarray = self.world.map.orders["region"][misses["order"]]
        return found


class _Meant(NamedTuple):
    """Masks of what a threshold looks at; empty ones mean everything."""

    nodes: np.ndarray
    regions: np.ndarray
    skus: np.ndarray


def _cause(threshold: Threshold, subject: int) -> Cause:
    """What the acts of a threshold are about: the subject it fired for, else all that it looks at."""
    about = {"skus": threshold.skus, "nodes": threshold.nodes, "regions": threshold.regions}
    if threshold.each:
        about[f"{threshold.each}s"] = (subject,) if subject >= 0 else ()
    return Cause(None, False, frozenset(about["skus"]), tuple(about["nodes"]), frozenset(about["regions"]))


def _mask(numbers: tuple[int, ...], size: int) -> np.ndarray:
    """1 for each of the numbers, shape (size,); nothing if there are none."""
    mask = np.zeros(size if numbers else 0, np.int64)
    mask[list(numbers)] = 1
    return mask


def _figures(threshold: Threshold, cases: list[int], hits: list[int]) -> dict[int, float]:
    """Counts or shares of hits by subject."""
    if threshold.metric == "backlog":
        if not threshold.each:
            return {-1: float(cases[0])}
        return {subject: float(count) for subject, count in enumerate(cases) if count}
    shares = {s: hits[s] / count for s, count in enumerate(cases) if count}
    return shares if threshold.each else dict.fromkeys([-1] if shares else [], shares.get(0, 0.0))
