"""Real files in a plan: orders that are placed again, and the state from which a run starts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import numpy as np
from numpy.typing import NDArray

from simnet.engine import calendars, plan
from simnet.engine.compile import tables
from simnet.engine.compile.context import WORKDAYS, Context
from simnet.engine.compile.time import Timeline, working_days
from simnet.intake import Arrival, Intake, OrderLog
from simnet.intake.weeks import first_replayed, weeks_like, whole_weeks
from simnet.scenario.holidays import holiday_country
from simnet.scenario.orderfile import OrderFile
from simnet.units import DAY

Array = NDArray[np.int64]
_DAYS_A_YEAR = 365  # as in the scenario's units


def compile_baskets(context: Context, intake: Intake) -> plan.Baskets | None:
    """Compile what real orders are for: those that are placed again first, then those that are open."""
    logs = [log for log in (intake.orders, intake.open_orders) if log is not None]
    if not logs:
        return None
    sizes = [np.diff(log.first) for log in logs]
    return plan.Baskets(
        region=np.concatenate([_numbered(log.region, log.regions, context.numbers.regions) for log in logs]),
        first=np.concatenate([[0], np.cumsum(np.concatenate(sizes))]).astype(np.int64),
        item=np.concatenate([_numbered(log.item, log.items, context.numbers.items) for log in logs]),
        quantity=np.concatenate([log.quantity for log in logs]).astype(np.int64),
    )


def _numbered(places: NDArray[np.signedinteger], names: tuple[str, ...], numbers: object) -> Array:
    """Turn places in a list of names into the plan's numbers; −1 stays."""
    found: Array = np.array([*(numbers[name] for name in names), -1], np.int64)[places]  # type: ignore[index]
    return found


def compile_history(context: Context, log: OrderLog, read: OrderFile) -> plan.History:
    """Compile which days of a file are placed on which days of a run."""
    timeline, begin = context.timeline, log.first_day.toordinal()
    midnights = calendars.day_starts(timeline.timezone, log.first_day, log.days, timeline.zero)
    days, mondays, choices = np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros((0, 1), np.int64)
    if read.replay == "as_it_was":
        first = first_replayed(log, timeline.first, timeline.demand_days)
        days = first - begin + np.arange(timeline.demand_days)
    else:
        mondays, choices = _weeks(timeline, log, read.near)
    return plan.History(
        first=np.searchsorted(log.day, begin + np.arange(log.days + 1)).astype(np.int64),
        elapsed=log.elapsed,
        length=np.diff(midnights),
        days=days,
        mondays=mondays,
        choices=choices,
        growth=_growth(context),
    )


def _weeks(timeline: Timeline, log: OrderLog, near: int) -> tuple[Array, Array]:
    begin = timeline.first.toordinal()
    monday = begin - (begin - 1) % 7
    mondays = np.arange(monday, begin + timeline.demand_days, 7)
    known = whole_weeks(log)
    rows = [weeks_like(week, known, near) for week in mondays.tolist()]
    choices = np.full((len(rows), max(map(len, rows))), -1, np.int64)
    for row, weeks in zip(choices, rows, strict=True):
        row[: len(weeks)] = np.array(weeks) - log.first_day.toordinal()
    return mondays, choices


def _growth(context: Context) -> NDArray[np.float64]:
    """Compute (1 + growth)^years on every day, as for a rate."""
    timeline = context.timeline
    midnights = timeline.day_starts(timeline.demand_days)
    start = int(np.searchsorted(midnights, timeline.start, side="right")) - 1
    years = (np.arange(timeline.demand_days) - start) / _DAYS_A_YEAR
    found: NDArray[np.float64] = (1.0 + context.scenario.customers.growth) ** years
    return found


