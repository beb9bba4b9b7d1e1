"""Laws of every world: nothing is lost or made, clocks run forwards, what is final stays final."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from simnet.engine.conservation import ConservationError, audit, check
from simnet.engine.control import World
from simnet.engine.flow import tables as t
from simnet.engine.harvest import harvest
from simnet.engine.replication import draw, play
from simnet.records.records import Records
from simnet.records.tables import code
from tests.laws import worlds as w
from tests.oracle.wild import wild

CLOCKS = {
    "shipments": ("queued_us", "started_us", "packed_us", "collected_us", "delivered_us"),
    "purchase_orders": ("placed_us", "confirmed_us", "started_us", "shipped_us", "arrived_us", "received_us"),
    "transfers": ("placed_us", "shipped_us", "received_us"),
    "touches": ("queued_us", "started_us", "ended_us"),
    "outages": ("begin_us", "detected_us", "decided_us"),
    "orders": ("placed_us", "finished_us"),
}
FINAL_LINES = (t.CANCELLED, t.LOST)
FINAL_PARCELS = (t.VOID, t.GONE, t.BACK)


@settings(max_examples=8)
@given(w.numbers)
def test_units_are_conserved_after_every_event(number: int) -> None:
    plan = wild(number)
    world = World(plan, draw(plan, 0), audit=audit)
    world.play()
    check(world)


class Finals:
    """Watches lines and parcels: what is final once must be so ever after."""

    def __init__(self) -> None:
        self.seen = 0
        self.lines = np.zeros(0, bool)
        self.states = np.zeros(0, int)
        self.parcels = np.zeros(0, int)

    def __call__(self, world: World) -> None:
        self.seen += 1
        if self.seen % 20:
            return
        lines = world.flow.line["state"].copy()
        parcels = world.flow.parcel["state"][: int(world.clockwork["parcels"])].copy()
        if len(self.states):
            done = np.isin(self.states, FINAL_LINES)
            assert (lines[done] == self.states[done]).all()
        over = np.isin(self.parcels, FINAL_PARCELS)
        assert (parcels[: len(over)][over] == self.parcels[over]).all()
        self.states, self.parcels = lines, parcels


@settings(max_examples=8)
@given(w.numbers)
def test_what_is_final_stays_final(number: int) -> None:
    plan, finals = wild(number), Finals()
    World(plan, draw(plan, 0), audit=finals).play()
    assert len(finals.states)


def orders_by_lines(records: Records) -> np.ndarray:
    """The final state of every order that is not deterred, from its lines and parcels alone."""
    word = {name: code("order_state", name) for name in ("open", "delivered", "cancelled", "lost")}
    parcel_states, line_states = records.words("shipment_state"), records.words("line_state")
    kinds: list[set[str]] = [set() for _ in records["orders"]]
    for line in records["lines"]:
        state = line_states[line["state"]]
        if state == "picked":
            how = parcel_states[records["shipments"]["state"][line["shipment"]]]
            state = how if how in ("delivered", "lost") else "open"
        kinds[line["order"]].add(state if state in ("delivered", "cancelled", "lost") else "open")
        if line["delivered_us"] >= 0:
            kinds[line["order"]].add("reached")
    return np.array([_state(kind, word) for kind in kinds])


def _state(kinds: set[str], word: dict[str, int]) -> int:
    if "open" in kinds:
        return word["open"]
    if kinds & {"delivered", "reached"}:
        return word["delivered"]
    return word["cancelled"] if "cancelled" in kinds else word["lost"]


@settings(max_examples=10)
@given(w.numbers)
def test_every_order_is_in_the_one_state_that_follows_from_its_lines(number: int) -> None:
    records = records_of(number)
    orders = records["orders"]
    alive = orders["state"] != code("order_state", "deterred")
    assert (orders["state"][alive] == orders_by_lines(records)[alive]).all()
    is_open = orders["state"] == code("order_state", "open")
    assert (orders["finished_us"][alive & ~is_open] >= orders["placed_us"][alive & ~is_open]).all()
    assert (orders["finished_us"][is_open] == -1).all()
    assert (orders["finished_us"][~alive] == orders["placed_us"][~alive]).all()


@settings(max_examples=10)
@given(w.numbers)
def test_clocks_run_forwards(number: int) -> None:
    records = records_of(number)
    for table, columns in CLOCKS.items():
        for earlier, later in pairwise(columns):
            rows = records[table]
            came = (rows[earlier] >= 0) & (rows[later] >= 0)
            assert (rows[later][came] >= rows[earlier][came]).all(), (table, later)
    shipments = records["shipments"]
    assert (shipments["queued_us"] >= records["orders"]["placed_us"][shipments["order"]]).all()


def records_of(number: int) -> Records:
    plan = wild(number)
    return harvest(play(plan, draw(plan, 0)))


@settings(max_examples=6)
@given(w.names)
def test_records_of_scenario_files_add_up(name: str) -> None:
    stock = w.played(w.document(name))["stock"]
    came = stock["initial"] + stock["received"] + stock["moved_in"] + stock["restocked"]
    went = stock["shelf"] + stock["picked"] + stock["moved_out"] + stock["destroyed"] + stock["scrapped"]
    assert (came == went).all()
    assert (stock["on_hand_unit_us"] >= 0).all()


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda f: _add(f.stock["shelf"]), "units of"),
        (lambda f: _add(f.stock["reserved"]), "reservations of"),
        (lambda f: _add(f.stock["backordered"]), "backorders of"),
        (lambda f: _delivered_early(f.parcel), "before it was"),
        (lambda f: f.line["state"].__setitem__(0, t.TRIED), "line 0 is undecided"),
    ],
)
def test_what_is_broken_is_named_with_its_seed(spoil: Any, message: str) -> None:
    plan = wild(4)
    world = play(plan, draw(plan, 3))
    check(world)
    spoil(world.flow)
    with pytest.raises(ConservationError, match=message) as caught:
        check(world)
    assert f"seed {plan.seed}, replication 3, instant" in str(caught.value)


def _add(column: np.ndarray) -> None:
    column[0, 0] += 1


def _delivered_early(parcel: np.ndarray) -> None:
    row = int((parcel["delivered"] > 0).argmax())
    parcel["delivered"][row] = parcel["collected"][row] - 1
