"""Review every period: newsvendor, base stock, (s,S), (R,s,S), with waiting or lost customers.

A period of a case is a day. At midnight goods are received, then stock is reviewed; the day's demand follows,
and the period ends just before the next midnight. A lead time of whole days then covers L + 1 days of demand.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np

from simnet import units
from tests.reference import shelf
from tests.reference.cases import Case
from tests.reference.shop import duration, one_shop
from tests.reference.translate.f1_continuous_review import longest
from tests.reference.trial import Quantity, Tables, Trial, Unexpressed
from tests.reference.worlds import Clock

DAYS = Clock(24 * 60)
PERIODS_OF_A_LOOK, PERIODS_OF_A_RUN = 1_500, 20_000
"""Periods of a replication of the first look, and at most of one of the run."""
UNITS_OF_A_LOOK, UNITS_OF_A_RUN = 8_000, 300_000
"""The same in units demanded, where time is continuous."""
MOST = 999
"""Units that an order is for, at most."""
FINE = 16
"""Units to one standard deviation of a demand that a case counts in fractions."""


def translate(case: Case) -> Trial | Unexpressed:
    """Write a case as one shop that looks at its stock once in a while."""
    given = case.inputs
    if given["time_model"] == "continuous":
        return _continuous(case)
    days = _demand(given)
    if days is None:
        return Unexpressed(f"demand of a day distributed as {given['demand']['dist']!r}")
    orders, unit = days
    known = _known(given, unit)
    return Trial(
        one_shop(
            warmup="60 days",
            **orders,
            lead_time=duration(given["lead_time"], DAYS),
            stock={**_levels(given, unit), "review": "1 day"},
            lost=given.get("stockout", "") == "lost",
        ),
        known,
        horizon_days=PERIODS_OF_A_LOOK,
        longest_days=PERIODS_OF_A_RUN,
        fast=_orders_seldom(given),
        notes="" if unit == 1 else f"one unit stands for {unit:.6g} of the case's",
    )


def _orders_seldom(given: Mapping[str, Any]) -> bool:
    """Tell whether most days have no purchase order, and goods come at once: such days are soon simulated."""
    return "s" in given and given["lead_time"] == 0 and given["S"] - given["s"] >= 3 * given["demand"]["mean"]


def _levels(given: Mapping[str, Any], unit: float) -> dict[str, Any]:
    if "Q" in given:
        return {"reorder_at": given["r"] if "r" in given else given["s"], "order_quantity": given["Q"]}
    if "s" in given:
        return {"reorder_at": given["s"], "order_up_to": given["S"]}
    return {"base_stock": round(given.get("S", given.get("order_up_to")) / unit)}


def _demand(inputs: Mapping[str, Any]) -> tuple[dict[str, Any], float] | None:
    """Give the orders of a day in the words of a scenario, and how much of the case's demand a unit is."""
    given = inputs["demand"]
    kind, mean = given["dist"], given["mean"]
    if kind == "poisson":
        return {"orders": f"{mean} per day", "counts": "poisson"}, 1.0
    if kind == "negbin":
        return _clustered(mean, given["variance"]), 1.0
    if kind.startswith("geometric on 0"):
        return _clustered(mean, (1 - given["p_success"]) / given["p_success"] ** 2), 1.0
    if kind == "deterministic":
        return _fixed(inputs, mean)
    if kind == "normal" and not {"s", "Q", "r"} & set(inputs):
        level = inputs.get("S", inputs.get("order_up_to"))
        unit = level / round(level * FINE / given["sd"])
        sizes = _lattice(mean / unit, given["sd"] / unit, inputs["lead_time"] + 1)
        return {"orders": "1 per day", "counts": "deterministic", "quantity": sizes}, unit
    return None


def _fixed(inputs: Mapping[str, Any], mean: float) -> tuple[dict[str, Any], float] | None:
    """The same demand on every day, in the largest units of which it and the level are whole numbers."""
    if {"s", "Q", "r"} & set(inputs):
        size, unit = int(mean), 1.0
    else:
        level = inputs.get("S", inputs.get("order_up_to"))
        size = Fraction(level / mean).limit_denominator(MOST).denominator
        unit = mean / size
    if not 1 <= size <= MOST or size * unit != mean:
        return None
    return {"orders": "1 per day", "counts": "deterministic", "quantity": {size: 1.0}}, unit


def _clustered(mean: float, variance: float) -> dict[str, Any]:
    """A negative binomial number of orders; geometric is one of them."""
    spread = f"negative_binomial\n  dispersion: {variance / mean:.12g}"
    return {"orders": f"{mean} per day", "counts": spread}


