"""The flat row of a world: every measure of `simnet.measures.catalog` by name, ratios as two numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simnet.measures import service, stockouts
from simnet.measures.backlog import backlog, backlog_mean
from simnet.measures.cash import cash
from simnet.measures.catalog import columns
from simnet.measures.cycles import Cycles, cycles
from simnet.measures.happened import Happened
from simnet.measures.inbound import Inbound, inbound
from simnet.measures.money import Money
from simnet.measures.orders import orders_counted
from simnet.measures.ratios import Ratio
from simnet.measures.stations import Work, work
from simnet.measures.tally import order_tally, parcels
from simnet.measures.team import team_minutes, tickets
from simnet.records import Records

if TYPE_CHECKING:
    from simnet.scenario import Scenario


def plain(records: Records, scenario: Scenario | None = None) -> dict[str, float]:
    """Compute the measures that the records give by themselves; values of lost sales need the scenario."""
    row = {"orders": float(orders_counted(records))}
    row |= flat(_ratios(records))
    row |= service.spread("transit", service.transit_days(records))
    row |= service.spread("door", service.door_days(records))
    row |= backlog(records) | service.losses(records, scenario)
    row["stockout_days"] = stockouts.stockout_days(records)
    row["stockout_events"] = stockouts.stockout_events(records)
    row["units_short"] = stockouts.units_short(records)
    row["parcels"] = float(parcels(records).tally.parcels[:, :-1].sum())
    row["unassigned_orders"] = float(order_tally(records).orders[:, -1].sum())
    return row


@dataclass(frozen=True)
class World:
    """One of the two worlds of a replication, with what several of its tables are made from."""

    records: Records
    scenario: Scenario
    came: Inbound
    cycles: Cycles
    work: Work
    money: Money

    @classmethod
    def of(cls, records: Records, scenario: Scenario) -> World:
        """Gather it once."""
        came = inbound(records, scenario)
        stations = work(records, scenario)
        return cls(records, scenario, came, cycles(records, came), stations, Money.of(records, scenario))


def values(world: World, twin: World, details: list[Happened]) -> dict[str, float]:
    """Compute every measure of a world; `details` are the incidents in it, none for a twin."""
    records, scenario = world.records, world.scenario
    busy = Ratio(float(world.work.busy.sum()), float(world.work.open.sum()))
    row = plain(records, scenario)
    row |= flat({"cycle_service": world.cycles.service, "utilization": busy})
    row["tickets"] = tickets(records, scenario)
    row |= cash(records, scenario, world.came)
    row |= _of_incidents(details) | flat(world.money.values(twin.money))
    return {name: row[name] for name in columns()}


def flat(measured: Mapping[str, float | Ratio]) -> dict[str, float]:
    """Write measures as they stand in a row: ratios as numerators and denominators."""
    row: dict[str, float] = {}
    for name, value in measured.items():
        if isinstance(value, Ratio):
            row[f"{name}.numerator"] = float(value.numerator)
            row[f"{name}.denominator"] = float(value.denominator)
        else:
            row[name] = float(value)
    return row


def _ratios(records: Records) -> dict[str, Ratio]:
    orders, tally = order_tally(records), parcels(records).tally
    return {
        "on_time": service.on_time_delivery(records),
        "on_time_when_delivered": service.on_time_when_delivered(records),
        "on_time_when_due": service.on_time_when_due(records),
        **service.fill_rates(records),
        "ready": service.ready_rate(records),
        **service.split_rates(records),
        "damage": service.damage(records),
        "accuracy": service.accuracy(records),
        "transit_days": Ratio(float(tally.transit_days[1].sum()), int(tally.parcels[1].sum())),
        "door_days": Ratio(float(orders.door_days.sum()), int(orders.delivered.sum())),
        "backlog_mean": backlog_mean(records),
        "team_minutes_a_week": team_minutes(records),
    }


def _of_incidents(details: list[Happened]) -> dict[str, float]:
    minutes = Ratio(sum(one.harm.team_minutes for one in details), len(details))
    return {
        "incidents": float(len(details)),
        "incidents_noticed": float(sum(not one.incident.absorbed for one in details)),
        "incidents_censored": float(sum(one.incident.censored for one in details)),
        "excess_late": float(sum(one.incident.excess_late for one in details)),
        "excess_cancelled": float(sum(one.harm.excess_cancelled for one in details)),
        "resilience_loss": float(sum(one.harm.resilience_loss for one in details)),
        **flat({"team_minutes_an_incident": minutes}),
    }
