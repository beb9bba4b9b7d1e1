"""Files of orders: the Shopify export, or a plain table with a map of columns; one row is one order line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from simnet.fitting import cells, places
from simnet.fitting.tables import Problems, Table, read_table
from simnet.intake import columns as columns_of_shopify
from simnet.intake.columns import is_shopify

NEEDED = ("order", "placed")
ROLES = (
    *NEEDED, "sku", "quantity", "price", "zip", "region", "country", "cancelled", "refunded", "stockout",
)  # fmt: skip
SHOPIFY = {
    **columns_of_shopify.SHOPIFY,
    **{role: columns_of_shopify.SHOPIFY_MORE[role] for role in ("cancelled", "title")},
    "price": "Lineitem price",
    "refunded": "Refunded Amount",
}
# On the first row of an order only: the columns of an export that speak about the order as a whole.
OF_THE_ORDER = ("placed", "zip", "country", "cancelled", "refunded")


@dataclass(frozen=True)
class Orders:
    """Order lines, and what was left out of them.

    `lines` has the columns order, placed (an instant on the shop's clock), sku, quantity, price, zip, region,
    cancelled, refunded, stockout; `returns` the lines with a quantity below 0, if they were asked for.
    """

    lines: pd.DataFrame
    returns: pd.DataFrame
    has: frozenset[str]
    """Roles for which the file has a column."""
    left_out: Mapping[str, int]
    """Number of lines by the reason for which they were left out."""
    dates_only: bool
    """Whether the file gives no time of day."""


def read_orders(
    path: Path,
    columns: Mapping[str, str] | None = None,
    *,
    timezone: str | None = None,
    products: str = "",
    returns: bool = False,
) -> Orders:
    """Read a file of orders; raises `DataError` with every problem of the file.

    `columns` maps roles to columns; `products` is a regular expression for the beginning of what counts as
    a SKU; with `returns`, a quantity below 0 is a return and no problem.
    """
    table = read_table(path, lambda header: _roles(header, columns or {}), NEEDED)
    if is_shopify(list(table.header)):
        table = _filled(table)
    problems = Problems(str(path))
    lines = _lines(table, problems, timezone, returns)
    problems.refuse()
    return _sorted_out(lines, table, products)


def _roles(header: list[str], given: Mapping[str, str]) -> dict[str, str]:
    """Choose a column for each role: those of the Shopify export if it is one, else the roles' own names."""
    if not is_shopify(header):
        return {role: role for role in ROLES} | dict(given)
    return {role: column for role, column in SHOPIFY.items() if column in header} | dict(given)


def _filled(table: Table) -> Table:
    """Copy what stands on the first row of an order to its other rows."""
    frame = table.frame.copy()
    for role in OF_THE_ORDER:
        if role in frame:
            frame[role] = frame.groupby("order", sort=False)[role].transform("first")
    if "title" in frame and "sku" in frame:
        frame["sku"] = frame["sku"].where(frame["sku"] != "", frame["title"])
    return Table(frame, table.lines, table.header, table.roles)


def _lines(table: Table, problems: Problems, timezone: str | None, returns: bool) -> pd.DataFrame:
    what, low = ("a whole number", None) if returns else ("a whole number of 1 or more", 1.0)
    repair = "" if returns else "add --returns if a quantity below 0 is a return"
    quantity = cells.numbers(
        table, "quantity", problems, what=what, low=low, whole=True, needed=True, repair=repair
    )
    given = cells.texts(table, "region")
    codes = cells.zips(table, "zip")
    return pd.DataFrame(
        {
            "order": cells.texts(table, "order", problems),
            "placed": cells.instants(table, "placed", problems, timezone, needed=True),
            "sku": cells.texts(table, "sku"),
            "quantity": quantity.fillna(1.0),
            "price": cells.numbers(table, "price", problems, what="an amount of money"),
            "zip": codes,
            "region": places.regions(codes, given, cells.texts(table, "country")),
            "cancelled": ~cells.texts(table, "cancelled").str.lower().isin(cells.NO),
            "refunded": cells.numbers(table, "refunded", problems, what="an amount of money").fillna(0.0),
            "stockout": cells.flags(table, "stockout", problems),
        }
    )


def _sorted_out(lines: pd.DataFrame, table: Table, products: str) -> Orders:
    """Set apart what is no sale: returns, and lines whose SKU is no product."""
    negative = lines["quantity"] <= 0
    other = lines["sku"].map({sku: not re.match(products, sku) for sku in lines["sku"].unique()})
    foreign = other.astype(bool) if products else pd.Series(False, index=lines.index)
    left_out: dict[str, Any] = {
        "returns or corrections": int((negative & ~foreign).sum()),
        "not a product": int(foreign.sum()),
    }
    sales = lines[~negative & ~foreign].astype({"quantity": "int64"}).reset_index(drop=True)
    return Orders(
        lines=sales,
        returns=lines[negative & ~foreign].reset_index(drop=True),
        has=frozenset(table.roles),
        left_out={reason: number for reason, number in left_out.items() if number},
        dates_only=cells.dates_only(table, "placed"),
    )
