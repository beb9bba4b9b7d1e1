"""A drill file stands alone and names the scenario that it is about; the two are read as one scenario."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

from simnet.errors import Problem, ScenarioError, nearest
from simnet.scenario.base import Model, field_names
from simnet.scenario.drills import Drill
from simnet.scenario.source import Map, Seq, read_file, read_text, shown

ALONE, SEVERAL = "drill", "drills"


class DrillFile(Model):
    """A file of one drill or several, beside the scenario that they are about."""

    simnet: Literal[1]
    """Version of the format: 1."""
    scenario: str
    """Scenario file that the drills are about, relative to this one."""
    drill: Drill | None = None
    """The drill, if there is one."""
    drills: tuple[Drill, ...] = ()
    """The drills, if there are several."""


def is_drill_file(data: Map) -> bool:
    """Tell a drill file from a scenario: it names one, or has a drill and no customers."""
    return "scenario" in data or (ALONE in data and "customers" not in data)


def joined(data: Map, name: str, problems: list[Problem]) -> tuple[Map, str]:
    """Put a drill file's drills in the place of those of its scenario; returns also the scenario's name.

    Every value keeps its place, so that problems stand in the file that they are of. Raises `ScenarioError`
    if there is no scenario to read.
    """
    base, scenario_name = _scenario(data, name, problems)
    problems += _odd_keys(data)
    result = Map(base)
    result.place, result.places = data.place, dict(base.places)
    result[SEVERAL], result.places[SEVERAL] = _drills(data, problems)
    if "simnet" in data:
        result["simnet"], result.places["simnet"] = data["simnet"], data.places["simnet"]
    return result, scenario_name


def with_one_drill(data: Map) -> Map:
    """Read `drill:` in a scenario as `drills:` of one."""
    if ALONE not in data or SEVERAL in data:
        return data
    result = Map((key, value) for key, value in data.items() if key != ALONE)
    result.place = data.place
    result.places = {key: place for key, place in data.places.items() if key != ALONE}
    result.places[SEVERAL] = data.places[ALONE]
    result[SEVERAL] = _list_of(data[ALONE], data.places[ALONE])
    return result


def in_words_of_file(problems: list[Problem], alone: bool) -> list[Problem]:
    """Call the only drill of a file `drill` in the paths of problems, as the file does."""
    if not alone:
        return problems
    first = f"{SEVERAL}.0"
    return [
        replace(one, path=ALONE + one.path.removeprefix(first)) if one.path.startswith(first) else one
        for one in problems
    ]


def _scenario(data: Map, name: str, problems: list[Problem]) -> tuple[Map, str]:
    named = data.get("scenario")
    place = getattr(named, "place", data.places.get("scenario", data.place))

    def refuse(rule: str, repair: str = "") -> ScenarioError:
        found = [*problems, *_odd_keys(data)]
        return ScenarioError([*found, Problem(place, "scenario", shown(named), rule, repair)])

    if "scenario" not in data:
        raise ScenarioError([
            *problems,
            *_odd_keys(data),
            Problem(data.place, "scenario", "", "is required: the scenario file that the drill is about",
                    "such as scenario: ../hybrid.yaml"),
        ])  # fmt: skip
    if (
        not isinstance(named, str)
        or not named
        or "\0" in named
        or Path(named).suffix not in (".yaml", ".yml")
    ):
        raise refuse("must be the name of a scenario file, YAML", "such as ../hybrid.yaml")
    if Path(named).is_absolute():
        raise refuse("must be named relative to this file", "such as ../hybrid.yaml")
    path = Path(os.path.normpath(Path(name).parent / named))
    try:
        text = read_file(path, str(path))
    except ScenarioError as error:
        raise refuse(error.problems[0].rule, "name a scenario file relative to this one") from None
    base, more = read_text(text, str(path), path.parent)
    problems += more
    if is_drill_file(base):
        raise refuse("is a drill file too", "name the scenario itself")
    return with_one_drill(base), str(path)


def _odd_keys(data: Map) -> list[Problem]:
    known = field_names(DrillFile)
    return [
        Problem(data.places[key], key, shown(key), "is not a key of a drill file", nearest(key, known))
        for key in data
        if key not in known
    ]


def _drills(data: Map, problems: list[Problem]) -> tuple[Any, str]:
    if ALONE in data and SEVERAL in data:
        rule = "is given beside drills"
        problems.append(Problem(data.places[ALONE], ALONE, "", rule, "keep one of them"))
    for key in (ALONE, SEVERAL):
        if key in data:
            place = data.places[key]
            return (_list_of(data[key], place) if key == ALONE else data[key]), place
    rule = "is required: the drill, its events and its goals"
    problems.append(
        Problem(data.place, ALONE, "", rule, "such as drill: {title: …, events: […], goals: {…}}")
    )
    return _list_of(None, data.place, empty=True), data.place


def _list_of(value: Any, place: str, empty: bool = False) -> Seq:
    found = Seq() if empty else Seq([value])
    found.place, found.places = place, [] if empty else [place]
    return found
