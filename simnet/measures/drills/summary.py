"""One replication of a drill in a few small tables: what workers send back instead of the records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from simnet.measures.columns import Columns, table
from simnet.measures.drills.alarms import Watched, alarms
from simnet.measures.drills.batch import batch
from simnet.measures.drills.clocks import clocks
from simnet.measures.drills.cost import cost, sums
from simnet.measures.drills.course import course
from simnet.measures.drills.hit import ran_out, regions, ways
from simnet.measures.drills.rehearsed import Rehearsed, case
from simnet.measures.drills.waits import waits
from simnet.measures.drills.work import activities
from simnet.measures.shared import keep_what_is_freed
from simnet.measures.summary import Summary
from simnet.records import Records
from simnet.records.drill_results import DRILL_TABLES

if TYPE_CHECKING:
    from simnet.scenario import Scenario


def summarize_drill(
    records: Records, twin: Records, scenario: Scenario, drill: Rehearsed, watched: Sequence[Watched] = ()
) -> Summary:
    """Compute the tables of a drill of one replication (`simnet.records.drill_results`) against its twin.

    `values` of the summary is the row of table `replications`. Raises ValueError if the twin is not of the
    same scenario, seed and replication.
    """
    same = ("scenario", "seed", "replication", "start_us", "end_us")
    if any(getattr(records.meta, name) != getattr(twin.meta, name) for name in same):
        raise ValueError("the twin must be of the same scenario, seed and replication")
    keep_what_is_freed()
    found, money = case(records, twin, drill), cost(records, twin, scenario)
    unheeded = frozenset(one.text for one in watched if not one.own)
    row = clocks(records, twin, scenario, drill, found, unheeded) | sums(money)
    tables: dict[str, Mapping[str, Any]] = {
        "replications": {name: [value] for name, value in row.items()},
        "course": course(records, twin, drill),
        "activities": activities(records, twin, drill),
        "cost": money,
        "ran_out": ran_out(records, twin, drill),
        "regions": regions(records, twin, found.window),
        "ways": ways(records, twin, found.window),
        "waits": waits(records, twin, found.window),
        "batch": batch(records, twin, drill, found.window),
        "thresholds": alarms(records, twin, drill, watched),
    }
    number = records.meta.replication
    made = {name: _table(name, number, columns) for name, columns in tables.items()}
    values = {name: float(value) for name, value in row.items()}
    return Summary(values, (), (), (), {}, made)


def _table(name: str, number: int, columns: Mapping[str, Any]) -> Columns:
    about = DRILL_TABLES[name]
    keyed = {"replication": number} if "replication" in about.key else {}
    known = {field.name for field in about.fields}
    return table(about, keyed | {key: column for key, column in columns.items() if key in known})
