"""Stock rules: levels given or computed from cover, and the sources of every SKU at every node."""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simnet.engine import plan
from simnet.engine.compile import tables
from simnet.engine.compile.context import Context
from simnet.engine.compile.demand import item_shares, region_shares
from simnet.engine.compile.standby import Standby
from simnet.scenario.nodes import Node
from simnet.scenario.stock import StockPolicy
from simnet.units import DAY

UNLIMITED = 10**9
"""Units of a stock that never runs out."""
NOTHING, UP_TO, MULTIPLES = 0, 1, 2


def compile_stock(
    context: Context,
    regions: tuple[plan.Region, ...],
    inbound: tuple[plan.InLane, ...],
    standby: Standby,
) -> tuple[tuple[plan.StockRule, ...], list[dict[str, Any]]]:
    """Compile the rules by (node, SKU), and list the inputs of every computed level."""
    scenario, numbers = context.scenario, context.numbers
    own = unit_means(context, regions)
    means = drawn_means(context, own)
    rules, levels = [], []
    for name, number in numbers.nodes.items():
        node = scenario.nodes[name]
        stocked = sorted((numbers.skus[sku], sku) for sku in node.stock)
        for sku, sku_name in stocked:
            policy = node.stock[sku_name]
            sources = _sources(context, node, sku_name)
            found: dict[str, Any] = {}
            if policy.kind == "cover":
                found = _cover(context, policy, sources, number, node, float(means[number, sku]), inbound)
                passed_on = float(means[number, sku] - own[number, sku])
                levels.append({"node": name, "sku": sku_name, "passed_on_a_day": passed_on, **found})
            added = standby.added.get((name, sku_name), ())
            spare = tuple(("supplier", numbers.suppliers[one]) for one in added)
            rules.append(_rule(number, sku, policy, sources, spare, found))
    return tuple(rules), levels


def unit_means(context: Context, regions: tuple[plan.Region, ...]) -> NDArray[np.float64]:
    """Compute the mean units a day of every SKU at the node that is its home, shape (nodes, SKUs).

    Demand is that of the start, without promotions; an SKU's home for a region is the first node of the
    region's ranking that stocks it.
    """
    scenario, numbers = context.scenario, context.numbers
    units = sku_means(context)
    nodes = [scenario.nodes[name] for name in numbers.nodes]
    means = np.zeros((len(numbers.nodes), len(numbers.skus)))
    shares = region_shares(scenario, numbers)
    for region, share in zip(regions, shares.tolist(), strict=True):
        for name, sku in numbers.skus.items():
            home = next((node for node in region.ranking if name in nodes[node].stock), None)
            if home is not None:
                means[home, sku] += share * units[sku]
    return means


def drawn_means(context: Context, own: NDArray[np.float64]) -> NDArray[np.float64]:
    """Add to every node's mean units a day those of the nodes that it is the first source of, and so on.

    Every node's own demand is passed up the chain of first sources as far as a supplier; the scenario's
    checks have refused circles.
    """
    scenario, numbers = context.scenario, context.numbers
    means = own.copy()
    for name, number in numbers.nodes.items():
        for sku_name in scenario.nodes[name].stock:
            sku = numbers.skus[sku_name]
            hubs: list[int] = []
            hub = _hub(context, name, sku_name)
            while hub is not None and numbers.nodes[hub] not in (number, *hubs):
                hubs.append(numbers.nodes[hub])
                hub = _hub(context, hub, sku_name)
            for at in hubs:
                means[at, sku] += own[number, sku]
    return means


def _hub(context: Context, node: str, sku: str) -> str | None:
    """Find the node that is the first source of a node's SKU, if it is a node."""
    policy = context.scenario.nodes[node].stock.get(sku)
    if policy is None or policy.policy != "levels":
        return None
    first = _first(context, _sources(context, context.scenario.nodes[node], sku))
    return None if first is None or first[0] == "supplier" else list(context.numbers.nodes)[first[1]]


def _first(context: Context, sources: tuple[tuple[str, int], ...]) -> tuple[str, int] | None:
    """Return the source that is asked first on an ordinary day: the first that is no backup supplier."""
    usual = (source for source in sources if not _is_backup(context, source))
    return next(usual, next(iter(sources), None))


def sku_means(context: Context) -> NDArray[np.float64]:
    """Compute the mean units a day of every SKU: orders × lines × quantity × share × recipe."""
    scenario, numbers = context.scenario, context.numbers
    customers = scenario.customers
    per_day = customers.orders_per_day * customers.lines_per_order * customers.units_per_line
    found = np.zeros(len(numbers.skus))
    for (name, _), share in zip(numbers.items.items(), item_shares(scenario, numbers).tolist(), strict=True):
        recipe = scenario.skus[name].kit or {name: 1}
        for part, count in recipe.items():
            found[numbers.skus[part]] += per_day * share * count
    return found


