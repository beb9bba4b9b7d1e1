"""Fail every element of a scenario in turn, from Python."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import Executor
from functools import cached_property
from typing import TYPE_CHECKING

from simnet.api.results import place
from simnet.api.run_results import RunResults
from simnet.errors import SimnetError, nearest
from simnet.study.expose import REPLICATIONS, expose_study
from simnet.study.exposed import failing
from simnet.study.plan import StudyError, plan_study

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from simnet.scenario import Scenario


class ExposureResults(RunResults):
    """What each element's going dark does; made by `simnet.expose`.

    The frames of a run are those of its twins: ordinary years, in which nothing fails.
    """

    @cached_property
    def exposure(self) -> pd.DataFrame:
        """Every outage in every replication. Index: kind, element, replication."""
        return self.table("exposure").set_index(["kind", "element", "replication"])

    @cached_property
    def elements(self) -> pd.DataFrame:
        """The disruption map but for its impact. Index: kind, element."""
        return self.table("elements").set_index(["kind", "element"])

    @property
    def verdict(self) -> str:
        """Name the single points of failure in a sentence."""
        from simnet.report.exposure import exposures
        from simnet.report.single_points import headline

        return headline(exposures(self._run))

    def plot(self, chart: str, number: int = 0) -> Figure:
        """Draw `whiteboard` or `disruption-map`; raises SimnetError for another name."""
        from simnet.report.exposure_page import CHARTS, pictures

        found = {picture.chart: picture for picture in pictures(self._run)}
        if chart not in found or number:
            raise SimnetError(f"{chart} is not a picture of an exposure study ({nearest(chart, CHARTS)})")
        return found[chart].draw()

    def plot_map(self) -> Figure:
        """Draw the disruption map."""
        return self.plot("disruption-map")

    def _lines(self) -> list[str]:
        return [self.verdict]

    def _shown(self) -> pd.DataFrame:
        import pandas as pd

        from simnet.report.exposure import exposures
        from simnet.report.numbers import brief, cash, count
        from simnet.report.single_points import likelihood

        rows = [
            (
                one.title,
                likelihood(one),
                brief(one.downtime_days),
                one.lasts,
                one.notice,
                count(max(one.late.estimate, 0.0)),
                cash(one.impact.estimate),
                one.backup,
            )
            for one in exposures(self._run)
            if not one.harmless
        ]
        names = ["", "how likely", "dark for", "you last", "noticed for", "late", "costs", "takes over"]
        return pd.DataFrame(rows, columns=names).set_index("")


def expose(
    scenario: Scenario,
    replications: int = REPLICATIONS,
    *,
    pairs: Sequence[str] = (),
    only: Sequence[str] = (),
    downtime: str = "",
    jobs: int = 1,
    out: str | os.PathLike[str] | None = None,
    executor: Executor | None = None,
) -> ExposureResults:
    """Fail every node, supplier, carrier, service and lane in turn, and pairs such as `3pl+garage` at once.

    `only` names the kinds to fail, `downtime` (such as `3 days`) replaces what the file says. See `run` for
    `jobs` and `out`. Raises StudyError if a name or number makes no sense or no year ended well,
    RunFolderError if the folder cannot be written.
    """
    from simnet.pricing.usual import library
    from simnet.scenario.arithmetic import flow_of
    from simnet.study.downtimes import read_downtime

    flow = flow_of(scenario, library())
    listed = failing(scenario, flow, pairs=pairs, kinds=only, downtime=read_downtime(downtime, "downtime"))
    folder, kept = place(out)
    plan = plan_study(replications, jobs=jobs)
    study = expose_study(scenario, listed, flow, plan, executor=executor, out=folder)
    if study.folder is None:
        reason = f": {study.failures[0]}" if study.failures else f": {study.stopped}"
        raise StudyError(f"too few simulated years ended well{reason}")
    return ExposureResults(study.result, kept)
