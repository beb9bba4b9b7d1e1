"""The backlog: open orders past their promise, at any instant, over the horizon, and at its end."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simnet import units
from simnet.measures.columns import Array
from simnet.measures.orders import facts, overdue_at
from simnet.measures.ratios import Ratio
from simnet.records import Records


@dataclass(frozen=True)
class Overdue:
    """When orders became overdue and when they ceased to be, each sorted; open ones never cease."""

    begin: Array
    end: Array

    def at(self, instants: Array) -> Array:
        """Count the orders that are open and past their promise at instants."""
        over: Array = np.searchsorted(self.begin, instants) - np.searchsorted(self.end, instants, "right")
        return over


def overdue(records: Records) -> Overdue:
    """Gather the orders that were ever open past their promise, those of the warm-up included."""
    known = facts(records)
    return Overdue(known.overdue_from, known.overdue_to)


def backlog_mean(records: Records) -> Ratio:
    """Mean number of open orders past their promise over the horizon. Order-days / days."""
    path, low, high = overdue(records), records.meta.start_us, records.meta.end_us
    begin, end = np.clip(path.begin, low, high), np.clip(path.end, low, high)
    still_open = (len(begin) - len(end)) * (high / units.DAY)
    whole = end.sum() / units.DAY + still_open - begin.sum() / units.DAY
    return Ratio(float(whole), (high - low) / units.DAY)


def backlog(records: Records) -> dict[str, float]:
    """Count open orders past their promise: the most at any time of the horizon, and at its end with age.

    Keys `backlog_peak`, `backlog` (orders), `backlog_age_p50_days` and `backlog_age_p95_days` (since the
    promise; NaN if none).
    """
    path, end = overdue(records), records.meta.end_us
    instants = np.concatenate((path.begin + 1, [records.meta.start_us, end]))
    during = instants[(instants >= records.meta.start_us) & (instants <= end)]
    late = overdue_at(records, end)
    age = (end - records["orders"]["promised_us"][late]) / units.DAY
    values = np.percentile(age, (50, 95)) if len(age) else (np.nan, np.nan)
    return {
        "backlog_peak": float(path.at(during).max(initial=0)),
        "backlog": float(np.count_nonzero(late)),
        "backlog_age_p50_days": float(values[0]),
        "backlog_age_p95_days": float(values[1]),
    }
