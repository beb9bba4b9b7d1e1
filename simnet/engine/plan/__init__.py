"""The plan: a scenario compiled into numbers, the same for every replication.

Elements are numbered in the order of their luck labels, so that nothing depends on the order of definition.
Instants are int64 microseconds since `zero`, durations are microseconds, money is in the scenario's currency.
A *table* is an index into `Plan.tables`: a quantile table as `luck.quantile` reads it, in microseconds if
it is of a duration.
"""

from __future__ import annotations

from simnet.engine.plan.demand import Item, Loyalty, Promise, Region, Sku, Stream, Thinning
from simnet.engine.plan.disruptions import Event, Response, Threshold
from simnet.engine.plan.given import Baskets, History, OpenOrders, OpenPurchase
from simnet.engine.plan.places import Carrier, Clock, Dock, Node, OutLane, Service
from simnet.engine.plan.rehearsal import Rehearsal
from simnet.engine.plan.rules import Aftercare, Routing, Team
from simnet.engine.plan.supply import InLane, StockRule, Supplier
from simnet.engine.plan.whole import Plan

NEVER = 2**62
"""An instant that does not come."""

__all__ = [
    "NEVER",
    "Aftercare",
    "Baskets",
    "Carrier",
    "Clock",
    "Dock",
    "Event",
    "History",
    "InLane",
    "Item",
    "Loyalty",
    "Node",
    "OpenOrders",
    "OpenPurchase",
    "OutLane",
    "Plan",
    "Promise",
    "Region",
    "Rehearsal",
    "Response",
    "Routing",
    "Service",
    "Sku",
    "StockRule",
    "Stream",
    "Supplier",
    "Team",
    "Thinning",
    "Threshold",
]
