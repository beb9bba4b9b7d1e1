"""The page of a run: what it says, that it is whole, and that it holds together for thin runs."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest

from simnet.errors import SimnetError
from simnet.report import certainty
from simnet.report.incidents import kinds
from simnet.report.lines import lines
from simnet.report.page import page
from simnet.report.pictures import chosen, pictures, slug
from simnet.report.run import Run
from simnet.report.sections import scores, time, worst_of, wrong
from simnet.report.words import label
from simnet.scenario import load_text
from tests.charts import frames
from tests.report import fakes
from tests.report.fakes import FakeFolder

SMALLEST = """
simnet: 1
name: <b>A & "B"</b>
customers: {orders: 20 per day}
skus: {candle: {price: 28, cost: 7, weight: 1 lb, size: 4 x 4 x 5 in, sells: 100%}}
suppliers: {maker: {makes: [candle], lead_time: 8 to 18 days}}
nodes: {shop: {zip: 43215, capacity: 60 orders per day, stock: 6 weeks}}
carriers: [usps-ground-advantage]
"""


@pytest.fixture
def run(scenarios: Path) -> Run:
    return Run(fakes.hybrid(scenarios))


class _Strict(HTMLParser):
    """Collects what is open, so that a page whose tags do not close is found."""

    VOID = ("meta", "img", "br", "link")

    def __init__(self) -> None:
        super().__init__()
        self.stack: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.stack.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.stack.pop() == tag


def test_the_page_is_well_formed_and_asks_nothing_of_the_network(run: Run) -> None:
    parser = _Strict()
    parser.feed(page(run))
    assert parser.stack == []
    assert not [tag for tag, _ in parser.tags if tag in ("script", "link", "iframe", "object")]
    sources = [attrs.get("src") or attrs.get("href") or "" for _, attrs in parser.tags]
    assert all(source.startswith(("data:", "#")) for source in sources if source)
    assert "http" not in re.sub(r'http-equiv="[^"]*"', "", page(run))


def test_the_sections_come_in_the_order_in_which_a_person_asks(run: Run) -> None:
    found = re.findall(r'<section id="(\w+)">', page(run))
    asked = "scorecard wrong network recovery stock cost time review assumed sure repeat"
    assert found == asked.split()


def test_the_answer_names_what_hurts_most_by_late_orders_a_year(scenarios: Path) -> None:
    found = frames.incidents(frames.TYPICAL, noticed=1, censored=0)
    found.loc[found["events"] == "winter storm", "excess_late"] = 100.0
    found.loc[found["events"] == "carrier backlog", "excess_late"] = 50.0
    found.loc[found["events"] == "winter storm", "service_days"] = 9.0
    said = worst_of(kinds(Run(fakes.hybrid(scenarios, incidents=found))))
    assert said == "What hurts most is columbus dark: 100 late orders a year; customers notice for 9 days."


def test_what_may_be_luck_is_only_among_the_worst(scenarios: Path) -> None:
    found = frames.incidents(frames.TYPICAL, noticed=1, censored=0)
    found["excess_late"] = 100.0
    found.loc[(found["events"] == "winter storm") & (found["replication"] == 0), "excess_late"] = 130.0
    said = worst_of(kinds(Run(fakes.hybrid(scenarios, incidents=found))))
    assert said.startswith("Among the worst is columbus dark")


def test_without_incidents_nothing_goes_wrong(scenarios: Path) -> None:
    run = Run(fakes.hybrid(scenarios, incidents=frames.incidents(frames.TYPICAL).iloc[:0]))
    assert "Nothing goes wrong in this scenario: it names no disruptions." in page(run)
    assert not [picture for picture in pictures(run) if picture.chart in ("recovery", "waterfall")]


def test_what_nobody_noticed_hurts_nobody(scenarios: Path) -> None:
    run = Run(fakes.hybrid(scenarios, incidents=frames.incidents(frames.TYPICAL, noticed=0)))
    assert worst_of(kinds(run)) == "Of what went wrong, customers noticed next to nothing."
    assert "Of what went wrong, customers noticed next to nothing." in page(run)


def test_misses_come_first_and_say_in_how_many_years_the_limit_was_kept(run: Run) -> None:
    (table,) = scores(run).tables
    assert table.bold == {0, 1}
    found = {row[0]: row[1:] for row in table.rows}
    assert list(found)[:3] == ["✗ Orders on time", "✗ Orders that found no stock", "✓ Damaged"]
    assert found["✗ Orders on time"] == ("94.5%", "93.0%", "99.0%", "95% or more", "●●●●●○○○○○ 5")
    assert found["✗ Orders that found no stock"][3:] == (
        "under 2 of critical skus in 30 days",
        "●●●○○○○○○○ 3",
    )
    assert found["✓ Damaged"][-1] == "●●●●●●●●●● 10"
    assert found["Orders cancelled or lost"] == ("12", "12", "12", "", "")
    assert found["Your time a week"][0] == "2.9 h"
    assert found["Cost per order"][0] == "$12.86"


def test_without_limits_there_are_no_columns_for_them() -> None:
    scenario = load_text(SMALLEST, "smallest.yaml")
    (table,) = scores(Run(FakeFolder(scenario, {"replications": fakes.replications()}))).tables
    assert table.headings == ("", "typical", "bad year*", "without disruptions")
    assert {len(row) for row in table.rows} == {4}


def test_what_was_sold_out_for_longest_is_shown_at_its_worst_place(scenarios: Path) -> None:
    """Days of several places do not add up: nothing is sold out for 500 days of a year."""
    stock = fakes.skus()
    reno = (stock["node"] == "reno") & (stock["sku"] == "candle-fig")
    stock.loc[reno & (stock["world"] == "disrupted"), "stockout_days"] = 7.0
    stock.loc[reno & (stock["world"] == "twin"), "stockout_days"] = 3.0
    line = lines(Run(fakes.hybrid(scenarios, skus=stock)))[-1]
    assert (line.label, line.typical, line.without) == ("candle-fig sold out somewhere", 9.0, 3.0)


def test_a_measure_that_the_run_does_not_have_is_left_out(scenarios: Path) -> None:
    thin = fakes.replications().drop(columns=["damage.numerator", "damage.denominator"])
    (table,) = scores(Run(fakes.hybrid(scenarios, replications=thin))).tables
    assert not any("Damaged" in row[0] for row in table.rows)


def test_a_year_without_any_order_counts_for_no_ratio(scenarios: Path) -> None:
    table = fakes.replications()
    table.loc[table["replication"] == 0, ["on_time.numerator", "on_time.denominator"]] = 0.0
    assert len(Run(fakes.hybrid(scenarios, replications=table)).per_year("on_time")) == 59


def test_too_few_years_have_no_bad_one(scenarios: Path) -> None:
    few = fakes.replications(frames.SMALL)
    (table,) = scores(Run(fakes.hybrid(scenarios, replications=few))).tables
    assert {row[2] for row in table.rows[:-1]} == {"–"}


def test_incidents_of_several_disruptions_are_one_kind_and_come_last(scenarios: Path) -> None:
    table = frames.incidents(frames.TYPICAL)
    table.loc[:20, "events"] = "winter storm,smoke"
    table.loc[:20, "excess_late"] = 99_999.0
    found = kinds(Run(fakes.hybrid(scenarios, incidents=table)))
    assert [kind.label for kind in found][-1] == "Several at once"
    assert len(found[-1].cases) == 21
    assert sum(len(kind.cases) for kind in found) == len(table)


def test_an_outage_without_a_name_is_called_what_it_does(scenarios: Path) -> None:
    table = frames.incidents(frames.TYPICAL)
    table["events"] = table["events"].replace({"winter storm": "node_outage columbus"})
    names = {row[0] for row in wrong(Run(fakes.hybrid(scenarios, incidents=table))).tables[0].rows}
    assert "columbus dark" in names
    assert any(name.startswith("carrier backlog (") for name in names)


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        ([0.0] * 20, "No week asks anything of you."),
        ([0.0] * 19 + [90.0], "95% of all weeks ask nothing of you; the worst takes 1.5 h."),
        (
            [0.0] * 10 + [30.0] * 9 + [90.0],
            "50% of all weeks ask nothing of you; 1 week in 10 takes 30 min or more, the worst of all 1.5 h.",
        ),
    ],
)
def test_what_weeks_ask_of_the_team(scenarios: Path, minutes: list[float], said: str) -> None:
    weeks = frames.weeks(frames.TYPICAL).query("world == 'disrupted'").iloc[: len(minutes)]
    assert time(Run(fakes.hybrid(scenarios, weeks=weeks.assign(team_minutes=minutes)))).lead == said


def test_single_points_of_failure_are_listed_by_what_they_do(run: Run) -> None:
    table = wrong(run).tables[-1]
    assert table.headings[0] == "If it goes dark"
    assert table.rows[0][:5] == ("columbus", "3 d", "0 d", "9 d", "520")
    assert table.rows[1][:5] == ("printer", "3 d", "always", "not at all", "0")
    assert "reno" in table.rows[0][5]
    assert "On time in a typical year: 94.5%. When columbus goes dark, customers notice for 9 days." in page(
        run
    )


@pytest.mark.parametrize(
    ("row", "wanted"),
    [
        (("a", "node_outage", "3pl"), "3pl dark"),
        (("a", "carrier_delay", "x,y"), "x and y slow"),
        (("a", "node_outage", "x,y,z"), "x and 2 others dark"),
        (("a", "system_outage", "all"), "Order system out"),
        (("a,b", "node_outage", "3pl"), "Several at once"),
        (("a", "new_kind", "3pl"), "3pl new kind"),
    ],
)
def test_incidents_are_called_what_a_founder_would(row: tuple[str, str, str], wanted: str) -> None:
    assert label(*row) == wanted


def test_a_thin_run_has_apage() -> None:
    scenario = load_text(SMALLEST, "smallest.yaml")
    run = Run(FakeFolder(scenario, {"replications": fakes.replications(frames.SMALL)}))
    said = page(run)
    assert "This run has no costs" in said
    assert "<b>" not in said.replace("<body>", "")
    assert "&lt;b&gt;A &amp; &#34;B&#34;&lt;/b&gt;" in said
    assert [picture.name for picture in pictures(run)] == ["whiteboard"]
    assert pictures(run)[0].draw().get_size_inches()[0] > 7


def test_failed_years_are_told(scenarios: Path) -> None:
    failures = pd.DataFrame({"replication": [3], "seed": [7], "error": ["boom"]})
    assert "1 simulated year failed and is not in these figures." in page(
        Run(fakes.hybrid(scenarios, failures=failures))
    )


def test_defaults_are_those_that_the_run_has_noted(scenarios: Path) -> None:
    folder = fakes.hybrid(scenarios)
    assert "has not noted which values were defaults" in page(Run(folder))
    noted = {"path": "customers.hours", "value": [1] * 24, "source": "a guess", "date": "2026-01"}
    folder.manifest["defaults"] = [noted] * 70
    said = page(Run(folder))
    assert "70 values are not in your file" in said
    assert "24 × 1" in said
    assert "a guess (2026-01)" in said
    assert "and 10 others" in said
    folder.manifest["defaults"] = []
    assert "your file gives every value itself" in page(Run(folder))


def test_the_defaults_that_weigh_most_are_told_in_words_and_units(scenarios: Path) -> None:
    weights = pd.DataFrame({
        "path": ["nodes.reno.hours", "nodes.reno.hours", "team.touch", "team.touch", "nodes.reno.idle"],
        "measure": ["on_time", "landed_cost_an_order", "on_time", "landed_cost_an_order", "on_time"],
        "value": 1.0, "low": [-0.02, 0.123, -0.001, 0.0, 0.0], "high": [0.01, -3.5, 0.001, 0.0, 0.0],
        "replications": 20,
    })  # fmt: skip
    table = certainty.assumed(Run(fakes.hybrid(scenarios, weights=weights))).tables[0]
    assert table.rows == (
        ("reno hours", "orders on time", "−2.00 points", "+1.00 points"),
        ("reno hours", "cost per order", "+$0.12", "−$3.50"),
        ("touch", "orders on time", "−0.10 points", "+0.10 points"),
    )


def test_the_command_repeats_the_run(run: Run) -> None:
    assert "simnet run brand.yaml --replications 60 --seed 7<" in page(run)
    run.folder.manifest |= {"file": "my brand.yaml", "set": {"customers.orders": "250 per day"}}
    command = "simnet run 'my brand.yaml' --replications 60 --seed 7 --set 'customers.orders=250 per day'"
    assert command in html.unescape(page(run))


def test_the_same_run_gives_the_same_page(scenarios: Path) -> None:
    first, second = (page(Run(fakes.hybrid(scenarios))) for _ in range(2))
    assert first == second


def test_files_of_pictures_have_plain_and_different_names(run: Run) -> None:
    names = [picture.name for picture in pictures(run)]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z0-9-]+", name) for name in names)
    assert slug("../../etc/passwd $ 嵐") == "etc-passwd"


def test_every_picture_has_words_for_those_who_cannot_see_it(run: Run) -> None:
    assert all(picture.alt and picture.caption for picture in pictures(run))
    assert {picture.chart for picture in pictures(run)} == set(chosen(None))


def test_a_chart_that_there_is_not_is_refused_by_name() -> None:
    with pytest.raises(SimnetError, match=r"whitebord is not a chart of a run \(did you mean whiteboard\?"):
        chosen(["whitebord"])
    assert chosen(["cost", "whiteboard"]) == ("whiteboard", "cost")
