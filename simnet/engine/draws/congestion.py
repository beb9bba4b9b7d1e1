"""How busy each carrier is, week by week: a persistent factor that all its parcels share.

Weekly mean transit times of real parcels vary three times more than independent parcels would, with a lag-one
autocorrelation of 0.82 (Olist, 2016–2018, see the data notes), so a carrier keeps its mood for weeks.
"""

from __future__ import annotations

import math

import numpy as np

from simnet.engine import luck
from simnet.engine.normal import standard_normal
from simnet.engine.plan import Carrier, Plan

WEEK = 7 * 86_400_000_000


def draw_congestion(plan: Plan, rep_key: int) -> np.ndarray:
    """Transit factor of every carrier and week since time zero, shape (carriers, weeks), mean 1."""
    weeks = plan.stop // WEEK + 2
    factors = np.ones((max(1, len(plan.carriers)), weeks))
    for number, carrier in enumerate(plan.carriers):
        if carrier.congestion_sd > 0:
            factors[number] = _path(carrier, rep_key, weeks)
    return factors


def _path(carrier: Carrier, rep_key: int, weeks: int) -> np.ndarray:
    key = luck.fold(rep_key, luck.label_key(carrier.label))
    u = np.array([luck.ask(key, luck.CONGESTION, week) for week in range(weeks)])
    normal = standard_normal(np.maximum(u, 2.0**-54))
    sd, phi = carrier.congestion_sd, math.exp(-WEEK / carrier.congestion_memory)
    state = np.empty(weeks)
    state[0] = sd * normal[0]
    for week in range(1, weeks):
        state[week] = phi * state[week - 1] + sd * math.sqrt(1 - phi * phi) * normal[week]
    return np.exp(state - sd * sd / 2)
