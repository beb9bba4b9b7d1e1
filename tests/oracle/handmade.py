"""A small world made by hand: two nodes, two regions, two carriers, without a scenario file.

`plan(...)` builds a `Plan` from the dataclasses; every argument has a default, and whatever has no
argument is changed with `dataclasses.replace`. `event(...)` makes a disruption, `draws(...)` the draws from
orders and occurrences given by hand. `constant`, `uniform` and `exponential` return the number of a table.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from simnet.engine import luck
from simnet.engine.draws import Draws, Occurrence
from simnet.engine.draws.orders import LINE, ORDER
from simnet.engine.plan import (
    NEVER,
    Aftercare,
    Carrier,
    Clock,
    Dock,
    Event,
    InLane,
    Item,
    Loyalty,
    Node,
    OutLane,
    Plan,
    Promise,
    Region,
    Response,
    Routing,
    Service,
    Sku,
    StockRule,
    Stream,
    Supplier,
    Team,
    Thinning,
    Threshold,
)

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR

_tables: list[np.ndarray] = []
_numbers: dict[tuple[str, float, float], int] = {}


def _table(kind: str, a: float, b: float, ppf: Callable[[float], float]) -> int:
    name = (kind, float(a), float(b))
    if name not in _numbers:
        _numbers[name] = len(_tables)
        _tables.append(np.array([ppf(u) for u in luck.knots()], dtype=np.float64))
    return _numbers[name]


def constant(value: float) -> int:
    """The table of one value."""
    return _table("constant", value, value, lambda u: float(value))


def uniform(low: float, high: float) -> int:
    """The table of the uniform distribution."""
    return _table("uniform", low, high, lambda u: low + (high - low) * u)


def exponential(mean: float) -> int:
    """The table of the exponential distribution, cut at u = 1 − 1e-10."""
    return _table("exponential", mean, 0.0, lambda u: -mean * math.log1p(-min(u, 1 - 1e-10)))


def daily(hours: tuple[float, float] | None, days: int) -> np.ndarray:
    """Open intervals of `hours` on every day; None: always open."""
    if hours is None:
        return np.array([[0, NEVER]], dtype=np.int64)
    begin, end = (int(h * HOUR) for h in hours)
    return np.array([[d * DAY + begin, d * DAY + end] for d in range(days)], dtype=np.int64)


def event(kind: str, **fields: Any) -> Event:
    """A disruption; what it concerns and does by keyword, the rest as if it had no effect."""
    base: dict[str, Any] = {
        "name": kind, "label": kind, "kind": kind, "nodes": (), "carriers": (), "services": (),
        "lanes": (), "inbound": (), "suppliers": (),
        "regions": (), "skus": (), "items": (), "docks": (), "at": (), "rate": 0, "chance": 1.0,
        "after": "", "delay": 0,
        "duration": constant(DAY), "factor": 1.0, "add": 0, "share": 0.0, "hold_for": -1,
        "fraction": 0.0, "error": 0.0, "stops_sync": False,
        "under_way": "hold", "staged": "wait", "costs": ("rate",), "ramp": None, "response": None,
    }  # fmt: skip
    return Event(**(base | fields))


def response(
    *acts: tuple[str, Any],
    detect: int = HOUR,
    decide: int = 2 * HOUR,
    automatic: bool = False,
    stand_down: str = "return",
    after: int = HOUR,
) -> Response:
    """A response with constant times to detect and decide."""
    return Response(constant(detect), constant(decide), automatic, acts, stand_down, after)


def _node(name: str, days: int, hours: tuple[float, float] | None, gate: float | None, **fields: Any) -> Node:
    openings = daily(hours, days)
    if gate is None:
        gates = np.full(len(openings), NEVER, dtype=np.int64)
        cutoffs = np.zeros(0, dtype=np.int64)
    else:
        cutoffs = np.arange(days, dtype=np.int64) * DAY + int(gate * HOUR)
        gates = cutoffs[: len(openings)].copy()
    base: dict[str, Any] = {
        "name": name, "label": name, "country": "US", "kind": "warehouse", "stations": 1,
        "work": constant(5 * MINUTE),
        "per_line": MINUTE, "per_unit": 0, "openings": openings, "gates": gates, "cutoffs": cutoffs,
        "wrong": 0.01,
        "damage": 0.005, "receiving": 2 * HOUR, "ramp": None, "count_every": 0,
    }  # fmt: skip
    return Node(**(base | fields))


def _cumulated(shares: Sequence[float]) -> np.ndarray:
    total = np.cumsum(np.asarray(shares, dtype=np.float64))
    out: np.ndarray = total / total[-1]
    out[-1] = 1.0
    return out


def _streams(per_day: float, days: int, all_days: int, items: int) -> tuple[Stream, ...]:
    means = np.zeros(days, dtype=np.float64)
    means[:] = per_day
    return (
        Stream(
            "demand", "negative_binomial", 2.0, means, uniform(0.0, 1.0 - 1e-9), _cumulated([0.6, 0.4]),
            _cumulated([3.0, 2.0, 1.0, 1.0, 1.0][:items]), _cumulated([0.6, 0.3, 0.1]),
            _cumulated([0.8, 0.2]),
        ),
    )  # fmt: skip


def _lanes(transit_days: tuple[float, float], clock: int) -> tuple[OutLane, ...]:
    """Lane n·4 + r·2 + s: from node n to region r by service s; a node is near its own number's region."""
    lanes = []
    for n in range(2):
        for r in range(2):
            for s in range(2):
                far = 1.0 if n == r else 2.0
                low, high = (x * far * DAY for x in transit_days)
                cents = np.array([500 + 100 * s + int(50 * far) * lb for lb in range(11)], dtype=np.int64)
                lanes.append(
                    OutLane(
                        f"{'AB'[n]}-{'EW'[r]}-{s}", f"{'AB'[n]}-{'EW'[r]}-{s}", n, r, s, n * 2 + s,
                        uniform(low, high), clock, int((low + high) / 2 / MINUTE), cents, int(50 * far),
                        0.01, False,
                    )
                )  # fmt: skip
    return tuple(lanes)


