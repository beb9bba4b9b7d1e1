"""Validation errors become problems in plain words, with a place and the nearest valid name."""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ValidationError

from simnet.errors import Problem, RuleError, RuleErrors, nearest
from simnet.scenario.base import field_names
from simnet.scenario.places import Places, locate
from simnet.scenario.scenario import Scenario
from simnet.scenario.source import shown

_PLAIN = {
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "float_type": "must be a number",
    "float_parsing": "must be a number",
    "finite_number": "must be a finite number",
    "string_type": "must be text",
    "dict_type": "must be a mapping of names to values",
    "tuple_type": "must be a list",
    "list_type": "must be a list",
    "too_short": "must have at least one entry",
    "string_too_long": "must be at most 500 characters",
}
_NARROW = ("missing", "extra_forbidden")


def explain(error: ValidationError, places: Places, data: Any = None) -> list[Problem]:
    """Turn every error of a validation into problems."""
    problems: list[Problem] = []
    for item in error.errors(include_url=False):
        path = tuple(str(part) for part in item["loc"] if not _is_marker(part))
        cause = (item.get("ctx") or {}).get("error")
        parts = cause.parts if isinstance(cause, RuleErrors) else (cause,)
        for part in parts:
            problems.append(_problem(item, path, part, places, data))
    return problems


def _is_marker(part: Any) -> bool:
    return isinstance(part, str) and (
        part == "[key]" or part.startswith(("literal[", "dict[", "tuple[", "form["))
    )


def _problem(item: Any, path: tuple[str, ...], cause: Any, places: Places, data: Any) -> Problem:
    path = as_written(path)
    value, inner = item["input"], getattr(item["input"], "place", "")
    rule, repair = item["msg"], ""
    if item["type"] == "extra_forbidden":
        rule, repair = "is not a key that is known here", nearest(path[-1], keys_at(path[:-1]))
        return Problem(locate(path, places, inner), ".".join(path), shown(path[-1]), rule, repair)
    if item["type"] == "missing":
        sentence = sentence_at(path)
        rule = "is required" + (f": {sentence}" if sentence else "")
        return Problem(locate(path[:-1], places, inner), ".".join(path), "", rule, _misspelled(path, data))
    if item["type"] == "literal_error":
        words = [word.strip(" '") for word in item["ctx"]["expected"].replace(" or ", ", ").split(",")]
        rule, repair = f"must be one of: {', '.join(words)}", nearest(str(value), words)
        repair = repair if repair.startswith("did") else ""
    elif cause is not None:
        rule, repair = getattr(cause, "rule", str(cause)), getattr(cause, "repair", "")
        if isinstance(cause, RuleError) and cause.at:
            value = cause.value if cause.value is not None else _inside(value, cause.at)
            path = (*path, *(str(part) for part in cause.at))
            inner = inner if path[:-1] else ""
    else:
        rule = _PLAIN.get(item["type"], rule)
        sentence = sentence_at(path)
        repair = sentence[0].lower() + sentence[1:] if sentence else ""
    text = "" if isinstance(value, Mapping | BaseModel) else shown(value)
    return Problem(locate(path, places, inner), ".".join(path), text, rule, repair)


def _inside(value: Any, at: tuple[str | int, ...]) -> Any:
    for part in at:
        if isinstance(value, BaseModel):
            value = getattr(value, str(part), {})
        else:
            value = value.get(part, {}) if isinstance(value, Mapping) else {}
    return value


def _misspelled(path: tuple[str, ...], data: Any) -> str:
    """Point to a key beside a missing one that looks like it."""
    for part in path[:-1]:
        data = data.get(part) if isinstance(data, Mapping) else None
    if not isinstance(data, Mapping):
        return ""
    guess = nearest(path[-1], [key for key in data if key not in keys_at(path[:-1])])
    return (
        guess.replace("did you mean", "is it").replace("?", ", misspelled?")
        if guess.startswith("did")
        else ""
    )


def sentence_at(path: tuple[str, ...]) -> str:
    """Find the docs sentence of the field at a path."""
    owner = model_at(path[:-1])
    if owner is not None:
        for name, field in owner.model_fields.items():
            if path[-1] in (name, field.alias):
                return (field.description or "").split("\n")[0]
    return ""


def keys_at(path: tuple[str, ...]) -> list[str]:
    """List the keys that are valid in the mapping at a path."""
    owner = model_at(path)
    return [] if owner is None else [*field_names(owner), *getattr(owner, "shorthand_keys", ())]


def as_written(path: tuple[str, ...]) -> tuple[str, ...]:
    """Put the keys that users know into a path of fields."""
    owners = [model_at(path[:length]) for length in range(len(path))]
    return tuple(
        part if owner is None else getattr(owner, "written_as", {}).get(part, part)
        for part, owner in zip(path, owners, strict=True)
    )


def model_at(path: tuple[str, ...]) -> type[BaseModel] | None:
    """Find the model that reads the mapping at a path."""
    kind: Any = Scenario
    for part in path:
        kind = unwrapped(kind)
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            fields, written_as = kind.model_fields, getattr(kind, "written_as", {})
            match = next(
                (f for name, f in fields.items() if part in (f.alias or name, written_as.get(name))), None
            )
            kind = None if match is None else match.annotation
        elif typing.get_origin(kind) in (dict, tuple):
            kind = typing.get_args(kind)[1 if typing.get_origin(kind) is dict else 0]
        else:
            return None
    kind = unwrapped(kind)
    return kind if isinstance(kind, type) and issubclass(kind, BaseModel) else None


def unwrapped(kind: Any) -> Any:
    """Take the annotations and the `| None` off a type."""
    while True:
        if typing.get_origin(kind) is typing.Annotated:
            kind = typing.get_args(kind)[0]
        elif typing.get_origin(kind) in (typing.Union, types.UnionType):
            kind = next(arg for arg in typing.get_args(kind) if arg is not type(None))
        else:
            return kind
