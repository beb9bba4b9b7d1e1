"""The examples of docs/real-data.md are what the scenario reads."""

from __future__ import annotations

import re
from pathlib import Path

from simnet.intake import intake_of, take_in
from simnet.scenario import load_text
from tests.unit.intake.made import TEXT, month, table, write

HEADS = {
    "stock.csv": "node,sku,units\ndepot,candle,70\n",
    "arrivals.csv": "supplier,sku,node,quantity,expected\nfactory,candle,depot,9,2026-06-04\n",
    "open.csv": table([("n1", "2026-05-30 10:00", "book", 1)]),
}


def examples(root: Path) -> list[str]:
    text = (root / "docs" / "real-data.md").read_text(encoding="utf-8")
    return re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)


def test_the_first_example_is_a_run_from_today(root: Path, tmp_path: Path) -> None:
    start, orders, today = re.split(r"(?m)^(?=customers|today)", examples(root)[0])
    for name, rows in HEADS.items():
        write(tmp_path, rows, name)
    write(tmp_path, month(first=1).replace("2026-03", "2025-06"))
    scenario = TEXT.replace("start: 2026-03-02\n", start).replace("warmup: 0 days\n", "")
    scenario = scenario.replace("customers:\n  orders: ORDERS\n", orders)
    taken = take_in(load_text(scenario + today, "s.yaml", tmp_path))
    intake = intake_of(taken)
    assert intake.open_orders is not None
    assert (len(intake.open_orders), len(intake.arrivals)) == (1, 1)
    assert taken.customers.orders_per_day == 3


def test_the_second_example_maps_columns_and_codes(root: Path, tmp_path: Path) -> None:
    orders = examples(root)[1].replace("invoices.parquet", "invoices.csv")
    names = {"candle-fig": "candle", "candle-oak": "gift", "poster": "book", "[candle-oak, book]": "[gift]"}
    for name, own in sorted(names.items(), key=lambda pair: -len(pair[0])):
        orders = orders.replace(name, own)
    rows = [
        ("536365", "2026-03-02 08:26", "85123A", 6, "United Kingdom"),
        ("536365", "2026-03-02 08:26", "71053", 7, "United Kingdom"),
        ("C536379", "2026-03-03 09:41", "71053", -1, "United Kingdom"),
        ("536370", "2026-03-08 08:45", "21035", 1, "France"),
        ("536370", "2026-03-08 08:45", "POST", 3, "France"),
    ]
    write(tmp_path, table(rows, "InvoiceNo,InvoiceDate,StockCode,Quantity,Country"), "invoices.csv")
    text = TEXT.replace("customers:\n  orders: ORDERS\n", orders)
    log = intake_of(take_in(load_text(text, "s.yaml", tmp_path))).orders
    assert log is not None
    assert [log.items[item] for item in log.item] == ["candle", "gift", "book"]
    assert [log.regions[place] for place in log.region] == ["east", "west"]
