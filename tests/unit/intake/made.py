"""Small files and the scenario that reads them."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from simnet.errors import Problem, ScenarioError
from simnet.intake import OrderLog, intake_of, take_in
from simnet.scenario import Scenario, load_text

TEXT = """\
simnet: 1
start: 2026-03-02
horizon: 4 weeks
warmup: 0 days
timezone: America/New_York
customers:
  orders: ORDERS
  promise: 2 business days
  regions:
    east: {share: 75%, zip: "10001"}
    west: {share: 25%, zip: "90012"}
skus:
  candle: {price: 20, cost: 8, weight: 1 lb}
  book: {price: 30, cost: 9, weight: 2 lb}
  gift: {price: 45, kit: {candle: 2, book: 1}}
suppliers:
  factory: {makes: [candle, book], lead_time: 7 days}
carriers:
  van: {services: {ground: {rates: {base: 5, per_lb: 0.5}, days: calendar, transit: 2 days}}}
nodes:
  depot:
    zip: "43215"
    hours: {mon-fri: "08:00-18:00"}
    capacity: 400 orders per day
    order_cutoff: "14:00"
    stock:
      candle: {reorder_at: 200, order_up_to: 800}
      book: {reorder_at: 200, order_up_to: 800}
"""
HEAD = "order,placed,sku,quantity"


def scenario(
    folder: Path, orders: str = "orders.csv", extra: str = "", old: str = "", new: str = ""
) -> Scenario:
    """Load the scenario with its `orders:` and more sections; files lie in `folder`."""
    text = TEXT.replace("ORDERS", orders) + extra
    assert old in text
    return load_text(text.replace(old, new) if old else text, "s.yaml", folder)


def log_of(folder: Path, text: str | bytes, orders: str = "orders.csv", **more: str) -> OrderLog:
    """Write a file of orders and read it."""
    write(folder, text)
    log = intake_of(take_in(scenario(folder, orders, **more))).orders
    assert log is not None
    return log


def problems(folder: Path, text: str | bytes, orders: str = "orders.csv", **more: str) -> tuple[Problem, ...]:
    """Write a file of orders and give what is wrong with it; nothing if it can be used."""
    write(folder, text)
    try:
        take_in(scenario(folder, orders, **more))
    except ScenarioError as error:
        return error.problems
    return ()


def write(folder: Path, text: str | bytes, name: str = "orders.csv") -> None:
    """Write a file."""
    (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())


def table(rows: Iterable[Sequence[object]], head: str = HEAD) -> str:
    """Write rows as CSV."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(head.split(","))
    writer.writerows(rows)
    return out.getvalue()


def month(first: int = 2, days: int = 28, a_day: int = 3) -> str:
    """Write some weeks of orders of March 2026, each at another minute."""
    rows = []
    for day in range(days):
        for number in range(a_day):
            at = f"2026-03-{first + day:02d} {8 + number // 4:02d}:{day:02d}:{number % 4:02d}"
            rows.append((f"{day}-{number}", at, ("candle", "book", "gift")[number % 3], 1 + number))
            if number == 1:
                rows.append((f"{day}-{number}", at, "candle", 2))
    return table(rows)


def shown(found: Sequence[Problem]) -> list[str]:
    """Write problems as a user sees them, without the folder."""
    return [str(problem).removeprefix(os.path.dirname(problem.place)).lstrip("/") for problem in found]
