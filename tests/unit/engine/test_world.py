"""The room that the world makes in the tables of the flow, and what its events are."""

from __future__ import annotations

import numpy as np

from simnet.engine.control import World
from simnet.engine.draws import draw
from simnet.engine.flow.tables import CLOCKWORK
from simnet.engine.replication import plan_of
from simnet.scenario import load_text
from tests.oracle.named import both
from tests.worlds import tiny


def world() -> World:
    plan = plan_of(load_text(tiny(), "tiny.yaml"))
    return World(plan, draw(plan, 0))


def test_all_columns_of_the_clockwork_have_eight_bytes() -> None:
    assert {CLOCKWORK[name].itemsize for name in CLOCKWORK.names} == {8}
    assert CLOCKWORK.itemsize == 8 * len(CLOCKWORK.names)


def test_tables_with_enough_room_are_left_as_they_are() -> None:
    one = world()
    before = {name: getattr(one.flow, name) for name in ("parcel", "agenda", "touch", "miss", "change")}
    one.make_room()
    assert all(getattr(one.flow, name) is table for name, table in before.items())


def test_a_table_that_fills_up_grows_and_keeps_what_it_holds() -> None:
    one = world()
    one.flow.touch["subject"] = np.arange(len(one.flow.touch))
    full = len(one.flow.touch)
    one.clockwork["touches"] = full - 300
    one.make_room()
    assert len(one.flow.touch) == full
    one.make_room(touches=64)
    assert len(one.flow.touch) == full * 3 // 2
    assert one.flow.touch["subject"][:full].tolist() == list(range(full))
    assert not one.flow.touch["subject"][full:].any()


def test_room_is_made_for_all_who_wait() -> None:
    one = world()
    rows = len(one.flow.miss)
    one.clockwork["waiting"] = rows
    one.make_room()
    assert len(one.flow.miss) == 256 + 2 * rows


def test_transfers_that_wait_are_looked_for_behind_those_that_are_done() -> None:
    """Rows of transfers grow by doubling, and all before the first open one have got what they asked for."""
    one = both("carrier outage, hold").world
    words, claims = one.clockwork, one.flow.claim
    assert 128 < words["claims"] == len(one.transfers.orders) <= len(claims) == 256
    assert 0 < words["open_claim"] < words["claims"]
    assert (claims["left"][: words["open_claim"]] == 0).all()


def test_what_comes_next_is_known_by_instant_rank_and_tie() -> None:
    one = world()
    one._queue.clear()
    assert one.is_next(7, 3, 0)
    one.call(7, 3, 4, lambda: None)
    assert one.is_next(6, 9, 9)
    assert one.is_next(7, 2, 9)
    assert one.is_next(7, 3, 3)
    assert not one.is_next(7, 3, 4)  # who was there first comes first
    assert not one.is_next(7, 4, 0)
    assert not one.is_next(8, 0, 0)


def test_calls_of_one_instant_go_by_rank_then_tie_and_none_is_in_the_past() -> None:
    one, found = world(), []
    one._queue.clear()
    one._now = 5
    for at, rank, tie, word in (
        (9, 2, 0, "late"),
        (3, 1, 7, "second"),
        (5, 1, 4, "first"),
        (5, 2, 0, "third"),
    ):
        one.call(at, rank, tie, lambda word=word: found.append((one._now, word)))
    while one._queue:
        super(World, one).step()
    assert found == [(5, "first"), (5, "second"), (5, "third"), (9, "late")]
