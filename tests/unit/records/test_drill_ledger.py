"""The ledger of drills and the actions beside it: they survive what happens to folders and to themselves."""

from __future__ import annotations

import json
import multiprocessing
from pathlib import Path

import pytest

from simnet.records.actions import ACTIONS, Action, add_actions, read_actions
from simnet.records.drill_ledger import LEDGER, append, read_ledger
from simnet.records.run_folder import RunFolderError


def entry(label: str, title: str = "Storm", **more: object) -> dict[str, object]:
    return {
        "title": title, "label": label, "begins": f"{label} 09:00", "ran": "2026-06-01T00:00:00+00:00",
        "status": "completed", "goals": [], "targets": [], **more,
    }  # fmt: skip


def write_many(folder: str, first: int) -> None:
    for number in range(first, first + 20):
        append(Path(folder), entry(f"2026-{number:03}"))


def test_the_latest_run_of_each_occasion_counts_by_date(tmp_path: Path):
    for one in (entry("2026-06", run=1), entry("2026-03"), entry("2026-06", run=2), entry("2026-04", "Fire")):
        append(tmp_path / "brand", one)
    found = read_ledger(tmp_path / "brand")
    assert [one["label"] for one in found.of("Storm")] == ["2026-03", "2026-06"]
    assert found.of("Storm")[1]["run"] == 2
    assert found.titles == ["Storm", "Fire"]
    assert len(found.entries) == 4


def test_no_ledger_is_an_empty_one(tmp_path: Path):
    assert read_ledger(tmp_path).entries == ()


def test_a_damaged_line_is_reported_and_kept_and_all_others_are_read(tmp_path: Path):
    append(tmp_path, entry("2026-03"))
    path = tmp_path / LEDGER
    with path.open("ab") as file:
        file.write(b'\n{"title": "Sto\xff\n[1]\n{"format": 9, ' + json.dumps(entry("x"))[1:].encode() + b"\n")
        file.write(b'{"format": 1, "title": "cut off')
    append(tmp_path, entry("2026-06"))
    found = read_ledger(tmp_path)
    assert [one["label"] for one in found.entries] == ["2026-03", "2026-06"]
    assert found.damaged == (
        f"{path}:3: is damaged and cannot be read; the line is kept and left out",
        f"{path}:4: is not the line of a drill; the line is kept and left out",
        f"{path}:5: has format 9; this version of simnet reads format 1; the line is kept and left out",
        f"{path}:6: is damaged and cannot be read; the line is kept and left out",
    )
    assert b"Sto\xff" in path.read_bytes()
    assert b"cut off" in path.read_bytes()


def test_two_that_write_at_once_lose_nothing(tmp_path: Path):
    spawn = multiprocessing.get_context("spawn")
    both = [spawn.Process(target=write_many, args=(str(tmp_path), first)) for first in (0, 100)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    found = read_ledger(tmp_path)
    assert (len(found.entries), found.damaged) == (40, ())


def test_a_ledger_that_cannot_be_written_or_read_says_so(tmp_path: Path):
    (tmp_path / LEDGER).mkdir()
    with pytest.raises(RunFolderError, match=r"drills\.jsonl cannot be written: is a directory"):
        append(tmp_path, entry("2026-03"))
    with pytest.raises(RunFolderError, match=r"drills\.jsonl cannot be read"):
        read_ledger(tmp_path)


PACKER = Action("a1", 'A second packer: "Ana"', "Storm", "2026-Q2")


def test_an_action_is_added_once_and_what_people_wrote_stays(tmp_path: Path):
    assert read_actions(tmp_path) == []
    assert add_actions(tmp_path, [PACKER, PACKER]) == [PACKER]
    path = tmp_path / ACTIONS
    text = path.read_text().replace('owner: ""', "owner: Ana   # she said yes").rstrip("\n")
    path.write_text(text)
    other = Action("a2", "Decide at once", "Storm", "2026-Q3")
    add_actions(tmp_path, [PACKER, other])
    assert path.read_text().startswith(text)
    found = read_actions(tmp_path)
    assert [(one.id, one.owner, one.open) for one in found] == [("a1", "Ana", True), ("a2", "", True)]
    assert found[0].what == PACKER.what


def test_a_date_that_is_filled_in_closes_an_action(tmp_path: Path):
    add_actions(tmp_path, [PACKER])
    path = tmp_path / ACTIONS
    path.write_text(path.read_text().replace('done: ""', "done: 2026-07-01"))
    assert not read_actions(tmp_path)[0].open
    assert add_actions(tmp_path, [PACKER])[0].done == "2026-07-01", "it is not proposed again"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- id: a\n  what: [\n", r"actions\.yaml:3: is not YAML; repair the line, or remove the file"),
        ("id: a\n", r"actions\.yaml:1: must be a list of actions; repair it, or remove the file"),
        ("- id: a\n", r"entry 1 must have id and what; repair it, or remove it"),
        (
            "- {id: a, what: b, who: c}\n",
            r"entry 1 has who; it may have id, what, drill, since, owner, due, done",
        ),
    ],
)
def test_a_file_of_actions_that_cannot_be_understood_says_where(tmp_path: Path, text: str, said: str):
    (tmp_path / ACTIONS).write_text(text)
    with pytest.raises(RunFolderError, match=said):
        read_actions(tmp_path)
