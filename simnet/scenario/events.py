"""Cross checks of disruptions, thresholds and responses: what they name must exist."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from simnet.errors import nearest
from simnet.scenario.disruptions import COSTS, TYPES, Event
from simnet.scenario.references import Finding, Names, Path, unknown
from simnet.scenario.scenario import Scenario

_SECTION = {"node": "nodes", "supplier": "suppliers", "carrier": "carriers", "region": "regions"}


def check(scenario: Scenario, names: Names) -> Iterator[Finding]:
    """Find every event, threshold or response that names what is not there."""
    for index, event in enumerate(scenario.disruptions):
        yield from check_event(("disruptions", index), event, scenario, names)
    yield from _chains(scenario, names)
    yield from check_acts(("response", "acts"), scenario.response, names)
    yield from _thresholds(scenario, names)


def check_event(path: Path, event: Event, scenario: Scenario, names: Names) -> Iterator[Finding]:
    """Find what one event names that is not there."""
    for target in event.targets:
        yield from _target((*path, event.type), target, event, scenario, names)
    yield from unknown((*path, "skus"), event.skus, names.skus, "SKU")
    yield from unknown((*path, "regions"), event.regions, names.regions, "region")
    yield from unknown((*path, "carriers"), event.carriers, names.carriers, "carrier")
    yield from unknown((*path, "lanes"), event.lanes, names.suppliers | names.nodes, "supplier or node")
    for carrier in targets_of(event, scenario) if event.services else ():
        part = scenario.carriers.get(carrier)
        if part is not None and part.builtin is None:
            yield from unknown((*path, "services"), event.services, part.services, f"service of {carrier}")
    yield from check_acts((*path, "response", "acts"), event.response, names)


def _target(path: Path, target: str, event: Event, scenario: Scenario, names: Names) -> Iterator[Finding]:
    kind = TYPES[event.type].target
    if kind == "all":
        if target != "all":
            yield Finding(path, target, f"must be all, because {event.type} hits everything", "write all")
    elif kind == "cost":
        if target not in COSTS:
            yield Finding(path, target, f"must be one of {', '.join(COSTS)}", nearest(target, COSTS))
    elif target == "all" or (kind == "lane" and " -> " in target):
        if target != "all":
            yield from _lane(path, target, names)
    elif ": " in target:
        if not tagged(target, kind, scenario):
            yield Finding(path, target, f"is a tag that no {kind} has", f"add tags: {{{target}}} to one")
    elif kind == "lane":
        known = names.suppliers | names.nodes | names.regions
        yield from unknown(path, [target], known, "place, whose lanes are meant")
    else:
        yield from unknown(path, [target], getattr(names, _SECTION[kind]), kind)


def _lane(path: Path, target: str, names: Names) -> Iterator[Finding]:
    origin, _, destination = target.partition(" -> ")
    yield from unknown(path, [origin.strip()], names.suppliers | names.nodes, "supplier or node")
    yield from unknown(path, [destination.strip()], names.nodes | names.regions, "node or region")


def tagged(selector: str, kind: str, scenario: Scenario) -> list[str]:
    """List the elements of a kind that have a tag, `region: gulf`; lanes by `from -> to`."""
    tag, _, label = selector.partition(": ")
    if kind == "lane":
        return [lane.name for lane in scenario.lanes if lane.tags.get(tag) == label.strip()]
    parts: Any = scenario.customers.regions if kind == "region" else getattr(scenario, _SECTION[kind])
    return [name for name, part in parts.items() if part.tags.get(tag) == label.strip()]


def targets_of(event: Event, scenario: Scenario) -> list[str]:
    """List the names that an event hits, with `all` and tags written out, in the order of the file.

    Lanes are `from -> to`; a bare place stays as it is and means all lanes that begin or end there, and `all`
    stays `all` for lanes, because most of them follow from geography.
    """
    kind = TYPES[event.type].target
    if kind in ("cost", "all"):
        return list(event.targets)
    found: list[str] = []
    for target in event.targets:
        if target == "all" and kind != "lane":
            parts: Any = scenario.customers.regions if kind == "region" else getattr(scenario, _SECTION[kind])
            found += list(parts)
        else:
            found += tagged(target, kind, scenario) if ": " in target else [target]
    return list(dict.fromkeys(found))


def _chains(scenario: Scenario, names: Names) -> Iterator[Finding]:
    """Require chained events to follow one that exists, and none to follow itself."""
    named = {event.name: event for event in scenario.disruptions}
    seen: set[str] = set()
    for index, event in enumerate(scenario.disruptions):
        path = ("disruptions", index)
        if event.name in seen:
            yield Finding(
                (*path, "name"), event.name, "is the name of another disruption too", "give each its name"
            )
        seen.add(event.name)
        if event.after is None:
            continue
        if names.events is not None:
            yield from unknown((*path, "after"), [event.after.event], names.events, "disruption")
        if _loops(event.name, named):
            yield Finding((*path, "after"), event.after.event, "follows itself, directly or through others")


def _loops(name: str, named: dict[str, Any]) -> bool:
    passed, at = {name}, name
    while at in named and named[at].after is not None:
        at = named[at].after.event
        if at == name:
            return True
        if at in passed:
            return False
        passed.add(at)
    return False


def check_acts(path: Path, response: Any, names: Names) -> Iterator[Finding]:
    """Find what the acts of a response name that is not there."""
    for act in response.acts if response is not None else ():
        yield from _act(path, act, names)


def _act(path: Path, act: Any, names: Names) -> Iterator[Finding]:
    if act.supplier is not None:
        yield from unknown((*path, "order_from"), [act.supplier], names.suppliers, "supplier")
    if act.moved is not None:
        below = (*path, "transfer")
        yield from unknown((*below, "from"), [act.moved.origin], names.nodes, "node")
        if act.moved.destination is not None:
            yield from unknown((*below, "to"), [act.moved.destination], names.nodes, "node")
        yield from unknown((*below, "skus"), act.moved.skus, names.skus, "SKU")


def _thresholds(scenario: Scenario, names: Names) -> Iterator[Finding]:
    for index, threshold in enumerate(scenario.thresholds):
        path = ("thresholds", index)
        known = {"sku": names.skus, "node": names.nodes, "region": names.regions}
        valid = known[threshold.each] if threshold.each else names.skus | names.nodes | names.regions
        what = {"sku": "SKU", None: "SKU, node or region"}.get(threshold.each, threshold.each or "")
        yield from unknown((*path, "of"), [n for n in threshold.only if n != "critical skus"], valid, what)
        for act in threshold.then:
            yield from _act((*path, "then"), act, names)
