"""Handling and transit of parcels: what is fitted for each origin and for each lane, and what is pooled."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from simnet.fitting import congestion, durations, goodness
from simnet.fitting.clock import Clock, WorkingWeek, working_week
from simnet.fitting.congestion import Congestion
from simnet.fitting.durations import Fit, Times
from simnet.fitting.goodness import Curve, Goodness
from simnet.fitting.shipmentfile import Shipments

Array = np.ndarray[tuple[int, ...], np.dtype[Any]]

FEWEST = 60
"""Parcels a lane needs for a fit of its own: with 60 the median is known to about a fifth (sd of log 0.6)."""
REST = "all others"
SETTLED = 0.95
"""Weeks that ended so long ago that this share of their parcels has arrived tell how slow they were."""


@dataclass(frozen=True)
class Wait:
    """A waiting time that was fitted: one lane's transit, one origin's handling, or a pool of several."""

    origin: str
    region: str
    fits: tuple[Fit, ...]
    """Every family, the best first."""
    data: Curve
    shares: Array
    """The best fit's share that has ended at each of `data.days`, slow and fast weeks as they were."""
    goodness: Goodness
    parcels: int
    pooled: int = 0
    """Number of lanes or origins that had too few parcels of their own, if this is their pool."""

    @property
    def best(self) -> Fit:
        """The family with the smallest AIC."""
        return self.fits[0]


@dataclass(frozen=True)
class Way:
    """One service of a carrier: the days on which it delivers, and the transit of its lanes."""

    carrier: str
    service: str
    week: WorkingWeek
    lanes: tuple[Wait, ...]
    """Lanes with enough parcels, the busiest first; the pool of the others, if there is one, last."""


@dataclass(frozen=True)
class ShipmentFit:
    """Everything that was fitted from a file of shipments."""

    handling: tuple[Wait, ...]
    pickups: WorkingWeek
    ways: tuple[Way, ...]
    congestion: dict[str, Congestion | None]
    """By carrier; None if the file covers too few weeks."""
    first_week: dict[str, pd.Timestamp]
    """The Monday of each carrier's first week."""
    first: pd.Timestamp
    last: pd.Timestamp
    parcels: int


def fit_shipments(shipments: Shipments, country: str = "US") -> ShipmentFit:
    """Fit handling by origin and transit by lane; `country` names whose holidays carriers keep."""
    parcels = shipments.parcels[~shipments.parcels["is_return"]].reset_index(drop=True)
    sent = parcels[parcels["handed"].notna()].reset_index(drop=True)
    ways: list[Way] = []
    factors: dict[str, Congestion | None] = {}
    mondays: dict[str, pd.Timestamp] = {}
    for carrier, of_carrier in sent.groupby("carrier", sort=True):
        made, factor, monday = _carrier(of_carrier.reset_index(drop=True), shipments, country)
        ways += made
        factors[str(carrier)], mondays[str(carrier)] = factor, monday
    known = parcels[["released", "handed"]].min().min()
    return ShipmentFit(
        handling=_handling(parcels, shipments) if "released" in shipments.has else (),
        pickups=working_week(sent["handed"], sent["weight"]),
        ways=tuple(ways),
        congestion=factors,
        first_week=mondays,
        first=known,
        last=shipments.until,
        parcels=len(parcels),
    )


def _handling(parcels: pd.DataFrame, shipments: Shipments) -> tuple[Wait, ...]:
    """Fit the time from release to handover by origin, in calendar days, as a drop shipper's handling is."""
    released = parcels[parcels["released"].notna()].reset_index(drop=True)
    open_days = _days(released["released"], pd.Series(shipments.until, released.index))
    days = _days(released["released"], released["handed"])
    # With dates alone, k days apart is anything from k − 1 to k + 1 days.
    slack = 1.0 if shipments.dates_only else 0.0
    low = np.where(np.isnan(days), open_days, np.maximum(days - slack, 0.0))
    high = np.where(np.isnan(days), np.inf, days + slack)
    times = Times.of(low, high, released["weight"].to_numpy())
    return _waits(times, np.ones(len(times)), released["origin"], pd.Series("", released.index))


def _days(start: pd.Series, end: pd.Series) -> Array:
    return np.asarray((end - start).dt.total_seconds() / 86_400, dtype=float)


