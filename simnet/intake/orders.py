"""A file of order lines becomes a log of orders: what counts as an order, and of what."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fnmatch import translate
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from simnet.intake import cells
from simnet.intake.columns import order_columns
from simnet.intake.findings import Findings
from simnet.intake.log import OrderLog
from simnet.intake.products import items_of
from simnet.intake.regions import regions_of
from simnet.intake.sheet import Sheet, read_sheet
from simnet.scenario.orderfile import OrderFile, OrderTable
from simnet.scenario.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd

Mask = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Lines:
    """The rows of a file that are lines of orders; arrays have one entry a row of the sheet."""

    sheet: Sheet
    columns: dict[str, str]
    number: NDArray[np.int64]
    """Order of each row, numbered as they come in the file; −1: the row has no order number."""
    head: NDArray[np.int64]
    """First row of each order."""
    kept: Mask
    """Rows that are left in."""

    def text(self, field: str) -> pd.Series[Any]:
        """Give a field as text, empty where there is no such column."""
        import pandas as pd

        if field not in self.columns:
            return pd.Series(np.full(len(self.sheet), "", dtype=object))
        return self.sheet.text(self.columns[field])

    def first_text(self, field: str) -> list[str]:
        """Give a field of each order, from the first of its rows that fills it."""
        import pandas as pd

        text = self.text(field).to_numpy(object)
        filled = np.flatnonzero((text != "") & (self.number >= 0))
        found = pd.Series(text[filled]).groupby(self.number[filled]).first()
        return list(found.reindex(range(len(self.head)), fill_value=""))


def read_orders(
    table: OrderTable, path: Path, scenario: Scenario, findings: Findings, *, before: date | None = None
) -> OrderLog | None:
    """Read a file of orders; None if anything is wrong with it, with the reasons among the findings.

    With `before` it is a file of open orders: all were placed before that day, and orders and lines that the
    file calls fulfilled are left out.
    """
    columns: dict[str, str] = {}

    def choose(header: list[str]) -> list[str]:
        columns.update(order_columns(table, header, findings))
        return list(columns.values())

    sheet = read_sheet(path, table.encoding, choose, findings)
    if sheet is None or findings.count:
        return None
    lines = _kept(_lines(sheet, columns, findings), table, findings, before is not None)
    zone = scenario.timezone or "UTC"
    quantity = cells.whole(sheet, columns["quantity"], lines.kept, 1, findings)
    placed = _placed(lines, table, table.timezone or zone, findings)
    item = items_of(
        table, lines.text("sku"), lines.kept, quantity, sheet.line, columns["sku"], scenario, findings
    )
    counted = _in_span(lines, placed, table, zone)
    if before is not None:
        late = counted & (local_days(placed, zone)[0] >= before.toordinal())
        text, rows = lines.text("placed").to_numpy(object), lines.head[late]
        wrong = np.isin(np.arange(len(sheet)), rows)
        findings.add_all(
            wrong, sheet.line, columns["placed"], text.tolist(), f"must be before the start, {before}"
        )
    region = regions_of(table, lines, counted, scenario, findings)
    if not findings.count and not counted.any():
        if before is not None:
            findings.note(1, "has no order that is still open")
        else:
            findings.add(1, "", "", "has no orders that count", "look at leave_out, first_day and last_day")
    if findings.count or not counted.any():
        return None
    return _log(lines, placed, item, quantity, region, counted, table, scenario)


def _lines(sheet: Sheet, columns: dict[str, str], findings: Findings) -> Lines:
    """Number the orders; a row without a number is a problem."""
    import pandas as pd

    names = sheet.text(columns["order"])
    missing = (names == "").to_numpy()
    findings.add_all(
        missing, sheet.line, columns["order"], [""] * len(sheet), "is missing: the order's number"
    )
    codes, unique = pd.factorize(names.mask(missing))
    head = np.full(len(unique), -1, np.int64)
    rows = np.flatnonzero(~missing)[::-1]
    head[codes[rows]] = rows
    return Lines(sheet, columns, codes.astype(np.int64), head, np.ones(len(sheet), bool))


def _kept(lines: Lines, table: OrderTable, findings: Findings, still_open: bool) -> Lines:
    """Leave out what is no order for goods, and say how many rows that were."""
    import pandas as pd

    lower = {
        field: lines.text(field).str.lower() for field in ("ships", "paid", "fulfilled", "line_fulfilled")
    }
    codes = _codes(lines)
    units = pd.to_numeric(lines.text("quantity"), errors="coerce").to_numpy(np.float64, na_value=np.nan)
    with np.errstate(invalid="ignore"):
        returns = (units <= 0) & (np.floor(units) == units)
    reasons: list[tuple[str, Any]] = [
        ("cancelled", _whole_order(lines, (lines.text("cancelled") != "").to_numpy())),
        ("voided", _whole_order(lines, (lower["paid"] == "voided").to_numpy())),
        ("no shipping needed", (lower["ships"] == "false").to_numpy()),
        ("their order numbers", _matching(lines.text("order"), table.leave_out.orders)),
        ("their codes", _matching(codes, table.leave_out.skus)),
        ("returns", returns & table.leave_out.returns),
    ]
    if still_open:
        done = _whole_order(lines, (lower["fulfilled"] == "fulfilled").to_numpy())
        reasons.append(("fulfilled", done | (lower["line_fulfilled"] == "fulfilled").to_numpy()))
    kept = lines.kept.copy()
    for reason, out in reasons:
        gone = kept & out
        if gone.any():
            findings.note(1, f"{int(gone.sum()):,} of {len(kept):,} rows are left out: {reason}")
        kept &= ~out
    column = lines.columns["sku"]
    findings.add_all(
        kept & (codes == "").to_numpy(), lines.sheet.line, column, [""] * len(kept), "is missing: the SKU"
    )
    sheet = Sheet(
        lines.sheet.header, {**lines.sheet.columns, column: codes}, lines.sheet.line, lines.sheet.sha256
    )
    return Lines(sheet, lines.columns, lines.number, lines.head, kept)


def _codes(lines: Lines) -> pd.Series[Any]:
    """Give the code of each line, in the Shopify export the name of what has no code."""
    codes = lines.text("sku")
    return codes.where(codes != "", lines.text("title"))


def _whole_order(lines: Lines, rows: Mask) -> Mask:
    """Spread what is said on one row of an order over all of them."""
    orders = np.zeros(len(lines.head) + 1, bool)  # the last place is that of rows without a number, −1
    orders[lines.number[rows]] = True
    orders[-1] = False
    found: Mask = orders[lines.number]
    return found


def _matching(text: pd.Series[Any], patterns: Sequence[str]) -> Mask:
    if not patterns:
        return np.zeros(len(text), bool)
    pattern = re.compile("|".join(translate(str(one)) for one in patterns))
    known = {value: pattern.match(value) is not None for value in text.unique()}
    return text.map(known).to_numpy(bool)


def _placed(lines: Lines, table: OrderTable, zone: str, findings: Findings) -> NDArray[np.int64]:
    """Give the earliest instant of each order in microseconds since 1970 (UTC), 0 for those left out."""
    column = lines.columns["placed"]
    read = cells.instants(lines.sheet, column, lines.kept, table.dates, zone, findings)
    at = np.asarray(read.tz_localize(None).to_numpy("datetime64[us]"))
    earliest = np.full(len(lines.head), np.iinfo(np.int64).max)
    dated = np.flatnonzero(~np.isnat(at) & (lines.number >= 0))
    np.minimum.at(earliest, lines.number[dated], at[dated].astype(np.int64))
    undated = earliest == np.iinfo(np.int64).max
    asked = np.zeros(len(lines.head), bool)
    asked[lines.number[lines.kept & (lines.number >= 0)]] = True
    blank = (lines.text("placed") == "").to_numpy()
    told = _whole_order(lines, ~blank & lines.kept)  # a wrong date has been named already
    wrong = np.zeros(len(lines.sheet), bool)
    wrong[lines.head[undated & asked]] = True
    wrong &= ~told
    findings.add_all(
        wrong, lines.sheet.line, column, [""] * len(wrong), "is missing: when the order was placed"
    )
    return np.where(undated, 0, earliest)


def _in_span(lines: Lines, placed: NDArray[np.int64], table: OrderTable, zone: str) -> Mask:
    """Tell which orders count: those with a line that is left in, on the days that count."""
    counted = np.zeros(len(lines.head), bool)
    counted[lines.number[lines.kept & (lines.number >= 0)]] = True
    if isinstance(table, OrderFile):
        day = local_days(placed, zone)[0]
        if table.first_day is not None:
            counted &= day >= table.first_day.toordinal()
        if table.last_day is not None:
            counted &= day <= table.last_day.toordinal()
    return counted


def local_days(placed: NDArray[np.int64], zone: str) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Give the local date (proleptic ordinal) of instants, and the microseconds since its midnight."""
    import pandas as pd

    at = pd.DatetimeIndex(placed.astype("datetime64[us]")).tz_localize("UTC")
    dates = at.tz_convert(zone).tz_localize(None).normalize()
    # Where clocks skip midnight the day begins at the first instant that there is.
    earlier = np.ones(len(dates), bool)
    midnights = dates.tz_localize(zone, ambiguous=earlier, nonexistent="shift_forward").tz_convert("UTC")
    elapsed = placed - midnights.tz_localize(None).to_numpy("datetime64[us]").astype(np.int64)
    days = dates.to_numpy("datetime64[D]").astype(np.int64) + date(1970, 1, 1).toordinal()
    return days.astype(np.int32), elapsed


