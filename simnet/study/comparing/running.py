"""The door of this room: designs and a number of replications become a comparison."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simnet.records.comparison_draft import ComparisonDraft
from simnet.study.comparing.deciding import FIRST, UntilDecided, doubling
from simnet.study.comparing.designs import same_luck
from simnet.study.comparing.outages import Outage, outages_of
from simnet.study.comparing.pairs import Confidence
from simnet.study.comparing.priced import Priced
from simnet.study.comparing.stages import Stages
from simnet.study.comparing.writing import finish
from simnet.study.identity import identity
from simnet.study.plan import StudyError, StudyPlan, plan_study
from simnet.study.statistics import LEVEL
from simnet.study.study import Study
from simnet.study.work import Failure

if TYPE_CHECKING:
    from simnet.scenario import Scenario

LEAST = 2
Progress = Callable[[str, int, int], None]
"""Called with the design that is being simulated, replications done over all designs, and those planned."""


@dataclass(frozen=True)
class Asked:
    """What a comparison is of: everything that decides its numbers."""

    designs: Mapping[str, Scenario]
    plan: StudyPlan
    outages: tuple[Outage, ...]
    until: UntilDecided | None
    level: float = LEVEL

    @property
    def measure(self) -> Priced:
        """What is done for each replication."""
        return Priced(self.outages)

    @property
    def looks(self) -> tuple[int, ...]:
        """The numbers of replications after which all designs have as many."""
        return doubling(FIRST, len(self.plan.replications)) if self.until is None else self.until.looks

    @property
    def sure(self) -> Confidence:
        """How sure it is to be, over all of its looks."""
        return Confidence(self.level, len(self.until.looks) if self.until is not None else 1)

    @property
    def described(self) -> dict[str, Any]:
        """Give it as plain data, without the number of replications."""
        return {
            "designs": {name: self.of_design(scenario) for name, scenario in self.designs.items()},
            "until decided": None if self.until is None else self.until.described(),
        }

    def of_design(self, scenario: Scenario) -> dict[str, Any]:
        """Give what decides the run of one design, as plain data."""
        return identity(scenario, self.plan, None, 0, self.measure)


@dataclass(frozen=True)
class Compared:
    """What came of a comparison; `folder` is where it is, if it is whole.

    `studies` are those of the designs; `stopped` says why there are fewer replications than planned.
    """

    asked: Asked
    studies: Mapping[str, Study]
    rows: Mapping[str, list[dict[str, Any]]]
    stopped: str = ""
    decided: bool = False
    seconds: float = field(default=0.0, compare=False)
    folder: Path | None = field(default=None, compare=False)

    @property
    def failures(self) -> list[tuple[str, Failure]]:
        """The replications that failed, with their designs."""
        return [(name, failure) for name, study in self.studies.items() for failure in study.failures]

    @property
    def ended(self) -> int:
        """How many replications every design has."""
        return min(len(study.outcomes) for study in self.studies.values())


def ask(
    designs: Mapping[str, Scenario],
    replications: int | StudyPlan,
    *,
    jobs: int | None = None,
    until: UntilDecided | None = None,
    outages: Sequence[str] | None = None,
    seed: int | None = None,
) -> Asked:
    """Check what is to be compared, before anything is simulated.

    Raises ScenarioError with every mismatch of the designs, StudyError if a number or name makes no sense.
    """
    if seed is not None:
        designs = {name: one.model_copy(update={"seed": seed}) for name, one in designs.items()}
    alike = same_luck(designs)
    plan = replications if isinstance(replications, StudyPlan) else plan_study(replications, jobs=jobs)
    if until is not None:
        plan = replace(plan, replications=range(until.most))
    if len(plan.replications) < LEAST:
        raise StudyError("replications is 1; a comparison needs at least 2 simulated years of every design")
    return Asked(alike, plan, outages_of(alike, outages), until)


def compare_study(
    asked: Asked,
    out: str | Path | ComparisonDraft,
    *,
    executor: Executor | None = None,
    on_progress: Progress | None = None,
    given: Mapping[str, bytes] | None = None,
    about: Mapping[str, Any] | None = None,
) -> Compared:
    """Simulate every design in the same replications, and set them against each other.

    `out` is the folder to write, which must not exist; the same call goes on with what an interrupted one has
    finished. `given` are the files of the designs as bytes, `about` joins the manifest. Interrupting it with
    Ctrl-C keeps what has ended. Raises RunFolderError if the folder cannot be written, StudyError if it holds
    more replications than are asked for.
    """
    begun = time.perf_counter()
    draft = out if isinstance(out, ComparisonDraft) else ComparisonDraft.begin(Path(out), asked.described)
    try:
        with Stages(asked, draft, executor, on_progress) as stages:
            rows, stopped, decided = stages.run()
            found = Compared(asked, stages.studies(), rows, stopped, decided, time.perf_counter() - begun)
            if not stopped and not rows:  # too few ended well, and they would not be tried again
                stages.discard()
            if stopped or not rows:
                return found
            return replace(found, folder=finish(found, stages.drafts, draft, given or {}, about or {}))
    finally:
        draft.close()
