"""From files to scenarios, and from folders to results."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from simnet.api.comparison import ComparisonResults
from simnet.api.drilled import DrillResults
from simnet.api.exposing import ExposureResults
from simnet.api.run_results import RunResults

if TYPE_CHECKING:
    from simnet.scenario import Scenario


def load(
    path: str | os.PathLike[str],
    values: Mapping[str, str] | None = None,
    *,
    data_folders: Iterable[str | os.PathLike[str]] = (),
) -> Scenario:
    """Load a scenario file, with values put at paths first, and the files of data that it names.

    Raises ScenarioError with every problem: place, path, value, rule and repair.
    """
    from simnet.errors import ScenarioError
    from simnet.intake import take_in
    from simnet.pricing import unknown_names
    from simnet.scenario import load as load_scenario

    scenario = load_scenario(path, values, data_folders)
    if problems := tuple(unknown_names(scenario)):
        raise ScenarioError(problems)
    return take_in(scenario)


def load_results(folder: str | os.PathLike[str]) -> RunResults | ComparisonResults | DrillResults:
    """Open the folder of a finished run, comparison, exposure study or drill, also of the command line.

    Raises RunFolderError if it is none.
    """
    from simnet.records.comparison_folder import ComparisonFolder
    from simnet.study.expose import STUDY

    if ComparisonFolder.is_one(folder):
        return ComparisonResults.load(folder)
    found = RunResults.load(folder)
    if "drill" in found.folder.manifest:
        return DrillResults.load(folder)
    return ExposureResults.load(folder) if found.folder.manifest.get("study") == STUDY else found
