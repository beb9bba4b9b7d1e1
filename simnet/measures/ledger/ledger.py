"""The landed-cost ledger of one replication: what a year cost, line by line."""

from __future__ import annotations

import numpy as np

from simnet.measures.columns import Columns
from simnet.measures.ledger.aftersales import (
    post_lost_sales,
    post_payment,
    post_refunds,
    post_returns,
    post_tickets,
)
from simnet.measures.ledger.blocks import blocks
from simnet.measures.ledger.inbound import in_lanes, post_purchases, post_transfers
from simnet.measures.ledger.labor import post_labor
from simnet.measures.ledger.lines import LINES
from simnet.measures.ledger.parcels import parcels
from simnet.measures.ledger.postings import Postings
from simnet.measures.ledger.prices import prices
from simnet.measures.ledger.product import post_product, post_stock_losses, unit_costs
from simnet.measures.ledger.shipping import post_shipping
from simnet.measures.ledger.shocks import shocks
from simnet.measures.ledger.storage import post_fixed, post_storage, reserved_unit_us, shelf_unit_us
from simnet.measures.orders import weeks
from simnet.records import Records
from simnet.scenario.scenario import Scenario


def ledger(records: Records, scenario: Scenario) -> Columns:
    """Give the rows of table `ledger` of one replication, without its number and world.

    Columns `by`, `element`, `line`, `amount_micro` (int64, millionths of the currency). For every grouping
    the elements of a line sum to its total exactly; element "" holds what belongs to no single one. What
    counts: docs/landed_cost.md.
    """
    return postings(records, scenario).columns()


def totals(records: Records, scenario: Scenario) -> dict[str, int]:
    """Give the amount of every line, and of what is shown beside them, in millionths of the currency."""
    found = postings(records, scenario).total
    return {line: int(amount) for line, amount in zip(LINES, found.tolist(), strict=True)}


def postings(records: Records, scenario: Scenario) -> Postings:
    """Work out all that a replication cost."""
    known, happened = prices(records, scenario), shocks(records, scenario)
    lanes = in_lanes(records, known)
    book = Postings(
        {
            "node": records.words("node"),
            "lane": [*records.words("lane"), *lanes.words],
            "sku": records.words("sku"),
            "region": records.words("region"),
            "week": [str(week) for week in range(weeks(records))],
        }
    )
    costs = unit_costs(records, known)
    beside = post_purchases(book, records, known, lanes, happened)
    post_transfers(book, records, known, lanes, happened)
    shelf = shelf_unit_us(records)
    for block in blocks(records):
        shelf += reserved_unit_us(block)
        sent = parcels(block, known)
        post_shipping(book, sent, known, happened)
        post_product(book, sent, known, costs)
        post_refunds(book, block, sent, known)
        post_returns(book, sent, known)
        post_tickets(book, block, sent, known)
        post_payment(book, block, known)
        post_lost_sales(book, block, known, costs)
    value = costs + np.where(known.own[:, None], beside[None, :], 0.0)
    post_storage(book, records, known, value, shelf)
    post_fixed(book, records, known)
    post_stock_losses(book, records, known, costs)
    post_labor(book, records, known)
    return book
