"""The gate: does a run reproduce a known answer?

Exact answers: relative 1e-9, one run. Stochastic ones: at least 24 independent replications after a warm-up;
|estimate − answer| ≤ 4 standard errors, and the standard error at most 0.5% of the answer (0.001 for
probabilities), because an imprecise run passes everything. If one of a trial's answers fails, all of it is
repeated once with a fresh seed and four times the length.

Each z = (estimate − answer) / standard error is that of the first run, so that repeating does not choose
among them. Trials that take little time are run again with other seeds at the same length, whatever came of
them: one run's numbers hang together, and only several runs tell a wrong error from bad luck. What they say
together must lie within four standard errors as well: five runs find a bias of half the size.
"""

from __future__ import annotations

import math
import tempfile
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from simnet.measures import Summary
from simnet.scenario import Scenario, load_text
from simnet.study import StudyError, run_study
from tests.reference.cases import Answer, Case
from tests.reference.trial import Direct, Quantity, Sample, Tables, Trial

EXACT = 1e-9
STANDARD_ERRORS = 4.0
RELATIVE, SHARE = 0.005, 0.001
LEAST = 24
"""Replications that a standard error needs at least."""
AIM = 0.75
"""The standard error aimed at, as a share of the largest allowed, since the first look is uncertain."""
LOOK, SEEDS = 16, (11, 12, 13, 14)
"""Replications of the first look; the seeds of that, of the run, of the next if it was not precise enough,
and of its repetition if an answer failed."""
AGAIN, FURTHER = {100.0: 4, 400.0: 1}, (21, 22, 23, 24)
"""Seconds of processor time up to which a trial is run again so many times; the seeds of further runs."""
UNSEEN = 5.0
"""Expected number of events above which seeing none of them refutes their rate: chance 0.7%."""


@dataclass(frozen=True)
class Reading:
    """One number of one answer beside what the run gave; `error` is its standard error, 0 if exact.

    `bottom` is what the estimate was divided by, `name` the answer's, with a place if it is a list.
    """

    name: str
    answer: Any
    estimate: Any
    error: float = 0.0
    exact: bool = False
    share: bool = False
    bottom: float = 0.0

    @property
    def limit(self) -> float:
        """The largest standard error that is precise enough; of an answer of zero, that of a probability."""
        return SHARE if self.share or not self.answer else RELATIVE * abs(self.answer)

    @property
    def z(self) -> float:
        """The difference in standard errors; NaN if there is no noise to measure it with."""
        return (self.estimate - self.answer) / self.error if self.error > 0 else math.nan

    @property
    def precise(self) -> bool:
        """Tell whether it could have failed."""
        return self.exact or (math.isfinite(self.error) and self.error <= self.limit * (1 + 1e-12))

    @property
    def accepted(self) -> bool:
        """Tell whether the answer is reproduced."""
        if self.exact or self.error == 0:
            return self._equal()
        return self.precise and abs(self.z) <= STANDARD_ERRORS

    def _equal(self) -> bool:
        if isinstance(self.answer, str | bool) or isinstance(self.estimate, str):
            return bool(self.estimate == self.answer)
        difference = abs(self.estimate - self.answer)
        if difference <= EXACT * max(abs(self.answer), EXACT):
            return True
        # All replications gave the same: what happens too seldom to have been seen leaves no trace.
        return not self.exact and difference * self.bottom <= UNSEEN


@dataclass(frozen=True)
class Verdict:
    """What came of one trial: `first` are the readings of the first run, `last` those that count."""

    case: str
    variant: str
    first: tuple[Reading, ...]
    last: tuple[Reading, ...]
    days: float = 0.0
    replications: int = 1
    seconds: float = 0.0

    @property
    def repeated(self) -> bool:
        """Tell whether the first run was not accepted."""
        return self.first is not self.last

    @property
    def accepted(self) -> bool:
        """Tell whether every answer is reproduced."""
        return all(reading.accepted for reading in self.last)

    @property
    def zs(self) -> list[float]:
        """Give the z of every stochastic answer that was precise enough."""
        return [reading.z for reading in self.first if math.isfinite(reading.z) and reading.precise]

    def __str__(self) -> str:
        """Say what failed, a line for each."""
        bad = [reading for reading in self.last if not reading.accepted]
        return "\n".join(
            f"{self.case} {self.variant}: {reading.name} is {reading.estimate} ± {reading.error:.3g} "
            f"(z {reading.z:.2f}, largest error allowed {reading.limit if not reading.exact else 0:.3g}), "
            f"known answer {reading.answer}"
            for reading in bad
        )


