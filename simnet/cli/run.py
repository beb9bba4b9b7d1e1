"""`simnet run`: simulate many years of a scenario, keep them in a folder and print how its customers fare."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from simnet.cli.bar import Bar
from simnet.cli.options import DataFolders, DrawAll, Jobs, Progress, ScenarioFile, Seed, Values
from simnet.cli.studying import Studying
from simnet.errors import SimnetError

if TYPE_CHECKING:
    from rich.console import Console

    from simnet.records.arrow import Columns
    from simnet.records.draft import Draft
    from simnet.scenario import Scenario
    from simnet.study import StoppingRule, Study, StudyPlan

SHOWN_FAILURES = 3
REPLICATIONS = 200
"""Simulated years unless told otherwise: on the hybrid brand about 35 s on two cores (measured 2026-11), and
enough for the 1-in-10 column, which needs 36."""
PRECISE_OF = "landed_cost"
"""What `--precision` is about unless told otherwise."""


def run_command(
    path: ScenarioFile,
    replications: Annotated[
        int | None,
        typer.Option(
            "--replications",
            "-n",
            help=f"How many years to simulate: {REPLICATIONS}; 2,000 at most with --precision.",
            min=1,
        ),
    ] = None,
    precision: Annotated[
        str, typer.Option(metavar="SHARE", help="Stop when the figure of --of is known to such as 2%.")
    ] = "",
    of: Annotated[
        str, typer.Option(metavar="MEASURE", help=f"What --precision is about; {PRECISE_OF} by default.")
    ] = "",
    seed: Seed = None,
    values: Values = None,
    jobs: Jobs = None,
    out: Annotated[
        Path | None,
        typer.Option(help="Folder to write, instead of results/<scenario>/<date>-<number>."),
    ] = None,
    keep_orders: Annotated[
        int, typer.Option(metavar="K", help="Keep every order of the first K years.", min=0)
    ] = 0,
    beside: Annotated[
        bool, typer.Option(help="Let each element go dark alone, and weigh what is assumed.")
    ] = True,
    report: DrawAll = True,
    progress: Progress = True,
    data: DataFolders = None,
) -> int:
    """Simulate many years of a scenario, keep them in a folder and print how its customers fare.

    Stopped with Ctrl-C, or by anything else, the same command goes on with the years that are finished.
    """
    return run(
        path,
        replications=replications,
        precision=precision,
        of=of,
        seed=seed,
        values=values or (),
        jobs=jobs,
        out=out,
        keep_orders=keep_orders,
        beside=beside,
        report=report,
        progress=progress,
        data_folders=tuple(data or ()),
    )


def run(
    path: Path,
    *,
    replications: int | None = None,
    precision: str = "",
    of: str = "",
    seed: int | None = None,
    values: Sequence[str] = (),
    jobs: int | None = None,
    out: Path | None = None,
    keep_orders: int = 0,
    beside: bool = True,
    report: bool = True,
    progress: bool = True,
    data_folders: Sequence[Path] = (),
) -> int:
    """Run a study of a scenario file into a folder and print its scorecard; returns the exit code.

    0: done; 1: a replication failed; 130: interrupted, with the scorecard of what had ended. Raises
    SimnetError if the file or an option is wrong, or the folder cannot be written (exit code 2).
    """
    from simnet.cli.check import read_scenario
    from simnet.study import plan_study
    from simnet.study.stopping import MOST

    changes = settings(values)
    stop = stopping_rule(precision, of)
    scenario = read_scenario(path, changes, data_folders)
    if seed is not None:
        scenario = scenario.model_copy(update={"seed": seed})
    most = replications if replications is not None else MOST if stop is not None else REPLICATIONS
    plan = plan_study(most, jobs=jobs)
    about = {"file": str(path.resolve()), "set": changes}
    course = _Run(scenario, path, plan, stop, keep_orders, about, beside, report, progress)
    return course.run(out)


def settings(given: Sequence[str]) -> dict[str, str]:
    """Read the `path=value` of `--set`; raises SimnetError if one is something else."""
    found: dict[str, str] = {}
    for text in given:
        path, sign, value = text.partition("=")
        if not sign or not path.strip():
            raise SimnetError(f"--set {text}: must be PATH=VALUE, such as nodes.garage.stations=2")
        if path.strip() in found:
            raise SimnetError(f"--set {text}: {path.strip()} is set twice; keep one")
        found[path.strip()] = value.strip()
    return found


def stopping_rule(precision: str, of: str) -> StoppingRule | None:
    """Read `--precision` and `--of`; raises SimnetError if they say nothing that can be done."""
    from simnet import units
    from simnet.measures.catalog import columns
    from simnet.study import StoppingRule
    from simnet.study.stopping import resolve

    if not precision:
        if of:
            raise SimnetError(f"--of {of}: needs --precision, such as --precision 2%")
        return None
    try:
        share = units.parse_share(precision)
    except units.UnitError as error:
        raise SimnetError(f"--precision {precision}: {error}, such as 2%") from None
    return StoppingRule(resolve(of or PRECISE_OF, columns()), share)


@dataclass(frozen=True)
class _Run(Studying):
    """One call of the command, once its options are understood."""

    scenario: Scenario
    path: Path
    plan: StudyPlan
    stop: StoppingRule | None
    keep_orders: int
    about: Mapping[str, Any]
    beside: bool
    report: bool
    progress: bool

    def _begin(self, out: Path | None) -> Draft:
        """Begin the folder before anything is simulated, so that what is wrong with it is known at once."""
        from simnet.records.draft import Draft
        from simnet.study.identity import identity
        from simnet.study.places import RESULTS, begin
        from simnet.study.work import evaluate

        what = identity(self.scenario, self.plan, self.stop, self.keep_orders, evaluate)
        if out is not None:
            return Draft.begin(out, what)
        return begin(RESULTS, self.scenario.name, what, len(self.plan.replications), date.today())

    def _study(self, draft: Draft, err: Console) -> Study:
        from simnet.study import run_study

        with Bar(err, self.progress) as bar:
            advance = bar.task("simulating years", len(self.plan.replications), draft.finished)
            return run_study(
                self.scenario,
                self.plan,
                on_progress=lambda done, total, latest: advance(done),
                stop=self.stop,
                out=draft,
                keep_orders=self.keep_orders,
                given=self.path.read_bytes(),
                about=self.about,
                extras=lambda study: self._beside(bar),
            )

    def _beside(self, bar: Bar) -> Mapping[str, Columns]:
        """Do what a run has beside its replications, under bars of its own."""
        if not self.beside:
            return {}
        from simnet.study.beside import beside

        return beside(self.scenario, jobs=self.plan.jobs, on_progress=bar.show)

    def _page(self, study: Study, err: Console) -> str:
        """Draw the pictures and the page; returns its path, empty if there is none."""
        if study.folder is None or not self.report:
            return ""
        from simnet.report import write_report

        with Bar(err, self.progress) as bar:
            bar.task("drawing", None)
            written = write_report(study.folder)
        return str(written[-1])

    def _print(self, study: Study, draft: Draft, page: str, screen: Console, err: Console) -> None:
        from simnet.cli.bar import unicode
        from simnet.cli.scorecard import Told, plain, scorecard
        from simnet.report.run import InHand, Run

        if study.summaries:
            tables = study.result.table if study.folder is not None else draft.frame
            told = Told(str(self.path), study.seconds, page)
            for text, style in scorecard(Run(InHand(tables, self.scenario)), told):
                screen.print(plain(text, unicode(screen)), style=style or None, markup=False)
        for text in [*precision_reached(study, self.stop), *kept(study)]:
            screen.print(plain(text, unicode(screen)), style="dim", markup=False)
        for text in trouble(study):
            err.print(plain(text, unicode(err)), style="red", markup=False)


def precision_reached(study: Study, stop: StoppingRule | None) -> list[str]:
    """Say how well the figure of a stopping rule is known, and whether that is what was asked for."""
    if stop is None or study.reached is None or study.stopped:
        return []
    name, years = stop.measure.replace("_", " "), f"{len(study.outcomes):,} simulated years"
    if study.reached <= stop.target:
        wanted = f"(asked for: ±{_percent(stop.target)})"
        return [f"Enough after {years}: {name} is known to ±{_percent(study.reached)} {wanted}."]
    known = f"is known to ±{_percent(study.reached)} only" if study.reached < 1 else "is not known yet"
    more = f"To know it to ±{_percent(stop.target)}, raise --replications."
    return [f"Not enough with {years}: {name} {known}.", more]


def _percent(share: float) -> str:
    """Write a share in percent, to a tenth, or as fine as it takes to be more than nothing."""
    return f"{share:.1%}" if share >= 0.0005 else f"{share * 100:.1g}%"


def kept(study: Study) -> list[str]:
    """Name the folder with all that was simulated."""
    return [f"All of it is in {study.folder}."] if study.folder is not None else []


def trouble(study: Study) -> list[str]:
    """Say what failed or stopped, with the number and seed by which a replication can be repeated."""
    lines = []
    if study.stopped:
        lines.append(f"Stopped after {len(study.outcomes):,} of {study.planned:,}: {study.stopped}.")
        if study.outcomes:
            lines.append("What is finished is kept; the same command goes on from there.")
    if study.failures:
        lines.append(f"{len(study.failures):,} of {len(study.outcomes):,} simulated years failed:")
        lines += [f"  {failure}" for failure in study.failures[:SHOWN_FAILURES]]
        if len(study.failures) > SHOWN_FAILURES:
            lines.append(f"  and {len(study.failures) - SHOWN_FAILURES:,} more")
    if not study.summaries:
        lines.append("No simulated year ended well, so there is no scorecard.")
    return lines
