"""Sheets of `simnet drill` that simulate nothing or compare: `--plan`, `--sla`, `--live`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simnet.cli.messages import say
from simnet.cli.schema import write_text

if TYPE_CHECKING:
    from simnet.scenario import Occasion, Scenario

OUTCOME = "outcome.csv"


def print_plan(scenario: Scenario, occasion: Occasion, out: Path | None = None) -> None:
    """Print the run sheet of a date; with a folder, write it there beside a blank outcome.csv."""
    from simnet.pricing.usual import library
    from simnet.report.sheets.plan import blank_outcome, plan_text

    text = plan_text(scenario, occasion, library())
    if out is None:
        say(text)
        say(f"With --out FOLDER it is written there, beside a blank {OUTCOME}.")
        return
    sheet, blank = out / f"run-sheet-{occasion.label}.md", out / OUTCOME
    _make(out)
    write_text(sheet, text)
    if blank.exists():
        say(f"{sheet}\n{blank} is there already and was left as it is.")
        return
    write_text(blank, blank_outcome(scenario, occasion, library()))
    say(f"{sheet}\n{blank}")


def print_sla(scenario: Scenario, occasion: Occasion, out: Path | None = None) -> None:
    """Print what the goals ask of each partner; with a folder, write it there."""
    from simnet.pricing.usual import library
    from simnet.report.sheets.sla import sla_text

    text = sla_text(scenario, occasion, library())
    if out is None:
        say(text)
        return
    _make(out)
    write_text(out / f"partners-{occasion.label}.md", text)
    say(f"{out / f'partners-{occasion.label}.md'}")


def print_live(scenario: Scenario, occasion: Occasion, path: Path, held: Any) -> None:
    """Print a rehearsal's outcome.csv beside the run of the same drill; `held.table(name)` gives its tables.

    Raises `ScenarioError` with every problem of the file.
    """
    from simnet.report.sheets.live import live_text, predict
    from simnet.report.sheets.outcome import read_outcome

    outcome = read_outcome(os.fspath(path))
    say("")
    say(live_text(scenario, occasion, outcome, predict(held.table)))


def check_live(path: Path) -> None:
    """Read an outcome.csv before anything is simulated; raises `ScenarioError` with every problem of it."""
    from simnet.report.sheets.outcome import read_outcome

    read_outcome(os.fspath(path))


def _make(folder: Path) -> None:
    from simnet.errors import Problem, ScenarioError

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        rule = f"cannot be made: {error.strerror or 'unknown reason'}"
        raise ScenarioError([Problem(f"{folder}:1:1", "--out", "", rule, "name another folder")]) from None
