"""What a parcel would cost on a lane, by the same arithmetic as it is billed (docs/model.md §14)."""

from __future__ import annotations

import math

from simnet.engine.compiled import kernel
from simnet.engine.flow.tables import PENDING


@kernel
def round_up(x):
    """Round up to a whole number; the dust of float sums does not count."""
    return math.ceil(x - 1e-9)


@kernel
def pending_box(w, m, a, b):
    """Pounds, units and cubic inches of a parcel of the pending lines; zeros if no rule asks for them.

    The units lie flat on one another: the longest sides, the heights added, each rounded up to whole inches.
    """
    weight = units = long = wide = high = 0.0
    if w.world[0].dynamic:
        for i in range(a, b):
            if w.line[i].state == PENDING:
                sku, quantity = m.skus[m.lines[i].sku], m.lines[i].quantity
                weight += sku.weight * quantity
                units += quantity
                long = max(long, sku.long)
                wide = max(wide, sku.wide)
                high += sku.high * quantity
    return weight, units, float(round_up(long) * round_up(wide) * round_up(high))


@kernel
def lane_cents(w, m, lane, box):
    """Postage of a parcel on a lane in cents, surcharges and active cost shocks included, as it is billed."""
    weight, units, volume = box
    row = w.lane[lane]
    pounds = max(1, round_up(weight))
    if row.divisor > 0 and volume > row.above_in3:
        pounds = max(pounds, round_up(volume / row.divisor))
    top = m.cents.shape[1] - 1
    cents = m.cents[lane, min(pounds, top)] + max(0, pounds - top) * row.cents_per_lb
    billed = math.floor(cents * row.cost_factor + 0.5)
    return billed + math.floor(billed * row.fuel + 0.5) + row.residential + row.per_unit * int(units)
