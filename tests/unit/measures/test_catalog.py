"""The catalog of measures says what a summary holds, and the docs say it too."""

from __future__ import annotations

from pathlib import Path

from simnet.measures import summarize
from simnet.measures.catalog import COST_LINES, MEASURES, RATIOS, columns
from simnet.records.results import RESULT_TABLES, WORLDS
from tests.unit.measures.made import SCENARIO, Line, Order, records

PAGE = Path(__file__).parents[3] / "docs" / "measures.md"


def test_a_summary_has_exactly_the_measures_of_the_catalog_in_its_order():
    made = records([Order(1, [Line(4)])])
    summary = summarize(made, None, SCENARIO)
    assert list(summary.values) == columns()
    table = summary.tables["replications"]
    assert list(table) == ["replication", "world", *columns()]
    assert table["world"] == list(WORLDS)


def test_without_a_scenario_there_are_no_tables_and_only_known_measures():
    summary = summarize(records([Order(1, [Line(4)])]))
    assert summary.tables == {}
    assert set(summary.values) < set(columns())


def test_every_measure_says_what_it_is():
    for measure in MEASURES.values():
        assert measure.unit
        assert measure.meaning
        assert measure.better in ("more", "less", "")
        assert ("/" in measure.unit) == measure.ratio, measure.name
    assert set(RATIOS) <= set(MEASURES)
    assert len(COST_LINES) > 20


def test_the_page_names_every_measure_and_every_column_of_an_incident():
    text = PAGE.read_text(encoding="utf-8")
    lines = {f"cost.{line.name}" for line in COST_LINES}
    assert [name for name in MEASURES if name not in lines and f"`{name}`" not in text] == []
    assert lines <= set(MEASURES)
    assert "`cost.<line>`" in text
    clocks = [field.name for field in RESULT_TABLES["incidents"].fields if field.name != "replication"]
    assert [name for name in clocks if f"`{name}`" not in text] == []
    assert [name for name in RESULT_TABLES if f"`{name}`" not in text] == []
