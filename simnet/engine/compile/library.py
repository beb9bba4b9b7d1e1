"""Names of built-in services and rate cards, which must exist before anything is priced."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from simnet import pricing
from simnet.errors import Problem, ScenarioError, nearest
from simnet.scenario.scenario import Scenario


def refuse_unknown(scenario: Scenario) -> None:
    """Raise `ScenarioError` with every built-in service and rate card that nobody knows."""
    if problems := tuple(_unknown(scenario)):
        raise ScenarioError(problems)


def _unknown(scenario: Scenario) -> Iterator[Problem]:
    services, cards = pricing.service_library(), pricing.rate_card_names()
    for name, carrier in scenario.carriers.items():
        if carrier.builtin is not None and carrier.builtin not in services:
            yield _problem(scenario, ("carriers", name), carrier.builtin, "built-in service", services)
        for key, service in carrier.services.items():
            card = service.rates.card
            if card is not None and not _exists(card):
                path = ("carriers", name, "services", key, "rates")
                yield _problem(scenario, path, card, "rate card", cards)


def _exists(card: str) -> bool:
    try:
        pricing.rate_card(card)
    except pricing.RateError:
        return False
    return True


def _problem(
    scenario: Scenario, path: tuple[str, ...], value: str, what: str, known: Iterable[str]
) -> Problem:
    rule = f"is not the name of a {what}"
    return Problem(scenario.place(path), ".".join(path), value, rule, nearest(value, known))
