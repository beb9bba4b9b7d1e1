"""What a run folder may be of, and the tables that each kind has."""

from __future__ import annotations

from simnet.records.comparison_results import COMPARISON_TABLES
from simnet.records.drill_results import DERIVED, DRILL_TABLES
from simnet.records.results import RESULT_TABLES, ResultTable

RUN, DRILL, COMPARISON = "run", "drill", "comparison"
TABLES_OF: dict[str, dict[str, ResultTable]] = {
    RUN: RESULT_TABLES,
    DRILL: DRILL_TABLES,
    COMPARISON: COMPARISON_TABLES,
}
"""Tables by kind of run, in the order of their contract."""
SEPARATE: dict[str, tuple[str, ...]] = {
    RUN: ("dark", "exposure", "elements", "weights", "outages", "outage_curves"),
    DRILL: DERIVED,
    COMPARISON: tuple(COMPARISON_TABLES),
}
"""Tables that a run has only if something made them, by kind; all others it has, if without rows."""
