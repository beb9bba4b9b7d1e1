"""What is in an order: its region and its lines, drawn by its own luck or those of a real order."""

from __future__ import annotations

import numpy as np

from simnet.engine import luck
from simnet.engine.compiled import kernel, open_kernel


def stack(rows: list[np.ndarray]) -> np.ndarray:
    """Cumulated shares of unequal length as one array, filled up with 1."""
    full = np.ones((len(rows), max(len(row) for row in rows)))
    for number, row in enumerate(rows):
        full[number, : len(row)] = row
        full[number, len(row) - 1 :] = 1.0
    return full


@kernel
def _pick(shares, u):
    """The first place whose cumulated share is above u."""
    if len(shares) <= 8:
        i = 0
        while shares[i] <= u:
            i += 1
        return i
    return np.searchsorted(shares, u, side="right")


@open_kernel
def most_lines(
    orders, regions, items, lines, quantities, rows, place, start, item, units, first, sku, parts, explode
):
    """Lines needed at most."""
    most = 0
    for o in range(len(orders) - 1):
        key, s, row = orders[o].key, orders[o].stream, rows[o]
        begin, end = _bounds(start, row, lines[s], key)
        for i in range(begin, end):
            what = item[i] if row >= 0 else _pick(items[s], luck.u01(key, luck.ITEM, i))
            if not explode:
                most += first[what + 1] - first[what]
                continue
            quantity = units[i] if row >= 0 else 1 + _pick(quantities[s], luck.u01(key, luck.QUANTITY, i))
            for c in range(first[what], first[what + 1]):
                most += parts[c] * quantity
    return most


@kernel
def _bounds(start, row, lines, key):
    """First line of an order and the end of its last: those of a real order, or as many as its luck says."""
    if row >= 0:
        return start[row], start[row + 1]
    return np.int64(0), np.int64(1 + _pick(lines, luck.u01(key, luck.LINES, 0)))


@open_kernel
def fill_baskets(
    orders,
    out,
    regions,
    items,
    lines,
    quantities,
    rows,
    place,
    start,
    item,
    units,
    first,
    sku,
    parts,
    kits,
    explode,
):
    """Fill region and lines of every order; the number of lines used.

    An order with a row has the region and the lines of that real order; `start` is where they begin.
    """
    at = 0
    for o in range(len(orders) - 1):
        key, s, row = orders[o].key, orders[o].stream, rows[o]
        orders[o].first = at
        if row >= 0 and place[row] >= 0:
            orders[o].region = place[row]
        else:
            orders[o].region = _pick(regions[s], luck.u01(key, luck.REGION, 0))
        own = at
        begin, end = _bounds(start, row, lines[s], key)
        for i in range(begin, end):
            if row >= 0:
                what, quantity = item[i], units[i]
            else:
                what, quantity = _pick(items[s], luck.u01(key, luck.ITEM, i)), 1
                if quantities.shape[1] > 1:
                    quantity += _pick(quantities[s], luck.u01(key, luck.QUANTITY, i))
            at = _add(out, own, at, what, quantity, first, sku, parts, kits[what])
        if explode:
            at = _explode(out, own, at)
    orders[len(orders) - 1].first = at
    return at


@kernel
def _add(out, begin, at, item, quantity, first, sku, units, kit):
    if not kit:
        for line in range(begin, at):
            if out[line].bought == item:
                out[line].quantity += quantity * units[first[item]]
                return at
    group = at
    for c in range(first[item], first[item + 1]):
        out[at].sku = sku[c]
        out[at].quantity = units[c] * quantity
        out[at].group = group
        out[at].bought = item
        at += 1
    return at


@kernel
def _explode(out, begin, at):
    """Lines of one unit each, every one a group of its own."""
    n = at - begin
    kept = out[begin:at].copy()
    for i in range(n):
        for _ in range(kept[i].quantity):
            out[begin].sku = kept[i].sku
            out[begin].quantity = 1
            out[begin].group = begin
            out[begin].bought = kept[i].bought
            begin += 1
    return begin
