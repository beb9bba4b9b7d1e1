"""Records on disk: one parquet file per table, with units and meaning beside every column."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simnet.errors import SimnetError
from simnet.records.records import Records, RecordsMeta
from simnet.records.tables import TABLES, VOCABULARIES, Table

if TYPE_CHECKING:
    import pyarrow as pa

FORMAT = 1
"""Version of the folder's layout; raised when a reader of an older one would misread it."""


class RecordsError(SimnetError):
    """A folder cannot be read as records, or not be written."""


def save(records: Records, folder: str | Path) -> Path:
    """Write records to a folder that does not exist yet; it appears under its name only when it is whole."""
    import pyarrow.parquet as pq

    target = Path(folder)
    if target.exists():
        raise RecordsError(f"{target} exists; records are written to a new folder")
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    try:
        for name, table in TABLES.items():
            pq.write_table(_to_arrow(records, table), draft / f"{name}.parquet")
        about = {"format": FORMAT, "meta": records.meta.as_dict(), "names": dict(records.names)}
        (draft / "records.json").write_text(json.dumps(about, indent=1, ensure_ascii=False), encoding="utf-8")
        os.replace(draft, target)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return target


def load(folder: str | Path) -> Records:
    """Read records from a folder that `save` has written."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    source = Path(folder)
    try:
        about = json.loads((source / "records.json").read_text(encoding="utf-8"))
        if about["format"] != FORMAT:
            raise RecordsError(f"{source} has format {about['format']}; this version reads format {FORMAT}")
        tables = {
            name: _from_arrow(pq.read_table(source / f"{name}.parquet"), table, about["names"])
            for name, table in TABLES.items()
        }
        return Records(tables, about["names"], RecordsMeta(**about["meta"]))
    except (OSError, KeyError, TypeError, ValueError, pa.ArrowException) as error:
        raise RecordsError(f"{source} cannot be read as records: {error}") from error


def _to_arrow(records: Records, table: Table) -> pa.Table:
    """Write names as words, so that the file can be read without this program."""
    import numpy as np
    import pyarrow as pa

    array = records[table.name]
    fields, arrays = [], []
    for column in table.columns:
        values = pa.array(np.ascontiguousarray(array[column.name]))
        if column.names:
            codes = pa.array(array[column.name], mask=array[column.name] < 0)
            values = pa.DictionaryArray.from_arrays(codes, pa.array(records.words(column.names), pa.string()))
        about = {"unit": column.unit, "meaning": column.meaning, "names": column.names}
        fields.append(pa.field(column.name, values.type, metadata=about))
        arrays.append(values)
    return pa.Table.from_arrays(arrays, schema=pa.schema(fields, metadata={"meaning": table.meaning}))


def _from_arrow(stored: pa.Table, table: Table, names: dict[str, list[str]]) -> Any:
    import numpy as np

    array = np.empty(stored.num_rows, table.dtype)
    for column in table.columns:
        values = stored.column(column.name)
        if column.names:
            words = VOCABULARIES.get(column.names) or tuple(names.get(column.names, ()))
            place = {word: code for code, word in enumerate(words)}
            coded = values.combine_chunks().dictionary_encode()
            lookup = np.array([*(place[word] for word in coded.dictionary.to_pylist()), -1], column.dtype)
            array[column.name] = lookup[coded.indices.fill_null(-1).to_numpy()]
        else:
            array[column.name] = values.to_numpy()
    return array
