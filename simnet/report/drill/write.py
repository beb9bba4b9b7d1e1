"""The pages of a drill's run folder: drill.png, sheet2.png, card.png, report.html."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from simnet.errors import SimnetError

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from simnet.report.drill.run import DrillRun
    from simnet.report.pictures import Picture

TEMPLATE = "drill.html.j2"


def write_drill(folder: str | Path) -> list[Path]:
    """Draw the pages of a drill again; returns what was written, drill.png first.

    On A4 drill.png and sheet2.png, on US letter drill-letter.png and sheet2-letter.png, then card.png, the
    pictures of the report in charts/, and report.html. Reads nothing but the folder. Raises SimnetError if it
    cannot be read or written, or is not that of a drill.
    """
    from simnet.report.drill.run import DrillRun
    from simnet.study.result import Result

    result = Result.open(folder)
    if "drill" not in result.manifest:
        raise SimnetError(f"{folder} is the folder of a run, not of a drill; simnet report draws its pages")
    target = Path(folder)
    try:
        return _written(DrillRun(result), target)
    except OSError as error:
        raise SimnetError(f"{target} cannot be written ({error.strerror or error})") from None


def _written(run: DrillRun, target: Path) -> list[Path]:
    from simnet.charts.style import save
    from simnet.report.write import PAGE, PICTURES, replace

    (target / PICTURES).mkdir(exist_ok=True)
    written = [save(draw(), target / name, dpi=150) for name, draw in sheets(run).items()]
    drawn = [
        (picture, save(picture.draw(), target / PICTURES / f"{picture.name}.png"))
        for picture in pictures(run)
    ]
    replace(target / PAGE, html(run, drawn))
    return [*written, *(path for _, path in drawn), target / PAGE]


def sheets(run: DrillRun) -> dict[str, Callable[[], Figure]]:
    """List what is printed or sent, by file name, before it is drawn."""
    from simnet.charts.drill.card import drill_card
    from simnet.charts.drill.page import drill_page
    from simnet.charts.drill.paper import A4, FORMATS
    from simnet.charts.drill.second import second_sheet
    from simnet.report.drill.page import page_of
    from simnet.report.drill.second import second_of

    page, second = page_of(run), second_of(run)
    made: dict[str, Callable[[], Figure]] = {}
    for form in FORMATS:
        ending = "" if form is A4 else f"-{form.name}"
        made[f"drill{ending}.png"] = partial(drill_page, page, form)
        made[f"sheet2{ending}.png"] = partial(second_sheet, second, form)
    return made | {"card.png": partial(drill_card, page)}


def pictures(run: DrillRun) -> list[Picture]:
    """List the pictures of the report; a drill that was not simulated has none."""
    from simnet.charts.drill.sheets import course_sheet, network_sheet
    from simnet.report.drill.happened import what_happened
    from simnet.report.drill.network import explanation, network_of
    from simnet.report.drill.page import page_of
    from simnet.report.pictures import Picture

    if not run.years:
        return []
    page = page_of(run)
    return [
        Picture(
            "course",
            "course",
            _seen(run),
            f"Red: what your customers live through. Dashed: the same days without the {run.noun}.",
            partial(course_sheet, page),
        ),
        Picture(
            "network",
            "network",
            _where(run),
            explanation(run),
            partial(network_sheet, network_of(run), what_happened(run), explanation(run), page.footer),
        ),
    ]


def _where(run: DrillRun) -> str:
    """Say in words what the network shows."""
    failed = "where the test orders went" if run.scoped else "what failed, and which ways orders took"
    return f"The network while it lasted: {failed}."


def _seen(run: DrillRun) -> str:
    """Say in words what the three panels show."""
    from simnet.report.drill.words import headline

    return (
        f"{' '.join(headline(run))} Three panels on one axis of days: the share of orders on time with and "
        f"without the {run.noun}, how long until everything is over, and overdue orders or stock."
    )


def html(run: DrillRun, drawn: list[tuple[Picture, Path]]) -> str:
    """Compose the report of a drill with the pictures that were drawn; deterministic."""
    from simnet.report.drill import words
    from simnet.report.drill.fix import first
    from simnet.report.drill.page import quarter
    from simnet.report.drill.sections import sections
    from simnet.report.page import filled, render

    return render(
        TEMPLATE,
        name=run.scenario.name,
        title=str(run.drill["title"]),
        label=quarter(str(run.drill["label"])),
        badge=words.badge(run),
        headline=words.headline(run),
        sentence=words.sentence(run),
        fix=first(run),
        calm=run.verdict == "held",
        failures=len(run.table("failures")),
        sections=[filled(section, drawn) for section in sections(run)],
    )
