"""Plans at random: every number gives another small world with some disruptions, to compare engines on."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from simnet.engine.plan import Event, Loyalty, Plan, Response, Threshold
from tests.oracle import handmade as h
from tests.oracle.handmade import DAY, HOUR, MINUTE

PATH_RULES = ("hold", "finish", "lose", "return")
NODE_RULES = ("hold", "restart", "lose")
SUPPLIER_RULES = ("hold", "finish", "lose")


class _Dice:
    """Choices of one wild plan."""

    def __init__(self, number: int) -> None:
        self.random = random.Random(number)

    def one(self, *things: Any) -> Any:
        return self.random.choice(things)

    def response(self, *acts: tuple[str, Any]) -> Response:
        return h.response(
            *acts,
            detect=self.one(0, HOUR, 5 * HOUR),
            decide=self.one(0, 2 * HOUR),
            automatic=self.random.random() < 0.3,
            stand_down=self.one("return", "stay"),
            after=self.one(0, HOUR),
        )

    def event(self, number: int, kind: str, **fields: Any) -> Event:
        at = tuple(sorted(self.random.randrange(0, 28 * DAY) for _ in range(self.one(1, 2))))
        length = h.uniform(0.2 * DAY, self.one(1, 3, 6) * DAY)
        ramp = self.one(None, (0.3, 2 * DAY))
        return h.event(kind, label=f"{kind}-{number}", at=at, duration=length, ramp=ramp, **fields)


def _disruptions(dice: _Dice) -> list[Event]:
    one, response = dice.one, dice.response
    away = (("mark_down", True), ("reroute", True))
    relabel = (("mark_down", True), ("relabel", True))
    kinds: Sequence[tuple[str, dict[str, Any]]] = (
        (
            "node_outage",
            {"nodes": one((0,), (1,), (0, 1)), "under_way": one(*NODE_RULES), "response": response(*away)},
        ),
        ("node_outage", {"nodes": (0,), "under_way": one(*NODE_RULES), "response": response(*away)}),
        (
            "node_capacity",
            {"nodes": (1,), "factor": one(0.0, 0.3), "response": response(("mark_down", True))},
        ),
        ("packaging_stockout", {"nodes": (0,), "response": response(*away)}),
        (
            "supplier_outage",
            {
                "suppliers": (0,),
                "under_way": one(*SUPPLIER_RULES),
                "response": response(("use_backup", True), ("expedite", 0.5)),
            },
        ),
        (
            "supplier_outage",
            {
                "suppliers": (0,),
                "under_way": one(*SUPPLIER_RULES),
                "response": response(("mark_down", True), ("order_from", 1)),
            },
        ),
        (
            "supplier_delay",
            {"suppliers": (0,), "factor": 2.0, "add": DAY, "response": response(("expedite", 0.5))},
        ),
        ("supplier_quality", {"suppliers": (0,), "share": 0.2}),
        (
            "carrier_outage",
            {
                "carriers": (0,),
                "under_way": one(*PATH_RULES),
                "staged": one("wait", "relabel"),
                "response": response(*relabel),
            },
        ),
        (
            "carrier_service_suspended",
            {
                "services": (1,),
                "under_way": one(*PATH_RULES),
                "staged": "relabel",
                "response": response(*relabel),
            },
        ),
        (
            "lane_outage",
            {
                "lanes": (0, 3),
                "inbound": (0, 4, 5),
                "under_way": one(*PATH_RULES),
                "staged": "relabel",
                "response": response(*relabel),
            },
        ),
        ("carrier_delay", {"carriers": (0,), "factor": 1.5}),
        ("lane_delay", {"lanes": (0, 1), "inbound": (1,), "add": DAY, "factor": 1.2}),
        ("port_congestion", {"inbound": (0, 1), "factor": 2.0}),
        ("carrier_damage", {"carriers": (0,), "share": 0.2, "factor": one(1.0, 2.0)}),
        ("customs_hold", {"inbound": (0, 1, 2), "share": 0.7, "hold_for": h.constant(DAY)}),
        ("pickup_missed", {"docks": (0, 1)}),
        ("stock_destroyed", {"nodes": (0,), "fraction": one(0.5, 0.9, 1.0), "skus": one((), (1, 2))}),
        ("inventory_sync_error", {"nodes": (0, 1), "error": one(-0.3, 0.4), "stops_sync": one(True, False)}),
        ("demand_surge", {"factor": one(0.5, 2.0)}),
        ("cost_shock", {"costs": ("rate",), "factor": 1.5, "carriers": (0,)}),
        ("system_outage", {}),
    )
    return [
        dice.event(n, kind, **fields) for n, (kind, fields) in enumerate(kinds) if dice.random.random() < 0.45
    ]


def _thresholds(dice: _Dice) -> list[Threshold]:
    one = dice.one
    if one(True, False):
        return []
    supply = (("order_from", 1), ("transfer", (0, 1, 1, 20)))
    return [
        Threshold(
            "a", "on_time", "<", 0.8, one("", "node", "region"), (), (), (), 3 * DAY, (("expedite", 0.5),)
        ),
        Threshold("b", "stockouts", ">", 2, one("", "sku"), (), (), (), 3 * DAY, supply),
        Threshold("c", "backlog", ">=", 3, one("", "node"), (), (), (), 3 * DAY, (("use_backup", True),)),
        Threshold("d", "damage", ">", 0.1, "node", (), (), (), 5 * DAY, (("expedite", 0.7),)),
    ]


def _site(dice: _Dice) -> dict[str, Any]:
    """Nodes, docks, carriers."""
    one = dice.one
    node = {
        "stations": one(0, 1, 2),
        "work": h.uniform(2 * MINUTE, one(20, 40) * MINUTE),
        "wrong": 0.05,
        "count_every": one(0, 5 * DAY),
        "ramp": one(None, (0.3, 2 * DAY)),
    }
    return {
        "hours": one(None, (8, 16)),
        "gate": one(None, 14.0),
        "node": node,
        "continuous": one(True, False),
        "dock_capacity": one(0, 8),
        "ready_before": one(0, HOUR),
        "carrier": {"capacity": one(0, 12)},
        "business": one(True, False),
        "deliver_at": one(None, 12.0),
        "people": one(1, 2),
        "team_hours": one(None, (9.0, 17.0)),
    }


def _stock(dice: _Dice) -> dict[str, Any]:
    one = dice.one
    supplier = {
        "confirm": one(-1, h.uniform(0, DAY)),
        "capacity": one(0.0, 0.0, 20.0),
        "sequential": one(False, False, True),
        "min_order": one(1, 40),
        "pack": one(1, 12),
        "defects": one(0.0, 0.05),
        "inspection": one(0, HOUR),
    }
    return {
        "initial": one(10, 60),
        "policy": one((1, 30, 80), (1, 29, 30), (2, 20, 25)),
        "review": one(0, 0, 3 * DAY),
        "supplier": supplier,
    }


def _routing(dice: _Dice) -> dict[str, Any]:
    one = dice.one
    rules = (
        ("minimize_splits", "ranked"),
        ("stay_in_market", "cheapest"),
        ("closest",),
        ("minimize_splits", "fastest"),
    )
    return {
        "rules": one(*rules),
        "splits": one("never", "allowed", "units"),
        "out_of_stock": one("backorder", "lost", "hold_complete"),
        "routing": {
            "sync": one(0, 4 * HOUR),
            "drift": one(0.0, 0.02),
            "oversize": one(True, False),
            "partial": one(True, False),
            "problem": True,
            "problem_share": 0.05,
        },
        "patience": one(-1, h.exponential(3 * DAY)),
        "loyalty": one(None, Loyalty(0.5, 0.8, 0.9, 20 * DAY)),
    }


def wild(number: int) -> Plan:
    """The plan of a number; the same number gives the same plan."""
    dice = _Dice(number)
    plan = h.plan(
        seed=dice.random.randrange(10**6),
        per_day=dice.one(10, 30),
        events=_disruptions(dice),
        thresholds=_thresholds(dice),
        **_site(dice),
        **_stock(dice),
        **_routing(dice),
    )
    first, second, other = ("supplier", 0), ("supplier", 1), ("node", 1)
    sources = dice.one((first, second), (first, other), (other, first), (first, other, second))
    # node B orders from suppliers only: two nodes that order from each other could pass stock round for ever
    rules = (replace(rule, sources=sources) if rule.node == 0 else rule for rule in plan.stock)
    return _further(replace(plan, stock=tuple(rules)), dice)


def _further(plan: Plan, dice: _Dice) -> Plan:
    """What was added to worlds later; drawn last, so that the rest of a number's plan stays what it was."""
    one = dice.one
    docks = (
        replace(
            dock,
            capacities=np.array([one(0, most, 3) for most in dock.capacities.tolist()]),
            ready_before=np.array([one(0, time, 3 * HOUR) for time in dock.ready_before.tolist()]),
        )
        for dock in plan.docks
    )
    inbound = (replace(lane, damage=one(0.0, 0.0, 0.08)) for lane in plan.inbound)
    events = (
        replace(event, response=event.response and replace(event.response, touch=one(-1, 7 * MINUTE)))
        for event in plan.events
    )
    watched = one(((), ()), ((0,), ()), ((), (1,)), ((1,), (0,)))
    more = one((), (("mark_down", True), ("reroute", True)), (("mark_down", True), ("relabel", True)))
    thresholds = (
        replace(x, nodes=watched[0], regions=watched[1], acts=x.acts + more) for x in plan.thresholds
    )
    lanes = (
        replace(
            lane,
            divisor=one(0.0, 139.0),
            above_in3=one(0.0, 200.0),
            fuel=one(0.0, 0.137),
            residential=one(0, 95),
            per_unit=one(0, 40),
        )
        for lane in plan.lanes
    )
    stock = (replace(rule, most=one(-1, -1, 0, 2, 9)) for rule in plan.stock)
    unordered = dice.event(99, "ordering_outage", nodes=one((0,), (1,), (0, 1)))
    if dice.random.random() < 0.4:
        events = (*events, unordered)
    skus = (replace(sku, size_in=(one(4.0, 11.3), one(4.0, 9.5), one(2.2, 4.0))) for sku in plan.skus)
    plan = replace(
        plan,
        docks=tuple(docks),
        inbound=tuple(inbound),
        events=tuple(sorted(events, key=lambda event: event.label)),
        stock=tuple(stock),
        thresholds=tuple(thresholds),
        lanes=tuple(lanes),
        skus=tuple(skus),
    )
    # services that differ in speed, so that `fastest` depends on the one that is believed open
    paced = (replace(lane, mean_minutes=lane.mean_minutes * one(1, 2, 3) // 2) for lane in plan.lanes)
    plan = replace(plan, lanes=tuple(paced))
    plan = replace(plan, until_packing=plan.patience >= 0 and one(True, False))
    regions = (replace(region, packed_first=one(True, False, False)) for region in plan.regions)
    plan = replace(plan, regions=tuple(regions))
    nodes = (replace(node, queue_limit=one(0, 0, 0, 1, 4)) for node in plan.nodes)
    routing = replace(plan.routing, when_full=one("queue", "queue", "lost"))
    return replace(plan, nodes=tuple(nodes), routing=routing)
