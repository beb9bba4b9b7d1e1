"""The verdict of a drill and its headline: what happened, how long customers felt it, what was wanted."""

from __future__ import annotations

import math
import re

from simnet.charts.numbers import count, money, quantile, span
from simnet.report.drill import scope
from simnet.report.drill.goals import MET, GoalRow, goal_rows, write
from simnet.report.drill.happened import what_happened
from simnet.report.drill.money import all_cost
from simnet.report.drill.run import SERVICE, DrillRun

AN_HOUR = 1 / 24
"""Days. Who notices for less had ordered before it began: what is ordered afterwards comes in time."""
BADGES: dict[str, tuple[str, str]] = {
    "held": ("✓", "PASSED"),
    "deviated": ("✗", "NOT PASSED"),
    "undecided": ("?", "NOT DECIDED"),
    "invalid": ("?", "NOT VALID"),
    "aborted": ("■", "STOPPED"),
    "failed": ("✗", "FAILED TO RUN"),
}
"""Mark and words of the verdict, or of the status of a drill that has none."""
MISSED: dict[str, str] = {
    "detect": "You noticed only after {}.",
    "decide": "You decided only after {}.",
    "rerouted": "New orders went elsewhere only after {}.",
    "first_parcel": "The first parcel left only after {}.",
    "resupply": "The backup delivered only after {}.",
    "backlog_back": "Orders were overdue for {}.",
    "stock_back": "Stock was not back for {}.",
    "late_orders": "{} orders came late.",
    "cancelled": "{} orders were cancelled.",
    "my_time": "It took {} of your time.",
}
"""What is said of a goal that was missed, other than the one about customers."""


STOPPED: dict[str, str] = {
    "overdue_orders": "{} overdue orders",
    "cancelled_orders": "{} cancelled orders",
    "lost_orders": "{} lost orders",
    "stockout_orders": "{} orders that found something sold out",
}
"""When a drill was broken off, by the limit of the file."""


def badge(run: DrillRun) -> tuple[str, str, str]:
    """Give the mark, the words and what stands beside them: how many goals were met, or why not."""
    mark, words = BADGES[run.verdict or run.status]
    return mark, words, _beside(run)


def _beside(run: DrillRun) -> str:
    if run.status == "failed":
        return "an error ended it; see journal.json"
    met = sum(MET.get(str(row["verdict"])) is True for row in run.goals.values())
    text = f"{met} of {len(run.goals)} goal{'' if len(run.goals) == 1 else 's'} met"
    if run.verdict == "undecided":
        wanted = max((row.decides for row in goal_rows(run)), default=0)
        return f"{text}; about {wanted:,} years would decide" if wanted else text
    if run.status == "completed":
        return text
    return "so it says nothing about your goals" if run.status == "invalid" else "it went too far"


def headline(run: DrillRun) -> tuple[str, ...]:
    """Give the sentences of the headline."""
    if run.status == "invalid":
        return _invalid(run)
    if run.status == "aborted":
        return (what_happened(run), _aborted(run))
    if run.status == "failed" or not run.years:
        return (f"“{run.drill['title']}” could not be run.",)
    felt_by = _felt(run)
    return (what_happened(run, lasting=not re.search(", (but|and) ", felt_by[0])), *felt_by)


def _felt(run: DrillRun) -> tuple[str, ...]:
    """Say how long customers felt it and what the goal was; if that was met, which goal was not."""
    goal, rows = run.goals.get(SERVICE), goal_rows(run)
    met = MET.get(str(goal["verdict"])) if goal else True
    said = _batch(run) or _customers(run, float(goal["limit"]) if goal else None, met is not True)
    others = [row for row in rows if row.goal != SERVICE and row.met is not True]
    missed = [row for row in others if row.met is False]
    other = next(iter(missed or (others if met else [])), None)
    if met is False or other is None:
        return said
    join = "and" if goal is None and not run.scoped and run.typical("service_days") > 0 else "but"
    return (f"{said[0].rstrip('.')}, {join} {_lower(_because(run, other))}", *_wanted(run, other))


def _batch(run: DrillRun) -> tuple[str, ...]:
    """Say how the test orders of a typical year fared; nothing if the drill is about all orders."""
    frame = run.table("batch")
    if not len(frame):
        return ()
    late = quantile(frame.groupby("replication")["late"].sum().to_numpy(float), 0.5)
    return ("All came in time." if late == 0 else f"{count(round(late))} came late.",)


def _because(run: DrillRun, row: GoalRow) -> str:
    """Say how a goal was missed: typically, or in how many of 10 years."""
    if _is_typical(run, row):
        value = float(run.goals[row.goal]["typical"])
        return MISSED[row.goal].format(write(row.goal, value))
    said = (
        MISSED[row.goal]
        .format(f"more than {row.wanted}")
        .rstrip(".")
        .replace("only after more", "after more")
    )
    return f"{said} in {10 - row.tenths} of 10 years."


def _wanted(run: DrillRun, row: GoalRow) -> tuple[str, ...]:
    return (f"The goal was {row.wanted}.",) if _is_typical(run, row) else ()


