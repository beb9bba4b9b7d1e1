"""The weekly review of real data: the last full week against the four before it.

A parcel belongs to the week in which it was due, and is late if it came later or has not come. Money paid
back belongs to the week of its order, so more of it may still follow for the last week.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from simnet.fitting.orderfile import Orders
from simnet.fitting.shipmentfile import Shipments

BEFORE = 4
"""Weeks with which the last one is compared."""
CHANCE = 1.96
"""Standard errors beyond which a difference is more than chance alone makes (95%)."""
USUAL = 3.18
"""The same in standard errors that come from the four weeks themselves: Student's t, 3 degrees of freedom."""
SLOW_DAYS = 1.0
"""How much slower a lane's typical parcel must be to be called slow."""
FEWEST = 10
"""Parcels of a lane, a place or a vendor that are needed in the week and before it."""
MOST = 8
"""Lanes, places and vendors that are listed, the worst first."""
WEEK = pd.Timedelta(days=7)

Verdict = Literal["worse", "better", "as usual", "unknown"]


@dataclass(frozen=True)
class Count:
    """A number of things, out of how many; a plain count has no `of`."""

    number: float
    of: float = math.nan

    @property
    def share(self) -> float:
        """The number as a share of what it is out of; the number itself without."""
        if math.isnan(self.of):
            return self.number
        return self.number / self.of if self.of else math.nan


@dataclass(frozen=True)
class Row:
    """One line of the review: the week, and a usual week of the four before."""

    name: str
    week: Count
    earlier: tuple[Count, ...]
    """The weeks before, the latest first."""
    bad_if_more: bool = True
    unit: str = ""

    @property
    def usual(self) -> float:
        """What a week was like before: the share over all of them, or the mean number."""
        total = sum(one.number for one in self.earlier)
        if math.isnan(self.week.of):
            return total / len(self.earlier)
        parts = sum(one.of for one in self.earlier)
        return total / parts if parts else math.nan

    @property
    def verdict(self) -> Verdict:
        """Tell whether the week differs by more than chance, and than the weeks before among themselves."""
        spread = self._spread()
        if self.unit or math.isnan(spread):
            return "unknown"
        off = self.week.share - self.usual
        if abs(off) <= spread:
            return "as usual"
        return "worse" if (off > 0) == self.bad_if_more else "better"

    def _spread(self) -> float:
        """How far the week may be off as usual: chance, or the weeks' own spread if that is more.

        Counts vary by chance as Poisson ones, shares as binomial ones; Σ (x − m)² / v over the weeks before,
        with the chance variances v, says how much more they vary (Pearson).
        """
        usual, weeks = self.usual, len(self.earlier)
        if math.isnan(self.week.of):
            each = [max(usual, 1.0)] * weeks
            chance = max(usual, 1.0) * (1 + 1 / weeks)
            off = [one.number - usual for one in self.earlier]
        else:
            if not self.week.of or math.isnan(usual):
                return math.nan
            parts = sum(one.of for one in self.earlier)
            # Agresti and Coull's two more of each keep the variance off 0 when nothing or all was late.
            pooled = (usual * parts + 2) / (parts + 4)
            each = [pooled * (1 - pooled) / one.of for one in self.earlier if one.of]
            chance = pooled * (1 - pooled) * (1 / self.week.of + 1 / parts)
            off = [one.share - usual for one in self.earlier if one.of]
        ratio = sum(d * d / v for d, v in zip(off, each, strict=True)) / max(len(off) - 1, 1)
        return math.sqrt(chance) * max(CHANCE, USUAL * math.sqrt(ratio))


@dataclass(frozen=True)
class Slow:
    """A lane whose parcels took longer than before: median days from handover to delivery."""

    origin: str
    region: str
    week_days: float
    before_days: float
    parcels: int


@dataclass(frozen=True)
class Review:
    """The last full week of a shop."""

    first: pd.Timestamp
    last: pd.Timestamp
    rows: tuple[Row, ...]
    slow: tuple[Slow, ...]
    places: tuple[Row, ...]
    """Late parcels by origin and region, the worst first; `name` is "origin → region"."""
    vendors: tuple[Row, ...]
    """Late handovers by vendor, the worst first."""
    lacking: tuple[str, ...]
    """What could not be said, and the column that would say it."""


class TooShortError(ValueError):
    """The files do not cover a full week and one before it."""


