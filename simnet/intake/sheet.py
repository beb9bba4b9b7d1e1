"""A CSV or parquet file as columns, with the line on which every row begins."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from simnet.intake.findings import Findings

if TYPE_CHECKING:
    import pandas as pd

LARGEST_FILE = 1_000_000_000  # bytes, unpacked too
NOTHING_IN_IT = "export it again, or leave it out"
SEPARATORS = ",;\t|"
NOT_CLOSED = "look for a quote that is not closed"

Choose = Callable[[list[str]], Iterable[str]]
"""From the columns of a file to those that are needed."""


@dataclass(frozen=True, eq=False)
class Sheet:
    """Columns of a file; a row's line is counted from 1, the header's (parquet: the first row is line 2)."""

    header: list[str]
    columns: dict[str, pd.Series[Any]]
    line: NDArray[np.int64]
    sha256: str

    def __len__(self) -> int:
        return len(self.line)

    def text(self, column: str) -> pd.Series[str]:
        """Give a column as text without blanks around it; what is missing is empty."""
        values = self.columns[column]
        if values.dtype.kind == "f" and (values.dropna() % 1 == 0).all():
            values = values.astype("Int64")  # whole numbers with gaps, such as ZIP codes
        return values.astype("string").fillna("").str.strip().astype(object)


class _Unreadable(Exception):
    """A file cannot be read at all."""

    def __init__(self, rule: str, repair: str = "", line: int = 1) -> None:
        super().__init__(rule)
        self.rule, self.repair, self.line = rule, repair, line


def read_sheet(path: Path, encoding: str | None, choose: Choose, findings: Findings) -> Sheet | None:
    """Read the chosen columns of a file; None if it cannot be read at all, with the reason as a problem."""
    try:
        raw = _bytes(path)
        digest = hashlib.sha256(raw).hexdigest()
        if path.name.lower().removesuffix(".gz").endswith((".parquet", ".pq")):
            return _parquet(raw, choose, digest)
        return _csv(raw, encoding, choose, findings, digest)
    except _Unreadable as error:
        findings.add(error.line, "", "", error.rule, error.repair)
        return None


def _bytes(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise _Unreadable("is a folder, not a file")
        if not path.is_file():
            raise _Unreadable("does not exist, or is not a file")
        if path.stat().st_size > LARGEST_FILE:
            raise _Unreadable("must be at most 1 GB", "split it, or take fewer columns")
        raw = path.read_bytes()
        if path.name.lower().endswith(".gz"):
            with gzip.open(io.BytesIO(raw)) as packed:
                raw = packed.read(LARGEST_FILE + 1)
            if len(raw) > LARGEST_FILE:
                raise _Unreadable("must be at most 1 GB when it is unpacked")
    except (OSError, EOFError, zlib.error) as error:
        raise _Unreadable(f"cannot be read: {getattr(error, 'strerror', None) or error}") from None
    if not raw.strip():
        raise _Unreadable("is empty", "export it again")
    return raw


def _parquet(raw: bytes, choose: Choose, digest: str) -> Sheet:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(io.BytesIO(raw))
        header = list(file.schema_arrow.names)
        table = file.read(columns=list(dict.fromkeys(choose(header))))
    except (pa.ArrowException, OSError, ValueError):
        raise _Unreadable("is not a parquet file that can be read") from None
    if not len(table):
        raise _Unreadable("has no rows", NOTHING_IN_IT)
    frame = table.to_pandas()
    return Sheet(header, {name: frame[name] for name in frame}, np.arange(2, len(frame) + 2), digest)


def _csv(raw: bytes, encoding: str | None, choose: Choose, findings: Findings, digest: str) -> Sheet:
    import pandas as pd

    text = _decoded(raw, encoding)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text))
    try:
        header = [name.strip() for name in next(rows, [])]
    except csv.Error as error:
        raise _Unreadable(f"is not valid CSV: {error}", NOT_CLOSED) from None
    wanted = [name for name in dict.fromkeys(choose(header)) if name in header]
    for name in wanted:
        if header.count(name) > 1:
            findings.add(1, name, "", "is the name of several columns", "rename all but one")
    places = [header.index(name) for name in wanted]
    cells: list[list[str]] = [[] for _ in wanted]
    lines: list[int] = []
    known: dict[str, str] = {}  # most cells repeat: they are held once
    for line, row in _rows(rows, len(header), findings):
        lines.append(line)
        for column, place in zip(cells, places, strict=True):
            column.append(known.setdefault(row[place], row[place]))
    if not lines and not findings.count:
        raise _Unreadable("has a header and no rows", NOTHING_IN_IT)
    columns = {name: pd.Series(column, dtype=object) for name, column in zip(wanted, cells, strict=True)}
    return Sheet(header, columns, np.array(lines, np.int64), digest)


def _decoded(raw: bytes, given: str | None) -> str:
    encoding = given or "utf-8"
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff") and not encoding.startswith("utf-16"):
        other = ", or say encoding: utf-16" if given is None else ""
        raise _Unreadable(f"is not text in {encoding.upper()}", f"save it as CSV in UTF-8{other}")
    try:
        text = raw.decode("utf-8-sig" if encoding == "utf-8" else encoding)
    except UnicodeError as error:
        line = raw[: getattr(error, "start", 0)].count(b"\n") + 1
        repair = "save it as CSV in UTF-8" + (
            ", or say which it is, such as encoding: latin-1" if given is None else ""
        )
        raise _Unreadable(f"is not text in {encoding.upper()}", repair, line) from None
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise _Unreadable("is not text: it has a zero byte", "save it as CSV in UTF-8", line)
    return text


def _separator(text: str) -> str:
    """Take the separator that the header has most of."""
    header = text.split("\n", 1)[0]
    return max(SEPARATORS, key=header.count)


def _rows(rows: Any, width: int, findings: Findings) -> Iterator[tuple[int, list[str]]]:
    """Give rows with the line on which they begin; empty ones are left out, others must have every cell."""
    line = rows.line_num + 1
    try:
        for row in rows:
            if any(row):
                if len(row) != width:
                    rule = f"has {len(row)} cells, and the header has {width}"
                    findings.add(line, "", "", rule, "look for a separator or a quote too many here")
                else:
                    yield line, row
            line = rows.line_num + 1
    except csv.Error as error:
        findings.add(line, "", "", f"is not valid CSV: {error}", NOT_CLOSED)
