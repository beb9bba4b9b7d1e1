"""When carriers collect at a node."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import (
    BeforeValidator,
    SerializerFunctionWrapHandler,
    WithJsonSchema,
    model_serializer,
)

from simnet.errors import RuleError
from simnet.scenario.base import Model, rule_of_part, without_unset
from simnet.scenario.defaults import stated
from simnet.scenario.fields import Clock, Count, Duration, Name
from simnet.scenario.hours import Weekdays


class Pickup(Model):
    """The collections of one carrier, or of every carrier, at a node."""

    carrier: Name | None = None
    """Carrier that collects; every carrier if none is named."""
    times: tuple[Clock, ...] = ()
    """Local times of day of the collections."""
    continuous: bool = False
    """Whether parcels are collected as soon as they are packed."""
    weekdays: Weekdays = stated("Pickup.weekdays")
    """Weekdays of the collections, Monday 0."""
    ready_before: Duration = 0
    """How long before a collection a parcel must be packed, inclusive."""
    capacity: Count | None = None
    """Most parcels that one collection takes; the rest waits for the next. Without it, any number."""

    @rule_of_part
    def _some_time(self) -> Pickup:
        if self.continuous == bool(self.times):
            raise RuleError("needs times of day, or continuous", 'such as "17:00"')
        if len(set(self.times)) < len(self.times):
            raise RuleError("must not name the same time of day twice")
        return self

    @model_serializer(mode="wrap")
    def _write(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Without weekdays the carrier's usual ones are meant, which are no default to be written."""
        return without_unset(self, handler(self), "weekdays")


def read_pickups(value: Any) -> Any:
    """Read `17:00`, a list of times, `continuous`, or any of these by carrier, as a list of pickups."""
    if isinstance(value, Mapping) and not set(value) & {*Pickup.model_fields, "time"}:
        return [_read_one(item, carrier) for carrier, item in value.items()]
    if isinstance(value, list | tuple) and all(isinstance(item, Mapping | Model) for item in value):
        return [_read_one(item, None) for item in value]
    return [_read_one(value, None)]


def _read_one(value: Any, carrier: str | None) -> Any:
    named = {} if carrier is None else {"carrier": carrier}
    if value == "continuous":
        return named | {"continuous": True}
    if isinstance(value, Mapping):
        times = value.get("times", value.get("time"))
        rest = {key: item for key, item in value.items() if key not in ("time", "times")}
        if times is None:
            return named | rest
        return named | rest | {"times": times if isinstance(times, list) else [times]}
    if isinstance(value, Model):
        return value
    return named | {"times": value if isinstance(value, list) else [value]}


Pickups = Annotated[
    tuple[Pickup, ...], BeforeValidator(read_pickups), WithJsonSchema({"type": ["string", "array", "object"]})
]
