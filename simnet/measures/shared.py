"""What several measures need of the same records is computed once, and forgotten with the records."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, wraps
from typing import TypeVar
from weakref import WeakKeyDictionary

import numpy as np

from simnet.measures.columns import Array, unpacked
from simnet.records import Records

Found = TypeVar("Found")

KEPT_ROWS = 1 << 17
"""Rows of the longest table whose columns are kept: of longer ones they would take as much memory again."""
LARGE_PIECE = 16 << 20
"""Bytes of the piece by which the C library is told how much to keep (see `keep_what_is_freed`)."""
_KEPT: WeakKeyDictionary[Records, dict[str, object]] = WeakKeyDictionary()


def once(function: Callable[[Records], Found]) -> Callable[[Records], Found]:
    """Keep what a function finds in records as long as these live; arrays that it gives are read-only.

    Records are never changed after they were made, so the function is still a pure one.
    """
    name = f"{function.__module__}.{function.__qualname__}"

    @wraps(function)
    def found(records: Records) -> Found:
        kept = _KEPT.setdefault(records, {})
        if name not in kept:
            value = function(records)
            if isinstance(value, np.ndarray):
                value.flags.writeable = False
            kept[name] = value
        return kept[name]  # type: ignore[return-value]

    return found


def columns_of(records: Records, table: str, *names: str) -> list[Array]:
    """Give columns of a table, each contiguous; they are read-only, and kept for whoever asks next."""
    rows, kept = records[table], _columns(records)
    wanted = [name for name in names if (table, name) not in kept]
    if len(rows) > KEPT_ROWS:
        return unpacked(rows, *names)
    for name, column in zip(wanted, unpacked(rows, *wanted), strict=True):
        column.flags.writeable = False
        kept[table, name] = column
    return [kept[table, name] for name in names]


@once
def _columns(records: Records) -> dict[tuple[str, str], Array]:
    """Columns that were asked for so far, by table and name."""
    return {}


@cache
def keep_what_is_freed() -> None:
    """See to it that the memory of arrays is used again by the next ones, once for a process.

    The C library of Linux gives freed memory back to the system as soon as a few hundred kilobytes lie free,
    and takes fresh pages for the next array: a seventh of the time of measuring. It keeps twice as much as
    the largest piece that was ever freed; of this piece nothing is touched, so it takes no memory itself.
    """
    np.empty(LARGE_PIECE, np.uint8)
