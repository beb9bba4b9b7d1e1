"""Public holidays of a country, and the end of so many business days."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache

WORKDAYS = 5
"""Monday to Friday."""


@lru_cache(maxsize=512)
def holiday_dates(country: str, year: int) -> frozenset[date]:
    """List the public holidays of a country (ISO code) in a year; ValueError for an unknown country."""
    import holidays  # slow to import, and only needed by calendars with holidays

    try:
        return frozenset(holidays.country_holidays(country, years=year))
    except NotImplementedError:
        raise ValueError(f'there is no holiday calendar for the country "{country}"') from None


def holiday_country(country: str) -> str | None:
    """Return the country if it has a holiday calendar, else None."""
    try:
        holiday_dates(country, 2026)
    except ValueError:
        return None
    return country


def is_business_day(day: date, country: str | None) -> bool:
    """Tell whether a day is one from Monday to Friday that is no public holiday of a country.

    >>> is_business_day(date(2026, 5, 25), "US"), is_business_day(date(2026, 5, 25), None)
    (False, True)
    """
    return day.weekday() < WORKDAYS and (country is None or day not in holiday_dates(country, day.year))


def end_of_business_days(placed: datetime, days: int, country: str | None) -> datetime:
    """Give the local midnight that ends the Nth business day after the day of placing (docs/model.md §3).

    >>> end_of_business_days(datetime(2026, 5, 22, 15), 1, "US")
    datetime.datetime(2026, 5, 27, 0, 0)
    """
    day, left = placed.replace(hour=0, minute=0, second=0, microsecond=0), days
    while left > 0:
        day += timedelta(days=1)
        left -= is_business_day(day.date(), country)
    return day + timedelta(days=1)
