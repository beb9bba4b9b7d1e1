"""`simnet explain`: the way of one order, step by step, and why it was late."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from simnet import units
from simnet.cli import main
from simnet.cli.app import build
from simnet.cli.explain import _cause, _Clock, _outcome, _stage, number, overview, span, story
from simnet.engine.replication import run_replication
from simnet.errors import SimnetError
from simnet.measures.journey import Journey, Stage, journey, latest_orders
from simnet.measures.orders import complete_us, on_time, sold
from simnet.records import Records, code
from simnet.records.folders import save
from simnet.scenario import load_text
from tests import worlds
from tests.oracle.named import SECTIONS

FIRE = {"name": "fire", "node_outage": "depot", "starts": "2026-02-02 09:00", "for": "6 days"}


@pytest.fixture(scope="module")
def burnt() -> Records:
    return run_replication(load_text(worlds.tiny(disruptions=[FIRE])), 0)


@pytest.fixture(scope="module")
def empty() -> Records:
    """A shop whose supplier takes three weeks although its stock lasts one."""
    stock = {"widget": {"reorder_at": 60, "order_up_to": 300, "initial": 150}}
    text = worlds.tiny(
        suppliers={"factory": {"lead_time": "21 days"}},
        nodes={"depot": {"stock": stock}},
        customers={"patience": "60 days"},
    )
    return run_replication(load_text(text), 0)


def late_during(records: Records, event: str) -> int:
    for order, _ in latest_orders(records, 500):
        if any(event in stage.events for stage in journey(records, order).stages):
            return order
    raise AssertionError(f"no late order was hit by {event}")


def test_an_outage_is_named_as_the_cause(burnt: Records) -> None:
    lines = story(burnt, late_during(burnt, "fire"))
    assert "late" in lines[1]
    assert any("meanwhile: fire" in line for line in lines)
    assert lines[-1].startswith("Why it was late: waiting ")
    assert "(during fire)" in lines[-1]


def test_the_stages_of_a_delivered_order_add_up(burnt: Records) -> None:
    complete = complete_us(burnt)
    for order in np.flatnonzero(complete >= 0)[::37]:
        way = journey(burnt, int(order))
        assert way.stages[0].begin_us == way.placed_us
        assert way.stages[-1].end_us == way.complete_us == complete[order]
        assert all(one.end_us == two.begin_us for one, two in zip(way.stages, way.stages[1:], strict=False))


def test_late_orders_are_those_that_the_measures_call_late(burnt: Records) -> None:
    late = [order for order, _ in latest_orders(burnt, 10**6)]
    late_ones = sold(burnt) & ~on_time(burnt) & (complete_us(burnt) >= 0)
    assert sorted(late) == np.flatnonzero(late_ones).tolist()


def test_waiting_for_stock_is_told_with_what_brought_it(empty: Records) -> None:
    waiting = next(
        order
        for order, _ in latest_orders(empty, 500)
        if (way := journey(empty, order)).cause is not None and way.cause.reason == "stock" and way.supply
    )
    lines = story(empty, waiting)
    assert any("no widget to be had at depot" in line for line in lines)
    assert any("stock comes from factory, ordered 21" in line for line in lines)
    assert lines[-1].startswith("Why it was late: waiting for stock at depot took ")


def test_an_order_in_time_is_said_to_be_in_time(burnt: Records) -> None:
    order = int(np.flatnonzero(on_time(burnt))[0])
    lines = story(burnt, order)
    assert lines[1].endswith(": in time")
    assert lines[-1] == "It came in time."


def test_an_order_that_never_came_says_so() -> None:
    text = worlds.tiny(suppliers={"factory": {"lead_time": "50 days"}}, customers={"patience": "2 days"})
    records = run_replication(load_text(text), 0)
    cancelled = np.flatnonzero(records["orders"]["state"] == code("order_state", "cancelled"))
    lines = story(records, int(cancelled[0]))
    assert lines[1].endswith("cancelled by the customer")
    assert lines[-2:-1] == [""]
    assert lines[-3].endswith("the customer has waited long enough and cancels it")
    assert lines[-1].startswith("Why it was cancelled: waiting for stock at depot took 2.0 days")


def impatient(**more: Any) -> Records:
    customers = {"patience": "2 days", "may_cancel": "until_packing"}
    text = worlds.tiny(**({"response": {"acts": ["alert"]}, "customers": customers} | more))
    return run_replication(load_text(text), 0)


def test_an_order_that_was_cancelled_in_the_queue_says_so() -> None:
    records = impatient(disruptions=[FIRE])
    cancelled = np.flatnonzero(records["orders"]["state"] == code("order_state", "cancelled"))
    lines = story(records, int(cancelled[0]))
    assert lines[1].endswith("cancelled by the customer")
    assert lines[3].endswith("waits to be packed at depot for 2.0 days; meanwhile: fire")
    assert lines[4].endswith("the customer has waited long enough and cancels it")
    assert lines[-1].startswith(
        "Why it was cancelled: waiting to be packed at depot took 2.0 days (during fire)"
    )


def test_an_order_that_was_cancelled_while_the_order_system_was_out_says_so() -> None:
    out = {"name": "shop down", "system_outage": "all", "starts": "2026-02-02 09:00", "for": "5 days"}
    records = impatient(disruptions=[out])
    cancelled = np.flatnonzero(records["orders"]["state"] == code("order_state", "cancelled"))
    lines = story(records, int(cancelled[0]))
    assert "waits till it can go to any place for 2.0 days; meanwhile: shop down" in lines[3]
    assert lines[-1].endswith("took 2.0 days (during shop down).")


@pytest.fixture(scope="module")
def cancelling() -> Records:
    text = worlds.two_nodes(horizon="4 weeks", warmup="1 week", **SECTIONS["cancelling"])
    return run_replication(load_text(text), 0)


def test_an_order_that_was_cancelled_while_a_person_looked_for_it_says_so(cancelling: Records) -> None:
    touches = cancelling["touches"]
    short = touches["subject"][touches["kind"] == code("touch_kind", "short_pick")]
    orders = cancelling["shipments"]["order"][short]
    gone = orders[cancelling["orders"]["state"][orders] == code("order_state", "cancelled")]
    lines = story(cancelling, int(gone[0]))
    assert "waits to be packed at " in lines[-5]
    assert "waits for a person for " in lines[-4]
    assert lines[-3].endswith("the customer has waited long enough and cancels it")


def test_an_order_of_which_the_rest_was_cancelled_says_at_most_how_long_it_waited(
    cancelling: Records,
) -> None:
    lines, shipments = cancelling["lines"], cancelling["shipments"]
    queued = lines[(lines["state"] == code("line_state", "cancelled")) & (lines["shipment"] >= 0)]
    came = set(shipments["order"][shipments["delivered_us"] >= 0].tolist())
    told = story(cancelling, next(order for order in queued["order"].tolist() if order in came))
    assert told[1].endswith("delivered in part, the rest cancelled by the customer")
    assert any("waits to be packed at " in line and " for at most " in line for line in told)
    assert told[-1].startswith("Why it never came whole: waiting ")
    assert " took at most " in told[-1]


def test_the_overview_lists_the_latest_orders_with_the_next_command(burnt: Records) -> None:
    lines = overview(burnt, "results/tiny/1")
    late = latest_orders(burnt, 10)
    assert len(lines) == 2 + len(late) + 2
    assert lines[0] == "The latest orders of this simulated year:"
    assert f"{late[0][0]:,}" in lines[2]
    assert lines[-1].startswith(f"Next   simnet explain results/tiny/1 {late[0][0]} ")


def test_a_year_without_late_orders_says_so() -> None:
    records = run_replication(load_text(worlds.tiny(customers={"promise": "50 days"})), 0)
    assert overview(records, "x") == ["No order of this year was delivered after its promise."]


def test_an_order_that_does_not_exist_is_refused_with_those_that_do(burnt: Records) -> None:
    last = len(burnt["orders"]) - 1
    with pytest.raises(SimnetError, match=rf"there is no order {last + 1}; they go from 0 to {last:,}"):
        story(burnt, last + 1)


@pytest.mark.parametrize(
    ("microseconds", "text"),
    [(5 * units.MINUTE, "5 min"), (90 * units.MINUTE, "1.5 h"), (3 * units.DAY, "3.0 days")],
)
def test_lengths_of_time_are_written_in_a_unit_that_suits(microseconds: int, text: str) -> None:
    assert span(microseconds) == text


def shell(*arguments: Any) -> Any:
    words = [str(word) for word in arguments]
    return CliRunner().invoke(build(words), words)


def test_the_command_reads_a_folder_of_records(burnt: Records, tmp_path: Path) -> None:
    folder = save(burnt, tmp_path / "year")
    order = late_during(burnt, "fire")
    found = shell("explain", folder, order)
    assert found.exit_code == 0, found.output
    assert found.output.splitlines()[-1].strip()
    assert "fire" in found.output
    assert max(map(len, found.output.splitlines())) <= 100


def test_the_command_refuses_a_folder_that_is_none(tmp_path: Path) -> None:
    found = shell("explain", tmp_path / "nothing", 3)
    assert found.exit_code == 2
    assert "nothing" in found.output


STAGES = {
    "placed": ("waits till it can go to reno", "waiting till it could go to reno"),
    "queued": ("waits to be packed at reno", "waiting to be packed at reno"),
    "packing": ("is packed at reno", "being packed at reno"),
    "staged": ("packed; waits to be collected by reno", "waiting to be collected by reno"),
    "on_the_way": ("is on the way with reno", "being on the way with reno"),
}


def way_of(*stages: Stage, promised: int = units.DAY) -> Journey:
    end = stages[-1].end_us
    return Journey(3, 0, promised, end, "west", "delivered", (("widget", 1),), stages, (), (0,))


@pytest.mark.parametrize("name", STAGES)
def test_every_stage_is_told_and_may_be_the_cause(burnt: Records, name: str) -> None:
    stage = Stage(name, "reno", 0, 2 * units.DAY, units.HOUR)
    doing, what = STAGES[name]
    assert _stage(stage, _Clock(burnt)).startswith(f"{doing} for 2.0 days (usually 1.0 h)")
    assert _cause(way_of(stage)) == f"Why it was late: {what} took 47.0 h longer than usual."


def test_waiting_for_a_person_over_a_weekend_and_a_tight_promise_are_told(burnt: Records) -> None:
    waits = Stage("placed", "", 0, 2 * units.DAY, -1, reason="team")
    assert _stage(waits, _Clock(burnt)) == "waits for a person for 2.0 days"
    assert _cause(way_of(waits)) == "Why it was late: waiting for a person took 2.0 days."
    staged = Stage("staged", "swift", 0, 7 * units.DAY, 6 * units.DAY)
    assert ", over a weekend" in _stage(staged, _Clock(burnt))
    assert _cause(way_of(staged, promised=6 * units.DAY)).endswith(
        " The usual way alone takes 6.0 days of the 6.0 days promised."
    )
    usual = Stage("staged", "swift", 0, 2 * units.DAY, 2 * units.DAY)
    assert _cause(way_of(usual)) == (
        "Nothing took longer than usual: what is usual here does not fit the promise."
    )
    never = Journey(3, 0, units.DAY, -1, "west", "open", (), (usual,), (), ())
    assert _outcome(never, _Clock(burnt)) == "not delivered whole"


def test_the_number_of_an_order_may_be_given_as_it_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert [number(text) for text in ("8635", "8,635", 8635)] == [8635] * 3
    with pytest.raises(SystemExit) as left:
        main(["explain", "results/1", "soon"])
    assert left.value.code == 2
    assert "soon: must be the number of an order, such as 8635" in capsys.readouterr().err


def test_a_service_that_repeats_its_carrier_is_named_once(burnt: Records) -> None:
    stage = Stage("on_the_way", "usps-ground-advantage.ground-advantage", 0, units.DAY, units.DAY)
    assert _stage(stage, _Clock(burnt)) == "is on the way with usps-ground-advantage for 24.0 h"
    stage = Stage("on_the_way", "swift.ground", 0, units.DAY, units.DAY)
    assert _stage(stage, _Clock(burnt)) == "is on the way with swift ground for 24.0 h"


@pytest.fixture(scope="module")
def away() -> Records:
    """A shop of one packer that turns orders away once five are in the house."""
    depot = {"stations": 1, "pick": {"per_order": "100 min"}, "queue_limit": 5}
    return run_replication(load_text(worlds.tiny(nodes={"depot": depot}, routing={"when_full": "lost"})), 0)


def test_an_order_that_was_turned_away_says_so(away: Records) -> None:
    gone = int(away["lines"]["order"][away["lines"]["state"] == code("line_state", "lost")][0])
    assert journey(away, gone).turned_away
    lines = story(away, gone)
    assert lines[1].endswith(": turned away")
    assert lines[3].endswith("turned away: every place that has it is full")
    assert lines[-1] == (
        "Why it was lost: every place that has the goods was at its queue_limit (routing: when_full)."
    )


def test_an_order_lost_for_want_of_stock_was_not_turned_away() -> None:
    stock = {"widget": {"reorder_at": 60, "order_up_to": 300, "initial": 150}}
    text = worlds.tiny(
        suppliers={"factory": {"lead_time": "21 days"}},
        nodes={"depot": {"stock": stock}},
        routing={"out_of_stock": "lost"},
    )
    records = run_replication(load_text(text), 0)
    gone = np.unique(records["lines"]["order"][records["lines"]["state"] == code("line_state", "lost")])
    assert len(gone) > 50
    assert not any(journey(records, int(order)).turned_away for order in gone)
    assert story(records, int(gone[0]))[1].endswith(": lost")
