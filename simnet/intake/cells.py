"""Cells become numbers, instants and days; whatever cannot is a problem of its line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from simnet.intake.findings import Findings
from simnet.intake.sheet import Sheet

if TYPE_CHECKING:
    import pandas as pd

MOST_UNITS = 10_000_000
"""Units of one line; more is a slip of the keyboard."""
_OFFSET = r"(?:Z|UTC|[+-]\d\d(?::?\d\d)?)$"
EARLIEST, LATEST = 1900, 2999  # years, as in the scenario's dates


def whole(
    sheet: Sheet, column: str, rows: NDArray[np.bool_], least: int, findings: Findings
) -> NDArray[np.int64]:
    """Read whole numbers of at least `least` in the given rows; others are 0.

    A thousands comma is refused, because it may be a decimal one.
    """
    import pandas as pd

    shown = sheet.text(column)
    numbers = pd.to_numeric(shown, errors="coerce").to_numpy(np.float64, na_value=np.nan)
    with np.errstate(invalid="ignore"):
        fraction = ~np.isfinite(numbers) | (numbers != np.floor(numbers))
        wrong = rows & (fraction | (numbers < least) | (numbers > MOST_UNITS))
        empty = rows & (shown == "").to_numpy()
    value, what = shown.tolist().__getitem__, f"a whole number of units, {least} or more"
    findings.add_all(empty, sheet.line, column, value, f"is missing: must be {what}")
    findings.add_all(
        wrong & ~empty & (fraction | (numbers < least)), sheet.line, column, value, f"must be {what}"
    )
    huge = wrong & ~empty & ~fraction & (numbers > MOST_UNITS)
    findings.add_all(huge, sheet.line, column, value, f"must be at most {MOST_UNITS:,} units")
    return np.where(rows & ~wrong & ~empty, np.nan_to_num(numbers), 0).astype(np.int64)


def instants(
    sheet: Sheet, column: str, rows: NDArray[np.bool_], dates: str | None, zone: str, findings: Findings
) -> pd.DatetimeIndex:
    """Read instants (UTC) in the given rows; empty cells and wrong ones are NaT, and wrong ones problems.

    Text is ISO 8601 or of the given format; without an offset it is local time of the zone, the earlier
    one of two when clocks go back, and moved on where they skip it.
    """
    import pandas as pd

    values = sheet.columns[column]
    shown = sheet.text(column)
    if values.dtype.kind == "M":
        found = pd.DatetimeIndex(values)
        found = _located(found, zone) if found.tz is None else found.tz_convert("UTC")
    else:
        found = _parsed(shown, dates, zone)
    year = np.nan_to_num(found.year.to_numpy(np.float64, na_value=np.nan), nan=float(EARLIEST))
    bad = np.asarray(found.isna()) | (year < EARLIEST) | (year > LATEST)
    how = (
        f"such as {pd.Timestamp(2026, 3, 2, 14, 5).strftime(dates)}" if dates else "such as 2026-03-02 14:05"
    )
    rule = f"must be a date of the format {dates}" if dates else "must be a date as in ISO 8601"
    repair = how if dates else f"{how}, or say the format in dates:, such as %m/%d/%Y"
    wrong = rows & bad & (shown != "").to_numpy()
    findings.add_all(wrong, sheet.line, column, shown.tolist().__getitem__, rule, repair)
    return pd.DatetimeIndex(found.where(~bad))


def _parsed(text: pd.Series[Any], dates: str | None, zone: str) -> pd.DatetimeIndex:
    """Parse text with and without offsets."""
    import pandas as pd

    text = text.str.replace(r"\s+(?=[+-]\d\d:?\d\d$)", "", regex=True)
    with_offset = text.str.contains(r"\d[T ]\d.*" + _OFFSET, regex=True).to_numpy()
    found = np.full(len(text), np.datetime64("NaT", "us"))
    for mask, aware in ((with_offset, True), (~with_offset, False)):
        if not mask.any():
            continue
        parsed = pd.to_datetime(text[mask], format=dates or "ISO8601", errors="coerce", utc=True)
        index = pd.DatetimeIndex(parsed)
        index = index if aware else _located(index.tz_localize(None), zone)
        found[mask] = index.tz_convert("UTC").tz_localize(None).to_numpy("datetime64[us]")
    return pd.DatetimeIndex(found).tz_localize("UTC")


def _located(local: pd.DatetimeIndex, zone: str) -> pd.DatetimeIndex:
    earlier = np.ones(len(local), bool)
    return local.tz_localize(zone, ambiguous=earlier, nonexistent="shift_forward").tz_convert("UTC")
