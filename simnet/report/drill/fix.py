"""What to change: the candidates that were simulated again, what each does, and what to fix first."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from simnet.charts.numbers import money
from simnet.report.drill.goals import NAMES, goal_rows, write
from simnet.report.drill.run import SERVICE, DrillRun
from simnet.report.words import capital

LATE = "late_orders"
NEAR = 0.5
"""A bad case that takes less than this share of every limit came near none."""
SHOWN = 3
"""Changes on the page; the report has all."""


@dataclass(frozen=True)
class Tried:
    """A change that was simulated again: what to do, its effect in short, its cost, whether it would pass.

    `better` tells whether it makes anything better at all.
    """

    words: str
    effect: str
    cost: str
    passes: str
    works_on: str
    because: str
    better: bool
    basis: str
    years: int


@dataclass(frozen=True)
class First:
    """The box below the headline: its label, what to do, and what that would change."""

    label: str
    title: str
    detail: str = ""


def tried(run: DrillRun) -> list[Tried]:
    """Give all changes, best first."""
    return [_tried(run, row) for row in run.table("changes").to_dict("records")]


def _tried(run: DrillRun, row: dict[Any, Any]) -> Tried:
    goals = _goals(run, int(row["change"]))
    return Tried(
        str(row["words"]),
        effect(goals, int(row["replications"])),
        cost(run, float(row["cost_per_outage"]), float(row["cost_per_year"])),
        PASSES.get(str(row["verdict"]), PASSES["undecided"]),
        NAMES.get(str(row["works_on"]), str(row["works_on"])),
        str(row["because"]),
        _helps(goals),
        str(row["cost_basis"]),
        int(row["replications"]),
    )


PASSES = {"held": "yes", "deviated": "not yet", "undecided": "too close to say"}
"""Whether the drill would pass with a change, by the verdict with it."""


def _goals(run: DrillRun, change: int) -> dict[str, dict[str, Any]]:
    """Give what a change does by goal, in the order of the table."""
    frame = run.table("change_goals")
    rows = frame[frame["change"] == change].to_dict("records")
    return {str(row["goal"]): {str(key): value for key, value in row.items()} for row in rows}


def effect(goals: dict[str, dict[str, Any]], years: int) -> str:
    """Say in short what a change does: late orders if it moves them, else the clock that it moves most."""
    late = goals.get(LATE)
    moved = [(name, goal) for name, goal in goals.items() if _moved(name, goal)]
    better = [(name, goal) for name, goal in moved if goal["after"] < goal["before"]]
    if late is not None and _moved(LATE, late) and (late["after"] < late["before"] or not better):
        return f"{write(LATE, late['before'])} → {write(LATE, late['after'])} late"
    moved = better or moved
    if not moved:
        return _more_years(goals, years)
    name, goal = max(moved, key=lambda one: _share(one[1]))
    short = {"cancelled": " cancelled"}.get(name, "")
    return f"{write(name, goal['before'])} → {write(name, goal['after'])}{short}"


def _helps(goals: dict[str, dict[str, Any]]) -> bool:
    """Tell whether a change makes something better, and meets goals in no fewer years all in all."""
    years = sum(
        int(goal["met_after"]) - int(goal["met_before"]) for goal in goals.values() if goal["verdict"]
    )
    better = any(_moved(name, goal) and goal["after"] < goal["before"] for name, goal in goals.items())
    return years > 0 or (years == 0 and better)


def _more_years(goals: dict[str, dict[str, Any]], years: int) -> str:
    """Say in how many years more a goal is met, where the typical year stays as it is."""
    more = [goal for goal in goals.values() if goal["verdict"] and goal["met_after"] > goal["met_before"]]
    if not more:
        return "no change"
    best = max(more, key=lambda goal: int(goal["met_after"]) - int(goal["met_before"]))
    return f"+{int(best['met_after']) - int(best['met_before'])} of {years} years"


def _moved(name: str, goal: dict[str, Any]) -> bool:
    return write(name, goal["before"]) != write(name, goal["after"])


def _share(goal: dict[str, Any]) -> float:
    """Say how much of a goal's value a change takes away."""
    before, after = float(goal["before"]), float(goal["after"])
    if math.isinf(before) or math.isinf(after):
        return float(math.isinf(before)) - float(math.isinf(after))
    return (before - after) / before if before else 0.0


def cost(run: DrillRun, per_outage: float, per_year: float) -> str:
    """Say what a change costs, each time and every year.

    Nothing is said to cost nothing.
    """
    parts, each = [], "per outage" if run.noun == "outage" else "each time"
    if round(per_outage):
        parts.append(f"{money(per_outage, run.currency, cents=False)} {each}")
    if round(per_year):
        parts.append(f"{money(per_year, run.currency, cents=False)} a year")
    return " and ".join(parts) if parts else "costs nothing extra"


