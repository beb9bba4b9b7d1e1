"""`simnet report`: draw the pictures and the page of a finished run again, from its tables alone."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from simnet.cli.bar import Bar, console
from simnet.cli.messages import say
from simnet.cli.options import Progress


def report_command(
    run: Annotated[
        Path, typer.Argument(metavar="RUN", help="The folder of a run, such as results/brand/2026-06-02-1.")
    ],
    progress: Progress = True,
) -> None:
    """Draw the pictures and the page of a finished run again, from its tables alone.

    Nothing is simulated. What is drawn replaces what is there.
    """
    from simnet.records.kinds import DRILL
    from simnet.records.run_folder import RunFolder
    from simnet.report import write_drill, write_report

    with Bar(console(stderr=True), progress) as bar:
        bar.task("drawing", None)
        drill = RunFolder.open(run).kind == DRILL
        written = (
            sorted(write_drill(run), key=lambda path: path.suffix == ".html") if drill else write_report(run)
        )
    pictures = sum(path.suffix == ".png" for path in written)
    say(f"{written[-1]} and {pictures} picture{'' if pictures == 1 else 's'} drawn again.")
