"""Pure functions of tables: service, stockouts, recovery clocks, minutes of the team."""

from __future__ import annotations

from simnet.measures.ratios import Ratio
from simnet.measures.recovery import Incident, incidents
from simnet.measures.summary import Summary, summarize

__all__ = ["Incident", "Ratio", "Summary", "incidents", "summarize"]
