"""What a run keeps of the files that it read: it is enough to simulate the same again, and no more."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from simnet.engine.replication import run_replication
from simnet.intake import files_of, intake_of, portable, take_in
from simnet.intake.keeping import DATA
from simnet.scenario import Scenario, load_text
from simnet.scenario.writing import to_yaml
from tests.unit.intake.made import TEXT, month, scenario, table, write

ZIPS = {"10001": "east", "90012": "west", "00000": ""}
LEFT_OUT = """{file: exports/mine.csv.gz,
    columns: {order: Number, placed: Day, sku: Code, quantity: Units, zip: Zip},
    dates: "%d/%m/%Y %H:%M", timezone: Europe/London, skus: {map: {A1: candle, B2: gift}, rest: book},
    leave_out: {returns: true}, first_day: 2026-03-02, last_day: 2026-03-29}"""


def moved(loaded: Scenario, folder: Path) -> Scenario:
    """Write a scenario and what it keeps into another folder, and load it there."""
    kept, files = portable(take_in(loaded))
    (folder / DATA).mkdir(parents=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return load_text(to_yaml(kept), "resolved.yaml", folder)


def same_logs(one: Scenario, other: Scenario) -> None:
    for name in ("orders", "open_orders"):
        log, again = (getattr(intake_of(take_in(each)), name) for each in (one, other))
        assert (log is None) == (again is None)
        for field in (
            () if log is None else ("placed", "day", "elapsed", "region", "first", "item", "quantity")
        ):
            np.testing.assert_array_equal(getattr(log, field), getattr(again, field), field)
        if log is not None:
            assert (log.regions, log.items) == (again.regions, again.items)
            assert (log.first_day, log.last_day) == (again.first_day, again.last_day)


def same_years(one: Scenario, other: Scenario) -> None:
    first, second = (run_replication(each, 1) for each in (one, other))
    for name, rows in first.tables.items():
        np.testing.assert_array_equal(rows, second[name], name)


def awkward() -> str:
    """Write orders in a form that needs every option: codes, ZIPs, another zone, returns, ties."""
    lines = []
    for day in range(2, 30):
        at = f"{day:02d}/03/2026 0{day % 3}:30"  # the first hours of London are the day before in New York
        for number, (zone, code) in enumerate(zip(ZIPS, ("A1", "B2", "lamp"), strict=True)):
            lines += [
                (f"{9 - number}/{day}", at, code, 1 + number, zone),
                (f"{9 - number}/{day}", at, "A1", 2, zone),
            ]
        lines.append((f"R{day}", at, "A1", -1, "10001"))
    return table(lines, "Number,Day,Code,Units,Zip")


def test_orders_in_any_form_come_back_as_they_were(tmp_path: Path) -> None:
    import gzip

    (tmp_path / "exports").mkdir()
    write(tmp_path / "exports", gzip.compress(awkward().encode()), "mine.csv.gz")
    loaded = scenario(tmp_path, LEFT_OUT)
    again = moved(loaded, tmp_path / "run")
    log = intake_of(take_in(loaded)).orders
    assert log is not None
    assert set(log.region.tolist()) == {-1, 0, 1}
    assert len(log) < 28 * 3  # those of the first hours count to the day before
    same_logs(loaded, again)
    same_years(loaded, again)


@pytest.mark.parametrize("orders", ["orders.csv", "{file: orders.csv, replay: as_it_was, regions: shares}"])
def test_a_year_of_what_was_kept_is_the_same(tmp_path: Path, orders: str) -> None:
    write(tmp_path, month())
    loaded = scenario(tmp_path, orders)
    again = moved(loaded, tmp_path / "run")
    same_logs(loaded, again)
    same_years(loaded, again)
    assert to_yaml(take_in(again)) == to_yaml(again)  # nothing is filled in a second time


def state(folder: Path, shipped: bool = True, waiting: bool = True) -> Scenario:
    """Load a scenario that starts from stock, purchase orders and open orders."""
    left = [("factory", "candle", "depot", 300, "2026-03-09", "2026-02-20", "2026-02-27")]
    left += [("factory", "book", "depot", 200, "2026-03-12", "2026-02-25", "")]
    head = "supplier,sku,node,quantity,expected,placed" + (",shipped" if shipped else "")
    write(folder, "node,sku,units\ndepot,book,90\ndepot,candle,70\n", "stock.csv")
    write(folder, table([row[: 7 if shipped else 6] for row in left], head), "po.csv")
    rows = [("1", "2026-02-27 10:00", "candle", 2), ("2", "2026-02-28 10:00", "gift", 1)]
    write(folder, table(rows if waiting else [(*rows[0][:3], -1)]), "open.csv")
    still = "{file: open.csv, leave_out: {returns: true}}"
    today = f"today: {{on_hand: stock.csv, purchase_orders: po.csv, open_orders: {still}}}\n"
    return load_text(TEXT.replace("ORDERS", "9 per day").replace("warmup: 0 days\n", today), "s.yaml", folder)


@pytest.mark.parametrize(("shipped", "waiting"), [(True, True), (False, True), (True, False)])
def test_todays_state_comes_back_as_it_was(tmp_path: Path, shipped: bool, waiting: bool) -> None:
    loaded = state(tmp_path, shipped, waiting)
    again = moved(loaded, tmp_path / "run")
    one, other = intake_of(take_in(loaded)), intake_of(take_in(again))
    assert (one.on_hand, one.arrivals) == (other.on_hand, other.arrivals)
    assert list(one.on_hand or ()) == list(other.on_hand or ())
    assert (one.open_orders is not None) == waiting
    same_logs(loaded, again)
    same_years(loaded, again)


def test_nothing_that_a_year_does_not_need_is_kept(tmp_path: Path) -> None:
    head = "order,placed,sku,quantity,region,email,ship_name"
    rows = [(f"#10{day}", f"2026-03-{day:02d} 10:00", "candle", 1, "east", "ann@example.com", "Ann Lee")
            for day in range(2, 30)]  # fmt: skip
    write(tmp_path, table(rows, head))
    _, files = portable(take_in(scenario(tmp_path)))
    assert list(files) == ["data/orders.parquet"]
    import io

    import pyarrow.parquet as pq

    found = pq.read_table(io.BytesIO(files["data/orders.parquet"]))
    assert found.column_names == ["order", "placed", "sku", "quantity", "region"]
    assert found.column("order").to_pylist()[0] == "01"
    assert all(text not in files["data/orders.parquet"] for text in (b"ann@", b"Ann Lee", b"#10"))


def test_a_scenario_without_files_keeps_none(tmp_path: Path) -> None:
    plain = load_text(TEXT.replace("ORDERS", "9 per day"), "s.yaml", tmp_path)
    assert portable(plain) == (plain, {})
    assert files_of(plain) == []


def test_the_files_that_were_read_are_listed_with_their_hashes(tmp_path: Path) -> None:
    found = files_of(take_in(state(tmp_path)))
    assert [one["path"] for one in found] == [
        "today.on_hand",
        "today.purchase_orders",
        "today.open_orders",
    ]
    assert [one["file"] for one in found] == ["stock.csv", "po.csv", "open.csv"]
    assert all(len(one["sha256"] or "") == 64 for one in found)


def test_an_order_without_a_region_is_drawn_and_said_to_be(tmp_path: Path) -> None:
    rows = [(f"{day}", f"2026-03-{day:02d}", "candle", 1, "east" if day % 2 else "") for day in range(2, 30)]
    write(tmp_path, table(rows, "order,placed,sku,quantity,region"))
    taken = take_in(scenario(tmp_path))
    said = "14 of 28 orders have no region; their region is drawn by the regions' shares"
    assert [note.rule for note in taken.notes if "drawn" in note.rule] == [said]
    with_rest = take_in(scenario(tmp_path, "{file: orders.csv, regions: {by: value, rest: west}}"))
    log = intake_of(with_rest).orders
    assert log is not None
    assert np.bincount(log.region).tolist() == [14, 14]
