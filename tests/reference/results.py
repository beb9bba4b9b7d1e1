"""What came of every case, kept in small files so that a page is made without running all of them again."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import asdict, dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from tests.reference.cases import Case, load
from tests.reference.gate import Reading, Verdict, judge
from tests.reference.translate import translate
from tests.reference.trial import Unexpressed


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


def run_all(folder: Path, only: str, jobs: int) -> Iterator[tuple[str, Outcome]]:
    """Run all trials of the files whose names begin with `only`; give each file's name and outcome, as they
    end."""
    cases = [case for case in load(folder) if case.file.startswith(only)]
    tasks: list[tuple[Case, int]] = []
    for case in cases:
        found = translate(case)
        if isinstance(found, Unexpressed):
            yield case.file, _unexpressed(case, found.reason)
        else:
            tasks += [(case, number) for number in range(len(found))]
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        for task in as_completed([pool.submit(run_one, case, number) for case, number in tasks]):
            yield task.result()


def run_one(case: Case, number: int) -> tuple[str, Outcome]:
    """Run one trial of a case."""
    found = translate(case)
    if isinstance(found, Unexpressed):
        raise ValueError(f"{case.id} has no trial")
    trial = found[number]
    return case.file, _outcome(case, judge(case, trial), trial.notes, dict(trial.missing))


def _unexpressed(case: Case, reason: str) -> Outcome:
    return Outcome(case.id, "", case.source, reason, "", {}, 0.0, 0, False, 0.0, (), ())


def _outcome(case: Case, verdict: Verdict, notes: str, missing: dict[str, str]) -> Outcome:
    return Outcome(
        case.id,
        verdict.variant,
        case.source,
        "",
        notes,
        missing,
        verdict.days,
        verdict.replications,
        verdict.repeated,
        round(verdict.seconds, 1),
        tuple(_row(reading) for reading in verdict.last),
        tuple(round(z, 4) for z in verdict.zs),
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
        Outcome(**{**one, "rows": tuple(Row(**row) for row in one["rows"]), "zs": tuple(one["zs"])})
        for one in found
    ]
