"""What a file of orders is read as: orders, their lines, their instants, SKUs and regions."""

from __future__ import annotations

import json
import random
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd
import pytest

from simnet.errors import ScenarioError
from simnet.intake import OrderLog, intake_of, take_in
from simnet.scenario import Scenario, load_text
from tests.unit.intake.made import HEAD, TEXT, log_of, month, problems, scenario, shown, table, write

SHOPIFY = (
    "Name,Financial Status,Fulfillment Status,Created at,Lineitem quantity,Lineitem name,Lineitem sku,"
    "Lineitem requires shipping,Lineitem fulfillment status,Billing Zip,Shipping Zip,Shipping Country,Notes,"
    "Cancelled at"
)


def baskets(log: OrderLog) -> list[list[tuple[str, int]]]:
    """List the lines of every order by name."""
    lines = [(log.items[item], int(units)) for item, units in zip(log.item, log.quantity, strict=True)]
    return [lines[begin:end] for begin, end in zip(log.first[:-1], log.first[1:], strict=True)]


def instants(log: OrderLog) -> list[str]:
    return [f"{datetime.fromtimestamp(at / 1e6, UTC):%Y-%m-%d %H:%M}" for at in log.placed]


def as_it_was(**more: str) -> str:
    parts = {"file": "orders.csv", "first_day": "2026-03-02", "last_day": "2026-03-29"} | more
    return "{" + ", ".join(f"{key}: {value}" for key, value in parts.items()) + "}"


def test_rows_of_one_number_are_one_order_in_the_order_of_time(tmp_path: Path) -> None:
    rows = [
        ("b", "2026-03-03 10:00", "book", 1),
        ("a", "2026-03-02 09:00", "candle", 2),
        ("b", "2026-03-03 10:00", "candle", 3),
        ("c", "2026-03-02 09:00", "gift", 1),
        ("a", "", "book", 1),
    ]
    log = log_of(tmp_path, table(rows), as_it_was())
    assert baskets(log) == [
        [("candle", 2), ("book", 1)],
        [("gift", 1)],
        [("book", 1), ("candle", 3)],
    ]
    assert instants(log) == ["2026-03-02 14:00", "2026-03-02 14:00", "2026-03-03 15:00"]


def test_the_order_of_rows_does_not_matter(tmp_path: Path) -> None:
    head, *rows = month().splitlines()
    log = log_of(tmp_path, "\n".join([head, *rows]))
    random.Random(5).shuffle(rows)
    mixed = log_of(tmp_path, "\n".join([head, *rows]))
    assert [sorted(basket) for basket in baskets(log)] == [sorted(basket) for basket in baskets(mixed)]
    assert (log.placed == mixed.placed).all()
    assert log.sha256 != mixed.sha256


@pytest.mark.parametrize(
    ("written", "utc"),
    [
        ("2026-03-02 09:00", "2026-03-02 14:00"),
        ("2026-03-02T09:00:30", "2026-03-02 14:00"),
        ("2026-03-02", "2026-03-02 05:00"),
        ("2026-03-02 09:00:00 -0800", "2026-03-02 17:00"),
        ("2026-03-02T09:00:00+01:00", "2026-03-02 08:00"),
        ("2026-03-02 09:00:00+01", "2026-03-02 08:00"),
        ("2026-03-02T09:00:00Z", "2026-03-02 09:00"),
        ("2026-03-08 02:30", "2026-03-08 07:00"),  # the clock skips it: the first instant that there is
        ("2026-03-08 03:30", "2026-03-08 07:30"),
    ],
)
def test_instants_with_and_without_offset(tmp_path: Path, written: str, utc: str) -> None:
    assert instants(log_of(tmp_path, table([("1", written, "book", 1)]), as_it_was())) == [utc]


def test_the_earlier_one_of_two_hours_and_a_format_of_dates(tmp_path: Path) -> None:
    how = as_it_was(dates="'%d.%m.%Y %H:%M'", first_day="2025-11-01", last_day="2025-11-30")
    assert instants(log_of(tmp_path, table([("1", "02.11.2025 01:30", "book", 1)]), how)) == [
        "2025-11-02 05:30"
    ]
    how = as_it_was(timezone="Europe/London")
    log = log_of(tmp_path, table([("1", "2026-03-03 02:00", "book", 1)]), how)
    assert instants(log) == ["2026-03-03 02:00"]
    assert date.fromordinal(int(log.day[0])) == date(
        2026, 3, 2
    )  # the scenario's New York is five hours behind
    assert log.elapsed[0] == 21 * 3_600_000_000


