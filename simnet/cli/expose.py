"""`simnet expose`: fail every element in turn and name the single points of failure."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from simnet.cli.bar import Bar
from simnet.cli.options import DataFolders, DrawAll, Jobs, Progress, ScenarioFile, Seed, Values
from simnet.cli.studying import Studying

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import Console

    from simnet.records.draft import Draft
    from simnet.scenario import Scenario
    from simnet.scenario.arithmetic import Flow
    from simnet.study import Study, StudyPlan
    from simnet.study.exposed import Failing

RESULTS = Path("results") / "expose"


def expose_command(
    path: ScenarioFile,
    replications: Annotated[
        int | None,
        typer.Option("--replications", "-n", help="How many years to simulate for each element: 20.", min=1),
    ] = None,
    pairs: Annotated[
        list[str] | None,
        typer.Option("--pair", metavar="A+B", help="Fail two elements at once as well; may be repeated."),
    ] = None,
    only: Annotated[
        list[str] | None,
        typer.Option(
            "--only",
            metavar="KIND",
            help="Fail these alone: node, supplier, carrier, service or lane; may be repeated.",
        ),
    ] = None,
    downtime: Annotated[
        str,
        typer.Option(metavar="TIME", help="How long each is dark, such as 3 days, instead of the file's."),
    ] = "",
    seed: Seed = None,
    values: Values = None,
    jobs: Jobs = None,
    out: Annotated[
        Path | None,
        typer.Option(help="Folder to write, instead of results/expose/<scenario>/<date>-<number>."),
    ] = None,
    report: DrawAll = True,
    progress: Progress = True,
    data: DataFolders = None,
) -> int:
    """Fail every element in turn and name the single points of failure.

    Every node, supplier, carrier, service and lane goes dark alone, all else in order; chosen pairs at once.
    Stopped with Ctrl-C, or by anything else, the same command goes on with the years that are finished.
    """
    return expose(
        path,
        replications=replications,
        pairs=pairs or (),
        only=only or (),
        downtime=downtime,
        seed=seed,
        values=values or (),
        jobs=jobs,
        out=out,
        report=report,
        progress=progress,
        data_folders=tuple(data or ()),
    )


def expose(
    path: Path,
    *,
    replications: int | None = None,
    pairs: Sequence[str] = (),
    only: Sequence[str] = (),
    downtime: str = "",
    seed: int | None = None,
    values: Sequence[str] = (),
    jobs: int | None = None,
    out: Path | None = None,
    report: bool = True,
    progress: bool = True,
    data_folders: Sequence[Path] = (),
) -> int:
    """Run an exposure study of a scenario file into a folder and print its map; returns the exit code.

    0: done; 1: a replication failed; 130: interrupted, with the map of what had ended. Raises SimnetError if
    the file or an option is wrong, or the folder cannot be written (exit code 2).
    """
    from simnet.cli.check import read_scenario
    from simnet.cli.run import settings
    from simnet.pricing.usual import library
    from simnet.scenario.arithmetic import flow_of
    from simnet.study import plan_study
    from simnet.study.downtimes import read_downtime
    from simnet.study.expose import REPLICATIONS
    from simnet.study.exposed import failing

    changes, asked = settings(values), read_downtime(downtime)
    scenario = read_scenario(path, changes, data_folders)
    if seed is not None:
        scenario = scenario.model_copy(update={"seed": seed})
    flow = flow_of(scenario, library())
    listed = failing(scenario, flow, pairs=pairs, kinds=only, downtime=asked)
    plan = plan_study(REPLICATIONS if replications is None else replications, jobs=jobs)
    command = repeating(path, plan, scenario.seed, {"--pair": pairs, "--only": only}, downtime, changes)
    about = {"file": str(path.resolve()), "set": changes, "command": command}
    return _Exposure(scenario, path, plan, flow, listed, about, report, progress).run(out)


def repeating(
    path: Path,
    plan: StudyPlan,
    seed: int,
    lists: Mapping[str, Sequence[str]],
    downtime: str,
    changes: Mapping[str, str],
) -> str:
    """Write the command that makes the same figures again."""
    words = ["simnet", "expose", str(path), "--replications", str(len(plan.replications))]
    words += ["--seed", str(seed)]
    for option, given in lists.items():
        words += [word for value in given for word in (option, value)]
    words += ["--downtime", downtime] if downtime else []
    words += [word for name, value in changes.items() for word in ("--set", f"{name}={value}")]
    return shlex.join(words)


@dataclass(frozen=True)
class _Exposure(Studying):
    """One call of the command, once its options are understood."""

    scenario: Scenario
    path: Path
    plan: StudyPlan
    flow: Flow
    listed: list[Failing]
    about: Mapping[str, Any]
    report: bool
    progress: bool

    def _begin(self, out: Path | None) -> Draft:
        from simnet.records.draft import Draft
        from simnet.study.expose import Exposing
        from simnet.study.identity import identity
        from simnet.study.places import begin

        what = identity(self.scenario, self.plan, None, 0, Exposing(tuple(self.listed)))
        if out is not None:
            return Draft.begin(out, what)
        return begin(RESULTS, self.scenario.name, what, len(self.plan.replications), date.today())

    def _study(self, draft: Draft, err: Console) -> Study:
        from simnet.study.expose import expose_study

        with Bar(err, self.progress) as bar:
            many = f"{len(self.listed)} outages in each year"
            advance = bar.task(many, len(self.plan.replications), draft.finished)
            return expose_study(
                self.scenario,
                self.listed,
                self.flow,
                self.plan,
                on_progress=lambda done, total, latest: advance(done),
                out=draft,
                given=self.path.read_bytes(),
                about=self.about,
            )

    def _page(self, study: Study, err: Console) -> str:
        """Draw the pictures and the page; returns its path, empty if there is none."""
        if study.folder is None or not self.report:
            return ""
        from simnet.report import write_report

        with Bar(err, self.progress) as bar:
            bar.task("drawing", None)
            return str(write_report(study.folder)[-1])

    def _print(self, study: Study, draft: Draft, page: str, screen: Console, err: Console) -> None:
        from simnet.cli.bar import unicode
        from simnet.cli.exposed import told
        from simnet.cli.run import kept, trouble
        from simnet.cli.scorecard import Told, first_line, plain
        from simnet.report.exposure import exposures
        from simnet.report.run import InHand, Run

        if study.summaries:
            run = Run(InHand(self._tables(study, draft), self.scenario))
            first = first_line(run, Told(str(self.path), study.seconds, page))
            for text, style in told(run, exposures(run), first, self._following(page)):
                screen.print(plain(text, unicode(screen)), style=style or None, markup=False)
        for text in kept(study):
            screen.print(plain(text, unicode(screen)), style="dim", markup=False)
        for text in trouble(study):
            err.print(plain(text, unicode(err)), style="red", markup=False)

    def _tables(self, study: Study, draft: Draft) -> Any:
        """Give the tables of the run, or of what there is of it when it was stopped."""
        if study.folder is not None:
            return study.result.table

        def unfinished(name: str) -> pd.DataFrame:
            import pandas as pd

            from simnet.study.expose import element_rows

            if name == "elements":
                return pd.DataFrame(element_rows(self.scenario, self.listed, self.flow))
            return draft.frame(name)

        return unfinished

    def _following(self, page: str) -> list[str]:
        texts = [f"Pictures   {page}"] if page else []
        return [
            *texts,
            f"Do next    simnet check {self.path}     what the file assumes, and what does not add up",
        ]
