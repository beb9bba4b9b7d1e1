"""Stock whose supplier, way or shop fails and recovers at random."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from simnet.records import code
from tests.reference.cases import Case
from tests.reference.paths import Array, overlap
from tests.reference.translate.f3_disruptions import fluid
from tests.reference.translate.f4_queueing import reads
from tests.reference.trial import Quantity, Tables, Trial, Unexpressed
from tests.reference.worlds import Clock, asked, outage, shop

ORDERS_A_DAY = 480.0
MOST = 300_000
"""Orders of a replication, at most: it must fit in memory."""
BOUGHT = reads.purchases("placed_us", "received_us")
UNPACKED = reads.shipments("placed_us", "packed_us")
AT_SUPPLIER = reads.purchases("placed_us", "started_us")
MAKER = "maker"
WAY = f"{MAKER} -> depot"


def translate(case: Case) -> Trial | list[Trial] | Unexpressed:
    """Write a scenario for every kind of outage that the case names; it says that all give the same."""
    given = case.inputs
    if given["demand"].startswith("deterministic"):
        return fluid.translate(case)
    if "primary" in given:
        return _trial(case, _failover(case))
    kinds = given.get("outage_semantics") or [given["outage"]]
    unknown = [kind for kind in kinds if kind not in KINDS]
    if unknown:
        return Unexpressed(f"no translation of outages of the kind {', '.join(unknown)}")
    trials = [_trial(case, _with(case, kind), kind) for kind in kinds]
    return trials if len(trials) > 1 else trials[0]


def clock_of(case: Case) -> Clock:
    """Give the unit of time in which customers come as often as a scenario likes."""
    return Clock(case.inputs["demand_rate"] / ORDERS_A_DAY * 24 * 60)


def _trial(case: Case, text: str, kind: str = "") -> Trial:
    clock = clock_of(case)
    known = _node_out(clock) if kind == "node_shipping" else _outputs(clock)
    return Trial(
        text,
        asked(case, known),
        horizon_days=20,
        longest_days=MOST / ORDERS_A_DAY,
        variant=kind,
        notes=KINDS[kind][0] if kind else "the backup supplier is used as soon as the first one is out",
    )


def stock(given: Mapping[str, Any]) -> dict[str, Any]:
    """Write the policy: base stock, or a quantity at a reorder point.

    Raises ValueError for any other policy.
    """
    if "S" in given:
        return {"base_stock": given["S"]}
    if "r" in given or "r=0" in given["policy"]:
        level = given.get("r", 0)
        if given["Q"] == 1:
            return {"base_stock": level + 1}
        return {"reorder_at": level, "order_quantity": given["Q"]}
    raise ValueError(f"nobody knows the policy {given['policy']!r}")


def lead_time(given: Any, clock: Clock) -> Any:
    """Write a lead time that is given as a number or as a distribution."""
    return clock.said(given)


def lost_or_waits(given: Mapping[str, Any]) -> dict[str, Any]:
    """Write what becomes of demand without stock."""
    return {"out_of_stock": {"lost": "lost", "backorder": "backorder"}[given["stockout"]]}


def _with(case: Case, kind: str) -> str:
    """Write the scenario for a kind of outage."""
    given, clock = case.inputs, clock_of(case)
    wait = lead_time(given["lead_time"], clock)
    on_the_way = kind == "transit_freeze"
    event, target, more = KINDS[kind][1:]
    disruption = outage(
        event,
        target,
        happens=f"every {clock.time(given['mtbf'])}",
        **{"for": clock.random(given["mttr"], given["off_distribution"])},
        **more,
    )
    return shop(
        clock.rate(given["demand_rate"]),
        {"stock": {"item": stock(given)}},
        warmup="10 days",
        suppliers={MAKER: {"makes": ["item"], "lead_time": "0 min" if on_the_way else wait}},
        lanes=[{"from": MAKER, "to": "depot", "transit": wait if on_the_way else "0 min"}],
        routing=lost_or_waits(given),
        disruptions=[disruption],
    )


KINDS: dict[str, tuple[str, str, str, dict[str, str]]] = {
    "supplier_dispatch": (
        "supplier_outage; what is in production is finished",
        "supplier_outage",
        MAKER,
        {"in_production": "finish"},
    ),
    "receiving": (
        "lane_outage where the way takes no time: what is ready waits for it",
        "lane_outage",
        WAY,
        {"in_transit": "finish"},
    ),
    "transit_freeze": (
        "lane_outage that holds what is on the way",
        "lane_outage",
        WAY,
        {"in_transit": "hold"},
    ),
    "node_shipping": (
        "packaging_stockout: goods come in, no parcel goes out",
        "packaging_stockout",
        "depot",
        {},
    ),
}
"""Kinds of outages: how they are written, the type of disruption, its target, and what becomes of work."""


def _failover(case: Case) -> str:
    """Two suppliers, of whom the second takes the orders that are placed while the first is out."""
    given, clock = case.inputs, clock_of(case)
    first, second = given["primary"], given["backup"]
    react = {"detect": "0 min", "automatic": True, "acts": ["use_backup"], "stand_down_after": "0 min"}
    event = {
        "supplier_outage": MAKER,
        "happens": f"every {clock.time(first['mtbf'])}",
        "for": clock.random(first["mttr"]),
        "in_production": "finish",
        "response": react,
    }
    suppliers = {
        MAKER: {"makes": ["item"], "lead_time": lead_time(first["lead_time"], clock)},
        "second": {"makes": ["item"], "lead_time": lead_time(second["lead_time"], clock), "backup": True},
    }
    return shop(
        clock.rate(given["demand_rate"]),
        {"stock": {"item": stock(given)}},
        warmup="10 days",
        suppliers=suppliers,
        routing=lost_or_waits(given),
        disruptions=[event],
    )


def of_stock(column: str) -> Callable[[Tables], float]:
    """Read a counter of the shop's stock."""
    return lambda run: float(run.records["stock"][column][0])


