"""Known answers: cases with inputs and the values that a correct simulator reproduces, read from a folder.

A folder holds JSON files, one a family: `family`, and a list `cases` of objects with `id`, `inputs`,
`outputs` (by name: `value`, `tolerance_kind` exact or stochastic, and perhaps a `note`) and `source`. Anyone
can add cases, or a folder, in this format.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

BESIDE = Path(__file__).parents[3] / "shared" / "reference"
"""Where the cases are if no folder is named: beside the checkout."""

KINDS = ("exact", "stochastic")


@dataclass(frozen=True)
class Answer:
    """A value that must be reproduced: a number, a word, a yes or no, or a list of them."""

    value: Any
    kind: str
    note: str = ""

    @property
    def exact(self) -> bool:
        """Tell whether it must be met to the last digits, rather than within its noise."""
        return self.kind == "exact"


@dataclass(frozen=True)
class Case:
    """One case; `file` is the stem of the file that it is from, `raw` all that the file says of it."""

    id: str
    family: str
    file: str
    inputs: Mapping[str, Any]
    outputs: Mapping[str, Answer]
    source: str
    raw: Mapping[str, Any] = field(repr=False)


def load(folder: Path | str) -> list[Case]:
    """Read every case of a folder, file by file in the order of names, cases as they stand.

    Raises ValueError if two cases have one id, or an answer has a kind that nobody knows.
    """
    cases = [
        _case(path.stem, text.get("family", path.stem), raw)
        for path in sorted(Path(folder).glob("*.json"))
        for text in [json.loads(path.read_text(encoding="utf-8"))]
        for raw in text["cases"]
    ]
    ids = [case.id for case in cases]
    if twice := sorted({name for name in ids if ids.count(name) > 1}):
        raise ValueError(f"cases must have ids of their own: {', '.join(twice)}")
    return cases


def _case(file: str, family: str, raw: Mapping[str, Any]) -> Case:
    outputs = {name: _answer(raw["id"], name, one) for name, one in raw["outputs"].items()}
    return Case(
        raw["id"], raw.get("family", family), file, raw["inputs"], outputs, raw.get("source", ""), raw
    )


def _answer(case: str, name: str, raw: Mapping[str, Any]) -> Answer:
    kind = raw.get("tolerance_kind")
    if kind not in KINDS:
        raise ValueError(f"{case}: {name} has the tolerance_kind {kind!r}; it must be {' or '.join(KINDS)}")
    return Answer(raw["value"], kind, raw.get("note", ""))
