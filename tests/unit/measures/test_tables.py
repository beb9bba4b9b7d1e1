"""Laws of the tables of a run, on random worlds: their sums agree, and a world is no worse than itself."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np
import pytest

from simnet.engine.harvest import harvest
from simnet.engine.replication import draw, play, run_replication
from simnet.measures import summarize
from simnet.measures.orders import orders_counted
from simnet.measures.parcels import floor
from simnet.measures.position import position
from simnet.measures.tally import order_tally, parcels
from simnet.records import Records
from simnet.records.kinds import RUN, SEPARATE
from simnet.records.results import RESULT_TABLES, WORLDS
from simnet.records.tables import UNLIMITED
from simnet.scenario import Scenario
from tests.laws import worlds as w
from tests.oracle.named import SECTIONS
from tests.oracle.wild import wild

NAMES = sorted(SECTIONS)[::4]
"""Some of the named worlds: enough to meet every kind of element."""
WILD = range(900, 908)
PERCENT = pytest.approx


@lru_cache(maxsize=4)
def named(name: str) -> tuple[Scenario, Records, Records]:
    scenario = w.scenario_of(w.document(name))
    return scenario, run_replication(scenario, 1), run_replication(scenario, 1, disruptions=False)


@lru_cache(maxsize=2)
def tables(name: str) -> dict[str, Any]:
    scenario, records, twin = named(name)
    return summarize(records, twin, scenario).tables


def of_world(columns: Any, world: str, name: str) -> np.ndarray:
    mine = np.array([one == world for one in columns["world"]], bool)
    return np.asarray(columns[name])[mine]


def row(found: dict[str, Any], world: str, name: str) -> float:
    return float(of_world(found["replications"], world, name)[0])


@pytest.mark.parametrize("name", NAMES)
def test_every_table_of_a_replication_is_there_with_its_columns_and_types(name):
    found = tables(name)
    later = {*SEPARATE[RUN], "failures"}
    assert set(found) == set(RESULT_TABLES) - later
    for table, columns in found.items():
        declared = {field.name: field.dtype for field in RESULT_TABLES[table].fields}
        if table != "replications":
            assert list(columns) == list(declared)
        assert len({len(column) for column in columns.values()}) == 1
        for column, dtype in declared.items():
            values = columns[column]
            assert isinstance(values, list) if dtype == "str" else np.asarray(values).dtype == np.dtype(dtype)
        key = zip(*(columns[part] for part in RESULT_TABLES[table].key), strict=True)
        keys = [tuple(part) for part in key]
        assert len(set(keys)) == len(keys), f"keys of {table} repeat"


@pytest.mark.parametrize("world", WORLDS)
@pytest.mark.parametrize("name", NAMES)
def test_sums_by_node_region_and_week_are_the_totals(name, world):
    found = tables(name)
    orders, timely = row(found, world, "orders"), row(found, world, "on_time.numerator")
    for table in ("regions", "weeks"):
        assert of_world(found[table], world, "orders").sum() == orders
        assert of_world(found[table], world, "on_time").sum() == timely
    unassigned = row(found, world, "unassigned_orders")
    for table in ("nodes", "node_weeks"):
        assert of_world(found[table], world, "orders").sum() == orders - unassigned
        assert of_world(found[table], world, "on_time").sum() <= timely
    gone = row(found, world, "cancelled_orders") + row(found, world, "lost_orders")
    for table in ("regions", "weeks"):
        assert of_world(found[table], world, "unserved").sum() == gone
    door = row(found, world, "door_days.numerator")
    assert of_world(found["regions"], world, "door_days").sum() == PERCENT(door)
    assert of_world(found["regions"], world, "delivered").sum() == row(found, world, "door_days.denominator")


@pytest.mark.parametrize("world", WORLDS)
@pytest.mark.parametrize("name", NAMES)
def test_sums_of_parcels_minutes_and_stock_are_the_totals(name, world):
    found = tables(name)
    nodes, weeks, flows = found["nodes"], found["weeks"], found["flows"]
    assert of_world(nodes, world, "parcels").sum() == row(found, world, "damage.denominator")
    assert of_world(nodes, world, "damaged").sum() == row(found, world, "damage.numerator")
    outbound = np.array([kind == "outbound" for kind in of_world(flows, world, "kind")])
    for name_, column in (("shipments", "parcels"), ("late", "late_parcels"), ("damaged", "damaged")):
        assert of_world(flows, world, name_)[outbound].sum() == of_world(weeks, world, column).sum()
    assert of_world(weeks, world, "parcels").sum() == row(found, world, "parcels")
    inbound = np.array([kind == "inbound" for kind in of_world(flows, world, "kind")])
    assert of_world(flows, world, "shipments")[inbound].sum() == of_world(weeks, world, "receipts").sum()
    assert of_world(flows, world, "late")[inbound].sum() == of_world(weeks, world, "late_receipts").sum()
    minutes = row(found, world, "team_minutes_a_week.numerator")
    assert of_world(weeks, world, "team_minutes").sum() == PERCENT(minutes)
    assert of_world(weeks, world, "stockouts").sum() == row(found, world, "stockout_events")
    out = row(found, world, "stockout_days")
    assert of_world(nodes, world, "stockout_days").sum() == PERCENT(out)
    assert of_world(found["skus"], world, "stockout_days").sum() == PERCENT(out)
    for part in ("busy", "open"):
        by_week = of_world(found["node_weeks"], world, f"{part}_minutes").sum()
        assert by_week == PERCENT(of_world(nodes, world, f"{part}_minutes").sum())
    busy = of_world(nodes, world, "busy_minutes")
    assert (busy >= 0).all()
    assert (busy <= of_world(nodes, world, "open_minutes") * (1 + 1e-9)).all()


@pytest.mark.parametrize("name", NAMES)
def test_shares_lie_between_none_and_all(name):
    scenario, records, twin = named(name)
    values = summarize(records, twin, scenario).values
    shares = ("on_time", "on_time_when_due", "order_fill", "line_fill", "unit_fill", "cycle_service", "ready",
              "split", "split_of_multi", "damage", "accuracy", "utilization")  # fmt: skip
    for share in shares:
        assert 0 <= values[f"{share}.numerator"] <= values[f"{share}.denominator"] * (1 + 1e-9), share
    stock = summarize(records, twin, scenario).tables["stock_weeks"]
    assert (np.asarray(stock["stockout_days"]) <= 7 + 1e-9).all()
    assert (np.asarray(stock["on_hand"]) >= 0).all()


@pytest.mark.parametrize("name", NAMES)
def test_a_world_against_itself_has_lost_nothing(name):
    scenario, records, _ = named(name)
    found = summarize(records, records, scenario).tables["incidents"]
    zero = ("backlog_days", "stock_days", "excess_late", "excess_cancelled", "resilience_loss", "depth",
            "blast_orders", "blast_share", "blast_revenue", "blast_regions", "team_minutes",
            "touches")  # fmt: skip
    for column in zero:
        assert not np.asarray(found[column]).any(), column
    back = ~np.asarray(found["censored"])
    assert np.asarray(found["absorbed"])[back].all()
    assert not np.asarray(found["service_days"])[back].any()
    assert np.isinf(found["rerouted_first_days"]).all()


@pytest.mark.parametrize("name", NAMES[:2])
def test_a_world_without_a_twin_is_measured_once_and_written_down_for_both(name):
    scenario, _, twin = named(name)
    alone, against_itself = summarize(twin, None, scenario), summarize(twin, replace(twin), scenario)
    assert alone.values == pytest.approx(against_itself.values, nan_ok=True)
    for table, columns in against_itself.tables.items():
        for column, expected in columns.items():
            np.testing.assert_array_equal(alone.tables[table][column], expected, f"{table}.{column}")


def test_the_named_worlds_have_incidents():
    found = [tables(name)["incidents"] for name in NAMES]
    assert sum(len(columns["incident"]) for columns in found) >= 3


@pytest.mark.parametrize("number", WILD)
def test_the_same_holds_in_wild_worlds(number):
    plan = wild(number)
    records = harvest(play(plan, draw(plan, 0)))
    orders, found = order_tally(records), parcels(records).tally
    kept = orders_counted(records)
    assert orders.orders.sum() == kept
    assert (orders.late <= orders.orders).all()
    assert (orders.delivered <= orders.orders).all()
    came = records["shipments"]["delivered_us"] >= 0
    assert found.parcels.sum() == np.count_nonzero(came)
    assert found.damaged.sum() == np.count_nonzero(records["shipments"]["damaged"])
    assert found.units.sum() == records["shipments"]["units"][came].sum()
    meta, instants = records.meta, records["shipments"]["packed_us"]
    during = (instants >= meta.start_us) & (instants < meta.end_us)
    assert floor(records).packed.sum() == np.count_nonzero(during)


@pytest.mark.parametrize("number", [900, 903, 904, 906, 907])
def test_the_inventory_position_ends_as_the_stock_says(number):
    plan = wild(number)
    records = harvest(play(plan, draw(plan, 0)))
    stock, changes = records["stock"], records["stock_changes"]
    stock = stock[stock["initial"] < UNLIMITED]
    last = position(records).at(np.array([records.meta.stop_us]))[0]
    told = changes["quantity"][changes["what"] == records.words("stock_change").index("restocked")].sum()
    untold = stock["restocked"].sum() - told  # restocks of which the records have no row
    end = stock["shelf"] - stock["reserved"] + stock["on_order"] - stock["backordered"]
    assert last + untold == end.sum()


def test_an_event_of_zero_length_changes_no_measure():
    from tests.laws.test_nothing_else import severe, with_event
    from tests.oracle import handmade as h

    plan = wild(906)
    other = with_event(plan, severe("node_outage", 10 * h.DAY, duration=h.constant(0)))
    tallies = []
    for one in (plan, replace(other, tables=wild(906).tables)):
        records = harvest(play(one, draw(one, 0)))
        tallies.append([*order_tally(records), *parcels(records).tally, *summarize(records).values.values()])
    for before, after in zip(*tallies, strict=True):
        assert np.array_equal(before, after, equal_nan=True)
