"""What is sold: one SKU with its price, cost, weight and size, or a kit of others."""

from __future__ import annotations

from typing import ClassVar

from simnet.errors import RuleError, RuleErrors
from simnet.scenario.base import Element, rule_of_part
from simnet.scenario.defaults import stated
from simnet.scenario.fields import Count, Factor, Money, Name, Share, Size, Weight


class Sku(Element):
    """One SKU, or a kit that is packed from other SKUs."""

    allows_advanced: ClassVar[bool] = True
    price: Money
    """What a customer pays for one unit."""
    cost: Money | None = None
    """What one unit costs at the supplier; a kit's is the sum of its components."""
    weight: Weight | None = None
    """Weight of one unit, packed; a kit's is the sum of its components."""
    size: Size = stated("Sku.size")
    """Length, width and height of one unit, packed; a kit's components are stacked."""
    sells: Share | None = None
    """Share of order lines that name this SKU; they sum to 100%, and are equal if no SKU gives one."""
    fragile: bool = False
    """Whether damage rates are multiplied by `fragile_factor`."""
    fragile_factor: Factor = stated("Sku.fragile_factor")
    """Factor on damage rates for a fragile SKU."""
    critical: bool = False
    """Whether thresholds of `critical skus` watch this SKU."""
    kit: dict[Name, Count] | None = None
    """Components and their number, for a kit; a kit has no stock of its own."""
    oversize: bool = False
    """Whether the SKU is oversize, which is an exception if routing says so."""

    @rule_of_part
    def _complete(self) -> Sku:
        """Require cost and weight of what is not a kit."""
        missing = (
            []
            if self.kit is not None
            else [name for name in ("cost", "weight") if getattr(self, name) is None]
        )
        if self.kit is not None and not self.kit:
            raise RuleError("must name at least one component", "such as kit: {candle: 1, book: 1}", ("kit",))
        if missing:
            raise RuleErrors(
                RuleError(
                    f"needs a {name}",
                    {"cost": "such as cost: 7.40", "weight": "such as weight: 1.3 lb"}[name],
                )
                for name in missing
            )
        return self
