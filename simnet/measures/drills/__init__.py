"""One drill against its twin: every clock, loss and count of a replication (docs/measures.md)."""

from simnet.measures.drills.rehearsed import Rehearsed
from simnet.measures.drills.summary import summarize_drill

__all__ = ["Rehearsed", "summarize_drill"]
