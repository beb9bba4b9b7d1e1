"""Laws of customers who may cancel until their order is packed."""

from __future__ import annotations

import numpy as np
import pytest

from simnet import units
from simnet.engine.replication import run_replication
from simnet.measures.drills.waits import waits
from simnet.measures.parcels import floor
from simnet.measures.recovery import incidents
from simnet.records import Records, code
from simnet.records.tables import TABLES
from simnet.scenario import load_text
from tests import worlds

DARK = {"name": "fire", "node_outage": "depot", "starts": "2026-02-02 09:00", "for": "8 days"}
PATIENCE = 3 * units.DAY


def shop(**customers: str) -> str:
    return worlds.tiny(disruptions=[DARK], response={"acts": ["alert"]}, customers=customers)


def played(**customers: str) -> Records:
    """Play a shop that is dark for eight days, and sends on what it has when it is back."""
    return run_replication(load_text(shop(**customers)), 0)


@pytest.fixture(scope="module")
def hasty() -> Records:
    return played(patience="3 days", may_cancel="until_packing")


def test_who_never_loses_patience_changes_nothing() -> None:
    backorders = played(patience="5000 days")
    until_packing = played(patience="5000 days", may_cancel="until_packing")
    for name in TABLES:
        assert backorders[name].tobytes() == until_packing[name].tobytes()


def test_every_cancelled_order_is_cancelled_when_its_patience_ends(hasty: Records) -> None:
    orders = hasty["orders"]
    gone = orders[orders["state"] == code("order_state", "cancelled")]
    assert len(gone) > 20
    assert (gone["finished_us"] == gone["placed_us"] + PATIENCE).all()


def test_nothing_is_begun_after_patience_has_ended(hasty: Records) -> None:
    longest = []
    for records in (hasty, played(patience="3 days")):
        parcels = records["shipments"]
        waited = parcels["started_us"] - records["orders"]["placed_us"][parcels["order"]]
        longest.append(int(waited.max()))
    assert longest[0] <= PATIENCE < longest[1]


def test_cancelled_in_the_queue_means_void_and_never_begun(hasty: Records) -> None:
    lines = hasty["lines"]
    gone = lines[(lines["state"] == code("line_state", "cancelled")) & (lines["shipment"] >= 0)]
    parcels = hasty["shipments"][gone["shipment"]]
    assert len(gone) > 20
    assert (parcels["state"] == code("shipment_state", "void")).all()
    assert (parcels["started_us"] < 0).all()


def test_fewer_wait_and_those_before_the_fire_are_the_same(hasty: Records) -> None:
    patient = played(patience="3 days")
    assert len(patient["orders"]) == len(hasty["orders"])
    onset = hasty["outages"]["begin_us"][0]
    before = (patient["orders"]["finished_us"] < onset) & (patient["orders"]["finished_us"] >= 0)
    assert before.sum() > 100
    assert np.array_equal(patient["orders"][before], hasty["orders"][before])
    counts = [
        int((one["orders"]["state"] == code("order_state", "cancelled")).sum()) for one in (patient, hasty)
    ]
    assert counts[0] < counts[1]


def test_who_cancelled_no_longer_waits_at_the_node(hasty: Records) -> None:
    parcels, meta = hasty["shipments"], hasty.meta
    left = np.where(parcels["packed_us"] >= 0, parcels["packed_us"], meta.stop_us)
    gone = parcels["state"] == code("shipment_state", "void")
    left[gone] = hasty["orders"]["placed_us"][parcels["order"][gone]] + PATIENCE
    ends = np.append(np.arange(meta.start_us, meta.end_us, 7 * units.DAY)[1:], meta.end_us)
    waiting = [int(((parcels["queued_us"] <= end) & (left > end)).sum()) for end in ends]
    assert floor(hasty).queue[:, 0].tolist() == waiting
    assert max(waiting) > 20


def test_a_late_order_that_was_cancelled_in_the_queue_is_put_down_to_the_outage(hasty: Records) -> None:
    twin = run_replication(
        load_text(shop(patience="3 days", may_cancel="until_packing")), 0, disruptions=False
    )
    found = waits(hasty, twin, incidents(hasty, twin)[0])
    causes = dict(zip(zip(found["cause"], found["subject"], strict=True), found["orders"], strict=True))
    cancelled = int((hasty["orders"]["state"] == code("order_state", "cancelled")).sum())
    assert causes["outage", "depot"] >= cancelled
    assert ("stock", "") not in causes
