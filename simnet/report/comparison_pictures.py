"""The pictures of a comparison: its page, further sheets, and the card; drawn from its folder alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from simnet.charts.comparing.cost_sides import costs_side_by_side
from simnet.charts.comparing.forest import difference_forest
from simnet.charts.comparing.frontier import best as unbeaten
from simnet.charts.comparing.frontier import cost_and_service
from simnet.charts.comparing.more_or_less import Change
from simnet.charts.comparing.page import Comparison as Page
from simnet.charts.comparing.page import comparison_card, comparison_page
from simnet.charts.comparing.recoveries import recoveries
from simnet.charts.numbers import money
from simnet.charts.style import TITLE
from simnet.charts.text import joined, shorten
from simnet.report import comparison_data as data
from simnet.report.comparing.rows import open_questions
from simnet.report.comparing.sentences import headline, reasons
from simnet.report.comparing.view import View
from simnet.report.pictures import Picture
from simnet.report.words import element

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from simnet.study.comparing import Comparison

Row = dict[str, Any]
QUESTIONS = 2
"""Open questions that the page has room for."""


def comparison_pictures(comparison: Comparison) -> list[Picture]:
    """List the pictures for which a comparison has tables."""
    view = View.of_folder(comparison)
    names = joined(list(view.designs))
    made = [
        ("compare", "page", f"{names} compared: the answer, a table, cost by frequency.", page),
        ("differences", "differences", f"By how much {names} differ, with intervals.", forest),
        ("costs", "costs", f"What a year costs with {names}, line by line.", costs),
        ("recovery", "recovery", f"How {names} pass the same outage.", recovery),
        ("frontier", "frontier", f"Cost of an order against orders on time: {names}.", frontier),
        ("card", "card", headline(view), card),
    ]
    found = []
    for name, chart, alt, draw in made:
        if chart == "recovery" and not _recovery(comparison, view):
            continue
        found.append(Picture(name, chart, alt, alt, lambda draw=draw: draw(comparison, view)))  # type: ignore[misc]
    return found


def page(comparison: Comparison, view: View) -> Figure:
    """Draw the page: headline, table, crossing lines, bars."""
    price = data.price_of(view)
    first, second = view.pairs[0]
    crossing = data.crossing(comparison, view, price) if price is not None else None
    dark = element(price["element"]) if price is not None else ""
    title = f"What a year costs, by how often {dark} goes dark" if dark else ""
    if len(view.designs) == 2:
        changes, total = data.changes(comparison, view, first, second)
        summed = Change("a year, in all", total)
        bars = f"{_brief(second)}: a year costs more or less than with {_brief(first)}"
    else:
        changes, summed = data.yearly(comparison, view), Change("", 0.0)
        bars = f"A year costs more or less than with {_brief(first)}"
    said = reasons(view, price) if price is not None and len(view.designs) == 2 else []
    questions = open_questions(view, first, second)
    return comparison_page(
        Page(
            view.designs, headline(view), " ".join(said), data.scores(view), crossing, title, tuple(changes),
            bars, summed, view.currency, tuple(questions[:QUESTIONS]) if len(view.designs) == 2 else (),
            footer(comparison, view),
        )
    )  # fmt: skip


def _brief(design: str) -> str:
    """Shorten a name for a title of two lines."""
    return shorten(design, 1.35, TITLE, "bold")


def footer(comparison: Comparison, view: View) -> str:
    """Say how many years, and what makes them comparable."""
    days = comparison.manifest["horizon_days"]
    years = "simulated years" if 360 <= days <= 370 else f"simulated runs of {days:,.0f} days"
    version = comparison.manifest.get("simnet", "")
    return (
        f"{view.years:,} {years}; all designs met the same customers and the same bad luck. Money in "
        f"{view.currency}. Bands: {view.level:.0%} sure. For sure: {view.level:.0%} for all lines together. "
        f"Ahead: in so many of 10 years. Seed {comparison.manifest['seed']} · simnet {version}"
    )


def forest(comparison: Comparison, view: View) -> Figure:
    """Draw the differences with their intervals."""
    groups = data.gains(view)
    sure = sum(bool(gain.winner) for _, _, some in groups for gain in some)
    of = sum(len(some) for _, _, some in groups)
    return difference_forest(groups, f"{sure} of {of} differences are sure.", footer(comparison, view))


def costs(comparison: Comparison, view: View) -> Figure:
    """Draw what a year costs line by line."""
    lines = data.cost_lines(comparison, view)
    totals = [sum(line.amounts[number] for line in lines) for number in range(len(view.designs))]
    cheap, dear = (choose(range(len(totals)), key=totals.__getitem__) for choose in (min, max))
    apart = money(totals[dear] - totals[cheap], view.currency, cents=False)
    said = f"A year costs {apart} less with {view.designs[cheap]} than with {view.designs[dear]}, on average."
    if cheap == dear:
        said = "A year costs the same with all of them, on average."
    return costs_side_by_side(view.designs, lines, view.currency, said, footer(comparison, view))


def _recovery(comparison: Comparison, view: View) -> list[Any]:
    price = data.price_of(view)
    return data.courses(comparison, view, price["element"]) if price is not None else []


def recovery(comparison: Comparison, view: View) -> Figure:
    """Draw how each design passes the same outage."""
    price, some = data.price_of(view), _recovery(comparison, view)
    assert price is not None
    least = [(float(np.nanmin(one.on_time)), one.name) for one in some]
    worst, best = min(least), max(least)
    said = f"At its worst, {worst[0]:.0%} of a day’s orders are on time with {worst[1]}"
    said += (
        f", {best[0]:.0%} with {best[1]}."
        if f"{worst[0]:.0%}" != f"{best[0]:.0%}"
        else ", as with the others."
    )
    return recoveries(some, element(price["element"]), price["downtime_days"], said, footer(comparison, view))


def frontier(comparison: Comparison, view: View) -> Figure:
    """Draw every design as a point of cost and service."""
    points = data.spots(view)
    names = joined([spot.name for spot in unbeaten(points)], 5)
    beaten = len(points) - len(unbeaten(points))
    said = f"{names[:1].upper()}{names[1:]}: nothing here is both cheaper and more often on time, on average."
    if not beaten:
        said = "What is cheaper is less often on time: no design beats another in both."
    return cost_and_service(points, view.currency, said, footer(comparison, view))


def card(comparison: Comparison, view: View) -> Figure:
    """Draw the headline alone."""
    price = data.price_of(view)
    said = reasons(view, price) if price is not None and len(view.designs) == 2 else []
    years = f"{view.years:,} simulated years of each, the same customers and the same bad luck"
    return comparison_card(view.designs, headline(view), said, years)
