"""Stockouts, by three numbers that do not measure the same: how long, how often, how much."""

from __future__ import annotations

import numpy as np

from simnet import units
from simnet.measures.orders import counted
from simnet.records import Records


def stockout_days(records: Records) -> float:
    """Sum the days with nothing on hand over all nodes and SKUs, in the horizon. Unit: node-SKU-days."""
    return float(records["stock"]["out_us"].sum() / units.DAY)


def stockout_events(records: Records) -> float:
    """Count the orders that found none of something, at their first routing or later. Unit: orders."""
    order = records["stockouts"]["order"]
    return float(len(np.unique(order[counted(records)[order]])))


def units_short(records: Records) -> float:
    """Sum the units that found no stock, each time a line was routed in vain. Unit: units."""
    out = records["stockouts"]
    return float(out["quantity"][counted(records)[out["order"]]].sum())


def by_sku(records: Records) -> list[dict[str, float | str]]:
    """Give the three numbers of every SKU that a node stocks.

    One row a SKU, columns `sku`, `stockout_days` (node-days), `stockout_events` (orders), `units_short`
    (units).
    """
    stock, out = records["stock"], records["stockouts"]
    out = out[counted(records)[out["order"]]]
    words, rows = records.words("sku"), []
    for sku in np.unique(stock["sku"]):
        short = out[out["sku"] == sku]
        rows.append(
            {
                "sku": words[sku],
                "stockout_days": float(stock["out_us"][stock["sku"] == sku].sum() / units.DAY),
                "stockout_events": float(len(np.unique(short["order"]))),
                "units_short": float(short["quantity"].sum()),
            }
        )
    return rows
