"""What several measures need of the same records is computed once, and forgotten with the records."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar
from weakref import WeakKeyDictionary

import numpy as np

from simnet.records import Records

Found = TypeVar("Found")

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
