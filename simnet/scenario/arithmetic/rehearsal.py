"""What a drill asks that cannot be, or that its events cannot show, in plain words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from simnet.errors import Problem
from simnet.scenario.arithmetic.flow import Flow
from simnet.scenario.arithmetic.goals import decided, flow_reaches
from simnet.scenario.arithmetic.levels import delivery
from simnet.scenario.arithmetic.words import amount, finding, names, span
from simnet.scenario.disruptions import ANSWERED, TYPES
from simnet.scenario.drills import Drill, DrillEvent
from simnet.scenario.events import targets_of
from simnet.scenario.occasions import Occasion, occasions
from simnet.scenario.response import Response
from simnet.scenario.scenario import Scenario
from simnet.units import DAY

ELSEWHERE = ("node", "carrier", "lane")
"""What an event must be about for orders to be sent elsewhere because of it."""
NOT_AROUND = ("stock_destroyed", "inventory_sync_error", "customs_hold", "port_congestion", "carrier_damage")
"""Types about such an element around which no order is routed."""


def check(scenario: Scenario, flow: Flow) -> Iterator[Problem]:
    """Find goals that mean nothing for a drill's events, acts that cannot work, and too small a batch."""
    for index, drill in enumerate(scenario.drills):
        dates = occasions(scenario, drill)
        yield from _meaningless(scenario, index, drill)
        yield from _steady(scenario, index, drill, dates)
        if dates and drill.scope.whole:
            yield from _resupply(scenario, index, drill, dates[0])
            yield from _acts(scenario, flow, index, drill, dates)
        elif dates:
            yield from _batch(scenario, flow, index, drill, dates[0])


def response_to(scenario: Scenario, drill: Drill, event: DrillEvent) -> Response | None:
    """Find what people do about an event of a drill; None if nobody notices it."""
    if event.response is not None:
        return event.response
    if drill.response is not None and (event.type in ANSWERED or not _answered(drill)):
        return drill.response
    return scenario.response if event.type in ANSWERED else None


def _answered(drill: Drill) -> bool:
    return any(event.type in ANSWERED for event in drill.events)


def _meaningless(scenario: Scenario, index: int, drill: Drill) -> Iterator[Problem]:
    """Say which goals can never be reached because nothing of the kind happens in the drill."""
    said = {
        "resupply": (_has(drill, "supplier"), "no event is about a supplier, so nothing is resupplied"),
        "rerouted": (_around(drill), "no event is about a place or a way, so no order goes elsewhere"),
        "first_parcel": (_around(drill), "no event is about a place or a way, so no order goes elsewhere"),
    }
    if not drill.scope.whole:
        rule = "a batch is sent elsewhere on purpose, so there is nothing to notice or to decide"
        said |= dict.fromkeys(("detect", "decide"), (False, rule))
    elif not any(_noticed(scenario, drill, event) for event in drill.events):
        said |= dict.fromkeys(("detect", "decide"), (False, "nobody notices what is over at once"))
    for name, (possible, rule) in said.items():
        if getattr(drill.goals, name) is not None and not possible:
            path = ("drills", index, "goals", name)
            yield finding(scenario, path, f"{drill.title}: {rule}", "remove the goal: it is never reached")


def _has(drill: Drill, kind: str) -> bool:
    return any(TYPES[event.type].target == kind for event in drill.events)


def _around(drill: Drill) -> bool:
    return any(
        TYPES[event.type].target in ELSEWHERE and event.type not in NOT_AROUND for event in drill.events
    )


def _noticed(scenario: Scenario, drill: Drill, event: DrillEvent) -> bool:
    """Tell whether people can notice an event: it lasts, and somebody answers to it."""
    return event.type != "stock_destroyed" and response_to(scenario, drill, event) is not None


def _steady(scenario: Scenario, index: int, drill: Drill, dates: list[Occasion]) -> Iterator[Problem]:
    """Require the counted days that `only_if` looks back on."""
    if drill.only_if is None or not dates:
        return
    counted = dates[0].begins - scenario.start
    if counted < timedelta(microseconds=drill.only_if.over):
        rule = (
            f"{drill.title}: on {dates[0].begins:%Y-%m-%d} only {span(counted / timedelta(microseconds=1))} "
            f"are counted before it, less than the {span(drill.only_if.over)} that only_if looks back on"
        )
        yield finding(scenario, ("drills", index, "only_if"), rule, "hold it later, or shorten over")


