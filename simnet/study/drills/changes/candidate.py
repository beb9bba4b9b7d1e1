"""A change that may help: what it puts where, what it costs, and why it was thought of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from simnet.scenario import Occasion, Scenario, occasions
from simnet.scenario.disruptions import Disruption
from simnet.scenario.occasions import with_turn
from simnet.study.drills.subject import DrillSubject, subject


@dataclass(frozen=True)
class Candidate:
    """One change. `values` are put into the scenario by path; `on_call` is more capacity while it is needed.

    Costs are in the scenario's currency; `cost_basis` says where they are from.
    """

    kind: str
    words: str
    subject: str
    path: str
    value: str
    works_on: str
    because: str
    cost_per_outage: float = 0.0
    cost_per_year: float = 0.0
    cost_basis: str = "costs nothing: a rule that you write down"
    values: Mapping[str, Any] = field(default_factory=dict)
    on_call: OnCall | None = None

    def and_also(self, other: Candidate) -> Candidate:
        """Join two changes into one; they must not put values at the same paths, or both call hands."""
        return Candidate(
            "both", f"{self.words}, and {other.words}", f"{self.subject}; {other.subject}",
            f"{self.path}; {other.path}", f"{self.value}; {other.value}", self.works_on,
            "the two best changes together", self.cost_per_outage + other.cost_per_outage,
            self.cost_per_year + other.cost_per_year, f"{self.cost_basis}; {other.cost_basis}",
            values={**self.values, **other.values}, on_call=self.on_call or other.on_call,
        )  # fmt: skip

    def applied(self, scenario: Scenario, occasion: Occasion) -> DrillSubject:
        """Make the same occasion with the change; raises ScenarioError if the file refuses it."""
        changed = scenario.with_values(self.values) if self.values else scenario
        if scenario.reads_files and self.values:
            from simnet.intake import take_in

            changed = take_in(changed)
        if self.on_call is not None:
            changed = changed.filled(disruptions=(*changed.disruptions, self.on_call.event(occasion)))
        return subject(changed, _same(scenario, changed, occasion))


@dataclass(frozen=True)
class OnCall:
    """A node that packs faster for some days after t0: hands that are called when they are needed."""

    node: str
    factor: float
    after_days: float
    days: float

    def event(self, occasion: Occasion) -> Disruption:
        """Give it as a capacity that nobody has to respond to; it is no part of the drill."""
        starts = occasion.local(occasion.onset) + timedelta(days=self.after_days)
        return Disruption.model_validate(
            {
                "node_capacity": self.node,
                "name": f"on call at {self.node}",
                "starts": f"{starts:%Y-%m-%d %H:%M}",
                "for": f"{max(round(self.days * 24), 1)} h",
                "factor": self.factor,
                "response": {"acts": ["alert"]},
            }
        )


def _same(scenario: Scenario, changed: Scenario, occasion: Occasion) -> Occasion:
    """Find the same date of the same drill in a changed scenario, with the same turn."""
    drill = changed.drills[list(scenario.drills).index(occasion.drill)]
    date = next(one for one in occasions(changed, drill) if one.begins == occasion.begins)
    return with_turn(date, occasion.number)
