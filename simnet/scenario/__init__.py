"""The scenario: what exists and what will happen, read from YAML into frozen data.

from simnet.scenario import load
scenario = load("scenarios/smallest.yaml")
"""

from __future__ import annotations

from simnet.errors import Problem, ScenarioError
from simnet.scenario.defaults import DEFAULTS, DefaultUsed, defaults_used
from simnet.scenario.distribution import Distribution
from simnet.scenario.loading import load, load_drills, load_text
from simnet.scenario.occasions import Occasion, agenda, occasions, with_occasion
from simnet.scenario.scenario import Scenario
from simnet.scenario.schema import drill_schema, json_schema

__all__ = [
    "DEFAULTS",
    "DefaultUsed",
    "Distribution",
    "Occasion",
    "Problem",
    "Scenario",
    "ScenarioError",
    "agenda",
    "defaults_used",
    "drill_schema",
    "json_schema",
    "load",
    "load_drills",
    "load_text",
    "occasions",
    "with_occasion",
]
