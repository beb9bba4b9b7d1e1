"""Cost shocks: factors on postage, freight and duty at the instants at which these are owed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from simnet.measures.columns import Array
from simnet.records import Records
from simnet.scenario.disruptions import Event
from simnet.scenario.events import targets_of
from simnet.scenario.scenario import Scenario

Cost = Literal["duty", "fuel", "rate"]


@dataclass(frozen=True)
class Shock:
    """One occurrence: what costs more, by how much, from when to when (µs since time zero), and where."""

    cost: str
    factor: float
    """Multiple of the price: the factor and the added share together."""
    added: float
    """Share of the goods' cost that is added to the duty."""
    begin_us: int
    end_us: int
    carriers: tuple[str, ...]
    origins: tuple[str, ...]

    def hits(self, carrier: str, origin: str) -> bool:
        """Tell whether it concerns a lane; what it does not name, it does not restrict."""
        return (not self.carriers or carrier in self.carriers) and (
            not self.origins or origin in self.origins
        )


def shocks(records: Records, scenario: Scenario) -> tuple[Shock, ...]:
    """List the cost shocks that happened, in the order of onset."""
    known = {event.name: event for event in _events(scenario) if event.type == "cost_shock"}
    words, found = records.words("event"), []
    for row in records["outages"]:
        event = known.get(words[row["event"]])
        if event is not None:
            cost = targets_of(event, scenario)
            found += [_shock(one, event, int(row["begin_us"]), int(row["end_us"])) for one in cost]
    return tuple(found)


def _events(scenario: Scenario) -> Iterator[Event]:
    yield from scenario.disruptions
    for drill in scenario.drills:
        yield from drill.events


def _shock(cost: str, event: Event, begin: int, end: int) -> Shock:
    factor, added = 1.0 if event.factor is None else event.factor, event.add_share or 0.0
    if cost != "duty":
        factor, added = factor + added, 0.0
    return Shock(cost, factor, added, begin, end, event.carriers, event.lanes)


def factors(
    found: tuple[Shock, ...], cost: Cost, at: Array, lane: Array, ends: list[tuple[str, str]]
) -> Array:
    """Multiply the factors that are in force at instants on lanes; `ends` are (carrier, origin) by lane."""
    product = np.ones(len(at))
    for shock in found:
        if shock.cost == cost:
            hit = np.array([shock.hits(*one) for one in ends], bool)
            product[_in_force(shock, at) & hit[lane]] *= shock.factor
    return product


def added_duty(found: tuple[Shock, ...], at: Array, lane: Array, ends: list[tuple[str, str]]) -> Array:
    """Add up the shares of the goods' cost that duty shocks add at instants on lanes."""
    share = np.zeros(len(at))
    for shock in found:
        if shock.cost == "duty" and shock.added:
            hit = np.array([shock.hits(*one) for one in ends], bool)
            share[_in_force(shock, at) & hit[lane]] += shock.added
    return share


def _in_force(shock: Shock, at: Array) -> Array:
    inside: Array = (at >= shock.begin_us) & (at < shock.end_us)
    return inside
