"""The flow's tables: one structured array each, one row a thing, one owner a column.

Instants and durations are int64 microseconds. `-1` in a column of numbers of other rows means none.
"""

from __future__ import annotations

from typing import ClassVar, Final

import numpy as np

from simnet.engine.compiled import columns
from simnet.engine.draws.orders import LINE, ORDER
from simnet.engine.handle import Handle, declare
from simnet.engine.plan import NEVER as NEVER
from simnet.records.tables import code

# ranks of an instant, docs/model.md §1
REPAIR: Final = 0
OPENING: Final = 1
RECEIPT: Final = 2
SYNC: Final = 3
DONE: Final = 4
CUSTOMER: Final = 5
DECISION: Final = 6
TOUCH: Final = 7
ARRIVAL: Final = 8
REVIEW: Final = 9
PICKUP: Final = 10
ONSET: Final = 11
CLOSING: Final = 12
RANK: Final = 1 << 48
"""A priority is rank × RANK + tie."""

# orders
AHEAD: Final = 0
PLACED: Final = 1
DETERRED: Final = 2
SYSTEM: Final = 3
"""Waits for the order system."""

# lines
PENDING: Final = 0
WAITING: Final = 1
RESERVED: Final = 2
PICKED: Final = 3
CANCELLED: Final = 4
LOST: Final = 5
HANDS: Final = 6
"""Waits for the team."""
TRIED: Final = 7
"""Within one call: recorded stock is taken, nothing is decided."""
OUT: Final = -2
"""In `next` of a line that found nothing: it is out of stock."""
NO_WAY: Final = -3
"""The same: there is stock for it, but no way to it."""
ALONE: Final = -4
"""Within one call: there is stock for it, but not for its group."""

# parcels
QUEUED: Final = 0
PACKING: Final = 1
STAGED: Final = 2
TRANSIT: Final = 3
"""Collected; delivered when its instant has come."""
FROZEN: Final = 4
VOID: Final = 5
GONE: Final = 6
"""Lost in transit or in packing."""
BACKWARD: Final = 7
"""On its way back to the sender."""
BACK: Final = 8

# what happened to a parcel, bits
DAMAGED: Final = 1
WRONG: Final = 2
RESHIPPED: Final = 4
REFUNDED: Final = 8
RETURNED: Final = 16
AGAIN: Final = 32
"""Its lines were sent before."""
RELABELLED: Final = 64
"""It changed its dock when it was staged."""

# kinds of CUSTOMER events
PATIENCE_ENDS: Final = 0
DELIVERY: Final = 1
COMES_BACK: Final = 2
SENT_BACK: Final = 3

# touches
EXCEPTION: Final = 0
SHORT_PICK: Final = 1
REROUTE: Final = 2
RELABEL: Final = 3
PURCHASE_ORDER: Final = 4
BATCH: Final = 5
"""A test order of a scoped drill."""
TOUCHES: Final = ("exception", "short_pick", "reroute", "relabel", "purchase_order", "batch")
TO_DO: Final = 0
IN_HAND: Final = 1
HANDLED: Final = 2
MOOT: Final = 3

# rules of routing
STATIC: Final = 0
SPLITS: Final = 1
CHEAPEST: Final = 2
FASTEST: Final = 3

NEVER_SPLIT: Final = 1
HOLD: Final = 2
LOSE: Final = 1
BACKORDER: Final = 0


