"""First scenarios with blanks: `simnet init` fills them in from a few answers."""

from __future__ import annotations

import json
import math
import string
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from simnet import geo, units

FOLDER = Path(__file__).parent
TEMPLATES: dict[str, str] = {
    "two-places": "packed in two places, so that one can stand in for the other",
    "one-place": "packed in one place",
    "drop-ship": "shipped to customers by the maker",
}
# Assumptions of the written file, each marked there: what a unit costs of its price, and how many days of
# sales the smallest order and the stock of a place that stands by are. A packer with this much room above the
# mean is about 70% busy.
COST_SHARE, MIN_ORDER_DAYS, STANDBY_DAYS, ROOM = 0.26, 7, 14, 1.4
DAYS_A_WEEK, OPEN_DAYS = 7, 5


@dataclass(frozen=True)
class Answers:
    """What a founder knows; the amounts are kept as they were written."""

    brand: str = "My brand"
    product: str = "candle"
    price: str = "28"
    weight: str = "1.3 lb"
    orders: str = "50"
    zip: str = "43215"
    capacity: str = ""
    """Orders that can be packed on an open day; computed from the orders if empty."""
    backup: str = "89501"
    """ZIP of the second place; empty for none."""
    lead_time: str = "2 to 4 weeks"


def fill(template: str, answers: Answers) -> str:
    """Write a scenario from a template and answers that were checked one by one."""
    text = (FOLDER / f"{template}.yaml").read_text(encoding="utf-8")
    return string.Template(text).substitute(_words(answers))


def capacity_for(orders: str) -> int:
    """Compute a capacity with room for a place that opens five days a week, rounded up to tens."""
    return math.ceil(float(units.number(orders)) * DAYS_A_WEEK / OPEN_DAYS * ROOM / 10) * 10


def template_for(answers: Answers) -> str:
    """Choose the template by whether there is a second place."""
    return "two-places" if answers.backup else "one-place"


def _words(answers: Answers) -> Mapping[str, str]:
    orders, price = float(units.number(answers.orders)), units.parse_money(answers.price, "USD")
    whole = replace(answers, capacity=answers.capacity or str(capacity_for(answers.orders)))
    zone = geo.timezone_of_zip(answers.zip) or "America/New_York"
    return {
        **{name: str(value) for name, value in vars(whole).items()},
        "brand": json.dumps(answers.brand, ensure_ascii=False),
        "product": json.dumps(answers.product, ensure_ascii=False),
        "price": f"{price:.2f}",
        "cost": f"{price * COST_SHARE:.2f}",
        "min_order": str(max(1, round(orders * MIN_ORDER_DAYS))),
        "standby": str(max(1, round(orders * STANDBY_DAYS))),
        "standby_most": str(max(2, round(orders * (STANDBY_DAYS + MIN_ORDER_DAYS)))),
        "timezone": zone,
        "lead_time": f'"{answers.lead_time}"' if "," in answers.lead_time else answers.lead_time,
    }
