"""The HTML page of a run: one file with everything in it, that asks nothing of the network."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from simnet.report import certainty, sections
from simnet.report.dark import answer, dark
from simnet.report.pictures import Picture
from simnet.report.run import Run
from simnet.report.sections import Section

TEMPLATE = "report.html.j2"


def page(run: Run, drawn: Sequence[tuple[Picture, Path]] = ()) -> str:
    """Compose the page of a run with the pictures that were drawn; deterministic."""
    return composed(run, answer(run, dark(run)), _sections(run), drawn)


def composed(
    run: Run, first: str, listed: Sequence[Section], drawn: Sequence[tuple[Picture, Path]] = ()
) -> str:
    """Compose a page: its answer in a sentence, and its sections with their pictures."""
    return render(
        TEMPLATE,
        name=run.scenario.name,
        facts=run.facts,
        answer=first,
        sections=[filled(section, drawn) for section in listed],
        failures=len(run.table("failures")),
    )


def _sections(run: Run) -> list[Section]:
    """Put the sections in the order in which a person asks."""
    return [
        sections.scores(run),
        sections.wrong(run),
        sections.network(run),
        sections.recovery(run),
        sections.stock(run),
        sections.cost(run),
        sections.time(run),
        sections.review(run),
        certainty.assumed(run),
        certainty.sure(run),
        certainty.repeat(run),
    ]


def filled(section: Section, drawn: Sequence[tuple[Picture, Path]]) -> dict[str, Any]:
    """Add to a section its pictures as data."""
    mine = [
        {"alt": picture.alt, "caption": picture.caption, "data": inlined(path)}
        for picture, path in drawn
        if picture.chart in section.charts
    ]
    return {"section": section, "pictures": mine}


def inlined(path: Path) -> str:
    """Make a PNG part of a page."""
    return f"data:image/png;base64,{base64.b64encode(path.read_bytes()).decode()}"


def render(template: str, **values: Any) -> str:
    """Fill in one of the templates; equal values give equal pages."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    loader = PackageLoader("simnet.report", "templates")
    environment = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["breakable"] = breakable
    return str(environment.get_template(template).render(**values))


def breakable(text: str) -> Any:
    """Let a path such as `carriers.van.services.ground.transit` go on in the next line after a dot."""
    from markupsafe import Markup, escape

    is_path = text.count(".") > 1 and " " not in text
    return Markup(str(escape(text)).replace(".", ".<wbr>")) if is_path else text
