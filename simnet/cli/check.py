"""`simnet check`: what is wrong in a scenario, and what does not add up, before the clock starts."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from simnet.cli.messages import count, print_problems, say
from simnet.cli.options import DataFolders
from simnet.errors import Problem, ScenarioError

if TYPE_CHECKING:
    from simnet.scenario import Scenario


def check_command(
    file: Annotated[str, typer.Argument(help="Scenario file, YAML.")],
    resolved: Annotated[
        bool, typer.Option("--resolved", help="Print every defaulted value with its source and date.")
    ] = False,
    data: DataFolders = None,
) -> None:
    """Find what is wrong in a scenario and what does not add up.

    Errors come as file:line:column, path, value, rule and repair, all in one go, with exit code 2.
    A file without errors gets warnings in plain words, and for every SKU its main path and its backup path,
    with exit code 0.
    """
    scenario = read_scenario(file, data_folders=data or ())
    problems = scenario.notes + examine_scenario(scenario)
    print_problems(problems)
    if resolved:
        print_resolved(scenario)
    warned = count(problems, "warning")
    say(f"{file}: can be simulated; {'no warnings' if warned.startswith('0 ') else warned}.")


def read_scenario(
    path: str | os.PathLike[str],
    values: Mapping[str, str] | None = None,
    data_folders: Iterable[str | os.PathLike[str]] = (),
) -> Scenario:
    """Load a scenario, with values put at paths first, and the files of data that it names.

    Services and rate cards that nobody knows are refused.

    Raises `ScenarioError`.
    """
    from simnet import pricing
    from simnet.scenario import load

    try:
        scenario = load(path, values, data_folders)
    except ScenarioError as error:
        if error.readable is None:
            raise
        from simnet.scenario.loading import ordered

        raise ScenarioError(ordered([*error.problems, *pricing.unknown_names(error.readable)])) from None
    problems = list(pricing.unknown_names(scenario))
    if scenario.reads_files:
        from simnet.intake import take_in

        try:
            scenario = take_in(scenario)
        except ScenarioError as error:
            problems += error.problems
    if problems:
        raise ScenarioError(problems)
    return scenario


def examine_scenario(scenario: Scenario) -> tuple[Problem, ...]:
    """List what does not add up in a scenario, in plain words."""
    from simnet.pricing.usual import library
    from simnet.scenario.arithmetic import examine

    return examine(scenario, library())


def print_resolved(scenario: Scenario) -> None:
    """Print every defaulted value with its source and date, aligned, the sources last."""
    rows = [("path", "value", "date", "source"), *resolved_rows(scenario)]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    say(f"\n{len(rows) - 1} values are defaults:")
    for row in rows:
        say(
            "  " + "  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[3]])
        )
    say("")


def resolved_rows(scenario: Scenario) -> list[tuple[str, str, str, str]]:
    """List path, value, date and source of every default that a scenario takes, days of carriers included."""
    from simnet.pricing.usual import all_defaults

    return [(used.path, _written(used.value), used.date, used.source) for used in all_defaults(scenario)]


def _written(value: Any) -> str:
    """Write a default as in a file; a list of equal factors as their number."""
    if isinstance(value, list) and len(value) > 3 and len(set(map(str, value))) == 1:
        return f"{len(value)} x {value[0]}"
    if isinstance(value, list):
        return "[" + ", ".join(str(item) for item in value) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_written(item)}" for key, item in value.items()) + "}"
    return str(value)
