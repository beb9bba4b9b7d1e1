"""A network as it is drawn on the whiteboard: places in three columns, and the ways between them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

Column = Literal["makes", "packs", "buys"]
COLUMNS: tuple[Column, ...] = ("makes", "packs", "buys")
DENSE = 24
"""Ways between two columns that an eye can still follow."""
MOST = 8
"""Places that fit in a column; of more, the smaller ones are drawn as one."""


@dataclass(frozen=True)
class Place:
    """A box: its key, the name written in it, facts below the name, and units a day that pass through it.

    `weak` marks the place that the headline is about; `count` is how many places the box stands for.
    """

    key: str
    column: Column
    facts: tuple[str, ...] = ()
    units: float = 0.0
    weak: bool = False
    name: str = ""
    count: int = 1

    @property
    def title(self) -> str:
        """Give what is written in the box."""
        return self.name or self.key


@dataclass(frozen=True)
class Way:
    """A line between two boxes: units a day, what is written on it.

    `spare` ways are used only when another is down (dashed), `only` ones have no second way (red).
    """

    origin: str
    destination: str
    units: float = 0.0
    label: str = ""
    spare: bool = False
    only: bool = False


@dataclass(frozen=True)
class Network:
    """All that is on the whiteboard; `lasts` has, by element, the days until the first late order.

    Units are those of a day, or `in_all` those of the time that is told of.
    """

    headline: str
    places: tuple[Place, ...]
    ways: tuple[Way, ...]
    lasts: tuple[tuple[str, float], ...] = ()
    in_all: bool = False

    def column(self, column: Column) -> list[Place]:
        """List the places of a column."""
        return [place for place in self.places if place.column == column]


def grouped(network: Network, most: int = MOST) -> Network:
    """Draw the smaller places of a column as one when there are more than fit, their ways added up.

    A line of the group is solid, and red, if any of its lines is: it never looks safer than its members.
    """
    becomes: dict[str, str] = {}
    places: list[Place] = []
    for column in COLUMNS:
        members = network.column(column)
        if len(members) <= most:
            places += members
            continue
        ranked = sorted(members, key=lambda place: (not place.weak, -place.units))
        kept, rest = ranked[: most - 1], ranked[most - 1 :]
        places += [place for place in members if place in kept]
        places.append(_together(column, rest, network.in_all))
        becomes |= {place.key: places[-1].key for place in rest}
    ways: dict[tuple[str, str], Way] = {}
    for way in network.ways:
        ends = becomes.get(way.origin, way.origin), becomes.get(way.destination, way.destination)
        if ends[0] == ends[1]:
            continue
        same = ways.get(ends)
        ways[ends] = (
            replace(way, origin=ends[0], destination=ends[1])
            if same is None
            else _added(same, way, network.in_all)
        )
    return replace(network, places=tuple(places), ways=tuple(ways.values()))


def thinned(network: Network, most: int = DENSE) -> Network:
    """Leave out ways between two columns when there are too many to follow: each place keeps its widest.

    What is kept of a place is its widest way at either end, so that none looks as if it stood alone.
    """
    column = {place.key: place.column for place in network.places}
    kept: list[Way] = []
    for ends in sorted({(column[way.origin], column[way.destination]) for way in network.ways}):
        ways = [way for way in network.ways if (column[way.origin], column[way.destination]) == ends]
        if len(ways) <= most:
            kept += ways
            continue
        widest: dict[tuple[str, str], Way] = {}
        for way in sorted(ways, key=lambda way: way.units):
            widest["from", way.origin] = widest["to", way.destination] = way
        kept += [way for way in ways if way in widest.values()]
    return replace(network, ways=tuple(way for way in network.ways if way in kept))


def _together(column: Column, rest: list[Place], in_all: bool) -> Place:
    units = sum(place.units for place in rest)
    facts = (f"{units:,.0f} units a day together",) if units >= 0.5 and not in_all else ()
    return Place(
        f"and others: {column}", column, facts, units, name=f"and {len(rest)} others", count=len(rest)
    )


def _added(one: Way, other: Way, in_all: bool) -> Way:
    units = one.units + other.units
    spare = one.spare and other.spare
    label = "" if spare else f"{units:,.0f}{'' if in_all else ' a day'}"
    return replace(one, units=units, label=label, spare=spare, only=one.only or other.only)
