"""Outages: of suppliers, of the way to a shop, of a shop; how often, for how long, and what they lead to."""

from __future__ import annotations

from tests.reference.cases import Case
from tests.reference.translate.f3_disruptions import (
    backlog,
    generator,
    periods,
    scheduled,
    sourcing,
    survival,
)
from tests.reference.trial import Translation


def translate(case: Case) -> Translation:
    """Go by the parts of the inputs: what is out, whether it is scheduled, what is kept in stock."""
    given = case.inputs
    if "prob_down_given_up" in given.get("disruption", {}):
        return periods.translate(case)
    if "suppliers" in given or "distributions" in given:
        return generator.translate(case)
    if "outage_length" in given and "initial_on_hand" in given:
        return survival.translate(case)
    if "capacity_rate" in given or "queue" in given or "service_time" in given:
        return backlog.translate(case)
    if isinstance(given.get("outage"), dict):
        return scheduled.translate(case)
    return sourcing.translate(case)
