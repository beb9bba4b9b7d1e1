"""Today's stock and the purchase orders under way, from plain tables."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simnet.errors import nearest
from simnet.intake import cells
from simnet.intake.columns import plain_columns
from simnet.intake.findings import Findings
from simnet.intake.log import Arrival
from simnet.intake.sheet import Sheet, read_sheet
from simnet.scenario.resolve import can_source, is_closed
from simnet.scenario.scenario import Scenario
from simnet.scenario.today import PurchaseOrderFile, StockFile


def read_stock(
    table: StockFile, path: Path, scenario: Scenario, findings: Findings
) -> tuple[dict[tuple[str, str], int], str] | None:
    """Read units by (node, SKU) and the file's hash; None if anything is wrong."""
    sheet, columns = _read(table, path, ("node", "sku", "units"), findings)
    if sheet is None:
        return None
    units = cells.whole(sheet, columns["units"], np.ones(len(sheet), bool), 0, findings)
    nodes, skus = sheet.text(columns["node"]).tolist(), sheet.text(columns["sku"]).tolist()
    found: dict[tuple[str, str], int] = {}
    seen: dict[tuple[str, str], int] = {}
    for row, (node, sku) in enumerate(zip(nodes, skus, strict=True)):
        line = int(sheet.line[row])
        if _held(node, sku, line, columns, scenario, findings) and (node, sku) in seen:
            rule = f"is named for {node} in line {seen[node, sku]} already"
            findings.add(line, columns["sku"], sku, rule, "keep one row, with the sum")
        seen.setdefault((node, sku), line)
        found[node, sku] = int(units[row])
    missing = [key for key in _stocked(scenario) if key not in found]
    if missing and not findings.count:
        node, sku = missing[0]
        what = f"{sku} at {node}" + (f" and {len(missing) - 1:,} more" if len(missing) > 1 else "")
        findings.note(1, f"{what}: not in the file, so the run starts without any")
    return None if findings.count else (found, sheet.sha256)


def _stocked(scenario: Scenario) -> list[tuple[str, str]]:
    """List the nodes and SKUs whose units a file of stock should name: not those of drop shippers."""
    return [
        (name, sku)
        for name, node in scenario.nodes.items()
        for sku, policy in node.stock.items()
        if node.supplier is None and policy.kind != "unlimited"
    ]


def _held(
    node: str, sku: str, line: int, columns: dict[str, str], scenario: Scenario, findings: Findings
) -> bool:
    """Tell whether a node stocks a SKU; a problem if not."""
    if node not in scenario.nodes:
        findings.add(line, columns["node"], node, "is not the name of a node", nearest(node, scenario.nodes))
    elif sku not in scenario.skus:
        findings.add(line, columns["sku"], sku, "is not the name of a SKU", nearest(sku, scenario.skus))
    elif sku not in scenario.nodes[node].stock:
        rule = f"is not stocked at {node}"
        findings.add(line, columns["sku"], sku, rule, f"add it to nodes.{node}.stock, such as {sku}: none")
    else:
        return True
    return False


