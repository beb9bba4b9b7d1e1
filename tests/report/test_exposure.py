"""The page and the pictures of an exposure study: sentences, the map, the whiteboard in red."""

from __future__ import annotations

import math
import re
import shutil
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from simnet.pricing.usual import library
from simnet.report import write_report
from simnet.report.exposed_network import exposed_network
from simnet.report.exposure import Exposed, exposures, index_of, largest_impact, named
from simnet.report.run import Run
from simnet.report.single_points import differences, headline
from simnet.scenario import load_text
from simnet.scenario.arithmetic import flow_of
from simnet.study import Result
from simnet.study.expose import expose_study
from simnet.study.exposed import failing
from simnet.study.plan import plan_study
from tests.report.browser import CHROMIUM, opened, probed

BRAND = """
simnet: 1
name: Soap & Söhne
horizon: 100 days
warmup: 2 weeks
customers: {orders: 20 per day}
skus: {candle: {price: 28, cost: 7, weight: 1 lb, size: 4 x 4 x 5 in, sells: 100%}}
suppliers: {maker: {makes: [candle], lead_time: 8 to 18 days}}
nodes: {shop: {zip: 43215, capacity: 60 orders per day, stock: 6 weeks}}
carriers: [usps-ground-advantage]
costs: {ticket: 6}
disruptions:
  - {name: storm, node_outage: shop, happens: every 2 years, for: 4 days}
  - {name: stop, supplier_outage: maker, happens: every 3 years, for: 2 days}
"""


def exposed(name: str, kind: str = "node", **given: Any) -> Exposed:
    """Make an element of which customers notice in the given share of ten years."""
    noticed = round(10 * given.pop("noticed", 1.0))
    impact = given.pop("impact", 100.0)
    survive = [1.0] * noticed + [given.pop("survive", 9.0)] * (10 - noticed)
    rows = {
        "survive_days": survive,
        "exposed": [days < 3 for days in survive],
        "service_days": [given.pop("service", 2.0)] * 10,
        "excess_late": [float(number) for number in range(10)],
        "impact": [impact + number for number in range(10)],
        "window_days": [90.5] * 10,
        "censored": [False] * 10,
    }
    about = {
        "downtime_days": 3.0, "source": "your file: storm", "likelihood": "", "detect_days": 0.02,
        "decide_days": 0.05, "backup": "none", "alone_share": 0.0, "alone_skus": (), "alone_regions": (),
    }  # fmt: skip
    return Exposed(kind=kind, name=name, cases=pd.DataFrame(rows), **(about | given))


def test_the_first_sentence_names_what_is_single_by_structure_and_by_measure() -> None:
    one = exposed("shop", alone_share=1.0)
    assert headline([one]) == (
        "Single point of failure: shop. Nothing else can do its work, and customers notice before it is back."
    )
    assert headline([exposed("lab", alone_share=0.04)]).startswith(
        "Single point of failure: lab. Nothing else can do its work for 4% of what you sell"
    )
    assert headline([one, exposed("lab", alone_share=0.04)]).startswith(
        "2 single points of failure: shop and lab. "
    )


def test_where_structure_and_measure_differ_both_are_said() -> None:
    outlasted = exposed("printer", "supplier", alone_share=0.3, noticed=0.2, survive=40.0)
    early = exposed("garage")
    safe = exposed("spare", noticed=0.0, survive=math.inf)
    assert differences([outlasted, early, safe]) == [
        "Nothing replaces it, but you outlast it: printer (you last 40 d, dark for 3 d).",
        "It has a second way, but customers notice first: garage (for 2 d).",
    ]
    others = exposed("ink", "supplier", alone_share=0.3, noticed=0.2, survive=40.0), exposed("attic")
    assert [line.partition(":")[0] for line in differences([outlasted, early, *others])] == [
        "Nothing replaces these, but you outlast these",
        "These have a second way, but customers notice first",
    ]
    assert headline([outlasted, early, safe]) == (
        "No single point of failure: nothing replaces printer, but you last until it is back."
    )
    assert headline([early, safe]) == "No single point of failure, but customers notice when garage is dark."
    assert headline([safe]) == (
        "No single point of failure: whatever goes dark alone, you last until it is back."
    )
    assert differences([safe]) == []