def test_days_of_another_length_have_their_own_midnight(tmp_path: Path) -> None:
    log = log_of(tmp_path, table([("1", "2026-03-08 12:00", "book", 1)]), as_it_was())
    assert log.elapsed[0] == 11 * 3_600_000_000


def test_only_the_days_that_count(tmp_path: Path) -> None:
    how = as_it_was(first_day="2026-03-09", last_day="2026-03-22")
    log = log_of(tmp_path, month(), how)
    assert (log.first_day, log.last_day, len(log)) == (date(2026, 3, 9), date(2026, 3, 22), 14 * 3)
    assert log_of(tmp_path, month()).days == 28


def test_separators_encodings_and_parquet_say_the_same(tmp_path: Path) -> None:
    plain = log_of(tmp_path, month())
    for text, how in (
        (month().replace(",", ";"), "orders.csv"),
        (month().replace(",", "\t"), "orders.csv"),
        (month().replace("\n", "\r\n"), "orders.csv"),
        (b"\xef\xbb\xbf" + month().encode(), "orders.csv"),
        (month().encode("utf-16"), "{file: orders.csv, encoding: utf-16}"),
    ):
        assert baskets(log_of(tmp_path, text, how)) == baskets(plain)
    write(tmp_path, month())
    typed = pd.read_csv(tmp_path / "orders.csv", parse_dates=["placed"])
    for name, table_ in (
        ("naive.parquet", typed),
        ("zoned.parquet", typed.assign(placed=typed.placed.dt.tz_localize("America/New_York"))),
        ("text.parquet", pd.read_csv(tmp_path / "orders.csv", dtype=str)),
    ):
        table_.to_parquet(tmp_path / name)
        log = intake_of(take_in(scenario(tmp_path, name))).orders
        assert log is not None
        assert baskets(log) == baskets(plain)
        assert (log.placed == plain.placed).all()


def shopify(*rows: dict[str, object]) -> str:
    columns = SHOPIFY.split(",")
    usual: dict[str, object] = {"Lineitem quantity": 1, "Lineitem requires shipping": "true"}
    return table([[{**usual, **row}.get(name, "") for name in columns] for row in rows], SHOPIFY)


FIRST = {"Name": "#1001", "Financial Status": "paid", "Created at": "2026-03-02 09:00:00 -0500",
         "Shipping Zip": "'02134", "Shipping Country": "US"}  # fmt: skip


def test_the_shopify_export(tmp_path: Path) -> None:
    text = shopify(
        FIRST | {"Lineitem sku": "candle", "Lineitem quantity": 2, "Notes": "two\nlines"},
        {"Name": "#1001", "Lineitem name": "book"},
        {"Name": "#1001", "Lineitem sku": "card", "Lineitem requires shipping": "false"},
        FIRST | {"Name": "#1002", "Lineitem sku": "book", "Cancelled at": "2026-03-02 10:00:00 -0500"},
        {"Name": "#1002", "Lineitem sku": "candle"},
        FIRST | {"Name": "#1003", "Lineitem sku": "book", "Financial Status": "voided"},
        FIRST | {"Name": "#1004", "Lineitem sku": "book", "Shipping Zip": "", "Billing Zip": "90210"},
        FIRST
        | {"Name": "#1005", "Lineitem sku": "gift", "Shipping Zip": "M5V 2T6", "Shipping Country": "CA"},
    )
    write(tmp_path, text)
    taken = take_in(scenario(tmp_path, as_it_was()))
    log = intake_of(taken).orders
    assert log is not None
    assert baskets(log) == [[("candle", 2), ("book", 1)], [("book", 1)], [("gift", 1)]]
    assert [log.regions[place] if place >= 0 else "" for place in log.region] == ["east", "west", ""]
    assert [note.rule for note in taken.notes] == [
        "2 of 8 rows are left out: cancelled",
        "1 of 8 rows are left out: voided",
        "1 of 8 rows are left out: no shipping needed",
        "1 of 3 orders have no ZIP that is known near a region; their region is drawn by the regions' shares",
    ]


