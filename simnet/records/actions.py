"""What a founder means to do after drills: `actions.yaml`, written by simnet, filled in by people.

A change that a drill proposes is added once, with blanks for who, by when and when it was done. Only blanks
that follow are ever added at the end; what is in the file is never touched, comments included. An action is
open until `done` is filled in; open ones are carried to the page of every later drill.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from simnet.records.run_folder import RunFolderError

ACTIONS = "actions.yaml"
HEAD = """\
# What drills proposed. Fill in owner and due, and done (a date) when it is done: then it is not shown again.
# simnet adds to the end and changes nothing else. Remove what you will not do, or write done: no.
"""


@dataclass(frozen=True)
class Action:
    """Something to do, and who does it by when; empty texts are blanks."""

    id: str
    what: str
    drill: str
    since: str
    owner: str = ""
    due: str = ""
    done: str = ""

    @property
    def open(self) -> bool:
        """Tell whether it still has to be done."""
        return not self.done


def read_actions(folder: Path) -> list[Action]:
    """Read the actions of a scenario's folder of results; none if there is no file.

    Raises RunFolderError with the line if the file cannot be understood.
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    path = folder / ACTIONS
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError) as error:
        raise RunFolderError(f"{path} cannot be read ({error})") from None
    try:
        found = YAML(typ="safe", pure=True).load(text) or []
    except YAMLError as error:
        at = getattr(getattr(error, "problem_mark", None), "line", 0) + 1
        raise RunFolderError(f"{path}:{at}: is not YAML; repair the line, or remove the file") from None
    if not isinstance(found, list):
        raise RunFolderError(f"{path}:1: must be a list of actions; repair it, or remove the file")
    return [_action(path, number, one) for number, one in enumerate(found, start=1)]


def _action(path: Path, number: int, given: Any) -> Action:
    names = tuple(Action.__dataclass_fields__)
    if not isinstance(given, Mapping) or not {"id", "what"} <= set(given):
        raise RunFolderError(f"{path}: entry {number} must have id and what; repair it, or remove it")
    if unknown := [str(name) for name in given if name not in names]:
        raise RunFolderError(f"{path}: entry {number} has {unknown[0]}; it may have {', '.join(names)}")
    texts = {name: "" if given.get(name) is None else str(given[name]) for name in names}
    return Action(**texts)


def add_actions(folder: Path, wanted: Iterable[Action]) -> list[Action]:
    """Add actions that are not there yet, by id, done ones included; returns all that are in the file now.

    Raises RunFolderError if the file cannot be understood or written.
    """
    known = read_actions(folder)
    ids = {one.id for one in known}
    fresh = [one for one in {one.id: one for one in wanted}.values() if one.id not in ids]
    if fresh:
        path = folder / ACTIONS
        try:
            there = path.read_text(encoding="utf-8") if path.exists() else HEAD
            end = "" if there.endswith("\n") else "\n"
            with path.open("a", encoding="utf-8") as file:
                file.write((HEAD if not path.stat().st_size else end) + "".join(map(_block, fresh)))
        except OSError as error:
            raise RunFolderError(f"{path} cannot be written ({error.strerror})") from None
    return [*known, *fresh]


def _block(one: Action) -> str:
    """Write an action as YAML; JSON texts are YAML texts."""
    lines = [f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in asdict(one).items()]
    return "\n- " + "\n  ".join(lines) + "\n"