def _inbound(transit: int, clock: int) -> tuple[InLane, ...]:
    """Lane 2·s + n from supplier s to node n; lane 4 from A to B; lane 5 from B to A."""
    lanes = []
    for s, source, n in ((0, -1, 0), (0, -1, 1), (1, -1, 0), (1, -1, 1), (-1, 0, 1), (-1, 1, 0)):
        name = f"{f's{s}' if s >= 0 else 'AB'[source]}-{'AB'[n]}"
        lanes.append(
            InLane(
                name,
                name,
                s,
                source,
                n,
                transit,
                clock,
                0.0,
                -1,
                -1 if s == 0 else 0,
                50.0,
                0.1,
                0.0,
                0.0,
                0.0,
            )
        )
    return tuple(lanes)


def _supplier(name: str, skus: int, **fields: Any) -> Supplier:
    base: dict[str, Any] = {
        "name": name, "label": name, "makes": frozenset(range(skus)), "confirm": -1,
        "lead": uniform(DAY, 3 * DAY),
        "capacity": 0.0,
        "sequential": False, "min_order": 1, "pack": 1, "defects": 0.0, "inspection": 0, "backup": False,
        "unit_cost": dict.fromkeys(range(skus), 5.0),
    }  # fmt: skip
    return Supplier(**(base | fields))


def weekday_clock(days: int, deliver_at: float | None = None) -> Clock:
    """A business clock of Monday to Friday (day 0 is a Monday)."""
    business = np.array([1 if d % 7 < 5 else 0 for d in range(days)], dtype=np.int64)
    before = np.concatenate([[0], np.cumsum(business)]).astype(np.int64)
    start = np.arange(days + 1, dtype=np.int64) * DAY
    at = start[:-1] + int(deliver_at * HOUR) if deliver_at is not None else np.zeros(0, dtype=np.int64)
    return Clock(start, before, business, np.flatnonzero(business).astype(np.int64), at)


