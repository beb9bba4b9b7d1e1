"""Outages that are priced: one element of the file dark, nothing else, at several dates and lengths.

What an outage costs could be read off ordinary years, disrupted less twin. But those have few outages, with
other events on top; a replication with exactly one outage says more about it than a simulated year, and costs
less. The outage is the same in every design: onset, length and the luck of noticing it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from simnet import units
from simnet.errors import nearest
from simnet.scenario.arithmetic.likelihood import times_a_year
from simnet.study.dark import ONSETS, onset
from simnet.study.elements import OUTAGES
from simnet.study.plan import StudyError

if TYPE_CHECKING:
    from simnet.scenario import Scenario
    from simnet.scenario.disruptions import Disruption

LEVELS = (0.125, 0.375, 0.625, 0.875)
"""Quantiles of an outage's length that are simulated in turn: the middles of its four quarters."""
MOST = 3
"""Outages that are priced unless told which: those of the first file that happen most often."""
LABEL = "goes dark"
"""Name and luck of the event, the same in all designs."""
Key = tuple[str, tuple[str, ...]]


@dataclass(frozen=True)
class Outage:
    """One element, or several that fail together, and how it fails by the first file that says so."""

    kind: str
    names: tuple[str, ...]
    event: Disruption
    downtimes: tuple[int, ...]
    """Lengths in microseconds, one for each of `LEVELS`."""
    rates: Mapping[str, float]
    """Outages a year by design; a design whose file has none is not there."""
    beside: bool = False
    """Whether there is an outage of another kind of the same name: a maker that packs is a node too."""

    @property
    def element(self) -> str:
        """Name what goes dark."""
        return ", ".join(self.names) + (f" ({self.kind})" if self.beside else "")

    @property
    def key(self) -> Key:
        """Tell the outage from others."""
        return self.kind, self.names

    def downtime(self, replication: int) -> int:
        """Give how long it stays dark in a replication: lengths change once all onsets have had one."""
        return self.downtimes[replication // len(ONSETS) % len(self.downtimes)]


def outages_of(designs: Mapping[str, Scenario], wanted: Sequence[str] | None = None) -> tuple[Outage, ...]:
    """List the outages to price: those named, or those of the first file, most frequent first, 3 at most.

    If the first file has none, those of the next. Raises StudyError for a name that has no outage.
    """
    found: dict[Key, Outage] = {}
    of_first: list[Key] = []
    for name, scenario in designs.items():
        new = [key for key in _in_file(found, name, scenario) if key not in of_first]
        of_first = of_first or new
    told = [names for _, names in found]
    found = {key: replace(one, beside=told.count(one.names) > 1) for key, one in found.items()}
    if wanted is None:
        chosen = [found[key] for key in of_first]
        first = {outage.key: max(outage.rates.values()) for outage in chosen}
        return tuple(sorted(chosen, key=lambda outage: -first[outage.key])[:MOST])
    return tuple(_named(name, found) for name in dict.fromkeys(wanted))


def _named(name: str, found: Mapping[Key, Outage]) -> Outage:
    for outage in found.values():
        if outage.element == name:
            return outage
    names = [outage.element for outage in found.values()]
    raise StudyError(f"{name} has no outage in these files ({nearest(name, names)})")


def _in_file(found: dict[Key, Outage], name: str, scenario: Scenario) -> list[Key]:
    """Add the outages of a file, each by its most frequent event, to those found; returns their keys."""
    rates: dict[Key, dict[str, float]] = {}
    events: dict[str, Disruption] = {}
    for event in scenario.disruptions:
        rate = rate_of(event, scenario)
        if event.type in OUTAGES.values() and event.lasts is not None and rate > 0:
            rates.setdefault(_key(event, scenario), {})[event.name] = rate
            events[event.name] = event
    for key, by_event in rates.items():
        often = events[max(by_event, key=lambda one: by_event[one])]
        before = found.get(key)
        event, downtimes = (before.event, before.downtimes) if before else (often, lengths(often))
        known = dict(before.rates) if before else {}
        found[key] = Outage(*key, event, downtimes, {**known, name: sum(by_event.values())})
    return list(rates)


def _key(event: Disruption, scenario: Scenario) -> Key:
    from simnet.scenario.disruptions import TYPES
    from simnet.scenario.events import targets_of

    names = tuple(targets_of(event, scenario))
    if event.services:
        return "service", tuple(f"{name}/{service}" for name in names for service in event.services)
    return TYPES[event.type].target, names


def rate_of(event: Disruption, scenario: Scenario) -> float:
    """Say how often an event comes, a year; 0 for one that follows another, whose own rate is not its own."""
    return 0.0 if event.after is not None else times_a_year(event, scenario)


def lengths(event: Disruption) -> tuple[int, ...]:
    """Give the lengths of an event at `LEVELS`, whole minutes, one at least."""
    from simnet.engine import luck
    from simnet.engine.compile.tables import table_of

    if event.lasts is None:
        raise ValueError(f"{event.name} has no length")
    table = table_of(event.lasts)
    return tuple(max(round(luck.value(table, level) / units.MINUTE), 1) * units.MINUTE for level in LEVELS)


def darkened(scenario: Scenario, outage: Outage, replication: int) -> Scenario | None:
    """Give the design in which nothing happens but the outage; None if it has nothing that it could hit.

    How a design that has such an outage in its own file suffers and answers it, it does here.
    """
    names = [name for name in outage.names if has(scenario, outage.kind, name)]
    if not names:
        return None
    mine = next((one for one in scenario.disruptions if _same(one, outage, scenario)), None)
    event = mine or outage.event.model_copy(update={"response": None})
    lasts = outage.event.lasts
    assert lasts is not None, "outages_of takes events that last"
    length = {"value": float(outage.downtime(replication))}
    fixed = {"kind": "fixed", "params": length, "values": (), "shares": ()}
    begins = datetime.fromisoformat(onset(scenario, replication))
    update = {
        "name": LABEL, "luck": LABEL, "targets": _targets(outage.kind, names),
        "starts": begins, "lasts": lasts.model_copy(update=fixed),
        "every": None, "first": None, "happens": None, "probability": None, "after": None,
    }  # fmt: skip
    return scenario.model_copy(update={"disruptions": (event.model_copy(update=update),), "drills": ()})


def _same(event: Disruption, outage: Outage, scenario: Scenario) -> bool:
    return event.type in OUTAGES.values() and _key(event, scenario) == outage.key


def _targets(kind: str, names: Iterable[str]) -> tuple[str, ...]:
    """Name what an event hits: for services their carriers, for the services are named beside them."""
    if kind != "service":
        return tuple(names)
    return tuple(dict.fromkeys(name.partition("/")[0] for name in names))


def has(scenario: Scenario, kind: str, name: str) -> bool:
    """Tell whether a scenario has an element."""
    if kind == "service":
        carrier, _, service = name.partition("/")
        return carrier in scenario.carriers and service in scenario.carriers[carrier].services
    if kind == "lane":
        ends = [end.strip() for end in name.split("->")]
        places = {*scenario.nodes, *scenario.suppliers, *scenario.customers.regions}
        return all(end in places or end == "all" for end in ends)
    elements: Mapping[str, object] = getattr(scenario, f"{kind}s")
    return name in elements
