"""The parcels that cost something in the horizon, and what was in each of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simnet.measures.columns import Array
from simnet.measures.ledger.blocks import Block
from simnet.measures.ledger.contents import Contents, contents_of
from simnet.measures.ledger.postings import Postings
from simnet.measures.ledger.prices import Prices
from simnet.measures.orders import counted, weeks
from simnet.records import code

BEFORE = ("queued_us", "started_us", "node")
"""Columns of no use once the parcels are chosen; a parcel's node is that of its lane."""
FIRST = code("shipment_kind", "first")
VOID, LOST = code("shipment_state", "void"), code("shipment_state", "lost")
TURNED = (code("shipment_state", "returning"), code("shipment_state", "returned"))


@dataclass(frozen=True, eq=False)
class Parcels:
    """Parcels of counted orders on which work began; index: parcel. `cell` is lane × weeks + week."""

    order: Array
    kind: Array
    node: Array
    lane: Array
    region: Array
    week: Array
    cell: Array
    weeks: int
    lines: Array
    units: Array
    weight_lb: Array
    collected_us: Array
    packed: Array
    """Whether packing ended; else its units were lost on the station."""
    lost: Array
    """Whether it was lost in transit."""
    redone: Array
    """Whether it was void after work on it had begun, or turned round on its way."""
    delivered: Array
    damaged: Array
    wrong: Array
    refunded: Array
    returned: Array
    contents: Contents
    lane_node: Array
    lane_region: Array

    @property
    def bad(self) -> Array:
        """Whether it was delivered damaged or with wrong contents."""
        found: Array = self.damaged | self.wrong
        return found

    def __len__(self) -> int:
        return len(self.order)

    def codes(self, rows: Array) -> dict[str, Array]:
        """Give the elements of parcels, for `Postings.post`."""
        return {
            "node": self.node[rows],
            "lane": self.lane[rows],
            "region": self.region[rows],
            "week": self.week[rows],
        }

    def post(self, postings: Postings, line: str, amounts: Array) -> None:
        """Post whole amounts by parcel; SKUs share a parcel's amount by weight."""
        self._post_cells(postings, line, self.cell, amounts)
        self._post_skus(postings, line, self.contents.sku, self.contents.allocate(amounts))

    def post_few(self, postings: Postings, line: str, some: Array, amounts: Array) -> None:
        """Post whole amounts of some parcels; `some` holds their numbers, `amounts` those of all parcels."""
        if len(some):
            self._post_cells(postings, line, self.cell[some], amounts[some])
            rows = self.contents.rows_of(some)
            parts = self.contents.allocate_rows(amounts, rows)
            self._post_skus(postings, line, self.contents.sku[rows], parts)

    def post_rows(self, postings: Postings, line: str, amounts: Array) -> None:
        """Post whole amounts by row of contents."""
        self._post_cells(postings, line, self.cell[self.contents.parcel], amounts)
        self._post_skus(postings, line, self.contents.sku, amounts)

    def _post_skus(self, postings: Postings, line: str, sku: Array, amounts: Array) -> None:
        size = postings.size("sku")
        postings.add(line, "sku", np.bincount(sku, amounts, minlength=size))

    def _post_cells(self, postings: Postings, line: str, cell: Array, amounts: Array) -> None:
        lanes = len(self.lane_node)
        sums = np.bincount(cell, amounts, minlength=lanes * self.weeks).reshape(lanes, self.weeks)
        by_lane = sums.sum(axis=1)
        postings.add(line, "lane", by_lane)
        postings.add(line, "week", sums.sum(axis=0))
        for by, of_lane in (("node", self.lane_node), ("region", self.lane_region)):
            postings.add(line, by, np.bincount(of_lane, by_lane, minlength=postings.size(by)))
        postings.add_total(line, float(by_lane.sum()))


def parcels(block: Block, prices: Prices) -> Parcels:
    """Choose the parcels of counted orders that were packed, or lost on the station, with their contents."""
    records, shipments = block.records, block.shipments
    state = shipments["state"]
    # A parcel that was begun and not yet packed costs nothing, unless its units were lost on the station.
    begun = (shipments["packed_us"] >= 0) | ((state == VOID) & (shipments["started_us"] >= 0))
    chosen = np.flatnonzero(begun & counted(records)[shipments["order"]])
    found = {name: column[chosen] for name, column in shipments.items() if name not in BEFORE}
    order, state, lane = found["order"], found["state"], found["lane"]
    size = weeks(records)
    week = block.week[order].astype(np.intp)
    ends = [prices.book.ends(name) for name in records.words("lane")]
    nodes, regions = records.words("node"), records.words("region")
    lane_node = np.array([nodes.index(node) for node, _, _ in ends], np.intp)
    lane_region = np.array([regions.index(region) for _, region, _ in ends], np.intp)
    return Parcels(
        order=order,
        kind=found["kind"],
        node=lane_node[lane],
        lane=lane,
        region=lane_region[lane],
        week=week,
        cell=lane * size + week,
        weeks=size,
        lines=found["lines"],
        units=found["units"],
        weight_lb=found["weight_lb"],
        collected_us=found["collected_us"],
        packed=found["packed_us"] >= 0,
        lost=state == LOST,
        redone=(state == VOID) | (state == TURNED[0]) | (state == TURNED[1]),
        delivered=found["delivered_us"] >= 0,
        damaged=found["damaged"],
        wrong=found["wrong"],
        refunded=found["refunded"],
        returned=found["returned"],
        contents=contents_of(block, prices.weight_lb, chosen, order),
        lane_node=lane_node,
        lane_region=lane_region,
    )
