"""The JSON schema of a scenario file, for editors: simple and detailed forms."""

from __future__ import annotations

from typing import Any

from simnet.scenario.drillfile import DrillFile
from simnet.scenario.scenario import Scenario

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schema() -> dict[str, Any]:
    """Return the JSON schema (2020-12) of a scenario file."""
    schema = Scenario.model_json_schema(by_alias=True, mode="validation")
    top = schema
    if "$ref" in schema:
        top = schema["$defs"][schema["$ref"].rsplit("/", 1)[1]]
    top["properties"]["extends"] = {
        "type": ["string", "array"],
        "items": {"type": "string"},
        "description": "Scenario files, relative to this one, that this one is laid over.",
    }
    return {"$schema": DIALECT, "title": "simnet scenario", **schema}


def drill_schema() -> dict[str, Any]:
    """Return the JSON schema (2020-12) of a drill file that names its scenario."""
    schema = DrillFile.model_json_schema(by_alias=True, mode="validation")
    return {"$schema": DIALECT, "title": "simnet drill file", **schema}
