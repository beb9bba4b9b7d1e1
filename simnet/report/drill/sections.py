"""The sections of a drill's report: sentences, tables and the pictures that belong to them."""

from __future__ import annotations

import math
from typing import Any

from simnet.charts.drill.second import Block
from simnet.charts.numbers import count, money, percent, span
from simnet.report.drill import fix, improvement, scope, second
from simnet.report.drill.goals import goal_rows
from simnet.report.drill.happened import hit
from simnet.report.drill.money import cost_lines, margin_lost, mean_of
from simnet.report.drill.page import quarter, reliability
from simnet.report.drill.run import DrillRun
from simnet.report.drill.timeline import steps
from simnet.report.drill.work import ran_out, work_lines
from simnet.report.numbers import dots, hours
from simnet.report.sections import Section, Table
from simnet.report.words import capital

BAD = "* 1 year in 10 is this bad or worse. Typical: half of the simulated years are better."
NOTHING = "–"
BLANK = "_" * 12
"""Room for a name that the file leaves open."""


def sections(run: DrillRun) -> list[Section]:
    """Put the sections in the order in which a person asks."""
    if not run.years:
        return [what(run), again(run)]
    made = [
        goals(run),
        improvement.well(run),
        course(run),
        timeline(run),
        batch(run),
        changes(run),
        improvement.matrix(run),
        cost(run),
        work(run),
        network(run),
        stock(run),
        alarms(run),
        history(run),
        sure(run),
        what(run),
        again(run),
    ]
    return [section for section in made if section is not None]


def goals(run: DrillRun) -> Section:
    """Give the goals, misses first."""
    found = goal_rows(run)
    rows = tuple(
        (f"{row.mark} {row.name}", row.wanted, row.typical, row.bad, f"{dots(row.tenths)} {row.tenths}")
        for row in found
    )
    bold = frozenset(place for place, row in enumerate(found) if row.met is False)
    headings = ("", "you wanted", "typical", "bad case*", "met in … of 10 years")
    share = reliability(float(run.drill["reliability"]))
    lead = f"The drill passes when surely {share} simulated years meet each goal."
    return Section("goals", "Your goals", lead, (), (Table(headings, rows, bold, BAD),))


def course(run: DrillRun) -> Section:
    """Show how it passed."""
    del run
    lead = "What your customers lived through, day by day, and how long everything took."
    return Section("course", "How it went", lead, ("course",))


def timeline(run: DrillRun) -> Section:
    """Give one typical year step by step."""
    rows = tuple((step.when, capital(step.what)) for step in steps(run))
    lead = "One simulated year, the one nearest to the typical times."
    table = Table(("", "what happens"), rows, prose=frozenset({1}))
    return Section("timeline", "One typical year, step by step", lead, (), (table,))


def batch(run: DrillRun) -> Section | None:
    """Give the test orders of one typical year, one by one; None if the drill is about all orders."""
    frame = run.table("batch")
    if not len(frame):
        return None
    chosen = int(run.drill.get("timeline_replication") or 0)
    mine = frame[frame["replication"] == chosen]
    mine = mine if len(mine) else frame[frame["replication"] == frame["replication"].iloc[0]]
    rows = tuple(_test_order(row) for row in mine.to_dict("records"))
    headings = (
        "test order",
        "goes to",
        "placed",
        "rerouted after",
        "collected after",
        "delivered after",
        "packed by",
        "in time",
        "your time",
    )
    late = float(frame["late"].mean())
    stayed = scope.stayed(run)
    usual = f"; {percent(stayed)} could not be sent elsewhere and went as usual" if stayed >= 0.005 else ""
    lead = (
        f"{scope.sent(run)} {scope.below(run)} {percent(1 - late)} of them arrive in time{usual}. "
        "Below, those of the year nearest to the typical one."
    )
    return Section("batch", "The test orders", lead, (), (Table(headings, rows),))


