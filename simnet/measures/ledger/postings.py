"""Sums of every line by every grouping, made from the same whole millionths."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from simnet.measures.columns import Array, Columns
from simnet.measures.ledger.lines import LINES

GROUPINGS = ("node", "lane", "sku", "region", "week")


class Postings:
    """Amounts by line and element of each grouping; element 0 is what belongs to none of it.

    Amounts are whole numbers of millionths in floats. Sums of them are exact as long as they stay below 2⁵³,
    so the elements of every grouping sum to the total to the millionth, in whatever order they are added.
    """

    def __init__(self, elements: dict[str, Sequence[str]]) -> None:
        self.elements = {by: ["", *elements[by]] for by in GROUPINGS}
        self.sums = {by: np.zeros((len(LINES), len(self.elements[by]))) for by in GROUPINGS}
        self.total = np.zeros(len(LINES))

    def post(self, line: str, amounts: Array, **codes: Array | int) -> None:
        """Add amounts to a line; `codes` gives their elements by grouping, −1 or nothing for none."""
        if not len(amounts):
            return
        row = LINES.index(line)
        whole = float(amounts.sum())
        self.total[row] += whole
        for by in GROUPINGS:
            code = codes.get(by, -1)
            if isinstance(code, np.ndarray):
                sums = self.sums[by]
                sums[row] += np.bincount(code + 1, amounts, minlength=sums.shape[1])
            else:
                self.sums[by][row, int(code) + 1] += whole

    def size(self, by: str) -> int:
        """Count the elements of a grouping, element 0 left out."""
        return len(self.elements[by]) - 1

    def add(self, line: str, by: str, sums: Array) -> None:
        """Add sums that are already grouped: of the elements of a grouping from element 1 on, all or the
        first ones."""
        self.sums[by][LINES.index(line), 1 : len(sums) + 1] += sums

    def add_to_none(self, line: str, by: str, whole: float) -> None:
        """Add what belongs to no element of a grouping."""
        self.sums[by][LINES.index(line), 0] += whole

    def add_total(self, line: str, whole: float) -> None:
        """Add to the total what `add` has spread over the groupings."""
        self.total[LINES.index(line)] += whole

    def spread(self, line: str, amounts: Array, shares: Array, **codes: Array) -> None:
        """Add amounts that belong to a stretch of time: over the weeks by cumulated `shares`, none lost."""
        if not len(amounts):
            return
        cut = np.floor(amounts[:, None] * shares)
        cut[:, -1] = amounts
        self.post(line, amounts, **codes)
        row, sums = LINES.index(line), self.sums["week"]
        sums[row, 0] -= amounts.sum()
        sums[row, 1:] += np.diff(cut, axis=1, prepend=0.0).sum(axis=0)

    def columns(self) -> Columns:
        """Give the rows of table `ledger`: all totals, and by element what is not zero."""
        by: list[str] = ["total"] * len(LINES)
        element: list[str] = [""] * len(LINES)
        line: list[str] = list(LINES)
        amounts = [self.total]
        for name in GROUPINGS:
            rows, places = np.nonzero(self.sums[name].T)
            by += [name] * len(rows)
            element += [self.elements[name][row] for row in rows.tolist()]
            line += [LINES[place] for place in places.tolist()]
            amounts.append(self.sums[name].T[rows, places])
        whole = np.concatenate(amounts).astype(np.int64)
        return {"by": by, "element": element, "line": line, "amount_micro": whole}
