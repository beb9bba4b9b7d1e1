"""What people do: responses to events, the thresholds they watch, the team, and reshipments and returns."""

from __future__ import annotations

import math
from typing import Any

from simnet.engine import plan
from simnet.engine.compile.context import Context
from simnet.scenario.response import Act, Response, Transfer
from simnet.scenario.scenario import Scenario
from simnet.scenario.team import Touch
from simnet.scenario.thresholds import Threshold
from simnet.units import DAY

TOUCHES = ("exception", "short_pick", "reroute", "relabel", "purchase_order")
CRITICAL = "critical skus"


def compile_response(context: Context, response: Response, transfers: dict[str, float]) -> plan.Response:
    """Compile a response; a transfer moves the mean demand of its SKUs over its cover."""
    return plan.Response(
        detect=context.book.of(response.detect),
        decide=context.book.of(response.decide),
        automatic=response.automatic,
        acts=_acts(context, response.acts, transfers),
        stand_down=response.stand_down,
        stand_down_after=response.stand_down_after,
        touch=-1 if response.touch is None else math.floor(response.touch.mean() + 0.5),
    )


def compile_thresholds(context: Context, transfers: dict[str, float]) -> tuple[plan.Threshold, ...]:
    """Compile thresholds in the order of their texts."""
    found = [_threshold(context, one, transfers) for one in context.scenario.thresholds]
    return tuple(sorted(found, key=lambda one: one.text))


def compile_team(context: Context) -> plan.Team:
    """Compile the team's hours, and the mean duration of each kind of touch."""
    team = context.scenario.team
    zone = team.timezone or context.timeline.timezone
    return plan.Team(
        openings=context.timeline.openings(team.hours, zone, None),
        people=team.people,
        touch=_touches(team.touch),
    )


def compile_aftercare(context: Context) -> plan.Aftercare:
    """Compile what follows a delivery: reshipments and returns."""
    costs = context.scenario.costs
    return plan.Aftercare(
        reship_damaged=costs.reship_damaged,
        reship_wrong=costs.reship_wrong,
        return_rate=costs.return_rate,
        return_after=context.book.of(costs.return_after),
        restock=costs.restock,
    )


def watched_skus(one: Threshold, scenario: Scenario) -> set[str]:
    """Find the SKUs that a threshold watches; none means all."""
    stocked = {name: sku for name, sku in scenario.skus.items() if sku.kit is None}
    watched = {name for name in one.only if name in stocked}
    if CRITICAL in one.only:
        watched |= {name for name, sku in stocked.items() if sku.critical}
    return watched


def _touches(touch: Touch) -> dict[str, int]:
    return {kind: math.floor(getattr(touch, kind).mean() + 0.5) for kind in TOUCHES}


def _acts(
    context: Context, acts: tuple[Act, ...], transfers: dict[str, float]
) -> tuple[tuple[str, Any], ...]:
    """Compile acts in their order; `alert` is no act of the plan, because an alert comes in any case."""
    found: list[tuple[str, Any]] = []
    for act in acts:
        if act.act == "order_from":
            found.append((act.act, context.numbers.suppliers[act.supplier or ""]))
        elif act.act == "expedite":
            found.append((act.act, act.factor))
        elif act.moved is not None:
            found += [("transfer", moved) for moved in _moves(context, act.moved, transfers)]
        elif act.act != "alert":
            found.append((act.act, True))
    return tuple(found)


def _moves(context: Context, moved: Transfer, transfers: dict[str, float]) -> list[tuple[int, int, int, int]]:
    """List (from, to, SKU, quantity); by default every other node that stocks the SKU gets an equal part."""
    scenario, numbers = context.scenario, context.numbers
    found = []
    for sku in sorted(moved.skus or scenario.nodes[moved.origin].stock):
        others = [
            node for node in numbers.nodes if node != moved.origin and sku in scenario.nodes[node].stock
        ]
        to = [moved.destination] if moved.destination is not None else others
        given = moved.quantity
        units = given if given is not None else transfers.get(sku, 0.0) * (moved.cover or 0) / DAY
        quantity = math.ceil(units / max(1, len(to)) - 1e-9)
        if quantity:
            found += [
                (numbers.nodes[moved.origin], numbers.nodes[node], numbers.skus[sku], quantity) for node in to
            ]
    return sorted(found)


def _threshold(context: Context, one: Threshold, transfers: dict[str, float]) -> plan.Threshold:
    numbers = context.numbers
    watched = watched_skus(one, context.scenario)
    return plan.Threshold(
        text=one.text,
        metric=one.when.metric,
        op=one.when.op,
        value=one.when.value,
        each=one.each or "",
        skus=tuple(sorted(numbers.skus[name] for name in watched)),
        nodes=tuple(sorted(numbers.nodes[name] for name in set(one.only) & set(numbers.nodes))),
        regions=tuple(sorted(numbers.regions[name] for name in set(one.only) & set(numbers.regions))),
        over=one.over,
        acts=_acts(context, one.then, transfers),
    )
