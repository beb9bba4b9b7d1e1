"""Service to customers: on time, from stock, in one parcel, unharmed, and how long it took.

All count orders that were placed in the horizon and not deterred. Formulas: the project's table of measures;
fill rates as in Silver, Pyke and Thomas, *Inventory and Production Management in Supply Chains*, 4th ed.
(2017).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from simnet import units
from simnet.measures.orders import complete_us, counted, on_time, overdue_at
from simnet.measures.ratios import Ratio
from simnet.records import Records, code
from simnet.records.tables import UNLIMITED

if TYPE_CHECKING:
    Array = np.ndarray[tuple[int, ...], np.dtype[Any]]


def on_time_delivery(records: Records) -> Ratio:
    """Share of orders delivered complete by their promise; cancelled and lost ones count as not on time.

    Orders / orders.
    """
    return Ratio(int(on_time(records)[counted(records)].sum()), int(counted(records).sum()))


def on_time_when_delivered(records: Records) -> Ratio:
    """Share of the orders that were delivered complete that came by their promise.

    Orders / orders: cancelled, lost and partly delivered orders are left out of both.
    """
    whole = counted(records) & (complete_us(records) >= 0)
    return Ratio(int(on_time(records)[whole].sum()), int(whole.sum()))


def short_at_first(records: Records) -> Array:
    """Tell which rows of the stockout log are from an order's first routing, not from a later one.

    Index: row of `stockouts`. Type: bool. A row is from the first routing if no parcel of its order was
    queued before it and no earlier row names the order.
    """
    out, shipments = records["stockouts"], records["shipments"]
    first = np.full(len(records["orders"]), np.iinfo(np.int64).max)
    made = shipments[shipments["queued_us"] >= 0]
    np.minimum.at(first, made["order"], made["queued_us"])
    np.minimum.at(first, out["order"], out["t_us"])
    early: Array = out["t_us"] <= first[out["order"]]
    return early


def fill_rates(records: Records) -> dict[str, Ratio]:
    """Shares of orders, lines and units that were complete from stock when first routed.

    Keys `order_fill`, `line_fill`, `unit_fill`: orders / orders, lines / lines, units / units.
    """
    kept, lines, out = counted(records), records["lines"], records["stockouts"]
    short = out[short_at_first(records) & kept[out["order"]]]
    asked = lines[kept[lines["order"]]]
    orders, quantity = int(kept.sum()), int(asked["quantity"].sum())
    return {
        "order_fill": Ratio(orders - len(np.unique(short["order"])), orders),
        "line_fill": Ratio(len(asked) - len(short), len(asked)),
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
    kept, lines, shipments = counted(records), records["lines"], records["shipments"]
    real = shipments["state"] != code("shipment_state", "void")
    first = real & (shipments["kind"] == code("shipment_kind", "first"))
    parcels = np.bincount(shipments["order"][first], minlength=len(kept))
    ordered = np.bincount(lines["order"], lines["quantity"], minlength=len(kept))
    split = int((kept & (parcels > 1)).sum())
    return {
        "split_of_multi": Ratio(split, int((kept & (ordered > 1)).sum())),
        "split": Ratio(split, int(kept.sum())),
    }


def delivered(records: Records) -> Array:
    """Tell which parcels of counted orders were delivered, reshipments included.

    Index: shipment. Type: bool.
    """
    shipments = records["shipments"]
    came: Array = (shipments["delivered_us"] >= 0) & counted(records)[shipments["order"]]
    return came


def damage(records: Records) -> Ratio:
    """Share of delivered parcels that were damaged. Parcels / parcels."""
    parcels = records["shipments"][delivered(records)]
    return Ratio(int(parcels["damaged"].sum()), len(parcels))


def accuracy(records: Records) -> Ratio:
    """Share of delivered parcels with the right contents. Parcels / parcels."""
    parcels = records["shipments"][delivered(records)]
    return Ratio(int((~parcels["wrong"]).sum()), len(parcels))


def transit_days(records: Records) -> Array:
    """Give the days from collection to delivery of every delivered parcel. Index: delivered parcel."""
    parcels = records["shipments"][delivered(records)]
    days: Array = (parcels["delivered_us"] - parcels["collected_us"]) / units.DAY
    return days


def door_days(records: Records) -> Array:
    """Give the days from order to door of every order that was delivered complete. Index: such order."""
    complete = complete_us(records)
    whole = counted(records) & (complete >= 0)
    days: Array = (complete[whole] - records["orders"]["placed_us"][whole]) / units.DAY
    return days


def spread(name: str, days: Array) -> dict[str, float]:
    """Give P50, P90 and P95 of times in days by name; NaN if there are none."""
    values = np.percentile(days, (50, 90, 95)) if len(days) else (np.nan,) * 3
    return {f"{name}_p{q}_days": float(value) for q, value in zip((50, 90, 95), values, strict=True)}


def backlog(records: Records) -> dict[str, float]:
    """Count open orders past their promise at the end of the horizon, with P50 and P95 of their age.

    Keys `backlog` (orders), `backlog_age_p50_days` and `backlog_age_p95_days` (since the promise; NaN if
    none).
    """
    end = records.meta.end_us
    overdue = overdue_at(records, end)
    age = (end - records["orders"]["promised_us"][overdue]) / units.DAY
    values = np.percentile(age, (50, 95)) if len(age) else (np.nan, np.nan)
    return {
        "backlog": float(overdue.sum()),
        "backlog_age_p50_days": float(values[0]),
        "backlog_age_p95_days": float(values[1]),
    }


def unserved(records: Records) -> dict[str, float]:
    """Count what customers asked for and did not get, by cancellation and by lost sales.

    Keys `cancelled_…` and `lost_…` with `orders` (wholly), `units` (all such lines) and `value` (of such
    orders, in the scenario's currency).
    """
    kept, orders, lines = counted(records), records["orders"], records["lines"]
    found: dict[str, float] = {}
    for word in ("cancelled", "lost"):
        whole = kept & (orders["state"] == code("order_state", word))
        line = kept[lines["order"]] & (lines["state"] == code("line_state", word))
        found[f"{word}_orders"] = float(whole.sum())
        found[f"{word}_units"] = float(lines["quantity"][line].sum())
        found[f"{word}_value"] = float(orders["value"][whole].sum())
    return found
