"""Lead times of a scenario by mean and variation, truncated, or by low, mode and high."""

from __future__ import annotations

import math

import numpy as np
from scipy import optimize, special

from simnet import units
from simnet.measures.usual import quantiles
from simnet.scenario import load_text
from simnet.scenario.arithmetic.spread import sd_of
from simnet.scenario.distribution import Distribution
from tests.reference.cases import Case
from tests.reference.network import days, network, node
from tests.reference.translate.f8_statistics.answers import answered
from tests.reference.trial import Direct

NOT_BELOW = "normal times are truncated at 0, never clipped, so that none is negative"
REACH = 7.5
"""Standard deviations of a normal beyond which less than 1e-13 lies."""


def mean_and_variation(case: Case) -> Direct:
    given = case.inputs
    mean, sd = given["mean"], given["mean"] * given["cv"]
    lognormal, gamma = (_lead_time(family, mean=mean, sd=sd) for family in ("lognormal", "gamma"))
    middle, one_sd = (_at(lognormal, float(special.ndtr(z))) for z in (0.0, 1.0))
    moments = gamma.mean() / units.DAY, sd_of(gamma) / units.DAY
    known = {
        "lognormal_mu": math.log(middle),
        "lognormal_sigma": math.log(one_sd / middle),
        "lognormal_median": middle,
        "lognormal_p95": _at(lognormal, 0.95),
        "gamma_shape": (moments[0] / moments[1]) ** 2,
        "gamma_scale": moments[1] ** 2 / moments[0],
        "gamma_p95": _at(gamma, 0.95),
        "exceed_2mean_lognormal": _longer_than(lognormal, 2 * mean),
        "exceed_2mean_gamma": _longer_than(gamma, 2 * mean),
    }
    return answered(case, known, {}, "quantiles of a lead time in a scenario")


def truncated(case: Case) -> Direct:
    normal = _lead_time("normal", mean=case.inputs["mean"], sd=case.inputs["sd"])
    known = {"truncated_mean": normal.mean() / units.DAY, "truncated_sd": math.sqrt(_square(normal))}
    reasons = dict.fromkeys(("prob_negative", "clipped_mean", "clipped_sd"), NOT_BELOW)
    return answered(case, known, reasons, "quantiles of a lead time in a scenario")


def low_mode_high(case: Case) -> Direct:
    given = case.inputs
    low, mode, high = given["low"], given["mode"], given["high"]
    span = high - low
    times = {
        "triangular": _lead_time("triangular", low=low, mode=mode, high=high),
        "pert": _lead_time(
            "beta", a=1 + 4 * (mode - low) / span, b=1 + 4 * (high - mode) / span, loc=low, scale=span
        ),
    }
    known: dict[str, float] = {}
    for name, time in times.items():
        variance = (sd_of(time) / units.DAY) ** 2 if name == "triangular" else _square(time)
        known |= {
            f"{name}_mean": time.mean() / units.DAY,
            f"{name}_variance": variance,
            f"{name}_p90": _at(time, 0.9),
        }
    return answered(case, known, {}, "quantiles of a lead time in a scenario; PERT is a beta")


def _lead_time(family: str, **params: float) -> Distribution:
    """Write a lead time in days into a scenario and read it back."""
    plain = ("a", "b")
    said = {name: value if name in plain else days(value) for name, value in params.items()}
    text = network(
        {"orders": "1 per day", "regions": {"market": {"share": "100%", "zip": "43215"}}},
        {"depot": node({"item": {"base_stock": 1}})},
        suppliers={"maker": {"makes": ["item"], "lead_time": {family: said}}},
    )
    found = load_text(f"{text.rstrip()}\nhorizon: 10 days\n").suppliers["maker"].lead_time
    if found is None:
        raise ValueError("the supplier has no lead time")
    return found


def _at(time: Distribution, chance: float) -> float:
    """Give a quantile in days."""
    return float(quantiles(time, np.array([chance]))[0]) / units.DAY


def _longer_than(time: Distribution, limit: float) -> float:
    """Give the chance of more days than a limit, from the quantiles."""
    return 1 - float(optimize.brentq(lambda u: _at(time, u) - limit, 1e-6, 1 - 1e-6, xtol=1e-15, rtol=1e-14))


def _square(time: Distribution) -> float:
    """Integrate the variance of the quantiles, days²: chances are Φ(z), so that tails are smooth."""
    z, weights = np.polynomial.legendre.leggauss(400)
    z = REACH * z
    weights = REACH * weights * np.exp(-(z**2) / 2) / math.sqrt(2 * math.pi)
    away = quantiles(time, special.ndtr(z)) / units.DAY - time.mean() / units.DAY
    return float((weights * away**2).sum())
