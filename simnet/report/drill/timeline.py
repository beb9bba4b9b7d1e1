"""One typical simulated year of a drill, step by step, in a founder's words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from simnet.charts.numbers import span
from simnet.report.drill import scope
from simnet.report.drill.beginnings import begins, ends, meant
from simnet.report.drill.run import DrillRun
from simnet.report.words import capital, element

STEPS: dict[str, str] = {
    "detect": "you notice",
    "alert": "alarm: {subject}",
    "decide": "you decide",
    "rerouted": "{n} waiting order{s} rerouted",
    "first_parcel": "first parcel leaves {subject}",
    "resupply": "first goods come from {subject}",
    "ran_out": "sold out: {subject}",
    "stand_down": "back to usual",
    "worst_overdue": "{n} order{s} overdue: the worst",
    "backlog": "no order is overdue",
    "service": "who buys now notices nothing",
    "stock": "stock is back",
    "stopped": "the drill is stopped",
}
"""What happens in a step, by the word of table `timeline`. Customers stop noticing when what is ordered *from
then on* comes in time: orders placed before may still be overdue, and alarms still look back at them."""


Left = dict[str, list[dict[str, Any]]]
"""Events whose beginning, or end, has not been told yet."""


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
    left = {what: list(run.drill["events"]) for what in ("begins", "ends")}
    for row in run.table("timeline").to_dict("records"):
        days = float(row["days"])
        when = moment(run) if not made and abs(days) < 1e-9 else f"+ {span(days)}" if days else "at once"
        what = instead.get(str(row["what"])) or _said(left, row)
        if what and not any((step.when, step.what) == (when, what) for step in made):
            made.append(Step(days, when, what))
    return made


def _said(left: Left, row: dict[Any, Any]) -> str:
    """Write what happens; a subject that is not given leaves no gap. Empty for what is no step of its own."""
    if row["what"] in ("begins", "ends"):
        return _event(left, row)
    number, subject, what = int(row["number"]), element(str(row["subject"] or "")), str(row["what"])
    subject = subject.replace("_", " ") if what == "alert" else subject
    if what == "rerouted" and number <= 0:
        return "first order goes elsewhere"
    template = STEPS.get(what, what.replace("_", " "))
    if not subject:
        template = {"alert": "an alarm goes off", "first_parcel": "first parcel leaves from elsewhere",
                    "resupply": "first goods come from the backup"}.get(what, template)  # fmt: skip
    text = template.replace("{n}", f"{number:,}").replace("{s}", "" if number == 1 else "s")
    return text.replace("{subject}", subject)


def _event(left: Left, row: dict[Any, Any]) -> str:
    """Say what begins or ends; each event is told once, those that are `left`."""
    end, events = row["what"] == "ends", left[str(row["what"])]
    event = meant(events, float(row["days"]), str(row["subject"] or ""), end=end)
    if event is not None:
        events.remove(event)
    return "" if event is None else capital(ends(event) if end else begins(event))


def moment(run: DrillRun) -> str:
    """Write when the drill begins.

    As `Mon 8 June 9:00`.
    """
    at = run.onset
    return f"{at:%a} {at.day} {at:%B} {at.hour}:{at:%M}"
