"""`simnet compare`: designs under the same customers and luck, set against each other."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from simnet.cli.bar import Bar, console
from simnet.cli.designs import Design, read_designs
from simnet.cli.options import DataFolders, DrawAll, Jobs, Progress
from simnet.cli.run import SHOWN_FAILURES
from simnet.cli.studying import DONE, FAILED, INTERRUPTED, warm_up
from simnet.errors import SimnetError

if TYPE_CHECKING:
    from rich.console import Console

    from simnet.records.comparison_draft import ComparisonDraft
    from simnet.study.comparing import Asked, Compared, UntilDecided

REPLICATIONS = 100
"""Simulated years of each design unless told otherwise: under two minutes for two on two quiet cores."""


def compare_command(
    files: Annotated[
        list[str],
        typer.Argument(metavar="FILE...", help="Two scenarios or more; NAME=FILE gives one a name."),
    ],
    replications: Annotated[
        int | None,
        typer.Option(
            "--replications",
            "-n",
            help=f"Simulated years of each: {REPLICATIONS}; 2,048 at most with --until-decided.",
            min=2,
        ),
    ] = None,
    until_decided: Annotated[
        bool, typer.Option("--until-decided", help="Go on until --of is decided, or surely does not matter.")
    ] = False,
    of: Annotated[
        str, typer.Option(metavar="MEASURE", help="What to decide; cost per order by default.")
    ] = "",
    outage: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="What goes dark, for the price of redundancy; may be repeated."),
    ] = None,
    seed: Annotated[
        int | None,
        typer.Option(help="Seed of all luck, instead of that of the first scenario.", min=0, max=2**63 - 1),
    ] = None,
    values: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="[NAME:]PATH=VALUE",
            help="Put a value into all scenarios, or into one; with a single FILE: what to compare it with.",
        ),
    ] = None,
    jobs: Jobs = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder to write, instead of results/compare/<names>/<date>-<number>.")
    ] = None,
    report: DrawAll = True,
    progress: Progress = True,
    data: DataFolders = None,
) -> int:
    """Set designs against each other under the same customers and the same luck.

    Says who is better at what, for sure or not, and how often an outage must come for the dearer design to
    pay for itself. Stopped with Ctrl-C, the same command goes on with the years that are finished.
    """
    return compare(
        files,
        replications=replications,
        until=rule(until_decided, of, replications),
        outages=outage,
        seed=seed,
        values=values or (),
        jobs=jobs,
        out=out,
        report=report,
        progress=progress,
        data_folders=tuple(data or ()),
    )


def rule(until_decided: bool, of: str, replications: int | None) -> UntilDecided | None:
    """Read `--until-decided`, `--of` and `--replications`; raises SimnetError if they make no sense."""
    from simnet.measures.catalog import columns
    from simnet.study.comparing.deciding import MEASURE, MOST, UntilDecided
    from simnet.study.stopping import resolve

    if not until_decided:
        if of:
            raise SimnetError(f"--of {of}: needs --until-decided")
        return None
    return UntilDecided(resolve(of, columns()) if of else MEASURE, most=replications or MOST)


def compare(
    files: Sequence[str],
    *,
    replications: int | None = None,
    until: UntilDecided | None = None,
    outages: Sequence[str] | None = None,
    seed: int | None = None,
    values: Sequence[str] = (),
    jobs: int | None = None,
    out: Path | None = None,
    report: bool = True,
    progress: bool = True,
    data_folders: Sequence[Path] = (),
) -> int:
    """Compare scenario files in a folder and print the verdict; returns the exit code.

    0: done; 1: a replication failed; 130: interrupted, with the verdict on what had ended. Raises SimnetError
    if a file or an option is wrong, designs do not match, or the folder cannot be written (exit code 2).
    """
    from simnet.study.comparing import ask

    designs = read_designs(files, values, data_folders)
    scenarios = {one.name: one.scenario for one in designs}
    asked = ask(
        scenarios, replications or REPLICATIONS, jobs=jobs, until=until, outages=outages or None, seed=seed
    )
    words = (*files, *(word for value in values for word in ("--set", shlex.quote(value))))
    return _Comparison(asked, designs, words, report, progress).run(out)


@dataclass(frozen=True)
class _Comparison:
    """One call of the command, once its options are understood."""

    asked: Asked
    designs: Sequence[Design]
    files: tuple[str, ...]
    report: bool
    progress: bool

    def run(self, out: Path | None) -> int:
        """Simulate, write and print; returns the exit code."""
        screen, err = console(), console(stderr=True)
        draft = self._begin(out)
        try:
            if done := draft.finished_in(draft.path):
                err.print(f"going on after {done:,} finished years ({draft.path})", style="dim")
            warm_up(next(iter(self.asked.designs.values())), err)
            found = self._study(draft, err)
            self._print(found, self._page(found, err), screen, err)
        finally:
            draft.close()
        if found.stopped == "interrupted":
            return INTERRUPTED
        return FAILED if found.failures or found.stopped else DONE

    def _begin(self, out: Path | None) -> ComparisonDraft:
        """Begin the folder before anything is simulated, so that what is wrong with it is known at once."""
        from simnet.records.comparison_draft import ComparisonDraft
        from simnet.study.places import RESULTS, begin

        what, planned = self.asked.described, len(self.asked.plan.replications)
        if out is not None:
            return ComparisonDraft.begin(out, what)
        name = " or ".join(self.asked.designs)
        return begin(RESULTS / "compare", name, what, planned, date.today(), ComparisonDraft)

    def _study(self, draft: ComparisonDraft, err: Console) -> Compared:
        from simnet.study.comparing import compare_study

        about: Mapping[str, Any] = {
            "files": {one.name: str(one.path.resolve()) for one in self.designs},
            "set": {one.name: dict(one.changes) for one in self.designs},
        }
        with Bar(err, self.progress) as bar:
            total = self.asked.looks[-1] * len(self.designs)
            advance = bar.task("simulating years", total)
            return compare_study(
                self.asked,
                draft,
                on_progress=lambda design, done, planned: advance(done),
                given={one.name: one.path.read_bytes() for one in self.designs},
                about=about,
            )

    def _page(self, found: Compared, err: Console) -> str:
        """Draw the pictures; returns the path of the first page, empty if there is none."""
        if not self.report or found.folder is None:
            return ""
        from simnet.report import write_comparison

        with Bar(err, self.progress) as bar:
            bar.task("drawing", None)
            return str(write_comparison(found.folder)[-1])

    def _print(self, found: Compared, picture: str, screen: Console, err: Console) -> None:
        from simnet.cli.bar import unicode
        from simnet.cli.compared import Told, page
        from simnet.cli.scorecard import plain, took
        from simnet.report.comparing.view import View

        if found.rows:
            told = Told(self.files, took(found.seconds), picture)
            for text, style in page(View.in_hand(found), told):
                screen.print(plain(text, unicode(screen)), style=style or None, markup=False)
        for text in [*decided(found), *kept(found)]:
            screen.print(plain(text, unicode(screen)), style="dim", markup=False)
        for text in trouble(found):
            err.print(plain(text, unicode(err)), style="red", markup=False)


def decided(found: Compared) -> list[str]:
    """Say whether what was to be decided is, and after how many simulated years."""
    until, years = found.asked.until, f"{found.ended:,} simulated years"
    if until is None or found.stopped:
        return []
    name = until.measure.replace("_", " ")
    if found.decided:
        return [f"Enough after {years}: {name} is decided, or differs by less than {until.margin:.0%}."]
    return [f"Not decided after {years}: {name}; raise --replications."]


def kept(found: Compared) -> list[str]:
    """Name the folder with all that was simulated."""
    return [f"All of it is in {found.folder}."] if found.folder is not None else []


def trouble(found: Compared) -> list[str]:
    """Say what failed or stopped, with the number and seed by which a replication can be repeated."""
    lines = []
    if found.stopped:
        planned = found.asked.looks[-1]
        lines.append(f"Stopped after {found.ended:,} of {planned:,} years of each design: {found.stopped}.")
        if any(study.outcomes for study in found.studies.values()):
            lines.append("What is finished is kept; the same command goes on from there.")
    if found.failures:
        lines.append(f"{len(found.failures):,} simulated years failed, and count in no design:")
        lines += [f"  {name}: {failure}" for name, failure in found.failures[:SHOWN_FAILURES]]
        if len(found.failures) > SHOWN_FAILURES:
            lines.append(f"  and {len(found.failures) - SHOWN_FAILURES:,} more")
    if not found.rows:
        lines.append("Fewer than 2 simulated years ended well in every design, so nothing can be compared.")
    return lines
