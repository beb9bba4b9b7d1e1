"""Times of a case in the words of a scenario: numbers, and the distributions that cases name."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

Write = Callable[[float], str]
"""Writes a number of the case's units of time as a duration."""


def said(given: Any, time: Write) -> Any:
    """Write a time that a case gives as a number or as a distribution, `{dist: lognormal, mean: 3, cv: 1.5}`.

    Raises ValueError for a distribution that nobody knows.
    """
    if isinstance(given, int | float):
        return time(given)
    words = str(given["dist"]).lower()
    kind = re.split(r"[\s(-]", words)[0]
    if kind in ("fixed", "deterministic", "constant"):
        return time(given["mean"] if "mean" in given else given["value"])
    if kind == "exponential":
        return {kind: {"mean": time(given["mean"])}}
    if kind in ("lognormal", "gamma", "erlang", "normal"):
        family = "gamma" if kind == "erlang" else kind
        return {family: {"mean": time(given["mean"]), "sd": time(_sd(given, words))}}
    if kind in ("uniform", "triangular"):
        return {kind: {name: time(given[name]) for name in ("low", "mode", "high") if name in given}}
    if kind == "weibull":
        return {kind: {"shape": given["shape"], "scale": time(given["scale"])}}
    if kind == "two_point":
        return _discrete(dict(zip(given["values"], given["probs"], strict=True)), time)
    if kind == "discrete":
        return _discrete({float(value): share for value, share in given["pmf"].items()}, time)
    raise ValueError(f"the distribution {given['dist']!r} is not one of those that are written")


def _sd(given: Mapping[str, Any], words: str) -> float:
    """Find a standard deviation, or what it is of the mean: `cv`, `scv`, stages of an Erlang distribution."""
    if "sd" in given:
        return float(given["sd"])
    if "cv" in given:
        return float(given["mean"] * given["cv"])
    if "scv" in given:
        return float(given["mean"] * given["scv"] ** 0.5)
    if named := re.search(r"cv\s*=\s*([\d.]+)", words):
        return float(given["mean"]) * float(named[1])
    stages = next((given[name] for name in ("k", "stages", "shape") if name in given), None)
    if stages is None and (named := re.search(r"erlang[-(\s]*(\d+)", words)):
        stages = int(named[1])
    if stages is None:
        raise ValueError(f"{given['dist']!r} has no standard deviation")
    return float(given["mean"] / stages**0.5)


def _discrete(values: Mapping[float, float], time: Write) -> dict[str, dict[str, str]]:
    return {"discrete": {time(value): f"{100 * share:.10g}%" for value, share in values.items()}}
