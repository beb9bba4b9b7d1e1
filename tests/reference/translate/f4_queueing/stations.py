"""Orders that wait for the pick stations of a node: M/M/1 to M/D/c, D/M/1, with breakdowns and shifts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import numpy as np

from tests.reference.cases import Case
from tests.reference.network import regions
from tests.reference.paths import counted
from tests.reference.translate.f4_queueing import reads
from tests.reference.trial import Quantity, Tables, Trial, Unexpressed
from tests.reference.worlds import Clock, outage, shop

SYSTEM = reads.shipments("placed_us", "packed_us")
QUEUE = reads.waiting
SERVICE = reads.shipments("started_us", "packed_us")
ORDERS_A_DAY = 4000.0
"""Orders on a day of the scenario, so that midnights cost little."""
MOST = 400_000
"""Orders of a replication, at most: it must fit in memory."""
HOUR = Clock(60)
KINDS = ("express", "standard")
"""Kinds of orders, those first that are packed first."""


def translate(case: Case) -> Trial | Unexpressed:
    """Write the queue as a shop whose stations are the servers."""
    given = case.inputs
    if "shift_open_hours" in given:
        return _shift(case)
    if "priority" in given["queue"]:
        return _express(case)
    rate = given["arrival_rate"]
    clock = Clock(rate / ORDERS_A_DAY * 24 * 60)
    servers = given.get("servers", 1)
    pick = _service(given, clock)
    if isinstance(pick, Unexpressed):
        return pick
    more: dict[str, Any] = {}
    if _breaks(given):
        repair = clock.random(1 / given["repair_rate"])
        every = f"every {clock.time(1 / given['failure_rate_while_up'])}"
        rule = "restart" if "repeat" in given.get("interruption", "") else "hold"
        more["disruptions"] = [
            outage("node_outage", "depot", happens=every, in_progress=rule, **{"for": repair})
        ]
    if "cancellation_rate_while_waiting" in given:
        patience = clock.random(1 / given["cancellation_rate_while_waiting"])
        more["customers"] = {"patience": patience, "may_cancel": "until_packing"}
    node = {"stations": servers, "pick": {"per_order": pick}}
    if "capacity_including_in_service" in given:
        node["queue_limit"] = given["capacity_including_in_service"]
        more["routing"] = {"when_full": "lost"}
    apart = given.get("interarrival", "exponential")
    if "deterministic" in apart:
        more["customers"] = more.get("customers", {}) | {"counts": "deterministic"}
    elif not apart.startswith("exponential") and "Poisson" not in apart:
        return Unexpressed(f"no translation of orders whose times between them are {apart!r}")
    text = shop(clock.rate(rate), node, warmup="10 days", **more)
    outputs = _outputs(case, clock, servers)
    return Trial(
        text,
        outputs,
        horizon_days=10,
        longest_days=MOST / ORDERS_A_DAY,
        fast=_is_light(case),
        notes="stations of a node are the servers",
    )


def _is_light(case: Case) -> bool:
    """Tell whether a queue is short enough for half a percent in a few seconds."""
    given = case.inputs
    load = given["arrival_rate"] / given.get("service_rate", 1) / given.get("servers", 1)
    return load <= 0.5 and not _breaks(given) and given.get("service", {}).get("scv", 0) <= 1


def _breaks(given: Mapping[str, Any]) -> bool:
    return "failure_rate_while_up" in given


def _service(given: Mapping[str, Any], clock: Clock) -> Any:
    """Write the time of service; at exponential times resumed work is as good as repeated work."""
    if "service_rate" in given:
        return clock.random(1 / given["service_rate"])
    if "service_time" in given:
        return clock.time(given["service_time"])
    service = given["service"]
    mean = service["mean"]
    try:
        return clock.said(service | {"dist": "fixed" if service.get("scv") == 0 else service["dist"]})
    except (KeyError, ValueError):
        if given["queue"] != "M/G/1" or "scv" not in service:
            return Unexpressed(f"no translation of the service times {service['dist']!r}")
    # With one station only mean and variation of the work matter (Pollaczek and Khinchine), so any will do.
    return {"gamma": {"mean": clock.time(mean), "sd": clock.time(mean * service["scv"] ** 0.5)}}


def _outputs(case: Case, clock: Clock, servers: float) -> dict[str, Quantity]:
    known = {
        "L": reads.number(SYSTEM),
        "Lq": reads.number(QUEUE),
        "W": reads.mean(SYSTEM, clock),
        "Wq": reads.mean(QUEUE, clock),
        "mean_wait_all": reads.mean(QUEUE, clock),
        "cancelled_fraction": Quantity(
            lambda run: run.measure("cancelled_orders"), lambda run: run.measure("orders"), share=True
        ),
        "loss_probability": Quantity(
            lambda run: run.measure("lost_orders"), lambda run: run.measure("orders"), share=True
        ),
        "throughput": Quantity(lambda run: run.measure("parcels"), lambda run: run.days / clock.days),
        "utilisation": reads.share_of_time(SERVICE, servers),
        "mean_busy_servers": reads.number(SERVICE),
        "sojourn_p95": reads.quantile(SYSTEM, clock, 0.95),
        "sojourn_p50": reads.quantile(SYSTEM, clock, 0.50),
        "prob_wait_positive": reads.longer(QUEUE, clock, 0),
        "availability": Quantity(reads.up, reads.length, share=True),
        "fraction_time_serving": Quantity(_serving, reads.length, share=True),
    }
    return known | _noted(case, clock)


def _noted(case: Case, clock: Clock) -> dict[str, Quantity]:
    """Read the answers whose notes say what they are about: `t=10`, or `promise = 3 mean sojourns`."""
    found = {}
    for name, answer in case.outputs.items():
        number = re.search(r"[\d.]+", answer.note)
        if name == "prob_wait_gt_t" and number:
            found[name] = reads.longer(QUEUE, clock, float(number[0]))
        if name == "prob_sojourn_le_promise" and number:
            found[name] = reads.at_most(SYSTEM, clock, float(number[0]) * case.outputs["W"].value)
    return found


def _serving(run: Tables) -> float:
    """Give for how much of the horizon, µs, an order was in hand and the station up."""
    rows, meta = run.records["outages"], run.records.meta
    begin, end = SERVICE(run)
    in_hand = counted(begin, end)
    down = counted(rows["begin_us"], rows["end_us"])
    edges = np.unique(np.concatenate([in_hand.instants, down.instants, [meta.start_us, meta.end_us]]))
    edges = edges[(edges >= meta.start_us) & (edges <= meta.end_us)]
    works = (in_hand.at(edges[:-1]) > 0) & (down.at(edges[:-1]) == 0)
    return float((np.diff(edges) * works).sum())


def _express(case: Case) -> Trial:
    """Two kinds of orders, from a region each, of which one is packed first; what is begun goes on."""
    given = case.inputs
    rates = given["arrival_rates"]
    if len(rates) != 2:
        raise ValueError("orders are packed first or not: two kinds, no more")
    clock = Clock(sum(rates) / ORDERS_A_DAY * 24 * 60)
    customers = regions(dict(zip(KINDS, rates, strict=True)))
    customers["regions"][KINDS[0]]["packed_first"] = True
    pick = {"per_order": clock.random(1 / given["service_rate"])}
    waits = {f"Wq_{kind}": reads.mean(reads.of_region(QUEUE, kind), clock) for kind in KINDS}
    return Trial(
        shop(
            clock.rate(sum(rates)),
            {"stations": given.get("servers", 1), "pick": pick},
            warmup="10 days",
            customers={"regions": customers["regions"]},
        ),
        waits | {"Wq_overall": reads.mean(QUEUE, clock)},
        horizon_days=10,
        longest_days=MOST / ORDERS_A_DAY,
        notes="two regions, one of them with `packed_first`",
    )


def _shift(case: Case) -> Trial:
    """Hours: the stations work from midnight on, for the length of a shift."""
    given = case.inputs
    opened = int(given["shift_open_hours"])
    if opened + given["closed_hours"] != 24:
        raise ValueError("a shift and the time until the next one are a day")
    rate = given["arrival_rate_per_hour"]
    pick = HOUR.random(1 / given["service_rate_per_hour"])
    node = {
        "hours": f"mon-sun 00:00-{opened:02d}:00",
        "stations": given["servers"],
        "pick": {"per_order": pick},
    }
    outputs = {
        "L": reads.number(SYSTEM),
        "W": reads.mean(SYSTEM, HOUR),
        "mean_number_at_opening": reads.at_hour(SYSTEM, 0),
        "mean_number_at_closing": reads.at_hour(SYSTEM, opened),
    }
    return Trial(
        shop(HOUR.rate(rate), node, warmup="30 days"),
        outputs,
        horizon_days=200,
        longest_days=MOST / rate / 24,
        notes="hours of a node",
    )
