"""Named worlds for the comparison of engine and oracle: scenario files that together use every rule.

Each is `two_nodes` over four weeks with some sections of its own; the name says what it is about.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, NamedTuple

from simnet.engine.control import World
from simnet.engine.plan import Plan
from simnet.engine.replication import draw, plan_of, play
from simnet.scenario import load_text
from tests.oracle.plain import Result, run
from tests.worlds import two_nodes

Sections = dict[str, Any]

RESPONSE: Sections = {
    "detect": "30 min",
    "decide": "15 min to 3 h",
    "acts": ["mark_down", "reroute", "relabel", "use_backup"],
    "stand_down": "return",
}
IN_TRANSIT = ("hold", "finish", "lose", "return")
IN_PROGRESS = ("hold", "restart", "lose")
IN_PRODUCTION = ("hold", "finish", "lose")


def _event(kind: str, target: Any, starts: str, lasts: str, **more: Any) -> Sections:
    """An event of March 2026; `starts` is a day with or without a time of day."""
    day, _, clock = starts.partition(" ")
    when = {"starts": f"2026-03-{int(day):02d} {clock}".strip()} | ({"for": lasts} if lasts else {})
    return {kind: target, "name": f"{kind} {starts.replace(':', '-')}"} | when | more


def _events(*events: Sections, **sections: Any) -> Sections:
    return {"disruptions": list(events), "response": RESPONSE} | sections


def _scarce(units: int = 60, books: int = 45) -> Sections:
    """Little stock at both nodes, from suppliers and from each other."""
    return {
        "columbus": {
            "stock": {
                "candle": {"cover": None, "service": None, "recovery": None, "reorder_at": 150,
                           "order_up_to": 400, "initial": units},
                "book": {"reorder_at": 80, "order_quantity": 100, "initial": books},
                "poster": {"reorder_at": 20, "order_up_to": 60, "initial": 15, "review": "3 days",
                           "backorder_limit": 3},
            }
        },
        "reno": {
            "stock": {
                "candle": {"cover": None, "reorder_at": 60, "order_up_to": 150, "initial": units,
                           "refill_from": ["columbus", "chandler"]},
                "book": {"base_stock": 60, "initial": 20, "refill_from": ["columbus"]},
            }
        },
    }  # fmt: skip


QUICK = {
    "chandler": {"lead_time": "2 to 6 days", "min_order": 24, "pack": 12},
    "importer": {"lead_time": "2 to 8 days", "min_order": 24},
    "printer": {"lead_time": "2 to 5 days"},
}
"""Suppliers that deliver within a few weeks."""


def _node_outage(rule: str) -> Sections:
    return _events(
        _event("node_outage", "columbus", "10 11:07", "3 days", in_progress=rule),
        _event("node_outage", "columbus", "12 09:00", "2 days", in_progress="hold"),
        _event("node_outage", "reno", "18 13:30", "5 h", in_progress=rule),
        routing={"exceptions": ["oversize"]},
        team={"people": 2},
    )


def _carrier_outage(rule: str) -> Sections:
    staged = "relabel" if rule in ("hold", "lose") else "wait"
    return _events(
        _event("carrier_outage", "swift", "10 16:50", "30 h", in_transit=rule, staged=staged),
        _event("carrier_service_suspended", "brown", "11 09:00", "3 days", services=["ground"],
               in_transit="hold"),
        _event("lane_outage", "columbus -> east", "16 18:00", "2 days", in_transit=rule, staged=staged),
        _event("lane_outage", ["columbus -> reno", "importer -> columbus"], "12", "4 days", in_transit=rule),
        suppliers=QUICK,
        nodes=_scarce(150, 120),
        response=RESPONSE | {"decide": "0 min", "automatic": rule == "lose"},
    )  # fmt: skip


def _supplier_outage(rule: str) -> Sections:
    act = {"hold": "use_backup", "finish": {"order_from": "importer"}, "lose": {"expedite": 0.4}}[rule]
    return _events(
        _event("supplier_outage", "chandler", "4", "8 days", in_production=rule,
               response=RESPONSE | {"acts": ["mark_down", act]}),
        _event("supplier_delay", ["chandler", "printer"], "14", "6 days", factor=1.7, add="12 h",
               recovery={"start": "30%", "over": "3 days"}, response=RESPONSE | {"acts": [{"expedite":
               0.5}]}),
        _event("supplier_quality", "chandler", "10", "12 days", share="20%"),
        suppliers=QUICK,
        nodes=_scarce(),
        customers={"patience": "1 to 6 days"},
    )  # fmt: skip


def _records_wrong() -> Sections:
    return _events(
        _event("inventory_sync_error", "columbus", "5 10:00", "3 days", error="+60%", sync="stops"),
        _event("inventory_sync_error", "reno", "9", "2 days", error="-50%", skus=["candle"]),
        _event("system_outage", "all", "11 08:00", "26 h"),
        nodes=_scarce(70, 60),
        suppliers=QUICK,
        routing={"splits": "units", "sync": {"every": "4 h", "error": "3% per day"}},
    )


def _destroyed() -> Sections:
    return _events(
        _event("stock_destroyed", ["columbus", "reno"], "10 13:45", "", fraction="85%"),
        _event("stock_destroyed", "columbus", "17 07:00", "", fraction="100%", skus=["book"]),
        _event("node_capacity", "columbus", "9", "4 days", factor=0.2),
        _event("packaging_stockout", "reno", "12", "3 days"),
        _event("ordering_outage", "columbus", "8", "6 days"),
        nodes=_scarce(200, 160),
        suppliers=QUICK,
        customers={"patience": "1 to 6 days"},
        thresholds=[
            {"when": "stockouts >= 3", "each": "node", "over": "7 days",
             "then": {"transfer": {"from": "columbus", "to": "reno", "skus": ["candle"], "quantity": 30}}},
            {"when": "stockouts >= 2", "of": "critical skus", "over": "7 days",
             "then": {"order_from": "importer"}},
        ],
    )  # fmt: skip


def _overlapping() -> Sections:
    ramp = {"start": "30%", "over": "4 days"}
    return _events(
        _event("node_capacity", "columbus", "5", "6 days", factor=0.5, recovery=ramp),
        _event("node_capacity", "columbus", "8", "5 days", factor=0.6),
        _event("node_outage", "columbus", "9 12:00", "36 h", recovery=ramp),
        _event("carrier_delay", "swift", "6", "8 days", factor=1.6, add="12 h", recovery=ramp),
        _event("lane_delay", ["columbus -> east", "importer -> columbus"], "8", "8 days", add="1 day"),
        _event("carrier_damage", "swift", "9", "6 days", share="15%"),
        _event("pickup_missed", "columbus", "16 12:00", "30 h", carriers=["swift"]),
        routing={"service": ["swift", "brown"]},
        thresholds=[
            {"when": "on_time < 95%", "each": "node", "over": "7 days", "then": "alert"},
            {"when": "damage > 2%", "over": "14 days", "then": {"expedite": 0.8}},
            {"when": "backlog >= 2", "each": "region", "over": "7 days", "then": "use_backup"},
        ],
    )


def _customers() -> Sections:
    return _events(
        _event("demand_surge", ["east", "south"], "8", "5 days", factor=2.4, skus=["candle"]),
        _event("demand_surge", "all", "16", "4 days", factor=0.4),
        _event("node_outage", "columbus", "8 09:00", "7 days", response={"acts": "alert"}),
        _event("cost_shock", "rate", "4", "20 days", factor=3, carriers=["swift"]),
        _event("customs_hold", "importer -> columbus", "2", "25 days", share="70%", add="2 days"),
        _event("port_congestion", "importer -> columbus", "3", "20 days", factor=1.8, add="6 h"),
        _event("supplier_outage", "chandler", "3", "18 days"),
        nodes=_scarce(90, 60),
        suppliers=QUICK | {"importer": {"lead_time": "1 to 3 days", "min_order": 24}},
        customers={
            "promise": "3 days",
            "patience": "1 to 4 days",
            "loyalty": {"late": "-60%", "cancelled": "-90%", "damaged": "-40%", "memory": "20 days"},
            "problem_share": "4%",
        },
        routing={"rules": ["stay_in_market", "cheapest"], "out_of_stock": "hold_complete",
                 "exceptions": ["oversize", "partial", "problem"]},
    )  # fmt: skip


def _drop_ship() -> Sections:
    ships = {"handling": "1 to 3 days", "fee": 3.5, "pickup": {"swift": "15:00"}, "stock": {"poster": 60}}
    posters = {"makes": ["poster"], "lead_time": "3 to 6 days", "drop_ships": ships, "zip": "98101"}
    return _events(
        _event("node_outage", "lab", "9 10:00", "3 days"),
        _event("carrier_outage", "swift", "17", "1 day"),
        suppliers={"printer": {"makes": ["book"]}, "lab": posters},
        nodes={"columbus": {"stock": {"poster": None}}},
        skus={"poster": {"sells": "45%"}, "candle": {"sells": "15%"}},
        routing={"exceptions": ["partial"], "out_of_stock": "lost", "rules": ["fastest"]},
    )


def _watched() -> Sections:
    """Thresholds that act on nodes, a sudden load, own touches, pickups by the hour, damage on the way in."""
    pickup = [
        {"carrier": "swift", "times": ["11:30"], "capacity": 12, "ready_before": "1 h"},
        {"carrier": "swift", "times": ["17:00"]},
        {"carrier": "brown", "times": ["17:00"]},
    ]
    slow = RESPONSE | {"touch": "17 min", "acts": ["mark_down", "reroute"]}
    spare = {"spare": {"makes": ["book", "candle"], "lead_time": "3 days"}}
    nodes = _scarce(150, 120)
    nodes["columbus"] |= {"pickup": pickup}
    nodes["reno"] |= {"ramp": {"start": "30%", "over": "3 days"}}
    nodes["columbus"]["stock"]["candle"]["refill_from"] = ["chandler"]
    nodes["reno"]["stock"]["candle"]["refill_from"] = ["spare"]
    return _events(
        _event("node_outage", "columbus", "10 11:07", "3 days", response=slow),
        _event("carrier_delay", "swift", "15", "5 days", factor=3),
        nodes=nodes,
        suppliers=QUICK | spare,
        lanes=[{"from": "chandler", "to": "columbus", "transit": "2 days", "damage": "12%"}],
        thresholds=[
            {"when": "on_time < 80%", "each": "node", "over": "4 days", "then": ["mark_down", "reroute"]},
            {"when": "backlog >= 3", "of": ["columbus", "east"], "over": "7 days", "then": "alert"},
            {"when": "stockouts >= 1", "of": ["columbus"], "over": "7 days",
             "then": {"order_from": "spare"}},
        ],
    )  # fmt: skip


def _cancelling() -> Sections:
    """Nodes that go dark in mid shift, whose customers may cancel until their order is packed."""
    return _events(
        _event("node_outage", "columbus", "10 11:07", "4 days", in_progress="hold"),
        _event("packaging_stockout", "reno", "11 10:00", "3 days"),
        _event("node_outage", ["columbus", "reno"], "17 14:30", "60 h", in_progress="lose"),
        _event("system_outage", "all", "24 08:00", "30 h"),
        _event("inventory_sync_error", "columbus", "20", "2 days", error="+80%"),
        nodes=_scarce(110, 90),
        suppliers=QUICK,
        customers={"patience": "12 h to 3 days", "may_cancel": "until_packing"},
        routing={"exceptions": ["oversize", "partial"]},
        team={"people": 1},
        response=RESPONSE | {"decide": "6 h to 30 h"},
    )


def _packed_first() -> Sections:
    """Slow packing for regions of which some go first, while nodes go dark and stock is destroyed."""
    return _events(
        _event("node_outage", "columbus", "10 11:07", "3 days", in_progress="restart"),
        _event("node_capacity", "reno", "8", "12 days", factor=0.3),
        _event("stock_destroyed", ["columbus", "reno"], "16 13:45", "", fraction="90%"),
        _event("packaging_stockout", "reno", "20", "2 days"),
        nodes=_scarce(150, 120),
        suppliers=QUICK,
        customers={
            "patience": "1 to 6 days",
            "may_cancel": "until_packing",
            "regions": {"west": {"packed_first": True}, "south": {"packed_first": True}},
        },
    )


def _full(when_full: str) -> Sections:
    """Slow packing at nodes with limits, which go dark, lose stock and are stood in for."""
    nodes = _scarce(150, 120)
    nodes["columbus"]["queue_limit"] = 40
    nodes["reno"]["queue_limit"] = 15
    return _events(
        _event("node_outage", "columbus", "10 11:07", "3 days", in_progress="restart"),
        _event("node_capacity", "reno", "8", "12 days", factor=0.3),
        _event("stock_destroyed", ["columbus", "reno"], "16 13:45", "", fraction="60%"),
        _event("packaging_stockout", "reno", "20", "2 days"),
        _event("inventory_sync_error", "columbus", "22", "2 days", error="+80%"),
        nodes=nodes,
        suppliers=QUICK,
        customers={"patience": "1 to 6 days"},
        routing={"when_full": when_full, "rules": ["minimize_splits", "closest"]},
    )


SECTIONS: dict[str, Sections] = (
    {f"node outage, {rule}": _node_outage(rule) for rule in IN_PROGRESS}
    | {f"carrier outage, {rule}": _carrier_outage(rule) for rule in IN_TRANSIT}
    | {f"supplier outage, {rule}": _supplier_outage(rule) for rule in IN_PRODUCTION}
    | {
        "records wrong": _records_wrong(),
        "stock destroyed": _destroyed(),
        "overlapping": _overlapping(),
        "customers": _customers(),
        "drop shipping": _drop_ship(),
        "watched": _watched(),
        "cancelling": _cancelling(),
        "packed first": _packed_first(),
        "full, in a queue": _full("queue"),
        "full, turned away": _full("lost"),
    }
)


class Played(NamedTuple):
    """A world that both have played."""

    plan: Plan
    world: World
    result: Result


@lru_cache(maxsize=64)
def both(name: str, replication: int = 0) -> Played:
    """Play a named world in the engine and in the oracle; the result is shared and read-only."""
    text = two_nodes(**({"horizon": "4 weeks", "warmup": "1 week"} | SECTIONS[name]))
    plan = plan_of(load_text(text, name))
    hand = draw(plan, replication)
    return Played(plan, play(plan, hand), run(plan, hand))


def all_played() -> Iterable[Played]:
    """Play every named world."""
    return [both(name) for name in SECTIONS]
