"""Made orders and shipments whose truth is known."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

START = pd.Timestamp("2024-01-01", tz="UTC")  # a Monday


def counts(
    days: int,
    mean: float,
    *,
    seed: int = 1,
    dispersion: float = 5.0,
    growth: float = 0.0,
    weekdays: tuple[float, ...] = (1.0,) * 7,
    season: tuple[float, ...] = (1.0,) * 12,
) -> np.ndarray:
    """Draw negative binomial daily counts with variance = dispersion × mean."""
    day = np.arange(days)
    level = mean * (1 + growth) ** (day / 365) * np.array(weekdays)[day % 7]
    level = level * np.array(season)[pd.date_range(START, periods=days).month.to_numpy() - 1]
    luck = np.random.default_rng(seed)
    if dispersion <= 1:
        return luck.poisson(level)
    working = np.maximum(level, 1e-12)
    return np.where(level > 0, luck.negative_binomial(working / (dispersion - 1), 1 / dispersion), 0)


def placed(number: np.ndarray, hour: float = 12.0) -> pd.Series:
    """Give the instant of every order, all at one hour of their day."""
    days = np.repeat(np.arange(len(number)), number)
    return pd.Series(START + pd.to_timedelta(days, unit="D") + pd.Timedelta(hours=hour))


def parcels(
    number: int,
    *,
    seed: int = 1,
    weeks: int = 60,
    spread: float = 0.5,
    medians: dict[tuple[str, str], float] | None = None,
    factor: np.ndarray | None = None,
    lost: float = 0.0,
) -> pd.DataFrame:
    """Draw parcels with lognormal handling (median 1 day) and transit in Monday-to-Saturday days."""
    luck = np.random.default_rng(seed)
    lanes = medians or {("reno", "west"): 3.0, ("reno", "east"): 6.0}
    place = luck.integers(0, len(lanes), number)
    origin, region = (np.array([lane[i] for lane in lanes])[place] for i in (0, 1))
    released = np.sort(luck.uniform(0, 7 * weeks, number))
    handed = _collected(released + np.exp(0.3 * luck.normal(size=number)), luck)
    slow = np.ones(number) if factor is None else factor[np.minimum(handed // 7, len(factor) - 1).astype(int)]
    transit = np.array(list(lanes.values()))[place] * np.exp(spread * luck.normal(size=number)) * slow
    delivered = _later(handed, transit)
    gone = (luck.random(number) < lost) | (delivered > 7 * weeks)
    frame = pd.DataFrame(
        {"released": released, "handed": handed, "delivered": np.where(gone, np.nan, delivered)}
    )
    frame["handed"] = frame["handed"].where(frame["handed"] <= 7 * weeks)
    times = {
        name: START.tz_localize(None) + pd.to_timedelta(frame[name].round(5), unit="D") for name in frame
    }
    table = pd.DataFrame({name: column.dt.round("s") for name, column in times.items()})
    return table.assign(origin=origin, region=region)


def _collected(at: np.ndarray, luck: np.random.Generator) -> np.ndarray:
    """Move Sundays to the Monday after."""
    return np.where(at // 1 % 7 == 6, (at // 1) + 1 + luck.uniform(0, 0.9, len(at)), at)


def _later(start: np.ndarray, days: np.ndarray) -> np.ndarray:
    """Add days of which Sundays are none; the start is on no Sunday."""
    week, rest = np.divmod(start, 7)
    return 7 * ((rest + days) // 6 + week) + (rest + days) % 6


def written(table: pd.DataFrame, path: Path) -> Path:
    """Write a table as CSV."""
    table.to_csv(path, index=False)
    return path
