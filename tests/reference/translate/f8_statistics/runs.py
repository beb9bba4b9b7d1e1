"""What is a scenario: queues that start empty, and a path of stock."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import timedelta
from statistics import NormalDist
from typing import Any

import numpy as np

from simnet import units
from tests.reference import readings
from tests.reference.cases import Case
from tests.reference.network import ZERO, days, network, node, order_file, replayed
from tests.reference.paths import area, counted
from tests.reference.translate.f4_queueing import reads, stations
from tests.reference.translate.f8_statistics.answers import Array
from tests.reference.trial import Quantity, Tables, Trial, Unexpressed
from tests.reference.worlds import Clock, shop

MIXED_UP = "the wrong estimator, given for contrast: rates are ratios of sums, levels are weighted by time"
FORGETS = 25
"""Times that a queue takes to forget (e-fold) in a batch."""
TOWNS = 50
"""Nodes of a scenario that is there for what happens first at each."""


def first_customers(case: Case) -> list[Trial]:
    """The first customers of pick stations that start empty, and later the usual ones of one."""
    given = case.inputs
    many = given["customers"]
    enough = many + 8 * math.sqrt(many)  # orders of the one day of a run

    def queue(orders_a_day: float) -> tuple[Clock, dict[str, Any]]:
        clock = Clock(given["arrival_rate"] / orders_a_day * 24 * 60)
        return clock, {"stations": 1, "pick": {"per_order": clock.random(1 / given["service_rate"])}}

    day, few = queue(enough)
    clock, pick = queue(stations.ORDERS_A_DAY)
    first = Trial(
        _towns(enough, few),
        {
            "expected_average_delay_first_n": Quantity(lambda run: _waited(run, many, day).mean()),
            "expected_delay_of_customer_n": Quantity(lambda run: _waited(run, many, day)[:, -1].mean()),
        },
        1,
        grows="replications",
        notes=f"{TOWNS} nodes in towns far apart, each with a station",
        variant="the first",
    )
    usual = Trial(
        shop(clock.rate(given["arrival_rate"]), pick, warmup="10 days"),
        {"steady_state_Wq": reads.mean(stations.QUEUE, clock)},
        10,
        stations.MOST / stations.ORDERS_A_DAY,
        notes="an order waits for the station of a node",
        variant="the usual",
        fast=True,
    )
    return [first, usual]


def asymptotic(case: Case) -> Trial:
    """By how much means of one long run of a queue vary: n × variance of a mean of n, for large n.

    That is the sum of all autocovariances. With S the sum of a batch of n about the known mean, and T that of
    the next, (E S² + 2 E S T) ÷ n holds all up to n apart, and a part of those beyond. They fall by
    4 ρ ÷ (1 + ρ)² a customer, to nothing over a batch.
    """
    given = case.inputs
    arrival, service = given["arrival_rate"], given["service_rate"]
    clock = Clock(arrival / stations.ORDERS_A_DAY * 24 * 60)
    wait, number = arrival / service / (service - arrival), arrival / (service - arrival)
    batch = math.ceil(FORGETS * ((service + arrival) / (service - arrival)) ** 2)

    def waits(run: Tables) -> float:
        return sum_of_autocovariances(reads.durations(stations.QUEUE, run) / clock.us - wait, batch)

    def numbers(run: Tables) -> float:
        begin, end = run.records.meta.start_us, run.records.meta.end_us
        edges = np.arange(begin, end, clock.us)
        held = area(counted(*stations.SYSTEM(run)), edges[:-1], edges[1:]) / clock.us
        return sum_of_autocovariances(held - number, batch)

    return Trial(
        shop(
            clock.rate(arrival),
            {"stations": 1, "pick": {"per_order": clock.random(1 / service)}},
            warmup="1 day",
        ),
        {
            "sigma2_wait_in_queue": Quantity(waits),
            "sigma2_number_in_system": Quantity(numbers),
            "customers_for_1pct_relative_half_width_95": Quantity(
                lambda run: waits(run) * (NormalDist().inv_cdf(0.975) / (0.01 * wait)) ** 2
            ),
        },
        100,
        grows="replications",
        notes="sums of batches and of their neighbours, about the known mean",
        missing={"standard_error_of_mean_wait_n_1e6": "the root of sigma2_wait_in_queue ÷ n, nothing new"},
    )


def sum_of_autocovariances(values: Array, size: int) -> float:
    """Give the sum of the autocovariances of a long series about zero, up to about `size` apart."""
    sums = values[: len(values) // size * size].reshape(-1, size).sum(axis=1)
    return float((sums**2).mean() + 2 * (sums[:-1] * sums[1:]).mean()) / size


def _towns(orders_a_day: float, pick: Mapping[str, Any]) -> str:
    """Write shops that have nothing in common, so that one run starts many stations empty."""
    places = {f"town{number}": [30 + number % 10, -115 + 4 * (number // 10)] for number in range(TOWNS)}
    stock = {"item": {"policy": "unlimited"}}
    shops = {
        f"shop of {name}": node(stock, at=place, timezone="UTC", **pick) for name, place in places.items()
    }
    for one in shops.values():
        del one["zip"]
    regions = {name: {"share": f"{1 / TOWNS:%}", "at": place} for name, place in places.items()}
    customers = {"orders": f"{TOWNS * orders_a_day!r} per day", "regions": regions}
    return network(customers, shops, routing={"rules": ["closest"]})


def _waited(run: Tables, many: int, clock: Clock) -> Array:
    """Give the waits for the station of the first orders of each node, shape (nodes, orders)."""
    shipments = run.records["shipments"]
    placed = run.records["orders"]["placed_us"][shipments["order"]]
    wait = shipments["started_us"] - placed
    order = np.lexsort((placed, shipments["node"]))
    begin = np.searchsorted(shipments["node"][order], np.arange(TOWNS))
    first = order[begin[:, None] + np.arange(many)]
    if (shipments["node"][first] != np.arange(TOWNS)[:, None]).any() or (wait[first] < 0).any():
        raise ValueError("the run is too short for so many customers")
    found: Array = wait[first] / clock.us
    return found


def path(case: Case) -> list[Trial] | Unexpressed:
    """Stock that falls by orders of a file and rises once, by what was ordered at the fall before."""
    given = case.inputs
    times, levels = given["change_times"], given["levels"]
    changes = list(zip(times[1:], np.diff(levels).tolist(), strict=True))
    rises = [number for number, (_, change) in enumerate(changes, 1) if change > 0]
    if len(rises) != 1 or levels[rises[0] - 1] != min(levels):
        return Unexpressed("stock rises once, from its lowest level, by what was ordered when it fell to it")
    rise = rises[0]
    policy = {"reorder_at": levels[rise - 1], "order_quantity": levels[rise] - levels[rise - 1]}
    late = times[rise] - times[rise - 1]

    def trial(warmup: float, names: Mapping[str, Quantity], variant: str) -> Trial:
        text = network(
            replayed(math.ceil(given["horizon"])),
            {"depot": node({"item": policy | {"initial": levels[0]}})},
            warmup=days(warmup),
            start=f"{ZERO + timedelta(days=warmup):%Y-%m-%d}",
            lanes=[{"from": "maker", "to": "depot", "transit": days(late)}],
        )
        files = order_file((time, -int(change)) for time, change in changes if change < 0)
        length = given["horizon"] - warmup
        outputs = {name: names[name] for name in names if name in case.outputs}
        missing = {"naive_event_average": MIXED_UP} if not variant else {}
        return Trial(text, outputs, length, grows="replications", files=files, variant=variant,
                     missing=missing, fast=True, notes="orders of a file; mean stock of a shelf")  # fmt: skip

    level = Quantity(lambda run: readings.on_hand(run.records, "depot"))
    empty = Quantity(
        lambda run: readings.stock_row(run.records, "depot")["out_us"], lambda run: run.days * units.DAY
    )
    later = {
        "time_average_after_warmup": level,
        "fraction_at_zero_after_warmup": empty,
        "time_weighted_p90_after_warmup": Quantity(lambda run: _weighted(run, 0.9)),
    }
    return [
        trial(0, {"time_average": level, "fraction_at_zero": empty}, ""),
        trial(given["warmup"], later, "after the warm-up"),
    ]


def _weighted(run: Tables, share: float) -> float:
    """Give the lowest level that stock does not exceed for at least a share of the time."""
    values, lasted = readings.net_inventory(run.records, "depot").over(run.records)
    order = np.argsort(values)
    reached = np.cumsum(lasted[order]) / lasted.sum()
    return float(values[order][np.searchsorted(reached, share - 1e-12)])
