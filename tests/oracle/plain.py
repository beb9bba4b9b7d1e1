"""The oracle: `run(plan, draws)` plays the world of docs/model.md with a process per order and shipment.

It is written for reading, not for speed: it is the second opinion on the compiled engine.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

import numpy as np

from simnet.engine import luck
from simnet.engine.draws import Draws
from simnet.engine.plan import Plan
from tests.oracle.batch import Batch
from tests.oracle.clockwork import Clockwork, Life, Rank
from tests.oracle.elements import Elements
from tests.oracle.loyalty import Loyalties
from tests.oracle.orders import Orders, final_state
from tests.oracle.outages import Outages
from tests.oracle.packing import Floor
from tests.oracle.parcels import Parcels
from tests.oracle.people import Team
from tests.oracle.response import Responses
from tests.oracle.routing import Router
from tests.oracle.stock import NODES, Stocks
from tests.oracle.supply import Supplies
from tests.oracle.thresholds import Thresholds
from tests.oracle.transfers import Transfers

Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Result:
    """What happened; instants are microseconds since time zero, −1 if it did not happen."""

    orders: Rows
    lines: Rows
    shipments: Rows
    purchase_orders: Rows
    transfers: Rows
    stock: dict[tuple[int, int], dict[str, Any]]
    """By (node, SKU)."""
    touches: Rows
    responses: Rows
    stockouts: list[tuple[int, int, int, int, int]]
    """Time, order, node, SKU, quantity."""
    fired: list[tuple[int, int, int]]
    """Instant, threshold, key (node, region, SKU or −1)."""
    changes: dict[tuple[int, int, int, str], int]
    """Units by instant, node, SKU and what changed the stock."""
    loyalty: list[float]
    """Level of each region at the end."""
    ended: int


class World:
    """The parts of the world and what they share: the clock and luck."""

    def __init__(self, plan: Plan, draws: Draws) -> None:
        self.plan, self.draws = plan, draws
        self.key = int(draws.rep_key)
        self.midnights = [int(t) for t in plan.day_start]
        self.env = Clockwork()
        self.elements = Elements(plan)
        self.stock = Stocks(self)
        self.supply = Supplies(self)
        self.transfers = Transfers(self)
        self.router = Router(self)
        self.loyalty = Loyalties(self)
        self.orders = Orders(self)
        self.floors = [Floor(self, node) for node in range(len(plan.nodes))]
        self.parcels = Parcels(self)
        self.team = Team(self)
        self.outages = Outages(self)
        self.batch = Batch(self)
        self.response = Responses(self)
        self.thresholds = Thresholds(self)

    def luck(self, key: int, purpose: int, attempt: int) -> float:
        return float(luck.u01(np.uint64(key), purpose, attempt))

    def time(self, table: int, key: int, purpose: int, attempt: int) -> int:
        """A duration from a table, in whole microseconds."""
        return math.floor(luck.quantile(self.plan.tables[table], self.luck(key, purpose, attempt)) + 0.5)

    def play(self) -> None:
        for floor in self.floors:
            floor.live()
        for dock in range(len(self.plan.docks)):
            self.env.begin(self.parcels.pickups(dock))
        parts: tuple[Any, ...] = (self.team, self.stock, self.outages, self.thresholds)
        for part in parts:
            part.live()
        self.env.begin(self.orders.arrivals())
        self.env.begin(self._midnights())
        self.supply.start()
        self.env.play(self.plan.stop)

    def _midnights(self) -> Life:
        for day, t in enumerate(self.midnights):
            yield self.env.at(t, Rank.OPENING, len(self.floors) + 1)
            if t >= self.plan.end and not self.parcels.live and not self.orders.waiting():
                self.env.over = True
                return
            self.loyalty.midnight()
            self.parcels.collect_continuous()
            if self.plan.routing.drift > 0:
                for node in range(len(self.floors)):
                    action = partial(self.stock.drift, node, day)
                    self.env.call(t, Rank.SYNC, NODES + 2 * node, action)


def run(plan: Plan, draws: Draws) -> Result:
    """Play one replication."""
    with np.errstate(over="ignore"):
        world = World(plan, draws)
        world.play()
    check(world)
    return _result(world)


def check(world: World) -> None:
    """The conservation of §16, for every node and SKU."""
    for where, s in world.stock.at.items():
        came = s.initial + s.received + s.transferred_in + s.restocked
        went = s.shelf + s.picked + s.transferred_out + s.destroyed + s.scrapped
        assert came == went, (where, s)
        queued = sum(x.needs().get(where[1], 0) for x in world.floors[where[0]].queue)
        leaving = sum(
            x.quantity
            for x in world.supply.live.values()
            if x.state == "dispatch" and (x.source, x.sku) == where
        )
        assert s.reserved == queued + leaving, (where, s, queued, leaving)
        coming = sum(x.quantity for x in world.supply.live.values() if (x.node, x.sku) == where) + sum(
            r.quantity
            for (n, k), rests in world.transfers.rests.items()
            for r in rests
            if (r.node, k) == where
        )
        assert s.on_order == coming, (where, s, coming)
        waiting = sum(x.quantity for w in world.stock.queues[where[0]] for x in w.lines if x.sku == where[1])
        waiting += sum(r.quantity for r in world.transfers.rests.get(where, []))
        assert s.backordered == waiting, (where, s, waiting)


def _pick(thing: Any, names: str) -> dict[str, Any]:
    return {name: getattr(thing, name) for name in names.split()}


def _result(world: World) -> Result:
    supplies = [
        _pick(
            s,
            "number supplier source node sku ordinal quantity good placed shipped arrived received state "
            "expedited",
        )
        for s in world.supply.all
    ]
    shipments = []
    for s in world.parcels.all:
        row = _pick(
            s,
            "number attempt node lane kind state queued started packed collected delivered damaged wrong "
            "relabelled",
        )
        shipments.append(row | {"order": s.order.number, "lines": [line.number for line in s.lines]})
    orders = []
    for order in world.orders.all:
        state, finished = final_state(order)
        orders.append({"number": order.number, "state": state, "finished": finished})
    return Result(
        orders=orders,
        lines=[_pick(x, "number state node shipment ended") for o in world.orders.all for x in o.lines],
        shipments=shipments,
        purchase_orders=[s for s in supplies if s["supplier"] >= 0],
        transfers=[s for s in supplies if s["supplier"] < 0],
        stock={where: asdict(stock) for where, stock in world.stock.at.items()},
        touches=[_pick(t, "kind order queued begun ended state") for t in world.team.touches],
        responses=[asdict(r) for r in world.response.records],
        stockouts=world.stock.log,
        fired=world.thresholds.fired,
        changes=world.stock.changes,
        loyalty=world.loyalty.level,
        ended=world.env.now if world.env.over else world.plan.stop,
    )
