"""The standard deviation of a distribution, as far as plain arithmetic reaches."""

from __future__ import annotations

import math

from simnet.scenario.distribution import Distribution
from simnet.scenario.families import Z95


def sd_of(distribution: Distribution) -> float:
    """Compute the standard deviation in the distribution's own unit.

    It is 0 for the scipy families, of which plain arithmetic knows the mean only: whoever uses it then
    understates the spread, and a warning that rests on it stays true.
    """
    params, kind = distribution.params, distribution.kind
    if distribution.values:
        return _sd_of_values(distribution)
    if kind == "range":
        sigma = math.log(params["high"] / params["low"]) / (2 * Z95)
        return distribution.mean() * math.sqrt(math.expm1(sigma * sigma))
    if "sd" in params:
        return params["sd"]
    if kind == "exponential" and "mean" in params:
        return params["mean"]
    if kind in ("uniform", "triangular") and "low" in params:
        low, high = params["low"], params["high"]
        mode = params.get("mode")
        if mode is None:
            return (high - low) / math.sqrt(12)
        return math.sqrt((low**2 + mode**2 + high**2 - low * mode - low * high - mode * high) / 18)
    if kind == "weibull" and {"shape", "scale"} <= set(params):
        first, second = (math.gamma(1 + power / params["shape"]) for power in (1, 2))
        return params["scale"] * math.sqrt(max(0.0, second - first * first))
    return 0.0


def _sd_of_values(distribution: Distribution) -> float:
    count = len(distribution.values)
    shares = distribution.shares or (1 / count,) * count
    mean = distribution.mean()
    pairs = zip(distribution.values, shares, strict=True)
    return math.sqrt(sum(share * (value - mean) ** 2 for value, share in pairs))
