"""How tables of a run are declared: their columns with type, unit and meaning."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Field:
    """One column of a table of a run; `dtype` is i8, f8, ? or str."""

    name: str
    dtype: str
    unit: str
    meaning: str


@dataclass(frozen=True)
class ResultTable:
    """One table of a run; `key` identifies a row; pooled ones hold sums over replications, not a row each."""

    name: str
    key: tuple[str, ...]
    fields: tuple[Field, ...]
    meaning: str
    pooled: bool = False


def text(name: str, meaning: str) -> Field:
    """Declare a column of names or words."""
    return Field(name, "str", "name", meaning)


def count(name: str, unit: str, meaning: str) -> Field:
    """Declare a column of whole numbers."""
    return Field(name, "i8", unit, meaning)


def amount(name: str, unit: str, meaning: str) -> Field:
    """Declare a column of amounts."""
    return Field(name, "f8", unit, meaning)


def days(name: str, meaning: str) -> Field:
    """Declare a column of times in days."""
    return Field(name, "f8", "days", meaning)


def yes(name: str, meaning: str) -> Field:
    """Declare a column of flags."""
    return Field(name, "?", "true or false", meaning)
