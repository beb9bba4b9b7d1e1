"""Tables say what they hold, and records survive the way to disk and back."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from simnet.records import TABLES, VOCABULARIES, Records, RecordsMeta, code, load, save
from simnet.records.folders import RecordsError
from simnet.records.tables import ELEMENTS, INSTANT

META = RecordsMeta("two nodes", 7, 3, "2026-01-05T00:00:00-05:00", 0, 10**12, 2 * 10**12, "America/New_York")
NAMES = {name: [f"{name} {letter}" for letter in "zab"] for name in ELEMENTS}


def records() -> Records:
    """Fill every table with four rows of numbers that differ, the last row of codes with none."""
    luck = np.random.default_rng(1)
    tables = {}
    for name, table in TABLES.items():
        array = table.empty(4)
        for column in table.columns:
            if column.names:
                array[column.name] = [2, 0, 1, -1] if column.names in NAMES else [1, 0, 1, -1]
            else:
                array[column.name] = luck.integers(0, 10**9, 4) % (2 if column.dtype == "?" else 10**9)
        tables[name] = array
    return Records(tables, NAMES, META)


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_every_column_has_a_unit_and_a_meaning(table):
    assert table.meaning.endswith(".")
    assert set(table.key) <= {column.name for column in table.columns}
    for column in table.columns:
        assert column.unit
        assert len(column.meaning) > 2
        assert column.name.endswith("_us") == (column.unit in (INSTANT, "µs", "unit µs"))
        assert not column.names or column.names in (*VOCABULARIES, *ELEMENTS)


def test_a_saved_folder_gives_the_same_records(tmp_path: Path):
    before = records()
    after = load(save(before, tmp_path / "one"))
    assert after.meta == before.meta
    assert after.names == before.names
    for name in TABLES:
        np.testing.assert_array_equal(after[name], before[name])
    assert [path.name for path in tmp_path.iterdir()] == ["one"]


def test_the_files_can_be_read_without_this_program(tmp_path: Path):
    save(records(), tmp_path / "one")
    stored = pq.read_table(tmp_path / "one" / "orders.parquet")
    assert stored.schema.field("placed_us").metadata[b"unit"].decode() == INSTANT
    assert stored.column("region").to_pylist() == ["region b", "region z", "region a", None]
    assert stored.column("state").to_pylist() == ["delivered", "open", "delivered", None]


def test_frames_show_names_and_whole_microseconds():
    frame = records().frame("shipments")
    assert list(frame["node"].astype(object)[:3]) == ["node b", "node z", "node a"]
    assert pd.isna(frame["node"][3])
    assert frame["queued_us"].dtype == np.int64
    assert len(records().frame("transfers")["from"]) == 4


def test_instants_become_timestamps_of_the_scenario_zone():
    array = TABLES["orders"].empty(2)
    array["placed_us"] = [3_600_000_000, -1]
    stamps = Records({"orders": array}, {}, META).timestamps("orders", "placed_us")
    assert stamps[0] == pd.Timestamp("2026-01-05 01:00", tz="America/New_York")
    assert pd.isna(stamps[1])
    with pytest.raises(ValueError, match=r"orders\.state holds no instants"):
        Records({}, {}, META).timestamps("orders", "state")


def test_tables_that_are_not_given_are_empty():
    nothing = Records({}, {}, META)
    assert all(len(nothing[name]) == 0 for name in TABLES)
    assert TABLES["lines"].empty(1)["shipment"][0] == -1
    assert code("order_state", "cancelled") == 2


def test_wrong_tables_are_refused():
    with pytest.raises(ValueError, match="parcels is not a table"):
        Records({"parcels": np.zeros(1)}, {}, META)
    with pytest.raises(ValueError, match="table orders must have the type"):
        Records({"orders": np.zeros(1)}, {}, META)
    with pytest.raises(ValueError, match="words of node must differ"):
        Records({}, {"node": ["a", "a"]}, META)


def test_a_folder_that_is_there_is_not_written_over(tmp_path: Path):
    with pytest.raises(RecordsError, match="exists"):
        save(records(), tmp_path)


def test_a_broken_folder_says_so(tmp_path: Path):
    with pytest.raises(RecordsError, match="cannot be read as records"):
        load(tmp_path)
    folder = save(records(), tmp_path / "one")
    about = folder / "records.json"
    about.write_text(about.read_text().replace('"format": 1', '"format": 99'))
    with pytest.raises(RecordsError, match="format 99; this version reads format 1"):
        load(folder)
    about.write_text(about.read_text().replace('"format": 99', '"format": 1'))
    (folder / "lines.parquet").write_bytes(b"no")
    with pytest.raises(RecordsError, match="cannot be read as records"):
        load(folder)


def test_records_are_not_written_over_others(tmp_path: Path):
    save(records(), tmp_path / "one")
    with pytest.raises(RecordsError, match="one exists; records are written to a new folder"):
        save(records(), tmp_path / "one")


def test_two_elements_of_one_name_are_refused():
    with pytest.raises(ValueError, match="the words of node must differ from each other"):
        Records({}, {"node": ["reno", "reno"]}, META)