def judge(case: Case, trial: Trial | Direct | Sample) -> Verdict:
    """Run a trial and compare it with the answers of its case."""
    begun = time.process_time()
    if not trial.outputs:
        return Verdict(case.id, trial.variant, (), ())
    if isinstance(trial, Direct):
        first = tuple(_direct(case, trial))
        return Verdict(case.id, trial.variant, first, first, seconds=time.process_time() - begun)
    if isinstance(trial, Sample):
        first = last = tuple(_sampled(case, trial, trial.batches, SEEDS[1]))
        if not all(reading.accepted for reading in first):
            last = tuple(_sampled(case, trial, 4 * trial.batches, SEEDS[-1]))
        return Verdict(case.id, trial.variant, first, last, seconds=time.process_time() - begun)
    answers = _answers(case, trial)
    if all(answer.exact for answer in answers.values()):
        first = tuple(_readings(trial, answers, trial.horizon_days, 1, SEEDS[1]))
        return Verdict(
            case.id, trial.variant, first, first, trial.horizon_days, 1, time.process_time() - begun
        )
    days, replications, first = _precise(trial, answers)
    last = first
    if not all(reading.accepted for reading in first):
        days, replications = _longer(trial, days, replications, 4)
        last = tuple(_readings(trial, answers, days, replications, SEEDS[-1]))
    seconds = time.process_time() - begun
    return Verdict(case.id, trial.variant, first, last, days, replications, seconds)


def times_again(zs: Sequence[float], seconds: float) -> int:
    """Tell how often a trial that gave these z in so much processor time is run again."""
    return next((times for limit, times in AGAIN.items() if seconds <= limit), 0) if zs else 0


def further(
    case: Case, trial: Trial | Direct | Sample, days: float, replications: int, times: int
) -> Iterator[list[float]]:
    """Run a trial again at a known length, so many times with seeds of their own; give all z of every run.

    Nothing chooses among them: the length was found before, by other runs.
    """
    for seed in FURTHER[:times]:
        if isinstance(trial, Sample):
            readings = _sampled(case, trial, trial.batches, seed)
        elif isinstance(trial, Trial):
            readings = _readings(trial, _answers(case, trial), days, replications, seed)
        else:
            return
        yield [reading.z for reading in readings if math.isfinite(reading.z)]


def together(runs: Sequence[Sequence[float]]) -> list[float]:
    """Give the z of every number over several runs of one length, Σ z ÷ √runs (Stouffer 1949).

    Runs in which a number had no noise have fewer z, and are left out.
    """
    alike = [zs for zs in runs if len(zs) == len(runs[0])]
    return [sum(zs) / math.sqrt(len(alike)) for zs in zip(*alike, strict=True)]


def _answers(case: Case, trial: Trial) -> dict[str, Answer]:
    return {name: case.outputs[name] for name in trial.outputs if name in case.outputs}


def _precise(trial: Trial, answers: Mapping[str, Answer]) -> tuple[float, int, tuple[Reading, ...]]:
    """Find a run that is precise enough: one that turns out not to be is the first look at the next."""
    days, replications, least = trial.horizon_days, LOOK, max(trial.replications, LEAST)
    look = tuple(_readings(trial, answers, days, replications, SEEDS[0]))
    for seed in SEEDS[1:-1]:
        errors = [reading.error / (AIM * reading.limit) for reading in look if not reading.exact]
        wanted = max(error**2 if math.isfinite(error) else 16.0 for error in errors)
        days, replications = _longer(trial, days, least, wanted * replications / least)
        look = tuple(_readings(trial, answers, days, replications, seed))
        if all(reading.precise for reading in look):
            break
    return days, replications, look


def _direct(case: Case, trial: Direct) -> Iterator[Reading]:
    for name, estimate in trial.outputs.items():
        answer = case.outputs[name]
        for place, (one, other) in enumerate(zip(_flat(answer.value), _flat(estimate), strict=True)):
            yield Reading(_placed(name, place, answer.value), one, other, exact=True)


def _sampled(case: Case, trial: Sample, batches: int, seed: int) -> Iterator[Reading]:
    luck = np.random.default_rng(seed)
    found = [trial.batch(luck) for _ in range(max(batches, LEAST))]
    for name in trial.outputs:
        estimate, error = ratio(np.array([one[name] for one in found]), np.ones(len(found)))
        yield Reading(name, case.outputs[name].value, estimate, error, share=name in trial.shares)


