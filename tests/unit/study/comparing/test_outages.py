"""Outages that are priced: which there are, how often they come, and that all designs have the same."""

from __future__ import annotations

import pytest

from simnet import units
from simnet.engine.replication import run_replication
from simnet.scenario import load_text
from simnet.study.comparing.outages import LEVELS, darkened, has, outages_of
from simnet.study.dark import ONSETS
from simnet.study.plan import StudyError
from tests.unit.study.comparing.worlds import ONE, TWO, one, two

SPARE = "  - {name: smoke, node_outage: spare, happens: every 30 days, for: 1 day}\n"


def with_events(text: str, events: str):
    return load_text(text[: text.index("disruptions:")] + "disruptions:\n" + events, "made.yaml")


def test_the_outages_of_the_first_file_are_priced_with_their_rate_in_each():
    designs = {"one": one(), "two": load_text(TWO + SPARE, "two.yaml")}
    (fire,) = outages_of(designs)
    assert (fire.element, fire.kind) == ("depot", "node")
    assert fire.rates == pytest.approx({"one": 365 / 80, "two": 365 / 80})
    assert [outage.element for outage in outages_of(designs, ["spare", "depot"])] == ["spare", "depot"]
    assert outages_of(designs, ["spare"])[0].rates == pytest.approx({"two": 365 / 30})


def test_those_of_the_next_file_are_priced_if_the_first_has_none():
    calm = load_text(ONE[: ONE.index("disruptions:")], "calm.yaml")
    assert [outage.element for outage in outages_of({"calm": calm, "one": one()})] == ["depot"]
    assert outages_of({"calm": calm, "still": calm}) == ()


def test_a_name_without_an_outage_is_refused_with_the_nearest():
    with pytest.raises(StudyError, match=r"depo has no outage in these files \(did you mean depot\?\)"):
        outages_of({"one": one(), "two": two()}, ["depo"])


@pytest.mark.parametrize(
    ("when", "rate"),
    [
        ("happens: every 3 months", 365 / 90),
        ("every: quarter", 4),
        ("every: quarter, probability: 50%", 2),
        ("every: 73 days", 5),
        ("starts: 2026-02-01", 365 / 60),
        ("starts: 2026-02-01, probability: 10%", 0.1 * 365 / 60),
        ("probability: 10%", 0.1 * 365 / 60),
    ],
)
def test_how_often_an_outage_comes_is_read_from_the_file(when, rate):
    found = with_events(ONE, f"  - {{name: fire, node_outage: depot, {when}, for: 2 days}}\n")
    (fire,) = outages_of({"made": found, "one": one()})
    assert fire.rates["made"] == pytest.approx(rate, rel=0.02)


def test_the_most_frequent_event_of_an_element_is_simulated_and_all_of_them_count():
    events = (
        "  - {name: rare, node_outage: depot, every: year, for: 9 days}\n"
        "  - {name: often, node_outage: depot, every: quarter, for: 1 day}\n"
        "  - {name: later, node_outage: depot, after: rare, for: 3 days}\n"
        "  - {name: slow, node_capacity: depot, every: month, factor: 0.5, for: 3 days}\n"
    )
    (found,) = outages_of({"made": with_events(ONE, events), "one": one()})
    assert found.event.name == "often"
    assert found.rates["made"] == 5
    assert set(found.downtimes) == {units.DAY}


def test_lengths_are_the_middles_of_the_quarters_of_the_outage_in_turn():
    (fire,) = outages_of({"one": one(), "two": two()})
    assert len(fire.downtimes) == len(LEVELS)
    assert list(fire.downtimes) == sorted(fire.downtimes)
    assert 2 * units.DAY < fire.downtimes[0] < fire.downtimes[-1] < 8 * units.DAY
    turns = [fire.downtime(k) for k in range(len(ONSETS) * len(LEVELS))]
    assert [turns.count(length) for length in fire.downtimes] == [len(ONSETS)] * len(LEVELS)


def test_the_outage_is_the_same_in_every_design_and_nothing_else_happens():
    designs = {"one": one(), "two": load_text(TWO + SPARE, "two.yaml")}
    (fire,) = outages_of(designs)
    seen = []
    for scenario in designs.values():
        changed = darkened(scenario, fire, 5)
        assert changed is not None
        records = run_replication(changed, 5)
        row = records["outages"]
        assert len(row) == 1
        seen.append(tuple(int(row[name][0]) for name in ("begin_us", "end_us", "detected_us", "decided_us")))
    assert seen[0] == seen[1]
    assert seen[0][1] - seen[0][0] == fire.downtime(5)


def test_a_design_that_lacks_what_goes_dark_is_not_hit():
    designs = {"two": load_text(TWO + SPARE, "two.yaml"), "one": one()}
    (spare,) = outages_of(designs, ["spare"])
    assert darkened(designs["one"], spare, 0) is None
    assert darkened(designs["two"], spare, 0) is not None


def test_a_design_suffers_an_outage_as_its_own_file_says():
    own = ONE.replace("for: 2 to 8 days}", "for: 1 day, in_progress: lose}")
    (fire,) = outages_of({"one": one(), "own": load_text(own, "own.yaml")})
    changed = darkened(load_text(own, "own.yaml"), fire, 0)
    assert changed is not None
    assert changed.disruptions[0].in_progress == "lose"
    assert run_replication(changed, 0)["outages"]["end_us"][0] > 0


def test_a_service_and_a_lane_go_dark_where_they_are():
    scenario = one()
    assert has(scenario, "service", "van/ground")
    assert not has(scenario, "service", "van/air")
    assert not has(scenario, "service", "truck/ground")
    assert has(scenario, "lane", "factory -> depot")
    assert not has(scenario, "lane", "factory -> spare")
    events = (
        "  - {name: strike, carrier_service_suspended: van, services: [ground], every: year, for: 5 days}\n"
    )
    made = with_events(ONE, events)
    (strike,) = outages_of({"made": made, "one": one()})
    assert strike.element == "van/ground"
    changed = darkened(made, strike, 0)
    assert changed is not None
    assert changed.disruptions[0].targets == ("van",)
    assert changed.disruptions[0].services == ("ground",)


def test_a_maker_that_packs_itself_has_two_outages_with_names_that_differ():
    text = ONE.replace("lead_time: 7 days}", "lead_time: 7 days, zip: 43215, drop_ships: {handling: 1 day}}")
    events = (
        "  - {name: stop, supplier_outage: factory, every: quarter, for: 5 days}\n"
        "  - {name: ill, node_outage: factory, every: year, for: 5 days}\n"
    )
    found = outages_of({"made": with_events(text, events), "one": one()})
    assert [outage.element for outage in found] == ["factory (supplier)", "factory (node)"]