def review(orders: Orders, shipments: Shipments, until: pd.Timestamp | None = None) -> Review:
    """Compare the last full week (Monday to Sunday) that both files cover with the four before.

    `until` ends what is looked at earlier. Raises `TooShortError` with less than five weeks.
    """
    known = min(orders.lines["placed"].max(), shipments.until)
    end = _monday((until if until is not None else known) + pd.Timedelta(days=0 if until is not None else 1))
    weeks = [(end - WEEK * (k + 1), end - WEEK * k) for k in range(BEFORE + 1)]
    if orders.lines["placed"].min() > weeks[-1][0] + WEEK:
        raise TooShortError(
            f"the weeks from {weeks[-1][0]:%Y-%m-%d} to {end:%Y-%m-%d} are not all in the files"
        )
    parcels = shipments.parcels[~shipments.parcels["is_return"]]
    return Review(
        first=weeks[0][0],
        last=end - pd.Timedelta(days=1),
        rows=(*_of_orders(orders, weeks), *_of_parcels(shipments, weeks)),
        slow=_slow(parcels, weeks) if "delivered" in shipments.has else (),
        places=_late_by(parcels, weeks, ["origin", "region"]) if "promised" in shipments.has else (),
        vendors=_vendors(parcels, weeks) if {"vendor", "handover_due"} <= shipments.has else (),
        lacking=_lacking(orders, shipments),
    )


Weeks = list[tuple[pd.Timestamp, pd.Timestamp]]


def _monday(instant: pd.Timestamp) -> pd.Timestamp:
    return instant.normalize() - pd.Timedelta(days=instant.day_of_week)


def _in(times: pd.Series, week: tuple[pd.Timestamp, pd.Timestamp]) -> pd.Series:
    return (times >= week[0]) & (times < week[1])


def _row(name: str, counts: list[Count], bad_if_more: bool = True, unit: str = "") -> Row:
    return Row(name, counts[0], tuple(counts[1:]), bad_if_more, unit)


def _of_orders(orders: Orders, weeks: Weeks) -> list[Row]:
    lines = orders.lines
    first = lines.drop_duplicates("order")
    found = [_row("Orders placed", [Count(int(_in(first["placed"], w).sum())) for w in weeks], False)]

    def share(name: str, flag: pd.Series, table: pd.DataFrame) -> Row:
        inside = [_in(table["placed"], w) for w in weeks]
        return _row(name, [Count(int((flag & one).sum()), int(one.sum())) for one in inside])

    if "stockout" in orders.has:
        short = lines.groupby("order", sort=False)["stockout"].any()
        found.append(share("Orders that found no stock", first["order"].map(short).astype(bool), first))
    if "cancelled" in orders.has:
        found.append(share("Orders cancelled", first["cancelled"], first))
    if "refunded" in orders.has:
        found.append(share("Orders with money paid back", first["refunded"] > 0, first))
        amounts = [Count(float(first.loc[_in(first["placed"], w), "refunded"].sum())) for w in weeks]
        found.append(_row("Money paid back", amounts, unit="money"))
    if len(orders.returns):
        back = [Count(int(_in(orders.returns["placed"], w).sum())) for w in weeks]
        found.append(_row("Order lines that came back", back))
    return found


def _of_parcels(shipments: Shipments, weeks: Weeks) -> list[Row]:
    parcels = shipments.parcels[~shipments.parcels["is_return"]]
    found = [_row("Parcels sent", [Count(int(_in(parcels["handed"], w).sum())) for w in weeks], False)]
    if "promised" in shipments.has:
        found.append(_row("Parcels late", [_late(parcels, w) for w in weeks]))
        found.append(
            _row("Overdue on Sunday night", [Count(int(_overdue(parcels, w[1]).sum())) for w in weeks])
        )
    if {"vendor", "handover_due"} <= shipments.has:
        found.append(_row("Vendor misses", [_missed(parcels, w) for w in weeks]))
    elif "handover_due" in shipments.has:
        found.append(_row("Handed over late", [_missed(parcels, w) for w in weeks]))
    if "is_return" in shipments.has:
        back = shipments.parcels[shipments.parcels["is_return"]]
        found.append(_row("Parcels sent back", [Count(int(_in(back["handed"], w).sum())) for w in weeks]))
    return found


def due_end(promised: pd.Series) -> pd.Series:
    """Give the instant up to which a parcel is on time: a date without an hour lasts to its end."""
    return promised.where(promised != promised.dt.normalize(), promised + pd.Timedelta(days=1))


