"""The flow's tables at the start of a replication."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from simnet.engine.draws import Draws
from simnet.engine.flow import tables as t
from simnet.engine.flow.entries import doors
from simnet.engine.plan import NEVER, Plan
from simnet.engine.room import room
from simnet.records.tables import TABLES

LANE_COLUMNS = (
    "node", "region", "service", "dock", "clock", "problem", "mean_minutes",
    "cents_per_lb", "divisor", "above_in3", "fuel", "residential", "per_unit",
)  # fmt: skip
"""Columns of the lanes that are those of the plan."""
KINDS = {"minimize_splits": t.SPLITS, "cheapest": t.CHEAPEST, "fastest": t.FASTEST}
"""Rules that depend on more than region and node."""
NO_LIMIT = np.iinfo(np.int32).max
STRATEGY = {"backorder": t.BACKORDER, "lost": t.LOSE, "hold_complete": t.HOLD}


@lru_cache(maxsize=4)
def _fixed(plan: Plan) -> dict[str, np.ndarray]:
    """The read-only tables that depend on the plan alone."""
    nodes = len(plan.nodes)
    ranking = np.array([_whole_ranking(region.ranking, nodes) for region in plan.regions], np.int64)
    skus = np.zeros(len(plan.skus), t.SKU)
    for row, sku in zip(skus, plan.skus, strict=True):
        row["weight"], row["fragile"], row["oversize"] = sku.weight_lb, sku.fragile_factor, sku.oversize
        row["long"], row["wide"], row["high"] = sorted(sku.size_in, reverse=True)
    kinds, ranks = _rules(plan)
    touch_time = np.array([plan.team.touch[name] for name in t.TOUCHES[: t.BATCH]], np.int64)
    clock, business = _clocks(plan)
    return {
        "skus": skus,
        "tables": np.ascontiguousarray(plan.tables),
        "clock": clock,
        "business": business,
        "ranking": ranking.reshape(len(plan.regions), nodes),
        "ways": np.ascontiguousarray(plan.routing.services, np.int64),
        "rules": kinds,
        "ranks": ranks,
        "cents": _cents(plan),
        "touch_time": touch_time,
        **_scope(plan),
    }


def _scope(plan: Plan) -> dict[str, np.ndarray]:
    """Which regions and items a scoped drill is about, as masks."""
    held = plan.rehearsal
    regions, items = np.zeros(len(plan.regions), np.int64), np.zeros(len(plan.items), np.int64)
    if held is not None and held.scoped:
        regions[list(held.regions)] = 1
        items[list(held.items)] = 1
    return {"batch_regions": regions, "batch_items": items}


def _whole_ranking(ranking: tuple[int, ...], nodes: int) -> list[int]:
    return [*ranking, *(n for n in range(nodes) if n not in ranking)]


def _rules(plan: Plan) -> tuple[np.ndarray, np.ndarray]:
    """Kind of each rule, shape (rules,), and its static ranks, shape (rules, regions, nodes)."""
    routing = plan.routing
    shape = len(plan.regions), len(plan.nodes)
    kinds, ranks = [], []
    static = {
        "ranked": routing.ranked,
        "stay_in_market": routing.domestic,
        "closest": routing.miles10,
    }
    for rule in routing.rules:
        kinds.append(KINDS.get(rule, t.STATIC))
        ranks.append(np.asarray(static.get(rule, np.zeros(shape)), np.int64))
    if not kinds:
        return np.zeros(0, np.int64), np.zeros((0, *shape), np.int64)
    return np.array(kinds, np.int64), np.ascontiguousarray(ranks)


def _clocks(plan: Plan) -> tuple[np.ndarray, np.ndarray]:
    """Business clocks as tables, shapes (clocks, days + 1) and (clocks, most business days)."""
    if not plan.clocks:
        return np.zeros((1, 2), t.CLOCK_DAY), np.zeros((1, 1), np.int64)
    days = len(plan.clocks[0].day_start)
    table = np.zeros((len(plan.clocks), days), t.CLOCK_DAY)
    business = np.full((len(plan.clocks), max(len(c.days) for c in plan.clocks)), days - 2, np.int64)
    for number, clock in enumerate(plan.clocks):
        table[number]["start"] = clock.day_start
        table[number]["before"] = clock.before
        table[number]["business"][:-1] = clock.business
        if len(clock.deliver_at):
            table[number]["deliver"][:-1] = clock.deliver_at
        business[number, : len(clock.days)] = clock.days
    return table, business


def _cents(plan: Plan) -> np.ndarray:
    most = max((len(lane.cents) for lane in plan.lanes), default=1)
    cents = np.zeros((max(1, len(plan.lanes)), most), np.int64)
    for number, lane in enumerate(plan.lanes):
        cents[number, : len(lane.cents)] = lane.cents
        above = np.arange(1, most - len(lane.cents) + 1)
        cents[number, len(lane.cents) :] = lane.cents[-1] + above * lane.cents_per_lb
    return cents


def build_map(plan: Plan, draws: Draws) -> t.Map:
    """What the flow reads in this replication."""
    thin = np.zeros(len(draws.thinnings), t.THIN)
    regions = np.zeros((len(thin), len(plan.regions)), np.int64)
    items = np.zeros((len(thin), len(plan.items)), np.int64)
    for number, thinning in enumerate(draws.thinnings):
        concerned = not thinning.regions, not thinning.items
        thin[number] = (thinning.begin, thinning.end, thinning.factor, *concerned)
        regions[number, list(thinning.regions)] = 1
        items[number, list(thinning.items)] = 1
    return t.Map(
        orders=draws.orders,
        lines=draws.lines,
        congestion=draws.congestion,
        thin=thin,
        thin_regions=regions,
        thin_items=items,
        **_fixed(plan),
    )


def build_flow(plan: Plan, draws: Draws) -> t.Flow:
    """The mutable tables: an empty network with its initial stock, everything closed."""
    orders, lines = len(draws.orders) - 1, len(draws.lines)
    order = _blank(orders + 1, t.ORDER_STATE, "finished", "damaged", "node")
    line = _blank(lines, t.LINE_STATE, "node", "parcel", "next", "previous", "arrived", becomes="lines")
    line["order"] = np.repeat(np.arange(orders, dtype=np.int32), np.diff(draws.orders["first"]))
    most = max([plan.team.people, *(node.stations for node in plan.nodes), 1])
    station = np.zeros((len(plan.nodes) + 1, most), t.STATION)
    station["parcel"], station["done"] = -1, NEVER
    region = np.zeros(len(plan.regions), t.REGION)
    region["loyalty"] = 1.0
    region["home"] = [r.ranking[0] if r.ranking else -1 for r in plan.regions]
    region["packed_first"] = [r.packed_first for r in plan.regions]
    return t.Flow(
        order=order,
        line=line,
        parcel=parcels(int(orders * 1.1) + 1024),
        node=_nodes(plan),
        station=station,
        stock=_stock(plan),
        dock=_docks(plan),
        lane=_lanes(plan),
        carrier=_carriers(plan),
        touch=np.zeros(1024, t.TOUCH_ROW),
        agenda=np.zeros(4096, t.AGENDA),
        miss=np.zeros(1024, t.MISS),
        change=np.zeros(1024, t.CHANGE),
        claim=np.zeros(0, t.CLAIM),
        grant=np.zeros(1024, t.GRANT),
        region=region,
        world=_world(plan, draws),
        door=doors(),
    )


def parcels(rows: int) -> np.ndarray:
    """Room for so many parcels; what `make_parcel` and `join` do not fill is anything."""
    table: np.ndarray = room(rows, t.PARCEL, row_bytes=TABLES["shipments"].dtype.itemsize)
    return table


def _blank(rows: int, dtype: Any, *none: str, becomes: str = "") -> np.ndarray:
    """Rows of zeros, with -1 in the columns `none`; with room for the records that it `becomes`."""
    table: np.ndarray = room(rows, dtype, row_bytes=TABLES[becomes].dtype.itemsize if becomes else 0)
    table.view(np.ndarray).view(np.uint8)[:] = 0
    for column in none:
        table[column] = -1
    return table


def _nodes(plan: Plan) -> np.ndarray:
    table = np.zeros(len(plan.nodes) + 1, t.NODE)
    table["head"] = table["tail"] = table["front"] = -1
    table["speed"], table["gate"] = 1.0, NEVER
    for row, node in zip(table, plan.nodes, strict=False):
        row["stations"], row["work"] = node.stations, node.work
        row["dropship"] = node.kind == "dropship"
        row["limit"] = node.queue_limit or NO_LIMIT
        row["per_line"], row["per_unit"], row["wrong"] = node.per_line, node.per_unit, node.wrong
    table[-1]["stations"] = plan.team.people
    return table


def _stock(plan: Plan) -> np.ndarray:
    table = np.zeros((len(plan.nodes), len(plan.skus)), t.STOCK)
    table["head"] = table["tail"] = table["most"] = -1
    for rule in plan.stock:
        row: Any = table[rule.node, rule.sku]
        row["stocked"], row["kind"], row["lower"], row["most"] = 1, rule.kind, rule.lower, rule.most
        row["continuous"] = rule.review == 0
        row["initial"] = row["shelf"] = row["recorded"] = rule.initial
    return table


def _docks(plan: Plan) -> np.ndarray:
    table = np.zeros(max(1, len(plan.docks)), t.DOCK)
    table["head"] = table["tail"] = -1
    for row, dock in zip(table, plan.docks, strict=False):
        row["node"], row["carrier"] = dock.node, dock.carrier
        row["continuous"] = dock.continuous
    return table


def _lanes(plan: Plan) -> np.ndarray:
    table = np.zeros(max(1, len(plan.lanes)), t.LANE)
    table["factor"] = table["damage_factor"] = table["cost_factor"] = 1.0
    for row, lane in zip(table, plan.lanes, strict=False):
        for column in LANE_COLUMNS:
            row[column] = getattr(lane, column)
        row["table"] = lane.transit
        row["whole_days"] = lane.clock >= 0 and len(plan.clocks[lane.clock].deliver_at) > 0
        carrier = plan.carriers[plan.services[lane.service].carrier]
        row["damage"] = plan.nodes[lane.node].damage + lane.damage + carrier.damage
    return table


def _carriers(plan: Plan) -> np.ndarray:
    table = np.zeros(max(1, len(plan.carriers)), t.CARRIER)
    for row, carrier in zip(table, plan.carriers, strict=False):
        row["capacity"] = carrier.capacity
    return table


def _world(plan: Plan, draws: Draws) -> np.ndarray:
    table = np.zeros(1, t.CLOCKWORK)
    row: Any = table[0]
    routing, care = plan.routing, plan.aftercare
    row["start"], row["end"] = plan.start, plan.end
    row["splits"] = t.NEVER_SPLIT if routing.splits == "never" else 0
    row["short"] = STRATEGY[routing.out_of_stock]
    row["oversize"], row["partial"], row["problem"] = routing.oversize, routing.partial, routing.problem
    row["problem_share"] = routing.problem_share
    row["patience"], row["until_packing"] = plan.patience, plan.until_packing
    row["limited"] = any(node.queue_limit for node in plan.nodes)
    row["turns_away"] = routing.when_full == "lost"
    row["dynamic"] = row["limited"] or "cheapest" in routing.rules or "fastest" in routing.rules
    row["has_splits"] = "minimize_splits" in routing.rules
    row["return_after"], row["return_rate"] = care.return_after, care.return_rate
    row["reship_damaged"], row["reship_wrong"] = care.reship_damaged, care.reship_wrong
    row["restock"] = care.restock
    if plan.rehearsal is not None:
        row["batch_left"], row["batch_touch"] = plan.rehearsal.orders, plan.rehearsal.touch
    row["most_lines"] = np.diff(draws.orders["first"]).max(initial=0)
    return table
