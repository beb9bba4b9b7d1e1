"""Billable weight, zones, dated rate and fee cards, duty: pure arithmetic on published facts."""

from __future__ import annotations

from simnet.pricing.book import PriceBook, price_book
from simnet.pricing.cards import (
    LinearRate,
    RateCard,
    RateError,
    postage,
    rate,
    rate_card,
    rate_card_names,
    rates_folder,
    read_rate_card,
)
from simnet.pricing.fees import FeeCard, fee_card, fee_card_names, fees_of, read_fee_card
from simnet.pricing.landed import LandedCost, landed_cost
from simnet.pricing.names import unknown_names
from simnet.pricing.services import Service, TransitTime, service_library, standard_service, transit_time
from simnet.pricing.tariffs import Tariff, by_rates, tariff
from simnet.pricing.weight import PARCEL_DIVISOR, Dimensional, Size, billable_weight, stacked

__all__ = [
    "PARCEL_DIVISOR", "Dimensional", "FeeCard", "LandedCost", "LinearRate", "PriceBook", "RateCard",
    "RateError", "Service", "Size", "Tariff", "TransitTime", "billable_weight", "by_rates", "fee_card",
    "fee_card_names", "fees_of", "landed_cost", "postage", "price_book", "rate", "rate_card",
    "rate_card_names", "rates_folder", "read_fee_card", "read_rate_card", "service_library", "stacked",
    "standard_service", "tariff", "transit_time", "unknown_names",
]  # fmt: skip