def _test_order(row: dict[Any, Any]) -> tuple[str, ...]:
    placed = float(row["placed_days"])
    after = [_after(float(row[f"{what}_days"]) - placed) for what in ("rerouted", "collected", "delivered")]
    return (
        f"{int(row['order']) + 1}",
        str(row["region"]),
        f"day {placed:.1f}",
        *after,
        str(row["node"]) or NOTHING,
        "✗ late" if row["late"] else "✓",
        hours(float(row["minutes"])),
    )


def _after(days: float) -> str:
    return span(max(days, 0.0)) if math.isfinite(days) else "never"


def changes(run: DrillRun) -> Section:
    """Give what was tried, best first, with its effect, its cost, and whether the drill would pass."""
    found = fix.tried(run)
    rows = tuple(
        (f"{place}. {capital(one.words.rstrip('. '))}", one.effect, one.cost, one.passes, one.because)
        for place, one in enumerate(found, start=1)
    )
    if not rows:
        return Section("changes", "What to change", "No change was tried in this run.")
    headings = ("", "what it does", "cost", "would it pass", "why it was tried")
    years = found[0].years
    lead = f"Each was simulated again in {years:,} of the same years, with the same luck."
    note = "Who does it by when: write it on the page, or keep it with simnet history."
    table = Table(headings, rows, frozenset({0}), note, frozenset({4}))
    return Section("changes", "What to change", lead, (), (table,))


def cost(run: DrillRun) -> Section:
    """Give what it cost beyond the same years without it, line by line."""
    total = money(mean_of(run, "extra_cost"), run.currency, cents=False)
    rows = [(capital(one.words), money(one.amount, run.currency, cents=False)) for one in cost_lines(run)]
    rows.append(("Extra cost", total))
    rows.append(("Margin lost, now and later", money(margin_lost(run), run.currency, cents=False)))
    lead = f"Beyond the same years without the {run.noun}, on average, because averages add up."
    bold = frozenset({len(rows) - 2})
    return Section("cost", "What it cost", lead, (), (Table(("", "on average"), tuple(rows), bold),))


def work(run: DrillRun) -> Section:
    """Give what people had to do."""
    rows = [(one.words, hours(one.minutes)) for one in work_lines(run)]
    rows.append(("Your time", hours(max(mean_of(run, "team_minutes"), 0.0))))
    lead = f"What the {run.noun} asked of you, beyond the same years without it, on average."
    bold = frozenset({len(rows) - 1})
    return Section("work", "What you had to do", lead, (), (Table(("", "on average"), tuple(rows), bold),))


def network(run: DrillRun) -> Section:
    """Show what failed, where orders went, and whom it hit."""
    frame = run.table("regions")
    sums = frame.groupby("region")[["orders", "late", "twin_late", "blast_orders"]].sum() / run.years
    rows = tuple(
        (
            str(region),
            percent(row["late"] / max(row["orders"], 1e-9)),
            percent(row["twin_late"] / max(row["orders"], 1e-9)),
            count(row["blast_orders"]),
        )
        for region, row in sums.sort_values("blast_orders", ascending=False, kind="stable").iterrows()
    )
    headings = ("customers in", "orders late", f"without the {run.noun}", "orders hit")
    tables = (Table(headings, rows, note="Orders hit: late or cancelled because of it."),) if rows else ()
    return Section("network", "Where orders went, and whom it hit", "", ("network",), tables)


def stock(run: DrillRun) -> Section:
    """Give what ran out because of the drill."""
    rows = tuple(
        (f"{one.sku}, {one.node}", percent(one.share), span(one.first_days), count(one.units))
        for one in ran_out(run)[:20]
    )
    lead = "What was sold out because of it." if rows else "Nothing ran out because of it."
    headings = ("", "of years", "typically after", "items short, on average")
    return Section("stock", "What ran out", lead, (), (Table(headings, rows),) if rows else ())