def _resupply(scenario: Scenario, index: int, drill: Drill, one: Occasion) -> Iterator[Problem]:
    """Compare the goal for the first unit from a backup with an average decision and delivery."""
    goal = drill.goals.resupply
    failed = [name for event in one.events for name in _suppliers(scenario, event)]
    if goal is None or not failed:
        return
    ways = [(mean, backup, node) for backup, node, mean in _backups(scenario, set(failed))]
    path = ("drills", index, "goals", "resupply")
    if not ways:
        rule = f"{drill.title}: nobody else makes what {names(list(dict.fromkeys(failed)))} makes"
        yield finding(scenario, path, rule, "add a backup supplier, or remove the goal")
        return
    mean, backup, node = min(ways)
    needs = (decided(scenario, one)[1] - one.begins) / timedelta(microseconds=1) + mean
    if goal < needs:
        rule = (
            f"{drill.title}: the goal is {span(goal)}, but goods from {backup} are at {node} "
            f"{span(needs)} after it begins, on average"
        )
        yield finding(scenario, path, rule, "a longer goal, or a backup that is nearer")


def _suppliers(scenario: Scenario, event: DrillEvent) -> list[str]:
    return targets_of(event, scenario) if TYPES[event.type].target == "supplier" else []


def _backups(scenario: Scenario, failed: set[str]) -> Iterator[tuple[str, str, float]]:
    """List other suppliers of nodes that are refilled by one that failed, with the mean time to the node."""
    for name, node in scenario.nodes.items():
        for policy in node.stock.values():
            if not failed & set(policy.refill_from):
                continue
            for other in policy.refill_from:
                if other in scenario.suppliers and other not in failed and node.supplier != name:
                    yield other, name, delivery(scenario, other, name)[0]


def _acts(
    scenario: Scenario, flow: Flow, index: int, drill: Drill, dates: list[Occasion]
) -> Iterator[Problem]:
    """Say which acts that the drill itself names can do nothing."""
    if drill.response is None or "acts" not in drill.response.model_fields_set:
        return
    given = [act.act for act in drill.response.acts]
    for name in dict.fromkeys(given):
        for one in dates:
            rule = _useless(scenario, flow, one, name)
            if rule:
                path = ("drills", index, "response", "acts")
                yield finding(scenario, path, f"{one.title}: {name} can do nothing: {rule}", f"remove {name}")
                break


def _useless(scenario: Scenario, flow: Flow, one: Occasion, act: str) -> str:
    """Say why an act can do nothing about an occasion's events; empty if it can."""
    events = one.events
    kinds = {TYPES[event.type].target for event in events}
    failed = {name for event in events for name in _suppliers(scenario, event)}
    dark = {name for event in events for name in targets_of(event, scenario)} & set(scenario.nodes)
    if act == "reroute":
        if "node" not in kinds:
            return "no event is about a place, so no parcel is stuck in one"
        others = [name for name in scenario.nodes if name not in dark and flow_reaches(flow, name)]
        return "" if others else "there is no other place to send orders from"
    if act == "relabel":
        stuck = [event for event in events if "staged" in TYPES[event.type].allows]
        if not stuck:
            return "no event stops a carrier, so no parcel waits for one"
        return "" if any(event.staged == "relabel" for event in stuck) else "add staged: relabel to the event"
    if act == "use_backup" and failed and not list(_backups(scenario, failed)):
        return f"nobody else makes what {names(sorted(failed))} makes"
    if act == "use_backup" and not failed:
        return "no event is about a supplier"
    if act == "mark_down" and not kinds & {"node", "carrier", "lane", "supplier"}:
        return "no event is about anything that could be routed around"
    return ""


def _batch(scenario: Scenario, flow: Flow, index: int, drill: Drill, one: Occasion) -> Iterator[Problem]:
    """Compare a batch with the orders that come while the drill lasts, and its work with the goal."""
    scope, path = drill.scope, ("drills", index, "scope")
    event = one.events[0]
    lasts = event.lasts.mean() if event.lasts is not None else 0.0
    regions = scope.regions or tuple(scenario.customers.regions)
    share = sum(scenario.customers.regions[name].share for name in regions)
    comes = scenario.customers.orders_per_day * share * lasts / DAY
    if scope.orders is not None and comes < scope.orders:
        rule = (
            f"{drill.title}: about {amount(comes)} orders of {names(list(regions))} come in the "
            f"{span(lasts)} that it lasts, fewer than the batch of {scope.orders}"
        )
        yield finding(scenario, (*path, "orders"), rule, "let it last longer, or take fewer orders")
    response = event.response or drill.response or scenario.response
    touch = (response.touch or scenario.team.touch.reroute).mean()
    work = touch * (scope.orders if scope.orders is not None else comes)
    if drill.goals.my_time is not None and not response.automatic and work > drill.goals.my_time:
        rule = (
            f"{drill.title}: the goal is {span(drill.goals.my_time)}, but a batch of "
            f"{amount(work / touch)} orders at {span(touch)} each takes {span(work)}"
        )
        yield finding(
            scenario, ("drills", index, "goals", "my_time"), rule, "a longer goal or a smaller batch"
        )
