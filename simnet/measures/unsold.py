"""What was wanted and not sold: by price, over all orders of the horizon."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simnet.measures.ledger import cost_to_serve, totals
from simnet.records import Records, code
from simnet.records.results import MICRO

if TYPE_CHECKING:
    from simnet.scenario import Scenario


def cost_and_unsold(records: Records, scenario: Scenario) -> tuple[float, float]:
    """Give the landed cost, and the price of what was wanted and not sold, in the scenario's currency.

    Not sold is what was cancelled or lost, and what customers did not order because an earlier order had
    disappointed them (`deterred`). Who would order what is the same in every design and world, so profit
    falls by exactly as much as the sum of both rises.
    """
    amounts = totals(records, scenario)
    orders, meta = records["orders"], records.meta
    away = orders["state"] == code("order_state", "deterred")
    away &= (orders["placed_us"] >= meta.start_us) & (orders["placed_us"] < meta.end_us)
    deterred = float(orders["value"][away].sum())
    return cost_to_serve(amounts) / MICRO, amounts["lost_revenue"] / MICRO + deterred
