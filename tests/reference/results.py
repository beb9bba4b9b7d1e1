"""What came of every case, kept in small files so that a page is made without running all of them again."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import asdict, dataclass, replace
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from simnet.study.work import begin_worker
from tests.reference.cases import Case, load
from tests.reference.gate import STANDARD_ERRORS, Reading, Verdict, further, judge, times_again, together
from tests.reference.translate import translate
from tests.reference.trial import Direct, Sample, Trial, Unexpressed


@dataclass(frozen=True)
class Row:
    """One number of one answer; `error` is its standard error."""

    name: str
    answer: Any
    estimate: Any
    error: float
    z: float | None
    exact: bool
    accepted: bool


@dataclass(frozen=True)
class Outcome:
    """What came of one trial of a case, or the `reason` why it has none."""

    case: str
    variant: str
    source: str
    reason: str
    notes: str
    missing: dict[str, str]
    days: float
    replications: int
    repeated: bool
    seconds: float
    rows: tuple[Row, ...]
    zs: tuple[float, ...]
    stamp: str = ""
    """Of what was run; another one means that the case, or how it is put, has changed since."""
    further: tuple[tuple[float, ...], ...] = ()
    """All z of the further runs of a trial that takes little time."""

    @property
    def all_zs(self) -> list[float]:
        """Give the z of the first run and of the further ones."""
        return [z for some in (self.zs, *self.further) for z in some]

    @property
    def together(self) -> dict[str, float]:
        """Give the z of all runs together of every number, by name, if there are several runs."""
        if not self.further:
            return {}
        zs = together((self.zs, *self.further))
        names = [row.name for row in self.rows if row.z is not None]
        return dict(zip(names if len(names) == len(zs) else map(str, range(len(zs))), zs, strict=True))

    def accepts(self, row: Row) -> bool:
        """Tell whether one of its numbers is reproduced, by the run that counts and by all together."""
        return row.accepted and abs(self.together.get(row.name, 0.0)) <= STANDARD_ERRORS

    @property
    def accepted(self) -> bool:
        """Tell whether all of its numbers are reproduced."""
        far = [z for z in self.together.values() if abs(z) > STANDARD_ERRORS]
        return not far and all(row.accepted for row in self.rows)

    @property
    def whole(self) -> bool:
        """Tell whether all runs were made that such a trial gets."""
        return len(self.further) >= times_again(self.zs, self.seconds)


Done = dict[tuple[str, str], Outcome]
"""What came of trials, by case and variant."""
Task = tuple[Case, int, Outcome | None]
"""A case, the number of its trial, and what is known of it if only its further runs are still to be made."""


def run_all(folder: Path, only: str, jobs: int, done: Done) -> Iterator[tuple[str, Outcome]]:
    """Run the trials of cases whose file or id begins with `only`, but for those that are done as they are.

    Gives each file's name and outcome as they end, the soonest done first.
    """
    cases = [case for case in load(folder) if case.file.startswith(only) or case.id.startswith(only)]
    tasks: list[Task] = []
    for case in cases:
        found = translate(case)
        if isinstance(found, Unexpressed):
            yield case.file, _unexpressed(case, found.reason)
        else:
            known = [_known(case, one, done) for one in found]
            tasks += [(case, n, one) for n, one in enumerate(known) if one is None or not one.whole]
    places = [_place(task, tasks) for task in tasks]  # some of every family early
    tasks = [
        task
        for _, _, task in sorted(zip(map(_effort, tasks), places, tasks, strict=True), key=lambda t: t[:2])
    ]
    with ProcessPoolExecutor(jobs, get_context("spawn"), initializer=begin_worker) as pool:
        try:
            for ended in as_completed([pool.submit(run_one, *task) for task in tasks]):
                yield ended.result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _known(case: Case, trial: Trial | Direct | Sample, done: Done) -> Outcome | None:
    known = done.get((case.id, trial.variant))
    return known if known is not None and known.stamp == stamp(case, trial) else None


def _effort(task: Task) -> int:
    """Order trials by how long they are likely to take."""
    case, number, known = task
    if known is not None:
        return 1
    found = translate(case)
    if isinstance(found, Unexpressed) or isinstance(found[number], Direct):
        return 0
    trial = found[number]
    if all(case.outputs[name].exact for name in trial.outputs):
        return 1
    return 3 - getattr(trial, "fast", False)


def _place(task: Task, tasks: list[Task]) -> int:
    """Give the place of a trial among those of its file."""
    same = [case.id for case, _, _ in tasks if case.file == task[0].file]
    return same.index(task[0].id)


def planned(cases: Iterable[Case]) -> dict[tuple[str, str], str]:
    """Give the stamps of all trials of cases, by case and variant; of what is not expressed an empty one."""
    found: dict[tuple[str, str], str] = {}
    for case in cases:
        trials = translate(case)
        if isinstance(trials, Unexpressed):
            found[case.id, ""] = ""
        else:
            found |= {(case.id, trial.variant): stamp(case, trial) for trial in trials}
    return found


def stamp(case: Case, trial: Trial | Direct | Sample) -> str:
    """Tell what was run, in a few letters: another answer, scenario, file or horizon makes another stamp."""
    answers = {name: case.outputs[name].value for name in trial.outputs}
    what: list[Any] = [case.inputs, answers]
    if isinstance(trial, Trial):
        what += [trial.scenario, dict(trial.files), trial.horizon_days, trial.longest_days]
        what.append(trial.replications)
    return hashlib.sha256(json.dumps(what, sort_keys=True, default=str).encode()).hexdigest()[:12]


def run_one(case: Case, number: int, known: Outcome | None = None) -> tuple[str, Outcome]:
    """Run one trial of a case, with its further runs if it takes little time, or these alone."""
    found = translate(case)
    if isinstance(found, Unexpressed):
        raise ValueError(f"{case.id} has no trial")
    trial = found[number]
    first = known or _outcome(case, trial, judge(case, trial))
    if first.whole:
        return case.file, first
    more = further(case, trial, first.days, first.replications, times_again(first.zs, first.seconds))
    return case.file, replace(first, further=tuple(tuple(round(z, 4) for z in zs) for zs in more))


def _unexpressed(case: Case, reason: str) -> Outcome:
    return Outcome(case.id, "", case.source, reason, "", {}, 0.0, 0, False, 0.0, (), ())


def _outcome(case: Case, trial: Trial | Direct | Sample, verdict: Verdict) -> Outcome:
    return Outcome(
        case.id,
        verdict.variant,
        case.source,
        "",
        trial.notes,
        dict(trial.missing),
        verdict.days,
        verdict.replications,
        verdict.repeated,
        round(verdict.seconds, 1),
        tuple(_row(reading) for reading in verdict.last),
        tuple(round(z, 4) for z in verdict.zs),
        stamp(case, trial),
    )


def _row(reading: Reading) -> Row:
    z = None if math.isnan(reading.z) else round(reading.z, 4)
    estimate = reading.estimate
    if isinstance(estimate, float):
        estimate = float(f"{estimate:.12g}")
    error = float(f"{reading.error:.4g}")
    return Row(reading.name, reading.answer, estimate, error, z, reading.exact, reading.accepted)


def write(path: Path, outcomes: list[Outcome]) -> None:
    """Write the outcomes of a file of cases, one line each."""
    lines = ",\n".join(json.dumps(asdict(outcome), ensure_ascii=False) for outcome in outcomes)
    path.write_text(f"[\n{lines}\n]\n", encoding="utf-8")


def read(path: Path) -> list[Outcome]:
    """Read them back."""
    found = json.loads(path.read_text(encoding="utf-8"))
    return [
        Outcome(
            **{
                **one,
                "rows": tuple(Row(**row) for row in one["rows"]),
                "zs": tuple(one["zs"]),
                "further": tuple(map(tuple, one.get("further", ()))),
            }
        )
        for one in found
    ]
