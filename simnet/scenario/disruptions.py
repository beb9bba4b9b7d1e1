"""What goes wrong: the types of event, when they come, how long they last, what they do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import BeforeValidator, Field, ValidationInfo, WithJsonSchema, field_validator

from simnet.errors import RuleError, RuleErrors, nearest
from simnet.scenario.base import Model, rule_of_part
from simnet.scenario.defaults import stated
from simnet.scenario.distribution import Time
from simnet.scenario.fields import Change, Factor, Instant, Name, Names, Share
from simnet.scenario.nodes import Ramp
from simnet.scenario.response import Response
from simnet.scenario.timing import Recurrence, read_happens


@dataclass(frozen=True)
class Kind:
    """What one type of disruption targets and which fields say how bad it is.

    One of `needs` must be given; those and `allows` are the severity fields that mean something for the type.
    """

    target: Literal["node", "supplier", "carrier", "lane", "region", "cost", "all"]
    needs: tuple[str, ...] = ()
    allows: tuple[str, ...] = ()


TYPES: dict[str, Kind] = {
    "node_outage": Kind("node", allows=("in_progress",)),
    "node_capacity": Kind("node", ("factor",)),
    "supplier_outage": Kind("supplier", allows=("in_production",)),
    "supplier_delay": Kind("supplier", ("factor", "add")),
    "supplier_quality": Kind("supplier", ("share", "factor"), ("skus",)),
    "carrier_outage": Kind("carrier", allows=("in_transit", "staged")),
    "carrier_service_suspended": Kind("carrier", ("services",), ("in_transit", "staged")),
    "carrier_delay": Kind("carrier", ("factor", "add"), ("services",)),
    "carrier_damage": Kind("carrier", ("factor", "share"), ("services",)),
    "lane_outage": Kind("lane", allows=("in_transit", "staged")),
    "lane_delay": Kind("lane", ("factor", "add")),
    "customs_hold": Kind("lane", ("share",), ("add",)),
    "port_congestion": Kind("lane", ("factor", "add")),
    "pickup_missed": Kind("node", allows=("carriers",)),
    "stock_destroyed": Kind("node", ("fraction",), ("skus",)),
    "inventory_sync_error": Kind("node", ("error",), ("skus", "sync")),
    "demand_surge": Kind("region", ("factor",), ("regions", "skus")),
    "cost_shock": Kind("cost", ("factor", "add_share"), ("carriers", "lanes")),
    "system_outage": Kind("all"),
    "packaging_stockout": Kind("node"),
    "ordering_outage": Kind("node"),
}
ANSWERED = frozenset({
    "node_outage", "node_capacity", "packaging_stockout", "pickup_missed",
    "supplier_outage", "supplier_delay", "carrier_outage", "carrier_service_suspended", "carrier_delay",
    "lane_outage", "lane_delay", "customs_hold", "port_congestion", "system_outage",
})  # fmt: skip
"""Types that take an element down or slow it, to which people respond."""
COSTS: tuple[str, ...] = ("duty", "fuel", "rate")
SEVERITY: tuple[str, ...] = (
    "factor",
    "add",
    "share",
    "add_share",
    "error",
    "fraction",
    "skus",
    "regions",
    "services",
    "carriers",
    "lanes",
    "in_progress",
    "in_production",
    "in_transit",
    "staged",
    "sync",
)


# What is no news when it is written: the defaults of what becomes of work under way, and nothing.
_BLANK: dict[str, tuple[Any, ...]] = {
    "in_progress": ("hold",),
    "in_production": ("hold",),
    "in_transit": ("hold",),
    "staged": ("wait",),
    "sync": ("runs",),
}


def read_targets(value: Any) -> Any:
    """Read one target, a list, or a tag selector such as `region: gulf`."""
    if value is True or value is None:
        return ["all"]
    items = value if isinstance(value, list | tuple) else [value]
    return [_target(item) for item in items]


def _target(item: Any) -> Any:
    if isinstance(item, Mapping):
        if set(item) == {"from", "to"}:
            return f"{item['from']} -> {item['to']}"
        if len(item) == 1:
            ((tag, label),) = item.items()
            return f"{tag}: {label}"
    if not isinstance(item, str):
        raise RuleError("must be a name, a list of names or a tag such as region: gulf")
    return item


Targets = Annotated[
    tuple[str, ...],
    BeforeValidator(read_targets),
    WithJsonSchema({"type": ["string", "array", "object", "boolean"]}),
]


class After(Model):
    """An event that follows another."""

    simple_forms: ClassVar[tuple[dict[str, Any], ...]] = (
        {"type": "string", "description": "Name of the event."},
    )
    event: Name
    """Name of the event that it follows."""
    delay: Time = stated("After.delay")
    """Time from the end of the other event to the onset of this one."""

    @classmethod
    def from_simple(cls, data: Any, info: ValidationInfo) -> Any:
        """Read the name of an event."""
        return {"event": data} if isinstance(data, str) else data


class Event(Model):
    """What happens to whom, how badly and for how long, without saying when."""

    open_keys: ClassVar[bool] = True
    shorthand_keys: ClassVar[tuple[str, ...]] = tuple(TYPES)
    type: str
    """One of the types below; written as the first key, `node_outage: 3pl`."""
    targets: Targets
    """Names of what it hits, `all`, or a tag selector; lanes as `from -> to`."""
    name: Name = ""
    """Name, for messages, charts and events that follow; by default the type and its target."""
    lasts: Time | None = Field(default=None, alias="for")
    """How long it lasts; not needed for stock_destroyed, which is over at once."""
    factor: Factor | None = None
    """Factor on what the type is about: speed, delay, demand, damage, price."""
    add: Time | None = None
    """Time that is added to a lead time, a transit or a hold."""
    share: Share | None = None
    """Share: of units that are defective, of parcels damaged, of shipments held."""
    add_share: Share | None = None
    """Share of the goods' cost or the rate that is added, for cost_shock."""
    error: Change | None = None
    """Change of the recorded stock, up (too much is recorded) or down, for inventory_sync_error."""
    fraction: Share | None = None
    """Share of on-hand and reserved units that is destroyed, for stock_destroyed."""
    skus: Names = ()
    """SKUs that are hit; all if none is named."""
    regions: Names = ()
    """Regions that are hit; all if none is named."""
    services: Names = ()
    """Services of the carrier that are hit; all if none is named."""
    carriers: Names = ()
    """Carriers whose pickups or prices are hit; all if none is named."""
    lanes: Names = ()
    """Origins whose lanes' prices are hit; all if none is named."""
    in_progress: Literal["hold", "restart", "lose"] = stated("Event.in_progress")
    """What becomes of orders that are being packed."""
    in_production: Literal["hold", "finish", "lose"] = stated("Event.in_production")
    """What becomes of purchase orders that are being made."""
    in_transit: Literal["hold", "finish", "lose", "return"] = stated("Event.in_transit")
    """What becomes of parcels on their way."""
    staged: Literal["wait", "relabel"] = stated("Event.staged")
    """What becomes of parcels that are staged: wait, or get another service's label once decided."""
    sync: Literal["runs", "stops"] = stated("Event.sync")
    """Whether the sync of recorded stock goes on, or stops until the end, for inventory_sync_error."""
    recovery: Ramp | None = None
    """How the element comes back: `step`, or a ramp from a share over days."""
    response: Response | None = None
    """What people do about it, if not what the scenario's `response` says."""
    luck: str = ""
    """Label that keys the event's random numbers; by default its name."""
    tags: dict[str, str] = Field(default_factory=dict)
    """Labels, for reports."""

    @classmethod
    def from_simple(cls, data: Any, info: ValidationInfo) -> Any:
        """Read the type and its target from the key that names the type."""
        if not isinstance(data, Mapping) or "type" in data:
            return data
        found = [key for key in data if key in TYPES]
        if len(found) != 1:
            known = set(cls.model_fields) | {field.alias or "" for field in cls.model_fields.values()}
            odd = next((key for key in data if key not in known), "")
            raise RuleError(
                "needs exactly one type of disruption as a key, with its target",
                nearest(odd, TYPES) if odd and not found else f"found {', '.join(found) or 'none'}",
            )
        rest = {key: value for key, value in data.items() if key != found[0]}
        if rest.get("recovery") == "step":
            del rest["recovery"]
        return rest | {"type": found[0], "targets": data[found[0]]}

    @field_validator("type")
    @classmethod
    def _known_type(cls, value: str) -> str:
        if value not in TYPES:
            raise RuleError("is not a type of disruption", nearest(value, TYPES))
        return value

    @rule_of_part
    def _check_type(self) -> Event:
        """Require what the type needs and refuse what means nothing for it."""
        kind = TYPES[self.type]
        given = [
            name
            for name in SEVERITY
            if name in self.model_fields_set and getattr(self, name) not in _BLANK.get(name, (None, ()))
        ]
        problems = [
            RuleError(f"means nothing for {self.type}", self._useful(), (name,))
            for name in given
            if name not in (*kind.needs, *kind.allows)
        ]
        if kind.needs and not any(name in given for name in kind.needs):
            problems.append(RuleError(f"{self.type} needs {' or '.join(kind.needs)}"))
        if self.lasts is None and self.type != "stock_destroyed":
            problems.append(RuleError("needs a duration", "such as for: 3 days"))
        if self.recovery is not None and kind.target in ("cost", "all"):
            problems.append(RuleError(f"means nothing for {self.type}", at=("recovery",)))
        if not self.targets:
            problems.append(RuleError("needs at least one target", "such as all", (self.type,), "nothing"))
        if problems:
            raise RuleErrors(problems)
        return self

    def uses(self, name: str) -> bool:
        """Tell whether a severity field means something for the type."""
        kind = TYPES[self.type]
        return name not in SEVERITY or name in (*kind.needs, *kind.allows)

    def labelled(self) -> Self:
        """Return the event with its name and luck label filled in."""
        name = self.name or f"{self.type} {' '.join(self.targets)}".replace("->", "to").replace(":", "")[:60]
        return self.filled(name=name, luck=self.luck or name)

    def _useful(self) -> str:
        kind = TYPES[self.type]
        useful = (*kind.needs, *kind.allows)
        return f"it takes {', '.join(useful)}" if useful else "remove it"


