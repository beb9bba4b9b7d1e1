"""What is failed in an exposure study: every element of a scenario, and chosen pairs at once."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from simnet.errors import nearest
from simnet.study.dark import Element, outage_of, whole_minutes
from simnet.study.downtimes import Downtime, downtime_of, is_outage
from simnet.study.elements import OUTAGES, Key, all_elements, parts_of
from simnet.study.plan import StudyError

if TYPE_CHECKING:
    from simnet.scenario import Scenario
    from simnet.scenario.arithmetic import Flow

PAIR, PLUS = "pair", " + "
WHEN = ("name", "luck", "starts", "every", "first", "happens", "probability", "after", "for", "tags")
"""Keys of an event that say when it comes, or that only it has; all else is taken over."""


@dataclass(frozen=True)
class Failing:
    """An element, or a pair of them, that is made to go dark; `keys` are its elements."""

    element: Element
    keys: tuple[Key, ...]
    downtime: Downtime


def failing(
    scenario: Scenario,
    flow: Flow,
    *,
    pairs: Sequence[str] = (),
    kinds: Iterable[str] = (),
    downtime: int | None = None,
) -> list[Failing]:
    """List what is failed: all elements, or those of some kinds, then the pairs, such as `3pl+garage`.

    A pair is dark at once for the shorter of both downtimes. Raises StudyError with all that is wrong.
    """
    wanted, known = list(kinds), all_elements(scenario, flow)
    wrong = [f"{kind} is not a kind of element ({nearest(kind, OUTAGES)})" for kind in wanted
             if kind not in OUTAGES]  # fmt: skip
    chosen = [key for key in known if not wanted or key[0] in wanted]
    found = [_one(scenario, key, downtime) for key in chosen]
    for text in dict.fromkeys(pairs):
        keys, errors = _read(text, known)
        wrong += errors
        if not errors:
            found.append(_pair([_one(scenario, key, downtime) for key in keys]))
    if wrong:
        raise StudyError("\n".join(wrong))
    return found


def _read(text: str, known: list[Key]) -> tuple[list[Key], list[str]]:
    """Read `a+b`: the elements, or what is wrong with it."""
    names = [name.strip() for name in text.split("+")]
    if len(names) != 2 or not all(names) or names[0] == names[1]:
        return [], [f"--pair {text}: must be two different elements with a plus, such as 3pl+garage"]
    by_name = {name: key for key in reversed(known) for name in (key[1], f"{key[0]}:{key[1]}")}
    wrong = [
        f"--pair {text}: {name} is not an element of the scenario ({nearest(name, by_name)})"
        for name in names
        if name not in by_name
    ]
    return [by_name[name] for name in names if name in by_name], wrong


def _one(scenario: Scenario, key: Key, asked: int | None) -> Failing:
    found = downtime_of(scenario, key, asked)
    events = tuple(_event(scenario, part, found) for part in parts_of(key, scenario))
    return Failing(Element(*key, whole_minutes(found.lasts), events), (key,), found)


def _event(scenario: Scenario, key: Key, found: Downtime) -> str:
    """Write the disruption by which an element goes dark: what the file says of its outage but for the time.

    Of another event of the file, what people do about it is taken over.
    """
    made: dict[str, Any] = outage_of(*key)
    if found.event is not None:
        given = scenario.resolved()["disruptions"][scenario.disruptions.index(found.event)]
        if is_outage(found.event) and found.event.type == OUTAGES[key[0]]:
            rest = {name: value for name, value in given.items() if name not in WHEN and value is not None}
            rest = {name: value for name, value in rest.items() if name not in ("type", "targets")}
            made = {**rest, **made}
        elif given["response"] is not None:
            made["response"] = given["response"]
    return json.dumps(made)


def _pair(two: list[Failing]) -> Failing:
    first, second = two
    shorter = min(two, key=lambda one: one.element.downtime)
    name = PLUS.join(one.element.name for one in two)
    events = first.element.events + second.element.events
    source = f"the shorter of both; {shorter.element.name}: {shorter.downtime.source}"
    lasts = Downtime(shorter.downtime.lasts, source)
    return Failing(Element(PAIR, name, shorter.element.downtime, events), first.keys + second.keys, lasts)
