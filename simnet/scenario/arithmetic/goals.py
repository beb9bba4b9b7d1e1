"""Goals of drills against the earliest time at which they can be met."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from simnet.errors import Problem
from simnet.scenario.arithmetic.flow import Flow
from simnet.scenario.arithmetic.week import collected
from simnet.scenario.arithmetic.words import finding, span
from simnet.scenario.drills import Drill
from simnet.scenario.events import targets_of
from simnet.scenario.hours import Week
from simnet.scenario.occasions import Occasion, occasions
from simnet.scenario.scenario import Scenario
from simnet.units import DAY, WEEK

CLOCKS = (
    "detect",
    "decide",
    "rerouted",
    "first_parcel",
    "resupply",
    "service_back",
    "backlog_back",
    "stock_back",
)
LONGEST = 400 * DAY
"""Working time of a decision that is followed at most."""
NODE_EVENTS = ("node_outage", "packaging_stockout")


def check(scenario: Scenario, flow: Flow) -> Iterator[Problem]:
    """Find goals that are shorter than the response or the first pickup elsewhere, or too long to be seen."""
    for index, drill in enumerate(scenario.drills):
        yield from _unseen(scenario, index, drill)
        dates = occasions(scenario, drill)
        if dates and drill.scope.whole:
            yield from _response(scenario, index, drill, dates)
            yield from _pickup(scenario, flow, index, drill, dates)


def decided(scenario: Scenario, one: Occasion) -> tuple[datetime, datetime]:
    """Compute when an average response to its first event detects and decides, in the scenario's time."""
    event = min(one.events, key=lambda event: event.starts)
    response = event.response or one.drill.response or scenario.response
    first = one.local(one.onset).replace(fold=0)
    seen = first + timedelta(microseconds=round(response.detect.mean()))
    if response.automatic:
        return seen, seen
    local = to_team(scenario, seen)
    done = add_working(local, min(round(response.decide.mean()), LONGEST), scenario.team.hours)
    here, there = ZoneInfo(scenario.timezone or "UTC"), scenario.team.timezone or scenario.timezone or "UTC"
    return seen, done.replace(tzinfo=ZoneInfo(there)).astimezone(here).replace(tzinfo=None)


def add_working(at: datetime, duration: int, hours: Week) -> datetime:
    """Add a duration that passes only in working hours, all in one local time."""
    left, midnight = duration, at.replace(hour=0, minute=0, second=0, microsecond=0)
    now = _micros(at - midnight)
    while any(hours):
        for opening, closing in hours[midnight.weekday()]:
            begin = max(opening, now)
            if begin + left <= closing and begin < closing:
                return midnight + timedelta(microseconds=begin + left)
            left -= max(0, closing - begin)
        midnight, now = midnight + timedelta(days=1), 0
    return at


def worked(scenario: Scenario, begin: datetime, end: datetime) -> int:
    """Give the team's working time from one local instant to a later one, microseconds."""
    begin, end = (to_team(scenario, at) for at in (begin, end))
    midnight, passed = begin.replace(hour=0, minute=0, second=0, microsecond=0), 0
    while midnight < end:
        now, last = (_micros(at - midnight) for at in (begin, end))
        for opening, closing in scenario.team.hours[midnight.weekday()]:
            passed += max(0, min(closing, last) - max(opening, now))
        midnight += timedelta(days=1)
    return passed


def to_team(scenario: Scenario, at: datetime) -> datetime:
    """Write a local instant in the team's time zone."""
    here = ZoneInfo(scenario.timezone or "UTC")
    there = ZoneInfo(scenario.team.timezone or scenario.timezone or "UTC")
    return at.replace(tzinfo=here).astimezone(there).replace(tzinfo=None)


def _micros(span_: timedelta) -> int:
    return span_ // timedelta(microseconds=1)


def _unseen(scenario: Scenario, index: int, drill: Drill) -> Iterator[Problem]:
    for name in CLOCKS:
        goal = getattr(drill.goals, name)
        if goal is not None and goal >= drill.window.after:
            rule = (
                f"{drill.title}: the goal {span(goal)} is not shorter than the window of "
                f"{span(drill.window.after)} that is looked at, so a miss would not be seen"
            )
            yield finding(scenario, ("drills", index, "goals", name), rule, "lengthen window.after")