def plan(
    *,
    days: int = 28,
    tail: int = 90,
    seed: int = 7,
    per_day: float = 20.0,
    hours: tuple[float, float] | None = None,
    gate: float | None = None,
    node: dict[str, Any] | None = None,
    nodes: tuple[dict[str, Any], dict[str, Any]] = ({}, {}),
    pickups: tuple[float, ...] = (18.0,),
    continuous: bool = False,
    dock_capacity: int = 0,
    ready_before: int = 0,
    carrier: dict[str, Any] | None = None,
    transit_days: tuple[float, float] = (1.0, 3.0),
    business: bool = False,
    deliver_at: float | None = None,
    initial: int = 60,
    policy: tuple[int, int, int] = (1, 30, 80),
    review: int = 0,
    sources: tuple[tuple[str, int], ...] = (("supplier", 0), ("supplier", 1)),
    supplier: dict[str, Any] | None = None,
    inbound_transit: int | None = None,
    rules: tuple[str, ...] = ("minimize_splits", "ranked"),
    splits: str = "allowed",
    out_of_stock: str = "backorder",
    routing: dict[str, Any] | None = None,
    patience: int = -1,
    loyalty: Loyalty | None = None,
    team_hours: tuple[float, float] | None = (9.0, 17.0),
    people: int = 1,
    aftercare: Aftercare | None = None,
    events: Sequence[Event] = (),
    thresholds: Sequence[Threshold] = (),
    promise_days: int = 5,
    **more: Any,
) -> Plan:
    """A world of two nodes A and B, regions E and W, four SKUs, four items and a kit (item 4).

    Node, carrier and supplier fields can be given to all by `node`, `carrier`, `supplier`, or to one by
    `nodes`; supplier 1 is the backup. `policy` is (kind, lower, upper). Any other `Plan` field by keyword.
    """
    all_days = days + tail
    skus = tuple(
        Sku(
            f"k{k}",
            f"k{k}",
            20.0,
            5.0,
            0.5 + 0.75 * k,
            (4.0, 4.0, 4.0),
            3.0 if k == 2 else 1.0,
            k == 3,
            k == 0,
        )
        for k in range(4)
    )
    items = tuple(Item(f"k{k}", f"k{k}", 20.0, ((k, 1),), False) for k in range(4))
    items += (Item("kit", "kit", 50.0, ((0, 1), (1, 2)), True),)
    clocks = (weekday_clock(all_days, deliver_at),) if business else ()
    clock = 0 if business else -1
    node_fields = [(node or {}) | own for own in nodes]
    offered = np.full((2, 2, 2), -1, dtype=np.int32)
    for n in range(2):
        for r in range(2):
            offered[r, n] = [n * 4 + r * 2, n * 4 + r * 2 + 1]
    route: dict[str, Any] = {
        "rules": rules, "ranked": np.array([[0, 1], [1, 0]], dtype=np.int64),
        "miles10": np.array([[1000, 9000], [9000, 1000]], dtype=np.int64),
        "domestic": np.zeros((2, 2), dtype=np.int64),
        "services": offered, "splits": splits, "out_of_stock": out_of_stock, "when_full": "queue",
        "sync": 0, "drift": 0.0, "oversize": False,
        "partial": False, "problem": False, "problem_share": 0.0,
    }  # fmt: skip
    touch = {"exception": 10, "short_pick": 15, "reroute": 5, "relabel": 3, "purchase_order": 20}
    carrier_base: dict[str, Any] = {
        "damage": 0.005,
        "capacity": 0,
        "congestion_sd": 0.1,
        "congestion_memory": 14 * DAY,
    } | (carrier or {})
    times = np.array([d * DAY + int(h * HOUR) for d in range(all_days) for h in pickups], dtype=np.int64)
    docks = tuple(
        Dock(n, c, continuous, times, np.full(len(times), dock_capacity), np.full(len(times), ready_before))
        for n in range(2) for c in range(2)
    )  # fmt: skip
    fields: dict[str, Any] = {
        "name": "handmade", "seed": seed, "timezone": "America/New_York",
        "zero": datetime(2026, 1, 5, tzinfo=ZoneInfo("America/New_York")),
        "first_day": datetime(2026, 1, 5).toordinal(), "start": 7 * DAY, "end": days * DAY,
        "stop": all_days * DAY,
        "day_start": np.arange(all_days + 1, dtype=np.int64) * DAY,
        "regions": (Region("E", "E", "US", (0, 1)), Region("W", "W", "US", (1, 0))),
        "skus": skus, "items": items, "streams": _streams(per_day, days, all_days, len(items)),
        "thinnings": (),
        "promise": Promise(promise_days, False, np.zeros(0, dtype=np.int64)), "patience": patience,
        "loyalty": loyalty,
        "nodes": (
            _node("A", all_days, hours, gate, **node_fields[0]),
            _node("B", all_days, hours, gate, **node_fields[1]),
        ),
        "carriers": tuple(Carrier(name, name, **carrier_base) for name in ("post", "swift")),
        "services": (Service("post.ground", "post.ground", 0), Service("swift.ground", "swift.ground", 1)),
        "docks": docks, "lanes": _lanes(transit_days, clock),
        "inbound": _inbound(uniform(DAY, 2 * DAY) if inbound_transit is None else inbound_transit, clock),
        "suppliers": (
            _supplier("s0", 4, **(supplier or {})),
            _supplier("s1", 4, backup=True, **(supplier or {})),
        ),
        "stock": tuple(
            StockRule(n, k, initial, policy[0], policy[1], policy[2], review, sources)
            for n in range(2) for k in range(4)
        ),
        "routing": Routing(**(route | (routing or {}))),
        "team": Team(daily(team_hours, all_days), people, {k: v * MINUTE for k, v in touch.items()}),
        "aftercare": aftercare or Aftercare(0.8, 0.7, 0.05, uniform(5 * DAY, 20 * DAY), 0.6),
        "events": tuple(sorted(events, key=lambda e: e.label)), "thresholds": tuple(thresholds),
        "clocks": clocks,
        "tables": np.zeros((0, luck.TABLE)),
    }  # fmt: skip
    return Plan(**(fields | {"tables": np.array(_tables, dtype=np.float64)} | more))


