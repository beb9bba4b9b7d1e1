"""Which defaults weigh most: each number that a file leaves to a default, 20% down and up, with shared luck.

Only one number is moved at a time, and each replication is compared with itself, so the difference is its
own. A share above one half is moved by a fifth of what it lacks to 100% (95% to 94% and 96%): a fifth of
itself would be another world. The days of a carrier's service that come from published standards count as
one number. What describes the study (start, horizon, seed) and what is no amount (names, hours) is left
out.
"""

from __future__ import annotations

import math
import pickle
import re
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from simnet.errors import ScenarioError
from simnet.study.tasks import each
from simnet.study.work import unpack
from simnet.units import WEEKDAYS

if TYPE_CHECKING:
    from simnet.pricing import Service as PublishedService
    from simnet.scenario import Scenario

Row = dict[str, Any]
Measure = Callable[["Scenario", int], Mapping[str, tuple[float, float]]]
"""From a scenario and a replication to measures by name, each as numerator and denominator."""

STEP = 0.2
REPLICATIONS = 4
"""Replications for each number and direction: the luck is shared, so that few are enough to rank them."""
NOT_THE_NETWORK = re.compile(r"(simnet|name|start|horizon|warmup|currency|seed|drills\..*|.*\.country)$")
CLOCK = re.compile(r"\d{1,2}:\d{2}")
AMOUNT = re.compile(r"\d+(?:\.\d+)?")
UNITS = re.compile(r"[\d.\s%]|to|min|h|hours?|days?|weeks?|business|x|in|lb")


@dataclass(frozen=True)
class Trial:
    """One default: the path of what takes it, its value as written, and the changes that move it.

    A change is a path and the value that is put there.
    """

    path: str
    value: Any
    lower: tuple[str, Any]
    higher: tuple[str, Any]


def trials(scenario: Scenario) -> list[Trial]:
    """List the defaults of a scenario that are amounts, each 20% smaller and larger."""
    from simnet.scenario import defaults_used

    found = []
    for used in defaults_used(scenario):
        lower, higher = scaled(used.value, 1 - STEP), scaled(used.value, 1 + STEP)
        if NOT_THE_NETWORK.match(used.path) or lower is None or higher is None:
            continue
        found.append(Trial(used.path, used.value, (used.path, lower), (used.path, higher)))
    return [*found, *_days_of_services(scenario)]


def scaled(value: Any, factor: float) -> Any:
    """Multiply the amounts in a default as it is written; None if it is not an amount.

    `1 to 3 days` becomes `0.8 to 2.4 days`. The numbers 0 and 1 stand for "none" and "any": no amounts.
    """
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    if not isinstance(value, str):
        return round(value * factor, 9) if value not in (0, 1) else None
    if CLOCK.search(value) or not AMOUNT.search(value) or UNITS.sub("", value):
        return None
    if "%" in value:
        return _scaled_share(float(AMOUNT.findall(value)[0]), factor)
    return AMOUNT.sub(lambda found: f"{float(found[0]) * factor:g}", value)


def _scaled_share(percent: float, factor: float) -> str | None:
    if percent in (0.0, 100.0):
        return None
    return f"{percent * factor if percent <= 50 else 100 - (100 - percent) * (2 - factor):g}%"


def _days_of_services(scenario: Scenario) -> Iterator[Trial]:
    """Move the days of every service that gives none: those of a published standard, zone by zone."""
    from simnet import pricing

    for name, carrier in scenario.carriers.items():
        if carrier.builtin is not None:
            standard = pricing.service_library()[carrier.builtin]
            lower, higher = (_spelled_out(scenario, name, standard, 1 + sign * STEP) for sign in (-1, 1))
            yield Trial(f"carriers.{name}.transit", _span(standard), lower, higher)
        for key, service in carrier.services.items():
            if service.transit is not None or service.by_zone:
                continue
            standard = pricing.standard_service(service.rates.card)
            path = f"carriers.{name}.services.{key}.by_zone"
            days = [(path, days_by_zone(standard, 1 + sign * STEP)) for sign in (-1, 1)]
            yield Trial(f"carriers.{name}.services.{key}.transit", _span(standard), days[0], days[1])


def _span(standard: PublishedService) -> str:
    return f"{min(standard.standard_days)} to {max(standard.standard_days)} days"