ORDER_STATE = columns(
    finished="i8", damaged="i4", waiting="i4", attempts="i2", waits="i2", node="i2", state="i1", patient="i1"
)
"""State, lines that wait, when its last line ended without a parcel, parcels so far, patiences so far and
whether the last one runs, node of its first parcel, its first parcel that was delivered damaged."""
LINE_STATE = columns(
    order="i4", parcel="i4", next="i4", previous="i4", arrived="i4", node="i2", state="i1", again="i1"
)
"""`arrived`: the parcel that first delivered it, if it was sent again since; `again`: 1 if it was sent
again. `next` and `previous` link the lines that wait for one SKU at one node; while it waits, `parcel` is
`FIRST_PLACE` less its place among all that ever waited."""
FIRST_PLACE: Final = -3
PARCEL = columns(
    queued="i8",
    begun="i8",
    packed="i8",
    collected="i8",
    delivered="i8",
    weight="f4",
    order="i4",
    next="i4",
    previous="i4",
    units="i4",
    node="i2",
    lane="i2",
    attempt="i2",
    home="i2",
    lines="i2",
    state="i1",
    fate="i1",
)
"""`home`: the node it was rerouted from; `next`/`previous` link a node's queue or a dock. `delivered`: while
it is staged its place in the order of staging, while frozen the transit left, else when it is delivered."""
NODE = columns(
    open="i4",
    down="i4",
    blocked="i4",
    dark="i4",
    stations="i4",
    dropship="i4",
    busy="i4",
    head="i4",
    tail="i4",
    queued="i4",
    work="i4",
    armed="i4",
    diverted="i4",
    shut="i4",
    front="i4",
    limit="i4",
    per_line="i8",
    per_unit="i8",
    gate="i8",
    speed="f8",
    wrong="f8",
)
"""`down`, `blocked` (no packaging) and `dark` (believed down) count who holds it so; `armed`: its sudden load
begins with the first order that a node believed down would have got, `diverted`: it has got one; `shut`:
events of a scoped drill that shut it to test orders; `front`: the last queued parcel of those packed first;
`limit`: parcels queued or in work at which it is full. The last row is the team."""
STATION = columns(parcel="i8", left="i8", begun="i8", done="i8", speed="f8")
STOCK = columns(
    shelf="i8",
    reserved="i8",
    recorded="i8",
    unseen="i8",
    on_order="i8",
    backordered="i8",
    claimed="i8",
    kind="i4",
    continuous="i4",
    stocked="i4",
    due="i4",
    listed="i4",
    head="i4",
    tail="i4",
    change="i4",
    lower="i8",
    most="i8",
    initial="i8",
    received="i8",
    moved_in="i8",
    moved_out="i8",
    restocked="i8",
    picked="i8",
    destroyed="i8",
    scrapped="i8",
    marked="i8",
    out_time="i8",
    on_hand_area="f8",
    backorder_area="f8",
    reserved_area="f8",
)
"""Per node and SKU; `claimed`: units that transfers wait for; `most`: units that customers may wait for, -1
without a limit; `listed`: place of a due SKU in the list of due ones."""
DOCK = columns(
    head="i4",
    tail="i4",
    staged="i4",
    pad="i4",
    carrier="i4",
    continuous="i4",
    missed="i4",
    node="i4",
)
LANE = columns(
    node="i4",
    region="i4",
    service="i4",
    dock="i4",
    down="i4",
    dark="i4",
    clock="i4",
    table="i4",
    problem="i4",
    whole_days="i4",
    shut="i4",
    pad="i4",
    mean_minutes="i8",
    factor="f8",
    add="f8",
    damage="f8",
    damage_factor="f8",
    cost_factor="f8",
    cents_per_lb="i8",
    divisor="f8",
    above_in3="f8",
    fuel="f8",
    residential="i8",
    per_unit="i8",
)
"""`divisor`: cubic inches per pound for parcels above `above_in3`, 0 where size does not count; `fuel` is a
share of the price, `residential` and `per_unit` are cents."""
CARRIER = columns(capacity="i8", used="i8", day="i8")
TOUCH_ROW = columns(
    kind="i4", subject="i4", state="i4", person="i4", queued="i8", begun="i8", ended="i8", left="i8"
)
AGENDA = columns(t="i8", priority="i8", subject="i8")
MISS = columns(t="i8", order="i4", node="i4", sku="i4", quantity="i4", lost="i4", pad="i4")
"""The stockout log: an order found none."""
CHANGE = columns(t="i8", units="i8", on_hand="i8", node="i2", sku="i2", what="i2")
"""Changes of stock in the order in which they happened: units that it rose by, what was on hand afterwards,
and the place of what it was in the records' vocabulary."""
RESTOCKED: Final = code("stock_change", "restocked")
COUNTED: Final = code("stock_change", "counted")
DRIFTED: Final = code("stock_change", "drifted")
CLAIM = columns(node="i4", sku="i4", lane="i4", shut="i4", left="i8")
"""Units of a transfer that still wait for stock at a node; rows are in the order of
asking; those before `open_claim` wait no more. `shut` counts who keeps the lane to it from running."""
GRANT = columns(claim="i8", units="i8", gone="i8")
"""Units granted to a transfer; those that left at once (-1: they wait). The world sees to the rest."""
REGION = columns(
    loyalty="f8", orders="f8", late="f8", cancelled="f8", damaged="f8", home="i8", packed_first="i8"
)
CLOCKWORK = columns(
    next_order="i8",
    agenda="i8",
    parcels="i8",
    touches="i8",
    touch_head="i8",
    misses="i8",
    changes="i8",
    waiting="i8",
    due="i8",
    granted="i8",
    claims="i8",
    open_claim="i8",
    looked="i8",
    system_down="i8",
    system_first="i8",
    start="i8",
    end="i8",
    day="i8",
    splits="i8",
    short="i8",
    oversize="i8",
    partial="i8",
    problem="i8",
    patience="i8",
    until_packing="i8",
    dynamic="i8",
    has_splits="i8",
    limited="i8",
    turns_away="i8",
    units="i8",
    people="i8",
    return_after="i8",
    automatic="i8",
    unsettled="i8",
    staged="i8",
    called="i8",
    diverted="i8",
    dark="i8",
    most_lines="i8",
    places="i8",
    batch="i8",
    batch_left="i8",
    batch_touch="i8",
    problem_share="f8",
    reship_damaged="f8",
    reship_wrong="f8",
    return_rate="f8",
    restock="f8",
)
SKU = columns(weight="f8", fragile="f8", long="f8", wide="f8", high="f8", oversize="i8")
CLOCK_DAY = columns(start="i8", before="i8", business="i8", deliver="i8")
THIN = columns(begin="i8", end="i8", factor="f8", all_regions="i4", all_items="i4")


