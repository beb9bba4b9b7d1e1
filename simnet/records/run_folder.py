"""The folder of a run, finished and whole: what was given, what was assumed, what came of it.

scenario.yaml   the file as given            resolved.yaml   with every default
manifest.json   versions, seed, options      tables/         one parquet file a table
charts/         pictures                     report.html     the page
orders/         order by order, of chosen replications       journal.json   of a drill
data/           what was read of files of orders and stock
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Self

from simnet.errors import SimnetError, nearest
from simnet.records.results import RESULT_TABLES, ResultTable

if TYPE_CHECKING:
    import pandas as pd

    from simnet.records.records import Records

FORMAT = 1
"""Version of the folder's layout; raised when a reader of an older one would misread it."""
MANIFEST, GIVEN, RESOLVED, JOURNAL = "manifest.json", "scenario.yaml", "resolved.yaml", "journal.json"
TABLES, ORDERS = "tables", "orders"
COMPARISON = "comparison"
"""Kind of a folder that has tables of its own, and runs in it (`simnet.records.comparison_folder`)."""
EXAMPLE = "results/brand/2026-06-02-1"


class RunFolderError(SimnetError):
    """A run folder cannot be read or written."""


class RunFolder:
    """A finished run on disk. Open one with `RunFolder.open`; tables are read when they are asked for."""

    known: ClassVar[Mapping[str, ResultTable]] = RESULT_TABLES
    what: ClassVar[str] = "run"

    def __init__(self, path: Path, manifest: dict[str, Any]) -> None:
        self.path = path
        self.manifest = manifest

    @classmethod
    def open(cls, path: str | Path) -> Self:
        """Open a folder; raises RunFolderError if it is none, not finished, or of another format."""
        folder = Path(path)
        manifest = _manifest(folder)
        kind = manifest.get("kind", "run")
        if (kind == COMPARISON) != (cls.what == COMPARISON):
            raise RunFolderError(f"{folder} is the folder of a {kind}, not of a {cls.what}")
        return cls(folder, manifest)

    @property
    def names(self) -> list[str]:
        """The tables that this run has, in the order of the contract."""
        return [name for name in self.known if name in self.manifest["tables"]]

    def table(
        self, name: str, columns: Sequence[str] | None = None, where: Mapping[str, object] | None = None
    ) -> pd.DataFrame:
        """Give a table by name, all columns or some; without rows if the run does not have it.

        `where={"by": "total"}` reads only the rows that have this value in that column, which saves memory
        with a large table. Columns, units and meaning: `simnet.records.results`. Raises RunFolderError if the
        name is not that of a table or its file is missing or damaged, KeyError if a column is unknown.
        """
        table = self.known.get(name)
        if table is None:
            raise RunFolderError(f"{name} is not a table of a {self.what} ({nearest(name, self.known)})")
        if name not in self.manifest["tables"]:
            return _empty(table, columns)
        return self._read(name, columns, where)

    def _read(
        self, name: str, columns: Sequence[str] | None, where: Mapping[str, object] | None
    ) -> pd.DataFrame:
        from simnet.records.arrow import DamagedError, count_rows, read_parquet, read_shape

        path, repair = self.path / TABLES / f"{name}.parquet", "restore it, or run the scenario again"
        try:
            rows, number = read_parquet(path, columns, where), count_rows(path)
        except FileNotFoundError:
            raise RunFolderError(f"{path} is missing; {repair}") from None
        except DamagedError as error:
            raise RunFolderError(f"{error}; {repair}") from None
        there = read_shape(path).names
        if unknown := [column for column in (*(columns or ()), *(where or ())) if column not in there]:
            raise KeyError(f"table {name} has no column {unknown[0]}")
        if number != (expected := self.manifest["tables"][name]):
            raise RunFolderError(f"{path} has {number:,} rows instead of {expected:,}; {repair}")
        frame: pd.DataFrame = rows.to_pandas(ignore_metadata=True)
        return frame

    @cached_property
    def resolved(self) -> str:
        """The scenario with every default, as YAML."""
        return self._text(RESOLVED)

    @cached_property
    def journal(self) -> Any:
        """The journal of a drill; None if this is none."""
        if not (self.path / JOURNAL).is_file():
            return None
        try:
            return json.loads(self._text(JOURNAL))
        except ValueError as error:
            raise RunFolderError(f"{self.path / JOURNAL} is damaged ({_brief(error)})") from None

    def orders(self, replication: int) -> Records | None:
        """Give what happened in a replication order by order, if it was kept; else None."""
        from simnet.records.folders import load

        folder = orders_folder(self.path, replication)
        return load(folder) if folder.is_dir() else None

    def _text(self, name: str) -> str:
        try:
            return (self.path / name).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise RunFolderError(f"{self.path / name} cannot be read ({_brief(error)})") from None


def orders_folder(run: Path, replication: int) -> Path:
    """Name the folder in a run's folder where the records of a replication are kept."""
    return run / ORDERS / f"replication-{replication}"


def _manifest(folder: Path) -> dict[str, Any]:
    """Read and check a folder's manifest."""
    path = folder / MANIFEST
    if not folder.is_dir():
        raise RunFolderError(
            f"{folder} is not a folder; name that of a run, such as results/brand/2026-06-02-1"
        )
    if not path.is_file():
        raise RunFolderError(f"{folder} is not the folder of a finished run: it has no {MANIFEST}")
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        version, tables = found["format"], dict(found["tables"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RunFolderError(f"{path} is damaged and cannot be read ({_brief(error)})") from None
    if version != FORMAT:
        raise RunFolderError(f"{folder} has format {version}; this version of simnet reads format {FORMAT}")
    return {**found, "tables": tables}


def _empty(table: ResultTable, columns: Sequence[str] | None) -> pd.DataFrame:
    from simnet.records.arrow import schema

    wanted = [field for field in table.fields if columns is None or field.name in columns]
    frame: pd.DataFrame = schema(table, wanted).empty_table().to_pandas(ignore_metadata=True)
    return frame


def _brief(error: BaseException) -> str:
    said = getattr(error, "strerror", None) or str(error).split("\n")[0]
    return f"{type(error).__name__}: {said}"[:160]
