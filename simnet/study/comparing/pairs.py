"""Tables `averages`, `differences` and `best`: every measure of every design, and every pair of designs."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np

from simnet.records.comparison_results import OUTAGE
from simnet.records.results import WORLDS
from simnet.study.comparing.samples import OF_OUTAGE, Key, Sample, Side
from simnet.study.statistics import (
    LEVEL,
    Difference,
    TooFewError,
    better_share,
    holm,
    share_interval,
)

Row = dict[str, Any]
FAMILY = ("on_time", "unit_fill", "door_days", "landed_cost_an_order", "cash_on_hand", "team_minutes_a_week")
"""Measures of which a winner is named, with the late orders of the first outage: what a founder weighs."""
LATE = "excess_late"
POWER = 0.8
"""Chance with which `years_to_decide` would decide, if the difference is what it looks like."""


@dataclass(frozen=True)
class Confidence:
    """How sure a comparison is: `looks` is how often it may look before it stops."""

    level: float = LEVEL
    looks: int = 1

    @property
    def each(self) -> float:
        """The level of an interval that holds its name over all looks (Bonferroni)."""
        return 1 - (1 - self.level) / self.looks


Samples = Mapping[str, Mapping[Key, Sample]]


def samples_of(designs: Mapping[str, Side]) -> dict[str, dict[Key, Sample]]:
    """Gather the measures that every design has."""
    found = {design: dict(side.samples()) for design, side in designs.items()}
    common = set.intersection(*(set(one) for one in found.values()))
    return {
        design: {key: sample for key, sample in one.items() if key in common} for design, one in found.items()
    }


def family_of(designs: Mapping[str, Side], of: str = "") -> list[Key]:
    """List the measures of which a winner is named, `of` among them; of outages, the most frequent one.

    `excess_late` is that of the outage, where one is priced.
    """
    late = [Key(LATE, OUTAGE, element) for element in next(iter(designs.values())).elements[:1]]
    more = [of] if of and not (of == LATE and late) else []
    return [*(Key(measure, WORLDS[0]) for measure in dict.fromkeys([*FAMILY, *more])), *late]


def averages(found: Samples, sure: Confidence) -> list[Row]:
    """Give the rows of table `averages`."""
    rows = []
    for design, samples in found.items():
        for key, sample in samples.items():
            kept = sample.at(sample.known)
            try:
                estimate, low, high = kept.interval(sure.each)
            except TooFewError:
                continue
            rows.append(
                {"design": design, **key._asdict(), "estimate": estimate, "low": low, "high": high}
                | {"replications": len(kept.top)}
            )
    return rows


def differences(found: Samples, family: list[Key], sure: Confidence) -> list[Row]:
    """Give the rows of table `differences`, every pair in the order given; winners are of the family."""
    rows = []
    for first, second in combinations(found, 2):
        for key, sample in found[first].items():
            row = _pair(key, sample, found[second][key], sure)
            if row is not None:
                rows.append({"first": first, "second": second, **row})
    return _with_winners(rows, family, sure)


def _pair(key: Key, first: Sample, second: Sample, sure: Confidence) -> Row | None:
    """Compare two designs in one measure, over the replications in which both have it."""
    both = first.known & second.known
    try:
        found = second.at(both).less(first.at(both), sure.each)
    except TooFewError:
        return None
    better = way(key)
    row = {**key._asdict(), "better": better, **found._asdict(), "replications": int(both.sum())}
    row["difference"] = row.pop("estimate")
    return {
        **row,
        **_share(first.each, second.each, better, sure.level),
        "spread": _spread(found, both, sure),
    }


def way(key: Key) -> str:
    """Tell which way a measure is better: more, less, or empty."""
    from simnet.measures.catalog import MEASURES

    return OF_OUTAGE[key.measure] if key.world == OUTAGE else MEASURES[key.measure].better


def _share(first: Any, second: Any, better: str, level: float) -> Row:
    names = ("better_share", "better_low", "better_high")
    here = ~(np.isnan(first) | np.isnan(second))
    if not better or not here.any():
        return dict.fromkeys(names, math.nan)
    found = better_share(first[here], second[here], better == "more", level)
    return dict(zip(names, found, strict=True))


def _spread(found: Difference, both: Any, sure: Confidence) -> float:
    """Give the standard deviation of a replication's difference (of its pseudo-value, for a ratio)."""
    from simnet.study.statistics.interval import student

    n = int(both.sum())
    return (found.high - found.low) / 2 / student(sure.each, n - 1) * math.sqrt(n)


def _with_winners(rows: list[Row], family: list[Key], sure: Confidence) -> list[Row]:
    """Name winners of the family: Holm over its measures in all pairs, each p times the number of looks."""
    named = {
        str(place): min(row["p"] * sure.looks, 1.0) for place, row in enumerate(rows) if _key(row) in family
    }
    adjusted = holm(named)
    for place, row in enumerate(rows):
        p = adjusted.get(str(place), math.nan)
        spread = row.pop("spread")
        row |= {"p_family": p, "winner": "", "years_to_decide": math.nan}
        if math.isnan(p):
            continue
        if p < 1 - sure.level:
            gains = row["difference"] > 0 if row["better"] == "more" else row["difference"] < 0
            row |= {"winner": row["second" if gains else "first"], "years_to_decide": 0.0}
        else:
            needed = years_to_decide(row["difference"], spread, len(named), sure)
            row["years_to_decide"] = max(needed, row["replications"] + 1.0)
    return rows


def _key(row: Row) -> Key:
    return Key(row["measure"], row["world"], row["element"])


def years_to_decide(difference: float, spread: float, family: int, sure: Confidence) -> float:
    """Say how many replications would decide with a chance of 80%, if the difference is as large as it looks.

    n = ((z of the strictest level of the family + z of 80%) · s / |d|)². Infinite if there is none.
    """
    from scipy.special import ndtri

    if difference == 0 or not math.isfinite(spread):
        return math.inf
    strictest = float(ndtri(1 - (1 - sure.level) / (2 * family * sure.looks)))
    return float(math.ceil(((strictest + float(ndtri(POWER))) * spread / difference) ** 2))


def best(found: Samples, family: list[Key], pairs: list[Row], sure: Confidence) -> list[Row]:
    """Give the rows of table `best`: how often each design is the best of all, and whether it surely is.

    The share is that of the multinomial selection problem (Bechhofer, Elmaghraby and Morse 1959): the chance
    of being the best in one year, not that of being the best on average.
    """
    rows = []
    for key in family:
        if any(key not in samples for samples in found.values()):
            continue
        values = np.array([samples[key].each for samples in found.values()])
        values = values[:, ~np.isnan(values).any(axis=0)] * (1 if way(key) == "more" else -1)
        won = values == values.max(axis=0, initial=-np.inf)
        shares = (won / won.sum(axis=0)).sum(axis=1) if values.size else np.zeros(len(found))
        wins = [row["winner"] for row in pairs if _key(row) == key]
        for design, share in zip(found, shares.tolist(), strict=True):
            rows.append(
                _best(design, key, share, values.shape[1], wins.count(design) == len(found) - 1, sure)
            )
    return rows


def _best(design: str, key: Key, wins: float, years: int, decided: bool, sure: Confidence) -> Row:
    share, low, high = share_interval(min(wins, years), years, sure.level) if years else (math.nan,) * 3
    return {
        "design": design, **key._asdict(), "share": share, "low": low, "high": high, "decided": decided,
        "replications": years,
    }  # fmt: skip
