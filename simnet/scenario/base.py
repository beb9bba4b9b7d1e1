"""The common habits of every model of the scenario: frozen, closed to unknown keys, simple forms welcome."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, GetJsonSchemaHandler, ValidationInfo, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from simnet.errors import RuleError, RuleErrors

M = TypeVar("M", bound=BaseModel)
FORGIVING = "forgiving"
"""Key of the validation context under which parts stay that break a rule of their own."""


def rule_of_part(check: Callable[[M], M]) -> Callable[[M], M]:
    """Make a check of a whole part, after its fields have been read.

    A file with errors is read again as far as possible (`simnet.scenario.partial`), to see whether what it
    names exists. Then a part that breaks this rule stays, so that its names are looked at as well.
    """

    def checked(self: M, info: ValidationInfo) -> M:
        try:
            return check(self)
        except (RuleError, RuleErrors):
            if (info.context or {}).get(FORGIVING):
                return self
            raise

    return model_validator(mode="after")(checked)  # type: ignore[return-value]


class Model(BaseModel):
    """A frozen part of a scenario; the sentence under a field is its docs, editor hint and error text."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        use_attribute_docstrings=True,
        allow_inf_nan=False,
        validate_by_name=False,
        validate_by_alias=True,
        serialize_by_alias=True,
    )

    simple_forms: ClassVar[tuple[dict[str, Any], ...]] = ()
    """JSON schemas of what may be written instead of the mapping of the fields."""

    open_keys: ClassVar[bool] = False
    """Whether the simple forms use keys that are not fields, which the JSON schema then allows."""

    shorthand_keys: ClassVar[tuple[str, ...]] = ()
    """Keys of the simple forms that are not fields; they are offered for misspelled keys too."""

    written_as: ClassVar[dict[str, str]] = {}
    """Fields that the simple form has under another key, which is the one that users know."""

    @model_validator(mode="before")
    @classmethod
    def _read_simple_form(cls, data: Any, info: ValidationInfo) -> Any:
        """Turn whatever simple form was written into the mapping of the detailed form."""
        if isinstance(data, Mapping):
            data = flatten_advanced(cls, data)
        data = cls.from_simple(data, info)
        if not isinstance(data, Mapping | BaseModel):
            raise RuleError(f"must be a mapping of {', '.join(field_names(cls)[:6])}, …")
        return data

    @classmethod
    def from_simple(cls, data: Any, info: ValidationInfo) -> Any:
        """Return the detailed form of what was written; models with a simple form override this."""
        return data

    def filled(self, **values: Any) -> Self:
        """Return a copy with values that follow from elsewhere; they do not count as given by the user."""
        copy = self.model_copy(update=values)
        object.__setattr__(copy, "__pydantic_fields_set__", set(self.model_fields_set))
        return copy

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Offer the simple forms beside the detailed one, so that an editor accepts both."""
        schema = handler.resolve_ref_schema(handler(core))
        detailed = dict(schema)
        if "advanced" not in detailed.get("properties", {}) and getattr(cls, "allows_advanced", False):
            detailed["properties"] = {**detailed.get("properties", {}), "advanced": {"type": "object"}}
        if cls.open_keys:
            detailed["additionalProperties"] = True
        if not cls.simple_forms:
            return detailed
        return {"anyOf": [detailed, *cls.simple_forms], "description": detailed.get("description", "")}


class Element(Model):
    """A part of the network that has a name, a luck label and tags."""

    allows_advanced: ClassVar[bool] = True
    luck: str = ""
    """Label that keys the element's random numbers and breaks its ties; by default its name."""
    tags: dict[str, str] = Field(default_factory=dict)
    """Labels such as `region: gulf` by which a disruption can select the element."""

    @model_validator(mode="before")
    @classmethod
    def _read_tags(cls, data: Any) -> Any:
        """Accept a list of bare tags as labels with the value `yes`."""
        if isinstance(data, Mapping) and isinstance(data.get("tags"), list):
            return {**data, "tags": {str(tag): "yes" for tag in data["tags"]}}
        return data

    def named(self, name: str) -> Self:
        """Return the element with its luck label filled in."""
        return self if self.luck else self.filled(luck=name)


def flatten_advanced(cls: type[BaseModel], data: Mapping[str, Any]) -> Mapping[str, Any]:
    """Lift the keys under `advanced` beside the others; it only keeps the file's first screen short."""
    advanced = data.get("advanced")
    if not getattr(cls, "allows_advanced", False) or not isinstance(advanced, Mapping):
        return data
    for key in advanced:
        if key in data:
            raise RuleError("is given twice, here and outside advanced", f"keep one {key}", ("advanced", key))
    return {**{key: value for key, value in data.items() if key != "advanced"}, **advanced}


def without_unset(model: BaseModel, written: dict[str, Any], name: str) -> dict[str, Any]:
    """Leave a field out of what is written back if it was not given and then follows from something else."""
    return {key: value for key, value in written.items() if key != name or name in model.model_fields_set}


def field_names(cls: type[BaseModel]) -> list[str]:
    """List the keys that a model accepts, as they are written in a file."""
    return [field.alias or name for name, field in cls.model_fields.items()]
