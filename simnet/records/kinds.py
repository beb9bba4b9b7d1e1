"""What a run folder may be of, and the tables that each kind has."""

from __future__ import annotations

from simnet.records.drill_results import DERIVED, DRILL_TABLES
from simnet.records.results import RESULT_TABLES, ResultTable

RUN, DRILL = "run", "drill"
TABLES_OF: dict[str, dict[str, ResultTable]] = {RUN: RESULT_TABLES, DRILL: DRILL_TABLES}
"""Tables by kind of run, in the order of their contract."""
SEPARATE: dict[str, tuple[str, ...]] = {RUN: ("dark", "weights"), DRILL: DERIVED}
"""Tables that are not made from the replications of the run itself, by kind."""