def _late(parcels: pd.DataFrame, week: tuple[pd.Timestamp, pd.Timestamp]) -> Count:
    """Count parcels that were promised in the week and came later, or had not come at its end."""
    due = due_end(parcels["promised"])
    inside = (due > week[0]) & (due <= week[1])
    on_time = (parcels["delivered"] <= due).fillna(False)
    return Count(int((inside & ~on_time).sum()), int(inside.sum()))


def _overdue(parcels: pd.DataFrame, at: pd.Timestamp) -> pd.Series:
    """Tell which parcels were past their promise and not delivered, for not more than eight weeks."""
    due = due_end(parcels["promised"])
    open_then = parcels["delivered"].isna() | (parcels["delivered"] > at)
    return open_then & (due <= at) & (due > at - 2 * BEFORE * WEEK)


def _missed(parcels: pd.DataFrame, week: tuple[pd.Timestamp, pd.Timestamp]) -> Count:
    due = due_end(parcels["handover_due"])
    inside = (due > week[0]) & (due <= week[1])
    kept = (parcels["handed"] <= due).fillna(False)
    return Count(int((inside & ~kept).sum()), int(inside.sum()))


def _late_by(parcels: pd.DataFrame, weeks: Weeks, keys: list[str]) -> tuple[Row, ...]:
    found = []
    for ends, rows in parcels.groupby(keys, sort=True):
        counts = [_late(rows, w) for w in weeks]
        if counts[0].of >= FEWEST and sum(one.of for one in counts[1:]) >= FEWEST:
            found.append(_row(" → ".join(str(end) for end in ends), counts))
    return _worst(found)


def _vendors(parcels: pd.DataFrame, weeks: Weeks) -> tuple[Row, ...]:
    found = []
    for vendor, rows in parcels[parcels["vendor"] != ""].groupby("vendor", sort=True):
        counts = [_missed(rows, w) for w in weeks]
        if counts[0].number > 0:
            found.append(_row(str(vendor), counts))
    return tuple(sorted(found, key=lambda row: (-row.week.number, -row.week.share, row.name))[:MOST])


def _worst(rows: list[Row]) -> tuple[Row, ...]:
    return tuple(sorted(rows, key=lambda row: (-row.week.share, -row.week.of, row.name))[:MOST])


def _slow(parcels: pd.DataFrame, weeks: Weeks) -> tuple[Slow, ...]:
    """Find lanes whose parcels delivered in the week took longer than those of the weeks before."""
    days = (parcels["delivered"] - parcels["handed"]).dt.total_seconds() / 86_400
    now, earlier = _in(parcels["delivered"], weeks[0]), _in(parcels["delivered"], (weeks[-1][0], weeks[0][0]))
    found = []
    for (origin, region), rows in parcels.groupby(["origin", "region"], sort=True):
        late, before = days[rows.index][now[rows.index]], days[rows.index][earlier[rows.index]]
        if min(len(late), len(before)) >= FEWEST and _slower(late, before):
            found.append(
                Slow(str(origin), str(region), float(late.median()), float(before.median()), len(late))
            )
    return tuple(sorted(found, key=lambda one: one.before_days - one.week_days)[:MOST])


def _slower(days: pd.Series, before: pd.Series) -> bool:
    """Tell whether parcels are slower by a day and by more than chance (Mann and Whitney's rank test)."""
    from scipy import stats

    if days.median() < before.median() + SLOW_DAYS:
        return False
    return bool(stats.mannwhitneyu(days, before, alternative="greater").pvalue < 0.025)


def _lacking(orders: Orders, shipments: Shipments) -> tuple[str, ...]:
    """Say what the files could not tell, and which column would."""
    asked = (
        (orders.has, "stockout", "stockouts", "orders"),
        (orders.has, "refunded", "refunds", "orders"),
        (shipments.has, "promised", "late parcels, and places by region", "shipments"),
        (shipments.has, "delivered", "slow ways", "shipments"),
        (shipments.has, "is_return", "returns", "shipments"),
        (shipments.has, "vendor", "vendor misses by vendor", "shipments"),
        (shipments.has, "handover_due", "vendor misses", "shipments"),
    )
    return tuple(
        f"{what}: no column {role} in the {file}" for has, role, what, file in asked if role not in has
    )
