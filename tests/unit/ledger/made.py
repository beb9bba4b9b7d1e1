"""Records made by hand for a scenario: rows with words for names and days for instants."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from simnet.measures.ledger import ledger, totals
from simnet.pricing import service_library
from simnet.records import TABLES, Records, RecordsMeta
from simnet.records.results import MICRO
from simnet.records.tables import INSTANT
from simnet.scenario import Scenario, load_text
from simnet.units import DAY

Row = dict[str, Any]


def names_of(scenario: Scenario) -> dict[str, list[str]]:
    """The vocabularies that the engine would write for a scenario."""
    services = [
        f"{name}.{service}"
        for name, carrier in scenario.carriers.items()
        for service in (carrier.services or [service_library()[carrier.builtin or ""].service])
    ]
    regions, nodes = list(scenario.customers.regions), list(scenario.nodes)
    return {
        "region": regions,
        "stream": ["orders"],
        "sku": [name for name, sku in scenario.skus.items() if sku.kit is None],
        "item": list(scenario.skus),
        "node": nodes,
        "lane": [f"{node} -> {region} {one}" for node in nodes for region in regions for one in services],
        "service": services,
        "supplier": list(scenario.suppliers),
        "event": [event.name for event in scenario.disruptions],
        "event_kind": sorted({event.type for event in scenario.disruptions}),
        "targets": ["some"],
    }


def made(scenario: Scenario, days: float = 30, **tables: Sequence[Row]) -> Records:
    """Make records with a horizon of so many days, beginning at time zero."""
    names = names_of(scenario)
    meta = RecordsMeta(
        "made", 1, 0, "2026-01-05T00:00:00+00:00", 0, round(days * DAY), round((days + 90) * DAY)
    )
    blank = Records({}, names, meta)
    return Records({name: _array(blank, name, rows) for name, rows in tables.items()}, names, meta)


def _array(blank: Records, name: str, rows: Sequence[Row]) -> Any:
    table = TABLES[name]
    array = table.empty(len(rows))
    if len(table.key) == 1:
        array[table.key[0]] = np.arange(len(rows))
    for number, row in enumerate(rows):
        for column, value in row.items():
            about = table.column(column)
            if about.unit == INSTANT:
                value = round(value * DAY)
            elif isinstance(value, str):
                value = blank.words(about.names).index(value)
            array[column][number] = value
    return array


def sale(number: int, parcel: int, sku: str = "widget", **more: Any) -> dict[str, Row]:
    """An order of one line in one parcel, placed on day 1 and delivered on day 4: its three rows."""
    quantity, lane = more.pop("quantity", 1), more.pop("lane", "depot -> home van.ground")
    weight, region = more.pop("weight_lb", float(quantity)), more.pop("region", "home")
    node = more.pop("node", "depot")
    order = {
        "placed_us": 1, "promised_us": 6, "region": region, "stream": 0, "value": 20 * quantity,
        "state": "delivered", "finished_us": 4,
    }  # fmt: skip
    line = {
        "order": number, "sku": sku, "item": sku, "quantity": quantity, "node": node,
        "state": "picked", "shipment": parcel, "delivered_us": 4,
    }  # fmt: skip
    shipment = {
        "order": number, "attempt": 0, "kind": "first", "node": node, "lane": lane,
        "service": lane.rpartition(" ")[2], "region": region, "state": "delivered",
        "queued_us": 1, "started_us": 2, "packed_us": 2, "collected_us": 3, "delivered_us": 4, "lines": 1,
        "units": quantity, "weight_lb": weight,
    }  # fmt: skip
    return {"orders": order, "lines": line, "shipments": shipment | more}


def sales(scenario: Scenario, *some: Mapping[str, Row], days: float = 30, **tables: Sequence[Row]) -> Records:
    """Make records of sales and of rows of further tables."""
    mine = {name: [one[name] for one in some if name in one] for name in ("orders", "lines", "shipments")}
    for name, rows in tables.items():
        mine[name] = [*mine.get(name, []), *rows]
    return made(scenario, days, **mine)


def loaded(text: str) -> Scenario:
    return load_text(text, "made")


def costs(records: Records, scenario: Scenario) -> dict[str, float]:
    """The lines that are not zero, in money."""
    return {line: amount / MICRO for line, amount in totals(records, scenario).items() if amount}


def totals_of(records: Records, scenario: Scenario) -> dict[str, int]:
    """All lines in millionths."""
    return totals(records, scenario)


def grouped(records: Records, scenario: Scenario, by: str, line: str) -> dict[str, float]:
    """The amounts of a line by element, in money."""
    rows = ledger(records, scenario)
    every = zip(rows["by"], rows["element"], rows["line"], rows["amount_micro"], strict=True)
    return {
        element: int(amount) / MICRO for kind, element, name, amount in every if (kind, name) == (by, line)
    }
