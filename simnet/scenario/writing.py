"""Scenarios back to YAML, with every default written out."""

from __future__ import annotations

import io
from typing import Any

from ruamel.yaml import YAML

from simnet.scenario.scenario import Scenario


def to_yaml(scenario: Scenario) -> str:
    """Write a scenario with every default; loaded again, it gives the same numbers."""
    yaml: Any = YAML(typ="safe", pure=True)
    yaml.default_flow_style, yaml.allow_unicode, yaml.width = False, True, 110
    yaml.sort_base_mapping_type_on_output = False
    text = io.StringIO()
    yaml.dump(scenario.resolved(), text)
    return text.getvalue()
