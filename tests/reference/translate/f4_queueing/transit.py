"""Parcels on their way: infinitely many servers, fed by a profile of the day or starting empty."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from simnet import units
from tests.reference.cases import Case
from tests.reference.network import sku
from tests.reference.translate.f4_queueing import reads
from tests.reference.trial import Quantity, Tables, Trial, Unexpressed
from tests.reference.worlds import Clock, asked, shop

ON_THE_WAY = reads.shipments("collected_us", "delivered_us")
HOUR = Clock(60)
LAW = "variance_equals_mean"
COPIES = 200
"""SKUs, each of them a stream of its own, that share a replication when it starts empty."""


def translate(case: Case) -> Trial | Unexpressed:
    """Go by whether the rate changes over the day."""
    return _profile(case) if "rate_function" in case.inputs else _empty(case)


def _carrier(transit: object) -> dict[str, object]:
    service = {"rates": 5, "days": "calendar", "transit": transit}
    return {"van": {"services": {"ground": service}}}


def _profile(case: Case) -> Trial | Unexpressed:
    """A rate that is a function of the hour.

    A profile is constant within each hour. Its heights are those for which the mean number on the way is that
    of the function at every full hour: m(h + 1) = m(h) e⁻¹ᐟᵀ + height · T (1 − e⁻¹ᐟᵀ), T the mean transit.
    """
    given = case.inputs
    rate, transit = _sine(given["rate_function"]), given["transit"]["mean"]
    if given["transit"]["dist"] != "exponential" or any(phase % 1 for phase in given["phases"]):
        return Unexpressed("a profile of the day has steps of an hour")
    kept = math.exp(-1 / transit)
    means = _steady(rate, transit)
    heights = (means[1:] - means[:-1] * kept) / (transit * (1 - kept))
    text = shop(
        f"{heights.sum():.12g} per day",
        {},
        warmup="5 days",
        customers={"hours": [float(f"{height:.12g}") for height in heights]},
        carriers=_carrier(HOUR.random(transit)),
    )
    at = [reads.at_hour(ON_THE_WAY, phase) for phase in given["phases"]]
    outputs = {
        "mean_in_transit_at_phases": Quantity(
            lambda run: [one.top(run) for one in at],
            lambda run: [one.bottom(run) for one in at if one.bottom],
        ),
        "time_average_in_transit": reads.number(ON_THE_WAY),
    }
    return Trial(
        text,
        asked(case, outputs),
        horizon_days=100,
        longest_days=1500,
        fast=True,
        notes="hours of the customers",
        missing={LAW: "a law, not a number; a unit test looks at the variance"}
        if LAW in case.outputs
        else {},
    )


def _sine(function: str) -> Callable[[np.ndarray], np.ndarray]:
    """Read `a+b*sin(2*pi*t/24)`."""
    level, swing = function.removesuffix("*sin(2*pi*t/24)").split("+")
    return lambda hours: float(level) + float(swing) * np.sin(2 * np.pi * hours / 24)


def _steady(rate: Callable[[np.ndarray], np.ndarray], mean: float) -> np.ndarray:
    """Give the mean number on the way at hours 0, 1, …, 24: ∫ rate(t − s) e⁻ˢᐟᵀ ds (Eick et al. 1993).

    By Gauss and Laguerre's rule, whose 40 nodes are exact to rounding for a sine.
    """
    nodes, weights = np.polynomial.laguerre.laggauss(40)
    hours = np.arange(25.0)
    found: np.ndarray = mean * (rate(hours[:, None] - mean * nodes[None, :]) * weights).sum(axis=1)
    return found


def _empty(case: Case) -> Trial:
    """A stream that begins at time zero, many times over: one for each of many SKUs."""
    given = case.inputs
    family, transit = given["service"]
    names = [f"item-{number}" for number in range(COPIES)]
    last = max(given["times"])
    text = shop(
        HOUR.rate(given["arrival_rate"] * COPIES),
        {"stock": {name: {"policy": "unlimited"} for name in names}},
        skus={name: sku() for name in names},
        suppliers={"maker": {"makes": names, "lead_time": "1 day"}},
        carriers=_carrier(HOUR.random(transit, family)),
    )
    copies = Quantity(lambda run: COPIES)
    outputs = {
        "mean_at_times": Quantity(_numbers(given["times"], lambda found: found.sum()), copies.top),
        "prob_empty_at_times": Quantity(
            _numbers(given["times"], lambda found: (found == 0).sum()), copies.top, share=True
        ),
    }
    return Trial(
        text,
        asked(case, outputs),
        horizon_days=last / 24,
        replications=40,
        grows="replications",
        fast=True,
        notes=f"parcels of {COPIES} SKUs from an empty start, each a case of its own",
    )


def _numbers(times: list[float], value: Callable[[np.ndarray], float]) -> Callable[[Tables], list[float]]:
    """Read a function of the numbers of parcels on the way, an element for each SKU, at instants."""

    def read(run: Tables) -> list[float]:
        begin, end = ON_THE_WAY(run)
        lines = run.records["lines"]
        of = np.zeros(len(begin), np.int64)
        of[lines["shipment"]] = lines["sku"]
        found = []
        for time in times:
            there = (begin >= 0) & (begin <= time * units.HOUR) & ((end < 0) | (end > time * units.HOUR))
            found.append(float(value(np.bincount(of[there], minlength=COPIES))))
        return found

    return read
