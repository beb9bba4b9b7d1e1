"""Names of all that the tables of a replication give by number."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from simnet.engine.plan import Event, Plan


def element_names(plan: Plan, streams: Iterable[str]) -> dict[str, list[str]]:
    """Names by kind of element, each in the order of its numbers in the tables; `streams` are those of the
    orders."""
    return {
        "region": [x.name for x in plan.regions],
        "stream": list(streams),
        "sku": [x.name for x in plan.skus],
        "item": [x.name for x in plan.items],
        "node": [x.name for x in plan.nodes],
        "lane": _distinct(x.name for x in plan.lanes),
        "service": [x.name for x in plan.services],
        "supplier": [x.name for x in plan.suppliers],
        "event": _distinct(x.name for x in plan.events),
        "event_kind": sorted({x.kind for x in plan.events}),
        "targets": sorted({targets(plan, x) for x in plan.events}),
        "threshold": _distinct(x.text for x in plan.thresholds),
        "subject": _subjects(plan),
    }


def _distinct(words: Iterable[str]) -> list[str]:
    """Words as they are, repeated ones with a number."""
    seen: dict[str, int] = {}
    out = []
    for word in words:
        seen[word] = seen.get(word, 0) + 1
        out.append(word if seen[word] == 1 else f"{word} ({seen[word]})")
    return out


def _subjects(plan: Plan) -> list[str]:
    nodes, regions = {x.name for x in plan.nodes}, {x.name for x in plan.regions}
    return sorted(nodes | regions | {x.name for x in plan.skus})


def targets(plan: Plan, event: Event) -> str:
    """The names of what an event concerns, separated by commas."""
    groups: list[tuple[tuple[int, ...], Any]] = [
        (event.nodes, plan.nodes),
        (event.carriers, plan.carriers),
        (event.services, plan.services),
        (event.lanes, plan.lanes),
        (event.inbound, plan.inbound),
        (event.suppliers, plan.suppliers),
        (event.regions, plan.regions),
    ]
    return ", ".join(str(elements[number].name) for numbers, elements in groups for number in numbers)
