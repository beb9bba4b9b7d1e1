"""Every measure of table `replications`: its name, unit, meaning, and which way is better.

A ratio fills two columns, `<name>.numerator` and `<name>.denominator`; over replications it is the ratio of
their sums. Formulas, edge cases and sources: docs/measures.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from simnet.measures.ledger.lines import BESIDE, COST_LINES

Better = Literal["more", "less", ""]

__all__ = ["BESIDE", "COST_LINES", "MEASURES", "RATIOS", "Better", "Measure", "columns"]


@dataclass(frozen=True)
class Measure:
    """One measure of a replication and world; `better` is empty where neither way is."""

    name: str
    unit: str
    meaning: str
    better: Better
    ratio: bool = False

    @property
    def columns(self) -> tuple[str, ...]:
        """Name its columns of table `replications`."""
        return (f"{self.name}.numerator", f"{self.name}.denominator") if self.ratio else (self.name,)


def _ratio(name: str, unit: str, better: Better, meaning: str) -> Measure:
    return Measure(name, unit, meaning, better, ratio=True)


def _value(name: str, unit: str, better: Better, meaning: str) -> Measure:
    return Measure(name, unit, meaning, better)


_SERVICE = (
    _value("orders", "orders", "", "orders placed in the horizon"),
    _ratio("on_time", "orders / orders", "more", "delivered complete by their promise / placed"),
    _ratio("on_time_when_delivered", "orders / orders", "more", "the same / delivered complete"),
    _ratio("on_time_when_due", "orders / orders", "more", "on time / promised for the horizon"),
    _ratio("order_fill", "orders / orders", "more", "complete from stock when first routed / placed"),
    _ratio("line_fill", "lines / lines", "more", "lines in stock when first routed / lines"),
    _ratio("unit_fill", "units / units", "more", "units in stock when first routed / units"),
    _ratio("cycle_service", "cycles / cycles", "more", "replenishment cycles without a shortage / cycles"),
    _ratio("ready", "node-SKU-days / node-SKU-days", "more", "time with stock on hand / time"),
    _value("stockout_days", "node-SKU-days", "less", "days with nothing on hand, over nodes and SKUs"),
    _value("stockout_events", "orders", "less", "orders that found none of something"),
    _value("units_short", "units", "less", "units that found no stock"),
    _ratio("split", "orders / orders", "less", "orders in several parcels / orders"),
    _ratio(
        "split_of_multi", "orders / orders", "less", "orders in several parcels / orders of several units"
    ),
    _ratio("damage", "parcels / parcels", "less", "parcels damaged / delivered"),
    _ratio("accuracy", "parcels / parcels", "more", "parcels with the right contents / delivered"),
    _ratio("transit_days", "days / parcels", "less", "days from collection to delivery / parcels"),
    _ratio("door_days", "days / orders", "less", "days from order to door / orders delivered complete"),
    *(
        _value(f"{name}_p{q}_days", "days", "less", f"{q}% quantile of the days {meaning}")
        for name, meaning in (("transit", "from collection to delivery"), ("door", "from order to door"))
        for q in (50, 90, 95)
    ),
    _ratio("backlog_mean", "order-days / days", "less", "mean number of open orders past their promise"),
    _value("backlog_peak", "orders", "less", "most open orders past their promise at one time"),
    _value("backlog", "orders", "less", "open orders past their promise at the end of the horizon"),
    _value("backlog_age_p50_days", "days", "less", "median age of these since the promise; NaN if none"),
    _value("backlog_age_p95_days", "days", "less", "95% quantile of that age; NaN if none"),
    *(
        _value(f"{name}_{what}", unit, "less", f"{meaning} {how}")
        for name, how in (("cancelled", "cancelled"), ("lost", "lost for want of stock or turned away"))
        for what, unit, meaning in (
            ("orders", "orders", "orders that were wholly"),
            ("units", "units", "units of all lines"),
            ("value", "currency", "price of all lines"),
        )
    ),
    _value("parcels", "parcels", "", "parcels delivered in the horizon, whenever ordered"),
    _value("unassigned_orders", "orders", "less", "orders of which no node was ever assigned the first line"),
)
_OPERATION = (
    _ratio("utilization", "station min / station min", "", "work of stations / station time when open"),
    _ratio("team_minutes_a_week", "min / weeks", "less", "working minutes of the team / weeks"),
    _ratio("team_minutes_an_incident", "min / incidents", "less", "minutes beyond the twin's / incidents"),
    _value("tickets", "tickets", "less", "expected support tickets"),
    _value("cash_on_hand", "currency", "less", "mean value of stock on hand, at cost"),
    _value("cash_on_order", "currency", "less", "mean value of stock ordered and not received, at cost"),
)
_RECOVERY = (
    _value("incidents", "incidents", "less", "incidents that began in the horizon"),
    _value("incidents_noticed", "incidents", "less", "of them not absorbed: customers noticed"),
    _value("incidents_censored", "incidents", "less", "of them not over by the end of the horizon"),
    _value("excess_late", "orders", "less", "late orders beyond the twin's, over incidents"),
    _value(
        "excess_cancelled", "orders", "less", "cancelled and lost orders beyond the twin's, over incidents"
    ),
    _value("resilience_loss", "%·days", "less", "on-time share short of the twin's, over incidents and time"),
)
_MONEY = (
    _value("landed_cost", "currency", "less", "cost to serve: all cost lines of the ledger"),
    _value("landed_to_node", "currency", "less", "cost of goods landed at the nodes"),
    _ratio("landed_cost_an_order", "currency / orders", "less", "cost to serve / orders delivered"),
    _ratio("landed_cost_a_unit", "currency / units", "less", "cost to serve / units delivered and kept"),
    _value("lost_margin", "currency", "less", "price less product cost of what was not sold"),
    _value("impact", "currency", "less", "lost sales and cost beyond the twin's"),
    *(_value(f"cost.{line.name}", "currency", "less", line.meaning) for line in COST_LINES),
)
MEASURES: dict[str, Measure] = {
    measure.name: measure for measure in (*_SERVICE, *_OPERATION, *_RECOVERY, *_MONEY)
}
"""Every measure by its name."""
RATIOS: tuple[str, ...] = tuple(name for name, measure in MEASURES.items() if measure.ratio)
"""Names of the measures that are ratios."""


def columns() -> list[str]:
    """List the columns of table `replications` that hold measures, in order."""
    return [column for measure in MEASURES.values() for column in measure.columns]
