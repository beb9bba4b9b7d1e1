# ruff: noqa: E501 - tables of rows read better unbroken
"""Every message about a file: the line, the column, the value, the rule and the repair, all at once."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from simnet.errors import ScenarioError
from simnet.intake import intake_of, take_in
from simnet.scenario import load
from tests.unit.intake.made import HEAD, TEXT, month, problems, scenario, shown, table, write

GOOD = ("1", "2026-03-02 09:00", "candle", "1")


def rows(*more: tuple[str, ...]) -> str:
    return table([GOOD, *more])


# (the file, the orders section, what is said)
FILES: list[tuple[str, str | bytes, str, str]] = [
    ("an empty file", "", "orders.csv", "orders.csv:1:1: error: is empty (export it again)"),
    ("blank lines", "\n \n", "orders.csv", "orders.csv:1:1: error: is empty (export it again)"),
    ("a header alone", HEAD, "orders.csv", "orders.csv:1:1: error: has a header and no rows (export it again, or leave it out)"),
    ("a wrong column", table([GOOD], "order,placed,sku,quantty"), "orders.csv",
     "orders.csv:1:1: error: columns: quantity: is not a column of the file, and holds the quantity (did you mean quantty?; say columns: {quantity: NAME})"),
    ("a column of the map", rows(), "{file: orders.csv, columns: {sku: StockCode}}",
     "orders.csv:1:1: error: columns: StockCode: is not a column of the file, and holds the sku (one of: order, placed, quantity, sku; say columns: {sku: NAME})"),
    ("a repeated column", table([(*GOOD, "2")], HEAD + ",sku"), "orders.csv",
     "orders.csv:1:1: error: sku: is the name of several columns (rename all but one)"),
    ("too few cells", rows(("2", "2026-03-02")), "orders.csv",
     "orders.csv:3:1: error: has 2 cells, and the header has 4 (look for a separator or a quote too many here)"),
    ("Latin letters", (HEAD + "\n1,2026-03-02,candle,1\n2,2026-03-02,caf\xe9,1\n").encode("latin-1"), "orders.csv",
     "orders.csv:3:1: error: is not text in UTF-8 (save it as CSV in UTF-8, or say which it is, such as encoding: latin-1)"),
    ("UTF-16 of Excel", rows().encode("utf-16"), "orders.csv",
     "orders.csv:1:1: error: is not text in UTF-8 (save it as CSV in UTF-8, or say encoding: utf-16)"),
    ("a zero byte", rows(("2", "2026-03-02", "can\0dle", "1")), "orders.csv",
     "orders.csv:3:1: error: is not text: it has a zero byte (save it as CSV in UTF-8)"),
    ("a cell without end", HEAD + '\n1,2026-03-02,"' + "x" * 200_000, "orders.csv",
     "orders.csv:2:1: error: is not valid CSV: field larger than field limit (131072) (look for a quote that is not closed)"),
    ("no order number", rows(("", "2026-03-02", "candle", "1")), "orders.csv",
     "orders.csv:3:1: error: order: is missing: the order's number"),
    ("no SKU", rows(("2", "2026-03-02", " ", "1")), "orders.csv", "orders.csv:3:1: error: sku: is missing: the SKU"),
    ("no date", rows(("2", "", "candle", "1")), "orders.csv",
     "orders.csv:3:1: error: placed: is missing: when the order was placed"),
    ("a bad date", rows(("2", "2026-02-30 10:00", "candle", "1")), "orders.csv",
     "orders.csv:3:1: error: placed: 2026-02-30 10:00: must be a date as in ISO 8601 (such as 2026-03-02 14:05, or say the format in dates:, such as %m/%d/%Y)"),
    ("a date of another format", rows(("2", "03/02/2026", "candle", "1")), "{file: orders.csv, dates: '%Y-%m-%d %H:%M'}",
     "orders.csv:3:1: error: placed: 03/02/2026: must be a date of the format %Y-%m-%d %H:%M (such as 2026-03-02 14:05)"),
    ("a date long ago", rows(("2", "1826-03-02", "candle", "1")), "orders.csv",
     "orders.csv:3:1: error: placed: 1826-03-02: must be a date as in ISO 8601 (such as 2026-03-02 14:05, or say the format in dates:, such as %m/%d/%Y)"),
    ("a negative quantity", rows(("2", "2026-03-02", "candle", "-2")), "orders.csv",
     "orders.csv:3:1: error: quantity: -2: must be a whole number of units, 1 or more"),
    ("no quantity", rows(("2", "2026-03-02", "candle", "")), "orders.csv",
     "orders.csv:3:1: error: quantity: is missing: must be a whole number of units, 1 or more"),
    ("half a unit", rows(("2", "2026-03-02", "candle", "1.5")), "orders.csv",
     "orders.csv:3:1: error: quantity: 1.5: must be a whole number of units, 1 or more"),
    ("a word", rows(("2", "2026-03-02", "candle", "two")), "orders.csv",
     "orders.csv:3:1: error: quantity: two: must be a whole number of units, 1 or more"),
    ("too many", rows(("2", "2026-03-02", "candle", "99999999")), "orders.csv",
     "orders.csv:3:1: error: quantity: 99999999: must be at most 10,000,000 units"),
    ("an unknown SKU", rows(("2", "2026-03-02", "candel", "1"), ("3", "2026-03-02", "candel", "1")), "orders.csv",
     "orders.csv:3:1: error: sku: candel: is no SKU of the scenario, on 2 rows (did you mean candle?)"),
    ("a code", rows(("2", "2026-03-02", "X-100", "1")), "orders.csv",
     "orders.csv:3:1: error: sku: X-100: is no SKU of the scenario, on 1 row (say what it is in orders.skus: {map: {CODE: SKU}, rest: SKU})"),
    ("an unknown region", table([(*GOOD, "east"), ("2", "2026-03-02", "book", "1", "EU")], HEAD + ",region"), "orders.csv",
     "orders.csv:3:1: error: region: EU: is no region of the scenario, in 1 order (say where it is in orders.regions: {map: {VALUE: region}, rest: region})"),
    ("no column of regions", rows(), "{file: orders.csv, regions: zip}",
     "orders.csv:1:1: error: regions: zip: tells the region, and no column is named for it in columns: {zip: NAME} (name the column, or write regions: shares)"),
    ("nothing left", rows(), "{file: orders.csv, leave_out: {skus: can*}}",
     "orders.csv:1:1: error: has no orders that count (look at leave_out, first_day and last_day)"),
    ("no whole week", rows(), "orders.csv",
     "s.yaml:7:3: error: customers.orders.file: orders.csv: holds no whole week, Monday to Sunday: 2026-03-02 to 2026-03-02 (give first_day and last_day if days without orders belong to it, or replay: as_it_was)"),
    ("too short", rows(), "{file: orders.csv, replay: as_it_was}",
     "s.yaml:7:30: error: customers.orders.replay: as_it_was: has 1 days from a Monday on, and the run has 28 with its warm-up (shorten horizon or warmup, or write replay: by_week)"),
    ("another file than that of the run", month(), "{file: orders.csv, sha256: abc}",
     "s.yaml:7:30: error: customers.orders.sha256: abc…: is not the hash of orders.csv"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "orders", "said"), [row[1:] for row in FILES], ids=[row[0] for row in FILES]
)
def test_messages_of_order_files(tmp_path: Path, text: str | bytes, orders: str, said: str) -> None:
    found = shown(problems(tmp_path, text, orders))
    assert len(found) == 1
    assert found[0].startswith(said)
    assert found[0] == said or "sha256" in said


def test_files_that_are_not_there_or_not_what_they_say(tmp_path: Path) -> None:
    found = problems(tmp_path, "", "other.csv")
    assert shown(found) == [
        "s.yaml:7:3: error: customers.orders.file: other.csv: does not exist, or is not a file (look at its name and folder)"
    ]
    write(tmp_path, b"PAR1 but no more", "orders.parquet")
    assert shown(problems(tmp_path, "", "orders.parquet")) == [
        "orders.parquet:1:1: error: is not a parquet file that can be read"
    ]
    write(tmp_path, b"not packed", "orders.csv.gz")
    assert "cannot be read: Not a gzipped file" in shown(problems(tmp_path, "", "orders.csv.gz"))[0]
    write(tmp_path, gzip.compress(month().encode())[:-20], "orders.csv.gz")
    assert "cannot be read: " in shown(problems(tmp_path, "", "orders.csv.gz"))[0]
    write(tmp_path, gzip.compress(month().encode()), "orders.csv.gz")
    assert problems(tmp_path, "", "orders.csv.gz") == ()


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("simnet.intake.sheet.LARGEST_FILE", 100)
    (said,) = shown(problems(tmp_path, month()))
    assert said.endswith("must be at most 1 GB (split it, or take fewer columns)")


def test_all_problems_come_at_once_by_line_and_nothing_is_taken_in(tmp_path: Path) -> None:
    text = rows(
        ("2", "yesterday", "candle", "1"), ("3", "2026-03-02", "lamp", "0"), ("", "2026-03-02", "book", "x")
    )
    write(tmp_path, text)
    loaded = scenario(tmp_path)
    with pytest.raises(ScenarioError) as caught:
        take_in(loaded)
    lines = [problem.place.rsplit(":", 2)[1] for problem in caught.value.problems]
    assert lines == ["3", "4", "4", "5", "5"]
    assert intake_of(loaded).orders is None
    assert loaded.customers.orders_per_day == 0


def test_the_first_problems_are_shown_and_the_others_counted(tmp_path: Path) -> None:
    bad = [(str(number), "2026-03-02", "candle", "-1") for number in range(200)]
    worse = [(str(number), "never", "candle", "1") for number in range(200, 300)]
    found = shown(problems(tmp_path, table([*bad, *worse])))
    assert len(found) == 51
    assert found[0].startswith("orders.csv:2:1: error: quantity: -1")
    assert (
        found[-1] == "orders.csv:51:2: error: has 250 more problems (repair the first ones and check again)"
    )


def test_the_line_of_a_row_counts_the_lines_inside_cells(tmp_path: Path) -> None:
    text = HEAD + ",note\n" + '1,2026-03-02,candle,1,"two\nlines\n"\n\n2,2026-03-02,candle,-1,\n'
    assert shown(problems(tmp_path, text)) == [
        "orders.csv:6:1: error: quantity: -1: must be a whole number of units, 1 or more"
    ]


TODAY = "today: {on_hand: stock.csv, purchase_orders: pos.csv, open_orders: open.csv}\n"
STOCK = "node,sku,units\ndepot,candle,100\ndepot,book,80\n"
POS = "supplier,sku,node,quantity,expected\nfactory,candle,depot,300,2026-03-05\n"
OPEN = table([("7", "2026-02-27 16:00", "candle", "2")])

# (file, its text, what is said)
STATES: list[tuple[str, str, str]] = [
    ("stock.csv", STOCK + "depot,candle,5\n",
     "stock.csv:4:1: error: sku: candle: is named for depot in line 2 already (keep one row, with the sum)"),
    ("stock.csv", STOCK + "depo,candle,5\n", "stock.csv:4:1: error: node: depo: is not the name of a node (did you mean depot?)"),
    ("stock.csv", STOCK + "depot,cande,5\n", "stock.csv:4:1: error: sku: cande: is not the name of a SKU (did you mean candle?)"),
    ("stock.csv", STOCK + "depot,gift,5\n",
     "stock.csv:4:1: error: sku: gift: is not stocked at depot (add it to nodes.depot.stock, such as gift: none)"),
    ("stock.csv", STOCK.replace("80", "-3"), "stock.csv:3:1: error: units: -3: must be a whole number of units, 0 or more"),
    ("stock.csv", STOCK.replace("units", "on hand"),
     "stock.csv:1:1: error: columns: units: is not a column of the file, and holds the units (one of: node, on hand, sku; say columns: {units: NAME})"),
    ("pos.csv", POS.replace("factory", "mill"), "pos.csv:2:1: error: supplier: mill: is not the name of a supplier or of a node (one of: depot, factory)"),
    ("pos.csv", POS.replace("factory", "depot"),
     "pos.csv:2:1: error: supplier: depot: has no lane to depot (open one in lanes)"),
    ("pos.csv", POS.replace("candle", "book"), "pos.csv:2:1: error: supplier: factory: does not make book for nodes (add it to suppliers.factory.makes)"),
    ("pos.csv", POS.replace("-05", "-01"), "pos.csv:2:1: error: expected: 2026-03-01: must be a day on or after the start, 2026-03-02"),
    ("pos.csv", POS.replace("2026-03-05", ""), "pos.csv:2:1: error: expected: must be a day on or after the start, 2026-03-02"),
    ("pos.csv", POS.replace("2026-03-05", "soon"),
     "pos.csv:2:1: error: expected: soon: must be a date as in ISO 8601 (such as 2026-03-02 14:05, or say the format in dates:, such as %m/%d/%Y)"),
    ("pos.csv", "supplier,sku,node,quantity,expected,placed\nfactory,candle,depot,300,2026-03-05,2026-03-03\n",
     "pos.csv:2:1: error: placed: 2026-03-03: must not be after the start, 2026-03-02"),
    ("open.csv", OPEN.replace("02-27", "03-02"), "open.csv:2:1: error: placed: 2026-03-02 16:00: must be before the start, 2026-03-02"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text", "said"), STATES)
def test_messages_of_todays_state(tmp_path: Path, name: str, text: str, said: str) -> None:
    for file, good in {"stock.csv": STOCK, "pos.csv": POS, "open.csv": OPEN}.items():
        write(tmp_path, text if file == name else good, file)
    loaded = scenario(tmp_path, "20 per day", TODAY)
    if "make book" in said:
        changed = {"nodes.depot.stock.book": "none", "suppliers.factory.makes": "[candle]"}
        loaded = loaded.with_values(changed)
    with pytest.raises(ScenarioError) as caught:
        take_in(loaded)
    assert shown(caught.value.problems) == [said]


def test_goods_between_nodes_come_from_one_that_stocks_them(tmp_path: Path) -> None:
    attic = '  attic: {zip: "89501", capacity: 9 orders per day, stock: {candle: none}}\n'
    text = TEXT.replace("ORDERS", "20 per day") + attic + TODAY
    for file, good in {"stock.csv": STOCK + "attic,candle,5\n", "open.csv": OPEN}.items():
        write(tmp_path, good, file)
    write(tmp_path, POS.replace("factory", "attic"), "pos.csv")
    (tmp_path / "s.yaml").write_text(text)
    arrivals = intake_of(take_in(load(tmp_path / "s.yaml"))).arrivals
    assert [(row.supplier, row.quantity) for row in arrivals] == [("attic", 300)]
    write(tmp_path, POS.replace("factory,candle", "attic,book"), "pos.csv")
    with pytest.raises(ScenarioError) as caught:
        take_in(load(tmp_path / "s.yaml"))
    assert shown(caught.value.problems) == [
        "pos.csv:2:1: error: supplier: attic: does not stock book (add it to nodes.attic.stock)"
    ]


def test_a_closed_lane_brings_nothing(tmp_path: Path) -> None:
    for file, good in {"stock.csv": STOCK, "pos.csv": POS, "open.csv": OPEN}.items():
        write(tmp_path, good, file)
    lanes = "lanes: [{from: factory, to: depot, closed: true}]\n"
    other = "  factory: {makes: [candle, book], lead_time: 7 days}\n  spare: {makes: [candle, book], lead_time: 9 days}"
    old = "  factory: {makes: [candle, book], lead_time: 7 days}"
    with pytest.raises(ScenarioError) as caught:
        take_in(scenario(tmp_path, "20 per day", TODAY + lanes, old=old, new=other))
    assert shown(caught.value.problems) == [
        "pos.csv:2:1: error: supplier: factory: has no lane to depot (open one in lanes)"
    ]


# (orders, more of the scenario, path, part of the message)
SCENARIOS: list[tuple[str, str, str, str]] = [
    ("../orders.csv", "", "customers.orders.file", "must be a file in the scenario's folder, unless the command line allows"),
    ("/data/orders.csv", "", "customers.orders.file", "(copy it there, or add --data /data)"),
    ("orders.xlsx", "", "customers.orders.file", "must be a CSV or parquet file (save it as CSV, such as orders.csv)"),
    ("{file: 7}", "", "customers.orders.file", "must be the name of a CSV or parquet file (such as orders.csv)"),
    ("{file: a.csv, encoding: klingon}", "", "customers.orders.encoding", "is not the name of a text encoding (such as utf-8 or latin-1)"),
    ("{file: a.csv, dates: '%m/%Q'}", "", "customers.orders.dates", "must be a format of dates with day, month and year, as in strptime (such as %m/%d/%Y %H:%M)"),
    ("{file: a.csv, dates: '%H:%M'}", "", "customers.orders.dates", "must be a format of dates with day, month and year"),
    ("{file: a.csv, replay: daily}", "", "customers.orders.replay", "must be one of: by_week, as_it_was"),
    ("{file: a.csv, skus: {top: 5}}", "", "customers.orders.skus.top", "needs a SKU for all others (such as rest: other)"),
    ("{file: a.csv, skus: {rest: lamp}}", "", "customers.orders.skus.rest", "is not the name of a SKU"),
    ("{file: a.csv, skus: {map: {X: cande}}}", "", "customers.orders.skus.map.X", "did you mean candle?"),
    ("{file: a.csv, regions: {map: {UK: wst}}}", "", "customers.orders.regions.map.UK", "did you mean west?"),
    ("{file: a.csv, first_day: 2026-03-02 09:00}", "", "customers.orders.first_day", "must be a day, without a time of day (such as 2025-06-01)"),
    ("{file: a.csv, first_day: 2026-03-02, last_day: 2026-03-01}", "", "customers.orders.last_day", "must not be before the first day, 2026-03-02"),
    ("a.csv\n  lines: {1: 50%, 2: 50%}", "", "customers.lines", "is told by the file of orders (remove lines)"),
    ("a.csv\n  weekdays: {mon: 2}", "", "customers.weekdays", "is told by the file of orders (remove weekdays)"),
    ("{file: a.csv, replay: as_it_was}\n  growth: 10% per year", "", "customers.growth", "has no meaning for orders that are placed as they were"),
    ("20 per day", "today: {on_hand: stock.csv}\nwarmup: 2 weeks\n", "warmup", "must be 0 when the run starts from today's state (remove warmup)"),
    ("20 per day", "today: {purchase_orders: pos.csv}\n", "today.on_hand", "is required: Units on the shelf"),
]  # fmt: skip


@pytest.mark.parametrize(("orders", "extra", "path", "said"), SCENARIOS)
def test_messages_of_the_scenario(tmp_path: Path, orders: str, extra: str, path: str, said: str) -> None:
    old = "warmup: 0 days\n" if "warmup:" in extra else ""
    with pytest.raises(ScenarioError) as caught:
        scenario(tmp_path, orders, extra, old=old)
    assert [p.path for p in caught.value.problems] == [path]
    assert said in str(caught.value.problems[0])


def test_todays_state_is_that_of_a_midnight_that_is_given(tmp_path: Path) -> None:
    for new, said in (
        (
            "start: 2026-03-02 09:00",
            "start: 2026-03-02 09:00:00: must be a day: today's state is that of its midnight",
        ),
        ("seed: 4", "today: needs the day of its state (such as start: 2026-06-08)"),
    ):
        with pytest.raises(ScenarioError, match="today") as caught:
            scenario(
                tmp_path, "20 per day", "today: {on_hand: stock.csv}\n", old="start: 2026-03-02", new=new
            )
        assert said in str(caught.value)


def test_a_scenario_of_text_has_no_files(tmp_path: Path) -> None:
    from simnet.scenario import load_text

    with pytest.raises(ScenarioError, match="needs a scenario that lies in a folder"):
        load_text(TEXT.replace("ORDERS", "orders.csv"))


def test_other_folders_are_read_only_if_the_user_says_so(tmp_path: Path) -> None:
    own, other = tmp_path / "own", tmp_path / "other"
    own.mkdir()
    other.mkdir()
    write(other, month())
    for name in ("../other/orders.csv", str(other / "orders.csv"), "link.csv"):
        (own / "s.yaml").write_text(TEXT.replace("ORDERS", name))
        if name == "link.csv":
            (own / name).symlink_to(other / "orders.csv")
        with pytest.raises(ScenarioError, match=r"must be a file in the scenario's folder.*--data"):
            load(own / "s.yaml")
        assert take_in(load(own / "s.yaml", data_folders=[other])).customers.orders_per_day == 3
        assert take_in(load(own / "s.yaml", data_folders=[other])).with_values({"seed": 5}).data_folders == (
            str(other),
        )
    with pytest.raises(ScenarioError, match=r"--data:1:1: error: .*none: is not a folder"):
        load(own / "s.yaml", data_folders=[tmp_path / "none"])
