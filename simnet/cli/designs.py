"""The designs that a command line names: files, names given to them, and values put into them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from simnet.errors import Problem, ScenarioError, SimnetError, nearest

if TYPE_CHECKING:
    from simnet.scenario import Scenario

AS_IS, CHANGED = "as it is", "changed"
"""Names of a single file, and of the same file with the values of --set."""


@dataclass(frozen=True)
class Design:
    """One design: its name on the page, its file, what was put into it, and the scenario."""

    name: str
    path: Path
    changes: Mapping[str, str]
    scenario: Scenario


def read_designs(
    files: Sequence[str], values: Sequence[str] = (), data_folders: Sequence[Path] = ()
) -> list[Design]:
    """Read the files `FILE` or `NAME=FILE`, with the values of `--set`; a single file is compared with itself
    changed.

    Names are those given, else those of the scenarios, else those of the files, whichever tell them apart.
    Raises ScenarioError with the problems of all files, SimnetError if a name or value makes no sense.
    """
    given = [_named(text) for text in files]
    if len(given) == 1 and values:
        given = [(AS_IS, given[0][1]), (CHANGED, given[0][1])]
        values = [text if _of_design(text)[0] else f"{CHANGED}:{text}" for text in values]
    if len(given) < 2:
        raise SimnetError("compare needs two files or more, or one with --set, such as --set seed=2")
    changes = [_changes(values, number, name, path, given) for number, (name, path) in enumerate(given, 1)]
    scenarios = _read([path for _, path in given], changes, data_folders)
    names = _names([name for name, _ in given], scenarios, [path for _, path in given])
    return [
        Design(name, path, change, scenario)
        for name, (_, path), change, scenario in zip(names, given, changes, scenarios, strict=True)
    ]


def _named(text: str) -> tuple[str, Path]:
    """Read `NAME=FILE`; a file whose own name has the sign is taken as it is."""
    name, sign, file = text.partition("=")
    if sign and name.strip() and file and not Path(text).exists():
        return name.strip(), Path(file)
    return "", Path(text)


def _of_design(text: str) -> tuple[str, str]:
    """Split `NAME:PATH=VALUE` into the design's name or number, which may be empty, and the rest."""
    path, sign, value = text.partition("=")
    name, colon, rest = path.rpartition(":")
    return (name.strip(), f"{rest}{sign}{value}") if colon else ("", text)


def _changes(
    values: Sequence[str], number: int, name: str, path: Path, given: Sequence[tuple[str, Path]]
) -> dict[str, str]:
    """Gather what is put into one design."""
    from simnet.cli.run import settings

    known = {word for at, (one, file) in enumerate(given, 1) for word in (one, file.stem, str(at)) if word}
    mine = []
    for text in values:
        to, rest = _of_design(text)
        if to and to not in known:
            raise SimnetError(f"--set {text}: {to} is not a design ({nearest(to, known)})")
        if not to or to in (name, path.stem, str(number)):
            mine.append(rest)
    return settings(mine)


def _read(
    paths: Sequence[Path], changes: Sequence[Mapping[str, str]], data_folders: Sequence[Path]
) -> list[Scenario]:
    """Read all files; raises ScenarioError with what is wrong in any of them."""
    from simnet.cli.check import read_scenario

    found, problems = [], list[Problem]()
    for path, change in zip(paths, changes, strict=True):
        try:
            found.append(read_scenario(path, change, data_folders))
        except ScenarioError as error:
            problems += [one for one in error.problems if one not in problems]
    if problems:
        raise ScenarioError(problems)
    return found


def _names(given: Sequence[str], scenarios: Sequence[Scenario], paths: Sequence[Path]) -> list[str]:
    """Choose names that tell the designs apart."""
    stems = [path.stem.replace("_", " ") for path in paths]
    numbered = [f"{stem} {number}" for number, stem in enumerate(stems, 1)]
    for own in ([scenario.name for scenario in scenarios], stems, numbered):
        names = [mine or other for mine, other in zip(given, own, strict=True)]
        if len(set(names)) == len(names):
            return names
    twice = next(name for name in given if given.count(name) > 1)
    raise SimnetError(f"{twice} names two designs; give each its own name")
