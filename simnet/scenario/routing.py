"""Which node an order goes to, whether it may be split, and what happens when nothing is in stock."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, Field, ValidationInfo, WithJsonSchema, field_validator

from simnet.errors import RuleError
from simnet.scenario.base import Model
from simnet.scenario.defaults import stated
from simnet.scenario.fields import Name, Names, ShareOfDay, Span

Rule = Literal["minimize_splits", "stay_in_market", "ranked", "closest", "cheapest", "fastest"]
ExceptionKind = Literal["oversize", "partial", "problem"]


class Sync(Model):
    """How recorded stock follows physical stock."""

    simple_forms: ClassVar[tuple[dict[str, Any], ...]] = (
        {"type": "string", "description": "Time between syncs.", "examples": ["15 min"]},
    )
    every: Span
    """Time between syncs of recorded stock."""
    error: ShareOfDay = 0.0
    """Share of units per day whose record goes wrong, until the next count."""

    @classmethod
    def from_simple(cls, data: Any, info: ValidationInfo) -> Any:
        """Read a time between syncs."""
        return data if isinstance(data, Mapping | Model) else {"every": data}


def _services(value: Any) -> Any:
    if isinstance(value, list | tuple) and value:
        return value
    if isinstance(value, str):
        return [value]
    raise RuleError("must be cheapest, fastest or a list of services in order")


class Routing(Model):
    """The rules by which an order finds its node and its service."""

    allows_advanced: ClassVar[bool] = True
    simple_forms: ClassVar[tuple[dict[str, Any], ...]] = (
        {
            "type": "array",
            "items": {"type": "string"},
            "description": "Rules in order; later ones break ties.",
        },
        {"type": "string", "description": "One rule."},
    )
    rules: tuple[Rule, ...] = stated("Routing.rules")
    """Rules in order; later ones break ties."""
    ranked: dict[Name, Names] = Field(default_factory=dict)
    """Nodes in order by region, for the rule `ranked`."""
    splits: Literal["never", "allowed", "units"] = stated("Routing.splits")
    """Whether an order may be split over nodes: never, by line, or by unit."""
    out_of_stock: Literal["backorder", "lost", "hold_complete"] = stated("Routing.out_of_stock")
    """What happens to an order for which nothing is available."""
    when_full: Literal["queue", "lost"] = stated("Routing.when_full")
    """What becomes of an order that only nodes at their `queue_limit` could fill: it queues, or is lost."""
    service: Annotated[
        tuple[str, ...], BeforeValidator(_services), WithJsonSchema({"type": ["string", "array"]})
    ] = stated("Routing.service")
    """Which carrier service a parcel takes: `cheapest`, `fastest`, or the first that runs of a list."""
    sync: Sync | None = None
    """How recorded stock follows physical stock; without it, they are always the same."""
    exceptions: tuple[ExceptionKind, ...] = ()
    """Which orders wait for the team before they are routed: oversize, partly out of stock, problem lanes."""

    @classmethod
    def from_simple(cls, data: Any, info: ValidationInfo) -> Any:
        """Read a list of rules, or one rule."""
        if isinstance(data, str):
            return {"rules": [data]}
        return {"rules": data} if isinstance(data, list | tuple) else data

    @field_validator("rules")
    @classmethod
    def _once_each(cls, rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
        if not rules or len(set(rules)) < len(rules):
            raise RuleError("must name at least one rule, and none twice", "such as [closest]")
        return rules
