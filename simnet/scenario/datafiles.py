"""The files of real data that a scenario names: which of them it may read."""

from __future__ import annotations

import codecs
import os
import re
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, ValidationInfo, WithJsonSchema

from simnet.errors import RuleError

READABLE = r"\.(csv|tsv|txt|parquet|pq)(\.gz)?$"
"""How the names of files end that can be read."""
FILES = r"\.(csv|tsv|txt|parquet|pq|xlsx?|ods|json|gz|zip)$"
"""How text ends that is meant as the name of a file of data."""


def is_file_name(value: Any) -> bool:
    """Tell whether text is meant as the name of a file of data."""
    return isinstance(value, str) and re.search(FILES, value.strip(), re.IGNORECASE) is not None


def find_file(name: str, folder: str | os.PathLike[str] | None, data: Iterable[str] = ()) -> Path:
    """Find a file that a scenario names, relative to the scenario's folder.

    A scenario may come from anybody, so the file must lie in its folder (links are followed), or in one of
    the folders `data` that the user allows. Raises `RuleError` otherwise; whether it exists is not looked at.
    """
    if folder is None:
        raise RuleError("needs a scenario that lies in a folder", "load it from a file, or give a folder")
    try:
        own = Path(folder).resolve()
        path = (own / name).resolve()
        allowed = [Path(other).resolve() for other in data]
    except (OSError, RuntimeError, ValueError):
        raise RuleError("is not a valid file name") from None
    inside = path.is_relative_to(own) and not Path(name).is_absolute()
    if inside or any(path.is_relative_to(other) for other in allowed):
        return path
    rule = "must be a file in the scenario's folder, unless the command line allows another folder"
    raise RuleError(rule, f"copy it there, or add --data {_from_here(path.parent)}")


def _from_here(folder: Path) -> str:
    """Write a folder as one would on the command line."""
    try:
        near = os.path.relpath(folder)
    except ValueError:  # another drive of Windows
        return str(folder)
    return min(near, str(folder), key=len)


def _data_file(value: Any, info: ValidationInfo) -> str:
    if not isinstance(value, str) or not value.strip() or "\0" in value:
        raise RuleError("must be the name of a CSV or parquet file", "such as orders.csv")
    if re.search(READABLE, value.strip(), re.IGNORECASE) is None:
        raise RuleError("must be a CSV or parquet file", "save it as CSV, such as orders.csv")
    context = info.context or {}
    find_file(value.strip(), context.get("folder"), context.get("data", ()))
    return value.strip()


def _encoding(value: Any) -> str:
    try:
        if isinstance(value, str):
            return codecs.lookup(value).name
    except LookupError:
        pass
    raise RuleError("is not the name of a text encoding", "such as utf-8 or latin-1")


def _date_format(value: Any) -> str:
    example = datetime(2026, 3, 2, 14, 5)
    try:
        if (
            isinstance(value, str)
            and datetime.strptime(example.strftime(value), value).date() == example.date()
        ):
            return value
    except ValueError:
        pass
    raise RuleError(
        "must be a format of dates with day, month and year, as in strptime", "such as %m/%d/%Y %H:%M"
    )


DataFile = Annotated[
    str,
    BeforeValidator(_data_file),
    WithJsonSchema({"type": "string", "description": "A CSV or parquet file.", "examples": ["orders.csv"]}),
]
"""The name of a file of data, relative to the scenario."""
Encoding = Annotated[str, BeforeValidator(_encoding)]
DateFormat = Annotated[str, BeforeValidator(_date_format)]
