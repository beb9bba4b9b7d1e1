"""Nobody can order in some periods: whether one is such a period depends on the one before it.

A Markov chain of two states in continuous time, looked at once a period, is one in discrete time: outages
begin and end at any time between two reviews, with exponential times that give the chances of the case.
"""

from __future__ import annotations

import json
import math

import numpy as np

from simnet import units
from tests.reference.cases import Case
from tests.reference.network import exponential
from tests.reference.translate import f2b_periodic_review as periods
from tests.reference.trial import Quantity, Tables, Trial, Unexpressed

NODE = "shop"


def translate(case: Case) -> Trial | Unexpressed:
    """Write the shop of periodic review, for which nobody orders at times."""
    chances = case.inputs["disruption"]
    falls, rises = chances["prob_down_given_up"], chances["prob_up_given_down"]
    if chances.get("type") != "order_pausing":
        return Unexpressed(f"no translation of periods of {chances.get('type')!r}")
    if falls + rises >= 1:
        return Unexpressed(
            "periods that alternate more often than by chance: no chain in continuous time does"
        )
    shop = periods.translate(case)
    if isinstance(shop, Unexpressed):
        return shop
    pace = -math.log(1 - falls - rises) / (falls + rises)
    event = {
        "ordering_outage": NODE,
        "happens": exponential(1 / (pace * falls)),
        "for": exponential(1 / (pace * rises)),
    }
    down = {"fraction_of_periods_down": Quantity(_down, lambda run: run.days, share=True)}
    return Trial(
        f"{shop.scenario}disruptions: {json.dumps([event])}\n",
        {**shop.outputs, **down},
        horizon_days=5 * shop.horizon_days,
        longest_days=200_000,
        notes="; ".join(part for part in ("an ordering_outage of the shop", shop.notes) if part),
    )


def _down(run: Tables) -> float:
    """Count the reviews of the horizon, at midnight, at which nobody could order."""
    rows, meta = run.records["outages"], run.records.meta
    reviews = np.arange(meta.start_us, meta.end_us, units.DAY)
    begun = np.searchsorted(np.sort(rows["begin_us"]), reviews, "right")
    ended = np.searchsorted(np.sort(rows["end_us"][rows["end_us"] >= 0]), reviews, "right")
    return float((begun - ended).sum())