def like_history(stream: plan.Stream, history: plan.History, log: OrderLog, context: Context) -> plan.Stream:
    """Give the ordinary stream the means, hours and shares of a history: extra orders are drawn by them."""
    counts = np.diff(history.first).astype(np.float64)
    if len(history.days):
        means = counts[history.days]
    else:
        first = context.timeline.first.toordinal() + np.arange(context.timeline.demand_days)
        weeks = history.choices[(first - history.mondays[0]) // 7]
        days = np.where(weeks >= 0, weeks + ((first - 1) % 7)[:, None], 0)
        known = weeks >= 0
        means = (counts[days] * known).sum(1) / known.sum(1) * history.growth
    clock = np.minimum(
        log.elapsed * 24 // np.diff(_midnights(context, log))[log.day - log.first_day.toordinal()], 23
    )
    hours = np.bincount(clock.astype(np.int64), minlength=24) / len(log) * 24
    items = _numbered(log.item, log.items, context.numbers.items)
    return replace(
        stream,
        means=means,
        hours=context.book.add(tables.profile(hours.tolist())),
        items=_cumulated(np.bincount(items, minlength=len(context.numbers.items))),
        lines=_cumulated(np.bincount(np.diff(log.first))[1:]),
        quantities=_cumulated(np.bincount(log.quantity)[1:]),
    )


def _midnights(context: Context, log: OrderLog) -> Array:
    timeline = context.timeline
    return calendars.day_starts(timeline.timezone, log.first_day, log.days, timeline.zero)


def _cumulated(counts: NDArray[np.int64]) -> NDArray[np.float64]:
    reached: NDArray[np.float64] = np.cumsum(counts) / counts.sum()
    reached[np.flatnonzero(counts)[-1] :] = 1.0
    return reached


def with_stock(
    context: Context, intake: Intake, rules: tuple[plan.StockRule, ...]
) -> tuple[plan.StockRule, ...]:
    """Give every node and SKU the units of today's state; drop shippers and endless stock keep their own."""
    if intake.on_hand is None:
        return rules
    nodes, skus = list(context.numbers.nodes), list(context.numbers.skus)

    def units(rule: plan.StockRule) -> int:
        node, sku = nodes[rule.node], skus[rule.sku]
        own = context.scenario.nodes[node]
        usual = rule.initial if own.supplier is not None or own.stock[sku].kind == "unlimited" else 0
        return intake.on_hand.get((node, sku), usual) if intake.on_hand is not None else usual

    return tuple(replace(rule, initial=units(rule)) for rule in rules)


def compile_open_orders(
    context: Context, intake: Intake, regions: tuple[plan.Region, ...]
) -> plan.OpenOrders | None:
    """Compile orders placed before time zero, with the promise that each was given."""
    log = intake.open_orders
    if log is None:
        return None
    placed = log.placed - round(context.timeline.zero.timestamp() * 1e6)
    if context.scenario.customers.promise.business:
        promise = _business_promises(context, log, placed, regions)
    else:
        promise = np.tile(placed + context.scenario.customers.promise.days * DAY, (len(regions), 1))
    return plan.OpenOrders(placed, log.day.astype(np.int64), promise)


def _business_promises(
    context: Context, log: OrderLog, placed: Array, regions: tuple[plan.Region, ...]
) -> Array:
    """Count business days from the day of placing, or from the next one after the home node's cutoff."""
    promise, country = context.scenario.customers.promise, context.scenario.customers.country
    timeline = context.timeline.earlier(log.first_day)
    ends = timeline.business_ends(WORKDAYS, holiday_country(country))
    midnights = timeline.day_starts(timeline.days)
    day = np.searchsorted(midnights, placed, side="right") - 1
    found = np.empty((len(regions), len(placed)), np.int64)
    for row, region in zip(found, regions, strict=True):
        cutoffs = _cutoffs(context, timeline, region.ranking[0]) if region.ranking else np.zeros(0, np.int64)
        latest = np.append(cutoffs, -plan.NEVER)[np.searchsorted(cutoffs, placed, side="left") - 1]
        counts_as = day + (latest >= midnights[day])
        after = np.searchsorted(ends, midnights[counts_as + 1], side="right")
        row[:] = ends[np.minimum(after + promise.days - 1, len(ends) - 1)]
    return found


def _cutoffs(context: Context, timeline: Timeline, number: int) -> Array:
    name = list(context.numbers.nodes)[number]
    node, zone = context.scenario.nodes[name], context.nodes[name].timezone
    if node.order_cutoff is None or node.kind == "dropship":
        return np.zeros(0, np.int64)
    return timeline.daily(node.order_cutoff, working_days(node.hours), zone, node.holidays, since=-plan.NEVER)


def compile_open_purchases(
    context: Context, intake: Intake, inbound: tuple[plan.InLane, ...], book: NDArray[np.float64]
) -> tuple[plan.OpenPurchase, ...]:
    """Compile purchase orders under way, in an order that does not depend on that of the file."""
    found = [_purchase(context, arrival, inbound, book) for arrival in intake.arrivals]
    return tuple(
        sorted(found, key=lambda p: (p.placed, p.arrives, p.supplier, p.source, p.node, p.sku, p.quantity))
    )


def _purchase(
    context: Context, arrival: Arrival, inbound: tuple[plan.InLane, ...], book: NDArray[np.float64]
) -> plan.OpenPurchase:
    """Say where goods are: on their way, or at the supplier until a mean transit before they are due.

    What comes from another node has left it: what has not is among that node's units on hand.
    """
    numbers, node = context.numbers, context.numbers.nodes[arrival.node]
    supplier = numbers.suppliers.get(arrival.supplier, -1)
    source = numbers.nodes[arrival.supplier] if supplier < 0 else -1
    lane = next(one for one in inbound if (one.supplier, one.source, one.node) == (supplier, source, node))
    zone = context.nodes[arrival.node].timezone
    arrives = max(0, _instant(context, arrival.expected, zone))
    leaves = arrives - round(tables.mean(book[lane.transit]))
    left = arrival.shipped is not None if arrival.knows_shipped else leaves <= 0
    left = left or source >= 0
    return plan.OpenPurchase(
        supplier=supplier,
        source=source,
        node=node,
        sku=numbers.skus[arrival.sku],
        quantity=arrival.quantity,
        placed=-1 if arrival.placed is None else _instant(context, arrival.placed, zone),
        shipped=-1 if arrival.shipped is None else _instant(context, arrival.shipped, zone),
        leaves=-1 if left else max(0, leaves),
        arrives=arrives,
    )


def _instant(context: Context, day: date, zone: str) -> int:
    return context.timeline.instant(datetime(day.year, day.month, day.day), zone)


__all__ = [
    "compile_baskets",
    "compile_history",
    "compile_open_orders",
    "compile_open_purchases",
    "like_history",
    "with_stock",
]
