"""When drills are held: the dates of a schedule, whose turn it is, and the scenario that each date makes.

An occasion is one date of one drill. Its world is the scenario with the drill's events as dated disruptions;
its twin is the same world without these events alone (`run_replication(held, k, rehearsal=False)`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from simnet.scenario.disruptions import ANSWERED, Disruption
from simnet.scenario.drills import Drill, DrillEvent, Schedule
from simnet.scenario.events import targets_of
from simnet.scenario.rehearsal import Rehearsal
from simnet.scenario.response import Response
from simnet.scenario.scenario import Scenario
from simnet.scenario.timing import Recurrence, months_later
from simnet.units import DAY, WEEK

MOST = 400
"""Dates of a recurrence that are looked at."""
TAIL = 4 * WEEK
"""How long orders are placed after the window, so that its last ones wait among others as they would."""


@dataclass(frozen=True)
class Occasion:
    """One date of one drill.

    `number` counts from the schedule's first date and says whose turn it is; `title` and `events` have that
    target filled in. `begins` is local to `timezone`, the scenario's. `joint` are occasions of other drills
    (or other dates of this one) whose windows overlap and which are measured together with it.
    """

    drill: Drill
    number: int
    label: str
    title: str
    begins: datetime
    timezone: str
    events: tuple[DrillEvent, ...]
    joint: tuple[Occasion, ...] = ()

    @cached_property
    def onset(self) -> datetime:
        """Give t0, the planned onset of its first event, in UTC."""
        return self.at(min(event.starts for event in self.events))

    @cached_property
    def opens(self) -> datetime:
        """Give the beginning of its window, in UTC."""
        return self.at(-self.drill.window.before)

    @cached_property
    def ends(self) -> datetime:
        """Give H, the end of its window, in UTC."""
        return self.at(self.drill.window.after)

    def at(self, after: int) -> datetime:
        """Give the instant, in UTC, that many elapsed microseconds after its beginning."""
        return self.begins.replace(tzinfo=ZoneInfo(self.timezone)).astimezone(UTC) + _span(after)

    def local(self, instant: datetime) -> datetime:
        """Write an instant as a naive local time of the scenario; `fold` tells a repeated hour."""
        return instant.astimezone(ZoneInfo(self.timezone)).replace(tzinfo=None)

    def targets(self, scenario: Scenario) -> tuple[str, ...]:
        """List the names of what its own events hit, in the order of the file, each once."""
        found = [name for event in self.events for name in targets_of(event, scenario)]
        return tuple(dict.fromkeys(found))


def occasions(scenario: Scenario, drill: Drill) -> list[Occasion]:
    """List the dates of a drill that lie in the scenario's horizon, in order.

    A schedule by months keeps the day of the month, or takes the month's last day, and keeps its local time
    of day when the clocks change. `rotate: [a, b, c]` shifts these names by one place at each date: what the
    events say of `a` is about `b` the second time.
    """
    own = _dates(scenario, drill)
    if drill.overlap != "joint":
        return own
    everyone = [own if other is drill else _dates(scenario, other) for other in scenario.drills]
    return [_with_joint(one, [other for dates in everyone for other in dates]) for one in own]


def agenda(scenario: Scenario) -> list[Occasion]:
    """List the dates of all drills of a scenario, by date and then in the order of the file."""
    found = [one for drill in scenario.drills for one in occasions(scenario, drill)]
    return sorted(found, key=lambda one: one.onset)


def overlapping(scenario: Scenario) -> Iterator[tuple[Occasion, Occasion]]:
    """Find pairs of occasions whose windows overlap, the earlier one first."""
    found = [one for drill in scenario.drills for one in _dates(scenario, drill)]
    found.sort(key=lambda one: one.opens)
    for place, one in enumerate(found):
        for other in found[place + 1 :]:
            if other.opens >= one.ends:
                break
            yield one, other


def with_turn(occasion: Occasion, number: int) -> Occasion:
    """Return the same date with the targets whose turn it is at another number of the schedule."""
    drill, turns = occasion.drill, _turns(occasion.drill, number)
    events = tuple(_turned(event, turns) for event in drill.events)
    return replace(occasion, number=number, title=_renamed(drill.title, turns), events=events)


def end_of(scenario: Scenario) -> datetime:
    """Return the end of the horizon."""
    return scenario.start + _span(scenario.horizon)


def with_occasion(scenario: Scenario, occasion: Occasion) -> Scenario:
    """Return the world of an occasion: the drill's events as dated disruptions, as long as it has to last.

    It lasts to the end of the window and `TAIL` after it, whether the scenario's horizon is longer or
    shorter, unless that would change other things: a disruption that comes once at a uniform instant of the
    horizon, or a file of orders that ends. All else, and all luck, is the scenario's. The drills are gone.
    """
    events = [_dated(scenario, one, event) for one in (occasion, *occasion.joint) for event in one.events]
    events = _distinct(scenario, events)
    held = Rehearsal.model_construct(
        title=occasion.title,
        begins=occasion.begins,
        events=tuple(event.name for event in events),
        scope=occasion.drill.scope,
        stop_if=occasion.drill.stop_if,
    )
    return scenario.filled(
        disruptions=(*scenario.disruptions, *events),
        horizon=_horizon(scenario, occasion),
        drills=(),
        rehearsal=held,
    )


def can_last(scenario: Scenario) -> bool:
    """Tell whether a scenario may be simulated for longer or shorter without changing anything else."""
    read = scenario.customers.order_file
    return read is None and all(_timed(event) for event in scenario.disruptions)


def _timed(event: Disruption) -> bool:
    given = (event.starts, event.every, event.happens, event.after)
    return any(one is not None for one in given)


def _horizon(scenario: Scenario, occasion: Occasion) -> int:
    if not can_last(scenario):
        return scenario.horizon
    needed = (occasion.local(occasion.at(occasion.drill.window.after + TAIL)) - scenario.start) // _span(1)
    return -(-needed // DAY) * DAY


def _dates(scenario: Scenario, drill: Drill) -> list[Occasion]:
    begin, end = scenario.start, end_of(scenario)
    if drill.start is not None:
        return [_occasion(scenario, drill, 0, drill.start)] if begin <= drill.start < end else []
    assert drill.schedule is not None  # the schema requires one of the two
    dates = _recurring(drill.schedule, begin, end)
    return [_occasion(scenario, drill, number, at) for number, at in dates]


def _recurring(schedule: Schedule, begin: datetime, end: datetime) -> Iterator[tuple[int, datetime]]:
    """Number the instants of a schedule in [begin, end); it may have begun long before."""
    first, every = schedule.first, schedule.every
    if every.months:
        passed = (begin.year - first.year) * 12 + begin.month - first.month
        count = max(0, passed // every.months - 1)
    else:
        count = max(0, (begin - first) // _span(every.gap))
    for number in range(count, count + MOST):
        at = _later(first, every, number)
        if at >= end:
            return
        if at >= begin:
            yield number, at


def _occasion(scenario: Scenario, drill: Drill, number: int, at: datetime) -> Occasion:
    turns = _turns(drill, number)
    return Occasion(
        drill=drill,
        number=number,
        label=_label(drill, at),
        title=_renamed(drill.title, turns),
        begins=at,
        timezone=scenario.timezone or "UTC",
        events=tuple(_turned(event, turns) for event in drill.events),
    )


def _label(drill: Drill, at: datetime) -> str:
    quarterly = drill.schedule is not None and drill.schedule.every.months == 3
    return f"{at.year}-Q{(at.month + 2) // 3}" if quarterly else f"{at:%Y-%m-%d}"


def _turns(drill: Drill, number: int) -> dict[str, str]:
    """Say which name takes the place of which at a date."""
    names = drill.schedule.rotate if drill.schedule is not None else ()
    return {name: names[(place + number) % len(names)] for place, name in enumerate(names)}


def _turned(event: DrillEvent, turns: dict[str, str]) -> DrillEvent:
    """Put the names whose turn it is into an event, and into the name that follows from its target."""
    targets = tuple(turns.get(target, target) for target in event.targets)
    if targets == event.targets:
        return event
    own = {"name": event.name} if "name" in event.model_fields_set else {"name": ""}
    own["luck"] = event.luck if "luck" in event.model_fields_set else ""
    return event.filled(targets=targets, **own).labelled()


def _renamed(title: str, turns: dict[str, str]) -> str:
    """Put the names whose turn it is into a title that has them as words."""
    moved = {name: new for name, new in turns.items() if name != new}
    if not moved:
        return title
    words = "|".join(re.escape(name) for name in sorted(moved, key=len, reverse=True))

    def turn(found: re.Match[str]) -> str:
        new = next(new for name, new in moved.items() if name.lower() == found[0].lower())
        return new[0].upper() + new[1:] if found[0][0].isupper() else new

    return re.sub(rf"(?<![\w-])(?:{words})(?![\w-])", turn, title, flags=re.IGNORECASE)


def _with_joint(one: Occasion, everyone: list[Occasion]) -> Occasion:
    """Add the occasions whose windows overlap that of one."""
    others = (other for other in everyone if other is not one)
    return replace(one, joint=tuple(x for x in others if x.opens < one.ends and one.opens < x.ends))


def _dated(scenario: Scenario, occasion: Occasion, event: DrillEvent) -> Disruption:
    """Make the disruption that a drill's event is at an occasion."""
    fields = Disruption.model_fields
    values = {name: field.get_default(call_default_factory=True) for name, field in fields.items()}
    values |= {name: getattr(event, name) for name in type(event).model_fields if name in fields}
    values |= {
        "starts": occasion.local(occasion.at(event.starts)),
        "probability": event.probability if event.probability < 1 else None,
        "response": event.response or _common_response(occasion, event),
        "luck": f"drill {event.luck or event.name}",
    }
    given = (set(event.model_fields_set) & set(fields)) | {"starts"}
    return Disruption.model_construct(_fields_set=given, **values)


def _common_response(occasion: Occasion, event: DrillEvent) -> Response | None:
    """Give the drill's response to the events that people respond to; to all, if there is none of those."""
    answered = [one.type in ANSWERED for one in occasion.events]
    return occasion.drill.response if event.type in ANSWERED or not any(answered) else None


def _distinct(scenario: Scenario, events: list[Disruption]) -> list[Disruption]:
    """Give every event a name and a luck label that no other has."""
    names = {event.name for event in scenario.disruptions}
    labels = {event.luck for event in scenario.disruptions}
    found = []
    for event in events:
        found.append(event.filled(name=_free(event.name, names), luck=_free(event.luck, labels)))
        names.add(found[-1].name)
        labels.add(found[-1].luck)
    return found


def _free(word: str, taken: set[str]) -> str:
    if word not in taken:
        return word
    return next(new for n in range(2, len(taken) + 3) if (new := f"{word} {n}") not in taken)


def _later(first: datetime, every: Recurrence, count: int) -> datetime:
    if not every.months:
        return first + _span(every.gap * count)
    return months_later(first, every.months * count)


def _span(microseconds: int) -> timedelta:
    return timedelta(microseconds=microseconds)
