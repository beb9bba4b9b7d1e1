"""Finished parts of a run that is under way: some replications' rows of every table, in a folder each.

A part appears under its name only when it is complete. Tables that are summed over replications hold the sum
from the first replication up to and with the part, so that where parts begin and end changes no figure.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from simnet.records.arrow import ROWS, Columns, read_parquet, read_shape, to_arrow, write_parquet
from simnet.records.results import Field, ResultTable
from simnet.records.run_folder import RunFolderError

if TYPE_CHECKING:
    import pyarrow as pa

ABOUT = "part.json"
PART = "[0-9]*-[0-9]*"
"""Names of parts: from the first replication up to the one after the last."""


@dataclass(frozen=True)
class Part:
    """A finished part: the replications from the `first` up to `stop` of the plan, in `seconds`."""

    folder: Path
    first: int
    stop: int
    seconds: float
    hashes: Mapping[str, str]
    """SHA-256 of each file."""

    def path(self, table: str) -> Path | None:
        """Give the file of a table, if the part has it."""
        name = f"{table}.parquet"
        return self.folder / name if name in self.hashes else None


def write_part(
    folder: Path,
    first: int,
    stop: int,
    tables: Mapping[str, Sequence[Columns]],
    declared: Mapping[str, ResultTable],
    known: Mapping[str, Field],
    seconds: float,
) -> Part:
    """Write a part: of each table pieces to be put below each other.

    `declared` are the tables of this kind of run by name; `known` describes measures.
    """
    final = folder / f"{first:08}-{stop:08}"
    made = folder / f".{final.name}"
    shutil.rmtree(made, ignore_errors=True)
    made.mkdir(parents=True)
    for name, pieces in tables.items():
        write_parquet(to_arrow(declared[name], pieces, known), made / f"{name}.parquet")
    part = Part(final, first, stop, seconds, {path.name: _hash(path) for path in sorted(made.iterdir())})
    about = {key: value for key, value in asdict(part).items() if key != "folder"}
    (made / ABOUT).write_text(json.dumps(about), encoding="utf-8")
    shutil.rmtree(final, ignore_errors=True)  # there is one only if an interrupt came right after it was made
    os.replace(made, final)
    return part


def read_parts(folder: Path) -> list[Part]:
    """List the finished parts in order, every file compared with its hash.

    Raises RunFolderError if one is damaged or missing.
    """
    parts: list[Part] = []
    for path in sorted(path for path in folder.glob(PART) if path.is_dir()):
        part = _read_part(path)
        if part.first != (parts[-1].stop if parts else 0):
            raise _damaged(path, "the part before it is missing")
        parts.append(part)
    return parts


def _read_part(folder: Path) -> Part:
    try:
        about = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
        part = Part(folder, int(about["first"]), int(about["stop"]), float(about["seconds"]), about["hashes"])
        wrong = [name for name, known in part.hashes.items() if _hash(folder / name) != known]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise _damaged(folder, f"{type(error).__name__}: {error}") from None
    if wrong:
        raise _damaged(folder, f"{wrong[0]} is not as it was written")
    return part


def _damaged(folder: Path, reason: str) -> RunFolderError:
    return RunFolderError(
        f"{folder} is damaged ({reason[:160]}); remove it and the parts after it, "
        "and the same command simulates their years again"
    )


def merge(parts: Sequence[Part], table: ResultTable, path: Path, known: Mapping[str, Field]) -> int:
    """Write a table from its parts, in row groups that do not depend on them; returns the number of rows."""
    import pyarrow as pa

    files = [file for part in parts if (file := part.path(table.name)) is not None]
    files = files[-1:] if table.pooled else files
    shapes = [to_arrow(table, [], known).schema, *map(read_shape, files)]
    return write_parquet(_regrouped(map(read_parquet, files), pa.unify_schemas(shapes)), path)


def _regrouped(pieces: Iterator[pa.Table], shape: pa.Schema) -> Iterator[pa.Table]:
    """Cut rows into groups of `ROWS`; the first may be empty, so that there always is one."""
    import pyarrow as pa

    waiting = shape.empty_table()
    for piece in pieces:
        waiting = pa.concat_tables([waiting, _shaped(piece, shape)])
        while waiting.num_rows > ROWS:
            yield waiting.slice(0, ROWS).combine_chunks()
            waiting = waiting.slice(ROWS)
    yield waiting.combine_chunks()


def _shaped(piece: pa.Table, shape: pa.Schema) -> pa.Table:
    """Add the measures that no replication of a part had, as NaN."""
    import numpy as np
    import pyarrow as pa

    for field in shape:
        if field.name not in piece.schema.names:
            piece = piece.append_column(field, pa.array(np.full(piece.num_rows, np.nan)))
    return piece.select(shape.names).cast(shape)


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
