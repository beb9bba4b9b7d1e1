"""Luck as a stateless function: the same question always gets the same answer.

A counter-based generator in the manner of Salmon et al. (2011), "Parallel random numbers: as easy as
1, 2, 3". A key names who asks, the purpose what for, the attempt which time. Nothing is consumed, so no draw
can shift another one, and an order keeps its luck whatever happens to the rest of the world.
"""

from __future__ import annotations

import hashlib
import math
from typing import Final

import numpy as np
from numba import types

from simnet.engine import compiled
from simnet.engine.compiled import Entry, open_kernel

# What luck is asked for. Never renumber: the numbers are part of every published result.
COUNT: Final = 1
TIME: Final = 2
REGION: Final = 3
LINES: Final = 4
ITEM: Final = 5
QUANTITY: Final = 6
THIN: Final = 7
PROBLEM: Final = 8
PATIENCE: Final = 9
WORK: Final = 10
WRONG: Final = 11
TRANSIT: Final = 12
DAMAGE: Final = 13
RESHIP: Final = 14
RETURN: Final = 15
RETURN_AFTER: Final = 16
RESTOCK: Final = 17
CONFIRM: Final = 20
LEAD: Final = 21
DEFECT: Final = 22
INBOUND: Final = 23
CUSTOMS: Final = 24
CUSTOMS_FOR: Final = 25
INBOUND_DAMAGE: Final = 26
DRIFT: Final = 30
DRIFT_SIGN: Final = 31
CONGESTION: Final = 32
ONSET: Final = 40
DURATION: Final = 41
CHANCE: Final = 42
DETECT: Final = 43
DECIDE: Final = 44

CELLS: Final = 1024
"""Cells of one level of a quantile table."""
TABLE: Final = 5 * (CELLS + 1)
"""Length of a quantile table: the body, then each tail refined twice (see `quantile`)."""

_U64: Final = (1 << 64) - 1


def label_key(label: str) -> int:
    """The 64-bit key of a luck label, the same on every machine."""
    return int.from_bytes(hashlib.blake2b(label.encode(), digest_size=8).digest(), "little")


@open_kernel
def _mix(z: np.uint64) -> np.uint64:
    # Stafford's variant 13 of the 64-bit finalizer, the output stage of SplitMix64 (Steele, Lea, Flood 2014)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


@open_kernel
def _fold(key: np.uint64, value: np.uint64) -> np.uint64:
    return _mix(_mix(key + np.uint64(0x9E3779B97F4A7C15)) ^ (value * np.uint64(0xD1342543DE82EF95)))


@open_kernel
def u01(key: np.uint64, purpose: int, attempt: int) -> float:
    """A uniform number in [0, 1), 53 bits, for a key, a purpose and an attempt."""
    z = (
        key
        + np.uint64(purpose) * np.uint64(0x9E3779B97F4A7C15)
        + np.uint64(attempt) * np.uint64(0xD1B54A32D192ED03)
    )
    z = _mix(z)
    z = _mix(z + np.uint64(0x632BE59BD9B4E019))
    return (z >> np.uint64(11)) * 1.1102230246251565e-16


@open_kernel
def quantile(table: np.ndarray, u: float) -> float:
    """The value of a quantile table (length `TABLE`) at u, linear between its knots.

    The body has `CELLS` equal cells; its first and last cell are refined by a table of their own, and so are
    the outermost cells of those, so that tails are resolved down to 1e-9.
    """
    x = u * CELLS
    base = 0
    if x < 1.0:
        x *= CELLS
        base = CELLS + 1
        if x < 1.0:
            x *= CELLS
            base = 2 * (CELLS + 1)
    elif x >= CELLS - 1.0:
        x = (x - (CELLS - 1.0)) * CELLS
        base = 3 * (CELLS + 1)
        if x >= CELLS - 1.0:
            x = (x - (CELLS - 1.0)) * CELLS
            base = 4 * (CELLS + 1)
    cell = min(int(x), CELLS - 1)
    low = table[base + cell]
    return low + (table[base + cell + 1] - low) * (x - cell)


_KINDS = {
    "key": types.uint64,
    "value": types.uint64,
    "table": types.Array(types.float64, 1, "C"),
    "u": types.float64,
}
_folded = Entry(_fold, _KINDS)
_asked = Entry(u01, _KINDS)
value = Entry(quantile, _KINDS)
"""`quantile` for callers in Python."""


def fold(key: int, *values: int) -> int:
    """The key that follows from a key and what distinguishes this asker."""
    if compiled.COMPILED:
        for number in values:
            key = _folded(key & _U64, number & _U64)
        return int(key)
    with np.errstate(over="ignore"):
        folded = np.uint64(key & _U64)
        for number in values:
            folded = _fold(folded, np.uint64(number & _U64))
    return int(folded)


def ask(key: int, purpose: int, attempt: int = 0) -> float:
    """The same number as `u01`, for a key held as a Python int."""
    if compiled.COMPILED:
        return float(_asked(key, purpose, attempt))
    with np.errstate(over="ignore"):
        return float(u01(np.uint64(key), purpose, attempt))


def whole(duration: float) -> int:
    """A duration in whole microseconds, halves upwards."""
    return math.floor(duration + 0.5)


def knots() -> np.ndarray:
    """The u of every knot of a quantile table, in table order, shape (TABLE,)."""
    grid = np.linspace(0.0, 1.0, CELLS + 1)
    low = grid / CELLS
    high = 1.0 - 1.0 / CELLS + grid / CELLS
    return np.concatenate([grid, low, low / CELLS, high, 1.0 - 1.0 / CELLS**2 + grid / CELLS**2])
