"""Demand: regions, items, order streams, what thins them, and what customers are promised and forgive."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simnet.engine import plan
from simnet.engine.compile import tables
from simnet.engine.compile.context import WORKDAYS, Context
from simnet.engine.compile.numbering import Numbers, label_of, tags_of
from simnet.engine.compile.time import Timeline
from simnet.scenario.customers import Customers, Promotion
from simnet.scenario.holidays import holiday_country
from simnet.scenario.scenario import Scenario
from simnet.scenario.skus import Sku
from simnet.units import DAY

Array = NDArray[np.float64]
ORDERS = "orders"
"""Luck label of ordinary demand."""
_DAYS_A_YEAR = 365  # as in the scenario's units


def compile_items(scenario: Scenario, numbers: Numbers) -> tuple[tuple[plan.Sku, ...], tuple[plan.Item, ...]]:
    """Compile what is stocked, and what is sold: SKUs and kits of them."""
    skus = tuple(_sku(name, scenario.skus[name]) for name in numbers.skus)
    items = tuple(_item(name, scenario, numbers) for name in numbers.items)
    return skus, items


def ordinary_stream(context: Context) -> plan.Stream:
    """Compile ordinary demand as a rate gives it."""
    customers = context.scenario.customers
    return _stream(
        ORDERS,
        customers,
        daily_means(customers, context.timeline),
        context.book.add(tables.profile(customers.hours)),
        region_shares(context.scenario, context.numbers),
        item_shares(context.scenario, context.numbers),
    )


def compile_streams(
    context: Context, ordinary: plan.Stream
) -> tuple[tuple[plan.Stream, ...], tuple[plan.Thinning, ...]]:
    """Compile ordinary demand, a stream for each promotion that adds orders, and thinnings for the others."""
    streams, thinnings = [ordinary], []
    for promotion in sorted(context.scenario.customers.promotions, key=_promotion_order):
        if promotion.factor > 1:
            wanted = f"promotion {promotion.name} {promotion.starts:%Y-%m-%d}"
            label = _unused(wanted, {stream.label for stream in streams})
            streams.append(_promotion(label, promotion, context, ordinary.means, ordinary))
        elif promotion.factor < 1:
            thinnings.append(_thinning(promotion, context.timeline, context.numbers))
    return tuple(sorted(streams, key=lambda stream: stream.label)), tuple(thinnings)


def daily_means(customers: Customers, timeline: Timeline) -> Array:
    """Compute the mean number of ordinary orders of every local day from zero to the end.

    rate × weekday × season × (1 + growth)^years, years of 365 days from the start; weekday and season
    factors average 1. A last day that is not whole counts whole: orders after the end are not placed.
    """
    first = timeline.first
    dates = [first + timedelta(days=day) for day in range(timeline.demand_days)]
    midnights = timeline.day_starts(timeline.demand_days)
    start = int(np.searchsorted(midnights, timeline.start, side="right")) - 1
    years = (np.arange(timeline.demand_days) - start) / _DAYS_A_YEAR
    weekday = np.array([customers.weekdays[day.weekday()] for day in dates])
    season = np.array([customers.season[day.month - 1] for day in dates])
    means: Array = customers.orders_per_day * weekday * season * (1.0 + customers.growth) ** years
    return means


def compile_promise(scenario: Scenario, timeline: Timeline) -> plan.Promise:
    """Compile the promise; business days are Monday to Friday less the customers' holidays."""
    promise = scenario.customers.promise
    ends = np.zeros(0, dtype=np.int64)
    if promise.business:
        ends = timeline.business_ends(WORKDAYS, holiday_country(scenario.customers.country))
    return plan.Promise(days=promise.days, business=promise.business, business_ends=ends)


def compile_loyalty(customers: Customers) -> plan.Loyalty | None:
    """Compile loyalty; a change of −6% is a loss of 0.06."""
    loyalty = customers.loyalty
    if loyalty is None:
        return None
    return plan.Loyalty(-loyalty.late, -loyalty.cancelled, -loyalty.damaged, loyalty.memory)


def region_shares(scenario: Scenario, numbers: Numbers) -> Array:
    """List the shares of orders by region, summing to 1."""
    return _normalised([scenario.customers.regions[name].share for name in numbers.regions])


def item_shares(scenario: Scenario, numbers: Numbers) -> Array:
    """List the shares of order lines by item, summing to 1; equal if no SKU gives one."""
    given = [scenario.skus[name].sells for name in numbers.items]
    if all(share is None for share in given):
        return np.full(len(given), 1 / len(given))
    return _normalised([share or 0.0 for share in given])


def item_weight(scenario: Scenario, name: str) -> float:
    """Compute the weight of one unit of an SKU or kit in pounds."""
    parts = recipe(scenario, name).items()
    return sum((scenario.skus[part].weight or 0.0) * count for part, count in parts)


