"""Who carries parcels: carriers, their services, and how their delays hang together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Literal

from pydantic import (
    Field,
    SerializerFunctionWrapHandler,
    ValidationInfo,
    field_validator,
    model_serializer,
)

from simnet import units
from simnet.errors import RuleError
from simnet.scenario.base import Element, Model, rule_of_part, without_unset
from simnet.scenario.defaults import stated
from simnet.scenario.distribution import Transit
from simnet.scenario.fields import Clock, Factor, Money, Name, Positive, Rate, Share, Span
from simnet.scenario.hours import Weekdays


class RateCard(Model):
    """What a parcel costs: a dated rate card by name, or a base and an amount per pound."""

    simple_forms: ClassVar[tuple[dict[str, Any], ...]] = (
        {"type": "string", "description": "Name of a dated rate card."},
        {"type": "number", "description": "One price for every parcel."},
    )
    card: str | None = None
    """Name of a built-in or user rate card, such as usps-ground-advantage-2026-01."""
    base: Money = 0.0
    """Amount per parcel."""
    per_lb: Money = 0.0
    """Amount per pound of billable weight."""
    divisor: Positive | None = None
    """Cubic inches that count as a pound; by default the card's own rule, and 139 without a card."""
    fuel: Share = 0.0
    """Fuel surcharge as a share of the price."""
    residential: Money = 0.0
    """Surcharge per parcel for delivery to a home."""

    @classmethod
    def from_simple(cls, data: Any, info: ValidationInfo) -> Any:
        """Read the name of a card, or one price."""
        if isinstance(data, str):
            return {"card": str(data)}
        return {"base": data} if units.is_number(data) else data


class Service(Model):
    """One service of a carrier."""

    rates: RateCard
    """What a parcel costs: the name of a dated rate card, or {base, per_lb}."""
    days: Literal["business", "calendar"] = stated("Service.days")
    """Whether transit counts business or calendar days."""
    transit: Transit | None = None
    """Transit time; by default from the zone between origin and destination."""
    by_zone: dict[str, Transit] = Field(default_factory=dict)
    """Transit time by zone, 1 to 9, instead of one for all."""
    deliver_at: Clock | None = stated("Service.deliver_at")
    """Local time of day of deliveries; none for any time."""
    weekdays: Weekdays = stated("Service.weekdays")
    """Weekdays on which the service collects, moves and delivers."""

    @classmethod
    def from_simple(cls, data: Any, info: ValidationInfo) -> Any:
        """Read transit `{by_zone: {1: 2 days}}` and a `days` that the transit itself states."""
        if not isinstance(data, Mapping):
            return data
        transit = data.get("transit")
        if isinstance(transit, Mapping) and set(transit) == {"by_zone"}:
            return {**{key: value for key, value in data.items() if key != "transit"}, **transit}
        return data

    @model_serializer(mode="wrap")
    def _write(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Not given, deliveries in calendar days come at any time of day, so no default is written."""
        return without_unset(self, handler(self), "deliver_at")

    @field_validator("by_zone")
    @classmethod
    def _zones(cls, by_zone: dict[str, Transit]) -> dict[str, Transit]:
        for zone in by_zone:
            if zone not in {str(number) for number in range(1, 10)}:
                raise RuleError("must be a zone from 1 to 9", at=(zone,))
        return by_zone


class Congestion(Model):
    """One persistent factor on the transit of all of a carrier's parcels, of mean 1."""

    sd: Factor
    """Standard deviation of the logarithm of the weekly factor."""
    memory: Span = stated("Congestion.memory")
    """Time constant: the factor of next week keeps exp(-7 days / memory) of this week's deviation."""


class Carrier(Element):
    """A carrier, with its services; an outage of the carrier hits all of them."""

    simple_forms: ClassVar[tuple[dict[str, Any], ...]] = (
        {
            "type": "string",
            "description": "Name of a built-in service.",
            "examples": ["usps-ground-advantage"],
        },
    )
    builtin: str | None = None
    """Name of a built-in service with dated rates and transit days, instead of own services."""
    services: dict[Name, Service] = Field(default_factory=dict)
    """Own services by name."""
    damage: Share = 0.0
    """Share of parcels that are damaged on the way."""
    capacity: Rate | None = None
    """Parcels that it can collect per day, over all nodes; without it, any number."""
    congestion: Congestion | None = None
    """How its delays hang together; without it, parcels are independent."""

    @classmethod
    def from_simple(cls, data: Any, info: ValidationInfo) -> Any:
        """Read the name of a built-in service."""
        return {"builtin": str(data)} if isinstance(data, str) else data

    @rule_of_part
    def _some_service(self) -> Carrier:
        if bool(self.services) == (self.builtin is not None):
            raise RuleError(
                "needs either services or builtin: the name of a built-in service",
                "such as builtin: usps-ground-advantage",
            )
        return self


def read_carriers(value: Any) -> Any:
    """Read a list of built-in service names, or a mapping of carriers."""
    if isinstance(value, str):
        value = [value]
    if not isinstance(value, list | tuple):
        return value
    for item in value:
        if not isinstance(item, str):
            raise RuleError("must be a list of built-in service names, or a mapping of carriers")
    if len(set(value)) < len(value):
        raise RuleError("must not name a service twice")
    return {str(name): {"builtin": name} for name in value}
