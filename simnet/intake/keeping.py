"""What was read from files, as files again, so that a run needs nothing outside its folder.

Only what a simulated year is made of is written: instants, regions, SKUs and units. The names and addresses
of an export stay where they are.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from simnet.intake.log import Arrival, OrderLog
from simnet.intake.regions import DRAWN
from simnet.intake.taking import intake_of
from simnet.scenario.orderfile import LeaveOut, OrderColumns, OrderRegions, OrderSkus, OrderTable
from simnet.scenario.scenario import Scenario
from simnet.scenario.today import PurchaseOrderColumns, PurchaseOrderFile, StockColumns, StockFile, Today

if TYPE_CHECKING:
    import pyarrow as pa

    Table = TypeVar("Table", bound=OrderTable)

DATA = "data"
"""Folder of the files, in the folder of the scenario that names them."""
OPTIONS: dict[str, Any] = {"compression": "zstd", "write_page_checksum": True}


class Kept:
    """The files that were written: their bytes by name, relative to the scenario's folder."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}

    def add(self, name: str, columns: Mapping[str, pa.Array]) -> dict[str, str]:
        """Write a table; returns its name and hash, as a scenario gives them."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        out, file = io.BytesIO(), f"{DATA}/{name}.parquet"
        pq.write_table(pa.table(dict(columns)), out, **OPTIONS)
        self.files[file] = out.getvalue()
        return {"file": file, "sha256": hashlib.sha256(self.files[file]).hexdigest()}


def portable(scenario: Scenario) -> tuple[Scenario, dict[str, bytes]]:
    """Give a scenario whose files hold only what was read, and these files by name.

    Names are relative to the folder in which the scenario is to lie. Written out and loaded there, it
    simulates to the same numbers. A scenario without files, or whose files were not read, is returned as it
    is.
    """
    intake, kept = intake_of(scenario), Kept()
    table = scenario.customers.order_file
    if table is not None and intake.orders is not None:
        orders = _orders(table, intake.orders, "orders", kept)
        scenario = scenario.filled(customers=scenario.customers.filled(orders=orders))
    if scenario.today is not None and intake.on_hand is not None:
        scenario = scenario.filled(today=_today(scenario.today, scenario, kept))
    return scenario, kept.files


def files_of(scenario: Scenario) -> list[dict[str, str | None]]:
    """List the files that a scenario names: path in the scenario, name, SHA-256 if it has been read."""
    named: dict[str, Any] = {"customers.orders": scenario.customers.order_file}
    if scenario.today is not None:
        named |= {f"today.{field}": getattr(scenario.today, field) for field in Today.model_fields}
    return [
        {"path": path, "file": table.file, "sha256": table.sha256}
        for path, table in named.items()
        if table is not None
    ]


def _orders(table: Table, log: OrderLog, name: str, kept: Kept) -> Table:
    """Write a log as a plain table, its orders numbered so that those of one instant keep their order."""
    import pyarrow as pa

    sizes, width = np.diff(log.first), len(str(len(log)))
    numbers = [f"{number:0{width}d}" for number in range(1, len(log) + 1)]
    regions = [None if place == DRAWN else log.regions[place] for place in log.region]
    columns = {
        "order": pa.array(np.repeat(numbers, sizes)),
        "placed": pa.array(np.repeat(log.placed, sizes), pa.timestamp("us", "UTC")),
        "sku": pa.array([log.items[item] for item in log.item], pa.string()),
        "quantity": pa.array(log.quantity),
        "region": pa.array(np.repeat(np.array(regions, dtype=object), sizes), pa.string()),
    }
    known = any(region is not None for region in regions)
    return table.filled(
        **kept.add(name, columns),
        format="table",
        columns=OrderColumns(),
        dates=None,
        timezone=None,
        encoding=None,
        skus=OrderSkus(),
        regions=OrderRegions(by="value" if known else "shares"),
        leave_out=LeaveOut(),
    )


def _today(today: Today, scenario: Scenario, kept: Kept) -> Today:
    intake = intake_of(scenario)
    assert intake.on_hand is not None
    parts: dict[str, Any] = {"on_hand": _stock(today.on_hand, intake.on_hand, kept)}
    if today.purchase_orders is not None and intake.arrivals:
        parts["purchase_orders"] = _arrivals(today.purchase_orders, intake.arrivals, kept)
    if today.open_orders is not None:
        waiting = intake.open_orders  # None: the file has no order that is still open
        parts["open_orders"] = waiting and _orders(today.open_orders, waiting, "open_orders", kept)
    return today.filled(**parts)


def _stock(table: StockFile, units: Mapping[tuple[str, str], int], kept: Kept) -> StockFile:
    import pyarrow as pa

    columns = {
        "node": pa.array([node for node, _ in units]),
        "sku": pa.array([sku for _, sku in units]),
        "units": pa.array(list(units.values()), pa.int64()),
    }
    return table.filled(**kept.add("on_hand", columns), columns=StockColumns(), encoding=None)


def _arrivals(table: PurchaseOrderFile, arrivals: tuple[Arrival, ...], kept: Kept) -> PurchaseOrderFile:
    import pyarrow as pa

    fields = [
        field
        for field in PurchaseOrderColumns.model_fields
        if field != "shipped" or arrivals[0].knows_shipped
    ]
    days = {"expected", "placed", "shipped"}
    columns = {
        field: pa.array([_cell(getattr(one, field), field in days) for one in arrivals]) for field in fields
    }
    return table.filled(
        **kept.add("purchase_orders", columns), columns=PurchaseOrderColumns(), dates=None, encoding=None
    )


def _cell(value: Any, is_day: bool) -> Any:
    """Write days as text, empty if there is none: a column may have none at all."""
    return value if not is_day else "" if value is None else value.isoformat()
