"""`simnet report`: draw the pictures and the page of a finished run again, from its tables alone."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from simnet.cli.bar import Bar, console
from simnet.cli.messages import say
from simnet.errors import SimnetError


def report_command(
    run: Annotated[
        Path, typer.Argument(metavar="RUN", help="The folder of a run, such as results/brand/2026-06-02-1.")
    ],
    progress: Annotated[bool, typer.Option(help="Show a progress bar, if this is a terminal.")] = True,
) -> None:
    """Draw the pictures and the page of a finished run or comparison again, from its tables alone.

    Nothing is simulated. What is drawn replaces what is there.
    """
    with Bar(console(stderr=True), progress) as bar:
        bar.task("drawing", None)
        written = _write(run)
    pictures = len(written) - 1
    say(f"{written[-1]} and {pictures} picture{'' if pictures == 1 else 's'} drawn again.")


def _write(folder: Path) -> Sequence[Path]:
    """Draw what belongs to the folder: the page of a run, or those of a comparison."""
    from simnet.cli.compare import drawer
    from simnet.records.comparison_folder import ComparisonFolder
    from simnet.report import write_report

    write = drawer() if ComparisonFolder.is_one(folder) else write_report
    if write is None:
        raise SimnetError(f"{folder} is that of a comparison, which this installation of simnet cannot draw")
    return write(folder)
