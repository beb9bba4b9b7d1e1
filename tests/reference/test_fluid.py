"""Outages of deterministic worlds, in which backlog, survival and every clock are known by hand.

Orders come evenly, one at the middle of each slot of a day; one station packs half as fast again as they
come. All is read from the folder of a run.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from simnet.records import Records
from simnet.records.run_folder import RunFolder
from simnet.scenario import load_text
from simnet.study import run_study
from simnet.units import DAY, HOUR
from tests.reference.by_hand import PROMISE, SPEED, Queue, backlog_clock, service_clock
from tests.reference.worlds import SHOP, outage, shop

VOLUMES = (10, 30, 200)
"""Orders a day."""
ONSET = {10: "2026-01-25 00:36", 30: "2026-01-25 00:12", 200: "2026-01-25 00:02"}
"""Day 20 of the horizon, when the station has packed what came before and the next order is not there yet."""
LENGTH = 3
"""Days."""
HORIZON = 60
Run = Callable[[str], RunFolder]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run a scenario once, as a user would, and keep its orders."""

    def done(text: str) -> RunFolder:
        folder = tmp_path / str(sum(1 for _ in tmp_path.iterdir()))
        run_study(load_text(text, "fluid.yaml"), 1, jobs=1, out=folder, keep_orders=1)
        return RunFolder.open(folder)

    return done


def orders(folder: RunFolder) -> Records:
    """Give the orders of the only replication."""
    records = folder.orders(0)
    assert records is not None
    return records


def station(per_day: int, length: float = LENGTH, promise: int = PROMISE, horizon: int = HORIZON) -> str:
    """Write a node with one station that is out for some days."""
    work = f"{float(24 * 60 / per_day / SPEED)!r} min"
    return shop(
        f"{per_day} per day",
        {"stations": 1, "pick": {"per_order": work}},
        customers={"counts": "deterministic", "promise": f"{promise} days"},
        carriers={"van": {"services": {"ground": {"rates": 5, "days": "calendar", "transit": "1 day"}}}},
        disruptions=[outage("node_outage", "depot", starts=ONSET[per_day], **{"for": f"{length:.12g} days"})],
        horizon=f"{horizon} days",
    )


def _waits(records: Records) -> Iterator[tuple[int, int]]:
    """Give when each order was placed and when its packing began."""
    rows = records["shipments"]
    placed = records["orders"]["placed_us"][rows["order"]]
    return zip(placed.tolist(), rows["started_us"].tolist(), strict=True)


@pytest.mark.parametrize("per_day", VOLUMES)
def test_the_backlog_at_the_end_of_an_outage_is_demand_times_its_length(run, per_day):
    records = orders(run(station(per_day)))
    outages = records["outages"]
    assert len(outages) == 1
    begin, end = int(outages["begin_us"][0]), int(outages["end_us"][0])
    assert end - begin == LENGTH * DAY
    waiting = [placed for placed, started in _waits(records) if placed < end <= started]
    assert len(waiting) == per_day * LENGTH


@pytest.mark.parametrize("per_day", VOLUMES)
def test_the_backlog_clears_in_demand_times_length_over_spare_capacity(run, per_day):
    records = orders(run(station(per_day)))
    onset, end = (int(records["outages"][name][0]) for name in ("begin_us", "end_us"))
    delayed = sorted(placed for placed, started in _waits(records) if started > placed)
    clears = LENGTH / (float(SPEED) - 1)  # λT / (μ − λ)
    assert len(delayed) == per_day * (LENGTH + clears)
    assert delayed[0] > onset
    slot = DAY / per_day
    assert end + clears * DAY - slot < delayed[-1] < end + clears * DAY


