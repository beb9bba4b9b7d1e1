# ruff: noqa: E501 - tables of YAML read better unbroken
"""What to write instead: the repairs that messages about a scenario end with, word by word."""

from __future__ import annotations

from pathlib import Path

import pytest

from simnet.scenario import ScenarioError, load, load_text
from tests.unit.scenario.test_messages import CLOSED, EVENT, made, problems

A_TIME = "such as 45 min, 36 h or 10 days"
TWICE = EVENT[:-1] + ", {node_outage: 3pl, starts: 2026-04-02, for: 3 days}]"
# (what is replaced, by what, what is added at the end, path of the problem, its repair)
REPAIRS: list[tuple[str, str, str, str, str]] = [
    ("ohio: {", "maker: {makes: [candle], lead_time: 3 days, luck: ohio}\n  ohio: {", "", "suppliers.ohio.luck", "give each its own"),
    ("43215", "00001", "", "nodes.3pl.zip", "give at: [latitude, longitude] instead"),
    ("", "", CLOSED, "customers.regions.west", "open a lane to it"),
    ("8 to 18 days", "18 to 8 days", "", "suppliers.ohio.lead_time", "exchange the two ends"),
    ("8 to 18 days", "{uniform: {low: 8 days, high: 8 days}}", "", "suppliers.ohio.lead_time.uniform.high", "use {fixed: …} for a single value"),
    ("8 to 18 days", "{empirical: {file: a.csv, column: b}}", "", "suppliers.ohio.lead_time.empirical", "such as unit: days"),
    ("8 to 18 days", "0 to 8 days", "", "suppliers.ohio.lead_time", "use {uniform: {low: …, high: …}} for a range from 0"),
    ("8 to 18 days", "soon", "", "suppliers.ohio.lead_time", A_TIME),
    ("8 to 18 days", "[]", "", "suppliers.ohio.lead_time", A_TIME),
    ("timezone:", "warmup: -3 days\ntimezone:", "", "warmup", "0 days or more"),
    ("timezone:", "warmup: soon\ntimezone:", "", "warmup", A_TIME),
    ("", "", TWICE, "disruptions.1.name", "give each its name"),
    ("timezone:", "extends: 3\ntimezone:", "", "extends", "such as base.yaml"),
    ("promise:", "weekdays: {mon: []}, promise:", "", "customers.weekdays.mon", "such as 1.8 or +80%"),
    ("promise:", "weekdays: {mon: x}, promise:", "", "customers.weekdays.mon", "such as 12 or 3.5"),
    ("promise:", "lines: {x: 100%}, promise:", "", "customers.lines.x", "such as 1, 2 or 3+"),
    ("zip: 43215", "at: 3", "", "nodes.3pl.at", "such as [39.96, -83.00]"),
    ("promise:", "regions: {a.b: {zip: 10001}}, promise:", "", "customers.regions.a.b", "such as candle-fig"),
    ("pickup: 17:00", 'hours: {mon: "08:00-08:00"}', "", "nodes.3pl.hours.mon", "write always for day and night"),
    ("pickup: 17:00", "hours: {moon: always}", "", "nodes.3pl.hours.moon", "such as mon-fri"),
    ("pickup: 17:00", "hours: {mon-sox: always}", "", "nodes.3pl.hours.mon-sox", "such as mon-fri"),
    ("pickup: 17:00", "hours: {3: always}", "", "nodes.3pl.hours.3", "such as mon-fri"),
    ("pickup: 17:00", "pickup: 25:00", "", "nodes.3pl.pickup.0.times.0", "such as 14:00"),
    ("pickup: 17:00", "pickup: noon", "", "nodes.3pl.pickup.0.times.0", "such as 14:00"),
    ("pickup: 17:00", "pickup: {swift: {capacity: 3}}", "", "nodes.3pl.pickup.0", 'such as "17:00"'),
    ("pickup: 17:00", "stations: 3", "", "nodes.3pl.capacity", "keep one: capacity, or stations with pick"),
    ("capacity: 250 orders per day", "pick: 4 min", "", "nodes.3pl", "such as stations: 2"),
    ("capacity: 250 orders per day", "stations: 2", "", "nodes.3pl", "such as pick: {per_order: 4 min}"),
    ("zip: 43215, ", "", "", "nodes.3pl", "such as zip: 43215 or at: [39.96, -83.00]"),
    ("min_order: 500", "drop_ships: true", "", "suppliers.ohio", "such as zip: 98101"),
    ("min_order: 500", "drop_ships: {stock: 5}", "", "suppliers.ohio.drop_ships.stock", "such as {poster: 200}"),
    ("", "", 'thresholds: [{when: "damage > 2%", then: [{a: 1, b: 2}]}]', "thresholds.0.then.0", "such as reroute or {order_from: backup}"),
    ("", "", 'thresholds: [{when: "damage > 2%", then: []}]', "thresholds.0.then", "such as then: alert"),
    ("", "", 'thresholds: [{when: "damage > 2%", then: order_from}]', "thresholds.0.then.0", "such as {order_from: ohio}"),
    ("", "", 'thresholds: [{when: "damage > 2%", then: expedite}]', "thresholds.0.then.0", "such as {expedite: 0.6}"),
    ("", "", "response: {acts: transfer}", "response.acts.0", "such as {transfer: {from: reno, cover: 1 week}}"),
    ("", "", "response: {acts: [{act: alert, supplier: ohio}]}", "response.acts.0.supplier", "it belongs to order_from"),
    ("", "", "response: {acts: {transfer: {from: 3pl, qantity: 3}}}", "response.acts.0.transfer.qantity", "did you mean quantity?"),
    ("", "", EVENT.replace("3pl", "[]"), "disruptions.0.node_outage", "such as all"),
    ("min_order: 500", "min_order: [1]", "", "suppliers.ohio.min_order", "such as 500"),
    ("promise:", "country: USA, promise:", "", "customers.country", "such as US"),
    ("promise:", "loyalty: {late: 6%}, promise:", "", "customers.loyalty.late", "such as -6%"),
    ("zip: 43215", "zip: [1]", "", "nodes.3pl.zip", "such as 43215"),
    ("pickup: 17:00", "holidays: America", "", "nodes.3pl.holidays", "such as US"),
    ("timezone:", "currency: dollars\ntimezone:", "", "currency", "such as USD"),
    ("stock: 6 weeks", "stock: {candle: {cover: 9 days, service: 100%}}", "", "nodes.3pl.stock.candle.service", "such as 97%"),
    ("", "", "routing: []", "routing.rules", "such as [closest]"),
    ("", "", "routing: [ranked]", "routing.rules", "such as ranked: {west: [3pl, garage]}"),
    ("8 to 18 days", "{lognorm: {s: 11, scale: 3 days}}", "", "suppliers.ohio.lead_time.lognorm.s", "s is the sd of the logarithm"),
    ("simnet: 1", "simnet: 1\n---\nsimnet: 1", "", "", "keep one document per file"),
    ("timezone:", "name: !secret x\ntimezone:", "", "name", "remove the tag"),
    ("timezone:", "name: a\x07b\ntimezone:", "", "", "remove control characters"),
    ("price: 28", "price: cheap", "", "skus.candle.price", "such as 7.40"),
    ("\n  3pl:", "\n  - 3pl:", "", "", "check quotes, colons and indentation here"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "extra", "path", "repair"), REPAIRS)