def item_volume(scenario: Scenario, name: str) -> float:
    """Compute the volume of one unit of an SKU or kit in cubic inches; a kit's is that of its components."""
    parts = recipe(scenario, name).items()
    return sum(math.prod(scenario.skus[part].size) * count for part, count in parts)


def item_units(scenario: Scenario, name: str) -> int:
    """Count the units that travel for one unit of an SKU or kit."""
    return sum(recipe(scenario, name).values())


def recipe(scenario: Scenario, name: str) -> Mapping[str, int]:
    """Give the components of a kit and how many; a single SKU is its own."""
    kit = scenario.skus[name].kit
    return {name: 1} if kit is None else kit


def _sku(name: str, sku: Sku) -> plan.Sku:
    return plan.Sku(
        name=name,
        label=label_of(name, sku),
        price=sku.price,
        cost=sku.cost or 0.0,
        weight_lb=sku.weight or 0.0,
        size_in=sku.size,
        fragile_factor=sku.fragile_factor if sku.fragile else 1.0,
        oversize=sku.oversize,
        critical=sku.critical,
        tags=tags_of(sku),
    )


def _item(name: str, scenario: Scenario, numbers: Numbers) -> plan.Item:
    sku = scenario.skus[name]
    parts = recipe(scenario, name).items()
    components = tuple(sorted((numbers.skus[part], count) for part, count in parts))
    return plan.Item(name, label_of(name, sku), sku.price, components, sku.kit is not None)


def _stream(
    label: str, customers: Customers, means: Array, hours: int, regions: Array, items: Array
) -> plan.Stream:
    return plan.Stream(
        label=label,
        counts=customers.counts,
        dispersion=customers.dispersion,
        means=means,
        hours=hours,
        regions=_cumulated(regions),
        items=_cumulated(items),
        lines=_cumulated(np.array(customers.lines)),
        quantities=_cumulated(np.array(customers.quantity)),
    )


def _promotion(
    label: str, promotion: Promotion, context: Context, base: Array, ordinary: plan.Stream
) -> plan.Stream:
    """Compile the extra orders: (factor − 1) × base × share of its regions × share of its items."""
    scenario, numbers = context.scenario, context.numbers
    here = _restricted(
        region_shares(scenario, numbers), [numbers.regions[name] for name in promotion.regions]
    )
    what = _restricted(item_shares(scenario, numbers), [numbers.items[name] for name in promotion.skus])
    means: Array = (
        base * (promotion.factor - 1.0) * here.sum() * what.sum() * _overlap(promotion, context.timeline)
    )
    return replace(ordinary, label=label, means=means, regions=_cumulated(here), items=_cumulated(what))


def _promotion_order(promotion: Promotion) -> tuple[Any, ...]:
    return promotion.name, promotion.starts, sorted(promotion.regions), sorted(promotion.skus)


def _overlap(promotion: Promotion, timeline: Timeline) -> Array:
    """Compute the fraction of every local day that a promotion covers."""
    begin, end = _window(promotion, timeline)
    midnights = timeline.day_starts(timeline.demand_days)
    covered = np.minimum(midnights[1:], end) - np.maximum(midnights[:-1], begin)
    fraction: Array = np.maximum(covered, 0) / np.diff(midnights)
    return fraction


def _window(promotion: Promotion, timeline: Timeline) -> tuple[int, int]:
    """Place a promotion by local clock time, so that whole days stay whole when the clocks change."""
    end = promotion.starts + timedelta(microseconds=promotion.lasts)
    if promotion.lasts % DAY:
        begin = timeline.instant(promotion.starts)
        return begin, begin + promotion.lasts
    return timeline.instant(promotion.starts), timeline.instant(end)


def _thinning(promotion: Promotion, timeline: Timeline, numbers: Numbers) -> plan.Thinning:
    begin, end = _window(promotion, timeline)
    return plan.Thinning(
        begin=begin,
        end=end,
        factor=promotion.factor,
        regions=frozenset(numbers.regions[name] for name in promotion.regions),
        items=frozenset(numbers.items[name] for name in promotion.skus),
    )


def _normalised(shares: list[float]) -> Array:
    found: Array = np.array(shares, dtype=np.float64) / sum(shares)
    return found


def _restricted(shares: Array, chosen: list[int]) -> Array:
    if not chosen:
        return shares
    kept = np.zeros_like(shares)
    kept[chosen] = shares[chosen]
    return kept


def _cumulated(shares: Array) -> Array:
    """Cumulate shares so that the last is exactly 1, also where only zeros follow the last positive one."""
    total = shares.sum()
    if total <= 0:
        return np.ones(len(shares))
    reached: Array = np.cumsum(shares) / total
    reached[np.flatnonzero(shares)[-1] :] = 1.0
    return reached


def _unused(label: str, taken: set[str]) -> str:
    number, candidate = 1, label
    while candidate in taken:
        number += 1
        candidate = f"{label} {number}"
    return candidate
