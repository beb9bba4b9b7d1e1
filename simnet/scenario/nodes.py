"""Where orders are packed: a fulfillment node with its hours, capacity, pickups, stock and fees."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import (
    BeforeValidator,
    Field,
    PlainSerializer,
    ValidationInfo,
    WithJsonSchema,
    field_validator,
)

from simnet.errors import RuleError, RuleErrors
from simnet.scenario.base import Element, Model, rule_of_part
from simnet.scenario.defaults import stated
from simnet.scenario.distribution import Time
from simnet.scenario.fields import (
    Clock,
    Count,
    Country,
    Duration,
    Money,
    Name,
    Names,
    Point,
    Rate,
    Share,
    Timezone,
    Wage,
    Zip,
)
from simnet.scenario.hours import Hours
from simnet.scenario.pickups import Pickups
from simnet.scenario.stock import StockPolicy

# What fees may be charged for, as in the fee cards of fulfillment companies; the first unit is the default.
FEE_UNITS: dict[str, tuple[str, ...]] = {
    "order": ("order",),
    "pick": ("order", "pick"),
    "extra_line": ("line",),
    "extra_unit": ("unit",),
    "packaging": ("order", "parcel"),
    "storage": ("ft3 per month", "pallet per month", "unit per month"),
    "receiving": ("h", "pallet", "carton", "unit", "receipt"),
    "inspection": ("unit", "receipt"),
    "return": ("return", "unit"),
    "account": ("month", "week", "year"),
    "transfer": ("shipment",),
}


def _read_fee(value: Any) -> Any:
    """Read `0.65 per ft3 per month` as its amount and unit."""
    if not isinstance(value, str):
        return value if isinstance(value, Mapping | Model) else {"amount": value}
    amount, per, unit = value.strip().partition(" per ")
    return {"amount": amount, "per": re.sub(r"\s+", " ", unit.strip())} if per else {"amount": amount}


class Fee(Model):
    """One fee of a node: an amount for a unit of work or of time."""

    simple_forms: ClassVar[tuple[dict[str, Any], ...]] = (
        {"type": ["number", "string"], "examples": ["0.65 per ft3 per month"]},
    )
    amount: Money
    """Amount of money for one unit."""
    per: str = ""
    """What one unit is: order, line, ft3 per month, h, …; the fee's usual unit if not given."""

    @classmethod
    def from_simple(cls, data: Any, info: ValidationInfo) -> Any:
        """Read an amount with or without its unit."""
        return _read_fee(data)


class Pick(Model):
    """How long a station works on an order."""

    simple_forms: ClassVar[tuple[dict[str, Any], ...]] = (
        {"type": "string", "description": "Time per order.", "examples": ["4 min"]},
    )
    per_order: Time
    """Time per order (per shipment, when an order is split)."""
    per_line: Duration = 0
    """Additional time per order line."""
    per_unit: Duration = 0
    """Additional time per unit."""

    @classmethod
    def from_simple(cls, data: Any, info: ValidationInfo) -> Any:
        """Read a time per order."""
        if isinstance(data, Mapping) and set(data) & {"per_order", "per_line", "per_unit"}:
            return {"per_order": 0, **data}
        return data if isinstance(data, Model) else {"per_order": data}


class Ramp(Model):
    """How a node that takes over another's orders, or comes back, is slower at first."""

    start: Share
    """Share of the usual speed at first."""
    over: Duration
    """Time in which the speed rises to 100%, in steps at opening."""

    @rule_of_part
    def _check(self) -> Ramp:
        if self.start <= 0:
            raise RuleError("must be above 0%", "use node_outage for a node that packs nothing", ("start",))
        return self


def _holidays(value: Any) -> Any:
    if value is None or value is False or value == "none":
        return None
    if not isinstance(value, str) or not re.fullmatch(r"[A-Z]{2}(-[A-Z0-9]{1,3})?", value, re.ASCII):
        raise RuleError("must be a country code of two letters, or none", "such as US")
    return str(value)


Holidays = Annotated[
    str | None,
    BeforeValidator(_holidays),
    WithJsonSchema({"type": ["string", "null"]}),
    PlainSerializer(lambda value: value or "none", when_used="json"),
]