def test_the_whole_header_of_the_export_is_recognized(tmp_path: Path, root: Path) -> None:
    header = root.parent / "shared" / "data" / "formats" / "shopify_orders_export_header.csv"
    if not header.exists():
        pytest.skip("the header lies beside the checkout")
    columns = header.read_text().strip().split(",")
    row = FIRST | {"Lineitem sku": "candle", "Lineitem quantity": "1"}
    log = log_of(tmp_path, table([[row.get(name, "") for name in columns]], ",".join(columns)), as_it_was())
    assert baskets(log) == [[("candle", 1)]]


def test_open_orders_of_the_export_leave_out_what_is_fulfilled(tmp_path: Path) -> None:
    write(tmp_path, "node,sku,units\ndepot,candle,5\ndepot,book,5\n", "stock.csv")
    early = FIRST | {"Created at": "2026-02-27 09:00:00 -0500"}
    text = shopify(
        early | {"Lineitem sku": "candle", "Fulfillment Status": "partial"},
        {"Name": "#1001", "Lineitem sku": "book", "Lineitem fulfillment status": "fulfilled"},
        early | {"Name": "#1002", "Lineitem sku": "book", "Fulfillment Status": "fulfilled"},
    )
    write(tmp_path, text)
    waiting = intake_of(
        take_in(scenario(tmp_path, "20 per day", "today: {on_hand: stock.csv, open_orders: orders.csv}\n"))
    ).open_orders
    assert waiting is not None
    assert baskets(waiting) == [[("candle", 1)]]


def test_a_file_whose_orders_are_all_fulfilled_has_none_open(tmp_path: Path) -> None:
    write(tmp_path, "node,sku,units\ndepot,candle,5\ndepot,book,5\n", "stock.csv")
    early = FIRST | {"Created at": "2026-02-27 09:00:00 -0500", "Fulfillment Status": "fulfilled"}
    write(tmp_path, shopify(early | {"Lineitem sku": "candle"}))
    taken = take_in(
        scenario(tmp_path, "20 per day", "today: {on_hand: stock.csv, open_orders: orders.csv}\n")
    )
    assert intake_of(taken).open_orders is None
    assert taken.notes[-1].rule == "has no order that is still open"


@pytest.mark.parametrize(
    ("code", "region"),
    [
        ("10001", "east"),
        ("'02134", "east"),
        ("2134", "east"),
        ("97201-1234", "west"),
        ("", ""),
        ("00000", ""),
    ],
)
def test_the_nearest_region_of_a_zip(tmp_path: Path, code: str, region: str) -> None:
    text = table([("1", "2026-03-02", "book", 1, code)], HEAD + ",zip")
    log = log_of(tmp_path, text, as_it_was())
    assert [log.regions[place] if place >= 0 else "" for place in log.region] == [region]


def test_zips_that_became_numbers(tmp_path: Path) -> None:
    write(
        tmp_path,
        table([("1", "2026-03-02", "book", 1, 2134), ("2", "2026-03-02", "book", 1, "")], HEAD + ",zip"),
    )
    pd.read_csv(tmp_path / "orders.csv").to_parquet(tmp_path / "orders.parquet")
    log = intake_of(take_in(scenario(tmp_path, as_it_was(file="orders.parquet")))).orders
    assert log is not None
    assert log.region.tolist() == [0, -1]


def test_regions_by_value(tmp_path: Path) -> None:
    rows = [(str(n), "2026-03-02", "book", 1, where) for n, where in enumerate(["UK", "west", "FR", "UK"])]
    how = as_it_was(columns="{region: country}", regions="{map: {UK: east}, rest: west}")
    log = log_of(tmp_path, table(rows, HEAD + ",country"), how)
    assert [log.regions[place] for place in log.region] == ["east", "west", "west", "east"]
    log = log_of(tmp_path, table(rows, HEAD + ",country"), as_it_was(regions="shares"))
    assert log.region.tolist() == [-1] * 4


CODES = [("A1", 5), ("candle", 3), ("B2", 9), ("C3", 9), ("D4", 1)]


