"""The built-in carrier services: their rate cards and their days by zone."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from statistics import NormalDist
from typing import Any

from simnet.pricing.cards import PACKAGE, read_yaml
from simnet.units import WEEKDAYS

SERVICES_FILE = PACKAGE / "data" / "services.yaml"
ORDINARY = "usps-ground-advantage"
"""Built-in service whose days stand for a service that says none and pays none of the others' rates."""
# A parcel is collected about 17:00, so the evening of day N lies N days and 7 hours later.
EVENING_DAYS = 7 / 24


@dataclass(frozen=True)
class TransitTime:
    """Days from collection to delivery, lognormal: median in days, spread as the sd of the logarithm."""

    median_days: float
    spread: float


@dataclass(frozen=True)
class Service:
    """A carrier service that scenarios name without describing it; `transit` has an entry per zone from 1.

    `days` says what transit counts in; `weekdays` (0 is Monday) are the days that count and on which it
    delivers, `holidays` the country whose holidays do not count.
    """

    name: str
    carrier: str
    service: str
    card: str
    days: str
    weekdays: tuple[int, ...]
    holidays: str | None
    standard_days: tuple[int, ...]
    transit: tuple[TransitTime, ...]
    source: str


@cache
def service_library() -> Mapping[str, Service]:
    """Give the built-in carrier services by name; their days by zone are stated assumptions.

    >>> service_library()["usps-priority"].transit[0].median_days
    1.6
    """
    return {name: _service(name, row) for name, row in read_yaml(SERVICES_FILE).items()}


def standard_service(card: str | None) -> Service:
    """Give the built-in service whose days stand for a service that says none: the one whose rates it pays.

    Without such rates it is the ordinary ground service.

    >>> standard_service("usps-priority-2025-10").name, standard_service(None).name
    ('usps-priority', 'usps-ground-advantage')
    """
    library = service_library()
    paid = [one for one in library.values() if card is not None and card.startswith(one.card)]
    return max(paid, key=lambda one: len(one.card), default=library[ORDINARY])


def transit_time(standard_days: int, median_share: float, on_time: float) -> TransitTime:
    """Fit a lognormal transit time to a service standard.

    Its median is `median_share` × standard, and the share `on_time` arrives by the evening of the standard
    day: spread = ln((standard + 7/24) / median) / z(on_time).
    """
    median = median_share * standard_days
    spread = math.log((standard_days + EVENING_DAYS) / median) / NormalDist().inv_cdf(on_time)
    return TransitTime(median, spread)


def _service(name: str, row: Mapping[str, Any]) -> Service:
    standard = tuple(int(days) for days in row["standard_days"])
    return Service(
        name=name,
        carrier=row["carrier"],
        service=row["service"],
        card=row["card"],
        days="business",
        weekdays=tuple(WEEKDAYS.index(day) for day in row["weekdays"]),
        holidays=row["holidays"],
        standard_days=standard,
        transit=tuple(transit_time(days, row["median_share"], row["on_time"]) for days in standard),
        source=row["source"],
    )