def read_arrivals(
    table: PurchaseOrderFile, path: Path, scenario: Scenario, findings: Findings
) -> tuple[tuple[Arrival, ...], str] | None:
    """Read the purchase orders under way and the file's hash; None if anything is wrong."""
    needed = ("supplier", "sku", "node", "quantity", "expected")
    sheet, columns = _read(table, path, needed, findings)
    if sheet is None:
        return None
    every = np.ones(len(sheet), bool)
    quantity = cells.whole(sheet, columns["quantity"], every, 1, findings)
    start = scenario.start.date()
    expected = _days(sheet, columns, "expected", table.dates, findings)
    placed = _days(sheet, columns, "placed", table.dates, findings)
    shipped = _days(sheet, columns, "shipped", table.dates, findings)
    _check_days(sheet, columns, "expected", expected, lambda day: day is None or day < start,
                f"must be a day on or after the start, {start}", findings)  # fmt: skip
    for field, days in (("placed", placed), ("shipped", shipped)):
        _check_days(sheet, columns, field, days, lambda day: day is not None and day > start,
                    f"must not be after the start, {start}", findings)  # fmt: skip
    names = [sheet.text(columns[field]).tolist() for field in ("supplier", "sku", "node")]
    for row, (supplier, sku, node) in enumerate(zip(*names, strict=True)):
        _check_source(supplier, sku, node, int(sheet.line[row]), columns, scenario, findings)
    if findings.count:
        return None
    rows = zip(*names, quantity.tolist(), expected, placed, shipped, strict=True)
    return tuple(
        Arrival(supplier, sku, node, int(units), due or start, asked, left, "shipped" in columns)
        for supplier, sku, node, units, due, asked, left in rows
    ), sheet.sha256


def _read(
    table: StockFile | PurchaseOrderFile, path: Path, needed: tuple[str, ...], findings: Findings
) -> tuple[Sheet | None, dict[str, str]]:
    columns: dict[str, str] = {}

    def choose(header: list[str]) -> list[str]:
        columns.update(plain_columns(table.columns, header, needed, findings))
        return list(columns.values())

    sheet = read_sheet(path, table.encoding, choose, findings)
    return (None if findings.count else sheet), columns


def _days(
    sheet: Sheet, columns: dict[str, str], field: str, dates: str | None, findings: Findings
) -> list[date | None]:
    """Read days; None where a cell is empty or there is no such column."""
    if field not in columns:
        return [None] * len(sheet)
    every: NDArray[np.bool_] = np.ones(len(sheet), bool)
    read = cells.instants(sheet, columns[field], every, dates, "UTC", findings)
    return [None if day is None else date.fromordinal(day) for day in _ordinals(read)]


def _ordinals(read: Any) -> list[int | None]:
    return [None if at != at else at.toordinal() for at in read]


def _check_days(
    sheet: Sheet,
    columns: dict[str, str],
    field: str,
    days: list[date | None],
    is_wrong: Callable[[date | None], bool],
    rule: str,
    findings: Findings,
) -> None:
    if field not in columns:
        return
    text = sheet.text(columns[field]).tolist()
    # What is filled and no date has been named already.
    wrong = np.array(
        [is_wrong(day) and (day is not None or not cell) for day, cell in zip(days, text, strict=True)]
    )
    findings.add_all(wrong, sheet.line, columns[field], text, rule)


def _check_source(
    supplier: str,
    sku: str,
    node: str,
    line: int,
    columns: dict[str, str],
    scenario: Scenario,
    findings: Findings,
) -> None:
    """Require a supplier that makes the SKU, or a node that stocks it, with a way to a node that does."""
    known = _held(node, sku, line, columns, scenario, findings)
    places = [name for name in scenario.nodes if scenario.nodes[name].supplier is None]
    rule, repair = "", ""
    if supplier not in scenario.suppliers and supplier not in places:
        rule = "is not the name of a supplier or of a node"
        repair = nearest(supplier, [*scenario.suppliers, *places])
    elif known and not can_source(supplier, sku, scenario):
        maker = supplier in scenario.suppliers
        rule = f"does not make {sku} for nodes" if maker else f"does not stock {sku}"
        repair = f"add it to suppliers.{supplier}.makes" if maker else f"add it to nodes.{supplier}.stock"
    elif known and not _has_lane(supplier, node, scenario):
        rule, repair = f"has no lane to {node}", "open one in lanes"
    if rule:
        findings.add(line, columns["supplier"], supplier, rule, repair)


def _has_lane(source: str, node: str, scenario: Scenario) -> bool:
    """Tell whether goods can come: to a drop shipper only its own, and from no node to itself."""
    owner = scenario.nodes[node].supplier
    return source != node and owner in (None, source) and not is_closed(source, node, scenario)
