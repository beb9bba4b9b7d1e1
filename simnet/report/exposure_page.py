"""The page of an exposure study: single points of failure, the disruption map, what each outage does."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from simnet.charts.disruption_map import Line, disruption_map
from simnet.charts.numbers import count, money
from simnet.charts.whiteboard import whiteboard
from simnet.report import certainty
from simnet.report.exposed_network import exposed_network
from simnet.report.exposure import Exposed, exposures, index_of, largest_impact, percentage
from simnet.report.numbers import brief, dots, tenths
from simnet.report.page import composed
from simnet.report.pictures import Picture
from simnet.report.run import Run
from simnet.report.sections import Section, Table
from simnet.report.single_points import detection, differences, hangs, headline, likelihood, soon

CHARTS = ("whiteboard", "disruption-map")
SHOWN = 14
"""Failure points in the picture; the table has all of them."""
EXPLANATION = (
    "Each goes dark alone, all else in order. You last: until customers notice, if it stays dark. Costs: "
    "lost margin and extra cost of an outage. Red ✗: nothing else can do all of its work, and customers "
    "notice before it is back."
)


def pictures(run: Run) -> list[Picture]:
    """List the pictures of an exposure study."""
    found = exposures(run)
    return [
        Picture(
            "whiteboard",
            "whiteboard",
            "The network: who makes, who packs and who buys; red is what nothing can replace.",
            "Red boxes and lines have no second way for some of what you sell.",
            lambda: whiteboard(
                exposed_network(run, found), f"Units a day without outages. {run.facts.window}."
            ),
        ),
        Picture(
            "disruption-map",
            "disruption-map",
            "The disruption map: failure points, how likely, what they cost, how noticed, who takes over.",
            "Bars: what an outage costs, by the most expensive one.",
            lambda: disruption_map(_lines(run, found), headline(found), EXPLANATION, _footer(run)),
        ),
    ]


def _lines(run: Run, found: list[Exposed]) -> list[Line]:
    largest, currency = largest_impact(found), run.scenario.currency
    return [
        Line(
            one.title,
            likelihood(one),
            one.lasts,
            index_of(one, largest) if largest > 0 else 0.0,
            money(one.impact.estimate, currency, cents=False),
            soon(one.detect_days + one.decide_days),
            one.backup,
            one.is_both,
        )
        for one in [one for one in found if not one.harmless][:SHOWN]
    ]


def _footer(run: Run) -> str:
    return (
        f"{run.facts.simulated} for each, at four dates, paired with the same year without the outage. You "
        "notice in: until it is noticed and decided, the latter in working hours. Costs are averages."
    )


def page(run: Run, drawn: Sequence[tuple[Picture, Path]] = ()) -> str:
    """Compose the page of an exposure study; deterministic."""
    found = exposures(run)
    return composed(run, headline(found), _sections(run, found), drawn)


def _sections(run: Run, found: list[Exposed]) -> list[Section]:
    return [
        single_points(found),
        the_map(run, found),
        effects(run, found),
        how_sure(run, found),
        downtimes(found),
        certainty.assumed(run),
        certainty.repeat(run),
    ]


def single_points(found: list[Exposed]) -> Section:
    """Name what nothing can replace, and what is exposed although it has a second way."""
    listed = [one for one in found if one.single or one.exposed]
    rows = tuple(
        (
            one.title,
            hangs(one),
            one.lasts,
            brief(one.downtime_days),
            f"{dots(tenths(one.noticed_first.estimate))}{'~' if one.unsure else ''}",
        )
        for one in listed
    )
    lead = " ".join(
        [
            "A single point of failure has two signs: without it no other way brings some product to some "
            "region, and customers notice before it is back.",
            *differences(found),
        ]
    )
    headings = ("", "hangs on it alone", "you last", "dark for", "exposed in … of 10 years")
    bold = frozenset(number for number, one in enumerate(listed) if one.is_both)
    table = Table(headings, rows, bold, "~ more simulated years could turn this round.", frozenset({1}))
    return Section("single", "Single points of failure", lead, ("whiteboard",), (table,))


def the_map(run: Run, found: list[Exposed]) -> Section:
    """Fill in the disruption map: failure point, likelihood, impact, detection, backup action."""
    currency = run.scenario.currency
    rows = tuple(
        (
            one.title,
            likelihood(one),
            money(one.impact.estimate, currency, cents=False),
            count(max(one.late.estimate, 0.0)),
            detection(one),
            one.backup,
        )
        for one in found
    )
    lead = "What can go wrong, how likely, what it does to you, how you notice, and what takes over."
    bold = frozenset(number for number, one in enumerate(found) if one.is_both)
    headings = (
        "failure point",
        "how likely",
        "it costs",
        "late orders",
        "notice + decide",
        "what takes over",
    )
    note = "Each time: averages. Notice + decide: as your file says, the latter in working hours."
    table = Table(headings, rows, bold, note, frozenset({5}))
    return Section("map", "Disruption map", lead, ("disruption-map",), (table,))


def effects(run: Run, found: list[Exposed]) -> Section:
    """Give what each outage does in the typical year."""
    largest, currency = largest_impact(found), run.scenario.currency
    rows = tuple(
        (
            one.title,
            brief(one.downtime_days),
            one.lasts,
            one.notice,
            f"{one.censored} of {len(one.cases)}" if one.censored else "–",
            count(max(one.late.estimate, 0.0)),
            money(one.impact.estimate, currency, cents=False),
            percentage(index_of(one, largest)),
        )
        for one in found
    )
    headings = ("If it goes dark", "for", "you last", "customers notice for", "not back by the end",
                "late orders", "it costs", "risk exposure index")  # fmt: skip
    note = (
        "You last and customers notice for: typical years; late orders and costs: averages. Costs: lost "
        "margin and extra cost against the same year without the outage; index: by the largest of any alone."
    )
    lead = "Each alone, all else in order; once for as long as it is usually dark, and once without an end."
    return Section("dark", "What each outage does", lead, (), (Table(headings, rows, note=note),))


def how_sure(run: Run, found: list[Exposed]) -> Section:
    """Give the ranges within which more simulated years would stay."""
    currency = run.scenario.currency
    rows = []
    for one in found:
        if one.harmless:
            continue
        lasting, share = one.survive_range, one.noticed_first
        span = f"{one.lasting(lasting.low)} to {one.lasting(lasting.high)}" if lasting is not None else "–"
        cost = "–"
        if len(one.cases) > 1:
            low, high = (money(bound, currency, cents=False) for bound in one.impact[1:])
            cost = f"{low} to {high}"
        rows.append((one.title, span, f"{share.low:.0%} to {share.high:.0%}", cost))
    lead = (
        "Every outage was lived through at four dates in several years. With more years, these figures would "
        "stay within the ranges below."
    )
    table = Table(("", "you last", "exposed in … of all years", "it costs"), tuple(rows),
                  note="95% confidence, over simulated years.")  # fmt: skip
    return Section("sure", "How sure this is", lead, (), (table,) if rows else ())


def downtimes(found: list[Exposed]) -> Section:
    """Say how long each was dark, and why so long."""
    groups: dict[tuple[str, str], list[str]] = {}
    for one in found:
        groups.setdefault((brief(one.downtime_days), one.source), []).append(one.title)
    rows = tuple((", ".join(names), lasts, source) for (lasts, source), names in groups.items())
    lead = "From your file where it has an event for it; else from elsewhere. Put in what you know better."
    table = Table(("", "dark for", "where that comes from"), rows, prose=frozenset({2}))
    return Section("downtimes", "How long each is dark", lead, (), (table,))
