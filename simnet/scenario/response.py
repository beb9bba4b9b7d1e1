"""What people do about an event: detect, decide, act, stand down."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, Field, ValidationInfo, WithJsonSchema

from simnet.errors import RuleError, nearest
from simnet.scenario.base import Model, rule_of_part
from simnet.scenario.defaults import stated
from simnet.scenario.distribution import Time
from simnet.scenario.fields import Count, Duration, Factor, Name, Names, Span

ActName = Literal[
    "alert", "mark_down", "reroute", "relabel", "use_backup", "order_from", "expedite", "transfer"
]
ACT_NAMES: tuple[str, ...] = (
    "alert",
    "mark_down",
    "reroute",
    "relabel",
    "use_backup",
    "order_from",
    "expedite",
    "transfer",
)


class Transfer(Model):
    """Stock that is moved from one node to another."""

    origin: Name = Field(alias="from")
    """Node that gives."""
    destination: Name | None = Field(default=None, alias="to")
    """Node that receives; by default the nodes that take over."""
    skus: Names = ()
    """SKUs that are moved; all if none is named."""
    cover: Span | None = None
    """Time of mean demand that is moved, of each SKU."""
    quantity: Count | None = None
    """Units that are moved of each SKU, instead of a cover; shared equally if several nodes receive."""

    @rule_of_part
    def _one_amount(self) -> Transfer:
        if (self.cover is None) == (self.quantity is None):
            raise RuleError("needs either a cover or a quantity", "such as cover: 1 week or quantity: 200")
        return self


class Act(Model):
    """One thing that the team does when it has decided."""

    simple_forms: ClassVar[tuple[dict[str, Any], ...]] = (
        {"type": "string", "enum": ["alert", "mark_down", "reroute", "relabel", "use_backup"]},
    )
    open_keys: ClassVar[bool] = True
    shorthand_keys: ClassVar[tuple[str, ...]] = ACT_NAMES
    written_as: ClassVar[dict[str, str]] = {
        "supplier": "order_from",
        "factor": "expedite",
        "moved": "transfer",
    }
    act: ActName
    """What is done."""
    supplier: Name | None = None
    """Supplier that is ordered from, for `order_from`."""
    factor: Factor | None = None
    """Factor on the remaining lead time of open purchase orders, for `expedite`."""
    moved: Transfer | None = None
    """What is moved, for `transfer`."""

    @classmethod
    def from_simple(cls, data: Any, info: ValidationInfo) -> Any:
        """Read `reroute`, `{order_from: supplier}`, `{expedite: 0.6}` or `{transfer: {…}}`."""
        if isinstance(data, Model) or (isinstance(data, Mapping) and "act" in data):
            return data
        if isinstance(data, str):
            return _bare(str(data))
        if not isinstance(data, Mapping) or len(data) != 1:
            raise RuleError("must be one act", "such as reroute or {order_from: backup}")
        ((name, value),) = data.items()
        field = {act: field for field, act in cls.written_as.items()}.get(name)
        if field is not None:
            return {"act": name, field: value}
        if value is not True:
            raise RuleError("must be true", at=(name,), value=value)
        return _bare(name)

    @rule_of_part
    def _complete(self) -> Act:
        for name, field in self.written_as.items():
            if self.act == field and getattr(self, name) is None:
                raise RuleError(f"needs more than its name: {_NEEDS[field]}", f"such as {_SUCH_AS[field]}")
            if self.act != field and getattr(self, name) is not None:
                raise RuleError(f"means nothing for {self.act}", f"it belongs to {field}", (name,))
        if self.factor is not None and not 0 < self.factor <= 1:
            raise RuleError("must be a factor above 0 and at most 1", "such as expedite: 0.6", ("expedite",))
        return self


_NEEDS = {
    "order_from": "the supplier that is ordered from",
    "expedite": "the factor on the time that is left",
    "transfer": "what is moved from where",
}
_SUCH_AS = {
    "order_from": "{order_from: ohio}",
    "expedite": "{expedite: 0.6}",
    "transfer": "{transfer: {from: reno, cover: 1 week}}",
}


def _bare(name: str) -> dict[str, str]:
    if name not in ACT_NAMES:
        raise RuleError("is not an act that is known here", nearest(name, ACT_NAMES))
    return {"act": name}


def read_acts(value: Any) -> Any:
    """Read one act, a list of acts, or a mapping of several acts."""
    if isinstance(value, Mapping) and "act" not in value:
        return [{name: item} for name, item in value.items()]
    return value if isinstance(value, list | tuple) else [value]


Acts = Annotated[
    tuple[Act, ...], BeforeValidator(read_acts), WithJsonSchema({"type": ["string", "array", "object"]})
]


class Response(Model):
    """The chain of a response, each link with its own clock."""

    detect: Time = stated("Response.detect")
    """Time from the onset to the first alert."""
    decide: Time = stated("Response.decide")
    """Time from the alert to the decision, in working hours."""
    automatic: bool = False
    """Whether the acts follow the detection without a decision."""
    acts: Acts = stated("Response.acts")
    """What is done once decided, in order."""
    touch: Time | None = None
    """Time that a person works on one order or purchase order; by default the team's."""
    stand_down: Literal["return", "stay"] = stated("Response.stand_down")
    """What becomes of rerouted orders that have not started when the element is back."""
    stand_down_after: Duration = 0
    """Time from the element's being back to the standing down."""
