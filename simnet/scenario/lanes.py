"""The way from one place to another: supplier to node, node to node, node to region."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Literal

from pydantic import Field, ValidationInfo

from simnet import units
from simnet.errors import RuleError
from simnet.scenario.base import Element, Model, rule_of_part
from simnet.scenario.defaults import stated
from simnet.scenario.distribution import Time, Transit
from simnet.scenario.fields import Money, Name, Share

_PER = {"per_shipment": "shipment", "per_lb": "lb", "per_unit": "unit"}


class LaneCost(Model):
    """What a shipment on a lane costs."""

    simple_forms: ClassVar[tuple[dict[str, Any], ...]] = (
        {"type": ["string", "number"], "examples": ["140 per shipment", "0.80 per lb"]},
    )
    per_shipment: Money = 0.0
    """Amount per shipment."""
    per_lb: Money = 0.0
    """Amount per pound."""
    per_unit: Money = 0.0
    """Amount per unit."""

    @classmethod
    def from_simple(cls, data: Any, info: ValidationInfo) -> Any:
        """Read `140 per shipment`, `0.80 per lb` or `0.25 per unit`."""
        if isinstance(data, Mapping | Model):
            return data
        if isinstance(data, str):
            amount, _, unit = data.partition(" per ")
            for name, word in _PER.items():
                if unit.strip() == word:
                    return {name: amount}
        raise RuleError(
            "must be an amount per shipment, per lb or per unit",
            f"write {data} per shipment" if units.is_number(data) else "such as 140 per shipment",
        )


class Customs(Model):
    """How often customs holds a shipment, and for how long."""

    hold: Share
    """Share of shipments that are held."""
    lasts: Time = Field(alias="for")
    """How long a hold lasts."""


class Lane(Element):
    """A way from a supplier or node to a node or region."""

    origin: Name = Field(alias="from")
    """Supplier or node where it begins."""
    destination: Name = Field(alias="to")
    """Node or region where it ends."""
    service: str | None = None
    """Carrier or carrier/service that it is about; all services if none is named."""
    transit: Transit | None = None
    """Transit time; by default 0 from a supplier (its lead time includes it), else from the distance."""
    cost: LaneCost | None = None
    """What a shipment costs: per_shipment, per_lb, per_unit; by default its carrier's rates."""
    duty: Share = 0.0
    """Duty as a share of the goods' cost."""
    duty_on: Literal["goods", "landed"] = stated("Lane.duty_on")
    """What duty is charged on: the goods alone, or landed: goods, freight and insurance (CIF)."""
    entry: Money = 0.0
    """Customs entry fee per shipment, the broker's included."""
    insurance: Share = 0.0
    """Insurance of goods on their way as a share of their cost; lost goods are then paid for."""
    customs: Customs | None = None
    """How often customs holds a shipment and for how long; without it, never."""
    problem: bool = False
    """Whether orders on this lane must be looked at by the team."""
    closed: bool = False
    """Whether nothing may be sent on this lane."""
    distance: float | None = None
    """Length in miles; by default the great circle between the two places."""
    damage: Share = 0.0
    """Share of parcels (of units, on the way to a node) that are damaged."""

    @rule_of_part
    def _check(self) -> Lane:
        if self.origin == self.destination:
            raise RuleError("must end elsewhere than it begins", at=("to",), value=self.destination)
        if self.distance is not None and self.distance < 0:
            raise RuleError("must be 0 or more miles", at=("distance",), value=self.distance)
        return self

    @property
    def name(self) -> str:
        """Name the lane by its two ends."""
        return f"{self.origin} -> {self.destination}"
