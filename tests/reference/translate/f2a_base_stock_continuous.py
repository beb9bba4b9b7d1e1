"""Base stock, watched all the time: Palm's theorem, Erlang loss, and suppliers that make one unit at a time.

The answers of a case hold for every lead time of its list; each is a trial of its own.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from tests.reference.cases import Case
from tests.reference.shelf import standard
from tests.reference.shop import demand, duration, one_shop
from tests.reference.translate.f1_continuous_review import longest
from tests.reference.trial import Trial, Unexpressed
from tests.reference.worlds import Clock

UNITS_OF_A_LOOK, UNITS_OF_A_RUN = 2_000, 100_000
"""Units demanded in a replication of the first look, and at most in one of the run: each is ordered again."""
ONLY = "_fixed_lead_time_only"
"""End of the name of an answer that holds for the fixed lead time alone."""


def translate(case: Case) -> list[Trial] | Unexpressed:
    """Write a case as one shop that orders every unit again at once."""
    given = case.inputs
    if given["policy"] != "base-stock continuous review":
        return Unexpressed(f"the policy {given['policy']!r} is not base stock that is watched all the time")
    if given.get("supplier", {}).get("servers", 1) != 1:
        return Unexpressed("a supplier makes one order at a time, or all at once: never just so many")
    if "supplier" in given:
        return [_trial(case, given["supplier"]["service_time"], {"sequential": "true"})]
    variants = given["lead_time_variants"] if "lead_time_variants" in given else [given["lead_time"]]
    return [_trial(case, lead, {}) for lead in variants]


def _trial(case: Case, lead: Mapping[str, Any], supplier: Mapping[str, str]) -> Trial:
    given = case.inputs
    rate, sizes = demand(given)
    clock = Clock.of(rate)
    size = sum(units * share for units, share in sizes.items())
    units_a_day = rate / clock.days * size
    known = standard(given, clock.days)
    known["p_wait_le_w" + ONLY] = known["p_wait_le_w"]
    fixed = lead["dist"] == "fixed"
    return Trial(
        one_shop(
            warmup=f"{math.ceil(_settled(given, lead) * clock.days)} days",
            orders=clock.rate(rate),
            quantity=sizes,
            lead_time=duration(lead, clock),
            stock={"base_stock": given["S"], **_limit(given)},
            supplier=supplier,
            lost=given["stockout"] == "lost",
        ),
        {name: quantity for name, quantity in known.items() if fixed or not name.endswith(ONLY)},
        horizon_days=math.ceil(UNITS_OF_A_LOOK / units_a_day),
        longest_days=math.ceil(UNITS_OF_A_RUN / units_a_day),
        fast=given["S"] == 1 and lead["dist"] == "two_point",
        variant=f"{lead['dist']} lead time" if not supplier else "",
    )


def _limit(given: Mapping[str, Any]) -> dict[str, int]:
    """Write how many units customers wait for at most."""
    return {"backorder_limit": given["max_backlog"]} if "max_backlog" in given else {}


def _settled(given: Mapping[str, Any], lead: Mapping[str, Any]) -> int:
    """Give a warm-up after which nothing of the start is left: 25 lead times, or 10 relaxation times of the
    supplier's queue, service ÷ (1 − √load)² (Cohen, *The Single Server Queue*, 1982)."""
    if "supplier" not in given:
        return math.ceil(25 * (given["lead_time_mean"] if "lead_time_mean" in given else longest(lead)))
    load = given["demand_rate"] * lead["mean"]
    return math.ceil(10 * lead["mean"] / (1 - math.sqrt(load)) ** 2)
