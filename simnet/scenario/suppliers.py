"""Who makes what is sold, how long that takes, and who drop-ships."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, Field, ValidationInfo, WithJsonSchema

from simnet.errors import RuleError, RuleErrors
from simnet.scenario.base import Element, Model, rule_of_part
from simnet.scenario.defaults import stated
from simnet.scenario.distribution import Time
from simnet.scenario.fields import (
    Count,
    Country,
    Duration,
    Factor,
    Money,
    Name,
    Names,
    Point,
    Rate,
    Share,
    Whole,
    Zip,
)
from simnet.scenario.hours import Hours
from simnet.scenario.pickups import Pickups


class UnitCost(Model):
    """What a supplier charges for a unit, beside the SKU's own cost."""

    simple_forms: ClassVar[tuple[dict[str, Any], ...]] = (
        {"type": ["string", "number"], "description": "A change such as +8%, or an amount per unit."},
    )
    open_keys: ClassVar[bool] = True
    factor: Factor = 1.0
    """Multiple of the SKU's cost."""
    each: Money | None = None
    """One amount for a unit of any SKU, instead of the SKU's cost."""
    per_sku: dict[Name, Money] = Field(default_factory=dict)
    """Amount for a unit by SKU, instead of the SKU's cost."""

    @classmethod
    def from_simple(cls, data: Any, info: ValidationInfo) -> Any:
        """Read `+8%`, an amount, or amounts by SKU."""
        if isinstance(data, Mapping):
            return data if set(data) & {"factor", "each", "per_sku"} else {"per_sku": data}
        if isinstance(data, str) and data.strip().endswith("%"):
            return {"factor": data}
        return data if isinstance(data, Model) else {"each": data}


def _stock(value: Any) -> Any:
    if value == "unlimited" or value is None:
        return None
    if isinstance(value, Mapping):
        return value
    raise RuleError("must be unlimited, or units by SKU", "such as {poster: 200}")


class DropShip(Model):
    """How a supplier ships orders to customers itself, from its own stock."""

    handling: Time = stated("DropShip.handling")
    """Time from receiving an order to its parcel being ready."""
    fee: Money = 0.0
    """Fee per order."""
    pickup: Pickups = stated("DropShip.pickup")
    """When carriers collect."""
    hours: Hours = stated("DropShip.hours")
    """Opening hours by weekday, local."""
    stations: Count | None = None
    """Orders that are handled at the same time; without it, any number."""
    stock: Annotated[
        dict[Name, Whole] | None,
        BeforeValidator(_stock),
        WithJsonSchema({"type": ["string", "object", "null"]}),
    ] = None
    """Units of its own stock by SKU, kept up by its own production; none means `unlimited`."""


class Supplier(Element):
    """A maker of SKUs that is ordered from with purchase orders, or that ships to customers itself."""

    makes: Names
    """SKUs that it can supply."""
    lead_time: Time | None = None
    """Time from a purchase order to goods ready at the supplier, transit of a default lane included."""
    min_order: Count = stated("Supplier.min_order")
    """Smallest order of one SKU, units."""
    pack: Count = stated("Supplier.pack")
    """Units in a pack; orders are rounded up to whole packs."""
    capacity: Rate | None = None
    """Units that it can make per day, over all SKUs; without it, any number."""
    sequential: bool = False
    """Whether purchase orders are made one after the other, so that they cannot overtake each other."""
    confirms_in: Time | None = None
    """Time to confirm a purchase order, before the lead time begins; without it, at once."""
    defects: Share = 0.0
    """Share of units that fail inspection and are scrapped."""
    inspection: Duration = 0
    """Time that inspection takes at receipt."""
    unit_cost: UnitCost = UnitCost()
    """What it charges for a unit: a change such as +8%, an amount, or amounts by SKU."""
    owned_from: Literal["shipped", "received"] = stated("Supplier.owned_from")
    """From when its goods are yours and tie up money: when it ships them, or when you receive them."""
    backup: bool = False
    """Whether it is used only when others are down and the team has decided so."""
    zip: Zip | None = None
    """ZIP from which it ships."""
    at: Point | None = None
    """Place from which it ships as [latitude, longitude] in degrees, instead of a ZIP."""
    country: Country | None = None
    """Country code of two letters; the customers' country if not given."""
    drop_ships: DropShip | None = None
    """How it ships orders to customers itself; without it, it does not."""

    @classmethod
    def from_simple(cls, data: Any, info: ValidationInfo) -> Any:
        """Read `drop_ships: true` as drop shipping with the defaults."""
        if isinstance(data, Mapping) and isinstance(data.get("drop_ships"), bool):
            return {**data, "drop_ships": {} if data["drop_ships"] else None}
        return data

    @rule_of_part
    def _check(self) -> Supplier:
        problems = []
        if not self.makes:
            problems.append(RuleError("must name at least one SKU", at=("makes",)))
        if self.lead_time is None and self.drop_ships is None:
            problems.append(RuleError("needs a lead_time", "such as lead_time: 8 to 18 days"))
        if self.zip is not None and self.at is not None:
            problems.append(RuleError("has two places, zip and at", "keep one", ("at",)))
        if problems:
            raise RuleErrors(problems)
        return self