def _log(
    lines: Lines, placed: NDArray[np.int64], item: tuple[NDArray[np.int32], tuple[str, ...]],
    quantity: NDArray[np.int64], region: NDArray[np.int16], counted: Mask, table: OrderTable,
    scenario: Scenario,
) -> OrderLog:  # fmt: skip
    """Put orders in the order of (instant, number), and lines in that of their orders, then of the file."""
    names = lines.text("order").to_numpy(object)[lines.head]
    chosen = np.flatnonzero(counted)
    order = np.array(sorted(chosen.tolist(), key=lambda one: (placed[one], names[one])), np.int64)
    rank = np.full(len(lines.head) + 1, -1, np.int64)
    rank[order] = np.arange(len(order))
    rows = np.flatnonzero(lines.kept & (rank[lines.number] >= 0))
    rows = rows[np.argsort(rank[lines.number[rows]], kind="stable")]
    sizes = np.bincount(rank[lines.number[rows]], minlength=len(order))
    day, elapsed = local_days(placed[order], scenario.timezone or "UTC")
    first, last = date.fromordinal(int(day.min())), date.fromordinal(int(day.max()))
    if isinstance(table, OrderFile):
        first = table.first_day.date() if table.first_day else first
        last = table.last_day.date() if table.last_day else last
    return OrderLog(
        placed=placed[order],
        day=day,
        elapsed=elapsed,
        region=region[order],
        first=np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
        item=item[0][rows],
        quantity=quantity[rows].astype(np.int32),
        regions=tuple(scenario.customers.regions),
        items=item[1],
        first_day=first,
        last_day=last,
        sha256=lines.sheet.sha256,
    )
