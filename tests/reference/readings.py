"""What outputs of reference cases are in records: stock over time, and what became of orders.

All are for the horizon: [start, end). Names are those of the scenario; every node is taken to hold one SKU
unless one is named.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from simnet.records import Records, code
from tests.reference.trial import Quantity

Array = np.ndarray[tuple[int, ...], np.dtype[Any]]
Pair = tuple[float, float]


def value(*readings: Callable[[Records], float]) -> Quantity:
    """Make an answer of a reading, or a list of several: the mean over replications."""
    return Quantity(lambda tables: [reading(tables.records) for reading in readings])


def ratio(*readings: Callable[[Records], Pair], share: bool = False) -> Quantity:
    """Make an answer of a numerator and denominator, or a list of several."""

    def part(which: int) -> Callable[[Any], list[float]]:
        return lambda tables: [reading(tables.records)[which] for reading in readings]

    return Quantity(part(0), part(1), share)


def share(*readings: Callable[[Records], Pair]) -> Quantity:
    """Make an answer of counts of some among all, or a list of several."""
    return ratio(*readings, share=True)


def summed(readings: Sequence[Callable[[Records], Pair]]) -> Callable[[Records], Pair]:
    """Add numerators and denominators of several readings."""

    def reading(records: Records) -> Pair:
        pairs = [one(records) for one in readings]
        return sum(pair[0] for pair in pairs), sum(pair[1] for pair in pairs)

    return reading


class Path:
    """A quantity that changes at instants: `first` before all of them.

    Changes of one instant are taken at once.
    """

    def __init__(self, first: float, *changes: tuple[Array, Array]) -> None:
        instants = np.concatenate([one[0] for one in changes])
        amounts = np.concatenate([np.broadcast_to(one[1], one[0].shape) for one in changes])
        order = np.argsort(instants, kind="stable")
        self.instants, self.values = instants[order], first + np.cumsum(amounts[order])
        self.first = first

    def at(self, instants: Array, side: str = "right") -> Array:
        """Give the values at instants, after what happens there (`left`: before)."""
        place = np.searchsorted(self.instants, instants, side)  # type: ignore[call-overload]
        found: Array = np.concatenate(([self.first], self.values))[place]
        return found

    def over(self, records: Records) -> tuple[Array, Array]:
        """Give the values in the horizon and how long (µs) each lasted."""
        start, end = records.meta.start_us, records.meta.end_us
        inside = self.instants[(self.instants > start) & (self.instants < end)]
        edges = np.unique(np.concatenate(([start], inside)))
        return self.at(edges), np.diff(np.append(edges, end)).astype(float)


def number(records: Records, vocabulary: str, name: str) -> int:
    """Give the code of a name."""
    return records.words(vocabulary).index(name)


def stock_row(records: Records, node: str, sku: str | None = None) -> Any:
    """Give the row of table `stock` of a node and, if it holds several, an SKU."""
    rows = records["stock"]
    rows = rows[rows["node"] == number(records, "node", node)]
    return (rows if sku is None else rows[rows["sku"] == number(records, "sku", sku)])[0]


def length(records: Records) -> float:
    """Give the length of the horizon in µs."""
    return float(records.meta.end_us - records.meta.start_us)


def on_hand(records: Records, node: str, sku: str | None = None) -> float:
    """Give the mean units on hand."""
    return float(stock_row(records, node, sku)["on_hand_unit_us"]) / length(records)


def backorders(records: Records, node: str, sku: str | None = None) -> float:
    """Give the mean units that customers and other nodes wait for."""
    return float(stock_row(records, node, sku)["backorder_unit_us"]) / length(records)


def placed_in(records: Records) -> Array:
    """Tell which orders were placed in the horizon. Index: order."""
    placed = records["orders"]["placed_us"]
    found: Array = (placed >= records.meta.start_us) & (placed < records.meta.end_us)
    return found


def of_region(records: Records, region: str | None) -> Array:
    """Tell which orders were placed in the horizon, in a region if one is given. Index: order."""
    found = placed_in(records)
    if region is None:
        return found
    there: Array = records["orders"]["region"] == number(records, "region", region)
    return np.logical_and(found, there)


def lost(records: Records, region: str | None = None) -> Pair:
    """Count lost orders, and all orders."""
    which = of_region(records, region)
    return float((records["orders"]["state"][which] == code("order_state", "lost")).sum()), float(which.sum())


def sent_from(records: Records, node: str, region: str | None = None) -> Pair:
    """Count orders that a node served (of one line each), and all orders."""
    lines, which = records["lines"], of_region(records, region)
    served = (lines["node"] == number(records, "node", node)) & (lines["shipment"] >= 0)
    return float(which[lines["order"][served]].sum()), float(which.sum())


def short(records: Records) -> Array:
    """Tell which orders found no stock for something when they were placed. Index: order."""
    found = np.zeros(len(records["orders"]), bool)
    found[records["stockouts"]["order"]] = True
    return found


def filled(records: Records, region: str | None = None) -> Pair:
    """Count orders that found everything at once, and all orders."""
    which = of_region(records, region)
    return float((which & ~short(records)).sum()), float(which.sum())


def supplies(records: Records, node: str, column: str = "received_us") -> tuple[Array, Array]:
    """Give instants and units of purchase orders and transfers to a node, by when they were received (or
    placed)."""
    to = number(records, "node", node)
    bought, moved = records["purchase_orders"], records["transfers"]
    rows = [bought[bought["node"] == to], moved[moved["to"] == to]]
    instants = np.concatenate([one[column] for one in rows])
    units = np.concatenate([one["quantity"] for one in rows])
    return instants[instants >= 0], units[instants >= 0]


def demands(records: Records, node: str | None) -> tuple[Array, Array]:
    """Give instants and units that customers asked of a node, or of all if none is named.

    What was lost is left out.
    """
    lines = records["lines"]
    lines = lines[lines["state"] != code("line_state", "lost")]
    if node is not None:
        lines = lines[lines["node"] == number(records, "node", node)]
    return records["orders"]["placed_us"][lines["order"]], lines["quantity"].astype(np.int64)


def net_inventory(records: Records, node: str, everyone: bool = False) -> Path:
    """Follow the units on hand less those that are waited for.

    With `everyone` of a node that supplies all others that sell, which pass every demand on as it comes.
    """
    asked, units = demands(records, None if everyone else node)
    return Path(float(stock_row(records, node)["initial"]), supplies(records, node), (asked, -units))


def on_order(records: Records, node: str) -> Path:
    """Follow the units on order at a node."""
    came, units = supplies(records, node)
    return Path(0.0, supplies(records, node, "placed_us"), (came, -units))


def on_order_by_demand(records: Records, node: str) -> Path:
    """Follow the units on order at a node that orders every unit again: asked for and not yet received.

    What waits for stock at its source is in it, also if it is never granted before the run ends.
    """
    came, units = supplies(records, node)
    return Path(0.0, demands(records, node), (came, -units))


def mean(path: Path, records: Records) -> float:
    """Give the mean of a path over the horizon."""
    values, lasted = path.over(records)
    return float((values * lasted).sum() / lasted.sum())


def variance(path: Path, records: Records, about: float | None = None) -> float:
    """Give the variance of a path over the horizon, about its mean there if none is given."""
    values, lasted = path.over(records)
    middle = mean(path, records) if about is None else about
    return float(((values - middle) ** 2 * lasted).sum() / lasted.sum())
