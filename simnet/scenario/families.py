"""The families of distributions: their parameters, what these must satisfy, and their means.

Own families are written by the mean and sd of the variable itself. The others carry their scipy.stats names
and shape parameters; their means are those of the standard forms, moved by `loc` and stretched by `scale`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

Params = dict[str, float]
Z95 = 1.6448536269514722  # 95% quantile of the standard normal


@dataclass(frozen=True)
class Family:
    """What one family needs: own parameters, and scipy shapes for the same name."""

    own: tuple[str, ...] = ()
    shapes: tuple[str, ...] | None = None
    mean: Callable[[Params], float] | None = None

    @property
    def every(self) -> tuple[str, ...]:
        """List every parameter that may be written."""
        scipy = () if self.shapes is None else (*self.shapes, "loc", "scale")
        return (*self.own, *(name for name in scipy if name not in self.own))

    @property
    def plain(self) -> tuple[str, ...]:
        """List the parameters that are plain numbers even when the values are durations."""
        return ("shape", *(self.shapes or ()))

    def params(self, given: tuple[str, ...]) -> tuple[str, ...]:
        """Choose the own or the scipy parameters by what is written."""
        scipy = () if self.shapes is None else (*self.shapes, "loc", "scale")
        own = set(given) & (set(self.own) - set(scipy))
        if self.own and (own or not set(given) & set(scipy) or set(given) == set(self.own)):
            return self.own
        return scipy


def _gamma(x: float) -> float:
    return math.gamma(x)


OWN: dict[str, tuple[str, ...]] = {
    "fixed": ("value",),
    "range": ("low", "high"),
    "lognormal": ("mean", "sd"),
    "gamma": ("mean", "sd"),
    "normal": ("mean", "sd"),
    "uniform": ("low", "high"),
    "exponential": ("mean",),
    "weibull": ("shape", "scale"),
    "triangular": ("low", "mode", "high"),
    "loguniform": ("low", "high"),
}
# Means of the standard forms (loc 0, scale 1), as in the scipy.stats reference; shapes in scipy's order.
SCIPY: dict[str, tuple[tuple[str, ...], Callable[[Params], float]]] = {
    "norm": ((), lambda p: 0.0),
    "expon": ((), lambda p: 1.0),
    "lognorm": (("s",), lambda p: math.exp(p["s"] ** 2 / 2)),
    "gamma": (("a",), lambda p: p["a"]),
    "erlang": (("a",), lambda p: p["a"]),
    "chi2": (("df",), lambda p: p["df"]),
    "weibull_min": (("c",), lambda p: _gamma(1 + 1 / p["c"])),
    "uniform": ((), lambda p: 0.5),
    "triang": (("c",), lambda p: (1 + p["c"]) / 3),
    "beta": (("a", "b"), lambda p: p["a"] / (p["a"] + p["b"])),
    "halfnorm": ((), lambda p: math.sqrt(2 / math.pi)),
    "rayleigh": ((), lambda p: math.sqrt(math.pi / 2)),
    "maxwell": ((), lambda p: 2 * math.sqrt(2 / math.pi)),
    "logistic": ((), lambda p: 0.0),
    "gumbel_r": ((), lambda p: 0.5772156649015329),
    "invgauss": (("mu",), lambda p: p["mu"]),
    "pareto": (("b",), lambda p: p["b"] / (p["b"] - 1) if p["b"] > 1 else math.inf),
    "lomax": (("c",), lambda p: 1 / (p["c"] - 1) if p["c"] > 1 else math.inf),
    "fisk": (("c",), lambda p: math.pi / p["c"] / math.sin(math.pi / p["c"]) if p["c"] > 1 else math.inf),
}
FAMILIES: dict[str, Family] = {
    name: Family(
        OWN.get(name, ()),
        SCIPY[name][0] if name in SCIPY else None,
        SCIPY[name][1] if name in SCIPY else None,
    )
    for name in (*OWN, *SCIPY)
}


def is_scipy(kind: str, params: Params) -> bool:
    """Tell whether the parameters are scipy's for a name that both vocabularies have."""
    return kind in SCIPY and ("loc" in params or kind not in OWN)


def check_family(kind: str, params: Params) -> Iterator[tuple[str, str, str]]:
    """Yield (parameter, rule, repair) for every parameter that is impossible."""
    if is_scipy(kind, params):
        yield from _check_scipy(kind, params)
        return
    if "sd" in params and params["sd"] < 0:
        yield "sd", "must be 0 or more", ""
    if "mean" in params and (params["mean"] <= 0 and kind != "normal"):
        yield "mean", "must be above 0", ""
    for name in ("shape", "scale"):
        if name in params and params[name] <= 0:
            yield name, "must be above 0", ""
    if "low" in params and params["low"] > params["high"]:
        yield "high", "must not be below the low end", "exchange the two ends"
    elif kind in ("range", "loguniform") and params["low"] <= 0:
        yield (
            "low",
            "must be above 0, because the range is lognormal",
            "use {uniform: {low: …, high: …}} for a range from 0",
        )
    elif kind in ("range", "loguniform", "uniform") and params["low"] == params["high"]:
        yield "high", "must be above the low end", "use {fixed: …} for a single value"
    if "mode" in params and not params["low"] <= params["mode"] <= params["high"]:
        yield "mode", "must lie between low and high", ""


def _check_scipy(kind: str, params: Params) -> Iterator[tuple[str, str, str]]:
    for name in (*SCIPY[kind][0], "scale"):
        if not params[name] > 0 and not (kind == "triang" and name == "c" and params[name] == 0):
            yield name, "must be above 0", ""
    if kind == "triang" and params["c"] > 1:
        yield "c", "must be from 0 to 1", ""
    if kind == "erlang" and params["a"] != int(params["a"]):
        yield "a", "must be a whole number", ""
    if kind in ("pareto", "lomax", "fisk") and params[SCIPY[kind][0][0]] <= 1:
        yield SCIPY[kind][0][0], "must be above 1, or the mean would be infinite", ""
    if kind == "lognorm" and params["s"] > 10:
        yield "s", "must be at most 10", "s is the sd of the logarithm"


def _normal_mean(mean: float, sd: float) -> float:
    """Compute the mean of a normal truncated at 0: m + sd·φ(a)/(1-Φ(a)) with a = -m/sd.

    Source: Johnson, Kotz and Balakrishnan, Continuous Univariate Distributions, vol. 1, 1994.
    """
    if sd == 0:
        return max(mean, 0.0)
    a = -mean / sd
    tail = 0.5 * math.erfc(a / math.sqrt(2))
    if tail < 1e-300:
        return 0.0
    return mean + sd * math.exp(-a * a / 2) / math.sqrt(2 * math.pi) / tail


def mean_of(kind: str, params: Params) -> float:
    """Compute the mean of a family with parameters, pure arithmetic."""
    if is_scipy(kind, params):
        return params["loc"] + params["scale"] * SCIPY[kind][1](params)
    match kind:
        case "fixed":
            return params["value"]
        case "normal":
            return _normal_mean(params["mean"], params["sd"])
        case "uniform":
            return (params["low"] + params["high"]) / 2
        case "weibull":
            return params["scale"] * math.gamma(1 + 1 / params["shape"])
        case "triangular":
            return (params["low"] + params["mode"] + params["high"]) / 3
        case "loguniform":
            return (params["high"] - params["low"]) / math.log(params["high"] / params["low"])
        case "range":
            low, high = math.log(params["low"]), math.log(params["high"])
            return math.exp((low + high) / 2 + ((high - low) / (2 * Z95)) ** 2 / 2)
    return params["mean"]
