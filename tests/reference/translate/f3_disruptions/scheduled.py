"""Scheduled outages of a supplier, one after the other, each in a steady state that has forgotten the last.

With a fixed lead time the shop is in its steady state one lead time after an outage ends, so that many
outages in one run are as good as many runs.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from tests.reference.cases import Case
from tests.reference.paths import Array, area, below
from tests.reference.readings import net_inventory
from tests.reference.translate.f3_disruptions import sourcing
from tests.reference.translate.f4_queueing import reads
from tests.reference.trial import Quantity, Tables, Trial, Unexpressed
from tests.reference.worlds import Clock, asked, outage, shop

BEFORE = "backorders_mean_before"
FIRST = "first_effect_after_t0"
ONSET = "where an expectation begins to rise: no order comes at that instant"
Read = Callable[[Tables], float]


def translate(case: Case) -> list[Trial] | Unexpressed:
    """Write the same outage again and again, and the shop without any for what is so before it."""
    given = case.inputs
    if given["outage_semantics"] != ["supplier_dispatch"] or given["lead_time"]["dist"] != "fixed":
        return Unexpressed(
            "no translation of other scheduled outages than a supplier's, with fixed lead times"
        )
    clock = sourcing.clock_of(case)
    lead, length = given["lead_time"]["mean"], given["outage"]["length"]
    apart = 4 * lead + 2 * length
    event = outage(
        "supplier_outage",
        sourcing.MAKER,
        first="2026-01-04",
        every=clock.time(apart),
        in_production="finish",
        **{"for": clock.time(length)},
    )
    known = _Known(clock, lead, length)
    during = asked(case, known.outputs)
    before = {BEFORE: Quantity(sourcing.of_stock("backorder_unit_us"), reads.length)}
    longest = sourcing.MOST / sourcing.ORDERS_A_DAY
    return [
        Trial(
            _text(case, clock, disruptions=[event]),
            during,
            horizon_days=20,
            longest_days=longest,
            notes=f"an outage every {apart:g} units of time",
            variant="outage",
            missing={FIRST: ONSET} if FIRST in case.outputs else {},
        ),
        Trial(
            _text(case, clock),
            before,
            horizon_days=20,
            longest_days=longest,
            variant="before",
            notes="no outage",
        ),
    ]


def _text(case: Case, clock: Clock, **more: object) -> str:
    given = case.inputs
    return shop(
        clock.rate(given["demand_rate"]),
        {"stock": {"item": sourcing.stock(given)}},
        warmup="3 days",
        suppliers={
            sourcing.MAKER: {"makes": ["item"], "lead_time": sourcing.lead_time(given["lead_time"], clock)}
        },
        routing=sourcing.lost_or_waits(given),
        **more,
    )


class _Known:
    """What is read of outages of one length, with one lead time."""

    def __init__(self, clock: Clock, lead: float, length: float) -> None:
        self.us, self.lead, self.length = clock.us, round(lead * clock.us), round(length * clock.us)
        self.outputs = {
            "backorders_mean_peak": self._sum(self._backlog),
            "time_of_peak_after_t0": Quantity(self._released, lambda run: len(self._held(run)[0])),
            "time_back_to_steady_state_after_t0": Quantity(
                self._released, lambda run: len(self._held(run)[0])
            ),
            "extra_backorder_unit_time": self._sum(self._extra),
            "expected_units_not_filled_immediately_in_window": self._sum(self._unfilled),
            "prob_any_stock_left_at_end": self._sum(self._left, share=True),
        }

    def _sum(self, read: Read, share: bool = False) -> Quantity:
        return Quantity(read, lambda run: len(self._onsets(run)), share)

    def _onsets(self, run: Tables) -> Array:
        """Onsets of the outages whose consequences, and a time before them, are in the horizon."""
        meta, begin = run.records.meta, run.records["outages"]["begin_us"]
        inside = (begin >= meta.start_us + self.length) & (begin + self.length + self.lead < meta.end_us)
        found: Array = begin[inside]
        return found

    def _release(self, run: Tables) -> Array:
        return self._onsets(run) + self.length + self.lead

    def _backlog(self, run: Tables) -> float:
        level = net_inventory(run.records, "depot")
        return float(below(level).at(self._release(run), "left").sum())

    def _left(self, run: Tables) -> float:
        return float((net_inventory(run.records, "depot").at(self._release(run), "left") > 0).sum())

    def _held(self, run: Tables) -> tuple[Array, Array]:
        """Give when purchase orders that were placed in an outage came, and the onset of theirs."""
        rows, onsets = run.records["purchase_orders"], self._onsets(run)
        place = np.searchsorted(onsets, rows["placed_us"], "right") - 1
        onset = onsets[np.maximum(place, 0)]
        held = (place >= 0) & (rows["placed_us"] < onset + self.length)
        return rows["received_us"][held], onset[held]

    def _released(self, run: Tables) -> float:
        came, onset = self._held(run)
        return float((came - onset).sum() / self.us)

    def _extra(self, run: Tables) -> float:
        """Backlog while it is felt, less that of as long a time before the onset."""
        missing, onsets = below(net_inventory(run.records, "depot")), self._onsets(run)
        felt = area(missing, onsets + self.lead, self._release(run))
        usual = area(missing, onsets - self.length, onsets)
        return float((felt - usual).sum() / self.us)

    def _unfilled(self, run: Tables) -> float:
        found = np.sort(run.records["stockouts"]["t_us"])
        until = np.searchsorted(found, self._release(run))
        return float((until - np.searchsorted(found, self._onsets(run) + self.lead)).sum())
