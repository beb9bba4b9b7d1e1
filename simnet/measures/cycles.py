"""Replenishment cycles: did the stock last until the next receipt? One pair of counts a node and SKU."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from simnet.measures.columns import Array, count
from simnet.measures.inbound import Inbound
from simnet.measures.ratios import Ratio
from simnet.measures.shared import once
from simnet.records import Records


class Cycles(NamedTuple):
    """Cycles that ended with a receipt in the horizon, and those of them with a shortage; index: row of
    `stock`."""

    ended: Array
    short: Array

    @property
    def service(self) -> Ratio:
        """Share of cycles without a backorder or a lost line. Cycles / cycles."""
        ended = int(self.ended.sum())
        return Ratio(ended - int(self.short.sum()), ended)


def cycles(records: Records, inbound: Inbound) -> Cycles:
    """Count the cycles of every node and SKU.

    A cycle runs from one receipt of the SKU at the node (of a purchase order or a transfer; the first: from
    time zero) up to the next. It is short if a line found no stock there meanwhile and waited or was lost.
    Receipts of one instant end one cycle; an order at the instant of a receipt comes after it.
    """
    stock, out, meta = records["stock"], records["stockouts"], records.meta
    cell = cells(records)
    came = inbound.received_us >= 0
    span = meta.stop_us + 1  # so that a row of `stock` and an instant fit into one number that sorts by both
    received = _sorted(cell[inbound.node[came], inbound.sku[came]], inbound.received_us[came], span)
    missed = _sorted(cell[out["node"], out["sku"]], out["t_us"], span)
    before = np.searchsorted(missed, received)  # shortages before each receipt, of earlier rows too
    earlier = np.concatenate(([0], before[:-1]))[: len(before)]
    where, when = received // span, received % span
    short = before > np.maximum(earlier, np.searchsorted(missed, where * span))
    during = (when >= meta.start_us) & (when < meta.end_us)
    size = len(stock)
    return Cycles(count(where[during], size), count(where[during & short], size))


def _sorted(cell: Array, instant: Array, span: int) -> Array:
    kept = cell >= 0
    return np.unique(cell[kept] * span + instant[kept])


@once
def cells(records: Records) -> Array:
    """Give the row of `stock` of every node and SKU, shape (nodes, SKUs), -1 if it does not stock it."""
    stock = records["stock"]
    cell = np.full((len(records.words("node")) + 1, len(records.words("sku")) + 1), -1, np.int64)
    cell[stock["node"], stock["sku"]] = np.arange(len(stock))
    return cell
