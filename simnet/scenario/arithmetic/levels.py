"""Stock levels against demand over the time a delivery takes, node by node and SKU by SKU."""

from __future__ import annotations

import math
from collections.abc import Iterator
from statistics import NormalDist

from simnet import geo
from simnet.errors import Problem
from simnet.scenario.arithmetic.flow import Flow
from simnet.scenario.arithmetic.spread import sd_of
from simnet.scenario.arithmetic.ways import place_of
from simnet.scenario.arithmetic.words import amount, finding, span, tenths
from simnet.scenario.scenario import Scenario
from simnet.scenario.stock import StockPolicy
from simnet.units import DAY, WEEK

# A level below this chance of lasting until the delivery is worth a word, whatever its target.
LEAST = 0.8
# An order that lasts longer than this ties up money that a small brand rarely has.
LONG_COVER = 26 * WEEK


def check(scenario: Scenario, flow: Flow) -> Iterator[Problem]:
    """Find levels that run out before a delivery comes, and orders that last for very long."""
    for name, node in scenario.nodes.items():
        if node.supplier == name:
            continue
        for sku, policy in node.stock.items():
            rate = flow.drawn.get((name, sku), 0.0)
            if rate > 0 and policy.policy == "levels":
                yield from _level(scenario, flow, name, sku, policy, rate)
                yield from _minimum(scenario, name, sku, policy, rate)
    for name in flow.nowhere:
        what = "all of its parts" if scenario.skus[name].kit else "it"
        yield finding(
            scenario,
            ("skus", name),
            f"some regions cannot get {name}: no node that reaches them stocks {what}",
            "stock it together at one node",
        )


def delivery(scenario: Scenario, source: str, node: str) -> tuple[float, float]:
    """Compute mean and sd of the time from an order at a source to its receipt at a node, microseconds."""
    lane = next((one for one in scenario.lanes if (one.origin, one.destination) == (source, node)), None)
    parts = [lane.transit] if lane is not None and lane.transit is not None else []
    mean, variance = 0.0, 0.0
    supplier = scenario.suppliers.get(source)
    if supplier is not None:
        parts += [part for part in (supplier.confirms_in, supplier.lead_time) if part is not None]
        mean += supplier.inspection
    elif not parts:
        mean += _truck(scenario, source, node)
    for part in parts:
        mean += part.mean()
        variance += sd_of(part) ** 2
    return mean + scenario.nodes[node].receiving, math.sqrt(variance)


def _truck(scenario: Scenario, source: str, node: str) -> float:
    country = scenario.customers.country
    begin, end = place_of(scenario.nodes[source], country), place_of(scenario.nodes[node], country)
    return 0.0 if begin is None or end is None else geo.truck_days(geo.miles(begin, end)) * DAY


def first_source(scenario: Scenario, policy: StockPolicy) -> str | None:
    """Return the source that is asked first on an ordinary day: the first that is not a backup supplier."""
    usual = (
        name
        for name in policy.refill_from
        if name not in scenario.suppliers or not scenario.suppliers[name].backup
    )
    return next(usual, next(iter(policy.refill_from), None))


def _level(
    scenario: Scenario, flow: Flow, node: str, sku: str, policy: StockPolicy, rate: float
) -> Iterator[Problem]:
    """Compare a given level with demand over lead time and review: mean d·L, sd sqrt(L·v + d²·sd_L²).

    A level computed from cover meets its target by itself: it counts all that leaves the node.
    """
    source = first_source(scenario, policy)
    if source is None or policy.cover is not None:
        return
    lead, spread = delivery(scenario, source, node)
    lead += policy.review or 0
    sold, sd = _demand(scenario, rate, lead, spread)
    level = policy.base_stock if policy.base_stock is not None else policy.reorder_at or 0
    lasts = _chance(level, sold, sd)
    if lasts >= LEAST:
        return
    key = "base_stock" if policy.base_stock is not None else "reorder_at"
    verb = "is kept at" if policy.base_stock is not None else "reorders at"
    rule = (
        f"{node}: {sku} {verb} {amount(level)} and {_gives(flow, node, sku)} {amount(sold)} in "
        f"the {span(lead)} that a delivery from {source} takes on average"
    )
    if level < sold:
        rule += f": it is sold out about {span((sold - level) / rate * DAY)} before the delivery comes"
    else:
        rule += f"; busy days and late deliveries make it sold out before {tenths(1 - lasts)} deliveries"
    needed = math.ceil((sold + NormalDist().inv_cdf(policy.service) * sd) / 10) * 10
    repair = f"{amount(needed)} would last in {policy.service:.0%} of them"
    yield finding(scenario, ("nodes", node, "stock", sku, key), rule, repair)


def _demand(scenario: Scenario, rate: float, lead: float, spread: float) -> tuple[float, float]:
    """Compute mean and sd of the units that leave in a time, d·L and sqrt(L·v + d²·sd_L²); v = ratio × d."""
    customers = scenario.customers
    ratio = {"poisson": 1.0, "deterministic": 0.0}.get(customers.counts, customers.dispersion)
    days = lead / DAY
    return rate * days, math.sqrt(days * ratio * rate + (rate * spread / DAY) ** 2)


def _chance(level: float, sold: float, sd: float) -> float:
    return NormalDist(sold, sd).cdf(level) if sd > 0 else float(level >= sold)


def _gives(flow: Flow, node: str, sku: str) -> str:
    own, drawn = flow.sold.get((node, sku), 0.0), flow.drawn.get((node, sku), 0.0)
    return "sells" if drawn <= own * (1 + 1e-9) else "sells or passes on"


def _minimum(scenario: Scenario, node: str, sku: str, policy: StockPolicy, rate: float) -> Iterator[Problem]:
    source = first_source(scenario, policy) or ""
    supplier = scenario.suppliers.get(source)
    if supplier is not None and supplier.min_order / rate * DAY > LONG_COVER:
        rule = (
            f"{node}: the smallest order of {sku} from {source} is {amount(supplier.min_order)}, "
            f"which lasts {span(supplier.min_order / rate * DAY)}"
        )
        yield finding(
            scenario,
            ("suppliers", source, "min_order"),
            rule,
            f"refill {node} from another node, or ask for a smaller minimum",
        )
