"""Quantile tables: a distribution of the scenario as the numbers that `luck.quantile` reads.

A table is linear between its knots, so a step of a discrete or empirical distribution becomes a ramp of at
most two cells (one thousandth of all draws each). Its mean is exact in every case.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from simnet.engine import luck
from simnet.engine.normal import standard_normal
from simnet.scenario.distribution import Distribution
from simnet.scenario.families import Z95, is_scipy

Array = NDArray[np.float64]

OUTERMOST = 1e-12
"""Chance of the values beyond the outermost knots, which keeps unbounded families finite."""
BELOW_ONE = 1.0 - 1e-11
"""Last fraction of a day: less than 1 in microseconds as well, also on a day of 25 hours."""


class TableBook:
    """The tables of one plan; equal distributions share one."""

    def __init__(self) -> None:
        self._tables: list[Array] = []
        self._known: dict[bytes, int] = {}

    def add(self, table: Array) -> int:
        """Keep a table and return its number."""
        number = self._known.setdefault(table.tobytes(), len(self._tables))
        if number == len(self._tables):
            self._tables.append(table)
        return number

    def of(self, distribution: Distribution) -> int:
        """Return the number of a distribution's table."""
        return self.add(table_of(distribution))

    def optional(self, distribution: Distribution | None) -> int:
        """Return the number of a distribution's table, -1 for None."""
        return -1 if distribution is None else self.of(distribution)

    def fixed(self, value: float) -> int:
        """Return the number of the table of a single value."""
        return self.add(constant(value))

    def get(self, number: int) -> Array:
        """Return a table by its number."""
        return self._tables[number]

    def stacked(self) -> Array:
        """Return all tables, shape (tables, luck.TABLE)."""
        return np.stack(self._tables) if self._tables else np.zeros((0, luck.TABLE))


def table_of(distribution: Distribution) -> Array:
    """Tabulate the quantiles of a distribution; negative values become 0.

    The result is shared and read-only.
    """
    params = tuple(sorted(distribution.params.items()))
    return _table(distribution.kind, params, distribution.values, distribution.shares)


def constant(value: float) -> Array:
    """Tabulate a single value."""
    return np.full(luck.TABLE, max(0.0, float(value)))


def lognormal(median: float, spread: float) -> Array:
    """Tabulate a lognormal by its median and the sd of its logarithm; shared and read-only."""
    low, high = median * math.exp(-Z95 * spread), median * math.exp(Z95 * spread)
    return _table("range", (("high", high), ("low", low)), (), ())


def profile(shares: Sequence[float]) -> Array:
    """Tabulate the fraction of the day, in [0, 1), of a density that is constant within equal parts of it."""
    heights = np.asarray(shares, dtype=float)
    reached = np.concatenate([[0.0], np.cumsum(heights) / heights.sum()])
    at = np.linspace(0.0, 1.0, len(heights) + 1)
    rising = np.concatenate([[True], np.diff(reached) > 0])
    rising[:-1] |= rising[1:]  # the start of a busy hour that follows a quiet one
    table: Array = np.minimum(np.interp(luck.knots(), reached[rising], at[rising]), BELOW_ONE)
    return table


def mean(table: Array) -> float:
    """Integrate a table over u: the exact mean of what `luck.quantile` returns."""
    return float(table[0]) if _is_constant(table) else float(_weights() @ table)


def variance(table: Array) -> float:
    """Integrate the squares of a table over u, less its squared mean: exact, as `mean` is."""
    if _is_constant(table):
        return 0.0
    widths = _widths()
    rows = table.reshape(widths.shape[0], -1)
    low, high = rows[:, :-1], rows[:, 1:]
    square = float(np.sum(widths * (low * low + low * high + high * high) / 3.0))
    return max(0.0, square - mean(table) ** 2)


def add(first: Array, second: Array) -> Array:
    """Convolve two tables: the table of the sum of two independent draws.

    The last sums are kept, because a study of outages compiles much the same scenario again and again; so the
    result is shared and read-only.
    """
    for one, other in ((first, second), (second, first)):
        if _is_constant(one):
            moved: Array = other + one[0]
            return moved
    return _sum(first.tobytes(), second.tobytes())


