"""Tables `incidents` and `curves`: every clock and loss of each incident, and its course day by day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from simnet import units
from simnet.measures.backlog import overdue
from simnet.measures.columns import Columns, stacked
from simnet.measures.harm import Harm, harm
from simnet.measures.lasting import Lasting, lasting
from simnet.measures.position import position
from simnet.measures.recovery import Incident, between, placed_late, placed_sold
from simnet.measures.response import Response, response
from simnet.records import Records
from simnet.records.results import DAYS_AFTER, DAYS_BEFORE

if TYPE_CHECKING:
    from simnet.scenario import Scenario


@dataclass(frozen=True)
class Happened:
    """An incident with the clocks of the response, of backlog and stock, and with what it did."""

    incident: Incident
    response: Response
    lasting: Lasting
    harm: Harm


def details(records: Records, twin: Records, scenario: Scenario, incidents: list[Incident]) -> list[Happened]:
    """Measure all of each incident."""
    return [
        Happened(
            one,
            response(records, twin, scenario, one),
            lasting(records, twin, one),
            harm(records, twin, one),
        )
        for one in incidents
    ]


def rows(found: list[Happened], start_us: int) -> dict[str, Any]:
    """Give the columns of table `incidents`, a row an incident in the order of onset."""
    incidents = [one.incident for one in found]
    columns: dict[str, Any] = {
        "incident": np.arange(len(found)),
        "events": [", ".join(one.events) for one in incidents],
        "kinds": [", ".join(one.kinds) for one in incidents],
        "targets": [", ".join(one.targets) for one in incidents],
        "onset_days": [(one.begin_us - start_us) / units.DAY for one in incidents],
        "downtime_days": [(one.end_us - one.begin_us) / units.DAY for one in incidents],
    }
    for name in ("decide_days", "service_days", "survive_days", "absorbed", "censored", "excess_late"):
        columns[name] = [getattr(one, name) for one in incidents]
    for part, about in (("response", Response), ("lasting", Lasting), ("harm", Harm)):
        for name in about._fields:
            columns[name] = [getattr(getattr(one, part), name) for one in found]
    columns["blast_share"] = [_share(one.harm.blast_orders, one.harm.window_orders) for one in found]
    return columns


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def curves(records: Records, twin: Records, found: list[Incident]) -> dict[str, Any]:
    """Give the columns of table `curves`: days around each onset, as far as orders are counted in them."""
    parts = [_curve(records, twin, number, one) for number, one in enumerate(found)]
    return dict(stacked(parts)) if parts else dict(_curve(records, twin, 0, None))


def _curve(records: Records, twin: Records, number: int, incident: Incident | None) -> Columns:
    days = np.arange(-DAYS_BEFORE, DAYS_AFTER) if incident is not None else np.arange(0)
    begin = (incident.begin_us if incident is not None else 0) + days * units.DAY
    reached = (begin >= 0) & (begin + units.DAY <= records.meta.end_us)
    begin, days = begin[reached], days[reached]
    end = begin + units.DAY
    return {
        "incident": np.full(len(days), number),
        "day": days,
        "orders": between(placed_sold(records), begin, end),
        "late": between(placed_late(records), begin, end),
        "twin_orders": between(placed_sold(twin), begin, end),
        "twin_late": between(placed_late(twin), begin, end),
        "overdue": overdue(records).at(end),
        "twin_overdue": overdue(twin).at(end),
        "position": position(records).at(end),
        "twin_position": position(twin).at(end),
    }
