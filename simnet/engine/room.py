"""Room for large tables: memory that the next replication uses again.

A busy year fills hundreds of megabytes. To clear fresh pages for them takes the system as long as the flow
takes to write them, so memory that nobody refers to any more waits here for the next table. And where a table
of the flow ends as one of the records, the records are written over it in memory that is wide enough.
"""

from __future__ import annotations

import contextlib
import mmap
import weakref
from collections.abc import Iterator
from typing import Any

import numpy as np

from simnet.engine.compiled import COMPILED

LARGE = 1 << 20
"""Bytes from which memory is worth being kept."""
WORTH_RETURNING = 12 << 20
"""Bytes of a table from which its memory goes back to the system; of smaller ones the next replication gains
more if it finds them as they are."""
KEPT = 12
"""Pieces of memory that are kept at most: those of a replication and its twin."""
CHUNK = 8192
"""Rows that are worked on at a time, so that what is computed on the way stays in the processor's cache."""

_free: list[mmap.mmap] = []


def room(rows: int, dtype: Any, *, row_bytes: int = 0) -> Any:
    """A table with anything in it; `row_bytes` leaves room for wider rows (see `in_place`)."""
    wanted = np.dtype(dtype)
    return _seen(_memory(rows * max(wanted.itemsize, row_bytes)), rows, wanted)


def in_place(table: np.ndarray, rows: int, dtype: Any) -> Any:
    """A table over the memory of another one, or in memory of its own if that is too small."""
    wanted = np.dtype(dtype)
    owner = _owner(table)
    if owner.dtype != np.uint8 or owner.nbytes < rows * wanted.itemsize:
        return room(rows, wanted)
    return _seen(owner, rows, wanted)


def copied(table: np.ndarray) -> np.ndarray:
    """Copy rows byte by byte: numpy by itself copies one column after the other, twenty times as slow."""
    rows = table.view(np.ndarray)
    return rows.view(np.uint8).copy().view(rows.dtype)


def moved(table: np.ndarray, *, row_bytes: int = 0) -> Any:
    """Copy rows into a table of `room`."""
    target = room(len(table), table.dtype, row_bytes=row_bytes)
    target.view(np.ndarray).view(np.uint8)[:] = table.view(np.ndarray).view(np.uint8)
    return target


def chunks(rows: int, *, backward: bool = False) -> Iterator[slice]:
    """Slices of a table of so many rows, from its first row on or from its last."""
    begins = range(0, rows, CHUNK)
    for begin in reversed(begins) if backward else begins:
        yield slice(begin, min(rows, begin + CHUNK))


def let_go(table: np.ndarray, part: slice) -> None:
    """Give the memory of some rows back to the system, where it can be; what they held is lost."""
    owner = _owner(table)
    pages = owner.base.obj if isinstance(owner.base, memoryview) else None
    if not isinstance(pages, mmap.mmap) or not hasattr(mmap, "MADV_DONTNEED"):
        return
    if table.nbytes < WORTH_RETURNING:
        return
    offset = table.ctypes.data - owner.ctypes.data
    begin = offset + part.start * table.itemsize + mmap.PAGESIZE - 1
    first, last = begin // mmap.PAGESIZE, (offset + part.stop * table.itemsize) // mmap.PAGESIZE
    if last > first:
        pages.madvise(mmap.MADV_DONTNEED, first * mmap.PAGESIZE, (last - first) * mmap.PAGESIZE)


def _owner(table: np.ndarray) -> Any:
    """The bytes that a table is a view of."""
    owner: Any = table
    while isinstance(owner.base, np.ndarray):
        owner = owner.base
    return owner


def _seen(memory: np.ndarray, rows: int, dtype: np.dtype[Any]) -> Any:
    array = memory[: rows * dtype.itemsize].view(dtype)
    return array if COMPILED else array.view(np.recarray)


def _memory(size: int) -> np.ndarray:
    """Bytes that may hold anything; large ones return to `_free` when nothing refers to them any more."""
    if size < LARGE:
        return np.zeros(size, np.uint8)
    pages = _taken(size) or _fresh(size)
    memory = np.frombuffer(pages, np.uint8)
    weakref.finalize(memory, _give_back, pages).atexit = False
    return memory


def _taken(size: int) -> mmap.mmap | None:
    """The smallest free piece that is large enough, but not twice too large."""
    for pages in sorted(_free, key=len):
        if size <= len(pages) < 2 * size + LARGE:
            try:
                _free.remove(pages)
            except ValueError:  # another thread was faster
                continue
            return pages
    return None


def _fresh(size: int) -> mmap.mmap:
    """New memory, an eighth larger than asked for: the next replication has a few orders more or less."""
    size += size // 8
    if not hasattr(mmap, "MAP_PRIVATE"):
        return mmap.mmap(-1, size)
    pages = mmap.mmap(-1, size, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    if hasattr(mmap, "MADV_HUGEPAGE"):
        with contextlib.suppress(OSError):  # a kernel without them
            pages.madvise(mmap.MADV_HUGEPAGE)
    return pages


def _give_back(pages: mmap.mmap) -> None:
    _free.append(pages)
    del _free[:-KEPT]
