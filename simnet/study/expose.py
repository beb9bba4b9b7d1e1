"""Every element of a network failed in turn, and chosen pairs at once: the exposure study."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simnet import units
from simnet.records.draft import Draft
from simnet.records.results import RESULT_TABLES
from simnet.study.beside import columns
from simnet.study.course import Progress
from simnet.study.dark import ONSETS, Element, dark_row, onset, went_dark
from simnet.study.downtimes import declared, is_outage
from simnet.study.elements import Key, hits
from simnet.study.exposed import PAIR, Failing
from simnet.study.idle import used
from simnet.study.plan import StudyPlan
from simnet.study.running import run_study
from simnet.study.study import Study

if TYPE_CHECKING:
    from simnet.measures import Summary
    from simnet.measures.money import Money
    from simnet.records import Records
    from simnet.scenario import Scenario
    from simnet.scenario.arithmetic import Flow
    from simnet.scenario.disruptions import Disruption

Row = dict[str, Any]

STUDY = "expose"
"""What the manifest of a run says that is such a study."""
REPLICATIONS = 20
"""Simulated years for each element unless told otherwise: five at each of four dates, enough to see whether
customers notice in most years; of the hybrid brand in about a minute on two cores (measured 2026-11)."""


@dataclass(frozen=True)
class Exposing:
    """Measures a replication: its twin, and what each element's going dark does to it."""

    listed: tuple[Failing, ...]

    @cached_property
    def described(self) -> str:
        """Say what is failed and how: what decides the rows of the study."""
        elements = [one.element for one in self.listed]
        return f"exposure {hashlib.sha256(repr(elements).encode()).hexdigest()}"

    def __call__(self, scenario: Scenario, replication: int) -> Summary:
        """Simulate the twin, then each element's outage; the measures are those of the twin."""
        from simnet.engine.replication import run_replication
        from simnet.measures import summarize
        from simnet.measures.columns import table
        from simnet.measures.money import Money

        twin = run_replication(scenario, replication, disruptions=False)
        summary = summarize(twin, None, scenario)
        money, busy = Money.of(twin, scenario), used(twin, scenario)
        rows = [
            self._row(one, scenario, replication, (twin, money), any(key in busy for key in one.keys))
            for one in self.listed
        ]
        summary.tables["exposure"] = table(RESULT_TABLES["exposure"], dict(columns("exposure", rows)))
        return summary

    def _row(
        self, one: Failing, scenario: Scenario, replication: int, twin: tuple[Records, Money], busy: bool
    ) -> Row:
        from simnet.measures.money import Impact, Money

        row, impact = dark_row(one.element, replication, None, None), Impact(0.0, 0.0)
        if busy:
            row, world = went_dark(scenario, one.element, replication, twin[0])
            impact = Money.of(world, scenario).impact(twin[1])
        return {
            **row,
            "window_days": window_days(scenario, replication),
            "exposed": row["survive_days"] < row["downtime_days"],
            "lost_margin": impact.lost_margin,
            "extra_cost": impact.extra_cost,
            "impact": impact.total,
        }


def window_days(scenario: Scenario, replication: int) -> float:
    """Give the days from the onset of a replication to the end of its horizon."""
    from datetime import datetime

    begins = datetime.fromisoformat(onset(scenario, replication % len(ONSETS)))
    return scenario.horizon / units.DAY - (begins - scenario.start).total_seconds() / 86_400


def expose_study(
    scenario: Scenario,
    listed: Sequence[Failing],
    flow: Flow,
    plan: StudyPlan,
    *,
    executor: Executor | None = None,
    on_progress: Progress | None = None,
    out: str | Path | Draft | None = None,
    given: bytes = b"",
    about: Mapping[str, Any] | None = None,
) -> Study:
    """Fail each of `listed` (`simnet.study.exposed.failing`) in every replication, paired with its twin.

    As `run_study`; its run has the tables `exposure` and `elements` besides those of the twin.
    """
    return run_study(
        scenario,
        plan,
        executor=executor,
        on_progress=on_progress,
        measure=Exposing(tuple(listed)),
        out=out,
        given=given,
        about={"study": STUDY, **(about or {})},
        extras=lambda study: {"elements": columns("elements", element_rows(scenario, listed, flow))},
    )


def element_rows(scenario: Scenario, listed: Sequence[Failing], flow: Flow) -> list[Row]:
    """Make the rows of table `elements`: what the scenario says of each element that is failed."""
    from simnet.scenario.arithmetic.alone import Ways

    ways = Ways(scenario, flow)
    return [_element_row(scenario, one, flow, ways) for one in listed]


def _element_row(scenario: Scenario, one: Failing, flow: Flow, ways: Any) -> Row:
    from simnet.study.elements import parts_of

    alone = ways.alone(part for key in one.keys for part in parts_of(key, scenario))
    often, words = _often(scenario, one.keys[0]) if one.element.kind != PAIR else (math.nan, "")
    event = one.downtime.event
    response = (event.response if event is not None else None) or scenario.response
    decide = 0.0 if response.automatic else response.decide.mean() / units.DAY
    return {
        "kind": one.element.kind,
        "element": one.element.name,
        "downtime_days": one.element.downtime / units.DAY,
        "downtime_source": one.downtime.source,
        "a_year": often,
        "likelihood": words,
        "detect_days": response.detect.mean() / units.DAY,
        "decide_days": decide,
        "backup": _backup(scenario, one, flow, alone.share),
        "alone_share": alone.share,
        "alone_skus": ", ".join(alone.skus),
        "alone_regions": ", ".join(alone.regions),
    }


def _often(scenario: Scenario, key: Key) -> tuple[float, str]:
    """Say how often an element goes dark by the file, or what else happens to it if it never does."""
    from simnet.scenario.arithmetic.likelihood import likelihood, times_a_year

    main = declared(scenario, key)
    if main is None:
        return math.nan, ""
    same = [event for event in scenario.disruptions
            if hits(event, key, scenario) and is_outage(event) == is_outage(main)]  # fmt: skip
    a_year = sum(times_a_year(event, scenario) for event in same)
    words = likelihood(main) if len(same) == 1 else f"{a_year:.1f} times a year"
    return a_year, words if is_outage(main) else f"{_what(main)} {words}"


def _what(event: Disruption) -> str:
    """Name the type of an event that is no outage: `supplier delay`."""
    return event.type.replace("_", " ").partition(" ")[2]


def _backup(scenario: Scenario, one: Failing, flow: Flow, alone: float) -> str:
    """Say who takes over; from a pair only whether anybody does."""
    from simnet.scenario.arithmetic.backups import backup_of
    from simnet.scenario.arithmetic.paths import NONE

    if one.element.kind != PAIR:
        return backup_of(scenario, flow, *one.keys[0])
    if alone > 0.995:
        return NONE
    return f"none for {alone:.0%} of what you sell" if alone > 1e-9 else "the others"


__all__ = ["REPLICATIONS", "Element", "Exposing", "element_rows", "expose_study", "window_days"]
