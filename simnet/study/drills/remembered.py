"""A drill as the ledger remembers it: every clock with its interval, every goal, and what was proposed."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from simnet.records.actions import Action, add_actions, read_actions
from simnet.records.drill_ledger import append, read_ledger
from simnet.records.drill_results import GOALS
from simnet.study.drills.result import DrillResult
from simnet.study.statistics import TooFewError, quantile, quantile_interval

LAST = 3
"""Occasions before this one that its page shows."""
PROPOSED = 3
"""Changes of a drill that become actions."""
COLUMNS = {
    **{name: goal.column for name, goal in GOALS.items()},
    "extra_cost": "extra_cost",
    "lost_margin": "lost_margin",
    "worst_overdue": "worst_overdue",
}
"""What is remembered, by name."""
Row = dict[str, Any]


def entry(held: DrillResult, number: int) -> Row:
    """Make the ledger's line of a drill; `number` is its date's in the schedule: whose turn it is."""
    drill = held.drill
    frame = held.replications
    return {
        **{name: drill[name] for name in ("title", "drill_title", "label", "begins", "targets", "events")},
        "number": number,
        "ran": datetime.now(UTC).isoformat(timespec="seconds"),
        "scenario": held.manifest["scenario"],
        "fingerprint": held.manifest["fingerprint"],
        "file": held.manifest.get("file", ""),
        "folder": str(held.path),
        **{name: drill[name] for name in ("status", "verdict", "exit_code", "reliability", "replications")},
        "seed": held.manifest["seed"],
        "simnet": held.manifest["simnet"],
        "goals": [_goal(row) for row in held.table("goals").to_dict("records")],
        "measures": {name: measure(frame[column].to_numpy(float)) for name, column in COLUMNS.items()},
        "changes": [
            {"id": action_id(drill["drill_title"], row), "words": row["words"], "verdict": row["verdict"]}
            for row in held.table("changes").to_dict("records")
        ],
    }


def _goal(row: Mapping[Any, Any]) -> Row:
    names = ("goal", "unit", "limit", "met", "replications", "low", "high", "verdict", "hseep")
    return {name: row[name] for name in names}


def measure(values: Any) -> Row:
    """Give the median with its 95% interval and the bad case; None is beyond the window, or not known."""
    found = {"typical": quantile(values, 0.5), "low": math.nan, "high": math.nan, "bad": math.nan}
    try:
        _, found["low"], found["high"] = quantile_interval(values, 0.5)
        found["bad"] = quantile_interval(values, 0.9).estimate
    except TooFewError:
        pass
    # JSON has no infinity; "inf" is a text that float() reads.
    return {name: value if math.isfinite(value) else str(value) for name, value in found.items()}


def action_id(title: str, change: Mapping[Any, Any]) -> str:
    """Name an action so that the same change of the same drill is proposed once."""
    text = "\n".join((title, str(change["kind"]), str(change["subject"]), str(change["path"])))
    return hashlib.sha256(text.encode()).hexdigest()[:10]


def last_of(folder: Path, title: str, begins: str, targets: Sequence[str]) -> list[Row]:
    """Give the occasions of a drill before an instant that hit the same, oldest first, for its page."""
    found = [one for one in read_ledger(folder).entries if one.get("drill_title") == title]
    found = [one for one in found if one["targets"] == list(targets)]
    latest = {one["label"]: one for one in found if str(one["begins"]) < begins}
    rows = sorted(latest.values(), key=lambda one: str(one["begins"]))[-LAST:]
    return [_last(row) for row in rows]


def _last(row: Row) -> Row:
    days = float(row.get("measures", {}).get("service_back", {}).get("typical", math.nan))
    return {
        "label": row["label"],
        "title": row["title"],
        "service_days": days if math.isfinite(days) else None,
        "verdict": row["verdict"] if row["verdict"] else row["status"],
    }


def open_actions(folder: Path) -> list[Row]:
    """Give the actions that are not done, for the page."""
    found = [one for one in read_actions(folder) if one.open]
    names = ("id", "since", "what", "drill", "owner", "due")
    return [{("words" if name == "what" else name): getattr(one, name) for name in names} for one in found]


def remember(folder: Path, held: DrillResult, number: int) -> None:
    """Put a drill into the ledger of a scenario's folder of results, and what it proposes among the actions.

    Raises RunFolderError if a file there cannot be understood or written.
    """
    append(folder, entry(held, number))
    if held.status == "completed" and held.verdict != "held":
        add_actions(folder, proposed(held))


def proposed(held: DrillResult) -> Sequence[Action]:
    """List the best changes as actions, without those that better nothing."""
    tried = held.table("change_goals")
    better = set(tried["change"][tried["after"] < tried["before"]])
    rows = [row for row in held.table("changes").to_dict("records") if row["change"] in better]
    title, label = held.drill["drill_title"], held.drill["label"]
    return [Action(action_id(title, row), str(row["words"]), title, label) for row in rows[:PROPOSED]]
