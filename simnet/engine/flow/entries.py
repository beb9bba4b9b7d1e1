"""The doors through which the control plane calls the flow."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

import numba
import numpy as np

from simnet.engine.compiled import Entry
from simnet.engine.doors import addresses
from simnet.engine.flow import acts, rerouting, tallies
from simnet.engine.flow import advance as _advance
from simnet.engine.flow import backorders as _backorders
from simnet.engine.flow import stock as _stock
from simnet.engine.flow import team as _team
from simnet.engine.flow.tables import Flow, Map

FLOATS = ("fraction", "rate", "error", "late", "cancelled", "damaged", "fade", "duration")
KINDS: Final = {
    "w": numba.typeof(Flow.nothing()),
    "m": numba.typeof(Map.nothing()),
    **dict.fromkeys(FLOATS, numba.float64),
    **dict.fromkeys(("lanes", "cases", "hits", "at", "to"), numba.types.Array(numba.int64, 1, "C")),
    "keys": numba.types.Array(numba.uint64, 1, "C"),
}
"""Types of the parameters by name; all others are integers."""

_entries: list[Entry] = []


def _entry(function: Any) -> Entry:
    entry = Entry(function, KINDS)
    _entries.append(entry)
    return entry


def compile_all() -> None:
    """Compile every door and entry, or load what was compiled before."""
    doors()
    for entry in _entries:
        entry.compile()


@lru_cache(maxsize=1)
def doors() -> np.ndarray:
    """Give what the table `door` of a flow holds."""
    return addresses(KINDS)


advance = _entry(_advance.advance)
system_back = _entry(_advance.system_back)
position = _entry(_stock.position)
fell = _entry(_stock.fell)
mark = _entry(_stock.mark)
note = _entry(_stock.note)
team_pause = _entry(_team.team_pause)
team_resume = _entry(_team.team_resume)
ask = _entry(_team.ask)
reroute = _entry(rerouting.reroute)
relabel = _entry(rerouting.relabel)
return_home = _entry(rerouting.return_home)
open_node = _entry(acts.open_node)
close_node = _entry(acts.close_node)
hold_node = _entry(acts.hold_node)
free_node = _entry(acts.free_node)
restart_work = _entry(acts.restart_work)
lose_work = _entry(acts.lose_work)
pickup = _entry(acts.pickup)
receive = _entry(acts.receive)
show = _entry(acts.show)
claim = _entry(acts.claim)
dispatch = _entry(_backorders.dispatch)
destroy = _entry(acts.destroy)
break_youngest = _entry(acts.break_youngest)
serve_sku = _entry(acts.serve_sku)
restart_lines = _entry(acts.restart_lines)
freeze = _entry(acts.freeze)
thaw = _entry(acts.thaw)
lose_in_transit = _entry(acts.lose_in_transit)
turn_back = _entry(acts.turn_back)
count_stock = _entry(acts.count_stock)
drift = _entry(acts.drift)
misread = _entry(acts.misread)
settle_records = _entry(acts.settle_records)
remember = _entry(acts.remember)
settled = _entry(acts.settled)
damaged_parcels = _entry(tallies.damaged_parcels)
orders_due = _entry(tallies.orders_due)
orders_overdue = _entry(tallies.orders_overdue)
arrival = _entry(acts.lane_arrival)