@pytest.mark.parametrize(
    ("per_day", "service_hours", "backlog_hours", "late"),
    [(10, 145, 189, 62), (30, 145, 191, 182), (200, 144, 192, 1202)],
)
def test_the_clocks_of_an_outage_are_those_of_its_path(run, per_day, service_hours, backlog_hours, late):
    """Order j from the onset on waits T − j (1/λ − 1/μ), and is late while that is over a day.

    So 6λ + 2 orders are late, the last of them placed 6 days after the onset and due 8 days after it.
    """
    folder = run(station(per_day))
    (found,) = folder.table("incidents").to_dict("records")
    path = Queue.of(per_day, LENGTH, PROMISE, HORIZON, int(orders(folder)["outages"]["begin_us"][0]))
    assert found["excess_late"] == late == 6 * per_day + 2
    assert (found["service_days"], found["survive_days"]) == service_clock(path, HORIZON)
    assert found["backlog_days"] == backlog_clock(path, HORIZON)
    assert found["service_days"] == service_hours / 24
    assert found["backlog_days"] == backlog_hours / 24
    assert found["downtime_days"] == LENGTH
    assert not found["absorbed"]
    assert not found["censored"]


@pytest.mark.parametrize("per_day", VOLUMES)
def test_an_outage_within_the_slack_of_the_promise_is_absorbed(run, per_day):
    (found,) = run(station(per_day, length=0.5)).table("incidents").to_dict("records")
    assert found["absorbed"]
    assert found["service_days"] == found["backlog_days"] == found["excess_late"] == 0
    assert math.isinf(found["survive_days"])
    assert not found["censored"]


@pytest.mark.parametrize("per_day", VOLUMES)
def test_an_outage_that_is_still_felt_at_the_end_is_censored(run, per_day):
    # λT / (μ − λ) = 40 days after 20 days of outage: not back by day 60.
    (found,) = run(station(per_day, length=20)).table("incidents").to_dict("records")
    assert found["censored"]
    assert not found["absorbed"]
    assert math.isinf(found["service_days"])
    assert math.isinf(found["backlog_days"])
    assert found["survive_days"] == 0


@pytest.mark.parametrize("per_day", VOLUMES)
def test_stock_survives_for_stock_over_demand(run, per_day):
    days = 6
    react = {"lead_time": "0 min", "makes": ["item"]}
    text = shop(
        f"{per_day} per day",
        {"stock": {"item": {"base_stock": per_day * days}}},
        customers={"counts": "deterministic", "promise": f"{PROMISE} days"},
        suppliers={"maker": react},
        routing={"out_of_stock": "lost"},
        disruptions=[outage("supplier_outage", "maker", starts=ONSET[per_day], **{"for": "20 days"})],
        horizon=f"{HORIZON} days",
    )
    folder = run(text)
    onset, short = (int(orders(folder)[table][name][0]) for table, name in _FIRST)
    slot = DAY / per_day
    assert days * DAY < short - onset < days * DAY + slot  # the first order after the last unit
    (found,) = folder.table("incidents").to_dict("records")
    # The second lost order, or the fifth of 200 a day, makes the day before it a breach.
    needed = max(2, math.floor(0.02 * per_day) + 1)
    breach = short + (needed - 1) * slot - DAY - onset
    assert found["survive_days"] == math.floor(breach / HOUR + 1) / 24
    assert found["excess_cancelled"] == (20 - days) * per_day


_FIRST = (("outages", "begin_us"), ("stockouts", "t_us"))


