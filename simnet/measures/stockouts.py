"""Stockouts, by three numbers that do not measure the same: how long, how often, how much."""

from __future__ import annotations

from typing import Any

import numpy as np

from simnet import units
from simnet.measures.columns import add_up, count
from simnet.measures.cycles import Cycles, cells
from simnet.measures.inbound import Inbound
from simnet.measures.orders import counted, days_within
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


def skus(records: Records, inbound: Inbound, cycles: Cycles) -> dict[str, Any]:
    """Give the columns of table `skus`, a row for each node and SKU that it stocks.

    What found no stock at a node that does not stock the SKU is in none of them.
    """
    stock, out, cell = records["stock"], records["stockouts"], cells(records)
    days = (records.meta.end_us - records.meta.start_us) / units.DAY
    out, size = out[counted(records)[out["order"]]], len(stock)
    at = cell[out["node"], out["sku"]]
    once_each = np.unique(at * len(records["orders"]) + out["order"]) // max(len(records["orders"]), 1)
    waited = days_within(records, inbound.placed_us, inbound.left_us)
    nodes, names = records.words("node"), records.words("sku")
    return {
        "node": [nodes[n] for n in stock["node"]],
        "sku": [names[k] for k in stock["sku"]],
        "stockout_days": stock["out_us"] / units.DAY,
        "stockout_events": count(once_each, size),
        "units_short": add_up(at, out["quantity"], size),
        "on_hand": stock["on_hand_unit_us"] / units.DAY / days,
        "on_order": add_up(cell[inbound.node, inbound.sku], inbound.quantity * waited, size) / days,
        "cycles": cycles.ended,
        "cycles_short": cycles.short,
    }
