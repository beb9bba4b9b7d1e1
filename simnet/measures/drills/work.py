"""Table `activities` of a drill: what people had to do beyond the twin, by kind of touch."""

from __future__ import annotations

import numpy as np

from simnet.measures.columns import Array, Columns, add_up, count
from simnet.measures.drills.rehearsed import Rehearsed
from simnet.records import Records
from simnet.records.tables import VOCABULARIES

KINDS = VOCABULARIES["touch_kind"]


def activities(records: Records, twin: Records, drill: Rehearsed) -> Columns:
    """Give the columns of table `activities`: touches that began to wait from t0 to H, less the twin's."""
    mine, theirs = _by_kind(records, drill), _by_kind(twin, drill)
    return {"activity": list(KINDS), "touches": mine[0] - theirs[0], "minutes": mine[1] - theirs[1]}


def _by_kind(records: Records, drill: Rehearsed) -> tuple[Array, Array]:
    touches = records["touches"]
    low, high = np.searchsorted(touches["queued_us"], (drill.begin_us, drill.until_us))
    rows = touches[low:high]
    return count(rows["kind"], len(KINDS)), add_up(rows["kind"], rows["minutes"], len(KINDS))
