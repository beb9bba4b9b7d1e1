"""Names of services, rate cards and fee cards that a scenario uses and nobody knows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from simnet.errors import Problem, nearest
from simnet.pricing.cards import RateError, rate_card, rate_card_names
from simnet.pricing.fees import fee_card_names
from simnet.pricing.services import service_library
from simnet.scenario.scenario import Scenario


def unknown_names(scenario: Scenario) -> Iterator[Problem]:
    """Find carriers and rates that name a built-in service or a rate card which nobody knows."""
    services, cards = service_library(), rate_card_names()
    for name, carrier in scenario.carriers.items():
        if carrier.builtin is not None and carrier.builtin not in services:
            yield _unknown(scenario, ("carriers", name), carrier.builtin, "built-in service", services)
        for key, service in carrier.services.items():
            card = service.rates.card
            if card is not None and not _has_card(card):
                path = ("carriers", name, "services", key, "rates")
                yield _unknown(scenario, path, card, "rate card", cards)
    for name, node in scenario.nodes.items():
        if node.fee_card is not None and node.fee_card not in fee_card_names():
            at = ("nodes", name, "fee_card")
            yield _unknown(scenario, at, node.fee_card, "fee card", fee_card_names())


def _has_card(card: str) -> bool:
    try:
        rate_card(card)
    except RateError:
        return False
    return True


def _unknown(
    scenario: Scenario, path: tuple[str, ...], value: str, what: str, known: Iterable[str]
) -> Problem:
    rule = f"is not the name of a {what}"
    return Problem(scenario.place(path), ".".join(path), value, rule, nearest(value, known))
