"""Limits that are watched, and what is done when they are crossed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, ClassVar, Literal

from pydantic import Field, ValidationInfo

from simnet import units
from simnet.errors import RuleError, nearest
from simnet.scenario.base import Model, rule_of_part
from simnet.scenario.defaults import stated
from simnet.scenario.fields import Names, Span
from simnet.scenario.response import Acts

METRICS: dict[str, str] = {"on_time": "share", "damage": "share", "stockouts": "count", "backlog": "orders"}


class Condition(Model):
    """A measure compared with a limit."""

    simple_forms: ClassVar[tuple[dict[str, Any], ...]] = (
        {"type": "string", "examples": ["on_time < 95%", "stockouts >= 2"]},
    )
    metric: Literal["on_time", "damage", "stockouts", "backlog"]
    """What is measured: on_time and damage (shares), stockouts (count), backlog (orders past promise)."""
    op: Literal["<", "<=", ">", ">="]
    """How it is compared."""
    value: float
    """The limit: a share from 0 to 1, or a number."""

    @classmethod
    def from_simple(cls, data: Any, info: ValidationInfo) -> Any:
        """Read `on_time < 95%`."""
        if isinstance(data, Mapping | Model):
            return data
        match = re.fullmatch(r"\s*(\w+)\s*(<=|>=|<|>)\s*(\S+)\s*", data) if isinstance(data, str) else None
        if match is None:
            raise RuleError("must be a measure, a comparison and a limit", 'such as "on_time < 95%"')
        metric, op, limit = match.groups()
        if metric not in METRICS:
            raise RuleError(f"has no measure {metric}", nearest(metric, METRICS))
        is_share = METRICS[metric] == "share"
        return {
            "metric": metric,
            "op": op,
            "value": units.parse_share(limit) if is_share else float(units.number(limit)),
        }


class Threshold(Model):
    """A limit that is looked at when the team's day opens."""

    when: Condition
    """The condition, such as `on_time < 95%`."""
    each: Literal["node", "sku", "region"] | None = None
    """Whether it is measured for each node, SKU or region alone; without it, over all."""
    only: Names = Field(default=(), alias="of")
    """Which nodes, SKUs or regions count; `critical skus` for the SKUs marked critical."""
    over: Span = stated("Threshold.over")
    """Window that is looked back on."""
    then: Acts
    """What follows: `alert`, or acts as in a response."""

    @property
    def limit(self) -> str:
        """The comparison and the limit, such as `< 95%`."""
        share = METRICS[self.when.metric] == "share"
        return f"{self.when.op} {f'{self.when.value * 100:g}%' if share else f'{self.when.value:g}'}"

    @property
    def about(self) -> str:
        """What is compared, without the limit, such as `on_time for each node over 7 days`."""
        each = f" for each {self.each}" if self.each else ""
        only = f" of {', '.join(self.only)}" if self.only else ""
        return f"{self.when.metric}{each}{only} over {units.format_duration(self.over)}"

    @property
    def text(self) -> str:
        """The threshold as records and tables name it."""
        return f"{self.when.metric} {self.limit}{self.about.removeprefix(self.when.metric)}"

    @rule_of_part
    def _something(self) -> Threshold:
        if not self.then:
            raise RuleError("must name at least one act", "such as then: alert", ("then",))
        return self