def alarms(run: DrillRun) -> Section:
    """Give when each alarm went off, and when a tighter one would have."""
    rows = tuple(second.alarm_rows(run))
    if not rows:
        return Section("alarms", "Your alarms", "The scenario has no alarms.")
    headings = ("", "went off in", "typically after", "also in years without it")
    lead = f"When each alarm went off because of the {run.noun}, and a tighter limit watched beside it."
    return Section("alarms", "Your alarms", lead, (), (Table(headings, rows),))


def history(run: DrillRun) -> Section | None:
    """Give the drills before this one; None if there are none."""
    last = run.drill.get("last") or []
    if not last:
        return None
    words = {"held": "passed", "deviated": "not passed", "undecided": "not decided"}
    rows = [
        (quarter(str(one["label"])), _noticed(one["service_days"]), words.get(str(one["verdict"]), NOTHING))
        for one in last
    ]
    days = run.typical("service_days")
    rows.append((quarter(str(run.drill["label"])), _noticed(days), words.get(run.verdict, NOTHING)))
    table = Table(("", "customers noticed for", "verdict"), tuple(rows), frozenset({len(rows) - 1}))
    actions = tuple(f"since {one['since']}: {one['words']}" for one in run.drill.get("actions") or [])
    tables = (table, Table(("still open", ""), tuple((one, "") for one in actions))) if actions else (table,)
    return Section("history", "The last drills", "simnet history has all of them.", (), tables)


def _noticed(days: float | None) -> str:
    return "to the end" if days is None or math.isinf(days) else span(days) if days else "not at all"


def sure(run: DrillRun) -> Section:
    """Give every figure with its range."""
    table = _table(second.sure(run))
    lead = (
        "Two things must not be mixed up: a year’s luck, which no computer can take away, is in the column "
        "“bad case”; the ranges are only what more simulated years would still change."
    )
    return Section("sure", "How sure this is", lead, (), (table, _table(second.lasting(run))))


def what(run: DrillRun) -> Section:
    """Say what the drill was to show and what was assumed."""
    why = str(run.drill.get("why") or "").rstrip(".")
    lead = f"What it was to show: {why}." if why else "What the drill takes for granted."
    tables = (Table(("the drill", ""), overview(run)), _table(second.assumed(run)))
    return Section("assumed", "What was rehearsed, and what was assumed", lead, (), tables)


def overview(run: DrillRun) -> tuple[tuple[str, str], ...]:
    """Give what an after-action report begins with: when, what, for whom, and who answers for it."""
    drill = run.drill
    before, after = (float(drill["window"][name]) for name in ("before_days", "after_days"))
    contacts, about = drill.get("contacts") or {}, drill.get("scope") or {}
    hits = "; ".join(capital(hit(event)) for event in drill["events"])
    whose = f"{about.get('orders') or 'some'} test orders" if run.scoped else "all orders"
    return (
        ("begins", f"{drill['begins']}, {drill['timezone']}"),
        ("on purpose", scope.sent(run)) if run.scoped else ("goes wrong", hits),
        ("is about", whose),
        ("looked at", f"{before:g} days before to {after:g} days after"),
        ("owner", str(contacts.get("owner") or BLANK)),
        ("coordinator", str(contacts.get("coordinator") or BLANK)),
    )


def _table(block: Block) -> Table:
    """Take over a table of the second sheet."""
    width = max(len(row) for row in block.rows)
    headings = tuple(one.lower().replace("hseep", "HSEEP") for one in block.headings) or (
        block.title.lower(),
        *[""] * (width - 1),
    )
    return Table(headings, block.rows, block.bold, block.note)


def again(run: DrillRun) -> Section:
    """Say how to make the same figures again."""
    lead = "The same file, seed and version give the same numbers, on any machine."
    version = run.folder.manifest.get("simnet")
    made = (f"Made with simnet {version}.",) if version else ()
    return Section("repeat", "To repeat it", lead, notes=(f"simnet drill {run.file or 'DRILL.yaml'}", *made))
