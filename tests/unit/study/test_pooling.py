"""Sums over replications: by key, in the order in which keys first came."""

from __future__ import annotations

import numpy as np
import pytest

from simnet.records.results import RESULT_TABLES, ResultTable
from simnet.study.pooling import added

POOLED = [table for table in RESULT_TABLES.values() if table.pooled]
TABLE: ResultTable = RESULT_TABLES["stock_weeks"]


def rows(*keys: tuple[str, int], amount: float = 1.0) -> dict[str, object]:
    nodes, weeks = [key[0] for key in keys], np.array([key[1] for key in keys])
    numbers = {
        field.name: np.full(len(keys), amount).astype(field.dtype)
        for field in TABLE.fields
        if field.name not in TABLE.key
    }
    return {
        "world": ["twin"] * len(keys),
        "week": weeks,
        "node": nodes,
        "sku": ["mug"] * len(keys),
        **numbers,
    }


def test_what_is_pooled_is_numbers_by_key():
    for table in POOLED:
        assert "replication" not in table.key
        assert {field.dtype for field in table.fields if field.name not in table.key} <= {"i8", "f8"}


def test_equal_keys_are_added_up():
    total = None
    for amount in (1.0, 2.0, 4.0):
        total = added(TABLE, total, rows(("a", 0), ("b", 0), amount=amount))
    assert total is not None
    assert total["node"] == ["a", "b"]
    assert total["on_hand"].tolist() == [7, 7]
    assert total["replications"].tolist() == [7, 7]
    assert total["replications"].dtype == np.int64


def test_other_keys_and_other_orders_find_their_rows():
    total = added(TABLE, rows(("a", 0), ("b", 0)), rows(("c", 1), ("a", 0), amount=2.0))
    assert list(zip(total["node"], total["week"].tolist(), total["on_hand"].tolist(), strict=True)) == [
        ("a", 0, 3.0), ("b", 0, 1.0), ("c", 1, 2.0),
    ]  # fmt: skip
    swapped = added(TABLE, rows(("a", 0), ("b", 0)), rows(("b", 0), ("a", 0), amount=2.0))
    assert swapped["on_hand"].tolist() == [3, 3]


def test_the_rows_of_a_replication_are_not_changed():
    first = rows(("a", 0))
    total = added(TABLE, None, first)
    added(TABLE, total, rows(("a", 0)))
    assert first["on_hand"] == pytest.approx([1.0])
    assert added(TABLE, total, rows())["on_hand"].tolist() == [1.0]
