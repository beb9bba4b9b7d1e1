"""Candidate changes of how goods come: a backup switched on, orders hurried, stock moved ahead."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from simnet.scenario.disruptions import TYPES
from simnet.scenario.events import targets_of
from simnet.study.drills.changes.answers import own_response, response_of, written
from simnet.study.drills.changes.candidate import Candidate
from simnet.study.drills.changes.looking import Seen
from simnet.study.drills.changes.stock import SKUS, daily_units, listed, raised, said

HURRIED = 0.5
"""Share of the time that is left which an expedited purchase order takes."""
EXPEDITE = 200.0
"""Price of hurrying a purchase order; an assumption of 2026, said beside the cost, if the file has none."""
GOALS = ("resupply", "stock_back", "cancelled", "late_orders", "service_back")
INBOUND = ("port_congestion", "customs_hold")


def supply(found: Seen, share: float) -> Iterator[Candidate]:
    """Goods from elsewhere, or sooner, where the drill hits who makes or brings what ran out."""
    if own_response(found) or not found.occasion.drill.scope.whole:
        return
    makers = _makers(found)
    if makers:
        yield from _backup(found, makers, share)
    if makers or any(event.type in INBOUND for event in found.occasion.events):
        yield from _hurry(found, makers, share)


def _makers(found: Seen) -> list[str]:
    """Name the suppliers that the drill hits."""
    events = [event for event in found.occasion.events if TYPES[event.type].target == "supplier"]
    return list(dict.fromkeys(name for event in events for name in targets_of(event, found.scenario)))


def _short(found: Seen) -> set[str]:
    return {sku for _, sku in found.short}


def _because(share: float) -> str:
    return f"{share:.0%} of the additional waiting was for what had run out"


def _backup(found: Seen, makers: list[str], share: float) -> Iterator[Candidate]:
    """Order from another maker of what ran out as soon as it is decided, if the response does not."""
    response, root = response_of(found)
    have = {act.act for act in response.acts}
    suppliers = found.scenario.suppliers
    lost = {sku for name in makers for sku in suppliers[name].makes} & _short(found)
    others = [name for name, one in suppliers.items() if name not in makers and lost & set(one.makes)]
    if not others or have & {"use_backup", "order_from"}:
        return
    spare = next((name for name in others if suppliers[name].backup), None)
    name = spare or others[0]
    act: Any = "use_backup" if spare else {"order_from": name}
    yield Candidate(
        "backup", f"order from {name} as soon as it is decided", name, f"{root}.acts",
        act if spare else f"order_from {name}", found.works_on(*GOALS), _because(share), 0.0, 0.0,
        "costs what its goods and their freight cost more, which is in what the drill costs",
        values={f"{root}.acts": [*written(response), act]},
    )  # fmt: skip


def _hurry(found: Seen, makers: list[str], share: float) -> Iterator[Candidate]:
    """Have what is on order made in half the time that is left."""
    response, root = response_of(found)
    if any(act.act == "expedite" for act in response.acts):
        return
    made = {sku for name in makers for sku in found.scenario.suppliers[name].makes}
    orders = max(len(made), 1)
    price = found.scenario.costs.expedite or EXPEDITE
    basis = "costs.expedite" if found.scenario.costs.expedite else f"assumed: {EXPEDITE:g}"
    whose = f" from {' and '.join(makers[:2])}" if makers else ""
    yield Candidate(
        "expedite", f"pay to hurry what is on order{whose}", ", ".join(makers) or "inbound", f"{root}.acts",
        f"expedite: {HURRIED:g}", found.works_on(*GOALS), _because(share), price * orders, 0.0,
        f"{basis} for each of {orders} purchase orders",
        values={f"{root}.acts": [*written(response), {"expedite": HURRIED}]},
    )  # fmt: skip


def ahead(found: Seen, node: str, share: float) -> Iterator[Candidate]:
    """Keep some of what ran out at a place there instead of at another that stocks it and has not run out."""
    short = {sku: math.ceil(units) for (place, sku), units in found.short.items() if place == node}
    values: dict[str, Any] = {}
    moved: dict[str, int] = {}
    givers: list[str] = []
    daily = daily_units(found.scenario)
    for sku, extra in list(short.items())[:SKUS]:
        giver = _giver(found, node, sku)
        mine = found.scenario.nodes[node].stock.get(sku)
        if giver is None or mine is None:
            continue
        theirs = found.scenario.nodes[giver].stock[sku]
        more = raised(mine, f"nodes.{node}.stock.{sku}", extra, daily.get((node, sku), 0.0))
        less = raised(theirs, f"nodes.{giver}.stock.{sku}", -extra, daily.get((giver, sku), 0.0))
        if more and less:
            values |= more | less
            moved[sku] = extra
            givers.append(giver)
    if values:
        yield Candidate(
            "ahead", f"{listed(moved, 'keep')} at {node} instead of at {givers[0]}", node, "; ".join(values),
            "; ".join(map(said, values.values())), found.works_on("cancelled", "late_orders", "stock_back"),
            f"{share:.0%} of the additional waiting was for what had run out at {node}", 0.0, 0.0,
            "no more stock than today; what moving it costs is in what the drill costs", values=values,
        )  # fmt: skip


def _giver(found: Seen, node: str, sku: str) -> str | None:
    """Find a place that stocks a SKU and has not run out of it, rather one that the drill does not hit."""
    hit = set(found.occasion.targets(found.scenario))
    able = [
        name
        for name, one in found.scenario.nodes.items()
        if name != node and sku in one.stock and one.supplier is None and (name, sku) not in found.short
    ]
    return next(iter([name for name in able if name not in hit] or able), None)