@lru_cache(maxsize=64)
def _sum(one: bytes, other: bytes) -> Array:
    first, second = np.frombuffer(one), np.frombuffer(other)
    points, weights = _points(first), _chances()
    sums = (points[:, None] + _points(second)[None, :]).ravel()
    order = np.argsort(sums, kind="stable")
    chance = (weights[:, None] * weights[None, :]).ravel()[order]
    middle = np.cumsum(chance) - chance / 2
    table = _rescaled(np.interp(luck.knots(), middle, sums[order]), mean(first) + mean(second))
    table.flags.writeable = False
    return table


@lru_cache(maxsize=4096)
def _table(
    kind: str, params: tuple[tuple[str, float], ...], values: tuple[float, ...], shares: tuple[float, ...]
) -> Array:
    if kind in ("discrete", "empirical"):
        table = _steps(np.asarray(values), np.asarray(shares) if shares else None)
    elif kind == "fixed":
        table = constant(dict(params)["value"])
    else:
        table = _continuous(kind, dict(params))
    table.flags.writeable = False
    return table


def _continuous(kind: str, params: dict[str, float]) -> Array:
    if params.get("sd") == 0 or (kind == "triangular" and params["low"] == params["high"]):
        return constant(Distribution(kind=kind, params=params).mean())
    isf, expected = _family(kind, params)
    chance = np.clip(1.0 - luck.knots(), OUTERMOST, 1.0 - OUTERMOST)
    table = isf(chance)
    table[-1] = max(table[-2], 2 * _last_cell(isf) - table[-2])
    if table[0] < 0:
        return np.maximum(table, 0.0)
    return _rescaled(table, expected)


def _last_cell(isf: Callable[[Array], Array]) -> float:
    """Average the values beyond the last knot but one, by trapezoids in the logarithm of the chance."""
    chance = np.geomspace(1.0 / luck.CELLS**3, OUTERMOST, 257)
    heights = isf(chance) * chance
    area = np.sum((heights[1:] + heights[:-1]) / 2) * np.log(chance[0] / chance[1])
    return float((area + isf(chance[-1:])[0] * OUTERMOST) * luck.CELLS**3)


def _family(kind: str, p: dict[str, float]) -> tuple[Callable[[Array], Array], float]:
    """Return the inverse survival function and the mean of a family."""
    expected = Distribution(kind=kind, params=p).mean()
    if is_scipy(kind, p):
        from scipy import stats

        return getattr(stats, kind)(**p).isf, expected
    return _own_family(kind, p), expected


def _own_family(kind: str, p: dict[str, float]) -> Callable[[Array], Array]:
    """Invert by hand: the import of scipy.stats takes longer than a replication."""
    match kind:
        case "range" | "lognormal":
            location, spread = _logarithm(kind, p)
            return lambda chance: np.exp(location - spread * standard_normal(chance))
        case "normal":
            tail = NormalDist().cdf(p["mean"] / p["sd"])
            return lambda chance: p["mean"] - p["sd"] * standard_normal(chance * tail)
        case "exponential":
            return lambda chance: -p["mean"] * np.log(chance)
        case "weibull":
            return lambda chance: p["scale"] * (-np.log(chance)) ** (1 / p["shape"])
        case "uniform":
            return lambda chance: p["high"] - (p["high"] - p["low"]) * chance
        case "loguniform":
            return lambda chance: p["high"] * (p["low"] / p["high"]) ** chance
        case "triangular":
            return lambda chance: _triangular(p["low"], p["mode"], p["high"], chance)
        case "gamma":
            from scipy.special import gammainccinv

            shape, scale = (p["mean"] / p["sd"]) ** 2, p["sd"] ** 2 / p["mean"]
            return lambda chance: scale * np.asarray(gammainccinv(shape, chance))
    raise ValueError(f"no quantiles are known for the family {kind}")


