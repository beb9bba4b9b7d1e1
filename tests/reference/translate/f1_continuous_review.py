"""Continuous review: (r,Q), (r,nQ) and (s,S) with Poisson and compound Poisson demand."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from tests.reference.cases import Case
from tests.reference.shelf import standard
from tests.reference.shop import demand, duration, one_shop
from tests.reference.trial import Trial, Unexpressed
from tests.reference.worlds import Clock

UNITS_OF_A_LOOK, UNITS_OF_A_RUN = 8_000, 300_000
"""Units demanded in a replication of the first look, and at most in one of the run."""


def translate(case: Case) -> Trial | Unexpressed:
    """Write a case as one shop that watches its stock all the time."""
    given = case.inputs
    policy = levels(given)
    if policy is None:
        return Unexpressed(f"the policy {given['policy']!r} is not one of continuous review that is written")
    rate, sizes = demand(given)
    clock, lost = Clock.of(rate), given["stockout"].startswith("lost")
    units_a_day = rate / clock.days * sum(size * share for size, share in sizes.items())
    return Trial(
        one_shop(
            warmup=f"{math.ceil(25 * longest(given['lead_time']) * clock.days)} days",
            orders=clock.rate(rate),
            quantity=sizes,
            lead_time=duration(given["lead_time"], clock),
            stock={**policy, "initial": given["initial_on_hand"]},
            lost=lost,
        ),
        standard(given, clock.days),
        horizon_days=math.ceil(UNITS_OF_A_LOOK / units_a_day),
        longest_days=math.ceil(UNITS_OF_A_RUN / units_a_day),
        fast=lost and given["lead_time"]["dist"] != "fixed",
    )


def longest(lead: Any) -> float:
    """Give the mean of a lead time; of one that is given by its values or ends, the largest."""
    if isinstance(lead, int | float):
        return float(lead)
    values = (*lead.get("values", ()), *map(float, lead.get("pmf", ())), lead.get("high", 0.0))
    return float(lead["mean"] if "mean" in lead else lead.get("value", max(values)))


def levels(given: Mapping[str, Any]) -> dict[str, Any] | None:
    """Give the policy in the words of a scenario; None if it is not of continuous review."""
    policy = given["policy"]
    if not policy.endswith("continuous review"):
        return None
    if policy.startswith("base-stock"):
        return {"base_stock": given["S"]}
    if policy.startswith(("(r,Q)", "(r,nQ)")):
        return {"reorder_at": given["r"], "order_quantity": given["Q"]}
    return {"reorder_at": given["s"], "order_up_to": given["S"]} if policy.startswith("(s,S)") else None
