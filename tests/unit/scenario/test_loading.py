# ruff: noqa: E501 - tables of YAML read better unbroken
"""A scenario file is read whole: both forms, defaults, notes, changes, and back again."""

from __future__ import annotations

import pickle
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from simnet import units
from simnet.scenario import DEFAULTS, Scenario, ScenarioError, defaults_used, json_schema, load, load_text

SMALL = """\
simnet: 1
timezone: America/New_York
customers: {orders: 150 per day, promise: 5 business days}
skus:
  candle: {price: 28, cost: 7.40, weight: 1.3 lb, sells: 70%}
  book: {price: 34, cost: 6.10, weight: 2.1 lb, sells: 30%}
suppliers:
  ohio: {makes: [candle, book], lead_time: 8 to 18 days, min_order: 500}
  spare: {makes: candle, lead_time: 9 days, backup: true}
nodes:
  3pl: {zip: 43215, capacity: 250 orders per day, order_cutoff: 14:00, pickup: 17:00, stock: 6 weeks}
  garage: {zip: 89501, capacity: 60 orders per day, stock: 2 weeks, refill_from: [3pl]}
"""

DETAILED = (
    SMALL
    + """\
carriers:
  swift:
    services:
      ground: {rates: {base: 8.10, per_lb: 0.55}, transit: 3 to 5 business days}
      zoned: {rates: some-card, transit: {by_zone: {1: 2 days, 9: 6 days}}, days: calendar, deliver_at: null}
    advanced: {congestion: {sd: 0.25}}
lanes:
  - {from: ohio, to: 3pl, transit: 1 day, cost: 140 per shipment, customs: {hold: 8%, for: 2 to 14 days}}
routing: {rules: [ranked, closest], ranked: {west: [garage], south: 3pl, midwest: 3pl, east: [3pl, garage]},
          service: [swift/ground, swift], sync: 15 min}
team: {wage: 30 per h, touch: {reroute: 1 min}}
response: {acts: [mark_down, {order_from: spare}, {expedite: 0.6}, {transfer: {from: 3pl, cover: 1 week}}]}
thresholds:
  - {when: "backlog > 40", each: node, of: [3pl], then: {reroute: true, order_from: spare}}
disruptions:
  - {name: storm, node_outage: 3pl, every: quarter, first: 2026-02-03 09:30, for: {weibull: {shape: 2, scale: 3 days}}}
  - {supplier_delay: ohio, after: {event: storm, delay: 1 day}, add: 2 to 4 days, for: 20 days}
  - {stock_destroyed: garage, starts: 2026-06-08, fraction: 40%, skus: candle}
  - {demand_surge: all, probability: 30%, factor: +80%, for: {discrete: {2 days: 80%, 5 days: 20%}}}
  - {lane_outage: ohio -> 3pl, happens: {gamma: {a: 2, scale: 90 days}}, for: 1 to 4 days}
"""
)


def loaded(text: str) -> Scenario:
    return load_text(text, "small.yaml")


def test_simple_forms_become_detailed() -> None:
    scenario = loaded(SMALL)
    assert scenario.customers.orders == 150
    assert (scenario.customers.promise.days, scenario.customers.promise.business) == (5, True)
    node = scenario.nodes["3pl"]
    assert node.zip == "43215"
    assert node.order_cutoff == 14 * units.HOUR
    assert node.pickup[0].times == (17 * units.HOUR,)
    assert node.stock["candle"].cover == 6 * units.WEEK
    assert node.stock["candle"].refill_from == ("ohio", "spare")
    assert scenario.nodes["garage"].stock["book"].refill_from == ("3pl",)
    assert node.hours[0] == ((8 * units.HOUR, 18 * units.HOUR),)
    assert node.hours[6] == ()
    assert node.luck == "3pl"
    lead = scenario.suppliers["ohio"].lead_time
    assert lead is not None
    assert lead.kind == "range"
    assert lead.params == {"low": 8.0 * units.DAY, "high": 18.0 * units.DAY}
    assert scenario.nodes["garage"].timezone == "America/Los_Angeles"