def test_a_repair_is_said(old: str, new: str, extra: str, path: str, repair: str) -> None:
    found = problems(made(old, new, extra))
    assert repair in [problem.repair for problem in found if problem.path == path], "\n".join(map(str, found))


def test_the_rules_of_acts() -> None:
    bare = problems(made(extra="response: {acts: [order_from, expedite, transfer]}"))
    assert [problem.rule for problem in bare] == [
        "needs more than its name: the supplier that is ordered from",
        "needs more than its name: the factor on the time that is left",
        "needs more than its name: what is moved from where",
    ]
    (odd,) = problems(made(extra="response: {acts: [{act: alert, supplier: ohio}]}"))
    assert (odd.value, odd.rule) == ("ohio", "means nothing for alert")


def test_a_file_elsewhere_is_named_relative_to_this_one(tmp_path: Path) -> None:
    file = tmp_path / "s.yaml"
    file.write_text(made("timezone:", "extends: ../base.yaml\ntimezone:"))
    with pytest.raises(ScenarioError) as caught:
        load(file)
    assert [problem.repair for problem in caught.value.problems] == ["name it relative to this file"]


def test_a_kit_is_named_by_its_components() -> None:
    gift = "gift: {price: 9, kit: {book: 1}}\n  more: {price: 9, kit: {gift: 1}}"
    text = made("makes: [candle, book]", "makes: [candle, book, gift]", kit=gift)
    text = text.replace("stock: 6 weeks", "stock: {gift: 6 weeks, candle: 6 weeks, book: 6 weeks}")
    assert [(problem.path, problem.repair) for problem in problems(text)] == [
        ("skus.more.kit.gift", "name its components"),
        ("suppliers.ohio.makes", "name its components"),
        ("nodes.3pl.stock.gift", "stock its components"),
    ]


def test_what_a_name_should_have_named() -> None:
    ships = made("min_order: 500", "zip: 43215, drop_ships: {stock: {boook: 3}}")
    (problem,) = (x for x in problems(ships) if x.path == "suppliers.ohio.drop_ships.stock")
    assert problem.rule == "is not the name of a SKU it makes"
    (shock,) = problems(
        made(extra=EVENT.replace("node_outage: 3pl", "cost_shock: rate, factor: 2, lanes: [mars]"))
    )
    assert shock.rule == "is not the name of a supplier or node"


def test_a_zip_that_lost_its_zeros_is_noted() -> None:
    text = made("promise:", "regions: {east: {share: 100%, zip: 2134}}, promise:")
    (note,) = load_text(text, "s.yaml").notes
    assert (note.severity, note.rule) == ("note", "a ZIP of fewer than 5 digits is read as 02134")
    assert note.repair == 'write "02134" in quotes'
