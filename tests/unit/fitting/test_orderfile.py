"""Order files: the Shopify export and plain tables."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from simnet.fitting.orderfile import SHOPIFY, read_orders
from simnet.fitting.tables import DataError

ROOT = Path(__file__).parents[3]
HEADER = ROOT.parent / "shared" / "data" / "formats" / "shopify_orders_export_header.csv"


def shopify(path: Path, rows: list[dict[str, str]], header: list[str] | None = None) -> Path:
    """Write a Shopify export; a row names only the cells that are filled."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, header or [*SHOPIFY.values(), "Notes", "Total"])
        writer.writeheader()
        writer.writerows(rows)
    return path


FIRST = {
    "Name": "#1001", "Created at": "2026-01-05 23:30:00 -0500", "Shipping Zip": "'02134",
    "Shipping Country": "US",
    "Lineitem sku": "fig", "Lineitem quantity": "2", "Lineitem price": "28.00", "Refunded Amount": "5.00",
    "Notes": "ring\ntwice",
}  # fmt: skip
SECOND = {"Name": "#1001", "Lineitem name": "Book", "Lineitem quantity": "1", "Lineitem price": "34.00"}
ABROAD = FIRST | {
    "Name": "#1002",
    "Shipping Country": "CA",
    "Shipping Zip": "M5V 2T6",
    "Cancelled at": "2026-01-07",
}


def test_a_shopify_export_is_one_row_a_line_with_the_order_on_the_first(tmp_path: Path) -> None:
    orders = read_orders(shopify(tmp_path / "a.csv", [FIRST, SECOND, ABROAD]))
    lines = orders.lines
    assert lines["order"].tolist() == ["#1001", "#1001", "#1002"]
    assert lines["sku"].tolist() == ["fig", "Book", "fig"]
    assert lines["quantity"].tolist() == [2, 1, 2]
    assert lines["region"].tolist() == ["east", "east", ""]
    assert lines["cancelled"].tolist() == [False, False, True]
    assert lines["refunded"].tolist() == [5.0, 5.0, 5.0]
    assert str(lines["placed"][1]) == "2026-01-05 23:30:00+00:00"
    assert {"refunded", "cancelled"} <= orders.has
    assert "stockout" not in orders.has


def test_a_time_zone_makes_instants_of_the_shop_s_offsets(tmp_path: Path) -> None:
    orders = read_orders(shopify(tmp_path / "a.csv", [FIRST]), timezone="America/Los_Angeles")
    assert str(orders.lines["placed"][0]) == "2026-01-05 20:30:00-08:00"


@pytest.mark.skipif(not HEADER.is_file(), reason="the reference data are not beside the checkout")
def test_the_real_header_is_recognized(tmp_path: Path) -> None:
    with HEADER.open(encoding="utf-8", newline="") as file:
        header = next(csv.reader(file))
    rows = [{key: cell for key, cell in FIRST.items() if key in header}]
    assert read_orders(shopify(tmp_path / "a.csv", rows, header)).lines["sku"].tolist() == ["fig"]


def plain(path: Path, text: str) -> Path:
    """Write a plain table."""
    path.write_text(text, encoding="utf-8")
    return path


def test_a_plain_table_needs_only_order_and_date(tmp_path: Path) -> None:
    orders = read_orders(plain(tmp_path / "a.csv", "order,placed\n1,2026-01-05\n2,2026-01-06\n"))
    assert orders.lines["quantity"].tolist() == [1, 1]
    assert orders.dates_only


def test_a_map_names_the_columns_of_a_plain_table(tmp_path: Path) -> None:
    path = plain(tmp_path / "a.csv", "No,When,What,State\n1,2026-01-05 08:00,fig,OH\n")
    lines = read_orders(path, {"order": "No", "placed": "When", "sku": "What", "region": "State"}).lines
    assert (lines["sku"][0], lines["region"][0]) == ("fig", "midwest")
    assert not read_orders(path, {"order": "No", "placed": "When"}).dates_only


def test_regions_that_are_no_states_keep_their_names(tmp_path: Path) -> None:
    path = plain(tmp_path / "a.csv", "order,placed,region\n1,2026-01-05,Bavaria\n2,2026-01-05,OH\n")
    assert read_orders(path).lines["region"].tolist() == ["Bavaria", "OH"]


def test_every_problem_of_a_broken_file_comes_at_once(tmp_path: Path) -> None:
    text = (
        "order,placed,sku,quantity,price\n1,2026-01-05,fig,-2,1\n2,5 Jan,fig,1,abc\n,2026-01-05,oak,1.5,2\n"
    )
    path = plain(tmp_path / "a.csv", text)
    with pytest.raises(DataError) as caught:
        read_orders(path)
    found = [str(problem).replace(f"{tmp_path}/", "") for problem in caught.value.problems]
    whole = "must be a whole number of 1 or more (add --returns if a quantity below 0 is a return)"
    assert found == [
        f"a.csv:2:1: error: quantity: -2: {whole}",
        "a.csv:3:1: error: placed: 5 Jan: must be a date of the years 1990 to 2100, with a time if it is "
        "known (such as 2026-06-08 09:00)",
        "a.csv:3:1: error: price: abc: must be an amount of money",
        f"a.csv:4:1: error: quantity: 1.5: {whole}",
        "a.csv:4:1: error: order: must not be empty",
    ]


def test_returns_and_what_is_no_product_are_set_apart_and_counted(tmp_path: Path) -> None:
    text = "order,placed,sku,quantity\n1,2026-01-05,10001,2\nC2,2026-01-05,10001,-1\n3,2026-01-05,POST,1\n"
    orders = read_orders(plain(tmp_path / "a.csv", text), products="[0-9]{5}", returns=True)
    assert orders.lines["order"].tolist() == ["1"]
    assert orders.returns["order"].tolist() == ["C2"]
    assert orders.left_out == {"returns or corrections": 1, "not a product": 1}
