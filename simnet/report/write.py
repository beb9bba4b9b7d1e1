"""The pages of a run folder: draws its pictures and writes its page, from its tables alone."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from simnet.errors import SimnetError

PAGE, PICTURES = "report.html", "charts"


def write_report(folder: str | Path, *, charts: Sequence[str] | None = None) -> list[Path]:
    """Draw charts/*.png and report.html of a finished run again; returns what was written, the page last.

    `charts` names those to draw (simnet.report.pictures.CHARTS); the page then has these alone. Reads nothing
    but the folder, so that it can be done a year later. Raises SimnetError if it cannot be read or written.
    """
    from simnet.charts.style import save
    from simnet.records.comparison_folder import ComparisonFolder
    from simnet.report import exposure_page
    from simnet.report.page import page
    from simnet.report.pictures import chosen, pictures
    from simnet.report.run import Run
    from simnet.study.expose import STUDY
    from simnet.study.result import Result

    wanted = chosen(charts)
    if ComparisonFolder.is_one(folder):
        return write_comparison(folder)
    run = Run(Result.open(folder))
    if run.folder.manifest.get("study") == STUDY:
        wanted, pictures, page = exposure_page.CHARTS, exposure_page.pictures, exposure_page.page
    target = Path(folder)
    try:
        (target / PICTURES).mkdir(exist_ok=True)
        drawn, written = [], []
        for picture in pictures(run):
            if picture.chart in wanted:
                path = save(picture.draw(), target / PICTURES / f"{picture.name}.png")
                drawn.append((picture, path))
                written.append(path)
        _replace(target / PAGE, page(run, drawn))
    except OSError as error:
        raise SimnetError(f"{target} cannot be written ({error.strerror or error})") from None
    return [*written, target / PAGE]


def write_comparison(folder: str | Path) -> list[Path]:
    """Draw the PNG pages of a finished comparison again; returns what was written, the first page last.

    Reads nothing but the folder. Raises SimnetError if it cannot be read or written.
    """
    from simnet.charts.style import save
    from simnet.report.comparison_pictures import comparison_pictures
    from simnet.study.comparing import Comparison

    found, target = comparison_pictures(Comparison.open(folder)), Path(folder)
    try:
        first, *others = (save(picture.draw(), target / f"{picture.name}.png") for picture in found)
        return [*others, first]
    except OSError as error:
        raise SimnetError(f"{target} cannot be written ({error.strerror or error})") from None


def _replace(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    draft = path.with_name(f".{path.name}.partial")
    draft.write_text(text, encoding="utf-8")
    os.replace(draft, path)