class Disruption(Event):
    """One event of the scenario, with the time or the luck by which it comes."""

    starts: Instant | None = None
    """Instant at which it begins, in the scenario's time zone."""
    every: Recurrence | None = None
    """Recurrence: week, month, quarter, year or a duration, beginning at `first`."""
    first: Instant | None = None
    """First instant of the recurrence; by default the scenario's start."""
    happens: Annotated[Time | None, BeforeValidator(read_happens)] = None
    """Time between events: `every 15 months` is exponential with that mean; or a distribution."""
    probability: Share | None = None
    """Chance that it comes: at `starts`, at each time of `every` or `after`, or once at a uniform instant."""
    after: After | None = None
    """The event that it follows, with a delay."""

    @rule_of_part
    def _one_time(self) -> Disruption:
        """Require exactly one way of saying when."""
        given = [name for name in ("starts", "every", "happens", "after") if getattr(self, name) is not None]
        problems = []
        if len(given) > 1 or (not given and self.probability is None):
            problems.append(
                RuleError(
                    "needs exactly one of starts, every, happens, after or probability",
                    f"given: {', '.join(given) or 'none'}",
                )
            )
        if self.first is not None and self.every is None:
            problems.append(RuleError("means nothing without every", at=("first",)))
        if self.probability is not None and "happens" in given:
            problems.append(RuleError("means nothing with happens", at=("probability",)))
        if self.happens is not None and self.happens.mean() <= 0:
            problems.append(RuleError("must be longer than 0", at=("happens",)))
        if problems:
            raise RuleErrors(problems)
        return self
