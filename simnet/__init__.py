"""Simulate a small brand's fulfillment network through outages, and rehearse failover drills.

import simnet as sn
scenario = sn.load("brand.yaml")            # simnet.api has all that is offered here
results = sn.run(scenario, replications=100)

The rooms, from the bottom up: `scenario` (what exists and what will happen), `engine` (one replication),
`records` (what happened), `measures`, `study` (many replications), `charts`, `report`, `api` and `cli`.
Nothing is imported here before it is asked for, so that `simnet --help` stays quick.
"""

from __future__ import annotations

__version__ = "0.1.0"

_DOORS = {
    "load": "simnet.api.loading",
    "load_results": "simnet.api.loading",
    "run": "simnet.api.running",
    "compare": "simnet.api.running",
    "expose": "simnet.api.exposing",
    "drill": "simnet.api.drilling",
    "RunResults": "simnet.api.run_results",
    "ComparisonResults": "simnet.api.comparison",
    "ExposureResults": "simnet.api.exposing",
    "DrillResults": "simnet.api.drilled",
}
"""What is offered, and where it is; types for editors: __init__.pyi."""


def __getattr__(name: str) -> object:
    """Import what is asked for (PEP 562)."""
    import importlib

    if name not in _DOORS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(_DOORS[name]), name)


def __dir__() -> list[str]:
    """List what is offered too."""
    return sorted([*globals(), *_DOORS])