@pytest.mark.parametrize(
    ("skus", "found"),
    [
        ("{rest: gift}", ["gift", "candle", "gift", "gift", "gift"]),
        ("{map: {A1: book, B2: candle}, rest: gift}", ["book", "candle", "candle", "gift", "gift"]),
        ("{ranked: [book, candle], rest: gift}", ["gift", "candle", "book", "candle", "gift"]),
        ("{map: {B2: gift}, ranked: [book], rest: gift}", ["gift", "candle", "gift", "book", "gift"]),
        (
            "{map: {A1: book, B2: candle, C3: candle}, top: 3, rest: gift}",
            ["book", "gift", "candle", "candle", "gift"],
        ),
    ],
)
def test_codes_become_skus(tmp_path: Path, skus: str, found: list[str]) -> None:
    rows = [(str(n), f"2026-03-02 09:0{n}", code, units) for n, (code, units) in enumerate(CODES)]
    log = log_of(tmp_path, table(rows), as_it_was(skus=skus))
    assert [log.items[item] for item in log.item] == found


def test_the_best_selling_codes_must_be_known(tmp_path: Path) -> None:
    rows = [(str(n), f"2026-03-02 09:0{n}", code, units) for n, (code, units) in enumerate(CODES)]
    said = shown(problems(tmp_path, table(rows), as_it_was(skus="{top: 2, rest: gift}")))
    assert [line.split(": ")[3] for line in said] == ["B2", "C3"]


def test_rows_that_are_no_orders_for_goods(tmp_path: Path) -> None:
    rows = [
        ("C1", "2026-03-02", "candle", -1),
        ("2", "2026-03-02", "POST", 1),
        ("3", "2026-03-02", "candle", -4),
        ("4", "2026-03-02", "candle", 0),
        ("5", "2026-03-02", "candle", 4),
    ]
    how = as_it_was(leave_out="{orders: C*, skus: [POST, 'BANK*'], returns: true}")
    write(tmp_path, table(rows))
    taken = take_in(scenario(tmp_path, how))
    log = intake_of(taken).orders
    assert log is not None
    assert baskets(log) == [[("candle", 4)]]
    assert [note.rule for note in taken.notes] == [
        "1 of 5 rows are left out: their order numbers",
        "1 of 5 rows are left out: their codes",
        "2 of 5 rows are left out: returns",
    ]


def test_what_the_file_says_is_filled_in_and_stays_so(tmp_path: Path) -> None:
    write(tmp_path, month())
    taken = take_in(scenario(tmp_path))
    customers = taken.customers
    assert customers.orders_per_day == 3
    assert customers.lines_per_order == pytest.approx(4 / 3)
    assert customers.units_per_line == pytest.approx((1 + 2 + 2 + 3) / 4)
    assert {name: sku.sells for name, sku in taken.skus.items()} == pytest.approx(
        {"candle": 3 / 8, "book": 2 / 8, "gift": 3 / 8}
    )
    assert {name: region.share for name, region in customers.regions.items()} == {"east": 0.75, "west": 0.25}
    assert take_in(taken) is taken
    again = _reloaded(taken, tmp_path)
    assert again.customers.order_file == customers.order_file
    assert take_in(again).resolved() == taken.resolved()
    write(tmp_path, month() + "x,2026-03-05,candle,1\n")
    with pytest.raises(ScenarioError, match="the file has changed"):
        take_in(again)


def test_shares_of_regions_come_from_the_file(tmp_path: Path) -> None:
    rows = [(str(n), f"2026-03-{2 + n:02d}", "book", 1, "10001" if n % 4 else "90012") for n in range(20)]
    write(tmp_path, table(rows, HEAD + ",zip"))
    bare = TEXT.replace("share: 75%, ", "").replace("share: 25%, ", "").replace("ORDERS", "orders.csv")
    taken = take_in(load_text(bare, "s.yaml", tmp_path))
    assert {name: region.share for name, region in taken.customers.regions.items()} == {
        "east": 0.75,
        "west": 0.25,
    }


def _reloaded(taken: Scenario, folder: Path) -> Scenario:
    return load_text(json.dumps(taken.resolved()), "resolved.yaml", folder)
