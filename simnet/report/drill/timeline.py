"""One typical simulated year of a drill, step by step, in a founder's words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from simnet.charts.numbers import span
from simnet.report.drill import scope
from simnet.report.drill.run import DrillRun
from simnet.report.words import capital, element

STEPS: dict[str, str] = {
    "begins": "{subject} goes down",
    "detect": "you notice",
    "alert": "alarm: {subject}",
    "decide": "you decide",
    "rerouted": "{n} waiting order{s} rerouted",
    "first_parcel": "first parcel leaves {subject}",
    "resupply": "first goods come from {subject}",
    "ran_out": "sold out: {subject}",
    "ends": "{subject} is back",
    "stand_down": "back to the usual routing",
    "worst_overdue": "{n} order{s} overdue: the worst",
    "backlog": "no order is overdue",
    "service": "customers stop noticing",
    "stock": "stock is back",
    "stopped": "the drill is stopped",
}
"""What happens in a step, by the word of table `timeline`."""


@dataclass(frozen=True)
class Step:
    """A step: when it happens, days from the onset and in words, and what happens."""

    days: float
    when: str
    what: str


def steps(run: DrillRun) -> list[Step]:
    """Give the steps of the typical year in the order of time; the first has the date."""
    made: list[Step] = []
    instead = scope.steps(run) if run.scoped else {}
    for row in run.table("timeline").to_dict("records"):
        days = float(row["days"])
        when = moment(run) if not made and abs(days) < 1e-9 else f"+ {span(days)}" if days else "at once"
        made.append(Step(days, when, instead.get(str(row["what"])) or _said(row)))
    return made


def _said(row: dict[Any, Any]) -> str:
    """Write what happens; a subject that is not given leaves no gap."""
    number, subject, what = int(row["number"]), element(str(row["subject"] or "")), str(row["what"])
    subject = subject.replace("_", " ") if what == "alert" else subject
    if what == "rerouted" and number <= 0:
        return "first order goes elsewhere"
    template = STEPS.get(what, what.replace("_", " "))
    if not subject:
        template = {"begins": "it begins", "ends": "it is over", "alert": "an alarm goes off",
                    "first_parcel": "first parcel leaves from elsewhere",
                    "resupply": "first goods come from the backup"}.get(what, template)  # fmt: skip
    text = template.replace("{n}", f"{number:,}").replace("{s}", "" if number == 1 else "s")
    text = text.replace("{subject}", subject)
    return capital(text) if what in ("begins", "ends") else text


def moment(run: DrillRun) -> str:
    """Write when the drill begins.

    As `Mon 8 June 9:00`.
    """
    at = run.onset
    return f"{at:%a} {at.day} {at:%B} {at.hour}:{at:%M}"
