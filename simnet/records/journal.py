"""The journal of a drill: its file mirrored, with every activity's start, end, status, result and rating.

The practice is that of chaos engineering (a journal beside the experiment, status apart from verdict) and of
HSEEP, the exercise program of FEMA, whose ratings P, S, M, U stand beside each goal.
`docs/journal.schema.json` is the schema of this model.
"""

from __future__ import annotations

import json
import math
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, PlainSerializer, WithJsonSchema

Status = Literal["completed", "invalid", "aborted", "failed"]
Verdict = Literal["held", "deviated", "undecided"]
Rating = Literal["P", "S", "M", "U"]


def _finite(value: float | None) -> float | None:
    return None if value is None or not math.isfinite(value) else value


Number = Annotated[
    float,
    PlainSerializer(_finite, return_type=float | None, when_used="json"),
    WithJsonSchema({"type": ["number", "null"]}),
]
"""A number; null is beyond the window, or not known."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class Occasion(_Part):
    """When and where the drill was held."""

    label: str
    """Label, such as 2026-Q2."""
    begins: str
    """Local instant t0, ISO 8601 to the minute."""
    ends: str
    """Local instant at which the window ends."""
    timezone: str
    """IANA time zone of both; empty if the scenario names none."""
    targets: tuple[str, ...]
    """Elements that were hit."""


class Activity(_Part):
    """One thing that happened or that people did, in the typical year."""

    activity: str
    """What it is: event, detect, decide, reroute, first_parcel, resupply, service, backlog, stock, …"""
    kind: Literal["event", "action", "probe"]
    """Something done to the network, something people do, or something that is watched."""
    subject: str
    """Element that it concerns; may be empty."""
    start: str
    """Local instant at which it starts, typically."""
    end: str | None
    """Local instant at which it ends; null if it does not within the window."""
    start_days: Number
    """Days from t0 to its start."""
    end_days: Number
    """Days from t0 to its end; null if it does not within the window."""
    status: Literal["succeeded", "failed", "not_needed"]
    """Failed: it did not come to an end, or its goal was not held."""
    result: str
    """What came of it, in words."""
    goal: str | None
    """Goal that is held against it, if any."""
    rating: Rating | None
    """HSEEP rating of that goal: P ≥ 95%, S ≥ 80%, M ≥ 50%, U below, of years, by the lower bound."""


class GoalResult(_Part):
    """A goal of the file and how it went."""

    goal: str
    """Name in the drill's file."""
    unit: Literal["days", "orders", "min"]
    """Unit of limit, typical and bad."""
    limit: Number
    """What was wanted, at most."""
    typical: Number
    """Median; null is beyond the window."""
    bad: Number
    """90% quantile; null is beyond the window, or too few replications."""
    met: int
    """Replications in which it was met."""
    replications: int
    """Replications."""
    low: Number
    """Lower bound of the share of years that meet it (Wilson)."""
    high: Number
    """Upper bound."""
    verdict: Verdict
    """Held if the lower bound reaches the reliability, deviated if the upper one is below it."""
    rating: Rating
    """HSEEP rating, by the lower bound."""
    decides: int
    """Replications that would decide it, about; 0 if it is decided."""


class Change(_Part):
    """A candidate change, simulated again under the same luck."""

    words: str
    """What to do."""
    path: str
    """Path of the scenario or the drill that is changed."""
    value: str
    """Its new value."""
    verdict: Verdict
    """Verdict of the drill with it."""
    cost_per_outage: Number
    """What it costs each time."""
    cost_per_year: Number
    """What it costs a year."""
    cost_basis: str
    """Where that is from."""
    replications: int
    """Replications it was simulated in."""
    owner: str = ""
    """Who does it; blank for the user."""
    due: str = ""
    """By when; blank for the user."""


class Steady(_Part):
    """What had to be so before, and what was."""

    on_time: Number
    """Share of orders that had to be in time, at least."""
    over_days: Number
    """Days before t0 over which it is judged."""
    found: Number
    """Pooled share over all replications."""
    low: Number
    """Lower bound of its interval."""
    high: Number
    """Upper bound."""
    met: bool
    """Whether the share reached it."""


class Stops(_Part):
    """The stop condition, and how often it was hit."""

    overdue_orders: int | None
    """Open orders past their promise, at most; null if that is no reason."""
    cancelled_orders: int | None
    """Orders of which something was cancelled since it began, at most."""
    lost_orders: int | None
    """Orders of which something was lost for want of stock, or turned away, since it began, at most."""
    stockout_orders: int | None
    """Orders that found something sold out since it began, at most."""
    stopped: int
    """Replications that hit it."""
    replications: int
    """Replications."""


class Run(_Part):
    """With what the numbers can be made again."""

    simnet: str
    """Version of simnet."""
    scenario: str
    """Name of the scenario."""
    file: str
    """File of the drill as given."""
    fingerprint: str
    """SHA-256 of the resolved scenario."""
    seed: int
    """Seed of all luck."""
    replications: int
    """Replications that ended."""
    failed: int
    """Replications that failed."""
    looks: tuple[int, ...]
    """Replications after which the goals were judged."""
    level: Number
    """Level of the intervals of the verdict, over all looks together."""


class Journal(_Part):
    """All of one drill on one occasion."""

    format: Literal[1] = 1
    """Version of this form."""
    title: str
    """Title of the drill."""
    status: Status
    """Whether the drill ran: completed, invalid (not steady before), aborted (stopped too often), failed."""
    verdict: Verdict | None
    """Whether the network held; null if the drill did not complete."""
    exit_code: Literal[0, 1, 2, 3]
    """0 held, 1 deviated or undecided, 2 invalid, 3 aborted or failed."""
    drill: dict[str, Any]
    """The drill's file, with every default."""
    occasion: Occasion
    """When and where."""
    before: Steady | None
    """What had to be so before; null if nothing had to."""
    activities: tuple[Activity, ...]
    """What happened and was done, in the order of time."""
    goals: tuple[GoalResult, ...]
    """The goals, in the order of things."""
    stop: Stops | None
    """The stop condition; null if there is none."""
    changes: tuple[Change, ...]
    """What to change, best first."""
    failures: tuple[str, ...]
    """Replications that failed, with number, seed and reason."""
    run: Run
    """With what it can be made again."""

    def to_json(self) -> str:
        """Write it as JSON with a line for each value."""
        return self.model_dump_json(indent=1) + "\n"


def schema_text() -> str:
    """Give the JSON schema of journals, as in docs/journal.schema.json."""
    schema = Journal.model_json_schema(mode="serialization")
    return json.dumps(schema, indent=1, ensure_ascii=False) + "\n"


__all__ = ["Activity", "Change", "GoalResult", "Journal", "Occasion", "Run", "Steady", "Stops"]
