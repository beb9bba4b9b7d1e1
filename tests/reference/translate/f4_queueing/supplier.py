"""Queues whose customers are purchase orders and whose server is a supplier that makes them one by one.

An order of a kit is a wave: each of its components, kept at a base stock, is ordered again. A shop that
orders two at a time hands on every second demand, as a stream that is dealt out to two nodes in turn does.
"""

from __future__ import annotations

import re
from typing import Any

from tests.reference.cases import Case
from tests.reference.network import sku
from tests.reference.translate.f4_queueing import reads
from tests.reference.trial import Trial
from tests.reference.worlds import Clock, asked, shop

SYSTEM = reads.purchases("placed_us", "received_us")
QUEUE = reads.purchases("placed_us", "started_us")
SERVICE = reads.purchases("started_us", "received_us")
ORDERS_A_DAY = 1000.0


def translate(case: Case) -> Trial:
    """Write the queue as a sequential supplier with exponential lead times."""
    given = case.inputs
    batches = given.get("batch_pmf")
    dealt = 1 if batches else _streams(given["interarrival"])
    rate = given["batch_arrival_rate"] if batches else given["arrival_rate"] * dealt
    clock = Clock(rate / ORDERS_A_DAY * 24 * 60)
    stock, parts = _waves(batches) if batches else _every(dealt)
    maker = {
        "makes": list(stock),
        "sequential": True,
        "lead_time": clock.random(1 / given["service_rate"]),
    }
    text = shop(clock.rate(rate), {"stock": stock}, warmup="5 days", suppliers={"maker": maker}, **parts)
    outputs = {
        "L": reads.number(SYSTEM),
        "Lq": reads.number(QUEUE),
        "W": reads.mean(SYSTEM, clock),
        "Wq": reads.mean(QUEUE, clock),
        "utilisation": reads.share_of_time(SERVICE, 1),
        "prob_wait_positive": reads.longer(QUEUE, clock, 0),
    }
    return Trial(
        text,
        asked(case, outputs),
        horizon_days=5,
        longest_days=200,
        notes="a sequential supplier is the server, purchase orders are its customers",
    )


def _streams(interarrival: str) -> int:
    """Read over how many nodes a stream is dealt in turn: `Erlang-2 = … ROUND ROBIN over 2 nodes …`."""
    found = re.search(r"ROUND ROBIN over (\d+)|Erlang-(\d+)", interarrival)
    if found is None:
        raise ValueError(f"orders come {interarrival!r}: over how many nodes is a stream dealt?")
    return int(found[1] or found[2])


def _waves(batches: dict[str, float]) -> tuple[dict[str, Any], dict[str, Any]]:
    """A kit for every size of wave; a kit of n has the first n of the parts."""
    sizes = {int(size): share for size, share in batches.items()}
    parts = [f"part-{number}" for number in range(1, max(sizes) + 1)]
    goods: dict[str, Any] = {part: sku(sells="0%") for part in parts}
    for size, share in sizes.items():
        kit = dict.fromkeys(parts[:size], 1)
        goods[f"kit-{size}"] = {"price": 20, "kit": kit, "sells": f"{share:.12%}"}
    return {part: {"base_stock": 1000} for part in parts}, {"skus": goods}


def _every(count: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """Stock of which so many are ordered at a time, each time that so many were sold."""
    return {"item": {"reorder_at": 1000, "order_quantity": count}}, {}
