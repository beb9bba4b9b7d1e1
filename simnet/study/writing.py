"""From the finished parts of a study to its run folder, or to its tables as far as it came."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simnet.records.arrow import Columns
from simnet.records.draft import Draft
from simnet.records.results import Field
from simnet.records.run_folder import FORMAT, GIVEN, RESOLVED
from simnet.study.identity import fingerprint, surroundings
from simnet.study.plan import StudyPlan
from simnet.study.stopping import StoppingRule
from simnet.study.study import Study

if TYPE_CHECKING:
    from simnet.scenario import Scenario

Extras = Callable[[Study], Mapping[str, Columns]]
"""From a study that is done to further tables of its run, such as `dark` and `weights`."""


def finish(
    draft: Draft,
    scenario: Scenario,
    plan: StudyPlan,
    study: Study,
    *,
    stop: StoppingRule | None,
    given: bytes,
    about: Mapping[str, Any],
    more: Mapping[str, Columns],
) -> Path:
    """Write what belongs to a run besides its replications, and give the folder its name."""
    from simnet.intake import files_of, portable
    from simnet.scenario.writing import to_yaml

    kept, files = portable(scenario)
    for name, content in files.items():
        draft.write(name, content)
    draft.write(RESOLVED, to_yaml(kept).encode())
    if given:
        draft.write(GIVEN, given)
    manifest = {
        "format": FORMAT,
        "scenario": scenario.name,
        "fingerprint": fingerprint(scenario),
        "data": files_of(scenario),
        "seed": scenario.seed,
        "first_replication": plan.replications.start,
        "planned": study.planned,
        "replications": len(study.outcomes),
        "failed": len(study.failures),
        "precision": None if stop is None else {**stop.described(), "reached": study.reached},
        **about,
        "defaults": defaults(scenario),
        **surroundings(),
        "finished": datetime.now(UTC).isoformat(timespec="seconds"),
        "seconds": round(study.seconds, 3),
    }
    return draft.finish(manifest, more, known_measures())


def defaults(scenario: Scenario) -> list[dict[str, Any]]:
    """List the defaults of a scenario, which its resolved form no longer tells from what was given."""
    from simnet.pricing.usual import all_defaults

    return [
        {"path": used.path, "value": used.value, "source": used.source, "date": used.date}
        for used in all_defaults(scenario)
    ]


def known_measures() -> dict[str, Field]:
    """Describe the columns of table `replications`, from the catalog of measures."""
    from simnet.measures.catalog import MEASURES

    return {
        column: Field(column, "f8", measure.unit, measure.meaning)
        for measure in MEASURES.values()
        for column in measure.columns
    }