def days_by_zone(standard: PublishedService, factor: float) -> dict[str, Any]:
    """Write the transit of a published service by zone, its days multiplied.

    Mean and sd of a lognormal of median m and spread s: m·exp(s²/2) and mean·√(exp(s²) − 1).
    """
    found: dict[str, Any] = {}
    for zone, time in enumerate(standard.transit, 1):
        mean = time.median_days * factor * math.exp(time.spread**2 / 2)
        sd = mean * math.sqrt(math.expm1(time.spread**2))
        found[str(zone)] = {"lognormal": {"mean": f"{mean:.9f} days", "sd": f"{sd:.9f} days"}}
    return found


def _spelled_out(scenario: Scenario, name: str, standard: PublishedService, factor: float) -> tuple[str, Any]:
    """Describe a built-in service as the scenario's own, with its days multiplied."""
    carriers = scenario.resolved()["carriers"]
    service = {
        "rates": standard.card,
        "days": standard.days,
        "weekdays": [WEEKDAYS[day] for day in standard.weekdays],
        "deliver_at": None,
        "by_zone": days_by_zone(standard, factor),
    }
    own = {key: value for key, value in carriers[name].items() if key != "builtin" and value is not None}
    return "carriers", {**carriers, name: {**own, "services": {standard.service: service}}}


def weights_study(
    scenario: Scenario,
    measure: Measure,
    replications: int = REPLICATIONS,
    *,
    jobs: int = 1,
    executor: Executor | None = None,
    on_progress: Callable[[int, int], None] | None = None,
) -> list[Row]:
    """Move every default number down and up in up to `replications` replications.

    Returns the rows of table `weights` of a run (`simnet.records.results`), what weighs most first. Rates are
    ratios of sums over the replications.
    """
    tried = trials(scenario)
    if not tried:
        return []
    packed = pickle.dumps(scenario)
    tasks = [(packed, measure, trial, replications) for trial in tried]
    rows: list[tuple[float, Row]] = []
    for done, answer in enumerate(each(weigh, tasks, jobs=jobs, executor=executor), 1):
        rows += answer
        if on_progress is not None:
            on_progress(done, len(tasks))
    return [row for _, row in sorted(rows, key=lambda one: (-one[0], one[1]["path"], one[1]["measure"]))]


Rates = Mapping[str, tuple[float, float]]


def weigh(task: tuple[bytes, Measure, Trial, int]) -> list[tuple[float, Row]]:
    """Move one number down and up in every replication: what is sent to workers.

    A number that moves nothing in the first replication is not tried in the others. Returns rows with their
    weights.
    """
    packed, measure, trial, replications = task
    sides = [_changed(packed, pickle.dumps(change)) for change in (trial.lower, trial.higher)]
    found: list[tuple[Rates, Rates, Rates]] = []
    for replication in range(replications):
        base = _base(packed, measure, replication)
        low, high = (base if side is None else measure(side, replication) for side in sides)
        found.append((base, low, high))
        if low == high == base:
            break
    number = AMOUNT.search(str(trial.value))
    return [
        _row(trial.path, name, float(number[0]) if number else math.nan, found)
        for name in _base(packed, measure, 0)
    ]


@lru_cache(maxsize=64)
def _base(packed: bytes, measure: Measure, replication: int) -> Rates:
    return measure(unpack(packed), replication)


def _changed(packed: bytes, change: bytes) -> Scenario | None:
    """Change one number; None if the scenario refuses it, because a rule ties it to others."""
    path, value = pickle.loads(change)
    try:
        scenario: Scenario = unpack(packed)
        return scenario.with_values({path: value})
    except ScenarioError:
        return None


def _row(path: str, name: str, value: float, found: list[tuple[Rates, Rates, Rates]]) -> tuple[float, Row]:
    """Write a row, with its weight: the larger change against the measure itself, or its distance from 1."""
    base, low, high = (_pooled([rates[column][name] for rates in found]) for column in range(3))
    row = {
        "path": path,
        "measure": name,
        "value": value,
        "low": low - base,
        "high": high - base,
        "replications": len(found),
    }
    scale = min(base, 1 - base) if 0.5 < base < 1 else base
    moved = max(abs(low - base), abs(high - base))
    return (moved / scale if scale > 0 else moved), row


def _pooled(pairs: list[tuple[float, float]]) -> float:
    bottom = sum(pair[1] for pair in pairs)
    return sum(pair[0] for pair in pairs) / bottom if bottom else 0.0
