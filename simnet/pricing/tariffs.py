"""What a parcel costs on an outbound lane: zone from distance, price by billable pound, surcharges."""

from __future__ import annotations

import math
from dataclasses import dataclass

from simnet import geo
from simnet.pricing.cards import LinearRate, RateCard, rate_card
from simnet.pricing.services import service_library
from simnet.pricing.weight import DUST, Dimensional, Size
from simnet.scenario.carriers import RateCard as Rates
from simnet.scenario.lanes import Lane, LaneCost
from simnet.scenario.scenario import Scenario

HEAVIEST_LB = 150
"""Pounds up to which prices are tabulated: the heaviest parcel of the large US carriers, as of 2026."""


@dataclass(frozen=True)
class Tariff:
    """Prices of a lane in whole cents.

    `cents[p]` is the price of p billable pounds (of one pound for p = 0), `step` that of each pound beyond
    the table. `fuel` is a share of that price; `residential` and `per_unit` are cents by parcel and by unit.
    Without a `dimensional` rule only the actual weight counts.
    """

    cents: tuple[int, ...]
    step: int
    dimensional: Dimensional | None
    fuel: float = 0.0
    residential: int = 0
    per_unit: int = 0

    def pounds(self, weight_lb: float, size_in: Size | None = None) -> int:
        """Give the billable pounds of a parcel, at least one."""
        volumetric = self.dimensional.pounds(size_in) if self.dimensional and size_in else 0
        return max(1, math.ceil(weight_lb - DUST), volumetric)

    def base(self, pounds: int) -> int:
        """Price billable pounds in cents, without surcharges."""
        last = len(self.cents) - 1
        return self.cents[min(pounds, last)] + max(0, pounds - last) * self.step


def tariff(scenario: Scenario, node: str, region: str, service: str) -> Tariff:
    """Find the prices of a lane from a node to a region by a service, `carrier.service`.

    The lane's own cost, if the scenario gives one, else the service's rates at the zone of the distance.
    """
    lane = own_lane(scenario, node, region, service)
    if lane is not None and lane.cost is not None:
        return _by_lane(lane.cost)
    return by_rates(rates_of(scenario, service), distance(scenario, node, region, lane))


def by_rates(rates: Rates, miles: float) -> Tariff:
    """Tabulate a service's rates at the zone of a distance in miles."""
    card = rate_card(rates.card) if rates.card else LinearRate(rates.base, rates.per_lb)
    heaviest = int(card.max_lb) if isinstance(card, RateCard) else HEAVIEST_LB
    zone = geo.zone(miles)
    prices = [cents(card.price(float(pounds), zone)) for pounds in range(1, heaviest + 1)]
    return Tariff(
        cents=(prices[0], *prices),
        step=cents(rates.per_lb) if rates.card is None else prices[-1] - prices[-2],
        dimensional=card.dimensional if rates.divisor is None else Dimensional(rates.divisor),
        fuel=rates.fuel,
        residential=cents(rates.residential),
    )


def _by_lane(cost: LaneCost) -> Tariff:
    prices = [cents(cost.per_shipment + cost.per_lb * pounds) for pounds in range(1, HEAVIEST_LB + 1)]
    return Tariff((prices[0], *prices), cents(cost.per_lb), None, per_unit=cents(cost.per_unit))


def cents(amount: float) -> int:
    """Round money to whole cents, half up."""
    return math.floor(amount * 100 + 0.5)


def rates_of(scenario: Scenario, service: str) -> Rates:
    """Give the rates of a service, `carrier.service`, built in or the scenario's own."""
    carrier, _, short = service.partition(".")
    found = scenario.carriers[carrier]
    if found.builtin is None:
        return found.services[short].rates
    return Rates.model_validate({"card": service_library()[found.builtin].card})


def own_lane(scenario: Scenario, node: str, region: str, service: str) -> Lane | None:
    """Find what the scenario says about an outbound lane; a lane that names a service comes first."""
    carrier = service.partition(".")[0]
    found = None
    for lane in sorted(scenario.lanes, key=lambda lane: lane.service is not None):
        named = lane.service is None or lane.service.replace("/", ".") in (service, carrier)
        if named and (lane.origin, lane.destination) == (node, region):
            found = lane
    return found


def distance(scenario: Scenario, node: str, region: str, lane: Lane | None = None) -> float:
    """Measure an outbound lane in miles: as stated, else the great circle; 0 if a place has no point."""
    if lane is not None and lane.distance is not None:
        return lane.distance
    here, there = scenario.nodes[node], scenario.customers.regions[region]
    country = there.country or scenario.customers.country
    start = here.at if here.at is not None else geo.locate_zip(here.zip or "", here.country)
    end = there.at if there.at is not None else geo.locate_zip(there.zip or "", country)
    return geo.miles(start, end) if start and end else 0.0
