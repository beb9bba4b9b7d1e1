"""`simnet drill`: rehearse an outage in many simulated years, and say whether the network held."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from simnet.cli.bar import Bar, console
from simnet.cli.options import DataFolders, Jobs, Progress, Seed, Values
from simnet.errors import SimnetError

if TYPE_CHECKING:
    from rich.console import Console

    from simnet.records.draft import Draft
    from simnet.scenario import Occasion, Scenario
    from simnet.study.drills import DrillResult
    from simnet.study.drills.running import DrillPlan

FAILED, INTERRUPTED = 3, 130


def drill_command(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="A drill file, or a scenario with drills.")],
    drill: Annotated[
        list[str] | None,
        typer.Option(
            metavar="TEXT", help="Title of the drill, or its date such as 2026-Q2; may be repeated."
        ),
    ] = None,
    year: Annotated[
        bool, typer.Option("--year", help="Hold every drill of the year; write the dates.")
    ] = False,
    again: Annotated[
        bool, typer.Option("--again", help="Repeat last quarter's drill on the network as it is now.")
    ] = False,
    plan: Annotated[
        bool, typer.Option("--plan", help="Print the run sheet for doing it for real; simulate nothing.")
    ] = False,
    sla: Annotated[
        bool, typer.Option("--sla", help="Print what the goals ask of each partner; simulate nothing.")
    ] = False,
    live: Annotated[
        Path | None, typer.Option(metavar="CSV", help="Compare with the outcome of a real rehearsal.")
    ] = None,
    replications: Annotated[
        int | None,
        typer.Option(
            "--replications", "-n", help="Years before the first look, 100; without --max, all.", min=1
        ),
    ] = None,
    most: Annotated[
        int | None, typer.Option("--max", help="Years at most while a goal is undecided; 1,600.", min=1)
    ] = None,
    seed: Seed = None,
    values: Values = None,
    jobs: Jobs = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder to write, instead of results/<scenario>/drill-<date>.")
    ] = None,
    keep_orders: Annotated[
        int,
        typer.Option(metavar="K", help="Keep every order of the first K years, and of their twins.", min=0),
    ] = 0,
    changes: Annotated[bool, typer.Option(help="Try changes that may help.")] = True,
    report: Annotated[bool, typer.Option(help="Draw the page.")] = True,
    progress: Progress = True,
    data: DataFolders = None,
) -> int:
    """Rehearse an outage in many simulated years, and say whether the network held.

    Exit codes: 0 passed, 1 not passed, 2 bad input or unsteady before, 3 broken off or an error, 130 Ctrl-C.
    """
    if sum((year, again, plan, sla)) > 1 or (live is not None and (year or plan or sla)):
        raise SimnetError("--year, --again, --plan, --sla and --live each ask for another thing; name one")
    if year and out is not None:
        raise SimnetError("--out names one folder, but --year writes one for every date; leave it out")
    if live is not None:
        from simnet.cli.drill_sheets import check_live

        check_live(live)
    scenario = _scenario(path, values or (), data or (), seed)
    from simnet.study.drills.choosing import chosen, listed

    found = chosen(listed(scenario), drill or ())
    if plan or sla:
        from simnet.cli.drill_sheets import print_plan, print_sla

        (print_plan if plan else print_sla)(scenario, found[0], out)
        return 0
    from simnet.study.drills.running import plan_drill

    wanted = plan_drill(replications, most, jobs=jobs, changes=changes, keep_orders=keep_orders)
    about = {"file": str(path), "set": _settings(values or ())}
    course = Drilling(scenario, path, wanted, about, report, progress)
    if year:
        return course.hold_all(found)
    if again:
        return course.hold_again(found, out)
    return course.hold_one(found[0], out, others=_others(found), live=live)


def _scenario(path: Path, values: Sequence[str], data: Sequence[Path], seed: int | None) -> Scenario:
    from simnet.cli.check import read_scenario

    scenario = read_scenario(path, _settings(values), data)
    return scenario if seed is None else scenario.model_copy(update={"seed": seed})


def _settings(values: Sequence[str]) -> dict[str, str]:
    from simnet.cli.run import settings

    return settings(values)


def _others(found: Sequence[Occasion]) -> str:
    """Name the other dates, if there are any."""
    if len(found) < 2:
        return ""
    labels = ", ".join(dict.fromkeys(one.label for one in found[1:5]))
    return f"Other dates: --drill {labels}; all of them: --year."


@dataclass(frozen=True)
class Drilling:
    """Drills of one file, once the options are understood."""

    scenario: Scenario
    path: Path
    plan: DrillPlan
    about: Mapping[str, Any]
    report: bool
    progress: bool

    @property
    def folder(self) -> Path:
        """The scenario's folder of results, where the ledger is."""
        from simnet.study.places import RESULTS, slug

        return RESULTS / slug(self.scenario.name)

    def hold_one(
        self, occasion: Occasion, out: Path | None, others: str = "", live: Path | None = None
    ) -> int:
        """Hold a drill and print all about it; returns the exit code."""
        from simnet.cli.drill_screen import Shown, screen

        begun = time.perf_counter()
        held = self._held(occasion, out)
        if held is None:
            return INTERRUPTED
        page = self._page(held)
        shown = Shown(time.perf_counter() - begun, page, str(self.path), others)
        self.print(screen(held, shown))
        if live is not None:
            from simnet.cli.drill_sheets import print_live

            print_live(self.scenario, occasion, live, held)
        return held.exit_code

    def hold_again(self, found: Sequence[Occasion], out: Path | None) -> int:
        """Hold last quarter's drill on the network as it is now, and say what changed."""
        from simnet.cli.drill_screen import Shown, screen
        from simnet.cli.history import since
        from simnet.records.drill_ledger import read_ledger
        from simnet.study.drills.history import again, compare
        from simnet.study.drills.remembered import entry

        before = again(read_ledger(self.folder), found)
        if before is None:
            raise SimnetError(
                f"--again: {self.folder} remembers no drill of this file; hold one first, without --again"
            )
        last, occasion = before
        begun = time.perf_counter()
        held = self._held(occasion, out)
        if held is None:
            return INTERRUPTED
        page = self._page(held)
        said = since(last, compare(last, entry(held, occasion.number)))
        self.print(screen(held, Shown(time.perf_counter() - begun, page, str(self.path), since=said)))
        return held.exit_code

    def hold_all(self, found: Sequence[Occasion]) -> int:
        """Hold every drill of the horizon, write the dates, and print a line for each."""
        from simnet.cli.drill_year import lines, write_calendar

        held: list[DrillResult] = []
        for occasion in found:
            one = self._held(occasion, None)
            if one is None:
                return INTERRUPTED
            self._page(one)
            held.append(one)
        calendar = write_calendar(self.folder, self.scenario, found)
        self.print(lines(self.scenario, held, calendar))
        return max(one.exit_code for one in held)

    def print(self, texts: Sequence[tuple[str, str]]) -> None:
        """Print lines, in ASCII where the terminal has no more."""
        from simnet.cli.bar import unicode
        from simnet.cli.scorecard import plain

        screen = console()
        for text, style in texts:
            screen.print(plain(text, unicode(screen)), style=style or None, markup=False)

    def _held(self, occasion: Occasion, out: Path | None) -> DrillResult | None:
        """Hold a drill and remember it; None if it was interrupted."""
        from simnet.study.drills import run_drill
        from simnet.study.drills.remembered import last_of, open_actions, remember
        from simnet.study.drills.running import DrillError

        err = console(stderr=True)
        begins, targets = occasion.local(occasion.onset), occasion.targets(self.scenario)
        last = last_of(self.folder, occasion.drill.title, f"{begins:%Y-%m-%d %H:%M}", targets)
        actions = open_actions(self.folder)
        draft = self._begin(occasion, out)
        try:
            if draft.finished:
                err.print(f"going on after {draft.finished:,} finished years ({draft.path})", style="dim")
            self._warm_up(occasion, err)
            with Bar(err, self.progress) as bar:
                held = run_drill(
                    self.scenario,
                    occasion,
                    self.plan,
                    on_progress=bar.show,
                    out=draft,
                    given=self.path.read_bytes(),
                    about=self.about,
                    last=last,
                    actions=actions,
                )
        except DrillError as error:
            kept = "; what is finished is kept, and the same command goes on" if error.study.stopped else ""
            err.print(f"{error}{kept}", style="red", markup=False)
            if error.study.stopped == "interrupted":
                return None
            raise typer.Exit(FAILED) from None
        finally:
            draft.close()
        remember(self.folder, held, occasion.number)
        return held

    def _begin(self, occasion: Occasion, out: Path | None) -> Draft:
        from simnet.study.drills.running import begin, identity_of
        from simnet.study.places import RESULTS, begin_drill

        if out is not None:
            return begin(out, self.scenario, occasion, self.plan)
        what = identity_of(self.scenario, occasion, self.plan)
        return begin_drill(RESULTS, self.scenario.name, occasion.label, what, self.plan.looks[-1])

    def _warm_up(self, occasion: Occasion, err: Console) -> None:
        from simnet.cli.studying import warm_up
        from simnet.scenario import with_occasion

        warm_up(with_occasion(self.scenario, occasion), err)

    def _page(self, held: DrillResult) -> str:
        """Draw the page; returns its path, empty if there is none."""
        if not self.report:
            return ""
        from simnet.report import write_drill

        with Bar(console(stderr=True), self.progress) as bar:
            bar.task("drawing", None)
            return str(write_drill(held.path)[0])
