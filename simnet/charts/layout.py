"""Where the boxes of the whiteboard stand: three columns, in an order in which few ways cross."""

from __future__ import annotations

from dataclasses import dataclass

from simnet.charts.network import Network, Place, Way
from simnet.charts.style import SMALL
from simnet.charts.text import line_height

LEFTS = {"makes": 0.0, "packs": 2.6, "buys": 5.8}
WIDTHS = {"makes": 1.5, "packs": 1.6, "buys": 1.4}
"""Where the boxes of a column begin and how wide they are, inches."""
NAME = 9.0
"""Size of the names, points."""
GAP = 0.34
"""Least space between two boxes of a column, inches."""
ABOVE = 0.32
"""Room for the names of the columns, inches."""


@dataclass(frozen=True)
class Box:
    """A place with its position: left and upper edge, width and height, inches."""

    place: Place
    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> float:
        """Give the height of its center."""
        return self.y + self.height / 2


def ordered(network: Network) -> dict[str, list[Place]]:
    """Order the columns so that few ways cross: places that are connected stand at about the same height."""
    packs = sorted(network.column("packs"), key=lambda place: (place.count > 1, -place.units))
    packs = _beside_their_source(packs, network.ways)
    rank = {place.key: float(index) for index, place in enumerate(packs)}
    order: dict[str, list[Place]] = {"packs": packs}
    for column in ("makes", "buys"):
        order[column] = sorted(
            network.column(column),
            key=lambda place: (place.count > 1, _pull(place, network.ways, rank), -place.units),
        )
    return order


def _beside_their_source(packs: list[Place], ways: tuple[Way, ...]) -> list[Place]:
    """Put places that are refilled by another below it."""
    keys = {place.key: place for place in packs}
    ordered: list[Place] = []

    def add(place: Place) -> None:
        if place in ordered:
            return
        ordered.append(place)
        for way in ways:
            if way.origin == place.key and way.destination in keys and not way.spare:
                add(keys[way.destination])

    refilled = {way.destination for way in ways if way.origin in keys and not way.spare}
    for place in [*(place for place in packs if place.key not in refilled), *packs]:
        add(place)
    return ordered


def _pull(place: Place, ways: tuple[Way, ...], rank: dict[str, float]) -> float:
    """Give the mean rank of the places that a place is connected with, weighted by units."""
    ends = [
        (rank[end], way.units + (0.01 if way.spare else 1.0))
        for way in ways
        for end, other in ((way.origin, way.destination), (way.destination, way.origin))
        if other == place.key and end in rank
    ]
    weight = sum(units for _, units in ends)
    return sum(at * units for at, units in ends) / weight if weight else float(len(rank))


def box_height(place: Place) -> float:
    """Height of a place's box, inches."""
    return 0.12 + line_height(NAME) + line_height(SMALL) * len(place.facts) + 0.08


def column_height(places: list[Place], gap: float = GAP) -> float:
    """Least height of a column with such gaps between its boxes, inches."""
    return sum(box_height(place) for place in places) + gap * max(len(places) - 1, 0)


def stacked(places: list[Place], height: float) -> list[Box]:
    """Place the boxes of a column with equal spaces between them."""
    space = (height - ABOVE - sum(box_height(place) for place in places)) / max(len(places), 1)
    boxes, y = [], ABOVE + space / 2
    for place in places:
        boxes.append(Box(place, LEFTS[place.column], y, WIDTHS[place.column], box_height(place)))
        y += box_height(place) + space
    return boxes
