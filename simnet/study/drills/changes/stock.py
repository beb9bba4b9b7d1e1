"""A candidate change: more stock of what ran out, where it ran out."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from simnet import units
from simnet.scenario import Scenario
from simnet.study.drills.changes.candidate import Candidate
from simnet.study.drills.changes.looking import Seen
from simnet.study.drills.changes.prices import carrying

if TYPE_CHECKING:
    from simnet.scenario.stock import StockPolicy

SKUS = 3
"""SKUs that are held more of at once: those that a bad year lacks most of."""


def more_stock(found: Seen, node: str, share: float) -> Iterator[Candidate]:
    """More stock of what ran out at a place, as much of each as a bad year lacked there."""
    short = {sku: math.ceil(units_) for (place, sku), units_ in found.short.items() if place == node}
    values: dict[str, Any] = {}
    many: dict[str, int] = {}
    daily, cost, basis = daily_units(found.scenario), 0.0, ""
    for sku, extra in list(short.items())[:SKUS]:
        policy = found.scenario.nodes[node].stock.get(sku)
        path = f"nodes.{node}.stock.{sku}"
        added = raised(policy, path, extra, daily.get((node, sku), 0.0)) if policy is not None else {}
        if added:
            price, basis = carrying(found.scenario, sku, extra)
            values |= added
            cost += price
            many[sku] = extra
    if values:
        yield Candidate(
            "stock", f"{listed(many)} at {node}", node, "; ".join(values),
            "; ".join(map(said, values.values())), found.works_on("cancelled", "late_orders", "stock_back"),
            f"{share:.0%} of the additional waiting was for what had run out at {node}", 0.0, round(cost, 2),
            basis, values=values,
        )  # fmt: skip


def listed(many: Mapping[str, int], verb: str = "hold") -> str:
    """Say what to hold more of; of one SKU, how much.

    hold 40 more candle; hold more candle, soap and book.
    """
    names = list(many)
    if len(names) == 1:
        return f"{verb} {many[names[0]]:,} more {names[0]}"
    return f"{verb} more {', '.join(names[:-1])} and {names[-1]}"


def raised(policy: StockPolicy, path: str, extra: int, daily: float) -> dict[str, Any]:
    """Raise the levels of a policy by some units, or its cover by the days that they last; less is negative.

    Nothing if a level would be below zero.
    """
    levels = ("reorder_at", "order_up_to", "base_stock")
    made = {f"{path}.{name}": getattr(policy, name) + extra for name in levels if getattr(policy, name)}
    if made:
        return {name: str(value) for name, value in made.items()} if min(made.values()) >= 0 else {}
    if policy.cover is None or daily <= 0:
        return {}
    cover = policy.cover + math.ceil(extra / daily) * units.DAY
    if cover <= 0:
        return {}
    return {path: {"cover": units.format_duration(cover), **_sources(policy)}}


def daily_units(scenario: Scenario) -> Mapping[tuple[str, str], float]:
    """Give the mean units a day that leave a node, by node and SKU, as routing spreads them."""
    from simnet.pricing.usual import library
    from simnet.scenario.arithmetic.flow import flow_of

    return flow_of(scenario, library()).drawn


def said(value: Any) -> str:
    return str(value["cover"]) if isinstance(value, dict) else str(value)


def _sources(policy: StockPolicy) -> dict[str, Any]:
    return {"refill_from": list(policy.refill_from)} if policy.refill_from else {}
