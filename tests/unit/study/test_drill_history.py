"""Quarters of a drill side by side: what moved beyond luck, and which drill is held again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simnet.cli.history import history_command, lines, since
from simnet.errors import SimnetError
from simnet.records.actions import Action, add_actions
from simnet.records.drill_ledger import Ledger, append
from simnet.scenario import occasions
from simnet.study.drills.history import BETTER, SAME, WORSE, again, compare, regressions, trend
from simnet.study.drills.remembered import COLUMNS, last_of, measure
from tests.unit.study.drilled import DARK, brand


def spread(middle: float, years: int = 100) -> dict[str, Any]:
    """A measure of so many years around a median."""
    return measure(middle + np.linspace(-2, 2, years))


def entry(label: str, begins: str, service: dict[str, Any], number: int = 0, **more: Any) -> dict[str, Any]:
    goal = {"goal": "service_back", "verdict": "deviated", "limit": 6.0}
    return {
        "title": DARK["title"], "drill_title": DARK["title"], "label": label, "begins": begins,
        "ran": "2026-01-01T00:00:00+00:00", "status": "completed", "verdict": "deviated",
        "targets": ["columbus"], "scenario": "Two nodes", "number": number, "goals": [goal],
        "measures": {"service_back": service}, **more,
    }  # fmt: skip


def test_a_median_moves_only_if_intervals_do_not_overlap():
    first = entry("2026-Q1", "2026-01-07 09:00", spread(9.0))
    for middle, verdict in ((9.1, SAME), (8.0, BETTER), (10.0, WORSE)):
        (moved,) = compare(first, entry("2026-Q2", "2026-04-07 09:00", spread(middle)))
        assert (moved.measure, moved.verdict) == ("service_back", verdict)


def test_too_few_years_and_equal_medians_move_nothing():
    few = entry("a", "1", measure(np.array([9.0, 9.1, 9.2])))
    assert few["measures"]["service_back"]["low"] == "nan"
    assert compare(few, entry("b", "2", spread(30.0)))[0].verdict == SAME
    ended = entry("c", "3", measure(np.full(50, np.inf)))
    assert compare(ended, ended)[0].verdict == SAME
    assert compare(entry("d", "4", spread(9)), ended)[0].verdict == WORSE


def test_luck_alone_is_called_a_change_in_fewer_than_1_of_100():
    rng, called = np.random.default_rng(7), 0
    for _ in range(400):
        one, other = (entry("q", "1", measure(rng.lognormal(2, 0.5, 100))) for _ in range(2))
        called += compare(one, other)[0].verdict != SAME
    assert called <= 8


def test_regressions_and_trends_follow_the_quarters():
    found = [
        entry(f"2026-Q{n}", f"2026-0{n}-07", spread(middle)) for n, middle in ((1, 9), (2, 9.1), (3, 12))
    ]
    assert [[one.measure for one in worse] for _, worse in regressions(found)] == [[], ["service_back"]]
    turns = [found[0], {**found[2], "targets": ["reno"]}]
    assert regressions(turns) == [], "another place was hit"
    assert trend(turns, "service_back") == SAME
    assert trend(found, "service_back") == WORSE
    assert trend(found, "late_orders") == SAME


def test_again_hits_what_was_hit_then_on_the_first_date_after_it():
    scenario = brand(start="2026-03-02", horizon="1 year")
    found = occasions(scenario, scenario.drills[0])
    assert [one.targets(scenario) for one in found[:2]] == [("columbus",), ("reno",)]
    last = entry("2026-Q2", "2026-04-07 09:00", spread(9.0), number=0)
    _, date = again(Ledger(Path("x"), (last,)), found)  # type: ignore[misc]
    assert (date.label, date.targets(scenario)) == ("2026-Q3", ("columbus",))
    assert again(Ledger(Path("x"), ()), found) is None
    other = {**last, "drill_title": "Another", "title": "Another"}
    assert again(Ledger(Path("x"), (other,)), found) is None


def test_the_quarters_before_are_for_the_page(tmp_path: Path):
    for n, middle in enumerate((14, 12, 11, 10, 9), start=1):
        append(tmp_path, entry(f"2025-{n}", f"2025-0{n}-07 09:00", spread(middle)))
    append(tmp_path, entry("2025-4", "2025-04-07 09:00", measure(np.full(50, np.inf))))
    rows = last_of(tmp_path, DARK["title"], "2025-05-07 09:00", ["columbus"])
    assert [row["label"] for row in rows] == ["2025-2", "2025-3", "2025-4"]
    assert rows[0]["service_days"] == pytest.approx(12, abs=0.1)
    assert rows[2]["service_days"] is None, "it was run again, and did not come back"
    assert last_of(tmp_path, DARK["title"], "2025-05-07 09:00", ["reno"]) == [], (
        "another place is no quarter before"
    )


def test_the_screen_shows_quarters_regressions_and_what_is_to_do(tmp_path: Path):
    append(tmp_path, entry("2026-Q1", "2026-01-07 09:00", spread(9.0)))
    append(tmp_path, entry("2026-Q2", "2026-04-07 09:00", spread(12.0)))
    with (tmp_path / "drills.jsonl").open("a") as file:
        file.write("{\n")
    add_actions(tmp_path, [Action("a", "A second packer", DARK["title"], "2026-Q1", owner="Ana")])
    text = "\n".join(one for one, _ in lines(tmp_path))
    assert "Customers stop noticing        ✗ 9 days    ✗ 12 days   ↑ worse" in text
    assert "2026-Q2: customers stop noticing worse than before, 9 days → 12 days" in text
    assert "A second packer" in text
    assert "who Ana        by ________" in text
    assert "drills.jsonl:3: is damaged and cannot be read" in text
    assert max(map(len, text.replace(str(tmp_path), "results/brand").split("\n"))) <= 110, (
        "damage names its file"
    )
    assert lines(tmp_path, "no such drill")[0][0].startswith(str(tmp_path)), "the damage alone is left to say"


def test_what_changed_is_said_or_that_nothing_did():
    last, now = (entry("2026-Q1", "1", spread(middle)) for middle in (9.0, 7.0))
    assert since(last, compare(last, now)) == [
        "Since 2026-Q1   it was: not passed.",
        "  better:  customers stop noticing 9 days → 7 days",
    ]
    assert since(last, compare(last, last))[1] == "  Nothing changed by more than luck."


def test_nothing_held_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SimnetError, match="no drill was held here yet; hold one: simnet drill FILE"):
        history_command(None, "")


def test_every_measure_that_is_remembered_has_words():
    from simnet.cli.history import MONEY
    from simnet.report.drill.goals import NAMES

    assert set(COLUMNS) <= set(NAMES) | set(MONEY)
