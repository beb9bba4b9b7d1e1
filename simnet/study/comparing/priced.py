"""One replication of a design: as in a run, and beside it one world for each outage that is priced."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from simnet import units
from simnet.records.results import RESULT_TABLES
from simnet.study.comparing.outages import Outage, darkened

if TYPE_CHECKING:
    from simnet.measures import Incident, Summary
    from simnet.measures.columns import Columns
    from simnet.records import Records
    from simnet.scenario import Scenario

Row = dict[str, Any]


@dataclass(frozen=True)
class Priced:
    """What is done for each replication of a design; workers are sent it."""

    outages: tuple[Outage, ...]

    @property
    def described(self) -> str:
        """Name it, with all that decides its rows."""
        told = [f"{one.kind} {one.element} {one.event.name} {one.downtimes}" for one in self.outages]
        return f"{type(self).__module__}.{type(self).__qualname__}({'; '.join(told)})"

    def __call__(self, scenario: Scenario, replication: int) -> Summary:
        """Simulate the replication, its twin, and each outage alone; measure all of it."""
        from simnet.engine.replication import run_replication
        from simnet.measures import summarize

        records = run_replication(scenario, replication)
        happened = len(records["outages"])  # a year in which nothing happens is its own twin
        twin = run_replication(scenario, replication, disruptions=False) if happened else records
        summary = summarize(records, twin if happened else None, scenario)
        return replace(summary, tables={**summary.tables, **self.tables(scenario, twin, replication)})

    def tables(self, scenario: Scenario, twin: Records, replication: int) -> dict[str, Columns]:
        """Give the tables `outages` and `outage_curves` of a replication, of which `twin` is the twin."""
        from simnet.measures.columns import stacked

        calm = _calm(twin, scenario)
        rows, courses = [_row("", "", calm, calm)], []
        for outage in self.outages:
            changed = darkened(scenario, outage, replication)
            if changed is None:
                rows.append(_row(outage.element, outage.kind, calm, calm))
                continue
            row, course = _dark(changed, outage, twin, calm, replication)
            rows.append(row)
            courses.append(course)
        found = {"outages": stacked([_numbered("outages", row, replication) for row in rows])}
        if courses:
            each = [_numbered("outage_curves", course, replication) for course in courses]
            found["outage_curves"] = stacked(each)
        return found


@dataclass(frozen=True)
class _World:
    """What of a world counts."""

    cost: float
    unsold: float
    minutes: float
    incidents: tuple[Incident, ...] = ()


def _calm(records: Records, scenario: Scenario, incidents: tuple[Incident, ...] = ()) -> _World:
    from simnet.measures.team import team_minutes
    from simnet.measures.unsold import cost_and_unsold

    return _World(*cost_and_unsold(records, scenario), team_minutes(records).numerator, incidents)


def _dark(
    changed: Scenario, outage: Outage, twin: Records, calm: _World, replication: int
) -> tuple[Row, Row]:
    """Let an element go dark; returns its row of table `outages`, and its course without names."""
    from simnet.engine.replication import run_replication
    from simnet.measures import happened, incidents

    records = run_replication(changed, replication)
    found = incidents(records, twin)
    course = happened.curves(records, twin, found)
    del course["incident"]
    world = _calm(records, changed, tuple(found))
    return _row(outage.element, outage.kind, world, calm), {"element": outage.element, **course}


def _row(element: str, kind: str, world: _World, calm: _World) -> Row:
    found = world.incidents
    return {
        "element": element,
        "kind": kind,
        "downtime_days": sum(one.end_us - one.begin_us for one in found) / units.DAY,
        "cost": world.cost,
        "unsold": world.unsold,
        "loss": world.cost + world.unsold - (calm.cost + calm.unsold),
        "excess_late": float(sum(one.excess_late for one in found)),
        "service_days": max((one.service_days for one in found), default=0.0),
        "absorbed": all(one.absorbed for one in found),
        "censored": any(one.censored for one in found),
        "team_minutes": world.minutes - calm.minutes,
    }


def _numbered(name: str, row: Row, replication: int) -> Columns:
    from simnet.measures.columns import table

    return table(RESULT_TABLES[name], {"replication": replication, **row})
