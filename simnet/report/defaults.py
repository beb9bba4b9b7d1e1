"""The values that a scenario did not give itself, as the run has noted them."""

from __future__ import annotations

from typing import Any

from simnet.report.run import Run

Line = tuple[str, str, str]
"""Path, value, and the source of a default with its date."""


def defaults_of(run: Run) -> list[Line] | None:
    """List the defaults of a run's scenario; None if the run has not noted them.

    The resolved scenario gives every value, so it cannot tell which are defaults.
    """
    noted = run.folder.manifest.get("defaults")
    if noted is None:
        return None
    return [(one["path"], written(one["value"]), f"{one['source']} ({one['date']})") for one in noted]


def written(value: Any) -> str:
    """Write a default as in a file; a list of equal factors as their number.

    >>> written([1, 1, 1, 1, 1, 1, 1]), written({"west": {"share": "24%"}}), written(["closest"])
    ('7 × 1', 'west: share: 24%', 'closest')
    """
    if isinstance(value, list) and len(value) > 3 and len(set(map(str, value))) == 1:
        return f"{len(value)} × {value[0]}"
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    if isinstance(value, dict):
        return ", ".join(f"{key}: {written(item)}" for key, item in value.items())
    return str(value)
