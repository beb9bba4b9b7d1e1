"""The tables and the journal of a drill's run: what they promise to those who read them."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from simnet.records.draft import Draft
from simnet.records.drill_results import DERIVED, DRILL_TABLES, GOALS
from simnet.records.journal import Activity, Journal, Occasion, Run, schema_text
from simnet.records.kinds import DRILL
from simnet.records.run_folder import RunFolder, RunFolderError
from simnet.scenario.drills import Goals

DOCS = Path(__file__).parents[3] / "docs"


def journal(**more: object) -> Journal:
    values: dict[str, object] = {
        "title": "Storm",
        "status": "completed",
        "verdict": "held",
        "exit_code": 0,
        "drill": {"title": "Storm"},
        "occasion": Occasion(label="2026-Q2", begins="2026-06-08", ends="", timezone="", targets=("a",)),
        "before": None,
        "activities": (),
        "goals": (),
        "stop": None,
        "changes": (),
        "failures": (),
        "run": Run(
            simnet="0", scenario="s", file="f", fingerprint="", seed=1, replications=2, failed=0, looks=(2,),
            level=0.95,
        ),
    }  # fmt: skip
    return Journal.model_validate({**values, **more})


def test_every_goal_of_the_file_has_a_column():
    columns = {field.name for field in DRILL_TABLES["replications"].fields}
    assert set(GOALS) == set(Goals.model_fields)
    assert {goal.column for goal in GOALS.values()} <= columns


def test_names_and_keys_of_tables_are_their_own():
    for name, table in DRILL_TABLES.items():
        names = [field.name for field in table.fields]
        assert table.name == name
        assert len(set(names)) == len(names)
        assert set(table.key) <= set(names)
        assert all(field.meaning and field.unit for field in table.fields)


def test_a_folder_of_a_drill_has_the_tables_of_a_drill(tmp_path: Path):
    draft = Draft.begin(tmp_path / "drill-2026-Q2", {"seed": 1}, DRILL)
    way = {"node": ["a"], "region": ["b"], "service": ["c"], "parcels": [2], "twin_parcels": [1]}
    draft.append(1, {"ways": [way]}, {}, 1.0)
    folder = RunFolder.open(draft.finish({"format": 1}, {}, {}))
    assert folder.kind == "drill"
    assert folder.names == [name for name in DRILL_TABLES if name not in DERIVED]
    assert folder.table("ways")["parcels"].tolist() == [2]
    assert list(folder.table("goals")) == [field.name for field in DRILL_TABLES["goals"].fields]
    with pytest.raises(RunFolderError, match=r"goal is not a table of a drill \(did you mean goals\?\)"):
        folder.table("goal")


def test_a_folder_of_an_unknown_kind_is_refused(tmp_path: Path):
    (tmp_path / "manifest.json").write_text('{"format": 1, "tables": {}, "kind": "parade"}')
    with pytest.raises(RunFolderError, match="is of a parade, which this version of simnet does not know"):
        RunFolder.open(tmp_path)


def test_the_published_schema_is_that_of_the_journal():
    assert (DOCS / "journal.schema.json").read_text(encoding="utf-8") == schema_text(), (
        "write docs/journal.schema.json again: simnet.records.journal.schema_text()"
    )


def test_every_field_of_the_journal_is_explained():
    schema = json.loads(schema_text())
    for part in (schema, *schema["$defs"].values()):
        assert part["additionalProperties"] is False
        assert all("description" in field or "$ref" in field for field in part["properties"].values()), part


def test_what_never_came_is_null_in_the_journal():
    step = Activity(
        activity="service", kind="probe", subject="", start="2026-06-08 09:00", end=None, start_days=0.0,
        end_days=math.inf, status="failed", result="not back", goal="service_back", rating="U",
    )  # fmt: skip
    found = json.loads(journal(activities=(step,)).to_json())
    assert found["activities"][0]["end_days"] is None
    assert found["verdict"] == "held"


def test_a_journal_refuses_what_it_does_not_know():
    with pytest.raises(ValueError, match="colour"):
        journal(colour="red")
    with pytest.raises(ValueError, match="verdict"):
        journal(verdict="passed")
