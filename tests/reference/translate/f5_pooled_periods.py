"""Pooled demand in periods: nodes with a normally distributed demand of a period, and one for all of them."""

from __future__ import annotations

import math
from functools import partial
from typing import Any

import numpy as np

from simnet.records import Records
from tests.reference import readings
from tests.reference.cases import Case
from tests.reference.network import network, node
from tests.reference.readings import Pair, share, value
from tests.reference.translate.f6_multi_echelon import normal_shares, sold_by_size
from tests.reference.trial import Trial, Unexpressed

DAY_US = 86_400_000_000
SCALE, STEP = 100, 50
"""Units of stock in a unit of the case, and in the smallest difference of two demands: half a unit of the
case, which adds 0.005% to the variance of a demand with a standard deviation of 20.

The stock lies in the middle between two demands: what is rounded then falls on the side of it that it came
from. In the middle of a step, the chance that the stock suffices would be 0.1% too high."""
QUOTIENT = "the quotient of the two costs, each of which is read from a scenario of its own"


def pooled_periods(case: Case) -> list[Trial] | Unexpressed:
    """Simulate one of the separate nodes, and the pooled one, whose demands are as many orders a period.

    A period is a day: demands come in it, the stock is filled up at midnight.
    """
    inputs = case.inputs
    demand = inputs["demand"]
    if inputs["lead_time"] or demand["dist"] != "normal":
        return Unexpressed("demands of a period that are not normal, or a lead time of several periods")
    count, together = inputs["nodes"], demand.get("pairwise_correlation", 0)
    # Demands that hang together sum to a normal demand, too: that of one order a period.
    sum_of_all = {
        "mean": count * demand["mean"],
        "sd": demand["sd"] * math.sqrt(count * (1 + (count - 1) * together)),
    }
    costs = partial(_costs, inputs=inputs)
    return [
        Trial(
            _scenario(demand, inputs["S_decentral_each"], 1),
            {
                "cost_decentral": value(lambda records: count * costs(records)),
                "prob_no_stockout_each": share(_enough),
                "units_short_decentral_total": value(lambda records: count * _short(records)),
            },
            2000,
            variant="separate",
            missing={"pooling_ratio": QUOTIENT},
            notes="The separate nodes are independent and alike: one of them stands for all.",
        ),
        Trial(
            _scenario(sum_of_all, inputs["S_pooled"], 1)
            if together
            else _scenario(demand, inputs["S_pooled"], count),
            {"cost_pooled": value(costs), "units_short_pooled": value(_short)},
            2000,
            variant="pooled",
        ),
    ]


def _scenario(demand: Any, level: float, orders: int) -> str:
    stock = round(level * SCALE)
    least = round((stock - STEP / 2) % STEP / orders)
    shares = normal_shares((demand["mean"] * SCALE - least) / STEP, demand["sd"] * SCALE / STEP)
    sizes = sold_by_size({least + size * STEP: part for size, part in shares.items()})
    return network(
        {
            "orders": f"{orders} per day",
            "counts": "deterministic",
            "regions": {"market": {"share": "100%", "zip": "43215"}},
        },
        {"depot": node({"item": {"base_stock": stock, "review": "1 day"}})},
        **sizes,
    )


def _ends(records: Records) -> Any:
    """Give what is left at the end of every period, less what is short, before the stock is filled up."""
    meta = records.meta
    midnights = np.arange(meta.start_us + DAY_US, meta.end_us, DAY_US)
    return readings.net_inventory(records, "depot").at(midnights, "left") / SCALE


def _short(records: Records) -> float:
    return float(np.maximum(-_ends(records), 0).mean())


def _enough(records: Records) -> Pair:
    ends = _ends(records)
    return float((ends >= 0).sum()), float(len(ends))


def _costs(records: Records, inputs: Any) -> float:
    left = float(np.maximum(_ends(records), 0).mean())
    return float(inputs["holding_cost"] * left + inputs["shortage_cost"] * _short(records))
