"""What a delivered order costs, in the few parts that a founder thinks in."""

from __future__ import annotations

from simnet.report.numbers import money
from simnet.report.run import Run

PARTS: dict[str, tuple[str, ...]] = {
    "product": ("product",),
    "postage": ("postage_base", "postage_fuel", "postage_residential", "postage_dimensional"),
    "packing": ("pick_pack", "packaging"),
}
"""Cost lines by the word for them; all others are `other`."""


def breakdown(run: Run, width: int) -> str:
    """Say what a delivered order costs by part, over all years together; empty if the run has no ledger.

    Parts that do not fit into the width are put into the last one, `other`.
    """
    frame = run.table("replications")
    frame = frame[frame["world"] == "disrupted"]
    if "landed_cost_an_order.denominator" not in frame:
        return ""
    orders, total = (
        float(frame[f"landed_cost_an_order.{part}"].sum()) for part in ("denominator", "numerator")
    )
    if orders <= 0:
        return ""
    sums = {
        word: float(sum(frame[f"cost.{line}"].sum() for line in lines if f"cost.{line}" in frame))
        for word, lines in PARTS.items()
    }
    for named in range(len(sums), -1, -1):
        parts = dict(list(sums.items())[:named])
        parts["other"] = total - sum(parts.values())
        said = " · ".join(f"{word} {money(amount / orders)}" for word, amount in parts.items())
        if len(said) <= width:
            return said
    return ""
