"""The door of the engine: the audit, the plain mode, the twin, and a batch of one."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from simnet.engine import replication
from simnet.engine.compiled import cache_folder, is_cold
from simnet.engine.conservation import ConservationError
from simnet.engine.control import World
from simnet.engine.draws import deal
from simnet.engine.draws.orders import draw_orders
from simnet.engine.flow.state import build_flow
from simnet.engine.harvest import harvest
from simnet.engine.replication import draw, plan_of, play_checked, run_replication
from simnet.scenario import load_text
from tests.laws.worlds import changed_tables, digest, digest_of
from tests.oracle.handmade import DAY, HOUR, MINUTE, draws
from tests.oracle.test_plain import small
from tests.oracle.wild import wild
from tests.worlds import tiny

OUTAGE = [{"name": "flood", "node_outage": "depot", "starts": "2026-01-12", "for": "3 days"}]
SLOW = {"depot": {"stations": 1, "pick": "20 min"}}
WORLD = tiny(horizon="14 days", disruptions=OUTAGE, nodes=SLOW)
CODE = "import sys; from tests.laws.worlds import digest_of; print(digest_of(open(sys.argv[1]).read(), 1))"


def told(text: str, root: Path, folder: Path, **environment: str) -> str:
    """The digest of replication 1 as another process finds it."""
    (folder / "world.yaml").write_text(text)
    done = subprocess.run(
        [sys.executable, "-c", CODE, str(folder / "world.yaml")],
        env=os.environ | {"PYTHONPATH": str(root)} | environment,
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout.strip()


def test_without_the_compiler_the_records_are_the_same(root: Path, tmp_path: Path) -> None:
    assert told(WORLD, root, tmp_path, NUMBA_DISABLE_JIT="1") == digest_of(WORLD, 1)


def test_the_audit_looks_after_every_event(monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[int] = []

    def audit(world: World) -> None:
        looks.append(world._now)

    monkeypatch.setattr(replication, "audit", audit)
    plan = wild(4)
    play_checked(plan, 0)
    assert looks == []
    monkeypatch.setenv("SIMNET_AUDIT", "1")
    play_checked(plan, 0)
    assert len(looks) > 500
    assert looks == sorted(looks)


def test_the_audit_changes_nothing_and_finds_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    before = digest_of(WORLD, 0)
    monkeypatch.setenv("SIMNET_AUDIT", "1")
    assert digest_of(WORLD, 0) == before


def test_the_audit_stops_at_the_event_that_breaks_the_books(monkeypatch: pytest.MonkeyPatch) -> None:
    note = World.note_stock

    def lose_one(world: World, node: int, sku: int, what: str, units: int) -> None:
        world.flow.stock["shelf"][node, sku] -= 1
        note(world, node, sku, what, units)

    monkeypatch.setattr(World, "note_stock", lose_one)
    scenario = load_text(WORLD, "world")
    with pytest.raises(ConservationError) as late:
        run_replication(scenario, 0)
    monkeypatch.setenv("SIMNET_AUDIT", "1")
    with pytest.raises(ConservationError) as early:
        run_replication(scenario, 0)
    assert "units of widget at depot" in str(late.value)
    instants = [int(str(error.value).split("instant ")[1].split()[0]) for error in (early, late)]
    assert instants[0] < instants[1]


def test_the_twin_has_no_events_and_the_same_orders() -> None:
    scenario = load_text(WORLD, "world")
    real, twin = run_replication(scenario, 0), run_replication(scenario, 0, disruptions=False)
    assert len(real["outages"]) == 1
    assert len(twin["outages"]) == 0
    for column in ("placed_us", "region", "value"):
        assert np.array_equal(real["orders"][column], twin["orders"][column])
    assert "shipments" in changed_tables(real, twin)
    calm = run_replication(load_text(tiny(horizon="14 days", nodes=SLOW), "calm"), 0)
    assert changed_tables(calm, twin) == []


def test_a_year_in_which_nothing_happens_is_its_own_twin() -> None:
    rare = [{"name": "flood", "node_outage": "depot", "happens": "every 50 years", "for": "3 days"}]
    scenario = load_text(tiny(horizon="14 days", nodes=SLOW, disruptions=rare), "rare")
    real = run_replication(scenario, 0)
    twin = run_replication(scenario, 0, disruptions=False)
    assert len(real["outages"]) == 0
    assert digest(real) == digest(twin)


def test_a_year_and_its_twin_are_dealt_once(monkeypatch: pytest.MonkeyPatch) -> None:
    dealt: list[int] = []

    def counted(*given: object) -> object:
        dealt.append(1)
        return draw_orders(*given)

    monkeypatch.setattr(deal, "draw_orders", counted)
    scenario = load_text(WORLD, "world")
    both = [digest(run_replication(scenario, 3, disruptions=on)) for on in (True, False)]
    assert len(dealt) == 1
    monkeypatch.setattr(deal, "WORTH_KEEPING", 0)
    assert [digest(run_replication(scenario, 3, disruptions=on)) for on in (True, False)] == both
    assert len(dealt) == 3


def test_a_surge_is_dealt_for_itself() -> None:
    surge = [{"name": "rush", "demand_surge": "all", "factor": 3, "starts": "2026-01-12", "for": "3 days"}]
    scenario = load_text(tiny(horizon="14 days", disruptions=surge), "surge")
    twin = run_replication(scenario, 0, disruptions=False)
    real = run_replication(scenario, 0)
    assert len(real["orders"]) > len(twin["orders"])
    calm = run_replication(load_text(tiny(horizon="14 days"), "calm"), 0)
    assert changed_tables(calm, twin) == []


def test_a_plan_is_compiled_once() -> None:
    scenario = load_text(WORLD, "world")
    assert plan_of(scenario) is plan_of(scenario)
    first = plan_of(scenario)
    for _ in range(4):
        plan_of(load_text(WORLD, "world"))
    assert plan_of(scenario) is not first


def test_tables_of_another_type_are_refused() -> None:
    plan = wild(4)
    flow = build_flow(plan, draw(plan, 0))
    with pytest.raises(TypeError, match="table parcel is float64 × 1, not "):
        flow.put("parcel", np.zeros(3))
    with pytest.raises(TypeError, match=r"tables of .* are \["):
        type(flow)(parcel=flow.parcel)


def test_a_cache_that_cannot_be_written_is_replaced(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(blocked))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    cache_folder.cache_clear()
    try:
        assert cache_folder().is_relative_to(tmp_path)
        assert is_cold()
    finally:
        monkeypatch.undo()
        cache_folder.cache_clear()


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="owners of folders are those of POSIX")
def test_a_temporary_cache_that_others_can_write_is_not_trusted(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    planted = tmp_path / f"simnet-{os.getuid()}"
    planted.mkdir()
    planted.chmod(0o777)
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(blocked))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    cache_folder.cache_clear()
    try:
        assert not cache_folder().is_relative_to(planted)
        cache_folder.cache_clear()
        planted.chmod(0o700)
        assert cache_folder().is_relative_to(planted)
    finally:
        monkeypatch.undo()
        cache_folder.cache_clear()


def test_no_order_is_placed_at_or_after_an_end_in_the_middle_of_a_day() -> None:
    rush = {"demand_surge": "all", "factor": 3, "starts": "2026-01-14", "for": "20 days"}
    sale = {"name": "Sale", "starts": "2026-01-15", "for": "20 days", "factor": 2}
    text = tiny(horizon="250 h", disruptions=[rush], customers={"promotions": [sale]})
    records = run_replication(load_text(text), 0)
    placed, end = records["orders"]["placed_us"], records.meta.end_us
    assert end % DAY == 10 * HOUR
    assert placed.max() < end
    streams = set(records["orders"]["stream"][placed > end - 10 * HOUR].tolist())
    assert len(streams) == len(records.words("stream")) == 3


def test_reserved_units_are_added_up_over_time() -> None:
    packing = 6 * MINUTE
    plan = small(initial=10, policy=(0, 0, 0), out_of_stock="lost")
    placed = [plan.start - packing // 2, plan.start + HOUR, plan.end - packing // 3]
    # of two orders at an instant one waits for the station that packs the other
    world = replication.play(plan, draws(plan, [(t, 0, [(0, 1)]) for t in placed for _ in range(2)]))
    stock = harvest(world)["stock"]
    row = stock[(stock["node"] == 0) & (stock["sku"] == 0)][0]
    assert row["reserved_unit_us"] == packing // 2 + packing + packing // 3
    later = plan.end - plan.start - HOUR
    assert row["on_hand_unit_us"] == 8 * HOUR + 6 * later - 2 * (packing // 3)
