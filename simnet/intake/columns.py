"""Which column of a file is which field, by the format of the file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from simnet.errors import nearest
from simnet.intake.findings import Findings
from simnet.scenario.base import Model
from simnet.scenario.orderfile import OrderTable

# Shopify's order export: one row a line item; cells about the order are filled on its first row only. The
# names are those of the header of 2024; older exports lack some that are not needed.
SHOPIFY = {
    "order": "Name",
    "placed": "Created at",
    "sku": "Lineitem sku",
    "quantity": "Lineitem quantity",
    "zip": "Shipping Zip",
    "country": "Shipping Country",
}
SHOPIFY_MORE = {
    "title": "Lineitem name",
    "ships": "Lineitem requires shipping",
    "cancelled": "Cancelled at",
    "paid": "Financial Status",
    "fulfilled": "Fulfillment Status",
    "line_fulfilled": "Lineitem fulfillment status",
    "billing_zip": "Billing Zip",
    "billing_country": "Billing Country",
}
NEEDED = ("order", "placed", "sku", "quantity")


def is_shopify(header: list[str]) -> bool:
    """Recognize the Shopify order export."""
    return {"Name", "Created at", "Lineitem quantity"} <= set(header)


def order_columns(table: OrderTable, header: list[str], findings: Findings) -> dict[str, str]:
    """Find the columns of a file of orders by field; one that is needed and missing is a problem."""
    shopify = is_shopify(header) if table.format is None else table.format == "shopify"
    if shopify:
        found = {field: name for field, name in {**SHOPIFY, **SHOPIFY_MORE}.items() if name in header}
        return _needed(found, SHOPIFY, header, NEEDED, findings)
    return plain_columns(table.columns, header, NEEDED, findings)


def plain_columns(
    given: Model, header: list[str], needed: tuple[str, ...], findings: Findings
) -> dict[str, str]:
    """Find the columns of a plain table: those that are given must be there, others if they are needed."""
    named = {field: getattr(given, field) for field in type(given).model_fields}
    wanted = {field: name or field for field, name in named.items()}
    found = {field: name for field, name in wanted.items() if name in header}
    asked = tuple(field for field in wanted if field in needed or named[field] is not None)
    return _needed(found, wanted, header, asked, findings)


def _needed(
    found: dict[str, str],
    wanted: Mapping[str, Any],
    header: list[str],
    needed: tuple[str, ...],
    findings: Findings,
) -> dict[str, str]:
    for field in needed:
        if field not in found:
            rule = f"is not a column of the file, and holds the {field}"
            near = nearest(str(wanted[field]), [name for name in header if name])
            findings.add(1, "columns", wanted[field], rule, f"{near}; say columns: {{{field}: NAME}}")
    return found