class Node(Element):
    """A place that receives, stores, picks, packs and stages orders."""

    kind: Literal["regional", "micro", "3pl", "garage", "dropship"] = stated("Node.kind")
    """Kind of the place; it names the node in reports and changes no rule, but for `dropship`."""
    zip: Zip | None = None
    """ZIP of the node."""
    at: Point | None = None
    """Place of the node as [latitude, longitude] in degrees, instead of a ZIP."""
    country: Country = stated("Node.country")
    """Country code of two letters."""
    timezone: Timezone | None = None
    """IANA time zone of its hours, cutoff and pickups; by default that of its ZIP."""
    hours: Hours = stated("Node.hours")
    """Opening hours by weekday, local; in them stations work and goods are received."""
    holidays: Holidays = None
    """Country code whose public holidays close the node; none if not given."""
    order_cutoff: Clock | None = None
    """Local time of day up to which an order is released for the same day; without it, any time."""
    capacity: Rate | None = None
    """Orders that it can pack on an open day; without it and stations, any number at once."""
    stations: Count | None = None
    """Pick stations that work at the same time, instead of a capacity, with `pick`."""
    pick: Pick | None = None
    """Time that a station works on an order: per order, per line and per unit."""
    queue_limit: Count | None = None
    """Parcels waiting or being packed at which orders go to another node with the goods; by default none."""
    pickup: Pickups = stated("Node.pickup")
    """When carriers collect: times of day, for all carriers or by carrier, or `continuous`."""
    accuracy: Share = stated("Node.accuracy")
    """Share of order lines that are packed right; the others are reshipped."""
    damage: Share = 0.0
    """Share of units that are damaged at the node before they leave."""
    receiving: Duration = 0
    """Time from the arrival of goods to their being available, within opening hours."""
    stock: dict[Name, StockPolicy] = Field(default_factory=dict)
    """Stock policy by SKU; one duration such as `6 weeks` means this cover for every SKU."""
    refill_from: Names = ()
    """Sources of the SKUs whose policy names none, in order; by default the suppliers that make them."""
    ramp: Ramp | None = None
    """How the node is slower at first when it takes over another's orders; without it, it is not."""
    fees: dict[str, Fee] = Field(default_factory=dict)
    """Fees: pick, extra_line, storage, receiving, …, each an amount with its unit."""
    fee_card: str | None = None
    """Name of a dated fee card, such as 3pl-typical-2025, for the fees that are not given."""
    unloading: Count = stated("Node.unloading")
    """Units that a person takes in within an hour, for a receiving fee per hour."""
    wages: Wage = 0.0
    """Wages per hour of being open, of all who pack there together, for a place that you run yourself."""
    supplier: Name | None = None
    """Supplier that is this node, for a drop-shipping one; filled in."""
    handling: Time | None = None
    """Time from receiving an order to its parcel being ready, for a drop-shipping supplier; filled in."""
    handling_fee: Money = 0.0
    """Fee per order of a drop-shipping supplier; filled in."""

    @field_validator("fees")
    @classmethod
    def _known_fees(cls, fees: dict[str, Fee]) -> dict[str, Fee]:
        from simnet.errors import nearest

        problems = [
            RuleError("is not a fee that is known here", nearest(name, FEE_UNITS), (name,))
            for name in fees
            if name not in FEE_UNITS
        ]
        problems += [
            RuleError(f"must be per {' or per '.join(FEE_UNITS[name])}", at=(name,), value=fee.per)
            for name, fee in fees.items()
            if name in FEE_UNITS and fee.per and fee.per not in FEE_UNITS[name]
        ]
        if problems:
            raise RuleErrors(problems)
        return {name: fee if fee.per else fee.filled(per=FEE_UNITS[name][0]) for name, fee in fees.items()}

    @rule_of_part
    def _check(self) -> Node:
        """Require one place and at most one way of saying how fast it packs."""
        problems = []
        if self.zip is not None and self.at is not None:
            problems.append(RuleError("has two places, zip and at", "keep one", ("at",)))
        if self.zip is None and self.at is None:
            problems.append(RuleError("needs a place", "such as zip: 43215 or at: [39.96, -83.00]"))
        if self.capacity is not None and (self.stations is not None or self.pick is not None):
            other = "stations" if self.stations is not None else "pick"
            problems.append(
                RuleError(
                    f"has both capacity and {other}",
                    "keep one: capacity, or stations with pick",
                    ("capacity",),
                )
            )
        if self.pick is not None and self.stations is None and self.capacity is None:
            problems.append(RuleError("needs stations for its pick times", "such as stations: 2"))
        if self.stations is not None and self.pick is None and self.handling is None:
            problems.append(
                RuleError("needs pick times for its stations", "such as pick: {per_order: 4 min}")
            )
        if not any(self.hours):
            problems.append(RuleError("must be open at some time of the week", at=("hours",)))
        if problems:
            raise RuleErrors(problems)
        return self
