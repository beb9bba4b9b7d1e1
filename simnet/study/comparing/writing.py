"""From the finished designs of a comparison to its folder."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simnet import units
from simnet.records.comparison_draft import ComparisonDraft
from simnet.records.comparison_folder import DESIGNS, ComparisonFolder
from simnet.records.draft import Draft
from simnet.records.run_folder import FORMAT
from simnet.study.comparing.stages import folders_of
from simnet.study.comparing.tables import columns
from simnet.study.identity import surroundings
from simnet.study.writing import finish as finish_run

if TYPE_CHECKING:
    from simnet.study.comparing.running import Compared


def finish(
    found: Compared,
    drafts: Mapping[str, Draft],
    draft: ComparisonDraft,
    given: Mapping[str, bytes],
    about: Mapping[str, Any],
) -> Path:
    """Finish the run of every design, write the tables and the manifest, and give the folder its name."""
    files: Mapping[str, str] = about.get("files", {})
    for name, study in found.studies.items():
        finish_run(
            drafts[name],
            found.asked.designs[name],
            found.asked.plan,
            study,
            stop=None,
            given=given.get(name, b""),
            about={"design": name, "file": files.get(name, ""), "kept_orders": 0},
            more={},
        )
    rows = {**found.rows, "designs": _designs(found, files)}
    tables = {name: columns(name, table) for name, table in rows.items()}
    return draft.finish(_manifest(found, about), tables)


def _designs(found: Compared, files: Mapping[str, str]) -> list[dict[str, Any]]:
    folders = folders_of(list(found.studies))
    return [
        {
            "design": name,
            "scenario": study.scenario,
            "file": files.get(name, ""),
            "folder": f"{DESIGNS}/{folders[name]}",
            "replications": len(study.outcomes),
            "failed": len(study.failures),
        }
        for name, study in found.studies.items()
    ]


def _manifest(found: Compared, about: Mapping[str, Any]) -> dict[str, Any]:
    asked = found.asked
    some = next(iter(asked.designs.values()))
    until = None if asked.until is None else {**asked.until.described(), "decided": found.decided}
    return {
        "format": FORMAT,
        "kind": ComparisonFolder.what,
        "designs": {
            row["design"]: {key: row[key] for key in ("scenario", "file", "folder")}
            for row in _designs(found, about.get("files", {}))
        },
        "seed": some.seed,
        "planned": len(asked.plan.replications),
        "replications": found.ended,
        "failed": len(found.failures),
        "level": asked.level,
        "looks": asked.sure.looks,
        "until_decided": until,
        "outages": [outage.element for outage in asked.outages],
        "currency": some.currency,
        "horizon_days": some.horizon / units.DAY,
        **about,
        **surroundings(),
        "finished": datetime.now(UTC).isoformat(timespec="seconds"),
        "seconds": round(found.seconds, 3),
    }
