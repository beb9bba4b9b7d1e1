"""The door of this room: a file becomes a validated scenario, or all of its problems at once."""

from __future__ import annotations

import copy
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from simnet.errors import Problem, ScenarioError
from simnet.scenario import drillfile
from simnet.scenario.explain import explain
from simnet.scenario.places import locate
from simnet.scenario.references import check_references
from simnet.scenario.resolve import resolve
from simnet.scenario.scenario import Scenario
from simnet.scenario.source import Map, Reader, Seq, positions, read_file, read_text, shown

Path_ = tuple[str, ...]
OPTION = "--set"
"""How places of values name where they come from: the option of the command line."""


def load(
    path: str | os.PathLike[str],
    values: Mapping[str, str] | None = None,
    data_folders: Iterable[str | os.PathLike[str]] = (),
) -> Scenario:
    """Load a scenario file, with values put at paths first; raises `ScenarioError` with every problem.

    A drill file (`simnet/scenario/drillfile.py`) is read as the scenario that it names, with its drills.
    Problems of such a value stand at `--set <path>`. The file may name files of data in its own folder and in
    `data_folders`, and nowhere else.
    """
    name = os.fspath(path)
    text = read_file(Path(name), name)
    data, problems = read_text(text, name, Path(name).parent)
    alone = drillfile.ALONE in data
    try:
        if drillfile.is_drill_file(data):
            data, name = drillfile.joined(data, name, problems)
        data = drillfile.with_one_drill(data)
        problems = problems + put(data, _about_drills(values or {}, alone), OPTION)
        scenario = build(data, problems, str(Path(name).parent), _folders(data_folders))
    except ScenarioError as error:
        raise ScenarioError(drillfile.in_words_of_file(list(error.problems), alone)) from None
    scenario._one_drill = alone
    return scenario


def load_drills(
    path: str | os.PathLike[str],
    values: Mapping[str, str] | None = None,
    data_folders: Iterable[str | os.PathLike[str]] = (),
) -> Scenario:
    """Load a scenario with drills, or a drill file with the scenario that it names; both come as a scenario.

    Raises `ScenarioError` with every problem, and if there is no drill.
    """
    scenario = load(path, values, data_folders)
    if not scenario.drills:
        rule = "has no drill to hold"
        repair = "add drills:, or name a drill file such as scenarios/drills/node-dark.yaml"
        raise ScenarioError([Problem(f"{os.fspath(path)}:1:1", "drills", "", rule, repair)])
    return scenario


def _about_drills(values: Mapping[str, str], alone: bool) -> dict[str, str]:
    """Let a path of `--set` call the only drill of a file `drill`, as the file does."""
    own, first = f"{drillfile.ALONE}.", f"{drillfile.SEVERAL}.0."
    return {
        first + key.removeprefix(own) if alone and key.startswith(own) else key: value
        for key, value in values.items()
    }


def load_text(
    text: str,
    name: str = "scenario",
    folder: str | os.PathLike[str] | None = None,
    data_folders: Iterable[str | os.PathLike[str]] = (),
) -> Scenario:
    """Load a scenario from text; `folder` and `data_folders` are where the files that it names may lie."""
    where = None if folder is None else Path(folder)
    data, problems = read_text(text, name, where)
    data = drillfile.with_one_drill(data)
    return build(data, problems, None if where is None else str(where), _folders(data_folders))


def _folders(named: Iterable[str | os.PathLike[str]]) -> tuple[str, ...]:
    """Make folders absolute, so that they stay what they are; raises `ScenarioError` for what is none."""
    folders = [os.fspath(folder) for folder in named]
    wrong = [folder for folder in folders if not os.path.isdir(folder)]
    if wrong:
        rule = "is not a folder"
        raise ScenarioError(
            Problem("--data:1:1", "", folder, rule, "name a folder of data") for folder in wrong
        )
    return tuple(os.path.abspath(folder) for folder in folders)


def load_changed(
    data: Any, values: Mapping[str, Any], folder: str | None, data_folders: tuple[str, ...] = ()
) -> Scenario:
    """Load a scenario's data again with values changed by path."""
    if data is None:
        raise ScenarioError(
            [Problem("set:1:1", "", "", "can only change a scenario that was loaded from a file")]
        )
    changed = copy.deepcopy(data)
    problems = put(changed, values, "set")
    if problems:
        raise ScenarioError(problems)
    return build(changed, [], folder, data_folders)


def put(data: Map, values: Mapping[str, Any], origin: str) -> list[Problem]:
    """Put values at their paths into a scenario's data; returns the problems of doing so."""
    problems: list[Problem] = []
    for path, value in values.items():
        try:
            _set(data, tuple(path.split(".")), value, f"{origin} {path}")
        except ScenarioError as error:
            problems += error.problems
    return problems


