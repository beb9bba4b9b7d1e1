"""Readings of one shop with one SKU, under the names that inventory theory gives them.

What a table of the run has is read from there; the rest (units that wait, and for how long) from the records.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from simnet import units
from simnet.records import code
from tests.reference.trial import Quantity, Tables

Array = np.ndarray


def mean(read: Callable[[Tables], float], scale: float = 1.0) -> Quantity:
    """A mean over time of what each replication gives as its mean, weighted by its days."""
    return Quantity(lambda run: scale * read(run) * run.days, lambda run: run.days)


def per_time(read: Callable[[Tables], float], unit_days: float) -> Quantity:
    """A count per unit of time of so many days."""
    return Quantity(read, lambda run: run.days / unit_days)


def on_hand(run: Tables) -> float:
    """Mean units on the shelf."""
    return float(run.column("skus", "on_hand").sum())


def on_order(run: Tables) -> float:
    """Mean units on order."""
    return float(run.column("skus", "on_order").sum())


def backorders(run: Tables) -> float:
    """Mean units that customers wait for."""
    meta = run.records.meta
    return float(run.records["stock"]["backorder_unit_us"].sum() / (meta.end_us - meta.start_us))


def out_of_stock() -> Quantity:
    """Share of time with nothing on the shelf."""
    return Quantity(lambda run: run.column("skus", "stockout_days").sum(), lambda run: run.days, share=True)


def measured(name: str) -> Quantity:
    """A ratio of simnet.measures.catalog that is a share."""
    return Quantity(
        lambda run: run.measure(f"{name}.numerator"),
        lambda run: run.measure(f"{name}.denominator"),
        share=True,
    )


def lost_units(run: Tables) -> float:
    """Units lost for want of stock, of orders placed in the horizon."""
    return run.measure("lost_units")


def demanded(run: Tables) -> float:
    """Units that customers asked for in the horizon."""
    return run.measure("unit_fill.denominator")


def orders_placed(run: Tables) -> float:
    """Purchase orders placed in the horizon."""
    return float(_during(run, run.records["purchase_orders"]["placed_us"]).sum())


def cycles(run: Tables) -> float:
    """Replenishment cycles that ended in the horizon."""
    return float(run.column("skus", "cycles").sum())


def lasted() -> Quantity:
    """Share of replenishment cycles in which no line waited or was lost."""
    return measured("cycle_service")


def never_waiting() -> Quantity:
    """Share of receipts before which no unit was backordered, whenever the units began to wait.

    simnet's cycle service counts stockouts within the cycle; a backorder that one receipt leaves unserved is
    counted here at the next one too, even if nobody asked in between.
    """

    def clear(run: Tables) -> float:
        received, level = before_receipts(run)
        return float((level[_during(run, received)] >= 0).sum())

    return Quantity(clear, lambda run: float(_during(run, before_receipts(run)[0]).sum()), share=True)


def before_receipts(run: Tables) -> tuple[Array, Array]:
    """Give the instants of all receipts, in order, and the net inventory just before each."""
    bought = run.records["purchase_orders"]
    came = bought[bought["received_us"] >= 0]
    came = came[np.argsort(came["received_us"], kind="stable")]
    level = net_inventory(run, came["received_us"])
    return came["received_us"], level


def net_inventory(run: Tables, instants: Array) -> Array:
    """Give units on the shelf less units backordered just before each instant.

    Shelf and backorders are those of the node-SKU; units that were lost never count.
    """
    records = run.records
    bought = records["purchase_orders"]
    received = bought["received_us"] >= 0
    level = records["stock"]["initial"].sum() + _before(
        bought["received_us"][received], bought["quantity"][received], instants
    )
    lines = records["lines"]
    kept = lines["state"] != code("line_state", "lost")
    placed = records["orders"]["placed_us"][lines["order"][kept]]
    found: Array = level - _before(placed, lines["quantity"][kept], instants)
    return found


def _before(times: Array, amounts: Array, instants: Array) -> Array:
    order = np.argsort(times, kind="stable")
    sums = np.concatenate(([0], np.cumsum(amounts[order])))
    return sums[np.searchsorted(times[order], instants, side="left")]


def waits_days(run: Tables) -> Array:
    """Give how long each unit that was demanded in the horizon and served waited for stock, in days."""
    records = run.records
    lines, orders = records["lines"], records["orders"]
    placed = orders["placed_us"][lines["order"]]
    rows = _during(run, placed) & (lines["shipment"] >= 0)
    waited = records["shipments"]["queued_us"][lines["shipment"][rows]] - placed[rows]
    return np.repeat(waited / units.DAY, lines["quantity"][rows])


def wait_mean(unit_days: float) -> Quantity:
    """Mean wait of a unit, in units of time."""
    return Quantity(lambda run: waits_days(run).sum() / unit_days, lambda run: len(waits_days(run)))


def wait_at_most(window_days: float) -> Quantity:
    """Share of units that waited no longer."""
    window = window_days + 0.5 / units.DAY
    return Quantity(
        lambda run: (waits_days(run) <= window).sum(), lambda run: len(waits_days(run)), share=True
    )


def on_order_variance(run: Tables) -> float:
    """Variance over time of the units on order."""
    bought, meta = run.records["purchase_orders"], run.records.meta
    never = np.where(bought["received_us"] < 0, meta.end_us, bought["received_us"])
    times = np.clip(np.concatenate((bought["placed_us"], never)), meta.start_us, meta.end_us)
    order = np.argsort(times, kind="stable")
    amounts = np.concatenate((bought["quantity"], -bought["quantity"]))
    level = np.cumsum(amounts[order])
    length = np.diff(np.append(times[order], meta.end_us))
    average = (level * length).sum() / length.sum()
    return float(((level - average) ** 2 * length).sum() / length.sum())


def standard(given: Mapping[str, Any], unit_days: float) -> dict[str, Quantity]:
    """Say how each quantity of continuous review is read, with times in units of so many days."""
    lost = str(given.get("stockout", "")).startswith("lost")
    return {
        "on_hand_mean": mean(on_hand),
        "backorders_mean": mean(backorders),
        "on_order_mean": mean(on_order),
        "on_order_variance": mean(on_order_variance),
        "stockout_time_fraction": out_of_stock(),
        "fill_rate_units": measured("unit_fill"),
        "fill_rate_orders_complete": measured("order_fill"),
        "cycle_service_level": lasted() if lost else never_waiting(),
        "lost_fraction_units": Quantity(lost_units, demanded, share=True),
        "lost_units_per_cycle": Quantity(lost_units, cycles),
        "replenishment_order_rate": per_time(orders_placed, unit_days),
        "wait_mean": wait_mean(unit_days),
        "p_wait_le_w": wait_at_most(given.get("wait_window_w", 0) * unit_days),
        "cost_rate": cost(given, unit_days),
    }


def cost(given: Mapping[str, Any], unit_days: float) -> Quantity:
    """Cost per unit of time: holding, backorders and orders, at the case's rates."""
    hold, wait, order = (
        given.get(name, 0.0)
        for name in ("holding_cost_per_unit_time", "backorder_cost_per_unit_time", "fixed_order_cost")
    )

    def total(run: Tables) -> float:
        stock = hold * on_hand(run) + wait * backorders(run)
        return float(stock * run.days / unit_days + order * orders_placed(run))

    return per_time(total, unit_days)


def _during(run: Tables, instants: Array) -> Array:
    meta = run.records.meta
    return (instants >= meta.start_us) & (instants < meta.end_us)