def _longer(trial: Trial, days: float, replications: int, times: float) -> tuple[float, int]:
    """Make a run so many times as long, never shorter than the first look."""
    if trial.grows == "replications":
        return days, max(LEAST, trial.replications, math.ceil(replications * times))
    longer = min(max(days * times, trial.horizon_days), max(trial.longest_days, trial.horizon_days))
    whole = float(math.ceil(longer))
    return whole, max(replications, math.ceil(replications * days * times / whole))


def scenario_of(trial: Trial, days: float, seed: int, folder: str | Path) -> Scenario:
    """Load the scenario of a trial as a user would, with its horizon and seed, and its files in a folder."""
    for name, text in trial.files.items():
        Path(folder, name).write_text(text, encoding="utf-8")
    hours = days * 24
    own = zlib.crc32(trial.scenario.encode()) * 100 + seed  # cases must not share the luck of their customers
    text = f"{trial.scenario.rstrip()}\nhorizon: {hours:.10g} h\nseed: {own}\n"
    return load_text(text, "case.yaml", folder)


Found = list[dict[str, tuple[list[Any], list[Any]]]]
"""Tops and bottoms of all quantities by name, for each replication."""


def reader(quantities: Mapping[str, Quantity], found: Found) -> Callable[[Scenario, int], Summary]:
    """Make what a study does for each replication: read all quantities off it.

    They are kept in `found`, beside the study whose measures are numbers alone; so it works in this process.
    """

    def read(scenario: Scenario, replication: int) -> Summary:
        from simnet.engine.replication import run_replication

        tables = Tables(scenario, run_replication(scenario, replication))
        found.append({name: _read(quantity, tables) for name, quantity in quantities.items()})
        return Summary({}, (), (), (), {})

    return read


def _read(quantity: Quantity, tables: Tables) -> tuple[list[Any], list[Any]]:
    tops = _flat(quantity.top(tables))
    bottoms = [1.0] if quantity.bottom is None else _flat(quantity.bottom(tables))
    return tops, bottoms * len(tops) if len(bottoms) == 1 else bottoms


def _readings(
    trial: Trial, answers: Mapping[str, Answer], days: float, replications: int, seed: int
) -> Iterator[Reading]:
    found: Found = []
    with tempfile.TemporaryDirectory() as folder:
        study = run_study(
            scenario_of(trial, days, seed, folder), replications, jobs=1, measure=reader(trial.outputs, found)
        )
    if study.failures or study.stopped:
        raise StudyError("; ".join([*(one.traceback for one in study.failures[:1]), study.stopped]))
    for name, answer in answers.items():
        quantity, each = trial.outputs[name], [one[name] for one in found]
        for place, value in enumerate(_flat(answer.value)):
            tops, bottoms = ([one[part][place] for one in each] for part in (0, 1))
            yield _reading(_placed(name, place, answer.value), value, answer, quantity, tops, bottoms)


def _reading(
    name: str, value: Any, answer: Answer, quantity: Quantity, tops: list[Any], bottoms: list[Any]
) -> Reading:
    if answer.exact and len(tops) == 1:
        estimate = tops[0] if quantity.bottom is None else tops[0] / bottoms[0]
        return Reading(name, value, estimate, exact=True)
    estimate, error = ratio(np.array(tops, float), np.array(bottoms, float))
    return Reading(name, value, estimate, error, answer.exact, quantity.share, float(sum(bottoms)))


def ratio(tops: np.ndarray, bottoms: np.ndarray) -> tuple[float, float]:
    """Give the ratio of sums over replications and its standard error (linearized; Cochran, *Sampling
    Techniques*, 3rd ed. 1977, chapter 6), the error of a mean if all bottoms are 1."""
    if not bottoms.sum():
        return math.nan, math.inf
    value = float(tops.sum() / bottoms.sum())
    left = tops - value * bottoms
    if np.all(np.abs(left) <= 1e-12 * max(1.0, float(np.abs(tops).max()))):
        return value, 0.0
    return value, float(left.std(ddof=1) / math.sqrt(len(tops)) / bottoms.mean())


def _flat(value: Any) -> list[Any]:
    if isinstance(value, np.ndarray):
        return list(value.ravel().tolist())
    if isinstance(value, list | tuple):
        return [one for part in value for one in _flat(part)]
    return [value.item() if isinstance(value, np.generic) else value]


def _placed(name: str, place: int, value: Any) -> str:
    return f"{name}[{place}]" if isinstance(value, list) else name


def rms(zs: Iterable[float]) -> float:
    """Give the root of the mean square; NaN of nothing."""
    squares = [z * z for z in zs]
    return math.sqrt(sum(squares) / len(squares)) if squares else math.nan
