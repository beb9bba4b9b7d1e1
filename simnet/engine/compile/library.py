"""Names of built-in services and rate cards, which must exist before anything is priced."""

from __future__ import annotations

from simnet import pricing
from simnet.errors import ScenarioError
from simnet.scenario.scenario import Scenario


def refuse_unknown(scenario: Scenario) -> None:
    """Raise `ScenarioError` with every built-in service and rate card that nobody knows."""
    if problems := tuple(pricing.unknown_names(scenario)):
        raise ScenarioError(problems)
