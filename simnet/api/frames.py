"""Tidy DataFrames from the tables of a run, or of several designs: the same for one and for many."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from simnet.records.results import MICRO, WORLDS

if TYPE_CHECKING:
    import pandas as pd

KEPT = ("design", "replication", "world")
DESIGN = ("design",)
LOW, MIDDLE, HIGH = 0.1, 0.5, 0.9


def replications(table: pd.DataFrame, levels: Sequence[str] = ()) -> pd.DataFrame:
    """Give every measure of every replication and world; of a ratio its quotient, NaN where nothing counts.

    Index: (design,) replication, world. Columns and units: `simnet.measures.catalog`.
    """
    import numpy as np
    import pandas as pd

    from simnet.measures.catalog import MEASURES

    columns = {}
    for name, measure in MEASURES.items():
        if not all(column in table for column in measure.columns):
            continue
        if not measure.ratio:
            columns[name] = table[name].to_numpy(float)
            continue
        top, bottom = (table[column].to_numpy(float) for column in measure.columns)
        columns[name] = np.divide(top, bottom, out=np.full(len(top), np.nan), where=bottom > 0)
    index = pd.MultiIndex.from_frame(table[[*levels, "replication", "world"]])
    return pd.DataFrame(columns, index=index)


def summary(table: pd.DataFrame, levels: Sequence[str] = ()) -> pd.DataFrame:
    """Give every measure in the long run with its 95% interval, and how it spreads over years.

    Index: (design,) measure. Columns: `estimate`, `low`, `high` (mean, of a ratio the ratio of sums; NaN
    with fewer than 2 replications), `p10`, `p50`, `p90` over replications, `without` (estimate in the twin),
    `unit`, `better`, `meaning`.
    """
    import pandas as pd

    parts = {design: frame for (design,), frame in table.groupby(list(levels))} if levels else {"": table}
    found = {design: _summary(frame) for design, frame in parts.items()}
    return pd.concat(found, names=["design"], sort=False) if levels else found[""]


def _summary(table: pd.DataFrame) -> pd.DataFrame:
    import pandas as pd

    from simnet.measures.catalog import MEASURES

    each = replications(table)
    rows = {}
    for name in each:
        measure = MEASURES[str(name)]
        worlds = [table[table["world"] == world][list(measure.columns)].to_numpy(float) for world in WORLDS]
        estimate, low, high = _long_run(worlds[0])
        years = each[name].xs(WORLDS[0], level="world")
        spread = years.quantile([LOW, MIDDLE, HIGH]).to_numpy()
        rows[name] = [estimate, low, high, *spread, _long_run(worlds[1])[0], measure.unit, measure.better]
        rows[name].append(measure.meaning)
    columns = ["estimate", "low", "high", "p10", "p50", "p90", "without", "unit", "better", "meaning"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("measure")


def _long_run(values: object) -> tuple[float, float, float]:
    """Give mean or ratio of sums with its interval, of one column or two; leaves out unknown replications."""
    import math

    import numpy as np

    from simnet.study.statistics import TooFewError, mean_interval, ratio_interval

    array = np.asarray(values, dtype=float)
    known = array[np.isfinite(array).all(axis=1)]
    try:
        return mean_interval(known[:, 0]) if known.shape[1] == 1 else ratio_interval(known[:, 0], known[:, 1])
    except TooFewError:
        bottom = known[:, 1].sum() if known.shape[1] == 2 else float(len(known))
        return (float(known[:, 0].sum() / bottom) if bottom else math.nan), math.nan, math.nan


def daily(table: pd.DataFrame, levels: Sequence[str] = ()) -> pd.DataFrame:
    """Give the year day by day, averages over replications.

    Index: (design,) world, day from 0. Columns: `orders`, `late` (of the orders placed in it), `overdue`
    (orders, at its end), `position` (units, at its end).
    """
    found = table.set_index([*levels, "world", "day"])
    return found.drop(columns="replications").div(found["replications"], axis=0)


def ledger(table: pd.DataFrame, levels: Sequence[str] = ()) -> pd.DataFrame:
    """Give what every year cost, a column a cost line, in the currency of the scenario.

    Index: (design,) replication, world. Lines: `simnet.measures.catalog`, what is beside the costs last.
    """
    from simnet.measures.catalog import BESIDE, COST_LINES

    index = [*levels, "replication", "world"]
    amounts = table.assign(amount=table["amount_micro"] / MICRO)
    wide = amounts.pivot_table(index=index, columns="line", values="amount", aggfunc="sum", sort=False)
    return wide.reindex(columns=[line.name for line in (*COST_LINES, *BESIDE)]).rename_axis(columns="line")


def stock(table: pd.DataFrame, levels: Sequence[str] = ()) -> pd.DataFrame:
    """Give how much lay where, and what was short. Index: (design,) replication, world, node, sku."""
    return table.set_index([*levels, "replication", "world", "node", "sku"])


def recovery(table: pd.DataFrame, levels: Sequence[str] = ()) -> pd.DataFrame:
    """Give every incident with its clocks and losses. Index: (design,) replication, incident."""
    return table.set_index([*levels, "replication", "incident"])
