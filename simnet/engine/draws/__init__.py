"""What a replication is dealt before its clock starts: customers, disruptions, congestion.

Everything here is a pure function of (plan, replication) and is shared, read-only, by whoever plays the
world.
"""

from __future__ import annotations

from simnet.engine.draws.deal import Draws, draw
from simnet.engine.draws.occurrences import Occurrence

__all__ = ["Draws", "Occurrence", "draw"]
