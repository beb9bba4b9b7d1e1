"""The page of a drill in words and numbers, as `simnet.charts.drill` draws it."""

from __future__ import annotations

import math

from simnet.charts.drill.content import Amount, Badge, Change, Fix, Goal, Hit, Page, Panels, Past
from simnet.charts.numbers import money
from simnet.measures.recovery import TOLERANCE
from simnet.report.drill import fix, scope
from simnet.report.drill import words as said
from simnet.report.drill.goals import goal_rows
from simnet.report.drill.happened import apart
from simnet.report.drill.money import cost_lines, margin_lost, mean_of
from simnet.report.drill.run import SERVICE, DrillRun
from simnet.report.drill.work import ran_out_first, work_lines
from simnet.report.numbers import hours
from simnet.report.words import capital

LINES = 4
"""Lines of cost and of work on the page, above their sums."""
NOTHING_OUT = "Nothing ran out because of it"
SUPPLIERS = ("supplier_outage", "supplier_delay", "supplier_quality", "port_congestion", "customs_hold",
             "stock_destroyed")  # fmt: skip
"""Kinds of event that empty shelves; their page shows stock instead of overdue orders."""


def page_of(run: DrillRun) -> Page:
    """Compose the page."""
    box = fix.first(run)
    return Page(
        title=str(run.drill["title"]),
        label=quarter(str(run.drill["label"])),
        network=run.scenario.name,
        badge=Badge(*said.badge(run)),
        headline=said.headline(run),
        sentence=said.sentence(run),
        fix=Fix(box.label, box.title, box.detail, calm=run.verdict == "held"),
        goals=tuple(
            Goal(row.name, row.wanted, row.typical, row.bad, row.share, row.met) for row in goal_rows(run)
        ),
        panels=panels_of(run),
        cost=_cost(run),
        work=_work(run),
        changes=_changes(run),
        footer=footer(run),
        nothing=_nothing(run),
        past=_past(run),
    )


def quarter(label: str) -> str:
    """Write the label of an occasion: a quarter as people write it, a date as it is.

    >>> quarter("2026-Q2"), quarter("2026-06-08")
    ('Q2 2026', '2026-06-08')
    """
    year, _, part = label.partition("-")
    return f"{part} {year}" if part.startswith("Q") else label


def panels_of(run: DrillRun) -> Panels:
    """Give what the three panels are drawn from."""
    kinds = {str(event["kind"]) for event in run.drill["events"]}
    return Panels(
        run.table("course"),
        run.replications,
        run.onset,
        hits(run),
        run.facts,
        run.clock_goals(),
        run.last,
        recovered=_recovered(run),
        stock=bool(kinds) and kinds <= set(SUPPLIERS),
        noun=run.noun,
        unasked=frozenset(run.unasked),
    )


def _recovered(run: DrillRun) -> str:
    goal, days = run.goals.get(SERVICE), run.typical("service_days")
    return said.day_of(days, float(goal["limit"]) if goal else None) if math.isfinite(days) else ""


def hits(run: DrillRun) -> tuple[Hit, ...]:
    """Give the events on the time axis of the drill: from the first one's onset."""
    events = run.drill["events"]
    begin = min((float(event["starts_days"]) for event in events), default=0.0)
    made = []
    for event, words in zip(events, apart(events), strict=True):
        starts, chance = float(event["starts_days"]) - begin, float(event.get("probability", 1.0))
        text = scope.aside(run) if run.scoped else capital(words)
        text += f" ({chance:.0%} of years)" if chance < 1 else ""
        made.append(Hit(starts, starts + float(event["for_days"] or 0.0), text))
    return tuple(sorted(made, key=lambda hit: hit.begin))


def _cost(run: DrillRun) -> tuple[Amount, ...]:
    """Give the dearest lines, the others together, the sum, and the margin of what was not sold."""
    found = cost_lines(run)
    if not found and not run.years:
        return (Amount("Nothing was simulated.", ""),)
    shown, rest = (found, []) if len(found) <= LINES else (found[: LINES - 1], found[LINES - 1 :])
    rows = [Amount(capital(one.words), plain(one.amount)) for one in shown]
    if rest:
        rows.append(Amount(f"{len(rest)} other lines", plain(sum(one.amount for one in rest))))
    total, lost = mean_of(run, "extra_cost"), margin_lost(run)
    rows.append(Amount("Extra cost", money(total, run.currency, cents=False), bold=True))
    rows.append(Amount("Margin lost, now and later", money(lost, run.currency, cents=False)))
    return tuple(rows)


