"""Simulate a small brand's fulfillment network through outages, and rehearse failover drills.

The rooms, from the bottom up: `scenario` (what exists and what will happen), `engine` (one replication),
`records` (what happened), `measures`, `study` (many replications), `charts`, `report` and `cli`.
Nothing is imported here, so that `simnet --help` stays quick.
"""

from __future__ import annotations

__version__ = "0.1.0"
__all__ = ["__version__"]
