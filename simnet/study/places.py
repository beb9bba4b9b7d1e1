"""Where runs land: `results/<scenario>/<date>-<number>`, unless told otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

from simnet.records.draft import Draft, partial_path, plan_of
from simnet.records.kinds import DRILL
from simnet.records.lock import LockedError

RESULTS = Path("results")
LONGEST = 60
D = TypeVar("D", bound=Draft)


def begin(
    results: Path,
    name: str,
    plan: Mapping[str, Any],
    planned: int,
    today: date,
    kind: type[D] = Draft,  # type: ignore[assignment]
) -> D:
    """Begin a run of the scenario `name` under the next free number of the day; `kind` is its class.

    If a run with the same plan was interrupted, go on with that one. Raises RunFolderError if nothing can be
    written there.
    """
    names = (f"{today.isoformat()}-{number}" for number in count(1))
    return _begin(results / slug(name), names, plan, planned, kind)


def begin_drill(results: Path, name: str, label: str, plan: Mapping[str, Any], planned: int) -> Draft:
    """Begin the run of a drill's occasion as `drill-<label>`, with a number if there is one already.

    If the same was interrupted, go on with that one. Raises RunFolderError if nothing can be written there.
    """
    names = (f"drill-{label}" if number == 1 else f"drill-{label}-{number}" for number in count(1))
    return _begin(results / slug(name), names, plan, planned, Draft, DRILL)


def _begin(
    folder: Path, names: Iterator[str], plan: Mapping[str, Any], planned: int, kind: type[D], *tables: str
) -> D:
    for draft in sorted(folder.glob(".*.partial")):
        if plan_of(draft) == plan and kind.finished_in(draft) <= planned:
            try:
                return kind.begin(folder / draft.name[1:].removesuffix(".partial"), plan, *tables)
            except LockedError:
                continue  # it is not interrupted at all
    for name in names:
        target = folder / name
        if not target.exists() and not partial_path(target).exists():
            try:
                return kind.begin(target, plan, *tables)
            except LockedError:
                pass  # another run has just begun under this name
    raise AssertionError("there is always another number")


def slug(name: str) -> str:
    """Give a scenario's name as that of a folder: letters, digits and dashes.

    >>> slug("Two-node hybrid (EU/US)")
    'two-node-hybrid-eu-us'
    """
    words = re.sub(r"[^\w]+", "-", name.lower()).strip("-_")
    return words[:LONGEST].rstrip("-_") or "scenario"