def test_what_follows_from_another_is_not_named_beside_it() -> None:
    found = [exposed("shop"), exposed("shop -> west", "lane"), exposed("van", "carrier")]
    found += [exposed("van/ground", "service"), exposed("mill -> shed", "lane"), exposed("a + b", "pair")]
    assert [one.name for one in named(found)] == ["shop", "van", "mill -> shed"]


def test_exposed_is_at_least_half_and_what_may_turn_is_marked() -> None:
    assert exposed("a", noticed=0.5).exposed
    assert not exposed("a", noticed=0.4).exposed
    assert exposed("a", noticed=0.6).unsure
    assert not exposed("a", noticed=1.0).unsure, "10 of 10: at least 72% of all years"


def test_times_that_were_not_over_are_not_made_up() -> None:
    never = exposed("spare", noticed=0.0, survive=math.inf)
    assert never.lasts == ">90 d", "no further than the shortest window"
    assert exposed("a", service=math.inf).notice == "not back"
    assert exposed("a", service=0.0).notice == "not at all"


def test_the_index_is_by_the_largest_impact_of_any_alone() -> None:
    found = [exposed("a", impact=200.0), exposed("b", impact=100.0), exposed("a + b", "pair", impact=900.0)]
    largest = largest_impact(found)
    assert [round(index_of(one, largest), 3) for one in found[:2]] == [1.0, round(104.5 / 204.5, 3)]
    assert index_of(exposed("c", impact=-500.0), largest) == 0.0
    assert math.isnan(index_of(found[0], 0.0))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("results") / "exposed"
    scenario = load_text(BRAND, "brand.yaml")
    flow = flow_of(scenario, library())
    study = expose_study(scenario, failing(scenario, flow, kinds=["node", "supplier", "carrier"]), flow,
                         plan_study(4, jobs=1), out=target, given=BRAND.encode(),
                         about={"command": "simnet expose brand.yaml"})  # fmt: skip
    assert not study.failures
    return target


def test_the_page_and_its_pictures_are_drawn_from_the_tables_alone(folder: Path) -> None:
    written = [path.relative_to(folder).as_posix() for path in write_report(folder)]
    assert written == ["charts/whiteboard.png", "charts/disruption-map.png", "report.html"]
    before = {name: (folder / name).read_bytes() for name in written}
    write_report(folder)
    assert {name: (folder / name).read_bytes() for name in written} == before


def test_the_page_says_what_the_tables_say_and_asks_nothing_of_the_network(folder: Path) -> None:
    write_report(folder)
    page = (folder / "report.html").read_text(encoding="utf-8")
    run = Run(Result.open(folder))
    found = exposures(run)
    assert {one.name for one in found if one.is_both} == {"shop", "usps-ground-advantage"}
    assert f"<h1>{headline(found)}</h1>" in page.replace("&#39;", "'")
    for heading in ("failure point", "how likely", "it costs", "late orders", "notice + decide",
                    "what takes over", "risk exposure index", "where that comes from"):  # fmt: skip
        assert f">{heading}</th>" in page
    assert "every 2 years" in page
    assert "dcvelocity.com" in page, "a downtime that is not in the file has its source"
    assert "simnet expose brand.yaml" in page
    assert not re.findall(r'(?:src|href)="(?!data:|#)', page)
    assert page.count("<figure>") == 2


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium or Chrome is installed to open the page with")
def test_a_browser_shows_the_page_without_a_network(folder: Path, tmp_path: Path) -> None:
    write_report(folder)
    page = Path(shutil.copy(folder / "report.html", tmp_path / "report.html"))
    dom = opened(page, "--dump-dom")
    assert dom.count("<figure>") == 2
    assert "Disruption map" in dom
    assert probed(page, 400) == (0, 2, 0)


def test_what_nothing_replaces_is_red_on_the_whiteboard(folder: Path) -> None:
    run = Run(Result.open(folder))
    network = exposed_network(run, exposures(run))
    assert {place.key for place in network.places if place.weak} == {"shop", "maker"}
    assert network.headline.startswith("2 single points of failure: ")
    assert [name for name, _ in network.lasts] == ["shop", "usps-ground-advantage", "maker"]
    assert all(way.only for way in network.ways if way.origin == "shop"), "the only carrier is one of them"
