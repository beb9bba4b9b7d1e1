"""Cross checks of drills: what they name must exist, whose turn it is must fit, and dates must leave room."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from simnet.errors import nearest
from simnet.scenario.disruptions import TYPES
from simnet.scenario.drills import Drill
from simnet.scenario.events import check_acts, check_event
from simnet.scenario.occasions import Occasion, end_of, occasions, overlapping
from simnet.scenario.references import Finding, Names, Path, unknown
from simnet.scenario.scenario import Scenario

BATCHABLE: tuple[str, ...] = (
    "node_outage",
    "packaging_stockout",
    "carrier_outage",
    "carrier_service_suspended",
    "lane_outage",
)
"""Types of event around which a batch of orders can be sent while all else goes on."""


def check_names(scenario: Scenario, names: Names) -> Iterator[Finding]:
    """Find every drill that names what is not there, or that cannot be held as it is written."""
    for index, drill in enumerate(scenario.drills):
        path: Path = ("drills", index)
        for number, event in enumerate(drill.events):
            yield from check_event((*path, "events", number), event, scenario, names)
        yield from unknown((*path, "scope", "regions"), drill.scope.regions, names.regions, "region")
        yield from unknown((*path, "scope", "skus"), drill.scope.skus, names.skus, "SKU")
        yield from check_acts((*path, "response", "acts"), drill.response, names)
        yield from _scope(path, drill)
        yield from _rotation(path, drill, names)


def check_dates(scenario: Scenario) -> Iterator[Finding]:
    """Require dates inside the horizon, and windows that do not overlap unless they are measured jointly."""
    span = f"the horizon, {scenario.start:%Y-%m-%d} to {end_of(scenario):%Y-%m-%d}"
    for index, drill in enumerate(scenario.drills):
        if occasions(scenario, drill):
            continue
        if drill.start is not None:
            yield Finding(("drills", index, "start"), _text(drill.start), f"must lie inside {span}")
        elif drill.schedule is not None:
            path = ("drills", index, "schedule", "first")
            yield Finding(path, _text(drill.schedule.first), f"gives no date inside {span}")
    yield from _overlaps(scenario)


def _text(at: datetime) -> str:
    return at.isoformat(" ", "minutes")


def _scope(path: Path, drill: Drill) -> Iterator[Finding]:
    if drill.scope.whole:
        return
    for number, event in enumerate(drill.events):
        if event.type not in BATCHABLE:
            yield Finding(
                (*path, "events", number),
                event.type,
                "cannot be so for a batch of orders alone",
                f"use {', '.join(BATCHABLE)}, or scope: all",
            )
    if drill.overlap == "joint":
        rule = "means nothing for a batch of orders, which leaves all else as it is"
        yield Finding((*path, "overlap"), "joint", rule, "remove it, or use scope: all")


def _rotation(path: Path, drill: Drill, names: Names) -> Iterator[Finding]:
    """Require that the names that take turns can stand in the drill's events, each once."""
    rotate = drill.schedule.rotate if drill.schedule is not None else ()
    if not rotate:
        return
    here = (*path, "schedule", "rotate")
    for name in dict.fromkeys(name for name in rotate if rotate.count(name) > 1):
        yield Finding(here, name, "is named twice", "name each once")
    concerned = [event for event in drill.events if set(event.targets) & set(rotate)]
    if not concerned:
        first = drill.events[0]
        rule = f"no event is about one of {', '.join(rotate)}"
        yield Finding(here, rotate[0], rule, f"such as {first.type}: {rotate[0]}")
    for event in concerned:
        kind = TYPES[event.type].target
        known = {"node": names.nodes, "supplier": names.suppliers, "carrier": names.carriers}
        valid = known.get(kind, names.nodes | names.suppliers | names.regions)
        what = f"{kind}, which {event.type} is about" if kind in known else "place"
        for name in rotate:
            if name not in valid:
                yield Finding(here, name, f"is not the name of a {what}", nearest(name, valid))


def _overlaps(scenario: Scenario) -> Iterator[Finding]:
    """Find pairs of drills, or a drill and itself, with windows that overlap; each pair once."""
    numbers = {id(drill): index for index, drill in enumerate(scenario.drills)}
    seen: set[tuple[int, int]] = set()
    for one, other in overlapping(scenario):
        pair = numbers[id(one.drill)], numbers[id(other.drill)]
        if pair in seen or "refuse" not in (one.drill.overlap, other.drill.overlap):
            continue
        seen |= {pair, pair[::-1]}
        who = "its own of" if pair[0] == pair[1] else f'that of "{one.title}" on'
        rule = (
            f"its window of {_window(other)} overlaps {who} {_window(one)}: what is one drill's and what "
            "the other's could not be told apart"
        )
        repair = "hold them further apart, shorten window, or write overlap: joint in both"
        yield Finding(("drills", pair[1], "window"), None, rule, repair)


def _window(one: Occasion) -> str:
    opens, ends = (one.local(at) for at in (one.opens, one.ends))
    return f"{one.begins:%Y-%m-%d} ({opens:%Y-%m-%d} to {ends - timedelta(microseconds=1):%Y-%m-%d})"
