"""Today's state, from which a run starts instead of a warm-up: stock, purchase orders, open orders."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from pydantic import ValidationInfo

from simnet.scenario.base import Model
from simnet.scenario.datafiles import DataFile, DateFormat, Encoding
from simnet.scenario.orderfile import Column, OrderTable


class StockColumns(Model):
    """Names of the columns of a table of stock; one that is not given has the name of its field."""

    node: Column | None = None
    """Column of the node."""
    sku: Column | None = None
    """Column of the SKU."""
    units: Column | None = None
    """Column of the units on the shelf, those that open orders will take included."""


class PurchaseOrderColumns(Model):
    """Names of the columns of purchase orders; one that is not given has the name of its field."""

    supplier: Column | None = None
    """Column of the supplier, or of the node that the goods come from."""
    sku: Column | None = None
    """Column of the SKU."""
    node: Column | None = None
    """Column of the node that gets the goods."""
    quantity: Column | None = None
    """Column of the units."""
    expected: Column | None = None
    """Column of the day at which they are expected at the node's dock."""
    placed: Column | None = None
    """Column of the day at which it was placed, if there is one."""
    shipped: Column | None = None
    """Column of the day at which it left the supplier, if there is one; empty if it has not."""


class _File(Model):
    simple_forms: ClassVar[tuple[dict[str, Any], ...]] = (
        {"type": "string", "description": "Name of a file.", "examples": ["on_hand.csv"]},
    )
    file: DataFile
    """CSV or parquet file in the scenario's folder; another folder is allowed by `--data FOLDER`."""
    encoding: Encoding | None = None
    """Encoding of a CSV file; by default UTF-8."""
    sha256: str | None = None
    """Hash of the file that was read, filled in."""

    @classmethod
    def from_simple(cls, data: Any, info: ValidationInfo) -> Any:
        """Read the name of a file."""
        return data if isinstance(data, Mapping | Model) else {"file": data}


class StockFile(_File):
    """A file of the units on hand."""

    columns: StockColumns = StockColumns()
    """Names of the columns."""


class PurchaseOrderFile(_File):
    """A file of the purchase orders under way."""

    columns: PurchaseOrderColumns = PurchaseOrderColumns()
    """Names of the columns."""
    dates: DateFormat | None = None
    """Format of dates as in `strptime`, such as %m/%d/%Y; by default ISO 8601."""


class Today(Model):
    """The state at local midnight of the start; the run begins with exactly that, without a warm-up."""

    on_hand: StockFile
    """Units on the shelf by node and SKU; what the file does not name is zero."""
    purchase_orders: PurchaseOrderFile | None = None
    """Purchase orders and transfers between nodes that have not arrived; without it, there are none."""
    open_orders: OrderTable | None = None
    """Orders that were placed and have not left a node; without it, there are none."""