def _triangular(low: float, mode: float, high: float, chance: Array) -> Array:
    span = high - low
    left = low + np.sqrt((1 - chance) * span * (mode - low))
    right = high - np.sqrt(chance * span * (high - mode))
    return np.where(chance * span > high - mode, left, right)


def _logarithm(kind: str, p: dict[str, float]) -> tuple[float, float]:
    """Return the mean and sd of the logarithm of a lognormal given by its ends or by its own mean and sd."""
    if kind == "range":
        low, high = math.log(p["low"]), math.log(p["high"])
        return (low + high) / 2, (high - low) / (2 * Z95)
    variance = math.log1p((p["sd"] / p["mean"]) ** 2)
    return math.log(p["mean"]) - variance / 2, math.sqrt(variance)


def _is_constant(table: Array) -> bool:
    return bool(table[0] == table[-1])


def _rescaled(table: Array, expected: float) -> Array:
    found = mean(table)
    return table * (expected / found) if found > 0 and np.isfinite(expected) else table


def _steps(values: Array, shares: Array | None) -> Array:
    """Average the inverse of a stepwise distribution around every knot, so that the mean stays exact.

    A knot gets the mean over the half cells beside it; away from a step that is the value itself.
    """
    values = np.maximum(np.asarray(values, dtype=float), 0.0)
    chance = np.full(len(values), 1 / len(values)) if shares is None else shares / shares.sum()
    reached = np.concatenate([[0.0], np.cumsum(chance)])
    reached[-1] = 1.0
    area = np.concatenate([[0.0], np.cumsum(values * np.diff(reached))])
    order, edges = _cells()
    held = np.diff(np.interp(edges, reached, area)) / np.diff(edges)
    # Far from a step the quotient of two differences is the value but for rounding: make it the value itself.
    first = np.clip(np.searchsorted(reached, edges[:-1], side="right") - 1, 0, len(values) - 1)
    last = np.clip(np.searchsorted(reached, edges[1:], side="left") - 1, 0, len(values) - 1)
    held = np.where(first == last, values[first], np.clip(held, values[first], values[last]))
    table = np.empty(luck.TABLE)
    table[:] = held[order]
    return table


@cache
def _cells() -> tuple[NDArray[np.intp], Array]:
    """Number the distinct knots in ascending order, and bound the half cells beside each."""
    knots, order = np.unique(luck.knots(), return_inverse=True)
    middles = (knots[1:] + knots[:-1]) / 2
    return order, np.concatenate([[0.0], middles, [1.0]])


@cache
def _widths() -> Array:
    """Measure every cell of a table in u, shape (5, luck.CELLS); one that finer cells replace has none."""
    widths = np.diff(luck.knots().reshape(5, luck.CELLS + 1), axis=1)
    widths[0, [0, -1]] = 0.0
    widths[1, 0] = widths[3, -1] = 0.0
    return widths


@cache
def _weights() -> Array:
    """Weigh each entry of a table in the integral over u."""
    weights = np.zeros((5, luck.CELLS + 1))
    weights[:, :-1] += _widths() / 2
    weights[:, 1:] += _widths() / 2
    return weights.ravel()


@cache
def _strata() -> Array:
    """Divide [0, 1] into strata that get finer towards both ends, as bounds."""
    tail = np.geomspace(1e-9, 1 / 256, 25)
    return np.concatenate([[0.0], tail, np.arange(2, 255) / 256, (1 - tail)[::-1], [1.0]])


@cache
def _chances() -> Array:
    return np.diff(_strata())


def _points(table: Array) -> Array:
    """Average a table within every stratum."""
    order, _ = _cells()
    knots = np.unique(luck.knots())
    values = np.empty(len(knots))
    values[order] = table
    area = np.concatenate([[0.0], np.cumsum((values[1:] + values[:-1]) / 2 * np.diff(knots))])
    bounds = _strata()
    # Between knots the integral is a parabola; its chord keeps the mean exact.
    means: Array = np.diff(np.interp(bounds, knots, area)) / np.diff(bounds)
    return means
