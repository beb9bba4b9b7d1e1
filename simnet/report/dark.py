"""What happens when each element that has an event goes dark alone, and who takes over."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial

from simnet import units
from simnet.measures.recovery import LEAST, TOLERANCE
from simnet.report.numbers import cut, days, percent, short_days
from simnet.report.run import Run
from simnet.report.words import element as said
from simnet.study.statistics import quantile

NAME = 24
"""Width of the widest name, in columns."""
MEDIANS = ("downtime_days", "survive_days", "service_days", "excess_late")


@dataclass(frozen=True)
class Dark:
    """What one element's outage does, typically: medians over the replications in which it went dark."""

    element: str
    """Its name as people say it."""
    kind: str
    downtime_days: float
    survive_days: float
    service_days: float
    late: float
    backup: str

    @property
    def noticed(self) -> bool:
        """Tell whether customers typically notice."""
        return self.service_days > 0

    @property
    def lasts(self) -> str:
        """Say how long the network lasts without it."""
        return "always" if math.isinf(self.survive_days) else short_days(self.survive_days)

    @property
    def notice(self) -> str:
        """Say for how long customers notice."""
        if not self.noticed:
            return "not at all"
        return "to the end" if math.isinf(self.service_days) else short_days(self.service_days)


def dark(run: Run) -> list[Dark]:
    """Gather the elements of table `dark`, the one that makes most orders late first."""
    from simnet.pricing.usual import library
    from simnet.scenario.arithmetic import flow_of
    from simnet.scenario.arithmetic.backups import backup_of

    frame = run.table("dark")
    if not len(frame):
        return []
    backup = partial(backup_of, run.scenario, flow_of(run.scenario, library()))
    made = []
    for element, cases in frame.groupby("element", sort=False):
        name, kind = str(element), str(cases["kind"].iloc[0])
        lasted, survived, noticed, late = (quantile(cases[column].to_numpy(float), 0.5) for column in MEDIANS)
        made.append(Dark(said(name), kind, lasted, survived, noticed, late, backup(kind, name)))
    return sorted(made, key=lambda one: (-one.late, -one.service_days, one.element))


def answer(run: Run, found: list[Dark]) -> str:
    """Give the answer in a line: on time in a typical year, and what hurts customers most."""
    timely = run.per_year("on_time")
    share = percent(quantile(timely, 0.5)) if len(timely) else "no orders"
    year = "the one simulated year" if run.years == 1 else "a typical year"
    return f"On time in {year}: {share}. {sentence(run, found)}".rstrip()


def sentence(run: Run, found: list[Dark]) -> str:
    """Say in a sentence what hurts most when it goes dark; empty if nothing can.

    It has to make more orders late than the service clock tolerates in one day.
    """
    if not found:
        return ""
    orders = run.per_year("orders")
    a_day = float(orders.mean()) / (run.scenario.horizon / units.DAY) if len(orders) else 0.0
    worst = found[0]
    if not worst.noticed or worst.late <= max(TOLERANCE * a_day, LEAST):
        return "Whatever goes dark, customers notice next to nothing."
    noticed = "to the end" if math.isinf(worst.service_days) else f"for {days(worst.service_days)}"
    return f"When {cut(worst.element, NAME)} goes dark, customers notice {noticed}."
