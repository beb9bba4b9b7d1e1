"""Cases of our own in the shared format: every kind of pause at every stage, as stockpyl plays it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.reference.cases import Case, load
from tests.reference.gate import judge
from tests.reference.translate import translate
from tests.reference.trial import Trial

ADDED = load(Path(__file__).parent / "added")


@pytest.mark.reference
@pytest.mark.parametrize("added", [pytest.param(case, id=case.id) for case in ADDED])
def test_every_period_is_that_of_stockpyl(added: Case) -> None:
    """Net inventory and receipts of every stage and period, to the unit."""
    (trial,) = translate(added)
    assert isinstance(trial, Trial)
    verdict = judge(added, trial)
    assert verdict.accepted, str(verdict)


def test_the_kinds_of_pause_are_all_there() -> None:
    """Four kinds, for one stage and for each of three."""
    found = {(case.inputs["disruption_type"], case.inputs["disrupted_stage"]) for case in ADDED}
    assert len(found) == 4 * 3
    assert len(ADDED) == 4 * (1 + 3)