Wanted = tuple[int, int, list[tuple[int, int]]]
"""An order by hand: instant, region, [(item, quantity)]."""


def draws(
    world: Plan,
    orders: Sequence[Wanted],
    occurrences: Sequence[tuple[int, int, int]] = (),
    replication: int = 0,
    congestion: float = 1.0,
    thinnings: tuple[Thinning, ...] = (),
) -> Draws:
    """Draws from given orders and given occurrences (event number, begin, end)."""
    key = int(luck.fold(world.seed, replication))
    orders = sorted(orders, key=lambda o: o[0])
    rows: list[tuple[int, int, int, int]] = []
    first = [0]
    for _, _, wanted in orders:
        for i, q in wanted:
            single = world.routing.splits == "units" and not world.items[i].kit
            for _copy in range(q if single else 1):
                head = len(rows)
                rows += [(1 if single else n * q, head, k, i) for k, n in world.items[i].components]
        first.append(len(rows))
    table = np.zeros(len(orders) + 1, dtype=ORDER)
    for i, (t, region, _wanted) in enumerate(orders):
        promise = t + world.promise.days * DAY
        table[i] = (t, int(luck.fold(key, 1, i)), promise, first[i], region, 0)
    table[-1]["first"], table[-1]["t"] = first[-1], NEVER
    made = sorted(occurrences, key=lambda o: (o[1], world.events[o[0]].label))
    happened = tuple(
        Occurrence(n, e, n, int(luck.fold(key, 2, n)), begin, end) for n, (e, begin, end) in enumerate(made)
    )
    busy = np.full((max(1, len(world.carriers)), world.stop // (7 * DAY) + 2), congestion)
    return Draws(replication, key, table, np.array(rows, dtype=LINE), happened, busy, thinnings)


def random_orders(world: Plan, per_day: float, seed: int = 1) -> list[Wanted]:
    """Orders placed at random until the end of the horizon, about `per_day` a day."""
    random = np.random.default_rng(seed)
    days = world.end // DAY
    out: list[Wanted] = []
    for _ in range(random.poisson(per_day * days)):
        wanted = [
            (int(i), int(random.integers(1, 4)))
            for i in random.choice(len(world.items), int(random.integers(1, 4)), replace=False)
        ]
        out.append((int(random.integers(0, world.end)), int(random.integers(0, len(world.regions))), wanted))
    return sorted(out, key=lambda o: o[0])
