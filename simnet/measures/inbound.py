"""What came in: purchase orders and transfers as one, when they were received, and whether unusually late."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simnet.measures.columns import Array
from simnet.measures.usual import usual_us
from simnet.records import Records

if TYPE_CHECKING:
    from simnet.scenario import Scenario


@dataclass(frozen=True)
class Inbound:
    """Purchase orders, then transfers; index: row of the one table, then of the other.

    `origin` is the supplier's code for what was `ordered`, else the node's that it left. `left_us` is when
    units were no longer on order: received or void, far in the future if neither.
    """

    ordered: Array
    origin: Array
    node: Array
    sku: Array
    quantity: Array
    defects: Array
    placed_us: Array
    shipped_us: Array
    received_us: Array
    left_us: Array
    late: Array


def inbound(records: Records, scenario: Scenario | None) -> Inbound:
    """Gather what was ordered and moved; late is what took longer than its usual 9-in-10 time."""
    bought, moved = records["purchase_orders"], records["transfers"]
    received = np.concatenate((bought["received_us"], moved["received_us"]))
    placed = np.concatenate((bought["placed_us"], moved["placed_us"]))
    ordered = np.arange(len(received)) < len(bought)
    origin = np.concatenate((bought["supplier"], moved["from"]))
    node = np.concatenate((bought["node"], moved["to"]))
    usual = usual_us(records, scenario, ordered, origin, node)
    return Inbound(
        ordered,
        origin,
        node,
        np.concatenate((bought["sku"], moved["sku"])),
        np.concatenate((bought["quantity"], moved["quantity"])),
        np.concatenate((bought["defects"], np.zeros(len(moved), np.int64))),
        placed,
        np.concatenate((bought["shipped_us"], moved["shipped_us"])),
        received,
        np.concatenate((_left(records, bought), _left(records, moved))),
        (received >= 0) & (received - placed > usual),
    )


def _left(records: Records, table: Array) -> Array:
    """When rows stopped being on order; a void one at the last instant known of it."""
    name = "purchase_order_state" if "supplier" in (table.dtype.names or ()) else "transfer_state"
    void = table["state"] == records.words(name).index("void")
    instants = [column for column in table.dtype.names or () if column.endswith("_us")]
    last = np.max([table[column] for column in instants], axis=0) if len(table) else table["placed_us"]
    never = np.iinfo(np.int64).max
    return np.where(table["received_us"] >= 0, table["received_us"], np.where(void, last, never))