def _lattice(mean: float, sd: float, periods: int) -> dict[int, float]:
    """Give a normal distribution in whole units, for stock that must last so many periods.

    The expected shortage of whole units, E(D − S)⁺, is that of a normal variable if the variance of all
    periods together is larger by 1/6 (a unit of rounding adds 1/12 to a variance, and the middle half of the
    unit at S is no shortage); what is left is of the fourth order in the unit.
    """
    from scipy import stats

    wide = math.sqrt(sd**2 + 1 / (6 * periods) - 1 / 12)  # rounding adds the 1/12 again
    sizes = np.arange(max(1, math.floor(mean - 7 * wide)), math.ceil(mean + 7 * wide) + 1)
    chance = np.diff(stats.norm.cdf(np.append(sizes - 0.5, sizes[-1] + 0.5), mean, wide))
    return dict(zip(sizes.tolist(), chance.tolist(), strict=True))


def _known(given: Mapping[str, Any], unit: float) -> dict[str, Quantity]:
    left = _at_end(lambda level: unit * np.maximum(level, 0))
    short = _at_end(lambda level: unit * np.maximum(-level, 0))
    lost = Quantity(lambda run: unit * shelf.lost_units(run), lambda run: run.days)
    return {
        "expected_units_left": left,
        "on_hand_end_mean": left,
        "expected_units_short": short,
        "backorders_end_mean": short,
        "lost_units_per_period": lost,
        "prob_no_stockout": _no_stockout(given),
        "prob_no_stockout_in_period": _no_stockout(given),
        "fill_rate_units": shelf.measured("unit_fill"),
        "order_frequency_per_period": Quantity(shelf.orders_placed, lambda run: run.days, share=True),
        "on_order_after_review_mean": Quantity(_on_order_after, lambda run: len(_midnights(run))),
        "cost_per_period": _cost(given, left, short, lost),
        "expected_cost_per_period": _cost(given, left, short, lost),
    }


def _no_stockout(given: Mapping[str, Any]) -> Quantity:
    """Share of days that end without backorders.

    Where demand is in fractions, one that is rounded to just the stock lies below it half of the time.
    """
    at_zero = 0.5 if given["demand"]["dist"] == "normal" else 1.0
    return replace(_at_end(lambda level: np.heaviside(level, at_zero)), share=True)


def _cost(given: Mapping[str, Any], left: Quantity, short: Quantity, lost: Quantity) -> Quantity:
    hold = given.get("holding_cost", given.get("holding_cost_per_unit_left", 0))
    wait = given.get("backorder_cost", given.get("shortage_cost_per_unit_short", 0))
    gone, order = given.get("lost_sale_cost", 0), given.get("fixed_order_cost", 0)

    def total(run: Tables) -> float:
        sums = hold * left.top(run) + wait * short.top(run) + (gone * lost.top(run) if gone else 0.0)
        return float(sums + order * shelf.orders_placed(run))

    return Quantity(total, lambda run: run.days)


def _midnights(run: Tables) -> np.ndarray:
    """Give the instants at which a counted day ends."""
    meta = run.records.meta
    found: np.ndarray = np.arange(meta.start_us + units.DAY, meta.end_us + 1, units.DAY)
    return found


def _at_end(read: Callable[[np.ndarray], np.ndarray]) -> Quantity:
    """A mean over days of what the net inventory at the end of the day amounts to."""

    def top(run: Tables) -> float:
        return float(read(shelf.net_inventory(run, _midnights(run))).sum())

    return Quantity(top, lambda run: len(_midnights(run)))


def _on_order_after(run: Tables) -> float:
    """Sum over days of the units on order just after the review that begins it."""
    bought, reviews = run.records["purchase_orders"], _midnights(run) - units.DAY
    received = np.where(bought["received_us"] < 0, run.records.meta.stop_us, bought["received_us"])
    found = 0.0
    for instants, sign in ((bought["placed_us"], 1), (received, -1)):
        order = np.argsort(instants, kind="stable")
        sums = np.concatenate(([0], np.cumsum(bought["quantity"][order])))
        found += sign * float(sums[np.searchsorted(instants[order], reviews, side="right")].sum())
    return found


def _continuous(case: Case) -> Trial | Unexpressed:
    given = case.inputs
    if not given["policy"].startswith("(R,"):
        return Unexpressed(f"the policy {given['policy']!r} is not one of periodic review that is written")
    clock = Clock.of(given["demand_rate"])
    known = shelf.standard(given, clock.days)
    settled = 25 * (longest(given["lead_time"]) + given["review_interval"])
    return Trial(
        one_shop(
            warmup=f"{math.ceil(settled * clock.days)} days",
            orders=clock.rate(given["demand_rate"]),
            lead_time=duration(given["lead_time"], clock),
            stock={**_levels(given, 1), "review": duration(given["review_interval"], clock)},
        ),
        known,
        horizon_days=math.ceil(UNITS_OF_A_LOOK / given["demand_rate"] * clock.days),
        longest_days=math.ceil(UNITS_OF_A_RUN / given["demand_rate"] * clock.days),
    )
