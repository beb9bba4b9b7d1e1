"""One occasion of a drill as what replications are of: its world, its window, the limits that are watched."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from simnet.measures.drills import Rehearsed, summarize_drill
from simnet.measures.drills.alarms import Watched
from simnet.scenario import Occasion, Scenario, with_occasion
from simnet.scenario.response import Act
from simnet.scenario.thresholds import Threshold

if TYPE_CHECKING:
    from simnet.measures import Summary
    from simnet.records import Records
    from simnet.records.records import RecordsMeta

USUAL = (
    {"when": "on_time < 95%", "each": "node", "over": "7 days", "then": "alert"},
    {"when": "damage > 2%", "over": "28 days", "then": "alert"},
    {"when": "stockouts >= 2", "of": "critical skus", "over": "1 month", "then": "alert"},
)
"""Limits that brands of this size are advised to watch; looked at if the scenario has none on the measure."""


@dataclass(frozen=True)
class DrillSubject:
    """The world of an occasion, with thresholds beside the scenario's own that nobody acts on."""

    scenario: Scenario
    """The world of the occasion, with its own thresholds alone."""
    held: Scenario
    """The same with those that are only watched: this is simulated."""
    occasion: Occasion
    watched: tuple[Watched, ...]

    @property
    def name(self) -> str:
        """Name of the scenario."""
        return self.held.name

    @property
    def seed(self) -> int:
        """Seed of all luck."""
        return self.held.seed

    def rehearsed(self, meta: RecordsMeta) -> Rehearsed:
        """Place the drill on the clock of records."""
        only_if, held = self.occasion.drill.only_if, self.held.rehearsal
        assert held is not None  # it is the world of an occasion
        return Rehearsed(
            frozenset(held.events),
            _micros(self.occasion.onset, meta),
            _micros(self.occasion.ends, meta),
            only_if.over if only_if is not None else 0,
        )


def subject(scenario: Scenario, occasion: Occasion) -> DrillSubject:
    """Make the subject of an occasion of a scenario."""
    world = with_occasion(scenario, occasion)
    beside = _beside(world)
    thresholds = (*world.thresholds, *(one for one, _ in beside))
    watched = [Watched(one.text, one.about, one.limit) for one in world.thresholds]
    watched += [Watched(one.text, one.about, one.limit, False, tight) for one, tight in beside]
    return DrillSubject(world, world.filled(thresholds=thresholds), occasion, tuple(watched))


def worlds(subject: DrillSubject, replication: int) -> tuple[Records, ...]:
    """Simulate a replication and its twin, which lacks the drill alone."""
    from simnet.engine.replication import run_replication

    return (
        run_replication(subject.held, replication),
        run_replication(subject.held, replication, rehearsal=False),
    )


def evaluate(subject: DrillSubject, replication: int) -> Summary:
    """Simulate a replication and its twin, and measure the drill: what workers do."""
    records, twin = worlds(subject, replication)
    drill = subject.rehearsed(records.meta)
    return summarize_drill(records, twin, subject.scenario, drill, subject.watched)


def _beside(world: Scenario) -> list[tuple[Threshold, bool]]:
    """List thresholds to watch beside the scenario's: usual ones that it lacks, and a tighter one of each."""
    own = list(world.thresholds)
    metrics = {one.when.metric for one in own}
    usual = [Threshold.model_validate(one) for one in USUAL]
    added = [one for one in usual if one.when.metric not in metrics]
    tighter = [_tighter(one) for one in (*own, *added)]
    found = [(one, False) for one in added] + [(one, True) for one in tighter]
    texts = {one.text for one in own}
    kept = []
    for one, tight in found:
        if one.text not in texts:
            kept.append((one, tight))
            texts.add(one.text)
    return kept


def _tighter(one: Threshold) -> Threshold:
    """Halve what a limit tolerates: < 95% becomes < 97.5%, > 2% becomes > 1%, >= 2 becomes >= 1."""
    rising, share = one.when.op in (">", ">="), one.when.metric in ("on_time", "damage")
    value = one.when.value / 2 if rising else 1 - (1 - one.when.value) / 2
    if not share:
        value = float(max(round(value), 1 if one.when.op == ">=" else 0))
    return one.filled(when=one.when.filled(value=round(value, 6)), then=(Act(act="alert"),))


def _micros(instant: datetime, meta: RecordsMeta) -> int:
    return (instant - datetime.fromisoformat(meta.zero)) // timedelta(microseconds=1)
