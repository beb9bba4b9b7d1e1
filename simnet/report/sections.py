"""The sections of a run's page: sentences, tables and the pictures that belong to them."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from simnet.charts.numbers import BEYOND, HIGH, count, money, percent, quantile, span
from simnet.charts.stockouts import MOST
from simnet.charts.weekly_review import QUESTIONS, usual
from simnet.measures.ledger.lines import BESIDE, COST_LINES
from simnet.report.dark import dark
from simnet.report.incidents import Kind, is_worst, kinds
from simnet.report.limits import limit_text
from simnet.report.lines import Line, lines
from simnet.report.numbers import count as number
from simnet.report.numbers import dots, hours, short_days, tenths
from simnet.report.run import Run
from simnet.report.words import HIT

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[tuple[int, ...], np.dtype[Any]]

NOTHING = "–"
"""What is not known."""


@dataclass(frozen=True)
class Table:
    """A table on the page: headings, rows of texts (the first is a name), and which rows are bold.

    `prose` are the columns that hold sentences instead of figures.
    """

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    bold: frozenset[int] = frozenset()
    note: str = ""
    prose: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Section:
    """A part of the page; `charts` are the charts whose pictures stand in it."""

    key: str
    title: str
    lead: str
    charts: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    notes: tuple[str, ...] = field(default=())


def worst_of(found: list[Kind]) -> str:
    """Say in a sentence what makes most orders late over the simulated years."""
    worst = next((kind for kind in found if not kind.is_mixed and kind.notice is not None), None)
    if worst is None:
        return "Of what went wrong, customers noticed next to nothing."
    others = [kind for kind in found if not kind.is_mixed and kind is not worst]
    first = "What hurts most is" if is_worst(worst, others) else "Among the worst is"
    return f"{first} {worst.label}: {_late(worst)}; customers notice {_noticed(worst.notice)}."


def named(kind: Kind) -> str:
    """Name a kind by the scenario's name for it and what it does; by the latter alone if it has no name."""
    given = kind.events.partition(" ")[0]
    return kind.label if kind.is_mixed or given in HIT else f"{kind.events} ({kind.label})"


def _late(kind: Kind) -> str:
    late, often = (kind.late_a_year, "a year") if kind.late_a_year >= 0.5 else (kind.late_a_case, "each time")
    return f"{late:,.0f} late order{'' if round(late) == 1 else 's'} {often}"


def _noticed(days: float | None) -> str:
    if days is None:
        return "nothing"
    return "until the window ends" if math.isinf(days) else f"for {span(days)}"


def scores(run: Run) -> Section:
    """Make the scorecard, misses first; what the run does not have is left out."""
    found = [line for line in lines(run) if line.typical is not None]
    rows = [_scored(line, run.scenario.currency) for line in found]
    missed = [line for line in found if line.missed]
    limited = [line for line in found if line.kept is not None]
    lead = (
        f"{len(missed)} of your {len(limited)} limits {'is' if len(missed) == 1 else 'are'} missed too often."
        if missed
        else "Every limit that you have set is kept."
        if limited
        else "You have set no limits yet."
    )
    note = (
        "* 1 year in 10 is this bad or worse. Typical: half of the simulated years are better. "
        "A dash: too few simulated years to say."
    )
    headings = ["", "typical", "bad year*", "without disruptions", "your limit", "kept in … of 10 years"]
    bold = frozenset(index for index, line in enumerate(found) if line.missed)
    width = len(headings) if limited else headings.index("your limit")
    table = Table(tuple(headings[:width]), tuple(row[:width] for row in rows), bold, note)
    return Section("scorecard", "How your customers fare", lead, (), (table,))


def _scored(line: Line, currency: str) -> tuple[str, ...]:
    """Write a line as on the terminal."""
    figures = tuple(
        line.written(value, currency, NOTHING) for value in (line.typical, line.bad, line.without)
    )
    if line.kept is None or line.limit is None:
        return (line.label, *figures, "", "")
    mark, full = "✗" if line.missed else "✓", tenths(line.kept)
    return (f"{mark} {line.label}", *figures, limit_text(line.limit), f"{dots(full)} {full}")


def wrong(run: Run) -> Section:
    """Make the table of what goes wrong, worst first."""
    found = kinds(run)
    rows = tuple(
        (
            named(kind),
            f"{kind.a_year:.2f}",
            span(kind.downtime),
            count(kind.late_a_year),
            span(kind.notice) if kind.notice is not None else "–",
            span(kind.bad_notice) if kind.bad_notice is not None else "–",
            percent(kind.unnoticed),
        )
        for kind in found
    )
    if not rows:
        lead = "Nothing goes wrong in this scenario: it names no disruptions."
        return Section("wrong", "What goes wrong", lead, (), _dark(run))
    lead = f"{worst_of(found)} The list begins with what makes most orders late."
    table = Table(
        (
            "",
            "times a year",
            "lasts",
            "late orders a year",
            "customers notice for",
            "bad case*",
            "nobody noticed",
        ),
        rows,
        frozenset({0}),
        f"* 1 noticed case in 10 is this bad or worse. {BEYOND}: not back when the simulation ended.",
    )
    return Section("wrong", "What goes wrong", lead, (), (table, *_dark(run)))


