"""Which defaults of a scenario move a figure most."""

from __future__ import annotations

import re

from simnet.report.run import Run


def heaviest(run: Run, most: int) -> list[str]:
    """Name the defaults that move a figure most when they are 20% smaller or larger, heaviest first."""
    frame = run.table("weights")
    names: list[str] = []
    for path, low, high in zip(frame["path"], frame["low"], frame["high"], strict=True):
        name = spoken(str(path))
        if max(abs(low), abs(high)) > 0 and name not in names:
            names.append(name)
    return names[:most]


def spoken(path: str) -> str:
    """Say a path as a founder would.

    >>> spoken("carriers.swiftpost.services.ground.transit"), spoken("skus.mug.fragile_factor")
    ('swiftpost ground days', 'mug fragile factor')
    """
    parts = [part for part in path.split(".") if not part.isdigit()]
    if parts[-1] == "transit":
        parts[-1] = "days"
    words = [part for part in parts[1:] if part not in ("services", "stock", "advanced")] or parts
    return re.sub(r"[_]", " ", " ".join(words))
