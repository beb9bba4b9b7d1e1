"""Options that several commands have, declared once so that they read alike."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

ScenarioFile = Annotated[Path, typer.Argument(metavar="FILE", help="The scenario, a YAML file.")]
Seed = Annotated[
    int | None, typer.Option(help="Seed of all luck, instead of the scenario's own.", min=0, max=2**63 - 1)
]
Values = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="PATH=VALUE", help="Put a value into the scenario; may be repeated."),
]
Jobs = Annotated[
    int | None, typer.Option("--jobs", "-j", help="Worker processes; one for each CPU by default.", min=1)
]
DrawAll = Annotated[bool, typer.Option("--report/--no-report", help="Draw the pictures and the page.")]
Progress = Annotated[
    bool, typer.Option("--progress/--no-progress", help="Show a progress bar, if this is a terminal.")
]
DataFolders = Annotated[
    list[Path] | None, typer.Option(help="Folder beside its own from which it may read files of data.")
]