def test_detailed_forms() -> None:
    scenario = loaded(DETAILED)
    swift = scenario.carriers["swift"]
    ground = swift.services["ground"].transit
    assert ground is not None
    assert ground.business
    assert swift.congestion is not None
    assert swift.congestion.memory == 5 * units.WEEK
    assert swift.services["zoned"].deliver_at is None
    assert set(swift.services["zoned"].by_zone) == {"1", "9"}
    storm, late, lost, surge, lane = scenario.disruptions
    assert storm.every is not None
    assert storm.every.months == 3
    assert storm.first == datetime(2026, 2, 3, 9, 30)
    assert storm.targets == ("3pl",)
    assert late.after is not None
    assert late.after.delay.mean() == units.DAY
    assert lost.fraction == 0.4
    assert lost.skus == ("candle",)
    assert surge.factor == 1.8
    assert surge.lasts is not None
    assert surge.lasts.mean() == pytest.approx(2.6 * units.DAY)
    assert lane.targets == ("ohio -> 3pl",)
    assert lane.happens is not None
    assert lane.happens.mean() == 180 * units.DAY
    assert [act.act for act in scenario.response.acts] == ["mark_down", "order_from", "expedite", "transfer"]
    assert scenario.team.touch.reroute.params["value"] == units.MINUTE
    assert scenario.team.touch.exception.params["value"] == 2 * units.MINUTE


@pytest.mark.parametrize("text", [SMALL, DETAILED])
def test_resolved_loads_again_as_the_same(text: str) -> None:
    from io import StringIO

    scenario = loaded(text)
    out = StringIO()
    YAML(typ="safe").dump(scenario.resolved(), out)
    again = loaded(out.getvalue())
    assert again.resolved() == scenario.resolved()
    assert again.model_dump() == scenario.model_dump()


def test_scenarios_survive_pickling() -> None:
    scenario = loaded(DETAILED)
    copy = pickle.loads(pickle.dumps(scenario))
    assert copy.model_dump() == scenario.model_dump()
    assert copy.place("nodes.3pl.capacity") == scenario.place("nodes.3pl.capacity") == "small.yaml:11:21"


def test_scenarios_are_frozen() -> None:
    with pytest.raises(ValueError, match="frozen"):
        loaded(SMALL).seed = 2  # type: ignore[misc]


def test_drop_shipper_becomes_a_node() -> None:
    ship = "  lab: {makes: [poster], zip: 98101, drop_ships: {handling: 1 to 4 days, fee: 3.50, stock: {poster: 80}}}\n"
    text = SMALL.replace("sells: 30%", "sells: 20%").replace("nodes:\n", ship + "nodes:\n").replace(
        "skus:\n", "skus:\n  poster: {price: 22, cost: 9, weight: 0.6 lb, sells: 10%}\n"
    ).replace("stock: 6 weeks", "stock: {candle: 6 weeks, book: 6 weeks}").replace(
        "stock: 2 weeks", "stock: {candle: 2 weeks}"
    )  # fmt: skip
    node = loaded(text).nodes["lab"]
    assert (node.kind, node.supplier, node.handling_fee) == ("dropship", "lab", 3.5)
    assert node.stock["poster"].initial == 80
    assert node.stock["poster"].policy == "none"
    unlimited = loaded(text.replace(", stock: {poster: 80}", "")).nodes["lab"]
    assert unlimited.stock["poster"].kind == "unlimited"


def test_kit_takes_cost_and_weight_of_its_parts() -> None:
    kit = "  gift: {price: 60, kit: {candle: 2, book: 1}, sells: 0%}\nsuppliers:"
    sku = loaded(SMALL.replace("suppliers:", kit)).skus["gift"]
    assert sku.cost == pytest.approx(2 * 7.40 + 6.10)
    assert sku.weight == pytest.approx(2 * 1.3 + 2.1)


def test_skus_share_equally_when_none_says() -> None:
    text = SMALL.replace(", sells: 70%", "").replace(", sells: 30%", "")
    assert [sku.sells for sku in loaded(text).skus.values()] == [0.5, 0.5]


def test_times_and_words_stay_text() -> None:
    scenario = loaded(SMALL.replace("customers: {", "customers: {country: NO, ").replace("timezone", "name: NO\ntimezone")
                      .replace("promise: 5 business days", "promise: 3 days, regions: {all: {at: [59.9, 10.7]}}"))  # fmt: skip
    assert scenario.name == "NO"
    assert scenario.customers.regions["all"].country == "NO"
    assert scenario.customers.regions["all"].share == 1


def test_several_zones_without_timezone_is_a_note() -> None:
    (note,) = loaded(SMALL.replace("timezone: America/New_York\n", "")).notes
    assert note.severity == "note"
    assert note.rule.endswith("several time zones; the file's dates and times are read in America/New_York")


def test_padded_zip_is_noted() -> None:
    scenario = loaded(SMALL.replace("43215", "2134"))
    assert scenario.nodes["3pl"].zip == "02134"
    (note,) = scenario.notes
    assert (note.severity, note.path, note.place) == ("note", "nodes.3pl.zip", "small.yaml:11:9")
    assert "02134" in note.rule


