"""`simnet run`: simulate many years of a scenario and print how its customers fare."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.console import Console

    from simnet.scenario import Scenario
    from simnet.study import Outcome, Study

DONE, FAILED, INTERRUPTED = 0, 1, 130
SHOWN_FAILURES = 3
REPLICATIONS = 200
"""Simulated years unless told otherwise: on the hybrid brand about 35 s on two cores (measured 2026-11), and
enough for the 1-in-10 column, which needs 36."""


def run_command(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="The scenario, a YAML file.")],
    replications: Annotated[
        int, typer.Option("--replications", "-n", help="How many years to simulate.", min=1)
    ] = REPLICATIONS,
    seed: Annotated[
        int | None,
        typer.Option(help="Seed of all luck, instead of the scenario's own.", min=0, max=2**63 - 1),
    ] = None,
    jobs: Annotated[
        int | None, typer.Option("--jobs", "-j", help="Worker processes; one for each CPU by default.", min=1)
    ] = None,
    progress: Annotated[bool, typer.Option(help="Show a progress bar, if this is a terminal.")] = True,
) -> int:
    """Simulate many years of a scenario and print how its customers fare."""
    return run(path, replications=replications, seed=seed, jobs=jobs, progress=progress)


def run(
    path: Path,
    *,
    replications: int = REPLICATIONS,
    seed: int | None = None,
    jobs: int | None = None,
    progress: bool = True,
) -> int:
    """Run a study of a scenario file and print its scorecard; returns the exit code.

    0: done; 1: a replication failed; 130: interrupted, with the scorecard of what had ended. Raises
    SimnetError if the file or an option is wrong (exit code 2).
    """
    from rich.console import Console

    from simnet.cli.check import read_scenario

    out, err = Console(highlight=False, soft_wrap=True), Console(stderr=True, highlight=False, soft_wrap=True)
    scenario = read_scenario(path)
    if seed is not None:
        scenario = scenario.model_copy(update={"seed": seed})
    study = _study(scenario, replications, jobs, err, progress)
    _print(study, scenario, str(path), out, err)
    if study.stopped == "interrupted":
        return INTERRUPTED
    return FAILED if study.failures or study.stopped else DONE


def _study(scenario: Scenario, replications: int, jobs: int | None, err: Console, progress: bool) -> Study:
    """Run the study under a progress bar on standard error, without one when that is not a terminal."""
    from simnet.study import plan_study, run_study

    plan = plan_study(replications, jobs=jobs)
    _warm_up(scenario, err)
    if not progress or not err.is_terminal:
        return run_study(scenario, plan)
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=err, transient=True) as shown:
        task = shown.add_task("simulating years", total=replications)

        def advance(done: int, total: int, latest: Outcome) -> None:
            del latest
            shown.update(task, completed=done, total=total)

        return run_study(scenario, plan, on_progress=advance)


def _warm_up(scenario: Scenario, err: Console) -> None:
    """Compile the engine before workers start, so that they only load it; say so if that takes long."""
    from simnet.engine.replication import is_cold, warm_up

    if is_cold():
        err.print(
            f"compiling (once), about half a minute {'…' if _unicode(err) else '...'}",
            style="dim",
            highlight=False,
        )
    warm_up(scenario)


def _print(study: Study, scenario: Scenario, path: str, out: Console, err: Console) -> None:
    from simnet.cli.scorecard import plain, scorecard

    unicode = _unicode(out)
    if study.summaries:
        for text, style in scorecard(study, scenario, path):
            out.print(plain(text, unicode), style=style or None, markup=False)
    for text in trouble(study):
        err.print(plain(text, _unicode(err)), style="red", markup=False)


def trouble(study: Study) -> list[str]:
    """Say what failed or stopped, with the number and seed by which a replication can be repeated."""
    lines = []
    if study.stopped:
        lines.append(f"Stopped after {len(study.outcomes):,} of {study.planned:,}: {study.stopped}.")
    if study.failures:
        lines.append(f"{len(study.failures):,} of {len(study.outcomes):,} simulated years failed:")
        lines += [f"  {failure}" for failure in study.failures[:SHOWN_FAILURES]]
        if len(study.failures) > SHOWN_FAILURES:
            lines.append(f"  and {len(study.failures) - SHOWN_FAILURES:,} more")
    if not study.summaries:
        lines.append("No simulated year ended well, so there is no scorecard.")
    return lines


def _unicode(console: Console) -> bool:
    return console.encoding.lower().replace("-", "").startswith("utf")
