"""Result tables as Arrow and parquet: declared columns first, with unit and meaning beside each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simnet.errors import SimnetError
from simnet.records.results import Field, ResultTable

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

Columns = Mapping[str, Any]
"""A table as columns of equal length by name: numpy arrays, or lists of text."""

ROWS = 1 << 16
"""Rows of a row group of a finished table."""
OPTIONS: dict[str, Any] = {"compression": "zstd", "write_page_checksum": True}
"""How parquet is written: the checksums tell damage from data."""


class DamagedError(SimnetError):
    """A parquet file cannot be read."""


def to_arrow(table: ResultTable, pieces: Sequence[Columns], known: Mapping[str, Field]) -> pa.Table:
    """Put pieces of a table below each other; columns that it does not declare are measures.

    `known` describes measures; one that a piece does not have is NaN there. Raises ValueError if a piece
    lacks a declared column, or its columns differ in length or type from what they must be.
    """
    import pyarrow as pa

    lengths = [_length(table, piece) for piece in pieces]
    declared = {field.name: field for field in table.fields}
    names = dict.fromkeys([*declared, *(name for piece in pieces for name in piece)])
    fields = [declared.get(name) or known.get(name) or _measure(name) for name in names]
    for piece, rows in zip(pieces, lengths, strict=True):
        if rows and (missing := [name for name in declared if name not in piece]):
            raise ValueError(f"table {table.name} lacks its column {missing[0]}")
    arrays = [_column(field, pieces, lengths) for field in fields]
    return pa.Table.from_arrays(arrays, schema=schema(table, fields))


def schema(table: ResultTable, fields: Iterable[Field]) -> pa.Schema:
    """Give the Arrow schema of a table with these columns."""
    import pyarrow as pa

    types = {"i8": pa.int64(), "f8": pa.float64(), "?": pa.bool_(), "str": pa.string()}
    columns = [
        pa.field(field.name, types[field.dtype], metadata={"unit": field.unit, "meaning": field.meaning})
        for field in fields
    ]
    return pa.schema(columns, metadata={"table": table.name, "meaning": table.meaning})


def _measure(name: str) -> Field:
    return Field(name, "f8", "that of the measure", "a measure of the replication")


def _length(table: ResultTable, piece: Columns) -> int:
    lengths = {len(values) for values in piece.values()}
    if len(lengths) > 1:
        raise ValueError(f"the columns of table {table.name} differ in length: {sorted(lengths)}")
    return lengths.pop() if lengths else 0


def _column(field: Field, pieces: Sequence[Columns], lengths: Sequence[int]) -> pa.Array:
    import numpy as np
    import pyarrow as pa

    if field.dtype == "str":
        return pa.array([str(text) for piece in pieces for text in piece.get(field.name, ())], pa.string())
    parts = [np.empty(0, field.dtype)]
    for piece, rows in zip(pieces, lengths, strict=True):
        values = np.asarray(piece[field.name]) if field.name in piece else np.full(rows, np.nan)
        if not np.can_cast(values.dtype, field.dtype, "same_kind") and rows:
            raise ValueError(f"column {field.name} holds {values.dtype}, not {field.dtype}")
        parts.append(values.astype(field.dtype))
    return pa.array(np.concatenate(parts))


def write_parquet(rows: pa.Table | Iterable[pa.Table], path: Path) -> int:
    """Write rows, or groups of them, so that equal rows give equal bytes; returns how many there are."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    groups = iter([rows] if isinstance(rows, pa.Table) else rows)
    first, count = next(groups), 0
    with pq.ParquetWriter(path, first.schema, **OPTIONS) as writer:
        while first is not None:
            writer.write_table(first, row_group_size=ROWS)
            count += first.num_rows
            first = next(groups, None)
    return count


def read_parquet(
    path: Path, columns: Sequence[str] | None = None, where: Mapping[str, object] | None = None
) -> pa.Table:
    """Read a file, all columns or some; raises DamagedError, or FileNotFoundError if there is none.

    With `where`, only rows whose columns have these values are ever in memory. Columns that the file does not
    have are left out, and select nothing.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path, page_checksum_verification=True) as file:
            there = file.schema_arrow.names
            names = [name for name in (there if columns is None else columns) if name in there]
            if where is None:
                return file.read(columns=names)
            return _selected(file, names, {name: value for name, value in where.items() if name in there})
    except FileNotFoundError:
        raise
    except (OSError, pa.ArrowException) as error:
        raise DamagedError(f"{path} is damaged and cannot be read ({_brief(error)})") from None


def _selected(file: pq.ParquetFile, names: Sequence[str], where: Mapping[str, object]) -> pa.Table:
    """Read a file group by group, and keep of each the rows that are asked for."""
    import pyarrow as pa
    import pyarrow.compute as pc

    read = list(dict.fromkeys([*names, *where]))
    kept = []
    for group in range(file.num_row_groups):
        rows = file.read_row_group(group, columns=read)
        for name, value in where.items():
            rows = rows.filter(pc.equal(rows[name], pa.scalar(value)))
        kept.append(rows.select(names))
    empty = file.schema_arrow.empty_table().select(names)
    return pa.concat_tables(kept).combine_chunks() if kept else empty


def count_rows(path: Path) -> int:
    """Count the rows of a file, without reading them; raises DamagedError."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return int(pq.read_metadata(path).num_rows)
    except (OSError, pa.ArrowException) as error:
        raise DamagedError(f"{path} is damaged and cannot be read ({_brief(error)})") from None


def read_shape(path: Path) -> pa.Schema:
    """Read the columns of a file without its rows; raises DamagedError."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return pq.read_schema(path)
    except (OSError, pa.ArrowException) as error:
        raise DamagedError(f"{path} is damaged and cannot be read ({_brief(error)})") from None


def _brief(error: BaseException) -> str:
    return (getattr(error, "strerror", None) or str(error).split("\n")[0])[:120]