def _set(data: Any, path: Path_, value: Any, origin: str) -> None:
    """Put one value at a path, making mappings on the way; None removes."""
    place = f"{origin}:1:1"
    if not all(path):
        raise ScenarioError([Problem(place, ".".join(path), "", "must be a path such as nodes.3pl.capacity")])
    if isinstance(value, str):
        holder = Reader(origin).read("value: " + value if "\n" not in value else f"value:\n  {value}")
        value = holder.get("value")
        if set(holder) != {"value"}:
            raise ScenarioError([Problem(place, ".".join(path), shown(value), "must be one value")])
    for part in path[:-1]:
        data = _where(data, part)
        if isinstance(data, Seq) and part.isdigit() and int(part) < len(data):
            data = data[int(part)]
            continue
        if not isinstance(data, Map):
            raise ScenarioError([Problem(place, ".".join(path), "", f"has no part {part} to change")])
        if not isinstance(data.get(part), Map | Seq):
            fresh = Map()
            fresh.place, fresh.places = place, {}
            data[part], data.places[part] = fresh, place
        data = data[part]
    _assign(_where(data, path[-1]), path, value, place)


def _where(data: Any, part: str) -> Any:
    """Give the mapping that has a part: it may stand under `advanced`."""
    advanced = data.get("advanced") if isinstance(data, Map) and part not in data else None
    return advanced if isinstance(advanced, Map) and part in advanced else data


def _assign(data: Any, path: Path_, value: Any, place: str) -> None:
    key = path[-1]
    if isinstance(data, Seq) and key.isdigit() and int(key) < len(data):
        data[int(key)], data.places[int(key)] = value, place
    elif isinstance(data, Map) and value is None:
        data.pop(key, None)
    elif isinstance(data, Map):
        data[key], data.places[key] = value, place
    else:
        raise ScenarioError([Problem(place, ".".join(path), shown(value), f"has no part {key} to change")])


def build(
    data: Map, problems: list[Problem], folder: str | None, data_folders: tuple[str, ...] = ()
) -> Scenario:
    """Validate data, check its references and fill in what follows from others."""
    places = dict(positions(data)) | {(): data.place}
    context = {"folder": folder, "data": data_folders, "currency": data.get("currency", "USD")}
    scenario: Scenario | None = None
    try:
        scenario = Scenario.model_validate(data, context=context)
    except ValidationError as error:
        problems = problems + explain(error, places, data)
        partial = _partial(data, context)
        if partial is not None:
            problems += [
                p for p in check_references(partial, places, data, whole=False) if p.severity == "error"
            ]
        raise ScenarioError(ordered(problems)) from None
    findings = check_references(scenario, places, data)
    errors = problems + [finding for finding in findings if finding.severity == "error"]
    if errors:
        raise ScenarioError(ordered(errors))
    scenario, more = resolve(scenario, places)
    findings += more + _padded_zips(data, places)
    scenario._data, scenario._places, scenario._folder = data, places, folder
    scenario._data_folders = data_folders
    scenario._notes = tuple(finding for finding in findings if finding.severity != "error")
    return scenario


def ordered(problems: list[Problem]) -> list[Problem]:
    """Sort problems by file and line, each once."""

    def key(problem: Problem) -> tuple[str, int, int]:
        file, line, column = problem.place.rsplit(":", 2)
        return file, int(line), int(column)

    return sorted(dict.fromkeys(problems), key=key)


def _partial(data: Map, context: dict[str, Any]) -> Scenario | None:
    """Validate what is left when the wrong parts are taken out, so that references can be checked as well."""
    left = copy.deepcopy(data)
    for _ in range(12):
        try:
            return Scenario.model_validate(left, context=context)
        except ValidationError as error:
            before = _size(left)
            errors = error.errors(include_url=False, include_context=False)
            _prune([_deepest(left, [str(part) for part in item["loc"]]) for item in errors])
            if _size(left) == before:
                return None
    return None


def _size(data: Any) -> int:
    if isinstance(data, Map):
        return 1 + sum(_size(value) for value in data.values())
    return 1 + sum(_size(value) for value in data) if isinstance(data, Seq) else 1


def _deepest(data: Any, loc: list[str]) -> tuple[Any, str]:
    """Find the deepest existing part of a path, or the element around a part that is missing."""
    trail: list[tuple[Any, str]] = [(None, "")]
    for part in loc:
        if isinstance(data, Map) and part in data:
            trail.append((data, part))
            data = data[part]
        elif isinstance(data, Seq) and part.isdigit() and int(part) < len(data):
            trail.append((data, part))
            data = data[int(part)]
        else:
            break
    return trail[-1]


def _prune(parts: list[tuple[Any, str]]) -> None:
    """Remove parts, the last items of a list first, so that the others keep their index."""
    unique = {(id(parent), key): (parent, key) for parent, key in parts}.values()
    for parent, key in sorted(unique, key=lambda part: -int(part[1]) if isinstance(part[0], Seq) else 0):
        if isinstance(parent, Map):
            parent.pop(key, None)
        elif isinstance(parent, Seq) and int(key) < len(parent):
            del parent[int(key)], parent.places[int(key)]


def _padded_zips(data: Any, places: Mapping[Path_, str], path: Path_ = ()) -> list[Problem]:
    """Note every ZIP that was written as a number and lost its leading zeros."""
    found: list[Problem] = []
    items = data.items() if isinstance(data, Map) else enumerate(data) if isinstance(data, Seq) else ()
    for key, value in items:
        here = (*path, str(key))
        if key == "zip" and isinstance(value, int) and value < 10000:
            rule = f"a ZIP of fewer than 5 digits is read as {value:05d}"
            found.append(
                Problem(
                    locate(here, places),
                    ".".join(here),
                    str(value),
                    rule,
                    f'write "{value:05d}" in quotes',
                    "note",
                )
            )
        else:
            found += _padded_zips(value, places, here)
    return found
