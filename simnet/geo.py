"""Where things are: ZIP areas, their states and time zones, distances and postal zones."""

from __future__ import annotations

import csv
import math
import re
from bisect import bisect_left
from functools import cache
from pathlib import Path
from typing import NamedTuple

Point = tuple[float, float]
"""Latitude and longitude in degrees, north and east positive."""

ZIP3_TABLE = Path(__file__).parent / "data" / "us_zip3.csv"

# Mean Earth radius R1 = (2a + b)/3 of the GRS 80 ellipsoid (Moritz, Geodetic Reference System, 1980), miles.
EARTH_RADIUS_MILES = 6371.0088 / 1.609344

# Upper ends in miles of postal zones 1 to 7; whatever is farther is zone 8. Source: USPS Domestic Mail
# Manual 608, postal zones, as reported by veeqo.com/blog/usps-shipping-zones (2026-11). USPS measures between
# squares of half a degree (its glossary of postal terms, "postal zone"; on the method, 67 FR 20644 of 2002),
# so single pairs of ZIP codes can differ by one zone from this table.
ZONE_ENDS_MILES = (50.0, 150.0, 300.0, 600.0, 1000.0, 1400.0, 1800.0)

# Road miles per great-circle mile in the United States: Ballou, Rahardja and Sakai, "Selected country
# circuity factors for road travel distance estimation", Transportation Research A 36(9), 843-848 (2002).
# Beside it, for regions of the United States: shortest routes 1.12 to 1.22, quickest 1.18 to 1.33
# (blog.cdxtech.com, "Straight-line distance as an estimate for driving routes", 2026-11).
ROAD_CIRCUITY = 1.20
# One driver's day: at most 11 hours at the wheel (49 CFR 395.3, as of 2026) at 50 miles an hour (assumption).
TRUCK_MILES_PER_DAY = 550.0


class ZipArea(NamedTuple):
    """A three-digit ZIP area of the United States; the point is weighted by population."""

    state: str
    point: Point
    timezone: str


@cache
def zip_areas() -> dict[str, ZipArea]:
    """Read the table of ZIP areas, keyed by their three digits; it is read once."""
    with ZIP3_TABLE.open(encoding="utf-8", newline="") as lines:
        return {
            row["zip3"]: ZipArea(row["state"], (float(row["lat"]), float(row["lon"])), row["timezone"])
            for row in csv.DictReader(lines)
        }


def locate_zip(zip_code: str, country: str = "US") -> Point | None:
    """Find the center of a ZIP code's three-digit area, or None if it is not known.

    A ZIP code is its three-digit area, five digits or ZIP+4; only the United States are known.

    >>> locate_zip("43215")
    (39.9904, -82.9829)
    """
    area = _area(zip_code, country)
    return area.point if area else None


def state_of_zip(zip_code: str, country: str = "US") -> str | None:
    """Name the state of a ZIP code by its two letters, or None if it is not known."""
    area = _area(zip_code, country)
    return area.state if area else None


def timezone_of_zip(zip_code: str, country: str = "US") -> str | None:
    """Name the IANA time zone in which most people of the ZIP area live, or None if it is not known."""
    area = _area(zip_code, country)
    return area.timezone if area else None


def miles(a: Point, b: Point) -> float:
    """Measure the great circle between two points in miles, by the haversine formula on a sphere."""
    (lat_a, lon_a), (lat_b, lon_b) = a, b
    north = math.radians(lat_b - lat_a) / 2
    east = math.radians(lon_b - lon_a) / 2
    chord = (
        math.sin(north) ** 2
        + math.cos(math.radians(lat_a)) * math.cos(math.radians(lat_b)) * math.sin(east) ** 2
    )
    return 2 * EARTH_RADIUS_MILES * math.asin(math.sqrt(min(1.0, chord)))


def zone(distance_miles: float) -> int:
    """Give the postal zone, 1 to 8, of a distance in miles; the end of a zone still belongs to it.

    Raises ValueError for a distance that is negative or not a number.

    >>> zone(50), zone(50.1), zone(2400)
    (1, 2, 8)
    """
    if not distance_miles >= 0:
        raise ValueError(f"a distance is zero miles or more, not {distance_miles}")
    return bisect_left(ZONE_ENDS_MILES, distance_miles) + 1


def truck_days(distance_miles: float) -> int:
    """Estimate the days, at least 1, that a truck needs for a great-circle distance in miles.

    ceil(distance × circuity / miles a day): the default of transfers between nodes that give no transit.

    >>> truck_days(1900)
    5
    """
    if not distance_miles >= 0:
        raise ValueError(f"a distance is zero miles or more, not {distance_miles}")
    return max(1, math.ceil(distance_miles * ROAD_CIRCUITY / TRUCK_MILES_PER_DAY))


_ZIP = re.compile(r"([0-9]{3})(?:[0-9]{2}(?:-?[0-9]{4})?)?")


def _area(zip_code: str, country: str) -> ZipArea | None:
    # Shop exports guard a leading zero with an apostrophe.
    match = _ZIP.fullmatch(zip_code.strip().lstrip("'"))
    if match is None or country.upper() not in ("US", "USA"):
        return None
    return zip_areas().get(match[1])
