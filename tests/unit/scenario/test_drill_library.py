"""The shipped drills: complete, checked, and each of what its name says."""

from __future__ import annotations

from pathlib import Path

import pytest

from simnet.cli.check import examine_scenario
from simnet.scenario import agenda, load_drills, with_occasion

KINDS = {
    "node-dark": {"node_outage"},
    "supplier-late": {"supplier_delay"},
    "service-suspended": {"carrier_service_suspended"},
    "system-outage": {"system_outage"},
    "port-and-customs": {"supplier_outage", "port_congestion", "customs_hold"},
    "stock-destroyed": {"stock_destroyed", "node_capacity"},
    "sync-error-on-promotion": {"inventory_sync_error"},
    "two-at-once": {"node_outage", "carrier_delay"},
    "small-batch": {"node_outage"},
    "surge-when-degraded": {"demand_surge", "node_capacity"},
}


def test_the_library_is_whole(scenarios: Path) -> None:
    folder = scenarios / "drills"
    assert {path.stem for path in folder.glob("*.yaml")} == set(KINDS)
    readme = (folder / "README.md").read_text(encoding="utf-8")
    assert all(f"`{name}.yaml`" in readme for name in KINDS)


@pytest.mark.parametrize("name", KINDS)
def test_each_drill_can_be_held_without_a_warning(scenarios: Path, name: str) -> None:
    scenario = load_drills(scenarios / "drills" / f"{name}.yaml")
    (drill,) = scenario.drills
    assert {event.type for event in drill.events} == KINDS[name]
    assert drill.why
    assert [str(one) for one in examine_scenario(scenario) if one.severity == "warning"] == []
    dates = agenda(scenario)
    assert len(dates) == (4 if drill.schedule else 1)
    for occasion in dates:
        assert with_occasion(scenario, occasion).rehearsal is not None


@pytest.mark.parametrize("name", KINDS)
def test_numbers_are_marked_as_assumptions_or_have_a_source(scenarios: Path, name: str) -> None:
    text = (scenarios / "drills" / f"{name}.yaml").read_text(encoding="utf-8")
    assert text.count("[A]") >= 2
    assert text.startswith("# ")
