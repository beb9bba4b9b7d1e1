"""Where runs land: the next free number of the day, or the interrupted run of the same plan."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from simnet.records.draft import Draft
from simnet.study.places import begin, slug
from tests.unit.records.test_draft import PLAN, rows

DAY = date(2026, 6, 2)


def test_numbers_go_up(tmp_path: Path):
    drafts = [begin(tmp_path, "My brand", PLAN, 10, DAY) for _ in range(2)]
    assert [draft.target for draft in drafts] == [
        tmp_path / "my-brand" / "2026-06-02-1",
        tmp_path / "my-brand" / "2026-06-02-2",
    ]
    drafts[0].append(1, {"replications": [rows(0)]}, {}, 0.0)
    drafts[0].finish({"format": 1}, {}, {})
    drafts[1].close()
    assert begin(tmp_path, "My brand", PLAN, 10, DAY).target.name == "2026-06-02-2"


def interrupted(folder: Path, plan=PLAN) -> Draft:
    draft = begin(folder, "brand", plan, 10, DAY)
    draft.append(2, {"replications": [rows(0, 1)]}, {}, 0.0)
    draft.close()
    return draft


def test_an_interrupted_run_is_gone_on_with_on_another_day_too(tmp_path: Path):
    interrupted(tmp_path)
    again = begin(tmp_path, "brand", PLAN, 2, date(2026, 6, 5))
    assert (again.target.name, again.finished) == ("2026-06-02-1", 2)


@pytest.mark.parametrize("case", ["other plan", "fewer replications", "under way"])
def test_a_draft_that_cannot_be_gone_on_with_is_left_alone(tmp_path: Path, case):
    first = interrupted(tmp_path)
    holder = Draft.begin(first.target, PLAN) if case == "under way" else None
    plan = {**PLAN, "seed": 9} if case == "other plan" else PLAN
    draft = begin(tmp_path, "brand", plan, 1 if case == "fewer replications" else 10, DAY)
    assert (draft.target.name, draft.finished) == ("2026-06-02-2", 0)
    assert first.path.is_dir()
    if holder is not None:
        holder.close()


def test_names_of_scenarios_become_names_of_folders():
    assert [slug(name) for name in ("Two-node hybrid", "../../etc", "Kerzen & Bücher", "¿?", "x" * 99)] == [
        "two-node-hybrid", "etc", "kerzen-bücher", "scenario", "x" * 60,
    ]  # fmt: skip
