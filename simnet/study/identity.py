"""What a run is of: all that decides its numbers, so that one that was interrupted goes on with the same."""

from __future__ import annotations

import hashlib
import json
import platform
from importlib import metadata
from typing import TYPE_CHECKING, Any

from simnet.study.plan import StudyPlan
from simnet.study.stopping import StoppingRule
from simnet.study.work import Evaluate

if TYPE_CHECKING:
    from simnet.scenario import Scenario

LIBRARIES = ("numpy", "numba", "scipy", "simpy", "pandas", "pyarrow")
DECIDING = ("numpy", "numba", "simpy")
"""Libraries whose version may decide a number."""


def identity(
    scenario: Scenario, plan: StudyPlan, stop: StoppingRule | None, keep_orders: int, measure: Evaluate
) -> dict[str, Any]:
    """Give what decides the rows of a run, as plain data.

    The number of replications is not part of it: each is the same however many there are.
    """
    from simnet import __version__

    return {
        "scenario": fingerprint(scenario),
        "seed": scenario.seed,
        "first replication": plan.replications.start,
        "precision": stop.described() if stop is not None else None,
        "kept orders": keep_orders,
        "measures": _named(measure),
        "simnet": __version__,
        "libraries": {name: _version(name) for name in DECIDING},
        "machine": platform.machine(),
    }


def _named(measure: Evaluate) -> str:
    """Name what is measured: by itself if it says so, because it has options, else by where it stands."""
    own = getattr(measure, "described", None)
    return str(own) if own is not None else f"{measure.__module__}.{measure.__qualname__}"


def fingerprint(scenario: Scenario) -> str:
    """Hash a scenario with every default: SHA-256 in hexadecimal."""
    return hashlib.sha256(json.dumps(scenario.resolved(), sort_keys=False).encode()).hexdigest()


def surroundings() -> dict[str, Any]:
    """Say with what a run was made: versions and platform."""
    from simnet import __version__

    return {
        "simnet": __version__,
        "python": platform.python_version(),
        "libraries": {name: _version(name) for name in LIBRARIES},
        "platform": platform.platform(),
    }


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""
