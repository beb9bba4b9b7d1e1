"""What happened in one replication: one structured array per table, with names and provenance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from simnet.records.tables import INSTANT, TABLES, VOCABULARIES

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    Array = np.ndarray[tuple[int, ...], np.dtype[Any]]


@dataclass(frozen=True)
class RecordsMeta:
    """Where records come from; `zero` is an ISO instant with offset, the others microseconds since it.

    Orders placed from `start_us` up to `end_us` are counted; the run went on until `stop_us`.
    """

    scenario: str
    seed: int
    replication: int
    zero: str
    start_us: int
    end_us: int
    stop_us: int
    timezone: str = "UTC"
    currency: str = "USD"

    def as_dict(self) -> dict[str, Any]:
        """Give the fields by name."""
        return asdict(self)


@dataclass(frozen=True, eq=False)
class Records:
    """The tables of one replication; tables that are not given are empty.

    `names` maps each vocabulary of the scenario (`region`, `node`, `sku`, …) to its words in the order of
    codes. Raises ValueError if a table is unknown, an array has another type than its table, or words repeat.
    """

    tables: Mapping[str, Array]
    names: Mapping[str, list[str]]
    meta: RecordsMeta

    def __post_init__(self) -> None:
        for name, array in self.tables.items():
            if name not in TABLES:
                raise ValueError(f"{name} is not a table; there are {', '.join(TABLES)}")
            if array.dtype != TABLES[name].dtype:
                raise ValueError(f"table {name} must have the type TABLES[{name!r}].dtype")
        for name, words in self.names.items():
            if len(set(words)) != len(words):
                raise ValueError(f"the words of {name} must differ from each other")
        missing = {name: table.empty() for name, table in TABLES.items() if name not in self.tables}
        object.__setattr__(self, "tables", {**self.tables, **missing})

    def __getitem__(self, table: str) -> Array:
        """Give a table's array."""
        return self.tables[table]

    def words(self, vocabulary: str) -> list[str]:
        """Give a vocabulary's words in the order of their codes; empty if the scenario has none."""
        fixed = VOCABULARIES.get(vocabulary)
        return list(fixed) if fixed is not None else list(self.names.get(vocabulary, []))

    def frame(self, table: str) -> pd.DataFrame:
        """Give a table as a data frame, its names as categories and its instants as int64 microseconds."""
        import pandas as pd

        array = self.tables[table]
        columns: dict[str, Any] = {}
        for column in TABLES[table].columns:
            values: Any = array[column.name]
            if column.names:
                values = pd.Categorical.from_codes(values, categories=pd.Index(self.words(column.names)))
            columns[column.name] = values
        return pd.DataFrame(columns)

    def timestamps(self, table: str, column: str) -> pd.Series[Any]:
        """Give a column of instants as timestamps of the scenario's time zone, NaT if it did not come."""
        import pandas as pd

        if TABLES[table].column(column).unit != INSTANT:
            raise ValueError(f"{table}.{column} holds no instants")
        values = pd.Series(self.tables[table][column], name=column)
        zero = pd.Timestamp(self.meta.zero)
        utc = zero.tz_convert("UTC") if zero.tzinfo else zero.tz_localize("UTC")
        since = pd.to_timedelta(values.where(values >= 0), unit="us")
        return (utc + since).dt.tz_convert(self.meta.timezone)
