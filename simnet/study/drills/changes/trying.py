"""Candidates simulated again under the same luck, each replication beside the same one without the change."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from simnet.errors import ScenarioError
from simnet.records.drill_results import GOALS
from simnet.scenario import Occasion, Scenario
from simnet.study.drills.changes.candidate import Candidate
from simnet.study.drills.judging import Rules, met, tally
from simnet.study.drills.outcome import bad_case
from simnet.study.drills.subject import DrillSubject, evaluate
from simnet.study.statistics import LEVEL, quantile
from simnet.study.tasks import each
from simnet.study.verdict import HELD, judge, together
from simnet.study.work import unpack

if TYPE_CHECKING:
    import pandas as pd

TRIED = 40
"""Replications of each candidate: the fewest with which a bad case (36) and a verdict of 40 out of 40 can be
told; they are the drill's own first ones, so that only the change makes a difference."""
SHOWN = 5
"""Candidates that are tried: the most promising ones, and then the two best together."""
CHUNK = 10
"""Replications of a task: few enough to keep all workers busy, so many that unpacking does not count."""
ALWAYS = ("late_orders", "service_back")
"""Goals whose values every change is told by, also where a drill has no such goal."""
Row = dict[str, Any]
Values = dict[str, float]
Tried = tuple[Candidate, Row, list[Row]]
"""A candidate with its row of `changes` and its rows of `change_goals`."""


def try_changes(
    scenario: Scenario,
    occasion: Occasion,
    found: Sequence[Candidate],
    frame: pd.DataFrame,
    rules: Rules,
    *,
    jobs: int = 1,
    executor: Executor | None = None,
    on_progress: Callable[[int, int], None] | None = None,
) -> tuple[list[Row], list[Row]]:
    """Simulate candidates, and the two best together, for tables `changes` and `change_goals`, best first.

    `frame` is table `replications` of the drill without a change. What the file refuses is left out.
    """
    before = frame[frame["replication"] < TRIED].to_dict("records")
    trial = _Trial(scenario, occasion, before, rules, jobs, executor, on_progress)
    made = trial.of(list(found)[:SHOWN])
    if (pair := _pair(made, rules)) is not None:
        made += trial.of([pair])
    return _numbered(made, rules)


@dataclass
class _Trial:
    """Candidates of one drill, simulated in the same replications."""

    scenario: Scenario
    occasion: Occasion
    before: Sequence[Mapping[Any, Any]]
    rules: Rules
    jobs: int
    executor: Executor | None
    told: Callable[[int, int], None] | None
    done: int = 0

    def of(self, found: Sequence[Candidate]) -> list[Tried]:
        """Simulate some candidates."""
        ready = _ready(self.scenario, self.occasion, found)
        numbers = [int(row["replication"]) for row in self.before]
        chunks = [tuple(numbers[at : at + CHUNK]) for at in range(0, len(numbers), CHUNK)]
        tasks = [(packed, chunk) for _, packed in ready for chunk in chunks]
        total, answers = self.done + len(tasks), []
        for answer in each(simulated, tasks, jobs=self.jobs, executor=self.executor):
            answers.append(answer)
            self.done += 1
            if self.told is not None:
                self.told(self.done * CHUNK, total * CHUNK)
        made = []
        for place, (one, _) in enumerate(ready):
            rows = [row for answer in answers[place * len(chunks) :][: len(chunks)] for row in answer]
            made.append((one, *_compared(one, self.before, rows, self.rules)))
        return made


def _pair(made: Sequence[Tried], rules: Rules) -> Candidate | None:
    """Join the two best changes if neither is enough alone and they do not concern the same thing."""
    order = [one for one in _ranked(made, rules) if _gain(one[2], rules) > 0]
    if not order or order[0][1]["verdict"] == HELD:
        return None
    best = order[0][0]
    for one, _, _ in order[1:]:
        apart = not set(best.values) & set(one.values) and not (best.on_call and one.on_call)
        if apart and one.kind != best.kind and {best.kind, one.kind} != {"decide", "automatic"}:
            return best.and_also(one)
    return None