@pytest.mark.parametrize("per_day", VOLUMES)
@pytest.mark.parametrize("length", [1.5, 4])
def test_a_carrier_that_is_out_holds_what_is_on_its_way_for_exactly_that_time(run, per_day, length):
    event = outage(
        "carrier_outage", "van", starts=ONSET[per_day], in_transit="hold", **{"for": f"{length} days"}
    )

    def delivered(*events: object) -> tuple[Records, np.ndarray]:
        text = shop(
            f"{per_day} per day",
            {},
            customers={"counts": "deterministic", "promise": "5 days"},
            carriers={"van": {"services": {"ground": _slow()}}},
            disruptions=list(events),
            horizon="40 days",
        )
        records = orders(run(text))
        return records, records["shipments"]["delivered_us"]

    (held, there), (_, usual) = delivered(event), delivered()
    onset = held["outages"]["begin_us"][0]
    collected = held["shipments"]["collected_us"]
    on_the_way = (collected < onset) & (usual > onset)
    assert on_the_way.sum() > 2 * per_day
    assert set((there - usual)[on_the_way].tolist()) == {round(length * DAY)}
    assert (there == usual)[usual < onset].all()
    assert (there == usual)[collected >= onset + length * DAY + HOUR].all()


def _slow() -> dict[str, object]:
    transit = {"uniform": {"low": "2 days", "high": "4 days"}}
    return {"rates": 5, "days": "calendar", "transit": transit}


@pytest.mark.parametrize("per_day", VOLUMES)
def test_stock_is_back_at_the_first_review_after_it_was_destroyed(run, per_day):
    text = shop(
        f"{per_day} per day",
        {"stock": {"item": {"base_stock": 20 * per_day, "review": "4 days"}}},
        customers={"counts": "deterministic"},
        disruptions=[{"stock_destroyed": "depot", "starts": ONSET[per_day], "fraction": "50%"}],
        horizon=f"{HORIZON} days",
    )
    (found,) = run(text).table("incidents").to_dict("records")
    # From the first hour of day 20, when half is left, to the review at midnight before day 24; hour by hour.
    assert found["stock_days"] == 96 / 24
    assert found["absorbed"]


def test_the_clocks_of_the_response_are_those_of_its_delays(run):
    """Alerted after an hour, decided two hours later, ordered from the second with the next order.

    Orders come at 01:12, 03:36, 06:00, …; the outage begins at 00:36.
    """
    react = {"detect": "1 h", "decide": "2 h", "acts": ["use_backup"]}
    text = shop(
        "10 per day",
        {"stock": {"item": {"base_stock": 100}}},
        customers={"counts": "deterministic"},
        suppliers={
            "maker": {"makes": ["item"], "lead_time": "1 day"},
            "second": {"makes": ["item"], "lead_time": "2 days", "backup": True},
        },
        team={"hours": "always"},
        disruptions=[{"supplier_outage": "maker", "starts": ONSET[10], "for": "8 days", "response": react}],
        horizon=f"{HORIZON} days",
    )
    (found,) = run(text).table("incidents").to_dict("records")
    assert found["detect_days"] * 24 == pytest.approx(1, rel=1e-12)
    assert found["decide_days"] * 24 == pytest.approx(3, rel=1e-12)
    assert found["resupply_days"] * 24 == pytest.approx(
        48 + 5.4 - 2.4, rel=1e-12
    )  # ordered at 03:36, 3 h after
    assert found["absorbed"]


def test_orders_go_elsewhere_from_the_decision_on(run):
    """The nearer of two nodes is out; decided three hours later, when the order of 03:36 is placed.

    It goes to the other node and is packed at once; what waits at the first is not touched.
    """
    react = {"detect": "1 h", "decide": "2 h", "acts": ["mark_down"]}
    endless = {"stock": {"item": {"policy": "unlimited"}}}
    text = shop(
        "10 per day",
        {},
        customers={"counts": "deterministic"},
        nodes={"depot": SHOP | endless, "far": SHOP | endless | {"zip": "89501"}},
        team={"hours": "always"},
        disruptions=[{"node_outage": "depot", "starts": ONSET[10], "for": "8 days", "response": react}],
        horizon=f"{HORIZON} days",
    )
    (found,) = run(text).table("incidents").to_dict("records")
    assert found["rerouted_first_days"] * 24 == pytest.approx(3, rel=1e-12)
    assert found["first_parcel_days"] * 24 == pytest.approx(3, rel=1e-12)