@declare
class Flow(Handle):
    """What changes while orders flow."""

    LAYOUT: ClassVar = {
        "order": (ORDER_STATE, 1),
        "line": (LINE_STATE, 1),
        "parcel": (PARCEL, 1),
        "node": (NODE, 1),
        "station": (STATION, 2),
        "stock": (STOCK, 2),
        "dock": (DOCK, 1),
        "lane": (LANE, 1),
        "carrier": (CARRIER, 1),
        "touch": (TOUCH_ROW, 1),
        "agenda": (AGENDA, 1),
        "miss": (MISS, 1),
        "change": (CHANGE, 1),
        "claim": (CLAIM, 1),
        "grant": (GRANT, 1),
        "region": (REGION, 1),
        "world": (CLOCKWORK, 1),
        "door": ("i8", 1),
    }
    order: np.ndarray
    line: np.ndarray
    parcel: np.ndarray
    node: np.ndarray
    station: np.ndarray
    stock: np.ndarray
    dock: np.ndarray
    lane: np.ndarray
    carrier: np.ndarray
    touch: np.ndarray
    agenda: np.ndarray
    miss: np.ndarray
    change: np.ndarray
    claim: np.ndarray
    grant: np.ndarray
    region: np.ndarray
    world: np.ndarray


@declare
class Map(Handle):
    """What the flow reads: a replication's customers and the plan's tables."""

    LAYOUT: ClassVar = {
        "orders": (ORDER, 1),
        "lines": (LINE, 1),
        "skus": (SKU, 1),
        "tables": ("f8", 2),
        "congestion": ("f8", 2),
        "clock": (CLOCK_DAY, 2),
        "business": ("i8", 2),
        "ranking": ("i8", 2),
        "ways": ("i8", 3),
        "rules": ("i8", 1),
        "ranks": ("i8", 3),
        "cents": ("i8", 2),
        "thin": (THIN, 1),
        "thin_regions": ("i8", 2),
        "thin_items": ("i8", 2),
        "touch_time": ("i8", 1),
        "batch_regions": ("i8", 1),
        "batch_items": ("i8", 1),
    }
    orders: np.ndarray
    lines: np.ndarray
    ways: np.ndarray
    touch_time: np.ndarray


__all__ = [name for name in dir() if not name.startswith("_")]
