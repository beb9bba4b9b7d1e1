"""The smallest network of inventory theory as a scenario: one shop, one SKU, one supplier, customers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from tests.reference.worlds import Clock

TEXT = """\
simnet: 1
name: One shop
start: 2026-01-01
timezone: UTC
warmup: {warmup}
customers:
  orders: {orders}
  counts: {counts}
  promise: 30 days
  quantity: {quantity}
  regions: {{town: {{share: 100%, at: [40, -83]}}}}
skus:
  item: {{price: 10, cost: 4, weight: 1 lb, sells: 100%}}
suppliers:
  maker: {{makes: [item], lead_time: {lead_time}{supplier}}}
carriers:
  van: {{services: {{ground: {{rates: {{base: 0}}, days: calendar, transit: 1 h}}}}}}
nodes:
  shop:
    at: [40, -83]
    hours: always
    pickup: continuous
    stock: {{item: {stock}}}
team: {{hours: always}}
routing: {{rules: [closest], splits: units, out_of_stock: {out_of_stock}}}
"""


def one_shop(
    *,
    warmup: str,
    orders: str,
    lead_time: str,
    stock: Mapping[str, Any],
    counts: str = "poisson",
    quantity: Mapping[int, float] | None = None,
    supplier: Mapping[str, str] | None = None,
    lost: bool = False,
) -> str:
    """Write the scenario; each unit of an order is served on its own, as theory says of partial shipments.

    `stock` is the SKU's policy, `quantity` the shares of order sizes, `supplier` more fields of the supplier.
    """
    more = "".join(f", {name}: {value}" for name, value in (supplier or {}).items())
    return TEXT.format(
        warmup=warmup,
        orders=orders,
        counts=counts,
        quantity=shares(quantity or {1: 1.0}),
        lead_time=lead_time,
        supplier=more,
        stock="{" + ", ".join(f"{name}: {value}" for name, value in stock.items()) + "}",
        out_of_stock="lost" if lost else "backorder",
    )


def shares(sizes: Mapping[int, float]) -> str:
    """Write shares of 1, 2, 3, … as percents that sum to 100% but for rounding."""
    whole = sum(sizes.values())
    return "{" + ", ".join(f"{size}: {100 * share / whole:.12f}%" for size, share in sizes.items()) + "}"


def demand(given: Mapping[str, Any]) -> tuple[float, dict[int, float]]:
    """Give customers per unit of time and the shares of order sizes."""
    if given["demand"] == "compound Poisson":
        return given["customer_order_rate"], pmf(given["order_size_pmf"])
    return given["demand_rate"], {1: 1.0}


def pmf(given: Mapping[str, Any], tail: float = 1e-11) -> dict[int, float]:
    """Read the probabilities of order sizes: listed, or geometric on 1, 2, … (cut where `tail` is left)."""
    if "dist" not in given:
        return {int(size): float(share) for size, share in given.items()}
    if not given["dist"].startswith("geometric on 1"):
        raise ValueError(f"order sizes are {given['dist']!r}; known are lists and geometric on 1, 2, …")
    stop, left, found, size = float(given["p"]), 1.0, {}, 1
    while left > tail:
        found[size] = left * stop
        left, size = left * (1 - stop), size + 1
    return found


def duration(given: Any, clock: Clock) -> str:
    """Write a time that a case gives as a number or a distribution.

    Raises ValueError for a distribution that nobody knows.
    """
    found = clock.said(given)
    return found if isinstance(found, str) else json.dumps(found)