def plain(amount: float) -> str:
    """Write an amount without its currency, which the sum has."""
    return f"{amount:,.0f}".replace("-", "−")


def _work(run: DrillRun) -> tuple[Amount, ...]:
    """Give what took longest, all of it, and what ran out first."""
    found = work_lines(run)[:LINES]
    rows = [Amount(one.words, hours(one.minutes)) for one in found]
    if not found:
        rows.append(Amount("Nothing more than without it", ""))
    rows.append(Amount("Your time, on average", hours(max(mean_of(run, "team_minutes"), 0.0)), bold=True))
    out = ran_out_first(run)
    rows.append(
        Amount(f"Ran out first: {out.sku}, {out.node}" if out else "Nothing ran out because of it", "")
    )
    return tuple(rows)


def _changes(run: DrillRun) -> tuple[Change, ...]:
    found = [one for one in fix.tried(run) if one.better][: fix.SHOWN]
    return tuple(
        Change(capital(one.words.rstrip(". ")), _effect(one), bold=place == 0 and run.verdict != "held")
        for place, one in enumerate(found)
    )


def _nothing(run: DrillRun) -> str:
    if run.verdict == "held":
        return "Nothing has to change."
    return "Nothing that was tried helps by itself." if fix.tried(run) else "No change was tried."


def _effect(one: fix.Tried) -> str:
    return f"{one.effect}, passes" if one.passes == "yes" else one.effect


def _past(run: DrillRun) -> tuple[Past, ...]:
    """Give the drills before this one, oldest first, and this one as the last."""
    if not run.years or run.status != "completed":
        return ()
    made = [Past(short(str(one["label"])), _days(one["service_days"])) for one in run.drill.get("last") or ()]
    return (*made, Past(short(str(run.drill["label"])), run.typical("service_days")))


def _days(value: float | None) -> float:
    return math.inf if value is None else float(value)


def short(label: str) -> str:
    """Write a label in three or four signs: Q2, or day and month.

    >>> short("2026-Q2"), short("2026-06-08")
    ('Q2', '8/6')
    """
    if "-Q" in label:
        return label.partition("-")[2][:2]
    parts = label.split("-")
    return f"{int(parts[2])}/{int(parts[1])}" if len(parts) == 3 and parts[2].isdigit() else label[:4]


def footer(run: DrillRun) -> str:
    """Say what the figures are: years, quantiles, KPI, window, thresholds, defaults, file, seed, version."""
    drill = run.drill
    before, after = (float(drill["window"][name]) for name in ("before_days", "after_days"))
    alarm = f" Alarm: on time below {run.facts.alarm:.0%}." if run.facts.alarm is not None else ""
    pieces = [
        f"* {run.years:,} simulated years, each lived twice: with and without the {run.noun}. Typical: half "
        "are better. Bad case: 1 year in 10 is this bad or worse. Band: 8 years in 10.",
        f"A goal is met when surely {reliability(float(drill['reliability']))} simulated years meet it.",
        f"On time: delivered complete {run.facts.promise}. Customers stop noticing once, for 7 days on end, "
        f"no more orders of a day are late than without the {run.noun}, but for 1 or {TOLERANCE:.0%}.",
        f"Window: {before:g} days before to {after:g} days after; late orders, cancellations and your time "
        f"are counted in it, beyond the same year without the {run.noun}.{alarm}",
        _defaults(run),
        _made(run),
    ]
    return " ".join(piece for piece in pieces if piece)


def _made(run: DrillRun) -> str:
    """Name the file, the seed and the version, with which the same page can be made again."""
    drill, manifest = run.drill, run.folder.manifest
    seed = drill.get("seed", manifest.get("seed"))
    parts = [run.file, f"seed {seed}", f"simnet {manifest['simnet']}" if manifest.get("simnet") else None]
    return " · ".join(str(part) for part in parts if part)


def reliability(share: float) -> str:
    """Write the share of years that must meet a goal.

    >>> reliability(0.9), reliability(0.95)
    ('9 of 10', '95%')
    """
    tenths = share * 10
    return f"{round(tenths)} of 10" if abs(tenths - round(tenths)) < 1e-9 else f"{100 * share:.3g}%"


def _defaults(run: DrillRun) -> str:
    used, numbers = int(run.drill.get("defaults_used") or 0), int(run.drill.get("numbers") or 0)
    if not used:
        return ""
    of = f" of {numbers}" if numbers > used else ""
    return f"{used}{of} numbers are defaults, not yours (simnet check)."
