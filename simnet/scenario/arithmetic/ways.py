"""The ways from nodes to regions: distance, service, days on average and price."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from simnet import geo
from simnet.scenario.lanes import Lane
from simnet.scenario.nodes import Node
from simnet.scenario.scenario import Scenario
from simnet.units import DAY

Price = Callable[[str, int, int], float]
"""Price of a dated rate card, by its name, whole pounds and zone."""


class Days(Protocol):
    """Transit of one zone: lognormal, median in days, sd of the logarithm."""

    @property
    def median_days(self) -> float: ...

    @property
    def spread(self) -> float: ...


class Standard(Protocol):
    """A built-in service: its rate card, and its days by zone from 1."""

    @property
    def card(self) -> str: ...

    @property
    def weekdays(self) -> Sequence[int]: ...

    @property
    def transit(self) -> Sequence[Days]: ...


@dataclass(frozen=True)
class Library:
    """The built-in services and the prices of rate cards, which live in a room above this one."""

    services: Mapping[str, Standard]
    price: Price
    ordinary: str = "usps-ground-advantage"
    """Built-in service whose days by zone a service takes that gives no transit."""


@dataclass(frozen=True)
class Way:
    """One service from one node to one region."""

    node: str
    region: str
    carrier: str
    service: str
    miles: float
    transit: float
    """Mean transit, microseconds; of business days if `business`."""
    business: bool
    weekdays: tuple[int, ...]
    deliver_at: int | None
    price: float

    @property
    def label(self) -> str:
        """Name the service as a person would: without a carrier whose only service has the same name."""
        return self.carrier if self.service == self.carrier else f"{self.carrier} {self.service}"


def ways(scenario: Scenario, library: Library, pounds: float) -> dict[tuple[str, str], tuple[Way, ...]]:
    """List, for every node and region, the services in the order in which routing prefers them."""
    found: dict[tuple[str, str], tuple[Way, ...]] = {}
    for node in scenario.nodes:
        for region in scenario.customers.regions:
            some = [way for way in _services(scenario, library, node, region, pounds) if way is not None]
            if some:
                found[node, region] = _preferred(scenario, some)
    return found


def place_of(element: object, country: str) -> geo.Point | None:
    """Find the point of a node, supplier or region."""
    at: geo.Point | None = getattr(element, "at", None)
    zip_code: str | None = getattr(element, "zip", None)
    if at is not None or zip_code is None:
        return at
    return geo.locate_zip(zip_code, getattr(element, "country", None) or country)


def _services(
    scenario: Scenario, library: Library, node: str, region: str, pounds: float
) -> list[Way | None]:
    found: list[Way | None] = []
    for carrier, part in scenario.carriers.items():
        for service in part.services or (carrier,):
            lane = _lane(scenario, node, region, carrier, service)
            if _collects(scenario.nodes[node], carrier) and not (lane is not None and lane.closed):
                found.append(_way(scenario, library, node, region, carrier, service, lane, pounds))
    return found


def _lane(scenario: Scenario, node: str, region: str, carrier: str, service: str) -> Lane | None:
    named = [
        lane
        for lane in scenario.lanes
        if (lane.origin, lane.destination) == (node, region)
        and lane.service in (None, carrier, f"{carrier}/{service}")
    ]
    return max(named, key=lambda lane: lane.service is not None, default=None)


def _collects(node: Node, carrier: str) -> bool:
    return not node.pickup or any(pickup.carrier in (None, carrier) for pickup in node.pickup)


def _way(
    scenario: Scenario,
    library: Library,
    node: str,
    region: str,
    carrier: str,
    service: str,
    lane: Lane | None,
    pounds: float,
) -> Way | None:
    """Describe one way; None if its places, service or rate card are not known."""
    country = scenario.customers.country
    begin = place_of(scenario.nodes[node], country)
    end = place_of(scenario.customers.regions[region], country)
    part = scenario.carriers[carrier]
    standard = library.services.get(part.builtin or library.ordinary)
    if begin is None or end is None or standard is None:
        return None
    miles = lane.distance if lane is not None and lane.distance is not None else geo.miles(begin, end)
    zone = geo.zone(miles)
    own = None if part.builtin is not None else part.services[service]
    given = lane.transit if lane is not None else None
    if given is None and own is not None:
        given = own.transit or own.by_zone.get(str(zone))
    price = _price(library, standard.card if own is None else own.rates.card, own, lane, pounds, zone)
    business = (own is None or own.days == "business") or (given is not None and given.business)
    return Way(
        node=node,
        region=region,
        carrier=carrier,
        service=service,
        miles=miles,
        transit=_mean_days(standard, zone) if given is None else given.mean(),
        business=business,
        weekdays=tuple(standard.weekdays if own is None else own.weekdays),
        deliver_at=own.deliver_at if own is not None and business else None,
        price=price,
    )


def _mean_days(standard: Standard, zone: int) -> float:
    """Compute the mean of a lognormal from its median: median × exp(spread² / 2), microseconds."""
    days = standard.transit[min(zone, len(standard.transit)) - 1]
    return days.median_days * math.exp(days.spread**2 / 2) * DAY


def _price(
    library: Library, card: str | None, own: object, lane: Lane | None, pounds: float, zone: int
) -> float:
    whole = max(1, math.ceil(pounds - 1e-9))
    if lane is not None and lane.cost is not None:
        return lane.cost.per_shipment + lane.cost.per_unit + lane.cost.per_lb * whole
    if card is not None:
        return library.price(card, whole, zone)
    rates = getattr(own, "rates", None)
    return 0.0 if rates is None else float(rates.base + rates.per_lb * whole)


def _preferred(scenario: Scenario, some: list[Way]) -> tuple[Way, ...]:
    """Order services by `routing.service`; those that a list does not name come last, as it is in routing."""
    wanted = scenario.routing.service
    if wanted == ("cheapest",):
        return tuple(sorted(some, key=lambda way: (round(way.price, 2), way.carrier, way.service)))
    if wanted == ("fastest",):
        return tuple(sorted(some, key=lambda way: (way.transit, way.carrier, way.service)))

    def rank(way: Way) -> int:
        mine = (way.carrier, f"{way.carrier}/{way.service}")
        return min((index for index, name in enumerate(wanted) if name in mine), default=len(wanted))

    return tuple(sorted(some, key=lambda way: (rank(way), way.carrier, way.service)))
