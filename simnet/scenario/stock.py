"""How much of one SKU a node holds and when it orders more."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Literal

from pydantic import ValidationInfo

from simnet import units
from simnet.errors import RuleError
from simnet.scenario.base import Model, rule_of_part
from simnet.scenario.defaults import stated
from simnet.scenario.fields import Count, Duration, Level, Names, Share, Span, Whole

Kind = Literal["reorder_up_to", "reorder_quantity", "base_stock", "cover", "unlimited", "none"]


class StockPolicy(Model):
    """The stock policy of one SKU at one node; `6 weeks` means cover of 6 weeks."""

    simple_forms: ClassVar[tuple[dict[str, Any], ...]] = (
        {"type": "string", "description": "Weeks of stock, `none` or `unlimited`.", "examples": ["6 weeks"]},
    )
    policy: Literal["levels", "none", "unlimited"] = "levels"
    """`none` holds the SKU without ordering more, `unlimited` never runs out (drop shippers)."""
    reorder_at: Level | None = None
    """Reorder point, units: order when the inventory position is at or below it, perhaps below 0."""
    order_up_to: Whole | None = None
    """Order-up-to level, units (s,S policy)."""
    order_quantity: Count | None = None
    """Order quantity, units: as many times as lift the position above the reorder point (r,Q)."""
    base_stock: Whole | None = None
    """Base-stock level, units: every demand is ordered again at once."""
    cover: Span | None = None
    """Time of mean demand that an order should last; levels are computed from it."""
    service: Share = stated("StockPolicy.service")
    """Service target for computed levels: share of replenishment cycles without a stockout."""
    recovery: Duration = 0
    """Time of mean demand held in addition, to bridge a source that is down."""
    review: Span | None = None
    """Time between reviews of the position; without it, the position is watched all the time."""
    initial: Whole | None = None
    """Units on hand at the beginning of the warm-up; by default the order-up-to level."""
    backorder_limit: Whole | None = None
    """Units that customers may wait for here at most; what is beyond is lost. By default no limit."""
    refill_from: Names = ()
    """Sources in the order in which they are tried; by default the suppliers that make it, backups last."""
    count: Span | None = None
    """Time between cycle counts, which set recorded stock right; without it, only receipts do."""

    @classmethod
    def from_simple(cls, data: Any, info: ValidationInfo) -> Any:
        """Read `6 weeks`, `none` or `unlimited`."""
        if isinstance(data, Mapping | Model):
            return data
        if data in ("none", "unlimited"):
            return {"policy": str(data)}
        try:
            return {"cover": units.format_duration(units.parse_duration(data))}
        except units.UnitError as error:
            raise RuleError(f"{error.rule}, a mapping of levels, none or unlimited", error.repair) from None

    @property
    def kind(self) -> Kind:
        """Name the policy that is in force."""
        if self.policy == "none" or self.policy == "unlimited":
            return self.policy
        if self.cover is not None:
            return "cover"
        if self.base_stock is not None:
            return "base_stock"
        return "reorder_up_to" if self.order_up_to is not None else "reorder_quantity"

    @rule_of_part
    def _one_policy(self) -> StockPolicy:
        """Require exactly one policy, whole and consistent."""
        levels = {"reorder_at", "order_up_to", "order_quantity", "base_stock", "cover"}
        given = {name for name in levels if getattr(self, name) is not None}
        policies: tuple[set[str], ...] = (
            {"reorder_at", "order_up_to"},
            {"reorder_at", "order_quantity"},
            {"base_stock"},
            {"cover"},
        )
        if self.policy != "levels":
            if given:
                raise RuleError(f"has no levels when the policy is {self.policy}", f"remove {min(given)}")
            return self
        if given not in policies:
            raise RuleError(
                "needs exactly one policy: reorder_at with order_up_to, reorder_at with order_quantity, "
                "base_stock, cover (a duration), none or unlimited",
                f"given: {', '.join(sorted(given)) or 'nothing'}",
            )
        if (
            self.reorder_at is not None
            and self.order_up_to is not None
            and self.reorder_at > self.order_up_to
        ):
            raise RuleError(
                f"must be at most the order-up-to level, {self.order_up_to} units",
                at=("reorder_at",),
                value=self.reorder_at,
            )
        if not 0 < self.service < 1:
            raise RuleError("must be a service target above 0% and below 100%", "such as 97%", ("service",))
        return self
