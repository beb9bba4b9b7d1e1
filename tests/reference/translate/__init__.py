"""Translators: from the inputs of a case to a scenario, one module a family of cases.

A module has a function `translate(case) -> Trial | list[Trial] | Direct | Sample | Unexpressed` that goes by
the shape of the inputs (policy, review, kind of outage, …) and never by a case's id, so that it reads cases
of the same format that it has never seen.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module

from tests.reference.cases import Case
from tests.reference.trial import Direct, Sample, Trial, Unexpressed

MODULES = {
    "continuous-review (r,Q), (s,S)": "f1_continuous_review",
    "continuous-review base-stock: Palm, Erlang loss, single-server supplier": "f2a_base_stock_continuous",
    "periodic review": "f2b_periodic_review",
    "supply, carrier and node outages": "f3_disruptions",
    "capacity queues, breakdowns, shifts, carrier pick-ups": "f4_queueing",
    "order routing, overflow, pooling, multi-line orders": "f5_routing_pooling",
    "multi-echelon inventory": "f6_multi_echelon",
    "published simulator examples and traces": "f7_published_simulators",
    "Monte Carlo output analysis": "f8_statistics",
    "deterministic known-answer scenarios": "f9_deterministic",
}
"""The translator of a family, by the name that a file of cases, or a case, gives its family."""
UNREAD = "no translation reads this answer"


def translate(case: Case) -> list[Trial | Direct | Sample] | Unexpressed:
    """Put a case as a user would: every answer is read, or said to be missing."""
    name = _module(case)
    if name is None:
        return Unexpressed(f"no translator reads the family {case.family!r} of {case.file}.json")
    try:
        found = import_module(f"{__name__}.{name}").translate(case)
    except (KeyError, ValueError) as error:
        return Unexpressed(f"no translation of these inputs: {_told(error)}")
    if isinstance(found, Unexpressed):
        return found
    return _whole(case, [*_trimmed(case, found if isinstance(found, list) else [found])])


def _module(case: Case) -> str | None:
    """Find a translator by the name of the family, or by that of the file."""
    begin = case.file.partition("_")[0]
    by_file = (name for name in MODULES.values() if name.partition("_")[0] == begin)
    return MODULES.get(case.family) or next(by_file, None)


def _told(error: KeyError | ValueError) -> str:
    return f"{error.args[0]!r} is missing" if isinstance(error, KeyError) else str(error)


def _trimmed(case: Case, trials: list[Trial | Direct | Sample]) -> Iterator[Trial | Direct | Sample]:
    """Leave out what the case does not ask for."""
    for trial in trials:
        missing = {name: why for name, why in trial.missing.items() if name in case.outputs}
        asked = [name for name in trial.outputs if name in case.outputs]
        if not asked and not missing:
            continue
        if isinstance(trial, Sample):
            yield replace(trial, outputs=tuple(asked), missing=missing)
        else:
            yield replace(trial, outputs={name: trial.outputs[name] for name in asked}, missing=missing)


def _whole(case: Case, trials: list[Trial | Direct | Sample]) -> list[Trial | Direct | Sample] | Unexpressed:
    """Say which answers nobody reads."""
    read = {name for trial in trials for name in (*trial.outputs, *trial.missing)}
    unread = {name: UNREAD for name in case.outputs if name not in read}
    if not trials:
        return Unexpressed(UNREAD)
    first = replace(trials[0], missing={**trials[0].missing, **unread})
    return [first, *trials[1:]]