def during(run: Tables, instants: Array) -> Array:
    """Tell which instants lie in the horizon."""
    meta = run.records.meta
    found: Array = (instants >= meta.start_us) & (instants < meta.end_us)
    return found


def demanded(run: Tables) -> int:
    """Count the orders of the horizon, of one unit each."""
    return int(during(run, run.records["orders"]["placed_us"]).sum())


def short(run: Tables) -> int:
    """Count those that found no stock."""
    return int(during(run, run.records["stockouts"]["t_us"]).sum())


def _lost(run: Tables) -> int:
    rows = run.records["lines"]
    lost = rows["order"][rows["state"] == code("line_state", "lost")]
    return int(during(run, run.records["orders"]["placed_us"][lost]).sum())


def ordered(run: Tables) -> int:
    """Count the purchase orders of the horizon."""
    return int(during(run, run.records["purchase_orders"]["placed_us"]).sum())


def _units_on_order(run: Tables) -> float:
    meta, rows = run.records.meta, run.records["purchase_orders"]
    lasted = overlap(rows["placed_us"], rows["received_us"], meta.start_us, meta.end_us)
    return float((lasted * rows["quantity"]).sum())


def _from_second(run: Tables) -> int:
    rows = run.records["purchase_orders"]
    second = run.records.words("supplier").index("second")
    return int((during(run, rows["placed_us"]) & (rows["supplier"] == second)).sum())


def _outputs(clock: Clock) -> dict[str, Quantity]:
    wait = reads.mean(reads.shipments("placed_us", "queued_us"), clock)
    return {
        "on_hand_mean": Quantity(of_stock("on_hand_unit_us"), reads.length),
        "backorders_mean": Quantity(of_stock("backorder_unit_us"), reads.length),
        "stockout_time_fraction": Quantity(of_stock("out_us"), reads.length, share=True),
        "fill_rate_units": Quantity(lambda run: demanded(run) - short(run), demanded, share=True),
        "lost_fraction_units": Quantity(_lost, demanded, share=True),
        "replenishment_order_rate": Quantity(ordered, lambda run: reads.length(run) / clock.us),
        "on_order_mean": Quantity(_units_on_order, reads.length),
        "effective_lead_time_mean": reads.mean(BOUGHT, clock),
        "supplier_availability": Quantity(reads.up, reads.length, share=True),
        "wait_mean": wait,
        "orders_waiting_at_supplier_mean": reads.number(AT_SUPPLIER),
        "fraction_of_orders_to_backup": Quantity(_from_second, ordered, share=True),
    }


def _node_out(clock: Clock) -> dict[str, Quantity]:
    """Read a shop that cannot ship: what customers asked for is theirs when it is packed."""

    def net(run: Tables) -> float:
        return of_stock("on_hand_unit_us")(run) - of_stock("backorder_unit_us")(run)

    reserved = reads.number(reads.shipments("queued_us", "packed_us"))
    return {
        "unshipped_customer_units_mean": reads.number(UNPACKED),
        "physical_on_hand_mean": Quantity(
            lambda run: of_stock("on_hand_unit_us")(run) + reserved.top(run), reads.length
        ),
        "fill_rate_units": reads.each(UNPACKED, lambda times: np.asarray(times == 0), share=True),
        "wait_mean": reads.mean(UNPACKED, clock),
        "net_inventory_mean": Quantity(net, reads.length),
    }
