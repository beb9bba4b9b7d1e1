"""What happens when elements go dark, each alone or some at once, all else in order.

Each is made to fail for its downtime, at one of a few dates and weekdays, and once more without an end, which
tells how long customers do not notice. All of it is paired with the same replication in which nothing fails.
"""

from __future__ import annotations

import json
import math
import pickle
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from simnet import units
from simnet.study.elements import OUTAGES, elements_of
from simnet.study.tasks import each
from simnet.study.work import unpack

if TYPE_CHECKING:
    from simnet.records import Records
    from simnet.scenario import Scenario

Row = dict[str, Any]

REPLICATIONS = 16
"""Replications for each element: enough for a median, few enough to wait for."""
ONSETS = (0.10, 0.25, 0.40, 0.55)
"""Shares of the horizon after which an element goes dark: over the seasons, early enough to recover."""
WEEKDAYS = (0, 2, 4, 6)
"""Weekdays of these onsets, Monday first: an outage before a weekend is not one on a Monday."""
HOUR = 9
DARK = "goes dark"
"""Name of the disruption by which an element goes dark."""


@dataclass(frozen=True)
class Element:
    """What goes dark: an element, or several at once; and for how long, in microseconds."""

    kind: str
    name: str
    downtime: int
    events: tuple[str, ...]
    """The disruptions that make it go dark, without name, time and duration, as JSON."""


def dark_elements(scenario: Scenario) -> list[Element]:
    """List the elements that have an event with a duration, in the order of the file.

    The typical downtime is the mean duration of the element's outages, or of its other events if it has none;
    the longest, if there are several.
    """
    found: dict[tuple[str, str], tuple[bool, float]] = {}
    for event in scenario.disruptions:
        if event.lasts is None:
            continue
        outage = event.type in OUTAGES.values()
        for key in elements_of(event, scenario):
            found[key] = max(found.get(key, (False, 0.0)), (outage, event.lasts.mean()))
    return [
        Element(kind, name, whole_minutes(mean), (json.dumps(outage_of(kind, name)),))
        for (kind, name), (_, mean) in found.items()
        if mean >= units.MINUTE
    ]


def outage_of(kind: str, name: str) -> Row:
    """Give the disruption that makes an element go dark, without time and duration."""
    if kind != "service":
        return {OUTAGES[kind]: name}
    carrier, _, service = name.partition("/")
    return {OUTAGES["service"]: carrier, "services": [service]}


def whole_minutes(duration: float) -> int:
    """Round a duration in microseconds to minutes, as a file gives it."""
    return round(duration / units.MINUTE) * units.MINUTE


def onset(scenario: Scenario, replication: int) -> str:
    """Give the local date and hour at which an element goes dark in a replication."""
    turn = replication % len(ONSETS)
    day = scenario.start + timedelta(microseconds=round(ONSETS[turn] * scenario.horizon))
    day += timedelta(days=(WEEKDAYS[turn] - day.weekday()) % 7)
    return f"{day:%Y-%m-%d} {HOUR:02}:00"


def dark_study(
    scenario: Scenario,
    replications: int = REPLICATIONS,
    *,
    jobs: int = 1,
    executor: Executor | None = None,
    on_progress: Callable[[int, int], None] | None = None,
) -> list[Row]:
    """Let each element of `dark_elements` go dark in `replications` replications.

    Returns the rows of table `dark` of a run (`simnet.records.results`), by element and replication.
    """
    elements = dark_elements(scenario)
    if not elements:
        return []
    packed, rows = pickle.dumps(scenario), []
    tasks = [(packed, tuple(elements), number) for number in range(replications)]
    for done, answer in enumerate(each(dark_replication, tasks, jobs=jobs, executor=executor), 1):
        rows += answer
        if on_progress is not None:
            on_progress(done, replications)
    place = {element.name: number for number, element in enumerate(elements)}
    return sorted(rows, key=lambda row: (place[row["element"]], row["replication"]))


def dark_replication(task: tuple[bytes, tuple[Element, ...], int]) -> list[Row]:
    """Let each element go dark in one replication: what is sent to workers."""
    from simnet.engine.replication import run_replication

    packed, elements, replication = task
    scenario = unpack(packed)
    twin = run_replication(scenario, replication, disruptions=False)
    return [went_dark(scenario, element, replication, twin)[0] for element in elements]


def went_dark(scenario: Scenario, element: Element, replication: int, twin: Records) -> tuple[Row, Records]:
    """Let an element go dark in a replication, for its downtime and without an end.

    Returns its row of table `dark`, and what happened in the outage of its downtime.
    """
    held = _incident(_dark_world(scenario, element, replication, held=True), twin)
    world = _dark_world(scenario, element, replication, held=False)
    return dark_row(element, replication, _incident(world, twin), held), world


def dark_row(element: Element, replication: int, case: Any, held: Any) -> Row:
    """Give a row of table `dark` from the incident of the downtime and the one held dark; None for none."""
    return {
        "element": element.name,
        "kind": element.kind,
        "replication": replication,
        "downtime_days": element.downtime / units.DAY,
        "survive_days": held.survive_days if held is not None else math.inf,
        "service_days": case.service_days if case is not None else 0.0,
        "excess_late": case.excess_late if case is not None else 0.0,
        "absorbed": case is None or case.absorbed,
        "censored": case is not None and case.censored,
    }


def _incident(world: Records, twin: Records) -> Any:
    from simnet.measures import incidents

    found = incidents(world, twin)
    return found[0] if found else None


def _dark_world(scenario: Scenario, element: Element, replication: int, held: bool) -> Records:
    from simnet.engine.replication import run_replication

    return run_replication(_darkened(scenario, element, replication % len(ONSETS), held), replication)


_made: dict[tuple[Element, int, bool], Scenario] = {}
_of: list[Scenario] = []
"""What `_darkened` has made of the latest scenario: a worker asks for the same again and again."""


def _darkened(scenario: Scenario, element: Element, turn: int, held: bool) -> Scenario:
    """Make the scenario in which nothing happens but that the element goes dark, to the end if it is held."""
    if not _of or _of[0] is not scenario:
        _of[:] = [scenario]
        _made.clear()
    key = element, turn, held
    if key not in _made:
        _made[key] = scenario.with_values({"disruptions": _events(scenario, *key), "drills": None})
    return _made[key]


def _events(scenario: Scenario, element: Element, turn: int, held: bool) -> list[Row]:
    lasts = element.downtime
    if held:
        lasts = max(round((1 - ONSETS[turn]) * scenario.horizon), units.DAY)
    time = {"starts": onset(scenario, turn), "for": f"{max(lasts // units.MINUTE, 1)} min"}
    numbered = [DARK, *(f"{DARK} {number}" for number in range(2, len(element.events) + 1))]
    made = [json.loads(event) for event in element.events]
    return [{**event, "name": name, **time} for name, event in zip(numbered, made, strict=True)]
