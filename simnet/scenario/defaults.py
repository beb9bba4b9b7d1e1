"""Every stated default of the scenario, in the words of a file, with its source and date.

A field takes its default from this table with `stated("Model.field")`; `simnet check --resolved` prints
the ones that a scenario uses.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, Field


@dataclass(frozen=True)
class Default:
    """A default value as it would be written in a file, with its source and the date of that."""

    value: Any
    source: str
    date: str


@dataclass(frozen=True)
class DefaultUsed:
    """A default that a scenario takes: the path, the value as written, its source and date."""

    path: str
    value: Any
    source: str
    date: str


_CHOICE = "modelling choice of this project"
_ASSUMED = "assumption of this project; replace it by your own figure"
_CENSUS = "US Census Bureau, 2020 census, resident population by census region"
_2026 = "2026-01"

_REGIONS = {
    "west": {"share": "23.7%", "zip": "90012"},
    "south": {"share": "38.1%", "zip": "75201"},
    "midwest": {"share": "20.8%", "zip": "60601"},
    "east": {"share": "17.4%", "zip": "10001"},
}
_DISPERSION = "UCI Online Retail and Olist order data: variance / mean of daily counts is 5 to 8"

DEFAULTS: dict[str, Default] = {
    "Scenario.start": Default("2026-01-05", "the first Monday of 2026", _2026),
    "Scenario.horizon": Default("365 days", _CHOICE, _2026),
    "Scenario.warmup": Default("8 weeks", _CHOICE, _2026),
    "Scenario.currency": Default("USD", _CHOICE, _2026),
    "Scenario.seed": Default(1, _CHOICE, _2026),
    "Scenario.carriers": Default(["usps-ground-advantage"], "the built-in dated rate card", _2026),
    "Customers.country": Default("US", _CHOICE, _2026),
    "Customers.promise": Default("5 days", _ASSUMED, _2026),
    "Customers.regions": Default(_REGIONS, _CENSUS, "2020-04"),
    "Customers.dispersion": Default(5.6, _DISPERSION, _2026),
    "Customers.lines": Default({"1": "100%"}, _CHOICE, _2026),
    "Customers.quantity": Default({"1": "100%"}, _CHOICE, _2026),
    "Customers.weekdays": Default([1] * 7, _CHOICE, _2026),
    "Customers.hours": Default([1] * 24, _CHOICE, _2026),
    "Customers.season": Default([1] * 12, _CHOICE, _2026),
    "Customers.counts": Default("negative_binomial", _DISPERSION, _2026),
    "Customers.may_cancel": Default("backorders", _CHOICE, _2026),
    "OrderRegions.by": Default("value", _CHOICE, _2026),
    "OrderFile.replay": Default("by_week", _CHOICE, _2026),
    "OrderFile.near": Default("3 weeks", _CHOICE, _2026),
    "Loyalty.memory": Default("60 days", _ASSUMED, _2026),
    "Sku.size": Default("8 x 6 x 4 in", _ASSUMED, _2026),
    "Sku.fragile_factor": Default(3, _ASSUMED, _2026),
    "Supplier.owned_from": Default("shipped", "goods bought ex works or free on board", _2026),
    "Lane.duty_on": Default(
        "goods", "19 U.S.C. 1401a: transaction value without international freight and insurance", _2026
    ),
    "Supplier.min_order": Default(1, _CHOICE, _2026),
    "Supplier.pack": Default(1, _CHOICE, _2026),
    "DropShip.handling": Default("1 to 3 days", _ASSUMED, _2026),
    "DropShip.pickup": Default("17:00", _ASSUMED, _2026),
    "DropShip.hours": Default("mon-fri 08:00-18:00", _ASSUMED, _2026),
    "Service.days": Default("business", "carriers state transit in business days", _2026),
    "Service.weekdays": Default("mon-sat", "USPS delivers Monday to Saturday", _2026),
    "Service.deliver_at": Default("17:00", _ASSUMED, _2026),
    "Congestion.memory": Default(
        "5 weeks", "modelling choice; reported weekly on-time shares drift over weeks", _2026
    ),
    "Node.country": Default("US", _CHOICE, _2026),
    "Node.kind": Default("regional", _CHOICE, _2026),
    "Node.hours": Default("mon-fri 08:00-18:00", _ASSUMED, _2026),
    "Node.pickup": Default("17:00", _ASSUMED, _2026),
    "Node.unloading": Default(300, _ASSUMED, _2026),
    "Node.accuracy": Default("100%", _CHOICE, _2026),
    "Pickup.weekdays": Default("mon-sat", "USPS collects Monday to Saturday", _2026),
    "StockPolicy.service": Default("95%", "common target for A items in inventory texts", _2026),
    "Routing.rules": Default(["closest"], _CHOICE, _2026),
    "Routing.splits": Default("allowed", _CHOICE, _2026),
    "Routing.out_of_stock": Default("backorder", _CHOICE, _2026),
    "Routing.when_full": Default("queue", _CHOICE, _2026),
    "Routing.service": Default("cheapest", _CHOICE, _2026),
    "Team.hours": Default("mon-fri 09:00-17:00", _ASSUMED, _2026),
    "Team.people": Default(1, _ASSUMED, _2026),
    "Team.touch": Default("2 min", _ASSUMED, _2026),
    "Touch.exception": Default("2 min", _ASSUMED, _2026),
    "Touch.reroute": Default("2 min", _ASSUMED, _2026),
    "Touch.relabel": Default("2 min", _ASSUMED, _2026),
    "Touch.short_pick": Default("2 min", _ASSUMED, _2026),
    "Touch.purchase_order": Default("2 min", _ASSUMED, _2026),
    "Costs.refund_damaged": Default("100%", _CHOICE, _2026),
    "Costs.reship_wrong": Default("100%", _CHOICE, _2026),
    "Costs.return_after": Default("3 to 14 days", _ASSUMED, _2026),
    "Costs.restock": Default("60%", _ASSUMED, _2026),
    "Tickets.late": Default("100%", _ASSUMED, _2026),
    "Tickets.damaged": Default("100%", _ASSUMED, _2026),
    "Tickets.wrong": Default("100%", _ASSUMED, _2026),
    "Response.detect": Default("30 min", _ASSUMED, _2026),
    "Response.decide": Default("15 min to 3 h", _ASSUMED, _2026),
    "Response.acts": Default(["mark_down", "reroute", "relabel", "use_backup"], _CHOICE, _2026),
    "Response.stand_down": Default("return", _CHOICE, _2026),
    "Event.in_progress": Default("hold", _CHOICE, _2026),
    "Event.in_production": Default("hold", _CHOICE, _2026),
    "Event.in_transit": Default("hold", _CHOICE, _2026),
    "Event.staged": Default("wait", _CHOICE, _2026),
    "Event.sync": Default("runs", _CHOICE, _2026),
    "After.delay": Default("0 days", _CHOICE, _2026),
    "Drill.overlap": Default("refuse", _CHOICE, _2026),
    "Drill.pass_when": Default("9 of 10 years", _CHOICE, _2026),
    "DrillWindow.before": Default("14 days", _CHOICE, _2026),
    "DrillWindow.after": Default("60 days", _CHOICE, _2026),
    "Threshold.over": Default("7 days", _CHOICE, _2026),
}


def stated(key: str, **options: Any) -> Any:
    """Make a field whose default is the table's entry, read by the same reader as a user's text."""
    return Field(default=DEFAULTS[key].value, validate_default=True, **options)


def defaults_used(scenario: BaseModel) -> list[DefaultUsed]:
    """List every stated default that a scenario takes, in the order of its fields."""
    return list(_walk(scenario, ()))


def _entry(value: BaseModel, name: str) -> Default | None:
    """Find the default of a model's field, which may be stated for a class above it."""
    uses = getattr(value, "uses", None)
    if uses is not None and not uses(name):
        return None
    keys = (f"{cls.__name__}.{name}" for cls in type(value).__mro__)
    return next((DEFAULTS[key] for key in keys if key in DEFAULTS), None)


def _walk(value: Any, path: tuple[str, ...]) -> Iterator[DefaultUsed]:
    if isinstance(value, BaseModel):
        for name, field in type(value).model_fields.items():
            here = (*path, field.alias or name)
            entry = _entry(value, name)
            if entry is not None and name not in value.model_fields_set:
                yield DefaultUsed(".".join(here), entry.value, entry.source, entry.date)
            else:
                yield from _walk(getattr(value, name), here)
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _walk(item, (*path, str(key)))
    elif isinstance(value, tuple) and value and isinstance(value[0], BaseModel):
        for index, item in enumerate(value):
            yield from _walk(item, (*path, str(index)))
