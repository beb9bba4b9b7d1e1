"""Which order is which in the twin: the same customer and luck, in the world without disruptions."""

from __future__ import annotations

import numpy as np

from simnet.measures.columns import Array
from simnet.measures.orders import placed_us
from simnet.records import Records


def partners(records: Records, twin: Records) -> Array:
    """Give the number of every order in the twin, -1 if it is not there (a surge made it).

    Index: order. The worlds share their ordinary streams of orders; a surge adds a stream of its own.
    """
    mine, other = placed_us(records), placed_us(twin)
    if len(mine) == len(other) and np.array_equal(mine, other):
        return np.arange(len(mine))
    found = np.full(len(mine), -1)
    streams = {word: number for number, word in enumerate(twin.words("stream"))}
    for number, word in enumerate(records.words("stream")):
        if word not in streams:
            continue
        here = np.flatnonzero(records["orders"]["stream"] == number)
        there = np.flatnonzero(twin["orders"]["stream"] == streams[word])
        both = min(len(here), len(there))
        found[here[:both]] = there[:both]
    return found