def _ready(
    scenario: Scenario, occasion: Occasion, found: Sequence[Candidate]
) -> list[tuple[Candidate, bytes]]:
    """Make the worlds of candidates, without those that the file refuses."""
    made = []
    for one in found:
        with suppress(ScenarioError):  # a rule ties this number to others
            made.append((one, pickle.dumps(one.applied(scenario, occasion))))
    return made


def simulated(task: tuple[bytes, tuple[int, ...]]) -> list[Values]:
    """Hold a changed drill in some replications: what is sent to workers."""
    packed, numbers = task
    subject: DrillSubject = unpack(packed)
    return [dict(evaluate(subject, number).values) for number in numbers]


def _compared(
    one: Candidate, before: Sequence[Mapping[Any, Any]], after: Sequence[Values], rules: Rules
) -> tuple[Row, list[Row]]:
    """Hold the drill with a change against the same replications without it."""
    counted = tally(rules, after)
    names = [name for name in GOALS if name in rules.limits or name in ALWAYS]
    goals = [_goal(name, before, after, rules) for name in names]
    verdicts = [row["verdict"] for row in goals if row["verdict"]]
    change = {
        "change": 0, "kind": one.kind, "words": one.words, "subject": one.subject, "path": one.path,
        "value": one.value, "works_on": one.works_on, "because": one.because,
        "replications": counted.replications, "verdict": together(verdicts),
        "met_goals": sum(verdict == HELD for verdict in verdicts),
        "cost_per_outage": one.cost_per_outage, "cost_per_year": one.cost_per_year,
        "cost_basis": one.cost_basis, "saves": _saves(before, after),
    }  # fmt: skip
    return change, goals


def _goal(name: str, before: Sequence[Mapping[Any, Any]], after: Sequence[Values], rules: Rules) -> Row:
    column = GOALS[name].column
    old, new = (np.array([row[column] for row in rows], float) for rows in (before, after))
    limit = rules.limits.get(name)
    kept = [0 if limit is None else sum(met(value, limit) for value in values) for values in (old, new)]
    verdict = "" if limit is None else judge(kept[1], len(new), rules.reliability, LEVEL).verdict
    return {
        "goal": name, "before": quantile(old, 0.5), "after": quantile(new, 0.5), "bad_after": bad_case(new),
        "met_before": kept[0], "met_after": kept[1], "verdict": verdict,
    }  # fmt: skip


def _saves(before: Sequence[Mapping[Any, Any]], after: Sequence[Values]) -> float:
    """Give the median of what a replication costs less, in money and margin."""
    names = ("extra_cost", "lost_margin", "deterred_margin")
    less = [
        sum(float(old[name]) - new[name] for name in names) for old, new in zip(before, after, strict=True)
    ]
    return quantile(np.array(less), 0.5)


def _ranked(made: Sequence[Tried], rules: Rules) -> list[Tried]:
    """Order changes: those that would pass, the cheapest first; then by how much they make good."""
    return sorted(made, key=lambda one: (*_rank(one[1], one[2], rules), one[1]["kind"], one[1]["subject"]))


def _numbered(made: Sequence[Tried], rules: Rules) -> tuple[list[Row], list[Row]]:
    order = _ranked(made, rules)
    changes = [{**change, "change": number} for number, (_, change, _) in enumerate(order)]
    goals = [{"change": number, **row} for number, (_, _, rows) in enumerate(order) for row in rows]
    return changes, goals


def _rank(change: Row, goals: Sequence[Row], rules: Rules) -> tuple[float, ...]:
    cost = change["cost_per_outage"] + change["cost_per_year"]
    gain = -_gain(goals, rules)
    return (0.0, cost, gain) if change["verdict"] == HELD else (1.0, gain, cost)


def _gain(goals: Sequence[Row], rules: Rules) -> float:
    """Add up the shares of years that newly meet each goal, and how far what is still missed came down.

    A goal that falls from twice its limit to the limit counts as much as one that all years newly meet.
    """
    gain = 0.0
    for row in goals:
        limit = rules.limits.get(row["goal"])
        if limit is None:
            continue
        years = max(row["met_after"], row["met_before"], 1)
        gain += (row["met_after"] - row["met_before"]) / max(years, TRIED)
        over = [
            max(min(row[side], 10 * limit) - limit, 0.0) / limit if limit else 0.0
            for side in ("before", "after")
        ]
        gain += over[0] - over[1]
    return gain
