"""Every known answer that a scenario can express is reproduced by the run that a user would make.

Without options the fast trials are run, with `-m slow` all of them: `pytest tests/reference -m slow`.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Sequence

import pytest

from tests.reference.cases import Case
from tests.reference.gate import STANDARD_ERRORS, Verdict, further, judge, times_again, together
from tests.reference.translate import UNREAD, translate
from tests.reference.trial import Direct, Sample, Trial, Unexpressed

Record = Callable[[str, object], None]
Runnable = Trial | Direct | Sample
Runs = list[list[float]]


@pytest.mark.reference
def test_fast(fast_case: Case, record_property: Record) -> None:
    """The quick trials of a case reproduce its answers."""
    _check(fast_case, record_property, fast=True)


@pytest.mark.slow
@pytest.mark.reference
def test_known_answer(case: Case, record_property: Record) -> None:
    """Every trial of a case reproduces its answers."""
    _check(case, record_property, fast=False)


def _again(case: Case, trials: Sequence[Runnable], verdicts: Sequence[Verdict]) -> Iterator[Runs]:
    """Give all z of all runs of trials that take little time: of the first one, then of the further ones."""
    for trial, verdict in zip(trials, verdicts, strict=True):
        if times := times_again(verdict.zs, verdict.seconds):
            yield [verdict.zs, *further(case, trial, verdict.days, verdict.replications, times)]


def _check(case: Case, record_property: Record, fast: bool) -> None:
    found = translate(case)
    if isinstance(found, Unexpressed):
        pytest.skip(found.reason)
    for name in [name for trial in found for name, why in trial.missing.items() if why == UNREAD]:
        warnings.warn(f"{case.id}: {name}: {UNREAD}", stacklevel=1)
    trials = [trial for trial in found if getattr(trial, "fast", True) or not fast]
    verdicts = [judge(case, trial) for trial in trials]
    record_property("zs", [z for verdict in verdicts for z in verdict.zs])
    several = [] if fast else list(_again(case, trials, verdicts))
    record_property("zs", [z for runs in several for zs in runs[1:] for z in zs])
    failed = "\n".join(str(verdict) for verdict in verdicts if not verdict.accepted)
    assert not failed, failed
    for runs in several:
        assert max(map(abs, together(runs))) <= STANDARD_ERRORS, f"all runs together: {together(runs)}"