def _sources(context: Context, node: Node, sku: str) -> tuple[tuple[str, int], ...]:
    """List the sources of an SKU; the scenario has filled in the suppliers that make it, backups last."""
    numbers = context.numbers
    names = node.stock[sku].refill_from
    # A supplier that also drop-ships is a node too, but it is ordered from as a supplier.
    return tuple(
        ("supplier", numbers.suppliers[name]) if name in numbers.suppliers else ("node", numbers.nodes[name])
        for name in names
    )


def _rule(
    node: int,
    sku: int,
    policy: StockPolicy,
    sources: tuple[tuple[str, int], ...],
    spare: tuple[tuple[str, int], ...],
    computed: dict[str, Any],
) -> plan.StockRule:
    kind, lower, upper, initial = _levels(policy, computed)
    return plan.StockRule(
        node=node,
        sku=sku,
        initial=policy.initial if policy.initial is not None else initial,
        kind=kind,
        lower=lower,
        upper=upper,
        review=policy.review or 0,
        sources=sources + spare,
        standby=tuple(number for _, number in spare),
        most=-1 if policy.backorder_limit is None else policy.backorder_limit,
    )


def _levels(policy: StockPolicy, computed: dict[str, Any]) -> tuple[int, int, int, int]:
    """Return kind, lower, upper and the usual initial stock."""
    match policy.kind:
        case "cover":
            lower, upper = computed["reorder_at"], computed["order_up_to"]
            return UP_TO, lower, upper, upper
        case "reorder_up_to":
            lower, upper = policy.reorder_at or 0, policy.order_up_to or 0
            return UP_TO, lower, upper, upper
        case "base_stock":
            upper = policy.base_stock or 0
            return UP_TO, upper - 1, upper, upper
        case "reorder_quantity":
            lower, quantity = policy.reorder_at or 0, policy.order_quantity or 1
            return MULTIPLES, lower, quantity, max(0, lower + quantity)
        case "unlimited":
            return NOTHING, 0, 0, UNLIMITED
    return NOTHING, 0, 0, 0


def _cover(
    context: Context, policy: StockPolicy, sources: tuple[tuple[str, int], ...], number: int, node: Node,
    d: float, inbound: tuple[plan.InLane, ...],
) -> dict[str, Any]:  # fmt: skip
    """Compute s = d (L + R + recovery) + z sqrt((L + R) v + d² sd_L²) and S = s + d × cover, rounded up.

    d mean and v = dispersion × d variance of daily units, L and sd_L of the time from order to receipt at the
    first source in days, R the review period.
    """
    customers = context.scenario.customers
    dispersion = {"poisson": 1.0, "deterministic": 0.0}.get(customers.counts, customers.dispersion)
    lead, spread = _lead(context, sources, number, node, inbound)
    review, recovery = (policy.review or 0) / DAY, policy.recovery / DAY
    z = NormalDist().inv_cdf(policy.service)
    variance = dispersion * d
    safety = z * math.sqrt((lead + review) * variance + d * d * spread * spread)
    reorder = max(0.0, d * (lead + review + recovery) + safety)
    cover = (policy.cover or 0) / DAY
    return {
        "units_a_day": d,
        "variance_a_day": variance,
        "lead_days": lead,
        "lead_sd_days": spread,
        "review_days": review,
        "recovery_days": recovery,
        "service": policy.service,
        "z": z,
        "cover_days": cover,
        "reorder_at": math.ceil(reorder - 1e-9),
        "order_up_to": math.ceil(reorder + d * cover - 1e-9),
    }


def _lead(
    context: Context,
    sources: tuple[tuple[str, int], ...],
    number: int,
    node: Node,
    inbound: tuple[plan.InLane, ...],
) -> tuple[float, float]:
    """Compute mean and sd, in days, of the time from an order at the first source to its receipt."""
    scenario = context.scenario
    first = _first(context, sources)
    if first is None:
        return 0.0, 0.0
    parts = []
    fixed = float(node.receiving)
    if first[0] == "supplier":
        supplier = scenario.suppliers[list(context.numbers.suppliers)[first[1]]]
        parts = [
            tables.table_of(part) for part in (supplier.confirms_in, supplier.lead_time) if part is not None
        ]
        fixed += supplier.inspection
    lane = _inlane(first, number, inbound)
    if lane is not None:
        parts.append(context.book.get(lane.transit))
    mean = fixed + sum(tables.mean(part) for part in parts)
    return mean / DAY, math.sqrt(sum(tables.variance(part) for part in parts)) / DAY


def _is_backup(context: Context, source: tuple[str, int]) -> bool:
    names = list(context.numbers.suppliers)
    return source[0] == "supplier" and context.scenario.suppliers[names[source[1]]].backup


def _inlane(source: tuple[str, int], node: int, inbound: tuple[plan.InLane, ...]) -> plan.InLane | None:
    where = "supplier" if source[0] == "supplier" else "source"
    return next((lane for lane in inbound if lane.node == node and getattr(lane, where) == source[1]), None)
