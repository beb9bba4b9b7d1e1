"""What an exposure study says of each element: how long you last without it, what it costs, how sure that is.

A single point of failure by its structure: without it, no other way brings some product to some region,
however much time there is. By what was measured: in at least half of the simulated years customers notice
before it is back. Both are kept apart, because stock outlasts a short outage of what nothing replaces, and a
second way can come too late or be too small.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from simnet.report.numbers import UNKNOWN, brief
from simnet.report.run import Run
from simnet.report.words import element
from simnet.scenario.arithmetic.alone import REST
from simnet.study.statistics import (
    Interval,
    TooFewError,
    mean_interval,
    quantile,
    quantile_interval,
    share_interval,
)

if TYPE_CHECKING:
    import pandas as pd

MOST = 0.5
"""An element is exposed if customers notice before it is back in at least this share of years: just when the
typical year lasts for less than the downtime."""
PAIR = "pair"


@dataclass(frozen=True)
class Exposed:
    """One element, or a pair at once, gone dark: what the scenario says of it, and its simulated years."""

    kind: str
    name: str
    downtime_days: float
    source: str
    likelihood: str
    detect_days: float
    decide_days: float
    backup: str
    alone_share: float
    alone_skus: tuple[str, ...]
    alone_regions: tuple[str, ...]
    cases: pd.DataFrame

    @property
    def title(self) -> str:
        """Write its name as on a page."""
        return element(self.name)

    @property
    def single(self) -> bool:
        """Tell whether nothing else can do its work for some product and region."""
        return self.alone_share > REST

    @cached_property
    def noticed_first(self) -> Interval:
        """Share of years in which customers notice before it is back, with its interval."""
        return share_interval(int(self.cases["exposed"].sum()), len(self.cases))

    @property
    def exposed(self) -> bool:
        """Tell whether that happens in most years."""
        return self.noticed_first.estimate >= MOST

    @property
    def unsure(self) -> bool:
        """Tell whether more simulated years could turn that round (95%)."""
        return self.noticed_first.low <= MOST <= self.noticed_first.high

    @property
    def is_both(self) -> bool:
        """Tell whether it is a single point of failure by structure and by measure."""
        return self.single and self.exposed

    @cached_property
    def survive(self) -> float:
        """Days that the typical year lasts without it; infinite if beyond what was looked at."""
        return quantile(self.cases["survive_days"], 0.5)

    @property
    def survive_range(self) -> Interval | None:
        """The same with the interval of a median; None with too few years."""
        try:
            return quantile_interval(self.cases["survive_days"], 0.5)
        except TooFewError:
            return None

    @property
    def lasts(self) -> str:
        """Say how long you last without it."""
        return self.lasting(self.survive)

    def lasting(self, days: float) -> str:
        """Write a time to survive; what was not over in the shortest of the windows is longer than that."""
        window = math.floor(float(self.cases["window_days"].min()))
        return f">{window} d" if math.isinf(days) else brief(days)

    @cached_property
    def service(self) -> float:
        """Days that customers notice the outage in the typical year."""
        return quantile(self.cases["service_days"], 0.5)

    @property
    def notice(self) -> str:
        """Say for how long customers notice."""
        if self.service == 0:
            return "not at all"
        return "not back" if math.isinf(self.service) else brief(self.service)

    @property
    def censored(self) -> int:
        """How many years ended before customers stopped noticing."""
        return int(self.cases["censored"].sum())

    @cached_property
    def late(self) -> Interval:
        """Orders that it makes late, on average."""
        return mean_of(self.cases["excess_late"])

    @cached_property
    def impact(self) -> Interval:
        """Lost margin and extra cost, on average, in the scenario's currency."""
        return mean_of(self.cases["impact"])

    @property
    def harmless(self) -> bool:
        """Tell whether it never did anything in any year, even without an end."""
        rows = self.cases
        return bool((rows["survive_days"] == math.inf).all() and (rows["impact"].abs() < 0.005).all())


def mean_of(values: pd.Series) -> Interval:
    """Mean with its interval; of one value, an interval without bounds."""
    try:
        return mean_interval(values)
    except TooFewError:
        return Interval(float(values.iloc[0]), -math.inf, math.inf)


def exposures(run: Run) -> list[Exposed]:
    """Gather the elements of an exposure study: single points of failure first, then by impact."""
    cases = {(str(key[0]), str(key[1])): rows
             for key, rows in run.table("exposure").groupby(["kind", "element"], sort=False)}  # fmt: skip
    found = [
        Exposed(
            str(row["kind"]),
            str(row["element"]),
            float(row["downtime_days"]),
            str(row["downtime_source"]),
            str(row["likelihood"]),
            float(row["detect_days"]),
            float(row["decide_days"]),
            str(row["backup"]),
            float(row["alone_share"]),
            _listed(row["alone_skus"]),
            _listed(row["alone_regions"]),
            cases[str(row["kind"]), str(row["element"])],
        )
        for row in run.table("elements").to_dict("records")
    ]
    first = {one.name for one in named([one for one in found if one.is_both])}
    return sorted(found, key=lambda one: (one.name not in first, -one.impact.estimate, one.name))


def _listed(text: str) -> tuple[str, ...]:
    return tuple(text.split(", ")) if text else ()


def largest_impact(found: list[Exposed]) -> float:
    """Give the largest impact of any element alone, by which the risk exposure index is scaled."""
    return max((one.impact.estimate for one in found if one.kind != PAIR), default=0.0)


def index_of(one: Exposed, largest: float) -> float:
    """Give the risk exposure index: impact / largest impact; from 0 on, and NaN if nothing has any."""
    return max(one.impact.estimate, 0.0) / largest if largest > 0 else math.nan


def percentage(index: float) -> str:
    """Write a risk exposure index.

    >>> percentage(0.123), percentage(0.001), percentage(math.nan)
    ('12%', '<1%', '-')
    """
    if math.isnan(index):
        return UNKNOWN
    return "<1%" if 0 < index < 0.005 else f"{index:.0%}"


def named(found: list[Exposed]) -> list[Exposed]:
    """Leave out what follows from another on the list: a lane of it, a service of a carrier; and pairs."""
    names = {one.name for one in found}
    kept = []
    for one in found:
        ends = {part.strip() for part in one.name.split("->")} if one.kind == "lane" else set()
        carrier = one.name.partition("/")[0] if one.kind == "service" else ""
        if one.kind != PAIR and not ends & names and carrier not in names:
            kept.append(one)
    return kept
