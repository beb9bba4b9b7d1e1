"""Numbers as a founder writes them, and the few statistics that pictures are drawn from."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    Array = np.ndarray[tuple[int, ...], np.dtype[Any]]

LOW, MIDDLE, HIGH = 0.1, 0.5, 0.9
"""8 years in 10 lie between the first and the last; the middle is the typical one."""
BEYOND = "> window"
"""What a time that had not ended within the window is written as."""
SYMBOLS = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥"}


def quantile(values: ArrayLike, q: float) -> float:
    """Give the smallest value that at least the share q does not exceed; infinite values are allowed.

    Values that are not a number are left out; of none at all the quantile is not a number.
    """
    array = np.asarray(values, dtype=float).ravel()
    array = np.sort(array[~np.isnan(array)])
    if not len(array):
        return math.nan
    return float(array[max(math.ceil(q * len(array) - 1e-9), 1) - 1])


def quantiles(rows: Array, qs: tuple[float, ...] = (LOW, MIDDLE, HIGH)) -> Array:
    """Give quantiles down the columns of a table of cases by place; index (quantile, place)."""
    return np.array([[quantile(column, q) for column in rows.T] for q in qs])


def count(value: float) -> str:
    """Write a number of things: whole from 10 on, to a tenth below.

    >>> count(1180.4), count(3.26), count(7.0)
    ('1,180', '3.3', '7')
    """
    if not math.isfinite(value):
        return "–" if math.isnan(value) else BEYOND
    text = f"{value:,.0f}" if abs(value) >= 9.95 or abs(value - round(value)) < 0.05 else f"{value:,.1f}"
    return "0" if text == "-0" else text.replace("-", "−")


def percent(share: float) -> str:
    """Write a share in percent: to a tenth above 90% and below 10%, where tenths matter.

    >>> percent(0.958), percent(0.46), percent(1.0)
    ('95.8%', '46%', '100%')
    """
    if math.isnan(share):
        return "–"
    fine = share > 0.9 or share < 0.1
    text = f"{share * 100:.1f}" if fine else f"{share * 100:.0f}"
    return f"{text.removesuffix('.0')}%"


def span(days: float) -> str:
    """Write a time in days in the unit that a person would use: minutes, hours, then days.

    >>> span(0.02), span(3 / 24), span(9.06), span(31.4), span(float("inf"))
    ('29 min', '3 h', '9.1 days', '31 days', '> window')
    """
    if not math.isfinite(days):
        return "–" if math.isnan(days) else BEYOND
    minutes = days * 24 * 60
    if minutes < 0.5:
        return "0"
    if minutes < 59.5:
        return f"{minutes:.0f} min"
    if minutes < 24 * 60 - 30:
        return f"{f'{minutes / 60:.1f}' if minutes < 597 else f'{minutes / 60:.0f}'} h".replace(".0 h", " h")
    text = f"{days:.1f}".removesuffix(".0") if days < 9.95 else f"{days:,.0f}"
    return f"{text} day{'' if text == '1' else 's'}"


def money(value: float, currency: str = "USD", *, cents: bool | None = None) -> str:
    """Write an amount of the currency: cents below 100, unless told otherwise.

    >>> money(14.312), money(-2640), money(7.5, "CHF")
    ('$14.31', '−$2,640', 'CHF 7.50')
    """
    if math.isnan(value):
        return "–"
    symbol = SYMBOLS.get(currency, f"{currency} ")
    fine = abs(value) < 100 if cents is None else cents
    text = f"{abs(value):,.2f}" if fine else f"{abs(value):,.0f}"
    return f"{'−' if value < 0 and float(text.replace(',', '')) else ''}{symbol}{text}"


def thousands(value: float, currency: str = "USD") -> str:
    """Write an amount for an axis, whose marks are round numbers: 780k, 2.175M; never rounded further.

    >>> thousands(780_000), thousands(2_175_000), thousands(340)
    ('$780k', '$2.175M', '$340')
    """
    symbol = SYMBOLS.get(currency, f"{currency} ")
    size = abs(value)
    for unit, letter in ((1e9, "bn"), (1e6, "M"), (1e3, "k")):
        if size >= unit * (10 if letter == "k" else 1) or (letter == "k" and size >= 10_000):
            return f"{'−' if value < 0 else ''}{symbol}{size / unit:.7g}{letter}"
    return money(value, currency, cents=False)


def nice_ticks(low: float, high: float, most: int = 4) -> list[float]:
    """Choose round numbers between two bounds, at most so many steps.

    >>> nice_ticks(0, 270)
    [0.0, 100.0, 200.0]
    """
    if not (math.isfinite(low) and math.isfinite(high)) or high <= low:
        return [low] if math.isfinite(low) else []
    step = 10 ** math.floor(math.log10((high - low) / most))
    step = next(step * times for times in (1, 2, 2.5, 5, 10, 20) if (high - low) / (step * times) <= most)
    first = math.ceil(low / step - 1e-9)
    return [float(index * step) for index in range(first, math.floor(high / step + 1e-9) + 1)]
