"""What a scenario takes from the built-in services and rate cards where it does not say something itself."""

from __future__ import annotations

from collections.abc import Iterator

from simnet.pricing.cards import rate_card
from simnet.pricing.services import service_library, standard_service
from simnet.scenario.arithmetic import Library
from simnet.scenario.defaults import DefaultUsed, defaults_used
from simnet.scenario.scenario import Scenario


def library() -> Library:
    """Give a scenario's arithmetic the built-in services and the prices of the shipped rate cards."""

    def price(card: str, pounds: int, zone: int) -> float:
        found = rate_card(card)
        return found.price(min(pounds, int(found.max_lb)), zone)

    return Library(service_library(), price)


def all_defaults(scenario: Scenario) -> list[DefaultUsed]:
    """List every default that a scenario takes, the days of its carriers included."""
    return [*defaults_used(scenario), *_standard_days(scenario)]


def _standard_days(scenario: Scenario) -> Iterator[DefaultUsed]:
    """List the days of services that give none: those of a built-in service by zone."""
    for name, carrier in scenario.carriers.items():
        if carrier.builtin is not None:
            found = {f"carriers.{name}.transit": service_library()[carrier.builtin]}
        else:
            found = {
                f"carriers.{name}.services.{key}.transit": standard_service(one.rates.card)
                for key, one in carrier.services.items()
                if one.transit is None and not one.by_zone
            }
        for path, standard in found.items():
            days = standard.standard_days
            source, _, date = standard.source.rpartition(", ")
            yield DefaultUsed(path, f"{min(days)} to {max(days)} days by zone", source, date)
