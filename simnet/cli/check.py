"""`simnet check`: what is wrong in a scenario, and what does not add up, before the clock starts."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from simnet.cli.messages import count, print_problems, say
from simnet.errors import Problem, ScenarioError

if TYPE_CHECKING:
    from simnet.scenario import Scenario
    from simnet.scenario.arithmetic import Library


def check_command(
    file: Annotated[str, typer.Argument(help="Scenario file, YAML.")],
    resolved: Annotated[
        bool, typer.Option("--resolved", help="Print every defaulted value with its source and date.")
    ] = False,
) -> None:
    """Find what is wrong in a scenario and what does not add up.

    Errors come as file:line:column, path, value, rule and repair, all in one go, with exit code 2.
    A file without errors gets warnings in plain words, and for every SKU its main path and its backup path,
    with exit code 0.
    """
    scenario = read_scenario(file)
    problems = scenario.notes + examine_scenario(scenario)
    print_problems(problems)
    if resolved:
        print_resolved(scenario)
    warned = count(problems, "warning")
    say(f"{file}: can be simulated; {'no warnings' if warned.startswith('0 ') else warned}.")


def read_scenario(path: str | os.PathLike[str]) -> Scenario:
    """Load a scenario, and refuse services and rate cards that nobody knows; raises `ScenarioError`."""
    from simnet.scenario import load

    scenario = load(path)
    from simnet import pricing

    if unknown := tuple(pricing.unknown_names(scenario)):
        raise ScenarioError(unknown)
    return scenario


def examine_scenario(scenario: Scenario) -> tuple[Problem, ...]:
    """List what does not add up in a scenario, in plain words."""
    from simnet.scenario.arithmetic import examine

    return examine(scenario, library())


def library() -> Library:
    """Give the arithmetic the built-in services and the prices of the shipped rate cards."""
    from simnet import pricing
    from simnet.scenario.arithmetic import Library

    def price(card: str, pounds: int, zone: int) -> float:
        found = pricing.rate_card(card)
        return found.price(min(pounds, int(found.max_lb)), zone)

    return Library(pricing.service_library(), price)


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
    from simnet.scenario import defaults_used

    rows = [(used.path, _written(used.value), used.date, used.source) for used in defaults_used(scenario)]
    return [*rows, *_transit_rows(scenario)]


def _transit_rows(scenario: Scenario) -> Iterator[tuple[str, str, str, str]]:
    """List the days of services that give none: those of a built-in service by zone."""
    from simnet import pricing

    services = pricing.service_library()
    for name, carrier in scenario.carriers.items():
        plain = [key for key, one in carrier.services.items() if one.transit is None and not one.by_zone]
        paths = [f"carriers.{name}.services.{key}.transit" for key in plain]
        paths += [f"carriers.{name}.transit"] if carrier.builtin is not None else []
        for path in paths:
            standard = services[carrier.builtin or library().ordinary]
            days = standard.standard_days
            source, _, date = standard.source.rpartition(", ")
            yield path, f"{min(days)} to {max(days)} days by zone", date, source


def _written(value: Any) -> str:
    """Write a default as in a file; a list of equal factors as their number."""
    if isinstance(value, list) and len(value) > 3 and len(set(map(str, value))) == 1:
        return f"{len(value)} x {value[0]}"
    if isinstance(value, list):
        return "[" + ", ".join(str(item) for item in value) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_written(item)}" for key, item in value.items()) + "}"
    return str(value)
