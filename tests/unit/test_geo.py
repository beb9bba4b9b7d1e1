"""ZIP areas, distances and zones."""

from __future__ import annotations

import math
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simnet import geo

NEW_YORK = (40.7128, -74.0060)
LOS_ANGELES = (34.0522, -118.2437)
points = st.tuples(st.floats(-90, 90), st.floats(-180, 180))


@pytest.mark.parametrize("zip_code", ["43215", "432", "43215-1234", "432151234", "'43215", " 43215 "])
def test_a_zip_code_is_found_however_shops_write_it(zip_code: str) -> None:
    lat, lon = geo.locate_zip(zip_code) or (0.0, 0.0)
    # Columbus, Ohio lies at 39.96 N, 83.00 W; an area's center is within its own county.
    assert geo.miles((lat, lon), (39.9612, -82.9988)) < 15
    assert geo.state_of_zip(zip_code) == "OH"
    assert geo.timezone_of_zip(zip_code) == "America/New_York"


@pytest.mark.parametrize(
    ("zip_code", "country"),
    [
        ("000", "US"),
        ("", "US"),
        ("4321", "US"),
        ("4321x", "US"),
        ("43215", "MX"),
        ("²³⁴", "US"),
        ("432156", "US"),
    ],
)
def test_an_unknown_zip_is_none(zip_code: str, country: str) -> None:
    assert geo.locate_zip(zip_code, country) is None
    assert geo.state_of_zip(zip_code, country) is None
    assert geo.timezone_of_zip(zip_code, country) is None


def test_a_leading_zero_is_kept() -> None:
    assert geo.state_of_zip("02134") == "MA"
    assert geo.state_of_zip("2134") is None


@pytest.mark.parametrize(
    ("zip_code", "timezone"),
    [
        ("89501", "America/Los_Angeles"),
        ("75201", "America/Chicago"),
        ("79901", "America/Denver"),  # El Paso
        ("32501", "America/Chicago"),  # Pensacola
        ("33101", "America/New_York"),
        ("37402", "America/New_York"),  # Chattanooga
        ("37203", "America/Chicago"),  # Nashville
        ("40202", "America/New_York"),  # Louisville
        ("42001", "America/Chicago"),  # Paducah
        ("46402", "America/Chicago"),  # Gary
        ("46204", "America/Indiana/Indianapolis"),
        ("83814", "America/Los_Angeles"),  # Coeur d'Alene
        ("83702", "America/Boise"),
        ("97914", "America/Boise"),  # Ontario, Oregon
        ("85001", "America/Phoenix"),
        ("57701", "America/Denver"),  # Rapid City
        ("96813", "Pacific/Honolulu"),
        ("99501", "America/Anchorage"),
    ],
)
def test_time_zones_follow_people_not_only_states(zip_code: str, timezone: str) -> None:
    assert geo.timezone_of_zip(zip_code) == timezone


def test_every_area_is_complete() -> None:
    areas = geo.zip_areas()
    assert len(areas) == 891
    assert len({area.state for area in areas.values()}) == 51
    for timezone in {area.timezone for area in areas.values()}:
        ZoneInfo(timezone)
    for area in areas.values():
        lat, lon = area.point
        assert 18 < lat < 72
        assert -180 < lon < -66


def test_new_york_to_los_angeles_is_the_known_distance() -> None:
    # Great circle between the two city halls: 2,446 miles (3,936 km).
    assert geo.miles(NEW_YORK, LOS_ANGELES) == pytest.approx(2446, abs=2)


def test_a_quarter_of_the_meridian_is_a_quarter_of_the_circumference() -> None:
    assert geo.miles((0, 0), (90, 0)) == pytest.approx(math.pi / 2 * geo.EARTH_RADIUS_MILES)
    assert geo.miles((0, 179.5), (0, -179.5)) == pytest.approx(math.radians(1) * geo.EARTH_RADIUS_MILES)


@given(points, points, points)
def test_miles_is_a_distance(a: geo.Point, b: geo.Point, c: geo.Point) -> None:
    assert geo.miles(a, a) == 0
    assert geo.miles(a, b) == pytest.approx(geo.miles(b, a), abs=1e-6)
    assert geo.miles(a, c) <= geo.miles(a, b) + geo.miles(b, c) + 1e-3
    assert geo.miles(a, b) <= math.pi * geo.EARTH_RADIUS_MILES + 1e-6


def test_the_end_of_a_zone_belongs_to_it() -> None:
    for number, end in enumerate(geo.ZONE_ENDS_MILES, start=1):
        assert geo.zone(end) == number
        assert geo.zone(math.nextafter(end, math.inf)) == number + 1
    assert geo.zone(0) == 1
    assert geo.zone(12_000) == 8


@pytest.mark.parametrize("function", [geo.zone, geo.truck_days])
@pytest.mark.parametrize("distance", [-1.0, math.nan])
def test_a_distance_below_zero_is_refused(function: object, distance: float) -> None:
    with pytest.raises(ValueError, match=f"a distance is zero miles or more, not {distance}"):
        function(distance)  # type: ignore[operator]


def test_truck_days_grow_with_distance() -> None:
    days = [geo.truck_days(distance) for distance in range(0, 3000, 50)]
    assert days[0] == 1
    assert all(later - sooner in (0, 1) for sooner, later in pairwise(days))
    # 458.3 miles as the crow flies are 550 by road.
    assert (geo.truck_days(458), geo.truck_days(459)) == (1, 2)