def _is_typical(run: DrillRun, row: GoalRow) -> bool:
    """Tell whether even the typical year misses a goal."""
    return float(run.goals[row.goal]["typical"]) > float(run.goals[row.goal]["limit"])


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _customers(run: DrillRun, limit: float | None, missed: bool) -> tuple[str, ...]:
    days, bad = run.typical("service_days"), run.bad("service_days")
    wanted = f"The goal was {goal_in(limit, days)}." if limit is not None else ""
    if days == 0:
        much = f"In 1 year in 10 your customers felt it for {_span(bad)}." if missed and bad > 0 else ""
        said = (much or "Nobody noticed.", wanted)
    elif math.isinf(days):
        said = (f"Your customers still felt it {span(run.last)} later.", wanted)
    else:
        luck = f", {_span(bad)} in a bad year" if missed and limit is not None and days <= limit < bad else ""
        said = (f"Your customers felt it for {felt(days, limit)}{luck}.", wanted)
    return tuple(one for one in said if one)


def _span(days: float) -> str:
    return "longer than the window" if math.isinf(days) else span(days)


def felt(days: float, limit: float | None) -> str:
    """Write the days that customers felt it: whole, unless that hides on which side of the goal they lie.

    >>> felt(9.1, 6.0), felt(6.3, 6.0), felt(0.4, None), felt(0.01, 6.0)
    ('9 days', '6.3 days', '9.6 h', 'under an hour')
    """
    whole = round(days)
    if days < AN_HOUR and (limit is None or limit >= AN_HOUR):
        return "under an hour"
    if days < 1.5 or whole < 2:
        return span(days)
    if (limit is not None and (whole <= limit) != (days <= limit)) or whole == limit:
        return span(days)
    return f"{whole} days"


def goal_in(limit: float, days: float) -> str:
    """Write the goal without its unit if that is the one of the days just written.

    >>> goal_in(6.0, 9.1), goal_in(0.25, 9.1)
    ('6', '6 h')
    """
    text = span(limit)
    if not math.isfinite(days) or days == 0:
        return text
    number, _, unit = text.partition(" ")
    return number if unit == felt(days, limit).partition(" ")[2] else text


def day_of(days: float, limit: float | None) -> str:
    """Write the day on which customers stop noticing, as the headline does.

    >>> day_of(9.1, 6.0), day_of(6.3, 6.0), day_of(0.4, None)
    ('day 9', 'day 6.3', 'after 9.6 h')
    """
    text = felt(days, limit)
    number, _, unit = text.partition(" ")
    if unit.startswith("day"):
        return f"day {number}"
    return "within the hour" if text == "under an hour" else f"after {number} {unit}"


def _invalid(run: DrillRun) -> tuple[str, ...]:
    judged = run.drill.get("only_if") or {}
    if not judged:
        return ("The drill was not valid: the network was not steady before it.",)
    found, wanted = float(judged["found"]), float(judged["on_time"])
    over = span(float(judged["over_days"]))
    return (
        "The network was not steady before the drill.",
        f"{found:.1%} of orders were on time in the {over} before; the drill asks for {wanted:.1%}.".replace(
            ".0%", "%"
        ),
    )


def _aborted(run: DrillRun) -> str:
    stop = run.drill.get("stop_if") or {}
    number, years = int(stop.get("stopped", 0)), int(stop.get("replications", 0)) or 1
    reasons = [words.format(f"{int(stop[name]):,}") for name, words in STOPPED.items()
               if stop.get(name) is not None]  # fmt: skip
    of_ten = max(1, math.floor(10 * number / years + 1e-9))
    said = " or ".join(part for part in (", ".join(reasons[:-1]), reasons[-1] if reasons else "") if part)
    return f"It was stopped in {of_ten} of 10 years, at {said}."


def sentence(run: DrillRun) -> str:
    """Give the sentence below the headline: late orders, typical and bad, and what it costs."""
    if not run.years:
        return ""
    typical = "In a typical year" if run.scoped else "In a typical simulated year"
    late, bad = run.typical("excess_late"), run.bad("excess_late")
    lost, scoped = all_cost(run), f"{scope.below(run)} " if run.scoped else ""
    if math.isnan(bad):
        text = f"{typical} {_orders(late)} because of it."
    elif late < 0.5 and bad < 0.5:
        text = f"{typical} no order arrives late because of it, and in a bad one neither."
    else:
        text = (
            f"{typical} {_orders(late)} because of it; in a bad one (1 in 10), {count(round(max(bad, 0.0)))}."
        )
    if lost < 0.5:
        return f"{scoped}{text} It costs next to nothing."
    rush = any(str(event["kind"]) == "demand_surge" for event in run.drill["events"])
    more = ", what more was sold included" if rush else ""
    return f"{scoped}{text} It costs {money(lost, run.currency, cents=False)} on average{more}."


def _orders(number: float) -> str:
    whole = round(max(number, 0.0))
    if whole == 0:
        return "no order arrives late"
    return f"{count(whole)} order{'s arrive' if whole != 1 else ' arrives'} late"
