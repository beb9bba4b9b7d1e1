"""A YAML file becomes plain data that remembers where every value stands.

The reader follows YAML 1.2, so `14:30` and `NO` stay text. It refuses what only harms: files above 2 MB,
aliases that blow up, anchors that contain themselves, duplicate keys, tags.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode

from simnet.errors import Problem, ScenarioError

LARGEST_FILE = 2_000_000  # bytes
MOST_NODES = 200_000  # values after aliases are expanded
DEEPEST = 40  # levels of nesting
MOST_BASES = 20  # files that one scenario may extend, in all

_TAG = "tag:yaml.org,2002:"
_SAFE_TAGS = {"int", "float", "bool", "null", "str", "timestamp", "map", "seq", "merge", "value"}


class Text(str):
    """Text from a file, with its place as `file:line:col`."""

    place: str = ""


class Map(dict[str, Any]):
    """A mapping from a file; `places` says where each key stands and `place` where it begins."""

    place: str
    places: dict[str, str]


class Seq(list[Any]):
    """A list from a file; `places` says where each item stands."""

    place: str
    places: list[str]
    numbers: list[int]
    """Where its items stood in the file, if some were taken out (`simnet.scenario.partial`)."""


class Reader:
    """Reads one file's text into `Map`, `Seq`, `Text` and numbers, collecting problems."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.problems: list[Problem] = []
        self._count = 0

    def read(self, text: str) -> Any:
        """Return the file's data; raises `ScenarioError` when it cannot be read at all."""
        root = self._compose(text)
        if root is None:
            self._fail(f"{self.name}:1:1", "", "is empty", "begin with simnet: 1")
        data = self._value(root, (), ())
        if not isinstance(data, Map):
            self._fail(
                self._at(root), shown(data), "must be a mapping of keys to values", "begin with simnet: 1"
            )
        return data

    def _fail(self, place: str, value: str, rule: str, repair: str = "") -> None:
        raise ScenarioError([*self.problems, Problem(place, "", value, rule, repair)])

    def _compose(self, text: str) -> Any:
        """Parse into nodes with marks, turning every parser error into a problem."""
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return YAML(typ="safe", pure=True).compose(text)
        except MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            place = f"{self.name}:{mark.line + 1}:{mark.column + 1}" if mark else f"{self.name}:1:1"
            said = " ".join(str(error.problem or error.context or "cannot be parsed").split())
            repair = (
                "indent with spaces, not tabs"
                if "\\t" in said
                else "check quotes, colons and indentation here"
            )
            if "expected a single document" in str(error):
                said, repair = "a second document begins here", "keep one document per file"
            self._fail(place, "", f"is not valid YAML: {said}", repair)
        except RecursionError:
            self._fail(f"{self.name}:1:1", "", f"is nested too deep, at most {DEEPEST} levels")
        except (
            YAMLError,
            ValueError,
            TypeError,
            AttributeError,
            IndexError,
            KeyError,
            OverflowError,
        ) as error:
            position = getattr(error, "position", None)
            place = _place_of(text, position) if isinstance(position, int) else "1:1"
            what = "has a character that YAML forbids" if position is not None else "is not valid YAML"
            self._fail(f"{self.name}:{place}", "", what, "remove control characters")

    def _at(self, node: Any) -> str:
        return f"{self.name}:{node.start_mark.line + 1}:{node.start_mark.column + 1}"

    def _value(self, node: Any, path: tuple[str, ...], above: tuple[int, ...]) -> Any:
        self._count += 1
        if self._count > MOST_NODES:
            self._fail(self._at(node), "", f"has more than {MOST_NODES:,} values once aliases are expanded")
        if id(node) in above:
            self._fail(self._at(node), "", "has an anchor that contains itself")
        if len(above) > DEEPEST:
            self._fail(self._at(node), "", f"is nested too deep, at most {DEEPEST} levels")
        tag = str(node.tag or "")
        if not tag.startswith(_TAG) or tag.removeprefix(_TAG) not in _SAFE_TAGS:
            self._problem(node, path, tag.replace(_TAG, "!!"), "must not have a tag", "remove the tag")
            return None
        above = (*above, id(node))
        if isinstance(node, MappingNode):
            return self._mapping(node, path, above)
        if isinstance(node, SequenceNode):
            return self._sequence(node, path, above)
        return self._scalar(node, path)

    def _mapping(self, node: Any, path: tuple[str, ...], above: tuple[int, ...]) -> Map:
        result, merged = Map(), []
        result.place, result.places = self._at(node), {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, ScalarNode):
                self._problem(key_node, path, "", "must have plain text as a key")
                continue
            key = str(key_node.value)
            if str(key_node.tag) == _TAG + "merge":
                value = self._value(value_node, path, above)
                merged += value if isinstance(value, Seq) else [value]
                continue
            if key in result:
                first = result.places[key].removeprefix(self.name + ":").split(":")[0]
                self._problem(
                    key_node, (*path, key), "", "is a duplicate key", f"first given in line {first}"
                )
                continue
            result.places[key] = self._at(key_node)
            result[key] = self._value(value_node, (*path, key), above)
        for base in merged:
            if not isinstance(base, Map):
                self._problem(node, path, "", "can only merge mappings with <<")
                continue
            for key, value in base.items():
                if key not in result:
                    result[key], result.places[key] = value, base.places[key]
        return result

    def _sequence(self, node: Any, path: tuple[str, ...], above: tuple[int, ...]) -> Seq:
        result = Seq()
        result.place, result.places = self._at(node), [self._at(item) for item in node.value]
        result += [self._value(item, (*path, str(index)), above) for index, item in enumerate(node.value)]
        return result

    def _scalar(self, node: Any, path: tuple[str, ...]) -> Any:
        """Read a scalar by its resolved tag; dates stay text, numbers must be of a sane length."""
        kind, raw = str(node.tag).removeprefix(_TAG), str(node.value)
        if kind == "null":
            return None
        if kind == "bool":
            return raw.lower() == "true"
        if kind in ("int", "float"):
            try:
                return read_number(raw, kind)
            except (ValueError, OverflowError):
                self._problem(node, path, raw[:40], "must be a number of at most 18 digits")
                return None
        text = Text(raw)
        text.place = self._at(node)
        return text

    def _problem(self, node: Any, path: tuple[str, ...], value: str, rule: str, repair: str = "") -> None:
        self.problems.append(Problem(self._at(node), ".".join(path), value, rule, repair))


