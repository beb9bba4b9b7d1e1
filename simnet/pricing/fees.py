"""Dated fee cards: what fulfillment companies charge, and the fees of a node with its card's filled in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from simnet.pricing.cards import RateError, rates_folder, read_yaml
from simnet.scenario.nodes import FEE_UNITS, Fee, Node


@dataclass(frozen=True)
class FeeCard:
    """Published fees at one date, by the names and units of a node's own fees."""

    name: str
    title: str
    effective: str
    source: str
    currency: str
    fees: Mapping[str, Fee]


def fee_card(name: str) -> FeeCard:
    """Find a fee card by its dated name. Raises RateError if there is none.

    >>> fee_card("3pl-typical-2025").fees["pick"].amount
    3.5
    """
    if name not in fee_card_names():
        raise RateError(f'there is no fee card "{name}"')
    return _shipped(name)


@cache
def fee_card_names() -> tuple[str, ...]:
    """List the dated names of the fee cards that ship with simnet."""
    return tuple(sorted(path.stem for path in (rates_folder() / "fees").glob("*.yaml")))


def read_fee_card(path: Path) -> FeeCard:
    """Read a fee card from a YAML file like those in scenarios/rates/fees.

    Raises RateError, with the file's name, for a file that is not a fee card.
    """
    try:
        row = read_yaml(path)
        fees = {name: _fee(name, text) for name, text in row["fees"].items()}
        given = {key: str(row[key]) for key in ("name", "title", "effective", "source", "currency")}
    except KeyError as missing:
        raise RateError(f"{path.name} is not a fee card: it has no {missing.args[0]}") from None
    except (OSError, AttributeError, ValueError) as problem:
        raise RateError(f"{path.name} is not a fee card: {problem}") from None
    return FeeCard(**given, fees=fees)


def fees_of(node: Node) -> Mapping[str, Fee]:
    """Give a node's fees: its own, then those of its fee card."""
    return node.fees if node.fee_card is None else {**fee_card(node.fee_card).fees, **node.fees}


def _fee(name: str, text: object) -> Fee:
    if name not in FEE_UNITS:
        raise ValueError(f"{name} is not a fee; there are {', '.join(FEE_UNITS)}")
    fee = Fee.model_validate(text, context={})
    if fee.per and fee.per not in FEE_UNITS[name]:
        raise ValueError(f"{name} must be per {' or per '.join(FEE_UNITS[name])}, not per {fee.per}")
    return fee if fee.per else fee.filled(per=FEE_UNITS[name][0])


@cache
def _shipped(name: str) -> FeeCard:
    return read_fee_card(rates_folder() / "fees" / f"{name}.yaml")
