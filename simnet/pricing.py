"""Billable weight, dated rate cards and the built-in carrier services: pure arithmetic on published facts."""

from __future__ import annotations

import difflib
import math
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

from simnet.errors import Problem, SimnetError, nearest
from simnet.units import WEEKDAYS

if TYPE_CHECKING:
    from simnet.scenario.scenario import Scenario

Size = tuple[float, float, float]
"""Length, width and height in inches."""

# Cubic inches per pound: UPS and FedEx daily rates for the United States, service guides as of 2026.
PARCEL_DIVISOR = 139.0
SERVICES_FILE = Path(__file__).parent / "data" / "services.yaml"
# How many of the last published steps set the price per pound beyond a card's last tier.
STEPS_BEYOND = 5
# A parcel is collected about 17:00, so the evening of day N lies N days and 7 hours later.
EVENING_DAYS = 7 / 24


class RateError(SimnetError):
    """A rate card cannot be found or read, or has no price for what is asked of it."""


@dataclass(frozen=True)
class Dimensional:
    """How a carrier turns size into pounds: cubic inches per pound, for parcels above a volume."""

    divisor: float = PARCEL_DIVISOR
    above_in3: float = 0.0

    def pounds(self, size_in: Size) -> int:
        """Give the dimensional weight in whole pounds; 0 for a parcel that is small enough.

        Every inch is rounded up first; a parcel of exactly `above_in3` is still small.
        """
        volume = math.prod(_ceil(inches) for inches in size_in)
        return _ceil(volume / self.divisor) if volume > self.above_in3 else 0


@dataclass(frozen=True)
class RateCard:
    """Published prices of one service at one date: a row per weight tier, a column per zone.

    `up_to_lb` are the upper ends of the tiers in pounds, ascending; `prices[tier][zone - 1]` is money.
    """

    name: str
    title: str
    effective: str
    source: str
    currency: str
    dimensional: Dimensional
    max_lb: float
    up_to_lb: tuple[float, ...]
    prices: tuple[tuple[float, ...], ...]

    def price(self, billable_lb: float, zone: int) -> float:
        """Price a parcel by its billable pounds and zone; see `rate`."""
        _require_pounds(billable_lb)
        if not 1 <= zone <= len(self.prices[0]):
            raise RateError(f"{self.name} has zones 1 to {len(self.prices[0])}, not {zone}")
        if billable_lb > self.max_lb:
            raise RateError(f"{self.name} takes parcels up to {self.max_lb:g} lb, not {billable_lb:g} lb")
        tier = bisect_left(self.up_to_lb, billable_lb)
        if tier < len(self.prices):
            return self.prices[tier][zone - 1]
        return self._beyond(math.ceil(billable_lb), zone)

    def _beyond(self, pounds: int, zone: int) -> float:
        # An assumption that the card's file states: rows above the last one were not collected.
        first = max(0, len(self.prices) - 1 - STEPS_BEYOND)
        low, high = self.prices[first][zone - 1], self.prices[-1][zone - 1]
        step = (high - low) / (self.up_to_lb[-1] - self.up_to_lb[first])
        return round(high + step * (pounds - self.up_to_lb[-1]), 2)


@dataclass(frozen=True)
class LinearRate:
    """A price by weight alone, the same in every zone: `base` plus `per_lb` for every billable pound."""

    base: float
    per_lb: float
    name: str = "base and per_lb"
    dimensional: Dimensional = Dimensional()

    def price(self, billable_lb: float, zone: int) -> float:
        """Price a parcel by its billable pounds; the zone does not matter."""
        _require_pounds(billable_lb)
        return self.base + self.per_lb * billable_lb


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


def billable_weight(weight_lb: float, size_in: Size, dimensional: Dimensional | None = None) -> int:
    """Give the whole pounds that a carrier charges for: the larger of actual and dimensional weight.

    max(ceil(actual), ceil(ceil(L)·ceil(W)·ceil(H) / divisor)); by default with the divisor 139 at any size.

    >>> billable_weight(4.2, (11.1, 8.5, 6.2)), billable_weight(4.2, (11, 10, 9))
    (6, 8)
    """
    _require_pounds(weight_lb)
    if not all(inches > 0 and math.isfinite(inches) for inches in size_in):
        raise ValueError(f"a size is three lengths above zero inches, not {size_in}")
    rule = Dimensional() if dimensional is None else dimensional
    return max(_ceil(weight_lb), rule.pounds(size_in))


def rate(card: str | RateCard | LinearRate, billable_lb: float, zone: int) -> float:
    """Price a parcel by rate card, billable pounds and zone: the first tier that reaches the weight.

    Beyond the last published tier the price goes on by the mean step of the last five tiers, up to the
    heaviest parcel of the service. Raises RateError for an unknown card or zone and for a parcel too heavy.

    >>> rate("usps-ground-advantage-2026-01", 3, 5)
    13.85
    """
    return (rate_card(card) if isinstance(card, str) else card).price(billable_lb, zone)


