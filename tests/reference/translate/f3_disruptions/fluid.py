"""Stock that is sold at a constant rate, from a supplier who fails at random: EOQ with disruptions.

Theory's demand is fluid. Here it comes in small units, evenly spaced, so that a level falls in steps while
the fluid falls along their slope: on average half a unit below the steps, whenever there is stock.
"""

from __future__ import annotations

import numpy as np

from tests.reference.cases import Case
from tests.reference.paths import Array
from tests.reference.translate.f3_disruptions import sourcing
from tests.reference.translate.f4_queueing import reads
from tests.reference.trial import Quantity, Tables, Trial
from tests.reference.worlds import Clock, asked, outage, shop

ORDERS_A_DAY = 2880
UNITS = 800
"""Small units in an order quantity; cases ask for 400 or more."""
MOST = 500_000
SURE = 0.8
"""Cycles that are counted, as a share of those that the horizon has room for on average."""


def translate(case: Case) -> Trial:
    """Write the case in small units; amounts of the answers are those of the case."""
    given = case.inputs
    if given["outage"] != "supplier_dispatch" or "r=0" not in given["policy"]:
        raise ValueError("fluid demand is for a supplier's outage and an order when nothing is left")
    size = given["Q"] / UNITS
    clock = Clock(given["demand_rate"] / size / ORDERS_A_DAY * 24 * 60)
    event = outage(
        "supplier_outage",
        sourcing.MAKER,
        happens=f"every {clock.time(given['mtbf'])}",
        in_production="finish",
        **{"for": clock.random(given["mttr"], given["off_distribution"])},
    )
    text = shop(
        f"{ORDERS_A_DAY} per day",
        {"stock": {"item": {"reorder_at": 0, "order_quantity": UNITS}}},
        warmup="5 days",
        customers={"counts": "deterministic"},
        suppliers={sourcing.MAKER: {"makes": ["item"], "lead_time": clock.time(given["lead_time"])}},
        routing=sourcing.lost_or_waits(given),
        disruptions=[event],
    )
    known = _outputs(case, size, clock)
    return Trial(
        text,
        asked(case, known),
        horizon_days=40,
        longest_days=MOST / ORDERS_A_DAY,
        notes=f"fluid demand in units of 1/{UNITS} of an order, half a unit below the steps",
    )


def _outputs(case: Case, size: float, clock: Clock) -> dict[str, Quantity]:
    given = case.inputs

    def time(run: Tables) -> float:
        return reads.length(run) / clock.us

    def level(run: Tables) -> float:
        """Integrate the fluid level over the horizon."""
        steps, out = (sourcing.of_stock(name)(run) for name in ("on_hand_unit_us", "out_us"))
        return size * (steps - (reads.length(run) - out) / 2) / clock.us

    def cost(run: Tables) -> float:
        sold_out = size * sourcing.short(run)
        return float(
            given["fixed_order_cost"] * sourcing.ordered(run)
            + given["holding_cost"] * level(run)
            + given["lost_sale_cost"] * sold_out
        )

    served = Quantity(lambda run: sourcing.demanded(run) - sourcing.short(run), sourcing.demanded, share=True)
    return {
        "cost_rate": Quantity(cost, time),
        "stockout_time_fraction": Quantity(sourcing.of_stock("out_us"), reads.length, share=True),
        "lost_fraction_units": Quantity(sourcing.short, sourcing.demanded, share=True),
        "fill_rate_units": served,
        "on_hand_mean": Quantity(level, time),
        "replenishment_order_rate": _rate_of_orders(case, clock),
        "prob_supplier_off_at_order": reads.longer(sourcing.AT_SUPPLIER, clock, 0),
    }


def _rate_of_orders(case: Case, clock: Clock) -> Quantity:
    """Count orders by a number of cycles that does not depend on how they turn out, and the time they took.

    Cycles with few outages are almost alike, so that the phase in which a horizon begins is the same in all
    replications, for hundreds of cycles: orders of a horizon would be too many or too few by up to one.
    """
    given = case.inputs
    at_most = given["Q"] / given["demand_rate"] + given["lead_time"] + given["mttr"]

    def instants(run: Tables) -> Array:
        placed = run.records["purchase_orders"]["placed_us"]
        cycles = int(SURE * reads.length(run) / clock.us / at_most)
        return np.sort(placed[sourcing.during(run, placed)])[: cycles + 1]

    return Quantity(
        lambda run: len(instants(run)) - 1,
        lambda run: float(instants(run)[-1] - instants(run)[0]) / clock.us,
    )
