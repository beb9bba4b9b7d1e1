"""Memory for large tables: used again, written over in place, and never a reason for other numbers."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import numpy as np
import pytest

from simnet.engine import room as memory
from simnet.engine.compiled import COMPILED
from simnet.engine.replication import run_replication
from simnet.engine.room import chunks, copied, in_place, let_go, room
from simnet.scenario import load_text
from tests.laws.worlds import digest
from tests.worlds import tiny

PAIR = np.dtype([("a", "i8"), ("b", "i4")], align=True)
WIDE = np.dtype([("a", "i8"), ("b", "i8"), ("c", "i8")])
ROWS = 200_000


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    gc.collect()
    memory._free.clear()
    yield
    memory._free.clear()


def test_memory_that_nobody_uses_any_more_is_used_again() -> None:
    first = room(ROWS, PAIR)
    first["a"] = 7
    address, row = first.ctypes.data, first[3:9]
    del first
    assert memory._free == []
    assert (row["a"] == 7).all()
    del row
    assert len(memory._free) == 1
    again = room(ROWS + 10, PAIR)
    assert again.ctypes.data == address
    assert memory._free == []


def test_a_copy_of_rows_is_equal_and_apart() -> None:
    table = room(ROWS, PAIR)
    table["a"], table["b"] = np.arange(ROWS), -np.arange(ROWS)
    found = copied(table[5:9])
    table["a"] = 0
    assert found.tolist() == [(5, -5), (6, -6), (7, -7), (8, -8)]
    assert copied(table[:0]).tolist() == []


def test_memory_that_is_much_too_large_is_left_for_others() -> None:
    large = room(20 * ROWS, PAIR)
    address = large.ctypes.data
    del large
    assert room(ROWS, PAIR).ctypes.data != address
    assert room(20 * ROWS, PAIR).ctypes.data == address


def test_not_more_than_some_pieces_are_kept() -> None:
    tables = [room(ROWS, PAIR) for _ in range(memory.KEPT + 3)]
    assert len({table.ctypes.data for table in tables}) == memory.KEPT + 3
    del tables
    assert len(memory._free) == memory.KEPT


@pytest.mark.parametrize("rows", [5, ROWS])
def test_wider_rows_are_written_over_narrow_ones_from_the_end(rows: int) -> None:
    source = room(rows, PAIR, row_bytes=WIDE.itemsize)
    source["a"] = np.arange(rows)
    source["b"] = 5
    wide = in_place(source, rows, WIDE)
    assert wide.ctypes.data == source.ctypes.data
    for part in chunks(rows, backward=True):
        kept = source[part].copy()
        for column, values in (("a", kept["a"]), ("b", kept["b"]), ("c", -kept["a"])):
            wide[column][part] = values
    assert (wide["a"] == np.arange(rows)).all()
    assert (wide["b"] == 5).all()
    assert (wide["c"] == -np.arange(rows)).all()


def test_a_table_without_room_for_wider_rows_is_left_alone() -> None:
    for source in (np.ones(ROWS, PAIR), room(5, PAIR)):
        wide = in_place(source, len(source), WIDE)
        assert not np.shares_memory(wide, source)


def test_chunks_cover_all_rows_once() -> None:
    assert list(chunks(0)) == []
    for backward in (False, True):
        seen = [row for part in chunks(20_000, backward=backward) for row in range(20_000)[part]]
        assert sorted(seen) == list(range(20_000))
    assert next(chunks(20_000, backward=True)).stop == 20_000


def test_rows_that_are_let_go_leave_the_others_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "WORTH_RETURNING", 1)
    table = room(ROWS, PAIR)
    table["a"] = 1 + np.arange(ROWS)
    let_go(table, slice(50_000, 150_000))
    assert (table["a"][:50_000] == 1 + np.arange(50_000)).all()
    assert (table["a"][150_000:] == 1 + np.arange(150_000, ROWS)).all()
    own = np.ones(ROWS)
    let_go(own, slice(0, ROWS))
    assert own.all()


@pytest.mark.skipif(not COMPILED, reason="takes minutes without the compiler")
def test_what_lay_in_the_memory_before_makes_no_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    busy = tiny(
        horizon="20 days",
        customers={"orders": "2000 per day"},
        nodes={"depot": {"stations": 2, "pick": "30 s", "damage": "5%", "stock": "9 days"}},
        disruptions=[{"name": "flood", "node_outage": "depot", "starts": "2026-01-12", "for": "3 days"}],
    )
    fresh = memory._fresh
    monkeypatch.setattr(memory, "LARGE", 1)
    found = []
    for filler in (0, 255):

        def filled(size: int, filler: int = filler) -> object:
            pages = fresh(size)
            np.frombuffer(pages, np.uint8)[:] = filler
            return pages

        monkeypatch.setattr(memory, "_fresh", filled)
        memory._free.clear()
        found.append(digest(run_replication(load_text(busy, "busy"), 0)))
    assert found[0] == found[1]
