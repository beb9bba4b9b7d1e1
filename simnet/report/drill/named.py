"""What a founder calls the elements that an event of a drill hits."""

from __future__ import annotations

from typing import Any

from simnet.report.words import element


def named(event: dict[str, Any]) -> list[str]:
    """Name what an event hits; of a carrier whose services are named, those.

    >>> named({"targets": ["swiftpost"], "services": ["ground"]}), named({"targets": ["columbus"]})
    (['swiftpost ground'], ['columbus'])
    """
    targets = [str(name) for name in event["targets"]]
    services = [str(name) for name in event.get("services") or ()]
    names = [f"{carrier}.{service}" for carrier in targets for service in services] or targets
    return [brief(element(name)) for name in names]


def brief(name: str, most: int = 24) -> str:
    """Cut the middle out of a long name.

    >>> brief("columbus"), brief("a carrier with a name of many words")
    ('columbus', 'a carrier with…any words')
    """
    if len(name) <= most:
        return name
    tail = (most - 1) * 2 // 5
    return f"{name[: most - 1 - tail].rstrip()}…{name[len(name) - tail :].lstrip()}"
