"""Dates against the horizon: events that never come and drills whose window does not fit."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from simnet.errors import Problem
from simnet.scenario.arithmetic.words import finding, span
from simnet.scenario.disruptions import Disruption
from simnet.scenario.drills import Drill
from simnet.scenario.occasions import can_last, end_of, occasions
from simnet.scenario.scenario import Scenario

# An event that comes in fewer simulated years than this is rarely seen even in a long run.
RARE = 0.02


def check(scenario: Scenario) -> Iterator[Problem]:
    """Find disruptions that never happen within the horizon, and drills whose window reaches beyond it."""
    for index, event in enumerate(scenario.disruptions):
        yield from _event(scenario, index, event)
    for index, drill in enumerate(scenario.drills):
        yield from _drill(scenario, index, drill)


def _event(scenario: Scenario, index: int, event: Disruption) -> Iterator[Problem]:
    path, end = ("disruptions", index), end_of(scenario)
    begin = scenario.start - timedelta(microseconds=scenario.warmup)
    lasts = timedelta(microseconds=round(event.lasts.mean())) if event.lasts is not None else timedelta(0)
    if event.starts is not None and event.starts + lasts < begin:
        rule = f"{event.name} is over before the warm-up begins on {begin:%Y-%m-%d}, so it never happens"
        yield finding(scenario, (*path, "starts"), rule, "move it into the horizon")
    elif event.starts is not None and event.starts + lasts < scenario.start:
        rule = f"{event.name} is over before the first counted day, {scenario.start:%Y-%m-%d}"
        yield finding(scenario, (*path, "starts"), rule, "move it into the horizon")
    if event.every is not None and event.first is not None and event.first >= end:
        rule = f"{event.name} comes first after the horizon ends on {end:%Y-%m-%d}, so it never happens"
        yield finding(scenario, (*path, "first"), rule, "move first into the horizon")
    if event.probability == 0:
        yield finding(
            scenario, (*path, "probability"), f"{event.name} has no chance to happen", "give one above 0%"
        )
    if event.happens is not None and scenario.horizon / event.happens.mean() < RARE:
        rule = (
            f"{event.name} happens every {span(event.happens.mean())} and the horizon is "
            f"{span(scenario.horizon)}: "
            "hardly any simulated year will show it"
        )
        yield finding(scenario, (*path, "happens"), rule, "rehearse it with a drill instead")


def _drill(scenario: Scenario, index: int, drill: Drill) -> Iterator[Problem]:
    path, end = ("drills", index), end_of(scenario)
    before, after = (timedelta(microseconds=part) for part in (drill.window.before, drill.window.after))
    dates = [one.begins for one in occasions(scenario, drill)]
    early = [at for at in dates if at - before < scenario.start]
    late = [at for at in dates if at + after > end and not can_last(scenario)]
    if early:
        rule = (
            f"{drill.title}: the window of {early[0]:%Y-%m-%d} begins {span(drill.window.before)} before it, "
            f"ahead of the first counted day, {scenario.start:%Y-%m-%d}"
        )
        yield finding(scenario, (*path, "window"), rule, "start the drill later, or shorten window.before")
    if late:
        rule = (
            f"{drill.title}: the window of {late[-1]:%Y-%m-%d} ends {span(drill.window.after)} "
            "after it, but no "
            f"orders are placed after {end:%Y-%m-%d}, so the recovery would look too good"
        )
        yield finding(scenario, (*path, "window"), rule, "start the drill earlier, or lengthen the horizon")
