"""What the disruptions and exceptions cost the people who run the brand, in working minutes."""

from __future__ import annotations

from simnet import units
from simnet.measures.ratios import Ratio
from simnet.records import Records


def team_minutes(records: Records) -> Ratio:
    """Working minutes per week, of touches that began to wait in the horizon. Minutes / weeks."""
    touches, meta = records["touches"], records.meta
    during = (touches["queued_us"] >= meta.start_us) & (touches["queued_us"] < meta.end_us)
    return Ratio(float(touches["minutes"][during].sum()), (meta.end_us - meta.start_us) / units.WEEK)
