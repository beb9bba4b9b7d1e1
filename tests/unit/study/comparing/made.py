"""Tables of a comparison's designs made from numbers, without simulating."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from simnet.measures.catalog import MEASURES

Frames = dict[str, pd.DataFrame]


def frames(
    measures: Mapping[str, Sequence[float]],
    losses: Sequence[float] | None = None,
    *,
    cost: Sequence[float] | None = None,
    late: Sequence[float] | None = None,
) -> Frames:
    """Make the tables of a design: measures by name (ratios over 100), losses of an outage of `depot`.

    `cost` is that of the twin, 0 unless given.
    """
    n = len(next(iter(measures.values())))
    columns: dict[str, object] = {
        "replication": np.repeat(np.arange(n), 2),
        "world": ["disrupted", "twin"] * n,
    }
    for name, values in measures.items():
        twice = np.repeat(np.asarray(values, float), 2)
        if MEASURES[name].ratio:
            columns[f"{name}.numerator"], columns[f"{name}.denominator"] = twice * 100, np.full(2 * n, 100.0)
        else:
            columns[name] = twice
    calm = np.zeros(n) if cost is None else np.asarray(cost, float)
    rows = [_outages("", calm, np.zeros(n), np.zeros(n))]
    if losses is not None:
        rows.append(
            _outages(
                "depot", calm, np.asarray(losses, float), np.asarray(late if late is not None else losses)
            )
        )
    return {"replications": pd.DataFrame(columns), "outages": pd.concat(rows, ignore_index=True)}


def _outages(element: str, cost: np.ndarray, loss: np.ndarray, late: np.ndarray) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "replication": np.arange(len(cost)), "element": element, "cost": cost + loss, "unsold": 0.0,
            "loss": loss, "excess_late": late, "downtime_days": 2.0 if element else 0.0,
        }
    )  # fmt: skip


def noise(seed: int, n: int) -> np.ndarray:
    """Give standard normal numbers."""
    return np.random.default_rng(seed).standard_normal(n)
