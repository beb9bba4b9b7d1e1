"""The schema for editors and the pages made from it are current."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from simnet.cli import main
from simnet.cli.schema import schema_text
from simnet.scenario import Scenario
from simnet.scenario.document import page

REFRESH = "run: simnet schema --out docs/scenario.schema.json"


def test_the_committed_schema_is_current(root: Path) -> None:
    assert (root / "docs" / "scenario.schema.json").read_text(encoding="utf-8") == schema_text(), REFRESH


def test_the_committed_schema_of_drill_files_is_current(root: Path) -> None:
    committed = (root / "docs" / "drill.schema.json").read_text(encoding="utf-8")
    assert committed == schema_text(drill=True), "run: simnet schema --drill --out docs/drill.schema.json"


def test_the_schema_of_drill_files_has_what_a_drill_may_say() -> None:
    schema = json.loads(schema_text(drill=True))
    assert set(schema["properties"]) == {"simnet", "scenario", "drill", "drills"}
    assert schema["required"] == ["simnet", "scenario"]
    assert {"orders", "regions", "skus"} <= set(json.dumps(schema["$defs"]["Scope"]).split('"'))


def test_the_committed_page_is_current(root: Path) -> None:
    committed = (root / "docs" / "scenario.md").read_text(encoding="utf-8")
    assert committed == page(), "run: python -m simnet.scenario.document > docs/scenario.md"


def test_schema_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["schema"])
    printed = json.loads(capsys.readouterr().out)
    assert printed["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert set(Scenario.model_fields) | {"extends"} <= set(printed["properties"]) | set(
        printed.get("$defs", {}).get("Scenario", {}).get("properties", {})
    )


def test_schema_is_written_to_a_file(tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as left:
        main(["schema", "--out", str(tmp_path / "s.json")])
    assert not left.value.code
    assert (tmp_path / "s.json").read_text(encoding="utf-8") == schema_text()


def test_a_file_that_cannot_be_written_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["schema", "--out", str(tmp_path / "none" / "s.json")])
    assert left.value.code == 2
    assert "cannot be written" in capsys.readouterr().err


def test_the_page_has_a_sentence_for_every_field() -> None:
    rows = [line for line in page().splitlines() if line.startswith("| `")]
    assert len(rows) > 200
    cells = [[cell.strip() for cell in row.replace("\\|", "").strip("|").split("|")] for row in rows]
    assert [
        row[0] for row in cells if len(row) != (3 if row[1].startswith(("`", "—")) else 4) and not row[1]
    ] == []
    text = page()
    for name, field in Scenario.model_fields.items():
        shown = f"| `{field.alias or name}` | {field.description}" in text
        assert shown != (field.description or "").endswith("filled in.")


def test_the_links_of_the_page_lead_somewhere() -> None:
    import re

    text = page()
    anchors = {line[3:].lower().replace(" ", "-") for line in text.splitlines() if line.startswith("## ")}
    assert set(re.findall(r"\]\(#([\w-]+)\)", text)) <= anchors


def test_the_glossary_has_the_words_of_the_screen(root: Path) -> None:
    glossary = (root / "docs" / "glossary.md").read_text(encoding="utf-8")
    for words in ("simulated year", "customers stop noticing", "nobody noticed", "your time", "bad year"):
        assert words in glossary