def test_with_values_changes_and_validates_again() -> None:
    scenario = loaded(SMALL)
    changed = scenario.with_values({"nodes.3pl.capacity": "300 orders per day", "seed": 7, "routing.splits": "never",
                                    "suppliers.spare": None})  # fmt: skip
    assert changed.nodes["3pl"].capacity == 300
    assert changed.seed == 7
    assert changed.routing.splits == "never"
    assert "spare" not in changed.suppliers
    assert scenario.nodes["3pl"].capacity == 250
    with pytest.raises(ScenarioError, match="did you mean capacity"):
        scenario.with_values({"nodes.3pl.capcity": "300 orders per day"})
    with pytest.raises(ScenarioError, match="must be a path"):
        scenario.with_values({"nodes..capacity": 1})
    with pytest.raises(ScenarioError, match="has no part x to change"):
        scenario.with_values({"suppliers.ohio.makes.x": 1})
    with pytest.raises(ScenarioError, match="must be one value"):
        scenario.with_values({"name": "a\nseed: 2"})
    with pytest.raises(ScenarioError, match="loaded from a file"):
        Scenario.model_validate({**_plain(SMALL)}).with_values({"seed": 1})


def _plain(text: str) -> Any:
    return YAML(typ="safe", pure=True).load(text)


def test_defaults_used_are_listed_with_source_and_date() -> None:
    used = {item.path: item for item in defaults_used(loaded(SMALL))}
    assert used["nodes.3pl.hours"].value == DEFAULTS["Node.hours"].value
    assert used["customers.regions"].source.startswith("US Census")
    assert "customers.promise" not in used
    assert "nodes.3pl.pickup" not in used
    assert "nodes.garage.pickup" in used
    assert all(item.source and item.date for item in used.values())


def test_every_default_belongs_to_a_field() -> None:
    import simnet.scenario.base as base

    def below(cls: type) -> set[type]:
        return {cls}.union(*(below(sub) for sub in cls.__subclasses__()))

    fields = {
        f"{cls.__name__}.{name}" for cls in below(base.Model) for name in getattr(cls, "model_fields", {})
    }

    assert set(DEFAULTS) <= fields


# Names, the marker of a form, a flag that no file writes, and factors and chances that change nothing.
PLAIN = {"Scenario.name", "Promotion.name", "StockPolicy.policy", "Distribution.duration", "UnitCost.factor",
         "DrillEvent.probability"}  # fmt: skip


def test_every_default_that_says_something_is_stated_with_its_source() -> None:
    import simnet.scenario.base as base

    def below(cls: type) -> set[type]:
        return {cls}.union(*(below(sub) for sub in cls.__subclasses__()))

    silent = set()
    for cls in below(base.Model):
        for name, field in getattr(cls, "model_fields", {}).items():
            default = None if field.is_required() else field.get_default(call_default_factory=True)
            owners = {f"{owner.__name__}.{name}" for owner in cls.__mro__}
            says = default not in (None, False, "", (), {}) and not isinstance(default, base.Model)
            if says and default != 0 and not owners & (set(DEFAULTS) | PLAIN):
                silent.add(f"{cls.__name__}.{name}")
    assert silent == set()


def test_a_date_may_be_far_away_and_still_be_simulated() -> None:
    from simnet.engine.compile import compile_scenario

    for year in (1901, 2998):
        plan = compile_scenario(loaded(SMALL.replace("timezone:", f"start: {year}-12-28\ntimezone:")))
        assert plan.end > plan.start


def test_a_node_without_capacity_and_stations_packs_any_number() -> None:
    node = loaded(SMALL.replace("capacity: 60 orders per day, ", "")).nodes["garage"]
    assert (node.capacity, node.stations, node.pick) == (None, None, None)


def test_every_field_has_a_sentence() -> None:
    import simnet.scenario.base as base

    def below(cls: type) -> set[type]:
        return {cls}.union(*(below(sub) for sub in cls.__subclasses__()))

    bare = [f"{cls.__name__}.{name}" for cls in below(base.Model)
            for name, field in getattr(cls, "model_fields", {}).items() if not field.description]  # fmt: skip
    assert bare == []


def test_json_schema_knows_both_forms() -> None:
    schema = json_schema()
    text = str(schema)
    assert schema["$schema"].endswith("2020-12/schema")
    assert "extends" in text
    assert "9 deliver" not in text
    policy = schema["$defs"]["StockPolicy"]["anyOf"]
    assert {"object", "string"} == {part["type"] for part in policy}
    stock = schema["$defs"]["Node"]["properties"]["zip"]
    assert "ZIP of the node." in str(stock)


def test_shipped_scenarios_load(request: pytest.FixtureRequest) -> None:
    shipped = Path(__file__).parents[3] / "scenarios" / "smallest.yaml"
    assert load(shipped).name == "Candles from a 3PL and a garage"
