"""A small brand with two drills, for the tests of drills that are run."""

from __future__ import annotations

from typing import Any

from simnet.scenario import Occasion, Scenario, load_text, occasions
from tests.worlds import two_nodes

DARK: dict[str, Any] = {
    "title": "Columbus dark for two days",
    "why": "Reno takes over",
    "schedule": {"every": "quarter", "first": "2026-04-07 09:00", "rotate": ["columbus", "reno"]},
    "events": [{"node_outage": "columbus", "for": "2 days"}],
    "response": {"detect": "1 h", "decide": "30 min to 4 h"},
    "only_if": {"on_time": "60% or more", "over": "10 days"},
    "goals": {
        "detect": "2 h", "decide": "1 day", "rerouted": "2 days", "first_parcel": "3 days",
        "service_back": "4 days", "backlog_back": "10 days", "stock_back": "20 days", "late_orders": 60,
        "cancelled": 5, "my_time": "2 h",
    },
    "stop_if": {"overdue_orders": 5000},
    "window": {"before": "10 days", "after": "25 days"},
}  # fmt: skip
LATE: dict[str, Any] = {
    "title": "Chandler shut for five weeks",
    "start": "2026-04-07 09:00",
    "events": [{"supplier_outage": "chandler", "for": "5 weeks"}],
    "response": {"detect": "1 day", "decide": "1 day", "acts": ["use_backup"]},
    "goals": {"resupply": "20 days", "service_back": "30 days", "late_orders": 100},
    "window": {"before": "10 days", "after": "60 days"},
}
ORDINARY = [
    {"name": "storm", "node_outage": "reno", "happens": "every 60 days", "for": "1 to 3 days"},
    {"name": "slow", "carrier_delay": "swift", "happens": "every 40 days", "factor": 1.5, "for": "6 days"},
]
THRESHOLDS = [{"when": "on_time < 95%", "each": "node", "over": "7 days", "then": "alert"}]


def brand(*drills: dict[str, Any], **sections: Any) -> Scenario:
    """The brand with drills; sections replace its own."""
    more = {"disruptions": ORDINARY, "thresholds": THRESHOLDS, "drills": list(drills) or [DARK], **sections}
    return load_text(two_nodes(**more), "brand.yaml")


def first(scenario: Scenario, drill: int = 0) -> Occasion:
    """The first date of a drill."""
    return occasions(scenario, scenario.drills[drill])[0]
