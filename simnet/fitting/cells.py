"""Columns of text turned into instants, numbers and names; every cell that cannot be is a problem."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from simnet.errors import nearest
from simnet.fitting.tables import Problems, Table

# An ISO 8601 date, perhaps with a time, perhaps with an offset as shops write it: 2026-06-08 09:00:00 -0400.
INSTANT = r"\d{4}-\d{2}-\d{2}(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?\s*(?:Z|UTC|[+-]\d{2}:?\d{2})?)?"
NUMBER = r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d*)?(?:[eE][+-]?\d+)?"
FIRST_YEAR, LAST_YEAR = 1990, 2100
YES = ("true", "yes", "1", "y")
NO = ("false", "no", "0", "n", "")


def instants(
    table: Table, role: str, problems: Problems, timezone: str | None, needed: bool = False
) -> pd.Series:
    """Read instants on the shop's clock, NaT where the cell is empty; all NaT without the column.

    With a time zone they are in it, and a cell without an offset is local to it. Without one the clock is
    taken as the file shows it, offsets are left aside, and the instants are called UTC.
    """
    if role not in table.frame:
        return pd.Series(pd.NaT, index=table.frame.index, dtype=f"datetime64[us, {timezone or 'UTC'}]")
    text = table.frame[role]
    fits = text.str.fullmatch(INSTANT)
    parsed = _parsed(text.where(fits, ""), timezone)
    wrong = (text != "") & (parsed.isna() | ~parsed.dt.year.between(FIRST_YEAR, LAST_YEAR))
    rule = f"must be a date of the years {FIRST_YEAR} to {LAST_YEAR}, with a time if it is known"
    _add(table, role, wrong, problems, rule, "such as 2026-06-08 09:00")
    if needed:
        _add(table, role, text == "", problems, "must not be empty", "such as 2026-06-08 09:00")
    return parsed


def dates_only(table: Table, role: str) -> bool:
    """Tell whether a column holds dates without a time of day."""
    return role in table.frame and not bool(table.frame[role].str.contains(":", regex=False).any())


def _parsed(text: pd.Series, timezone: str | None) -> pd.Series:
    clock = text.str.replace(r"\s*(?:Z|UTC)$", "+00:00", regex=True)
    clock = clock.str.replace(r"\s*([+-]\d{2}):?(\d{2})$", r"\1:\2", regex=True)
    # A date such as 2026-06-08 ends like an offset of -06:08 would.
    clock = clock.where(text.str.contains(":", regex=False), text)
    bare = clock.str.replace(r"(?<=:\d\d)(\.\d+)?[+-]\d{2}:\d{2}$", r"\1", regex=True)
    bare = bare.str.replace(r"^(.{10})[ T](\d):", r"\1 0\2:", regex=True)
    local = pd.to_datetime(bare, format="ISO8601", errors="coerce").astype("datetime64[us]")
    if timezone is None:
        return local.dt.tz_localize("UTC")
    offset = clock.str.extract(r":\d{2}(?:\.\d+)?([+-]\d{2}:\d{2})$")[0]
    sign = offset.str[0].map({"+": 1, "-": -1}).astype(float)
    ahead = sign * (offset.str[1:3].astype(float) * 60 + offset.str[4:6].astype(float))
    stated = (local - pd.to_timedelta(ahead, unit="min")).astype("datetime64[us]").dt.tz_localize("UTC")
    zoned = local.dt.tz_localize(timezone, ambiguous="NaT", nonexistent="shift_forward")
    # The hour that happens twice when clocks go back: its first pass.
    again = local.dt.tz_localize(timezone, ambiguous=True, nonexistent="shift_forward")
    zoned = zoned.fillna(again).dt.tz_convert("UTC").astype("datetime64[us, UTC]")
    return stated.where(offset.notna(), zoned).dt.tz_convert(timezone)


def numbers(
    table: Table,
    role: str,
    problems: Problems,
    *,
    what: str,
    low: float | None = None,
    whole: bool = False,
    needed: bool = False,
    repair: str = "",
) -> pd.Series:
    """Read numbers, NaN where the cell is empty; `what` completes "must be …" for those that are not."""
    if role not in table.frame:
        return pd.Series(float("nan"), index=table.frame.index)
    text = table.frame[role].str.replace(r"^[$£€]", "", regex=True)
    fits = text.str.fullmatch(NUMBER) & text.str.contains(r"\d", regex=True)
    found = pd.to_numeric(text.where(fits, "").str.replace(",", ""), errors="coerce").astype(float)
    wrong = (text != "") & (found.isna() | (found.abs() > 1e12))
    if low is not None:
        wrong |= found < low
    if whole:
        wrong |= found.notna() & (found != found.round())
    if needed:
        wrong |= text == ""
    _add(table, role, wrong, problems, f"must be {what}", repair)
    return found


def flags(table: Table, role: str, problems: Problems) -> pd.Series:
    """Read yes or no; an empty cell is no."""
    if role not in table.frame:
        return pd.Series(False, index=table.frame.index)
    text = table.frame[role].str.lower()
    _add(
        table, role, ~text.isin([*YES, *NO]), problems, "must be yes or no", "such as yes, no, true or false"
    )
    return text.isin(YES)


def texts(table: Table, role: str, problems: Problems | None = None) -> pd.Series:
    """Give a column of text, empty without the column; with `problems`, an empty cell is one."""
    if role not in table.frame:
        return pd.Series("", index=table.frame.index, dtype=str)
    if problems is not None:
        _add(table, role, table.frame[role] == "", problems, "must not be empty")
    return table.frame[role]


def zips(table: Table, role: str) -> pd.Series:
    """Give ZIP codes: without a leading apostrophe, padded where a spreadsheet took the zeros away."""
    text = texts(table, role).str.lstrip("'").str.replace(r"\.0$", "", regex=True)
    return text.where(~text.str.fullmatch(r"\d{3,4}"), text.str.zfill(5))


def read_columns(given: str, roles: Sequence[str]) -> dict[str, str]:
    """Read a map of columns such as `placed=InvoiceDate,order=InvoiceNo`; raises `DataError`."""
    problems = Problems("--columns")
    found: dict[str, str] = {}
    for part in filter(None, (piece.strip() for piece in given.split(","))):
        role, equals, column = (piece.strip() for piece in part.partition("="))
        if not equals or not column:
            problems.add(1, "", part, "must be a role and a column", "such as placed=InvoiceDate")
        elif role not in roles:
            problems.add(1, "", role, "is not a role that a column can play", nearest(role, roles))
        elif role in found:
            problems.add(1, "", role, "is given twice", "keep one")
        else:
            found[role] = column
    problems.refuse()
    return found


def _add(table: Table, role: str, wrong: pd.Series, problems: Problems, rule: str, repair: str = "") -> None:
    for row in wrong.to_numpy(dtype=bool).nonzero()[0]:
        cell = str(table.frame[role].iloc[row])
        problems.add(int(table.lines[row]), table.roles[role], cell, rule, repair)
