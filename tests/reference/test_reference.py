"""Every known answer that a scenario can express is reproduced by the run that a user would make.

Without options the fast trials are run, with `-m slow` all of them: `pytest tests/reference -m slow`.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence

import pytest

from tests.reference.cases import Case
from tests.reference.gate import Verdict, further, is_light, judge
from tests.reference.translate import UNREAD, translate
from tests.reference.trial import Direct, Sample, Trial, Unexpressed

Record = Callable[[str, object], None]
Runnable = Trial | Direct | Sample


@pytest.mark.reference
def test_fast(fast_case: Case, record_property: Record) -> None:
    """The quick trials of a case reproduce its answers."""
    _check(fast_case, record_property, fast=True)


@pytest.mark.slow
@pytest.mark.reference
def test_known_answer(case: Case, record_property: Record) -> None:
    """Every trial of a case reproduces its answers."""
    _check(case, record_property, fast=False)


def _further(case: Case, trials: Sequence[Runnable], verdicts: Sequence[Verdict]) -> list[float]:
    """Give all z of the further runs of trials that take little time."""
    again = [pair for pair in zip(trials, verdicts, strict=True) if is_light(pair[1].zs, pair[1].seconds)]
    return [z for trial, v in again for zs in further(case, trial, v.days, v.replications) for z in zs]


def _check(case: Case, record_property: Record, fast: bool) -> None:
    found = translate(case)
    if isinstance(found, Unexpressed):
        pytest.skip(found.reason)
    for name in [name for trial in found for name, why in trial.missing.items() if why == UNREAD]:
        warnings.warn(f"{case.id}: {name}: {UNREAD}", stacklevel=1)
    trials = [trial for trial in found if getattr(trial, "fast", True) or not fast]
    verdicts = [judge(case, trial) for trial in trials]
    record_property("zs", [z for verdict in verdicts for z in verdict.zs])
    if not fast:
        record_property("zs", _further(case, trials, verdicts))
    failed = "\n".join(str(verdict) for verdict in verdicts if not verdict.accepted)
    assert not failed, failed
