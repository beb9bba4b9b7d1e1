"""How long stock lasts when nothing comes in any more: many SKUs of one shop, each a case of its own."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from tests.reference.cases import Case
from tests.reference.network import sku
from tests.reference.trial import Quantity, Tables, Trial
from tests.reference.worlds import Clock, asked, shop

COPIES = 400
ORDERS_A_DAY = 40_000.0
LONG = 1.8
"""How many times as long as stock lasts on average, so that it is gone in every case."""
EVEN = "time_to_survive_deterministic"
Read = Callable[[Tables], float]


def translate(case: Case) -> list[Trial]:
    """Write Poisson demand for many SKUs, and constant demand for one."""
    given = case.inputs
    clock = Clock(given["demand_rate"] * COPIES / ORDERS_A_DAY * 24 * 60)
    usual = given["initial_on_hand"] / given["demand_rate"]
    names = [f"item-{number}" for number in range(COPIES)]
    text = _text(case, names, clock.rate(given["demand_rate"] * COPIES), "poisson")
    known = _outputs(case, clock)
    even = Clock(60.0)
    return [
        Trial(
            text,
            asked(case, known),
            horizon_days=LONG * usual * clock.days,
            grows="replications",
            notes=f"{COPIES} SKUs that nobody supplies, each a case of its own",
            variant="Poisson demand",
        ),
        Trial(
            _text(case, names[:1], even.rate(given["demand_rate"]), "deterministic"),
            {EVEN: Quantity(lambda run: _middle(run, given["initial_on_hand"]) / even.us)},
            horizon_days=LONG * usual * even.days,
            fast=True,
            notes="half-way between the last order that is served and the first that is not",
            variant="constant demand",
        ),
    ]


def _text(case: Case, names: list[str], orders: str, counts: str) -> str:
    held = {"policy": "none", "initial": case.inputs["initial_on_hand"]}
    return shop(
        orders,
        {"stock": dict.fromkeys(names, held)},
        customers={"counts": counts},
        skus={name: sku() for name in names},
        suppliers={"maker": {"makes": names, "lead_time": "1 day"}},
        routing={"out_of_stock": "lost"},
    )


def _outputs(case: Case, clock: Clock) -> dict[str, Quantity]:
    given = case.inputs
    length, mean = given["outage_length"], case.outputs["time_to_stockout_mean"].value

    def gone(run: Tables) -> np.ndarray:
        return _gone(run, given["initial_on_hand"]) / clock.us

    def each(value: Callable[[np.ndarray], np.ndarray], share: bool = False) -> Quantity:
        return Quantity(lambda run: float(value(gone(run)).sum()), lambda run: COPIES, share)

    return {
        "time_to_stockout_mean": each(lambda times: times),
        "time_to_stockout_sd": Quantity(lambda run: _sd(gone(run), mean)),
        "prob_stockout_by_T": each(lambda times: times <= length, share=True),
        "expected_lost_units": Quantity(
            lambda run: (run.records["stockouts"]["t_us"] <= length * clock.us).sum(), lambda run: COPIES
        ),
        "expected_time_with_stock_in_0_T": each(lambda times: np.minimum(times, length)),
    }


def _sd(times: np.ndarray, mean: float) -> float:
    """Standard deviation about a known mean, with the first term of its bias taken off.

    E √(s²) is lower than σ by Var(s²) / 8σ³, and the variance of s² is read off the sample too.
    """
    squares = (times - mean) ** 2
    found = squares.mean()
    return float(np.sqrt(found) * (1 + squares.var() / len(times) / (8 * found**2)))


def _gone(run: Tables, units: int) -> np.ndarray:
    """Give when each SKU's last unit was sold, µs.

    Raises ValueError if one has some left.
    """
    lines = run.records["lines"]
    placed = run.records["orders"]["placed_us"][lines["order"]]
    order = np.lexsort((placed, lines["sku"]))
    first = np.searchsorted(lines["sku"][order], np.arange(len(run.records.words("sku"))))
    last = first + units - 1
    if (np.diff(np.append(first, len(order))) < units).any():
        raise ValueError("some stock is left at the end")
    found: np.ndarray = placed[order][last]
    return found


def _middle(run: Tables, units: int) -> float:
    """Give the middle between the last order that was served and the next."""
    placed = run.records["orders"]["placed_us"]
    return float(placed[units - 1] + placed[units]) / 2
