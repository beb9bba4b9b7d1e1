"""`simnet schema`: the vocabulary of scenario files for editors."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from simnet.errors import Problem, ScenarioError


def schema_text(drill: bool = False) -> str:
    """Write the JSON schema as it is printed and kept in docs/scenario.schema.json, or drill.schema.json."""
    from simnet.scenario import drill_schema, json_schema

    schema = drill_schema() if drill else json_schema()
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def schema_command(
    out: Annotated[Path | None, typer.Option(help="File to write to; by default it is printed.")] = None,
    drill: Annotated[bool, typer.Option("--drill", help="Of drill files that name a scenario.")] = False,
) -> None:
    """Print the JSON schema of scenario files, or of drill files, for editors.

    In an editor with the YAML language server, put this line first in a scenario:
    # yaml-language-server: $schema=scenario.schema.json
    """
    text = schema_text(drill)
    if out is None:
        print(text, end="")
        return
    write_text(out, text)


def write_text(path: Path, text: str) -> None:
    """Write a file; raises `ScenarioError` with a clear sentence when that is not possible."""
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        reason = error.strerror or "unknown reason"
        raise ScenarioError(
            [Problem(f"{path}:1:1", "", "", f"cannot be written: {reason}", "name another file")]
        ) from None