def read_number(raw: str, kind: str) -> int | float:
    """Read a YAML 1.2 number."""
    text = raw.replace("_", "")
    if len(text) > 40:
        raise ValueError(raw)
    if kind == "float":
        return float(re.sub(r"^([+-]?)\.(inf|nan)$", r"\1\2", text.lower()))
    value = int(text, 0) if re.match(r"[+-]?0[xob]", text) else int(text)
    if abs(value) >= 10**18:
        raise ValueError(raw)
    return value


def _place_of(text: str, position: int) -> str:
    before = text[:position]
    return f"{before.count(chr(10)) + 1}:{position - before.rfind(chr(10))}"


def shown(value: Any) -> str:
    """Write a value the way a file would, shortened for a message."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        text = "{" + ", ".join(f"{key}: {shown(item)}" for key, item in list(value.items())[:4])
        text += ", …}" if len(value) > 4 else "}"
    elif isinstance(value, list | tuple):
        text = "[" + ", ".join(shown(item) for item in list(value)[:6]) + (", …]" if len(value) > 6 else "]")
    else:
        text = " ".join(str(value).split())
    text = "".join(char if char.isprintable() else "?" for char in text)
    return text if len(text) <= 80 else text[:77] + "…"


def positions(data: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield (path, `file:line:col`) for every key and list item; numbers in paths are text."""
    if isinstance(data, Map):
        for key, value in data.items():
            yield (*path, key), data.places.get(key, data.place)
            yield from positions(value, (*path, key))
    elif isinstance(data, Seq):
        for index, value in enumerate(data):
            yield (*path, str(index)), data.places[index]
            yield from positions(value, (*path, str(index)))


def read_text(text: str, name: str, folder: Path | None = None) -> tuple[Map, list[Problem]]:
    """Read the text of a scenario and everything it extends; the problems are those of YAML."""
    if len(text.encode("utf-8", "replace")) > LARGEST_FILE:
        raise ScenarioError([Problem(f"{name}:1:1", "", "", "must be at most 2 MB")])
    reader = Reader(name)
    data = reader.read(text)
    problems = reader.problems
    from simnet.scenario.extending import extend

    return extend(data, name, folder, problems), problems


def read_file(path: Path, name: str) -> str:
    """Read a file as UTF-8 text, with a problem instead of an exception for whatever prevents it."""
    place = f"{name}:1:1"
    try:
        if not path.is_file():
            rule = "is a folder, not a file" if path.is_dir() else "does not exist, or is not a file"
            raise ScenarioError([Problem(place, "", "", rule)])
        if path.stat().st_size > LARGEST_FILE:
            raise ScenarioError([Problem(place, "", "", "must be at most 2 MB")])
        raw = path.read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "is not a valid file name"
        raise ScenarioError([Problem(place, "", "", f"cannot be read: {reason}")]) from None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start]
        line, column = before.count(b"\n") + 1, error.start - before.rfind(b"\n")
        problem = Problem(f"{name}:{line}:{column}", "", "", "is not text in UTF-8", "save the file as UTF-8")
        raise ScenarioError([problem]) from None
