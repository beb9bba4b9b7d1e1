"""What the disruptions and exceptions cost the people who run the brand, and those who answer customers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simnet import units
from simnet.measures.orders import counted
from simnet.measures.ratios import Ratio
from simnet.measures.tally import order_tally, parcels
from simnet.records import Records

if TYPE_CHECKING:
    from simnet.scenario import Scenario


def team_minutes(records: Records) -> Ratio:
    """Working minutes per week, of touches that began to wait in the horizon. Minutes / weeks."""
    touches, meta = records["touches"], records.meta
    during = (touches["queued_us"] >= meta.start_us) & (touches["queued_us"] < meta.end_us)
    return Ratio(float(touches["minutes"][during].sum()), (meta.end_us - meta.start_us) / units.WEEK)


def tickets(records: Records, scenario: Scenario) -> float:
    """Expected support tickets: late·p₁ + split·p₂ + damaged·p₃ + wrong·p₄.

    Late orders (cancelled and lost ones too) and split orders of the horizon, damaged and wrong parcels of
    them; the shares p are `costs.tickets` of the scenario.
    """
    shares, found = scenario.costs.tickets, parcels(records)
    return float(
        shares.late * order_tally(records).late.sum()
        + shares.split * np.count_nonzero(counted(records) & found.split)
        + shares.damaged * found.tally.damaged[1].sum()
        + shares.wrong * found.tally.wrong[1].sum()
    )
