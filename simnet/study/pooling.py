"""Tables that are summed over replications, because a row for each replication would be too many."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simnet.records.arrow import Columns
from simnet.records.results import ResultTable

if TYPE_CHECKING:
    import pyarrow as pa


def added(table: ResultTable, total: Columns | None, piece: Columns) -> Columns:
    """Add a replication's rows to the total, by key; every column that is not part of the key is a number.

    Rows keep the order in which their keys first came.
    """
    import numpy as np

    if total is None:
        return {field.name: _copied(piece[field.name], field.dtype) for field in table.fields}
    numbers = [field for field in table.fields if field.name not in table.key]
    if all(_same(total[name], piece[name]) for name in table.key):
        sums = {field.name: total[field.name] + np.asarray(piece[field.name]) for field in numbers}
        return {**{name: total[name] for name in table.key}, **sums}
    return _merged(table, total, piece)


def columns_of(rows: pa.Table) -> dict[str, Any]:
    """Give an Arrow table as columns."""
    import pyarrow as pa

    return {
        name: column.to_pylist() if pa.types.is_string(column.type) else column.to_numpy().copy()
        for name, column in zip(rows.schema.names, rows.columns, strict=True)
    }


def _copied(values: Any, dtype: str) -> Any:
    import numpy as np

    return [str(text) for text in values] if dtype == "str" else np.array(values, dtype)


def _same(one: Any, other: Any) -> bool:
    import numpy as np

    if isinstance(one, list):
        return one == list(other)
    return bool(np.array_equal(one, other))


def _merged(table: ResultTable, total: Columns, piece: Columns) -> Columns:
    """Add rows whose keys are not those of the total, one by one."""

    rows: dict[tuple[Any, ...], list[Any]] = {}
    numbers = [field.name for field in table.fields if field.name not in table.key]
    for columns in (total, piece):
        keys = zip(*(_plain(columns[name]) for name in table.key), strict=True)
        amounts = zip(*(_plain(columns[name]) for name in numbers), strict=True)
        for key, amount in zip(keys, amounts, strict=True):
            old = rows.get(key)
            rows[key] = list(amount) if old is None else [a + b for a, b in zip(old, amount, strict=True)]
    names, found = (*table.key, *numbers), zip(*((*key, *rows[key]) for key in rows), strict=True)
    lists = dict(zip(names, found, strict=True))
    return {field.name: _copied(lists[field.name], field.dtype) for field in table.fields}


def _plain(values: Any) -> list[Any]:
    found: list[Any] = values.tolist() if hasattr(values, "tolist") else list(values)
    return found