def postage(card: str | RateCard | LinearRate, weight_lb: float, size_in: Size, zone: int) -> float:
    """Price a parcel by its actual weight and size.

    A parcel below one pound whose size does not count is priced in the card's ounce tiers, if it has any.

    >>> postage("usps-ground-advantage-2026-01", 0.5, (6, 4, 1), 5)
    7.95
    """
    found = rate_card(card) if isinstance(card, str) else card
    billable = billable_weight(weight_lb, size_in, found.dimensional)
    ounces = isinstance(found, RateCard) and weight_lb < 1 and found.dimensional.pounds(size_in) == 0
    return found.price(weight_lb if ounces else billable, zone)


def rate_card(name: str) -> RateCard:
    """Find a rate card by its dated name, or the newest of a service by the name without its date.

    >>> rate_card("usps-ground-advantage").name
    'usps-ground-advantage-2026-01'
    """
    names = rate_card_names()
    if name in names:
        return _shipped_card(name)
    dated = [one for one in names if re.fullmatch(re.escape(name) + r"-\d{4}-\d{2}(-\d{2})?", one)]
    if dated:
        return _shipped_card(max(dated))
    raise RateError(f'there is no rate card "{name}"{_nearest(name, names)}')


@cache
def rate_card_names() -> tuple[str, ...]:
    """List the dated names of the rate cards that ship with simnet."""
    return tuple(sorted(path.stem for path in rates_folder().glob("*.yaml")))


def rates_folder() -> Path:
    """Find the shipped rate cards: in the installed package, or beside it in a checkout."""
    package = Path(__file__).parent
    for folder in (package / "library" / "rates", package.parent / "scenarios" / "rates"):
        if folder.is_dir():
            return folder
    raise RateError("the shipped rate cards are missing: install simnet again")


def read_rate_card(path: Path) -> RateCard:
    """Read a rate card from a YAML file like those in scenarios/rates.

    Raises RateError, with the file's name, for a file that is not a rate card.
    """
    try:
        return _card(_read_yaml(path))
    except KeyError as missing:
        raise RateError(f"{path.name} is not a rate card: it has no {missing.args[0]}") from None
    except (OSError, TypeError, AttributeError, ValueError) as problem:
        raise RateError(f"{path.name} is not a rate card: {problem}") from None


@cache
def service_library() -> Mapping[str, Service]:
    """Give the built-in carrier services by name; their days by zone are stated assumptions.

    >>> service_library()["usps-priority"].transit[0].median_days
    1.6
    """
    return {name: _service(name, row) for name, row in _read_yaml(SERVICES_FILE).items()}


def transit_time(standard_days: int, median_share: float, on_time: float) -> TransitTime:
    """Fit a lognormal transit time to a service standard.

    Its median is `median_share` × standard, and the share `on_time` arrives by the evening of the standard
    day: spread = ln((standard + 7/24) / median) / z(on_time).
    """
    median = median_share * standard_days
    spread = math.log((standard_days + EVENING_DAYS) / median) / NormalDist().inv_cdf(on_time)
    return TransitTime(median, spread)


@cache
def _shipped_card(name: str) -> RateCard:
    return read_rate_card(rates_folder() / f"{name}.yaml")


def _card(row: Mapping[str, Any]) -> RateCard:
    tiers = {float(pounds): tuple(float(price) for price in prices) for pounds, prices in row["usd"].items()}
    _require_table(tiers, zones=[int(zone) for zone in row["zones"]])
    rule = row["dimensional"]
    return RateCard(
        name=str(row["name"]),
        title=str(row["title"]),
        effective=str(row["effective"]),
        source=str(row["source"]),
        currency=str(row["currency"]),
        dimensional=Dimensional(float(rule["divisor"]), float(rule["above_in3"])),
        max_lb=float(row["max_lb"]),
        up_to_lb=tuple(tiers),
        prices=tuple(tiers.values()),
    )


def _require_table(tiers: Mapping[float, tuple[float, ...]], zones: list[int]) -> None:
    if zones != list(range(1, len(zones) + 1)):
        raise ValueError("zones count up from 1")
    if len(tiers) < 2 or list(tiers) != sorted(tiers) or min(tiers) <= 0:
        raise ValueError("it needs two or more weight tiers in pounds, ascending")
    for pounds, prices in tiers.items():
        if len(prices) != len(zones) or not all(price > 0 for price in prices):
            raise ValueError(
                f"the tier up to {pounds:g} lb needs a price above zero for each of {len(zones)} zones"
            )


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


def _read_yaml(path: Path) -> Mapping[str, Any]:
    from ruamel.yaml import YAML  # slow to import, and only needed once a card is
    from ruamel.yaml.error import YAMLError

    try:
        found = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    except YAMLError as problem:
        raise ValueError(f"it is not YAML: {' '.join(str(problem).split())}") from None
    if not isinstance(found, dict):
        raise ValueError("it is not a mapping")
    return found


def _require_pounds(pounds: float) -> None:
    if not (pounds > 0 and math.isfinite(pounds)):
        raise ValueError(f"a weight is above zero pounds, not {pounds}")


def _ceil(value: float) -> int:
    # Ten books of 1.1 lb sum to 11.000000000000002 in floats: that dust must not bill a pound.
    return math.ceil(value - 1e-9)


def _nearest(name: str, names: Iterable[str]) -> str:
    close = difflib.get_close_matches(name, list(names), n=1, cutoff=0.5)
    return f', did you mean "{close[0]}"?' if close else ""


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