def _carrier(
    parcels: pd.DataFrame, shipments: Shipments, country: str
) -> tuple[list[Way], Congestion | None, pd.Timestamp]:
    """Fit all services of a carrier, whose factor they share."""
    times = Times(*(np.full(len(parcels), math.nan) for _ in range(3)))
    weeks = {}
    for service, rows in parcels.groupby("service", sort=True):
        weeks[str(service)] = working_week(rows["delivered"], rows["weight"])
        own = transit_times(rows, weeks[str(service)], shipments, country)
        for whole, part in zip(
            (times.low, times.high, times.weight), (own.low, own.high, own.weight), strict=True
        ):
            whole[rows.index.to_numpy()] = part
    monday = _monday(parcels["handed"].min())
    week = np.asarray((parcels["handed"] - monday).dt.days // 7, dtype=int)
    found = _congestion(parcels, times, week, shipments.until, monday)
    factor = np.ones(len(parcels)) if found is None else found.factor[week]
    ways = []
    for service, rows in parcels.groupby("service", sort=True):
        at = rows.index.to_numpy()
        lanes = _waits(times[at], factor[at], rows["origin"], rows["region"])
        if lanes:
            ways.append(Way(str(parcels["carrier"].iloc[0]), str(service), weeks[str(service)], lanes))
    return ways, found, monday


def _monday(instant: pd.Timestamp) -> pd.Timestamp:
    return instant.normalize() - pd.Timedelta(days=instant.day_of_week)


def transit_times(parcels: pd.DataFrame, week: WorkingWeek, shipments: Shipments, country: str) -> Times:
    """Give the transit of parcels in the carrier's working days, not ended for those under way.

    With dates alone, delivery on the Nth working day after the day of handover means a transit in (N − 1, N].
    """
    clock = Clock(week.days, parcels["handed"].min(), shipments.until + pd.Timedelta(days=2), country)
    shift = pd.Timedelta(days=1 if shipments.dates_only else 0)
    start = clock.at(parcels["handed"] + shift)
    end = clock.at(parcels["delivered"] + shift)
    still = clock.at(pd.Series(shipments.until, parcels.index) + shift) - start
    days = np.maximum(end - start, 1.0 if shipments.dates_only else 0.0)
    slack = 1.0 if shipments.dates_only else 0.0
    low = np.where(np.isnan(days), np.maximum(still, 0.0), days - slack)
    return Times.of(low, np.where(np.isnan(days), np.inf, days), parcels["weight"].to_numpy())


def _congestion(
    parcels: pd.DataFrame, times: Times, week: Array, until: pd.Timestamp, monday: pd.Timestamp
) -> Congestion | None:
    """Estimate the carrier's factor from the weeks whose parcels have had the time to arrive."""
    if not durations.can_fit(times):
        return None
    ended = times.ended
    settling = float(np.quantile(_days(parcels["handed"], parcels["delivered"])[ended], SETTLED))
    settled = int((until - monday).days - settling) // 7
    used = ended & (week < settled) & (times.middle > 0)
    lane = parcels.groupby(["service", "origin", "region"], sort=False).ngroup().to_numpy()
    if not used.any():
        return None
    weeks = congestion.weekly(week[used], times.middle[used], times.weight[used], lane[used])
    return congestion.estimate(weeks, int(week.max()) + 1)


def _waits(times: Times, factor: Array, origin: pd.Series, region: pd.Series) -> tuple[Wait, ...]:
    """Fit every lane with enough parcels, and one pool of the others."""
    lane = pd.MultiIndex.from_arrays([origin, region])
    codes, names = pd.factorize(lane)
    ended = np.bincount(codes, times.ended, minlength=len(names))
    order = sorted(range(len(names)), key=lambda i: (-ended[i], names[i]))
    single = [i for i in order if ended[i] >= FEWEST and durations.can_fit(times[codes == i])]
    found = [_wait(times[codes == i], factor[codes == i], *names[i]) for i in single]
    rest = ~np.isin(codes, single)
    if rest.any() and durations.can_fit(times[rest]):
        found.append(_wait(times[rest], factor[rest], REST, REST, pooled=len(names) - len(single)))
    return tuple(found)


def _wait(times: Times, factor: Array, origin: str, region: str, pooled: int = 0) -> Wait:
    fits = durations.fit(times.divided(factor))
    data = goodness.curve(times)
    share = _share(fits[0], factor, times.weight)
    compared = goodness.compare(data, share, _quantile(share, data))
    return Wait(origin, region, fits, data, share(data.days), compared, len(times), pooled)


def _share(fit: Fit, factor: Array, weight: Array) -> Callable[[Array], Array]:
    """Make the share that has ended by a time, over the weeks as they were and those that never arrive."""
    factors, place = np.unique(factor, return_inverse=True)
    weights = np.bincount(place, weight) / weight.sum()

    def share(days: Array) -> Array:
        ended = sum(w * fit.distribution.below(days / f) for f, w in zip(factors, weights, strict=True))
        return np.asarray((1 - fit.never) * ended)

    return share


def _quantile(share: Callable[[Array], Array], data: Curve) -> Callable[[float], float]:
    """Make the inverse of a share; where data are whole days, the whole day by which it is reached."""
    grid = np.linspace(0, 1.5 * float(data.days[-1]), 3001)
    shares = share(grid)
    whole = bool((data.days == np.round(data.days)).all())

    def quantile(at: float) -> float:
        day = float(np.interp(at, shares, grid))
        return math.ceil(day - 1e-9) if whole else day

    return quantile
