"""How a scorecard writes numbers, on the terminal and on the page: short, with their unit."""

from __future__ import annotations

import math

UNKNOWN = "-"


def percent(value: float) -> str:
    """Write a share in percent, to a tenth."""
    return f"{value:.1%}"


def days(value: float) -> str:
    """Write days, to a tenth if they are few; an infinite time is beyond the end of the year."""
    if math.isinf(value):
        return "beyond the end"
    shown = f"{value:.1f}" if value < 9.95 else f"{value:,.0f}"
    return f"{shown.removesuffix('.0')} day{'' if shown in ('1', '1.0') else 's'}"


def short_days(value: float) -> str:
    """Write days as `9.1 d`, to a tenth if they are few.

    >>> short_days(9.14), short_days(31.4), short_days(0.0)
    ('9.1 d', '31 d', '0 d')
    """
    shown = f"{value:.1f}".removesuffix(".0") if value < 9.95 else f"{value:,.0f}"
    return f"{shown} d"


def count(value: float) -> str:
    """Write a whole number with commas."""
    return UNKNOWN if math.isinf(value) else f"{value:,.0f}"


def hours(minutes: float) -> str:
    """Write minutes of work: as hours, to a tenth, from one hour on.

    >>> hours(174.0), hours(7.2), hours(-20.0)
    ('2.9 h', '7 min', '−20 min')
    """
    sign = "−" if minutes <= -0.5 else ""
    size = abs(minutes)
    return f"{sign}{size / 60:.1f} h" if size >= 59.5 else f"{sign}{size:.0f} min"


def money(amount: float) -> str:
    """Write an amount of money to the cent; the currency is said elsewhere."""
    return f"{amount:,.2f}"


def cash(amount: float) -> str:
    """Write a large amount of money without cents; the currency is said elsewhere."""
    return f"{amount:,.0f}"


def tenths(share: float) -> int:
    """Say in how many of 10 years something was so, rounded down."""
    return math.floor(share * 10 + 1e-9)


def dots(full: int) -> str:
    """Draw how many of 10."""
    return "●" * full + "○" * (10 - full)


def cut(text: str, width: int) -> str:
    """Cut a text to a width, with a sign that it goes on."""
    return text if len(text) <= width else text[: width - 1] + "…"


def brief(value: float) -> str:
    """Write a short time in hours, a longer one in days; for times that a person must only place.

    >>> brief(0.006), brief(0.3), brief(3.21)
    ('under 1 h', '7 h', '3.2 d')
    """
    hour = value * 24
    if 0 < hour < 1:
        return "under 1 h"
    return f"{hour:.0f} h" if 0 < hour < 23.5 else short_days(value)
