"""Hold a failover drill, from Python."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Executor
from pathlib import Path
from typing import TYPE_CHECKING

from simnet.api.drilled import DrillResults

if TYPE_CHECKING:
    from simnet.scenario import Scenario


def drill(
    source: Scenario | str | os.PathLike[str],
    replications: int | None = None,
    *,
    which: str = "",
    most: int | None = None,
    changes: bool = True,
    values: Mapping[str, str] | None = None,
    data_folders: Iterable[str | os.PathLike[str]] = (),
    jobs: int = 1,
    out: str | os.PathLike[str] | None = None,
    keep_orders: int = 0,
    executor: Executor | None = None,
    on_progress: Callable[[str, int, int], None] | None = None,
) -> DrillResults:
    """Hold a drill of a file, or of a scenario that has one: its first date, or the one that `which` names.

    `which` is a title, a part of one, or a date such as 2026-Q3. Without `replications` it looks after 100
    simulated years and after every doubling until the verdict is clear, 1,600 at most; with a number and no
    `most` it takes just these. `changes` are tried if a goal is missed. `values` are put at paths of the file
    first. See `run` for `jobs`, `out` and `keep_orders`. Raises ScenarioError with every problem of the file,
    SimnetError if there is no such drill, StudyError if a number makes no sense or no year ended well,
    RunFolderError if the folder cannot be written.
    """
    from simnet.study.drills import run_drill
    from simnet.study.drills.choosing import chosen, listed
    from simnet.study.drills.running import plan_drill

    scenario, given, file = _read(source, values, data_folders)
    (occasion, *_) = chosen(listed(scenario), [which] if which else [], "which:")
    plan = plan_drill(replications, most, jobs=jobs, changes=changes, keep_orders=keep_orders)
    held = run_drill(scenario, occasion, plan, executor=executor, on_progress=on_progress,
                     out=None if out is None else Path(out),
                     given=given, about={"file": file} if file else {})  # fmt: skip
    return DrillResults(held)


def _read(
    source: Scenario | str | os.PathLike[str],
    values: Mapping[str, str] | None,
    data_folders: Iterable[str | os.PathLike[str]],
) -> tuple[Scenario, bytes, str]:
    """Give the scenario with its drills, and the file as it was, if there is one."""
    from simnet.api.loading import load
    from simnet.scenario import Scenario

    if isinstance(source, Scenario):
        return (source.with_values(dict(values)) if values else source), b"", ""
    return load(source, values, data_folders=data_folders), Path(source).read_bytes(), os.fspath(source)
