"""The incidents of a study by what failed: how often, how many late orders, how long customers noticed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from simnet import units
from simnet.cli.rows import bad_year
from simnet.measures.recovery import LEAST, TOLERANCE
from simnet.study.statistics import TooFewError, mean_interval, quantile

if TYPE_CHECKING:
    from simnet.measures import Incident
    from simnet.scenario import Scenario
    from simnet.study import Study

WORDS = {
    "node_outage": "dark", "supplier_outage": "dark", "carrier_outage": "dark", "lane_outage": "closed",
    "system_outage": "order system out", "carrier_service_suspended": "suspended", "node_capacity": "slow",
    "packaging_stockout": "out of packaging", "supplier_delay": "late", "carrier_delay": "slow",
    "lane_delay": "slow", "port_congestion": "congested", "customs_hold": "held by customs",
    "supplier_quality": "faulty", "carrier_damage": "rough", "pickup_missed": "not collected",
    "stock_destroyed": "stock destroyed", "inventory_sync_error": "miscounted", "demand_surge": "busy",
}  # fmt: skip
"""What a founder calls an element that the disruption has hit."""
TOGETHER = "several at once"


@dataclass(frozen=True)
class Dark:
    """What happened when one element failed; times are of the incidents that customers noticed."""

    label: str
    a_year: float
    late: tuple[float, ...]
    """Late orders beyond the twin's, by simulated year."""
    notice: float | None
    """Days of the typical incident that was noticed; None if none was."""
    bad_notice: float | None
    """Days that 1 in 10 of them reaches; None if there are too few to say."""
    unnoticed: float

    @property
    def late_a_year(self) -> float:
        """Late orders per simulated year: how often it happens times what it does."""
        return sum(self.late) / len(self.late)

    @property
    def late_a_case(self) -> float:
        """Late orders per incident, the ones that nobody noticed included."""
        return self.late_a_year / self.a_year


def dark(study: Study) -> list[Dark]:
    """Gather the incidents of all years by what failed; what makes most orders late comes first."""
    found: dict[str, dict[int, list[Incident]]] = {}
    for year, summary in enumerate(study.summaries):
        for incident in summary.incidents:
            found.setdefault(_label(incident), {}).setdefault(year, []).append(incident)
    made = [_dark(label, cases, len(study.summaries)) for label, cases in found.items()]
    return sorted(made, key=lambda row: (row.label == TOGETHER, -row.late_a_year, row.label))


def worst(failed: list[Dark], study: Study, scenario: Scenario) -> Dark | None:
    """Give what makes most orders late in a year, of what was noticed by more than a few customers.

    A case has to make more orders late than the service clock tolerates in one day; None if nothing does.
    """
    tolerated = max(TOLERANCE * _orders_a_day(study, scenario), LEAST)
    alone = [row for row in failed if row.label != TOGETHER and row.notice is not None]
    return next((row for row in alone if row.late_a_case > tolerated), None)


def is_worst(most: Dark, failed: list[Dark]) -> bool:
    """Tell whether it makes more orders late than anything else alone, beyond luck.

    The mean of the difference by year has to be above 0 with 95% confidence, against each of the others.
    """
    others = [row for row in failed if row is not most and row.label != TOGETHER]
    try:
        return all(
            mean_interval([a - b for a, b in zip(most.late, row.late, strict=True)]).low > 0 for row in others
        )
    except TooFewError:
        return False


def _orders_a_day(study: Study, scenario: Scenario) -> float:
    orders = [summary.ratio("on_time").denominator for summary in study.summaries]
    return sum(orders) / len(orders) / (scenario.horizon / units.DAY)


def _label(incident: Incident) -> str:
    if len(incident.kinds) != 1 or len(incident.targets) != 1:
        return TOGETHER
    return f"{incident.targets[0]} {WORDS.get(incident.kinds[0], incident.kinds[0].replace('_', ' '))}"


def _dark(label: str, by_year: dict[int, list[Incident]], years: int) -> Dark:
    import numpy as np

    cases = [case for some in by_year.values() for case in some]
    clocks = np.array([case.service_days for case in cases if not case.absorbed])
    return Dark(
        label,
        len(cases) / years,
        tuple(float(sum(case.excess_late for case in by_year.get(year, ()))) for year in range(years)),
        quantile(clocks, 0.5) if len(clocks) else None,
        bad_year(clocks) if len(clocks) else None,
        1 - len(clocks) / len(cases),
    )
