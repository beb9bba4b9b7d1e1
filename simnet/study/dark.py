"""What happens when an element that has an event goes dark alone, all else in order.

Each such node, supplier, carrier, service and lane is made to fail for as long as its own event typically
lasts, at one of a few dates and weekdays, and once more without an end, which tells how long customers do not
notice. All of it is paired with the same replication in which nothing fails.
"""

from __future__ import annotations

import math
import pickle
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from simnet import units
from simnet.study.tasks import each
from simnet.study.work import unpack

if TYPE_CHECKING:
    from simnet.scenario import Scenario
    from simnet.scenario.disruptions import Event

Row = dict[str, Any]

REPLICATIONS = 16
"""Replications for each element: enough for a median, few enough to wait for."""
ONSETS = (0.10, 0.25, 0.40, 0.55)
"""Shares of the horizon after which an element goes dark: over the seasons, early enough to recover."""
WEEKDAYS = (0, 2, 4, 6)
"""Weekdays of these onsets, Monday first: an outage before a weekend is not one on a Monday."""
HOUR = 9
OUTAGES = {
    "node": "node_outage",
    "supplier": "supplier_outage",
    "carrier": "carrier_outage",
    "service": "carrier_service_suspended",
    "lane": "lane_outage",
}
"""The disruption by which an element of each kind goes dark."""


@dataclass(frozen=True)
class Element:
    """An element that a scenario lets fail, and how long it typically does, in microseconds."""

    kind: str
    name: str
    downtime: int

    @property
    def event(self) -> dict[str, Any]:
        """The disruption that makes it go dark, without time and duration."""
        if self.kind != "service":
            return {OUTAGES[self.kind]: self.name}
        carrier, _, service = self.name.partition("/")
        return {OUTAGES["service"]: carrier, "services": [service]}


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
        for key in _elements(event, scenario):
            found[key] = max(found.get(key, (False, 0.0)), (outage, event.lasts.mean()))
    return [
        Element(kind, name, round(mean / units.MINUTE) * units.MINUTE)
        for (kind, name), (_, mean) in found.items()
        if mean >= units.MINUTE
    ]


def _elements(event: Event, scenario: Scenario) -> Iterator[tuple[str, str]]:
    from simnet.scenario.disruptions import TYPES
    from simnet.scenario.events import targets_of

    kind = TYPES[event.type].target
    if kind not in ("node", "supplier", "carrier", "lane"):
        return
    for name in targets_of(event, scenario):
        if kind == "carrier" and event.services:
            yield from (("service", f"{name}/{service}") for service in event.services)
        elif name != "all":
            yield (kind, name)


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
    twin = run_replication(unpack(packed), replication, disruptions=False)
    return [_row(packed, element, replication, twin) for element in elements]


def _row(packed: bytes, element: Element, replication: int, twin: Any) -> Row:
    case = _incident(packed, element, replication, twin, held=False)
    held = _incident(packed, element, replication, twin, held=True)
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


def _incident(packed: bytes, element: Element, replication: int, twin: Any, held: bool) -> Any:
    from simnet.engine.replication import run_replication
    from simnet.measures import incidents

    changed = _darkened(packed, element, replication % len(ONSETS), held)
    found = incidents(run_replication(changed, replication), twin)
    return found[0] if found else None


@lru_cache(maxsize=128)
def _darkened(packed: bytes, element: Element, turn: int, held: bool) -> Scenario:
    """Make the scenario in which nothing happens but that the element goes dark, to the end if it is held."""
    scenario: Scenario = unpack(packed)
    begins = onset(scenario, turn)
    lasts = element.downtime
    if held:
        lasts = max(round((1 - ONSETS[turn]) * scenario.horizon), units.DAY)
    minutes = f"{max(lasts // units.MINUTE, 1)} min"
    event = {**element.event, "name": "goes dark", "starts": begins, "for": minutes}
    return scenario.with_values({"disruptions": [event], "drills": None})
