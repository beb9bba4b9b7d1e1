"""Translators: from the inputs of a case to a scenario, one module a file of cases.

A module has a function `translate(case) -> Trial | list[Trial] | Direct | Sample | Unexpressed` that goes by
the shape of the inputs (policy, review, kind of outage, …) and never by a case's id, so that it reads cases
of the same format that it has never seen.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from tests.reference.cases import Case
from tests.reference.trial import Direct, Sample, Trial, Unexpressed


def translate(case: Case) -> list[Trial | Direct | Sample] | Unexpressed:
    """Put a case as a user would; every answer is read, or said to be missing.

    Raises ValueError if a translator leaves out an answer in silence, or gives one that was not asked for.
    """
    name = f"{__name__}.{case.file}"
    if find_spec(name) is None:
        return Unexpressed(f"no translator reads {case.file}.json")
    found = import_module(name).translate(case)
    if isinstance(found, Unexpressed):
        return found
    trials = found if isinstance(found, list) else [found]
    read = {name for trial in trials for name in (*trial.outputs, *trial.missing)}
    if read != set(case.outputs):
        raise ValueError(
            f"{case.id}: {', '.join(sorted(read ^ set(case.outputs)))} not read, or not asked for"
        )
    return trials
