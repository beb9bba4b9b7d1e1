"""Numbers of elements, in the order of their luck labels, and where the elements are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from simnet import geo, pricing
from simnet.scenario.base import Element
from simnet.scenario.scenario import Scenario

Point = tuple[float, float]


@dataclass(frozen=True)
class Place:
    """Where an element is; a supplier may have no point."""

    point: Point | None
    country: str
    timezone: str


@dataclass(frozen=True)
class Numbers:
    """Name to number of every element, and the names in the order of their numbers."""

    regions: Mapping[str, int]
    skus: Mapping[str, int]
    items: Mapping[str, int]
    nodes: Mapping[str, int]
    carriers: Mapping[str, int]
    services: Mapping[str, int]
    """By `carrier.service`."""
    suppliers: Mapping[str, int]


def number_elements(scenario: Scenario) -> Numbers:
    """Number all elements by luck label."""
    stocked = {name: sku for name, sku in scenario.skus.items() if sku.kit is None}
    return Numbers(
        regions=_by_label(scenario.customers.regions),
        skus=_by_label(stocked),
        items=_by_label(scenario.skus),
        nodes=_by_label(scenario.nodes),
        carriers=_by_label(scenario.carriers),
        services=_number(service_labels(scenario)),
        suppliers=_by_label(scenario.suppliers),
    )


def service_labels(scenario: Scenario) -> dict[str, str]:
    """Give the luck label of every service, `carrier.service`, by its name."""
    return {
        f"{name}.{service}": f"{label_of(name, carrier)}.{service}"
        for name, carrier in scenario.carriers.items()
        for service in (carrier.services or (builtin_service(carrier.builtin or "").service,))
    }


def builtin_service(name: str) -> pricing.Service:
    """Find a built-in service; the scenario's cross checks have made sure that it exists."""
    return pricing.service_library()[name]


def label_of(name: str, element: Element) -> str:
    """Return an element's luck label, its name if it has none."""
    return element.luck or name


def tags_of(element: Element) -> frozenset[str]:
    """Return tags as disruptions select them, `tag: label`."""
    return frozenset(f"{tag}: {label}" for tag, label in element.tags.items())


def place_regions(scenario: Scenario) -> dict[str, Place]:
    """Locate the regions."""
    customers = scenario.customers
    return {
        name: _place(
            f"customers.regions.{name}", one.zip, one.at, one.country or customers.country, scenario.timezone
        )
        for name, one in customers.regions.items()
    }


def place_nodes(scenario: Scenario) -> dict[str, Place]:
    """Locate the nodes; a node's own time zone comes first."""
    return {
        name: _place(f"nodes.{name}", one.zip, one.at, one.country, scenario.timezone, one.timezone)
        for name, one in scenario.nodes.items()
    }


def distance(first: Place, second: Place) -> float:
    """Measure the great circle between two places in miles; 0 if one has no point."""
    return geo.miles(first.point, second.point) if first.point and second.point else 0.0


def _place(
    path: str,
    zip_code: str | None,
    at: Point | None,
    country: str,
    default_zone: str | None,
    own: str | None = None,
) -> Place:
    point = at if at is not None else geo.locate_zip(zip_code or "", country)
    if point is None:
        raise ValueError(f"{path} has no known place")  # the scenario's own checks have refused it
    zone = own or (geo.timezone_of_zip(zip_code, country) if zip_code else None) or default_zone or "UTC"
    return Place(point, country, zone)


def _by_label(elements: Mapping[str, Element]) -> dict[str, int]:
    return _number({name: label_of(name, element) for name, element in elements.items()})


def _number(labels: Mapping[str, str]) -> dict[str, int]:
    order: Iterable[str] = sorted(labels, key=lambda name: (labels[name], name))
    return {name: number for number, name in enumerate(order)}
