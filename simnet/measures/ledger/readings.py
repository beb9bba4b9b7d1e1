"""The two readings of a ledger, and what they are divided by."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from simnet.measures.ledger.lines import COST_LINES
from simnet.measures.orders import counted
from simnet.records import Records, code


def landed_to_node(totals: Mapping[str, int]) -> int:
    """Sum what goods cost until they lie on a shelf, in millionths; `totals` as of `ledger.totals`."""
    return sum(totals[line.name] for line in COST_LINES if line.landed)


def cost_to_serve(totals: Mapping[str, int]) -> int:
    """Sum all cost lines, in millionths; lost sales stand beside them."""
    return sum(totals[line.name] for line in COST_LINES)


def delivered_orders(records: Records) -> int:
    """Count the orders of the horizon of which at least a part reached the customer."""
    delivered = records["orders"]["state"] == code("order_state", "delivered")
    return int(np.count_nonzero(delivered & counted(records)))


def units_kept(records: Records) -> int:
    """Count the units of the horizon's orders that were delivered whole and right, and not returned.

    Kits count as their components.
    """
    lines, shipments = records["lines"], records["shipments"]
    good = ~(shipments["damaged"] | shipments["wrong"] | shipments["returned"])
    kept = np.append((shipments["delivered_us"] >= 0) & good, False)[lines["shipment"]]
    return int(lines["quantity"][kept & counted(records)[lines["order"]]].sum())