def first(run: DrillRun) -> First:
    """Give what stands in the box: the best change, or why there is none."""
    if run.status == "invalid":
        return First("FIX FIRST", "Get ordinary days in order, then hold the drill again.",
                     f"On a network that is late already it shows nothing about the {run.noun}.")  # fmt: skip
    if run.status == "failed":
        return First("FIX FIRST", "See journal.json for the error, correct the file, and run it again.")
    if run.verdict == "held":
        return _raise(run)
    found = tried(run)
    if not found:
        return First("FIX FIRST", "No change was tried in this run.", _worst(run))
    if not found[0].better:
        return First("FIX FIRST", "Nothing that was tried helps by itself.",
                     f"Tried: {', '.join(_alone(run, found)[:SHOWN])}.")  # fmt: skip
    return First("FIX FIRST", f"{capital(_without_end(found[0].words))}.", _detail(run, found[0]))


def _alone(run: DrillRun, found: list[Tried]) -> list[str]:
    """List the changes that were tried by themselves, not the two together."""
    kinds = run.table("changes")["kind"]
    return [_without_end(one.words) for one, kind in zip(found, kinds, strict=True) if kind != "both"]


def _without_end(text: str) -> str:
    return text.rstrip(". ")


def _detail(run: DrillRun, best: Tried) -> str:
    """Say what the best change does to what was missed, what it costs, and whether the drill would pass."""
    number = int(run.table("changes")["change"].iloc[0])
    goals = _goals(run, number)
    said = [_said(name, goals[name]) for name in (LATE, SERVICE) if _changed(name, goals)]
    missed = [row.goal for row in goal_rows(run) if row.met is not True]
    others = [name for name in missed if name in goals and name not in (LATE, SERVICE)]
    said += [_said(name, goals[name]) if _changed(name, goals) else _kept(run, name, goals[name])
             for name in others]  # fmt: skip
    passes = {"yes": "Then it passes.", "not yet": "Not enough to pass.",
              "too close to say": "Too close to say whether it passes."}[best.passes]  # fmt: skip
    price = best.cost[:1].upper() + best.cost[1:]
    return f"The same years with it: {', '.join(one for one in said[:3] if one)}. {price}. {passes}"


def _changed(name: str, goals: dict[str, dict[str, Any]]) -> bool:
    return name in goals and _moved(name, goals[name])


def _kept(run: DrillRun, name: str, goal: dict[str, Any]) -> str:
    """Say of a goal whose typical year stays as it is in how many years it is met."""
    years = int(run.table("changes")["replications"].iloc[0])
    met = f"met in {goal['met_after']} of {years} years"
    more = f", not {goal['met_before']}" if goal["met_after"] != goal["met_before"] else ", as before"
    return f"{_lower(NAMES[name])}: {met}{more}"


def _said(name: str, goal: dict[str, Any]) -> str:
    verdict = {"held": " (goal met)", "deviated": " (still missed)", "undecided": " (goal: too close to say)"}
    text = write(name, float(goal["after"]))
    if name == LATE:
        said = f"{text} late orders, not {write(name, float(goal['before']))}"
    elif name == SERVICE:
        said = (
            "nobody notices"
            if goal["after"] == 0
            else "customers still notice at the end"
            if math.isinf(goal["after"])
            else f"customers notice for {text}"
        )
    else:
        said = f"{_lower(NAMES[name])} {text}"
    return f"{said}{verdict.get(str(goal['verdict']), '')}"


def _raise(run: DrillRun) -> First:
    """Say after a drill that passed which goal came closest to being missed."""
    name, share = max(((goal, used(row)) for goal, row in run.goals.items()), key=lambda one: one[1])
    row = next(row for row in goal_rows(run) if row.goal == name)
    close = (
        f"Closest to a miss: {_lower(row.name)}, {row.bad} in a bad case against a goal of {row.wanted}."
        if share > NEAR
        else "Even a bad case came nowhere near a limit."
    )
    detail = f"{close} Next quarter, ask for more, or rehearse something worse."
    return First("KEEP IT UP", "Every goal was met: nothing has to change.", detail)


def used(row: dict[str, Any]) -> float:
    """Say how much of a goal's limit a bad case takes; the typical one if no bad one is known."""
    limit = float(row["limit"])
    value = float(row["typical"]) if math.isnan(float(row["bad"])) else float(row["bad"])
    return value / limit if limit else float(value > 0)


def _worst(run: DrillRun) -> str:
    """Name the goal that was missed most often."""
    missed = next((row for row in goal_rows(run) if row.met is not True), None)
    return f"Missed most often: {_lower(missed.name)}, met in {missed.tenths} of 10 years." if missed else ""


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
