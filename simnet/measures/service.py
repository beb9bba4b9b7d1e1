"""Service to customers: on time, from stock, in one parcel, unharmed, and how long it took.

All count orders that were placed in the horizon and not deterred. Formulas: docs/measures.md; fill rates as
in Silver, Pyke and Thomas, *Inventory and Production Management in Supply Chains*, 4th ed. (2017).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simnet import units
from simnet.measures.columns import NEVER, Array
from simnet.measures.orders import complete_us, counted, facts, orders_counted
from simnet.measures.ratios import Ratio
from simnet.measures.shared import once
from simnet.measures.tally import order_tally, parcels
from simnet.records import Records, code
from simnet.records.tables import UNLIMITED

if TYPE_CHECKING:
    from simnet.scenario import Scenario


def on_time_delivery(records: Records) -> Ratio:
    """Share of orders delivered complete by their promise; cancelled and lost ones count as not on time.

    Orders / orders.
    """
    tally = order_tally(records)
    return Ratio(orders_counted(records) - int(tally.late.sum()), orders_counted(records))


def on_time_when_delivered(records: Records) -> Ratio:
    """Share of the orders that were delivered complete that came by their promise.

    Orders / orders: cancelled, lost and partly delivered orders are left out of both.
    """
    return Ratio(on_time_delivery(records).numerator, int(order_tally(records).delivered.sum()))


def on_time_when_due(records: Records) -> Ratio:
    """Share of the orders promised for the horizon that were delivered complete by then, whenever placed.

    Orders / orders: an order is due at the end of its promise, so the last days' orders are left out and
    those of the end of the warm-up are in.
    """
    known, meta = facts(records), records.meta
    due = known.sold & (known.promised_us >= meta.start_us) & (known.promised_us < meta.end_us)
    return Ratio(int(np.count_nonzero(known.on_time & due)), int(np.count_nonzero(due)))


@once
def short_at_first(records: Records) -> Array:
    """Tell which rows of the stockout log are from an order's first routing, not from a later one.

    Index: row of `stockouts`. Type: bool. A row is from the first routing if no parcel of its order was
    queued before it and no earlier row names the order.
    """
    out, shipments = records["stockouts"], records["shipments"]
    first = np.full(len(records["orders"]), NEVER)
    made = shipments.take(parcels(records).of_short)
    made = made.take(np.flatnonzero(made["queued_us"] >= 0))
    np.minimum.at(first, made["order"], made["queued_us"])
    np.minimum.at(first, out["order"], out["t_us"])
    early: Array = out["t_us"] <= first[out["order"]]
    return early


def fill_rates(records: Records) -> dict[str, Ratio]:
    """Shares of orders, lines and units that were complete from stock when first routed.

    Keys `order_fill`, `line_fill`, `unit_fill`: orders / orders, lines / lines, units / units.
    """
    out, kept = records["stockouts"], counted(records)
    short = out[short_at_first(records) & kept[out["order"]]]
    orders, known = orders_counted(records), facts(records)
    lines, quantity = int(known.lines[kept].sum()), int(known.units[kept].sum())
    return {
        "order_fill": Ratio(orders - len(np.unique(short["order"])), orders),
        "line_fill": Ratio(lines - len(short), lines),
        "unit_fill": Ratio(quantity - int(short["quantity"].sum()), quantity),
    }


def ready_rate(records: Records) -> Ratio:
    """Share of time with stock on hand, over all nodes and SKUs: also called in-stock rate.

    Node-SKU-days / node-SKU-days; what never runs out is left out. On hand is what lies on the shelf and is
    not reserved, so what customers could still buy: `out_us` of the table `stock` counts the time without.
    """
    days = (records.meta.end_us - records.meta.start_us) / units.DAY
    finite = records["stock"][records["stock"]["initial"] < UNLIMITED]
    out = finite["out_us"].sum() / units.DAY
    whole = days * len(finite)
    return Ratio(float(whole - out), float(whole))


def split_rates(records: Records) -> dict[str, Ratio]:
    """Share of orders that came in more than one parcel, reshipments and void parcels not counted.

    Keys `split_of_multi` (of orders of more than one unit) and `split` (of all): orders / orders.
    """
    kept = counted(records)
    several = int(np.count_nonzero(kept & parcels(records).split))
    multi = int(np.count_nonzero(kept & (facts(records).units > 1)))
    return {"split_of_multi": Ratio(several, multi), "split": Ratio(several, orders_counted(records))}


def damage(records: Records) -> Ratio:
    """Share of delivered parcels that were damaged, reshipments included. Parcels / parcels."""
    tally = parcels(records).tally
    return Ratio(int(tally.damaged[1].sum()), int(tally.parcels[1].sum()))


def accuracy(records: Records) -> Ratio:
    """Share of delivered parcels with the right contents. Parcels / parcels."""
    tally = parcels(records).tally
    came = int(tally.parcels[1].sum())
    return Ratio(came - int(tally.wrong[1].sum()), came)


def transit_days(records: Records) -> Array:
    """Give the days from collection to delivery of every delivered parcel."""
    days: Array = parcels(records).transit_us / units.DAY
    return days


def door_days(records: Records) -> Array:
    """Give the days from order to door of every order that was delivered complete."""
    whole = counted(records) & (complete_us(records) >= 0)
    days: Array = (complete_us(records)[whole] - facts(records).placed_us[whole]) / units.DAY
    return days


def spread(name: str, days: Array) -> dict[str, float]:
    """Give P50, P90 and P95 of times in days by name, in whatever order they come; NaN if there are none.

    Between two values it is interpolated: quantile q lies at place q · (n − 1) of 0 … n − 1.
    """
    at = np.array([0.50, 0.90, 0.95]) * (len(days) - 1)
    values = np.full(3, np.nan)
    if len(days):
        below, above = np.floor(at).astype(int), np.ceil(at).astype(int)
        placed = np.partition(days, np.concatenate((below, above)))  # a quarter of the time of sorting
        low, high = placed[below], placed[above]
        values = low + (at % 1) * (high - low)
    return {f"{name}_p{q}_days": float(value) for q, value in zip((50, 90, 95), values, strict=True)}


def losses(records: Records, scenario: Scenario | None) -> dict[str, float]:
    """Count what customers asked for and did not get, by cancellation and by lost sales.

    Keys `cancelled_…` and `lost_…` with `orders` (wholly), `units` and `value` (of all such lines, those of
    orders that were delivered in part included; the scenario's currency, NaN without a scenario).
    """
    state, kept, known = records["orders"]["state"], counted(records), facts(records)
    price = None if scenario is None else unit_prices(records, scenario)
    found: dict[str, float] = {}
    for word, rows in (("cancelled", known.cancelled_lines), ("lost", known.lost_lines)):
        whole = kept & (state == code("order_state", word))
        gone = records["lines"].take(rows)
        gone = gone[kept[gone["order"]]]
        value = np.nan if price is None else (gone["quantity"] * price[gone["item"]]).sum()
        found[f"{word}_orders"] = float(np.count_nonzero(whole))
        found[f"{word}_units"] = float(gone["quantity"].sum())
        found[f"{word}_value"] = float(value)
    return found


def unit_prices(records: Records, scenario: Scenario) -> Array:
    """Give the price of a unit of a line of each item; a kit's is spread over the units of its recipe.

    Index: code of the vocabulary `item`. Unit: the scenario's currency.
    """
    skus = (scenario.skus[name] for name in records.words("item"))
    return np.array([sku.price / (sum(sku.kit.values()) if sku.kit else 1) for sku in skus])
