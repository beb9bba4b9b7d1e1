"""The date of a drill in numbers."""

from __future__ import annotations

import math

from simnet.engine import plan
from simnet.engine.compile.context import Context
from simnet.scenario.drills import Scope, StopIf
from simnet.scenario.rehearsal import Rehearsal


def compile_rehearsal(context: Context, events: tuple[plan.Event, ...]) -> plan.Rehearsal | None:
    """Compile which events are the drill's, its scope and its stop condition; None without a drill."""
    held = context.scenario.rehearsal
    if held is None:
        return None
    own = {number: event for number, event in enumerate(events) if event.name in held.events}
    begins = context.timeline.instant(held.begins)
    scope = held.scope
    return plan.Rehearsal(
        events=frozenset(own),
        begins=begins,
        onset=min((at for event in own.values() for at in event.at), default=begins),
        most=() if held.stop_if is None else _most(held.stop_if),
        scoped=not scope.whole,
        orders=-1 if scope.orders is None else scope.orders,
        regions=_regions(context, scope),
        items=_items(context, scope),
        touch=_touch(context, held),
    )


def _most(stop_if: StopIf) -> tuple[tuple[str, int], ...]:
    return tuple((name.removesuffix("_orders"), limit) for name, limit in stop_if.limits().items())


def _regions(context: Context, scope: Scope) -> tuple[int, ...]:
    numbers = context.numbers.regions
    return tuple(sorted(numbers[name] for name in scope.regions or numbers))


def _items(context: Context, scope: Scope) -> tuple[int, ...]:
    """Number the items that are named, and the kits that contain one that is; all if none is named."""
    numbers, skus = context.numbers.items, context.scenario.skus
    if not scope.skus:
        return tuple(range(len(numbers)))
    named = set(scope.skus)
    meant = (name for name in numbers if name in named or named & set(skus[name].kit or ()))
    return tuple(sorted(numbers[name] for name in meant))


def _touch(context: Context, held: Rehearsal) -> int:
    """Find how long a test order takes a person: the drill's own touch, else the team's for a reroute."""
    scenario = context.scenario
    own = next((one for one in scenario.disruptions if one.name in held.events), None)
    response = own.response if own is not None and own.response is not None else scenario.response
    if response.automatic:
        return -1
    takes = response.touch if response.touch is not None else scenario.team.touch.reroute
    return math.floor(takes.mean() + 0.5)