def _response(scenario: Scenario, index: int, drill: Drill, dates: list[Occasion]) -> Iterator[Problem]:
    slowest: dict[str, tuple[int, datetime]] = {}
    for one in dates:
        (seen, done), at = decided(scenario, one), one.begins
        for name, when in (("detect", seen), ("decide", done), ("rerouted", done)):
            needs = _micros(when - at)
            if needs > slowest.get(name, (-1, at))[0]:
                slowest[name] = (needs, at)
    verbs = {"detect": "is noticed", "decide": "is decided upon", "rerouted": "is decided upon"}
    for name, (needs, at) in slowest.items():
        goal = getattr(drill.goals, name)
        if goal is not None and goal < needs:
            rule = (
                f"{drill.title}: the goal is {span(goal)}, but on {at:%Y-%m-%d} the outage {verbs[name]} "
                f"{span(needs)} after it begins, on average"
            )
            yield finding(
                scenario, ("drills", index, "goals", name), rule, "a longer goal, or a faster response"
            )


def _pickup(
    scenario: Scenario, flow: Flow, index: int, drill: Drill, dates: list[Occasion]
) -> Iterator[Problem]:
    """Compare the goal for the first parcel with the first pickup at another node after the decision."""
    goal, found = drill.goals.first_parcel, []
    if goal is None or drill.events[0].type not in NODE_EVENTS:
        return
    for one in dates:
        dark = set(targets_of(one.events[0], scenario))
        others = [name for name in scenario.nodes if name not in dark and flow_reaches(flow, name)]
        if not others:
            rule = f"{one.title}: no other node can ship while {', '.join(sorted(dark))} is dark"
            yield finding(scenario, ("drills", index, "goals", "first_parcel"), rule, "add a second node")
            return
        first = _first(scenario, others, decided(scenario, one)[1])
        found += [(_micros(first[0] - one.begins), one.begins, first[1])] if first is not None else []
    late = max(found, default=None)
    if late is not None and goal < late[0]:
        needs, at, node = late
        rule = (
            f"{drill.title}: the goal is {span(goal)}, but on {at:%Y-%m-%d} the first pickup "
            "elsewhere after an "
            f"average decision is at {node}, {span(needs)} after the outage begins"
        )
        yield finding(
            scenario, ("drills", index, "goals", "first_parcel"), rule, "a longer goal, or a later pickup"
        )


def flow_reaches(flow: Flow, node: str) -> bool:
    """Tell whether a node reaches any region."""
    return any(node in ranked for ranked in flow.ranking.values())


def _first(scenario: Scenario, nodes: list[str], at: datetime) -> tuple[datetime, str] | None:
    """Find the first pickup at any of some nodes from an instant on, in the scenario's time."""
    here = ZoneInfo(scenario.timezone or "UTC")
    found = []
    for name in nodes:
        node = scenario.nodes[name]
        there = ZoneInfo(node.timezone or scenario.timezone or "UTC")
        local = at.replace(tzinfo=here).astimezone(there).replace(tzinfo=None)
        monday = (local - timedelta(days=local.weekday())).replace(hour=0, minute=0, second=0, microsecond=0)
        ready = _opened(node.hours, _micros(local - monday))
        taken = [collected(node, pickup.carrier or "", ready) for pickup in node.pickup]
        first = min((one for one in taken if one is not None), default=None)
        if first is not None:
            when = (monday + timedelta(microseconds=first)).replace(tzinfo=there).astimezone(here)
            found.append((when.replace(tzinfo=None), name))
    return min(found, default=None)


def _opened(hours: Week, at: int) -> int:
    """Find the first time of the week, from `at` on, at which a node is open."""
    for day in range(at // DAY, at // DAY + 15):
        for opening, closing in hours[day % 7]:
            if at < day * DAY + closing:
                return max(at, day * DAY + opening)
    return at % WEEK