def _dark(run: Run) -> tuple[Table, ...]:
    """Make the table of single points of failure, if the run has looked at them."""
    rows = tuple(
        (
            one.element,
            short_days(one.downtime_days),
            one.lasts,
            one.notice,
            number(max(one.late, 0)),
            one.backup,
        )
        for one in dark(run)
    )
    headings = ("If it goes dark", "for", "you last", "customers notice for", "late orders", "who takes over")
    note = (
        "Each alone, at several dates; typical figures, against the same days without it. You last: how long "
        "until the first orders come late if it stays dark. Of so many a day: what they can pack of all that "
        "is to be packed then."
    )
    return (Table(headings, rows, note=note, prose=frozenset({5})),) if rows else ()


def network(run: Run) -> Section:
    """Show the network on one whiteboard."""
    del run
    lead = "Follow a parcel from left to right, and ask at every red line: what if this one is down?"
    return Section("network", "Your network on one whiteboard", lead, ("whiteboard", "load"))


def recovery(run: Run) -> Section:
    """Show how the worst incidents pass."""
    lead = (
        "How long customers notice, from the moment it begins."
        if kinds(run)
        else "Nothing to recover from: the scenario names no disruptions."
    )
    return Section("recovery", "How it passes", lead, ("recovery", "waterfall"))


def stock(run: Run) -> Section:
    """Show what was sold out when and where."""
    frame = run.table("skus")
    tables: tuple[Table, ...] = ()
    if len(frame):
        sums = frame[frame["world"] == "disrupted"].groupby(["node", "sku"])
        means = sums[["stockout_days", "stockout_events", "units_short"]].sum() / run.years
        ranked = means.sort_values("stockout_days", ascending=False, kind="stable")
        ranked = ranked[ranked["stockout_days"] > 0].head(MOST)
        rows = tuple(
            (f"{sku} at {node}", *(count(value) for value in row))
            for (node, sku), row in zip(ranked.index, ranked.to_numpy(float), strict=True)
        )
        headings = ("", f"days without any {run.facts.per}", "orders that found none", "items short")
        tables = (Table(headings, rows, note="Averages of all simulated years."),) if rows else ()
    lead = (
        "A sold-out day costs you orders even when nothing is broken."
        if tables
        else "Nothing was ever sold out."
    )
    return Section("stock", "Your stock", lead, ("stockouts",), tables)


def cost(run: Run) -> Section:
    """Show what an order costs, and a year."""
    frame = run.ledger
    if not len(frame):
        return Section("cost", "What it costs", "This run has no costs: it was made without its ledger.")
    from simnet.charts.cost_lines import per_order

    table = per_order(frame, run.delivered)
    currency, beside = run.scenario.currency, {line.name: line for line in BESIDE}
    lines = {line.name: line for line in COST_LINES}
    rows = [
        (
            lines[str(name)].words,
            money(float(row["disrupted"]), currency),
            money(float(row["twin"]), currency),
            lines[str(name)].meaning,
        )
        for name, row in table.fillna(0.0).iterrows()
        if str(name) in lines and (row.abs() > 1e-9).any()
    ]
    costs = table.drop(index=list(beside), errors="ignore").fillna(0.0).sum()
    rows.append(
        (
            "an order",
            money(float(costs["disrupted"]), currency),
            money(float(costs["twin"]), currency),
            "all of it",
        )
    )
    headings = ("", "an order", "without disruptions", "what is in it")
    return Section(
        "cost",
        "What it costs",
        "What one order really costs, and what a year costs.",
        ("cost", "yearly"),
        (
            Table(
                headings,
                tuple(rows),
                frozenset({len(rows) - 1}),
                "All cost of all years by all orders delivered; the scorecard has the typical year.",
                frozenset({3}),
            ),
        ),
    )


def time(run: Run) -> Section:
    """Show how much of the team's time it takes, in a week and for each kind of incident."""
    weeks = run.table("weeks")
    lead = "Your time: alerts, decisions, orders that you reroute, purchase orders that you place elsewhere."
    tables: list[Table] = []
    if len(weeks):
        mine = weeks[weeks["world"] == "disrupted"]["team_minutes"].to_numpy(float)
        lead = _weeks(mine)
    rows = tuple((kind.label, f"{kind.a_year:.2f}", hours(max(kind.minutes, 0.0))) for kind in kinds(run))
    if rows:
        tables.append(
            Table(
                ("", "times a year", "of your time each time"),
                rows,
                note="Typical: half of the times take less.",
            )
        )
    return Section("time", "Your time", lead, (), tuple(tables))


def _weeks(minutes: Array) -> str:
    """Say how many weeks ask nothing, and how much a bad one and the worst one take."""
    calm, bad, worst = float((minutes < 0.5).mean()), quantile(minutes, HIGH), float(minutes.max())
    if worst < 0.5:
        return "No week asks anything of you."
    often = f"1 week in 10 takes {hours(bad)} or more, the worst of all" if bad >= 0.5 else "the worst takes"
    return f"{percent(calm)} of all weeks ask nothing of you; {often} {hours(worst)}."


def review(run: Run) -> Section:
    """Give the numbers for a weekly review of twenty minutes."""
    weeks = run.table("weeks")
    if not len(weeks):
        return Section("review", "Your weekly review", "This run has no weekly figures.")
    mine = weeks[(weeks["world"] == "disrupted") & (weeks["week"] < run.facts.whole_weeks)]
    rows = []
    for column, _, title, explanation in QUESTIONS:
        week = usual(mine, column, title)
        rows.append((title, count(week.typical), week.ask, explanation))
    lead = "Twenty minutes a week: stockouts, delays, returns, vendor misses, and your places by region."
    table = Table(("", "a usual week", "ask why at", "what is counted"), tuple(rows), prose=frozenset({3}))
    return Section("review", "Your weekly review", lead, ("review",), (table,))
