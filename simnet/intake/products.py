"""The codes of a file become SKUs: by name, by a map, by rank, or pooled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from simnet.errors import nearest
from simnet.intake.findings import Findings
from simnet.scenario.orderfile import OrderSkus, OrderTable
from simnet.scenario.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd


def items_of(
    table: OrderTable,
    codes: pd.Series[Any],
    kept: NDArray[np.bool_],
    quantity: NDArray[np.int64],
    lines: NDArray[np.int64],
    column: str,
    scenario: Scenario,
    findings: Findings,
) -> tuple[NDArray[np.int32], tuple[str, ...]]:
    """Give the SKU or kit of every row as an index into the names; a code that nobody knows is a problem."""
    import pandas as pd

    names = tuple(scenario.skus)
    number = {name: place for place, name in enumerate(names)}
    rows = np.flatnonzero(kept & (codes != "").to_numpy())
    which, unique = pd.factorize(codes.iloc[rows])
    known = _meanings(
        [str(code) for code in unique], np.bincount(which, quantity[rows]).tolist(), table.skus, number
    )
    found = np.array([number.get(name or "", -1) for name in known], np.int32)
    items = np.full(len(codes), -1, np.int32)
    items[rows] = found[which]
    first = pd.Series(rows).groupby(which).first()
    sizes = np.bincount(which, minlength=len(unique))
    for place in np.flatnonzero(found < 0).tolist():
        code, times = str(unique[place]), int(sizes[place])
        rule = f"is no SKU of the scenario, on {times:,} row{'s' if times > 1 else ''}"
        near = nearest(code, names)
        repair = (
            near if near.startswith("did") else "say what it is in orders.skus: {map: {CODE: SKU}, rest: SKU}"
        )
        findings.add(int(lines[first[place]]), column, code, rule, repair)
    return items, names


def _meanings(
    codes: list[str], units: list[float], skus: OrderSkus, number: dict[str, int]
) -> list[str | None]:
    """Say what each code stands for; best-selling is by units, and by code where those are equal."""
    ranks = sorted(range(len(codes)), key=lambda place: (-units[place], codes[place]))
    best = dict(zip((codes[place] for place in ranks), range(len(codes)), strict=True))
    free = [codes[place] for place in ranks if codes[place] not in skus.map]
    ranked = dict(zip(free, skus.ranked, strict=False))
    found: list[str | None] = []
    for code in codes:
        own = skus.map.get(code) or ranked.get(code) or (code if code in number else None)
        pooled = skus.top is not None and best[code] >= skus.top and code not in skus.map
        found.append(skus.rest if pooled or (own is None and skus.top is None) else own)
    return found
