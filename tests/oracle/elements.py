"""What is true of the elements (down, slowed) and what is believed of them (§11, §12)."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from simnet.engine.plan import Plan

Element = tuple[str, int]
"""A kind and a number: node, packaging, ordering, carrier, service, lane, inbound, supplier, dock, sync or
system."""


class Elements:
    """Which occurrences hold what down, and which effects are active where."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.down: dict[Element, set[int]] = defaultdict(set)
        self.believed: dict[Element, set[int]] = defaultdict(set)
        self.effects: dict[str, dict[Element, dict[int, Any]]] = defaultdict(lambda: defaultdict(dict))

    def up(self, kind: str, number: int = 0) -> bool:
        return not self.down[kind, number]

    def believed_up(self, kind: str, number: int) -> bool:
        return not self.believed[kind, number]

    def path(self, lane: int) -> list[Element]:
        """An outbound lane, its service, its carrier."""
        service = self.plan.lanes[lane].service
        return [("lane", lane), ("service", service), ("carrier", self.plan.services[service].carrier)]

    def way(self, lane: int) -> list[Element]:
        """An inbound lane and the carrier on it."""
        carrier = self.plan.inbound[lane].carrier
        return [("inbound", lane)] + ([("carrier", carrier)] if carrier >= 0 else [])

    def path_up(self, lane: int) -> bool:
        return not any(self.down[e] for e in self.path(lane))

    def way_up(self, lane: int) -> bool:
        return not any(self.down[e] for e in self.way(lane))

    def path_believed_up(self, lane: int) -> bool:
        return not any(self.believed[e] for e in self.path(lane))

    def active(self, effect: str, *where: Element) -> list[Any]:
        """Effects active at any of the elements, once per occurrence, in the order of occurrences."""
        found: dict[int, Any] = {}
        for element in where:
            found |= self.effects[effect].get(element, {})
        return [found[number] for number in sorted(found)]

    def delayed(self, time: float, *where: Element) -> float:
        """A time with the delays of its elements: × product of factors + sum of added times."""
        factor, added = 1.0, 0.0
        for f, a in self.active("delay", *where):
            factor *= f
            added += a
        return time * factor + added
