"""Tables of a run as columns: what measures give, without pandas, shaped as `simnet.records.results` says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any

import numpy as np

from simnet.records.results import ResultTable

Array = np.ndarray[tuple[int, ...], np.dtype[Any]]
Column = Array | list[str]
Columns = dict[str, Column]
"""Columns of equal length by name; texts are lists."""


def rows(columns: Columns) -> int:
    """Count the rows."""
    return len(next(iter(columns.values()))) if columns else 0


def table(about: ResultTable, given: Mapping[str, Any]) -> Columns:
    """Put columns into the order and types of a table; one value stands for a whole column.

    Raises ValueError if a column is missing, unknown, or of another length than the others.
    """
    names = [field.name for field in about.fields]
    if set(names) != set(given):
        odd = ", ".join(sorted(set(names) ^ set(given)))
        raise ValueError(f"table {about.name} has other columns than given: {odd}")
    lengths = {len(column) for column in given.values() if isinstance(column, np.ndarray | list)}
    if len(lengths) > 1:
        raise ValueError(f"columns of table {about.name} must have equal lengths")
    length = lengths.pop() if lengths else 1
    return {field.name: _typed(given[field.name], field.dtype, length) for field in about.fields}


def _typed(column: Any, dtype: str, length: int) -> Column:
    if dtype == "str":
        return list(column) if isinstance(column, list | np.ndarray) else [str(column)] * length
    if isinstance(column, np.ndarray | list):
        return np.asarray(column, dtype=dtype)
    return np.full(length, column, dtype=dtype)


def stacked(parts: Sequence[Columns]) -> Columns:
    """Put the rows of several tables of the same columns below each other."""
    first = parts[0]
    return {name: _joined([part[name] for part in parts]) for name in first}


def _joined(parts: list[Column]) -> Column:
    if isinstance(parts[0], list):
        return list(chain.from_iterable(parts))
    return np.concatenate([np.asarray(part) for part in parts])


def named(words: Sequence[str], codes: Array) -> list[str]:
    """Give the words of codes; an empty text for −1."""
    return [words[code] if code >= 0 else "" for code in codes.tolist()]


def count(index: Array, size: int) -> Array:
    """Count how often each number from 0 to `size` − 1 occurs; −1 and what is larger are left out."""
    return np.bincount(_inside(index, size), minlength=size + 1)[:size]


def add_up(index: Array, amounts: Array, size: int) -> Array:
    """Add amounts by number from 0 to `size` − 1; −1 and what is larger are left out."""
    return np.bincount(_inside(index, size), amounts, minlength=size + 1)[:size]


def _inside(index: Array, size: int) -> Array:
    whole = index.astype(np.int64)
    whole[(whole < 0) | (whole > size)] = size
    return whole


NEVER = np.iinfo(np.int64).max
"""An instant that did not come, where instants are compared."""
CHUNK = 8192
"""Rows that are copied at a time: few enough to stay in a processor's cache until all columns are read."""


def unpacked(table: Array, *names: str) -> list[Array]:
    """Copy columns out of a structured table, each contiguous; many at once are cheaper than one by one."""
    found = [np.empty(len(table), table.dtype[name]) for name in names]
    for begin in range(0, len(table), CHUNK):
        rows = table[begin : begin + CHUNK]
        for name, column in zip(names, found, strict=True):
            column[begin : begin + CHUNK] = rows[name]
    return found
