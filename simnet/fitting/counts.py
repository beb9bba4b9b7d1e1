"""Orders a day: trend, weekdays, growth and season, promotions, and how much days vary beyond that.

Mean orders of a day = trend × weekday, fitted by maximum quasi-likelihood with variance proportional to the
mean (Wedderburn, Biometrika 61, 1974), twice. With a smooth trend it says what was expected of each day,
which days stand out and the present level. With what a scenario can say, steady growth and a season, it says
the dispersion, Pearson's Σ (y − m)² / m over the days less the parameters (McCullagh and Nelder, *Generalized
Linear Models*, 2nd ed., 1989, section 4.5): slow changes that are neither growth nor season are part of how
much simulated days must vary.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

Array = np.ndarray[tuple[int, ...], np.dtype[Any]]

FEWEST_DAYS = 28
"""Four weeks: with less, weekdays and dispersion cannot be told from chance."""
KNOT_DAYS = 56
"""Changes over about eight weeks and longer are trend, shorter ones are variation."""
LEVEL_DAYS = 28
"""Last days whose trend is the present level."""
PROMOTION = 2.0
"""Times the expected orders from which a day can be a promotion."""
FALSE_ALARMS = 0.05
"""Days in the whole file that would be flagged by chance alone."""
MORE_ORDERS = 10
"""Orders above the expected that a promotion has at least: twice next to nothing is no promotion."""
GAP_DAYS, GAP_ORDERS = 21, 50
"""Days in a row without an order, and orders that would have been usual in them, that part two times: a shop
that began with a few trial orders, or that was closed for a season."""
YEAR_DAYS = 365.0
ROUNDS = 12


@dataclass(frozen=True)
class Promotion:
    """Consecutive days with far more orders than expected."""

    first: pd.Timestamp
    days: int
    factor: float
    """Orders as a multiple of the expected."""


@dataclass(frozen=True)
class Counts:
    """The orders of each day, and what was found in them."""

    daily: pd.DataFrame
    """Columns day (local midnight), orders, kind (usual, promotion, closed, rest), expected (by the smooth
    trend) and steady (by growth, season and weekday)."""
    rate_per_day: float
    """Present level: mean of the trend over the last four weeks, over all weekdays."""
    rate_interval: tuple[float, float]
    overall_per_day: float
    dispersion: float | None
    """Variance / mean after growth, season and weekday; None with less than four weeks."""
    dispersion_interval: tuple[float, float]
    smooth_dispersion: float | None
    """Variance / mean about the smooth trend: what is left of the dispersion without slow changes."""
    weekdays: tuple[float, ...]
    """Relative orders by weekday, Monday first, of mean 1."""
    season: tuple[float, ...] | None
    """Relative orders by month of mean 1; None with less than two years, as growth may be the cause."""
    growth: float
    """Growth a year."""
    growth_interval: tuple[float, float]
    promotions: tuple[Promotion, ...]
    closed_days: int
    """Days without any order where many were expected: closed, or missing in the file."""
    skipped_days: int = 0
    """Days before or after a long gap that were left out."""

    @property
    def days(self) -> int:
        """Number of days that the file covers."""
        return len(self.daily)


def fit_counts(placed: pd.Series) -> Counts:
    """Fit the orders a day from the instant of every order. Needs one order."""
    day = placed.dt.tz_localize(None).dt.normalize()
    every = pd.date_range(day.min(), day.max(), freq="D")
    orders = day.value_counts().reindex(every, fill_value=0).to_numpy(dtype=float)
    part = _longest(orders)
    fit = _short if part.stop - part.start < FEWEST_DAYS else _long
    return replace(fit(every[part], orders[part]), skipped_days=len(every) - (part.stop - part.start))


def _longest(orders: Array) -> slice:
    """Find the part between two long gaps that has the most orders."""
    sold = np.flatnonzero(orders)
    gap = np.diff(sold) - 1
    cut = np.flatnonzero((gap >= GAP_DAYS) & (gap * orders.mean() >= GAP_ORDERS)) + 1
    parts = [slice(int(days[0]), int(days[-1]) + 1) for days in np.split(sold, cut)]
    return max(parts, key=lambda part: float(orders[part].sum()))


def _short(every: pd.DatetimeIndex, orders: Array) -> Counts:
    mean = float(orders.mean())
    half = 1.96 * math.sqrt(max(float(orders.var()), mean) / len(orders))
    daily = pd.DataFrame({"day": every, "orders": orders, "expected": mean, "steady": mean, "kind": "usual"})
    return Counts(
        daily, mean, (max(mean - half, 0.0), mean + half), mean, None, (math.nan, math.nan), None, (1.0,) * 7,
        None, 0.0, (math.nan, math.nan), (), 0,
    )  # fmt: skip


def _long(every: pd.DatetimeIndex, orders: Array) -> Counts:
    weekday = every.day_of_week.to_numpy()
    # A weekday without a single order is a day of rest and no part of the fit.
    works = np.isin(weekday, [d for d in range(7) if orders[weekday == d].sum() > 0])
    design = _design(every, _smooth(len(every)))
    mean, usual, kind = _settled(orders, design, works)
    used = usual & works
    coefficients = _quasi(orders[used], design[used])
    smooth = _dispersion(orders[used], mean[used], design[used])[0]
    rate, interval = _level(design, works, used, mean, smooth)
    steady = _steady(every, orders, used)
    daily = pd.DataFrame(
        {
            "day": every,
            "orders": orders,
            "expected": np.where(works, mean, 0.0),
            "steady": np.where(works, steady.mean, 0.0),
            "kind": np.where(works, kind, "rest"),
        }
    )
    return Counts(
        daily=daily,
        rate_per_day=rate,
        rate_interval=interval,
        overall_per_day=float(orders.mean()),
        dispersion=steady.dispersion,
        dispersion_interval=steady.dispersion_interval,
        smooth_dispersion=smooth,
        weekdays=_weekdays(coefficients, weekday, works),
        season=steady.season,
        growth=steady.growth,
        growth_interval=steady.growth_interval,
        promotions=_promotions(daily),
        closed_days=int((kind == "closed").sum()),
    )


def _smooth(days: int) -> Array:
    """Cubic B-splines over the days, with a knot about every eight weeks; their sum is 1 on each day."""
    from scipy.interpolate import BSpline

    pieces = max(1, round(days / KNOT_DAYS))
    inner = np.linspace(0, days - 1, pieces + 1)
    degree = 3 if pieces > 1 else 1
    knots = np.concatenate([np.repeat(inner[0], degree), inner, np.repeat(inner[-1], degree)])
    return np.asarray(BSpline.design_matrix(np.arange(days, dtype=float), knots, degree).toarray())


def _design(every: pd.DatetimeIndex, trend: Array) -> Array:
    """Join a trend with an effect for each weekday but Monday."""
    weekday = every.day_of_week.to_numpy()
    return np.hstack([trend, (weekday[:, None] == np.arange(1, 7)[None, :]).astype(float)])


def _quasi(orders: Array, design: Array) -> Array:
    """Fit log-linear means by iterated weighted least squares."""
    mean = np.maximum(orders, 0.5)
    coefficients = np.zeros(design.shape[1])
    for _ in range(60):
        target = np.log(mean) + (orders - mean) / mean
        root = np.sqrt(mean)
        new = np.linalg.lstsq(design * root[:, None], target * root, rcond=1e-10)[0]
        mean = np.exp(np.clip(design @ new, -20, 20))
        if np.abs(new - coefficients).max() < 1e-9:
            break
        coefficients = new
    return np.asarray(new)


def _settled(orders: Array, design: Array, works: Array) -> tuple[Array, Array, Array]:
    """Fit again and again without the days that stand out, until no more of them do.

    Returns the mean of every day, which days are usual, and the kind of each.
    """
    usual = np.ones(len(orders), dtype=bool)
    high = low = ~usual
    for _ in range(ROUNDS):
        used = usual & works
        mean = np.exp(np.clip(design @ _quasi(orders[used], design[used]), -20, 20))
        freedom = max(int(used.sum()) - design.shape[1], 1)
        dispersion = float(((orders - mean) ** 2 / mean)[used].sum() / freedom)
        high = (
            works
            & (orders >= np.maximum(PROMOTION * mean, mean + MORE_ORDERS))
            & (_above(orders, mean, dispersion) * len(orders) < FALSE_ALARMS)
        )
        low = works & (orders == 0) & (_none(mean, dispersion) * len(orders) < FALSE_ALARMS)
        if bool(((~(high | low)) == usual).all()):
            break
        usual = ~(high | low)
    return mean, usual, np.where(high, "promotion", np.where(low, "closed", "usual"))


def _above(orders: Array, mean: Array, dispersion: float) -> Array:
    """Chance of at least so many orders, negative binomial with variance = dispersion × mean."""
    from scipy import stats

    ratio = max(dispersion, 1.001)
    return np.asarray(stats.nbinom.sf(orders - 1, mean / (ratio - 1), 1 / ratio))


def _none(mean: Array, dispersion: float) -> Array:
    """Chance of no order at all."""
    ratio = max(dispersion, 1.001)
    return np.asarray(np.exp(-mean * math.log(ratio) / (ratio - 1)))


def _dispersion(orders: Array, mean: Array, design: Array) -> tuple[float, float]:
    """Pearson's dispersion and its standard error, from the spread of weeks, as neighbours hang together."""
    freedom = max(len(orders) - int(np.linalg.matrix_rank(design)), 1)
    squares = (orders - mean) ** 2 / mean
    weeks = [part.sum() for part in np.array_split(squares, max(2, len(squares) // 7))]
    return float(squares.sum()) / freedom, math.sqrt(len(weeks) * float(np.var(weeks, ddof=1))) / freedom


def _weekdays(coefficients: Array, weekday: Array, works: Array) -> tuple[float, ...]:
    effects = np.exp(np.concatenate([[0.0], coefficients[-6:]]))
    effects[[d for d in range(7) if not works[weekday == d].any()]] = 0.0
    return tuple((effects / effects.mean()).tolist())


def _level(
    design: Array, works: Array, used: Array, mean: Array, dispersion: float
) -> tuple[float, tuple[float, float]]:
    """Average the fitted mean over the last four weeks, with its interval (delta method)."""
    last = np.arange(len(mean)) >= len(mean) - LEVEL_DAYS
    fitted = np.where(works, mean, 0.0)
    rate = float(fitted[last].mean())
    weighted = design[used] * mean[used][:, None]
    information = np.linalg.pinv(weighted.T @ design[used]) * dispersion
    slope = (design[last] * fitted[last][:, None]).mean(axis=0)
    half = 1.96 * math.sqrt(max(float(slope @ information @ slope), 0.0))
    return rate, (max(rate - half, 0.0), rate + half)


class _Steady(NamedTuple):
    """What a scenario can say about the mean of a day, and how much days vary about it."""

    dispersion: float
    dispersion_interval: tuple[float, float]
    growth: float
    growth_interval: tuple[float, float]
    season: tuple[float, ...] | None
    mean: Array


def _steady(every: pd.DatetimeIndex, orders: Array, used: Array) -> _Steady:
    """Fit steady growth; with two years or more also a season, which less could not tell from growth."""
    years = np.arange(len(every)) / YEAR_DAYS
    trend = np.stack([np.ones(len(every)), years], axis=1)
    month = every.month.to_numpy()
    seasonal = len(every) >= 2 * YEAR_DAYS
    if seasonal:
        trend = np.hstack([trend, (month[:, None] == np.arange(2, 13)[None, :]).astype(float)])
    whole = _design(every, trend)
    design = whole[used]
    coefficients = _quasi(orders[used], design)
    mean = np.exp(np.clip(design @ coefficients, -20, 20))
    dispersion, spread = _dispersion(orders[used], mean, design)
    variance = np.linalg.pinv((design * mean[:, None]).T @ design) * dispersion
    slope, half = float(coefficients[1]), 1.96 * math.sqrt(max(float(variance[1, 1]), 0.0))
    growth, low, high = (math.expm1(min(value, 7.0)) for value in (slope, slope - half, slope + half))
    months = np.exp(np.concatenate([[0.0], coefficients[2:13]])) if seasonal else None
    return _Steady(
        dispersion,
        (max(dispersion - 1.96 * spread, 0.0), dispersion + 1.96 * spread),
        growth,
        (low, high),
        None if months is None else tuple((months / months.mean()).tolist()),
        np.exp(np.clip(whole @ coefficients, -20, 20)),
    )


def spread(counts: Counts, ratios: Array) -> pd.DataFrame:
    """Share of usual days with at most so many times the mean's orders: data, as fitted, and by chance alone.

    Columns data, fitted (negative binomial with the dispersion), chance (Poisson); index: the ratios. Needs a
    dispersion.
    """
    from scipy import stats

    usual = counts.daily[counts.daily["kind"] == "usual"]
    mean, orders = usual["steady"].to_numpy(), usual["orders"].to_numpy()
    ratio = max(counts.dispersion or 1.0, 1.001)
    limits = np.floor(ratios[:, None] * mean[None, :] + 1e-9)
    return pd.DataFrame(
        {
            "data": (orders[None, :] <= limits).mean(axis=1),
            "fitted": stats.nbinom.cdf(limits, mean / (ratio - 1), 1 / ratio).mean(axis=1),
            "chance": stats.poisson.cdf(limits, mean).mean(axis=1),
        },
        index=ratios,
    )


def _promotions(daily: pd.DataFrame) -> tuple[Promotion, ...]:
    flagged = daily[daily["kind"] == "promotion"]
    runs = (flagged["day"].diff() != pd.Timedelta(days=1)).cumsum()
    return tuple(
        Promotion(run["day"].iloc[0], len(run), float(run["orders"].sum() / run["expected"].sum()))
        for _, run in flagged.groupby(runs)
    )
