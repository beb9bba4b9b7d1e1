"""A run folder while it is being written: what is finished stays, whatever happens to the rest.

It stands beside its final place as `.<name>.partial` and takes that name when it is whole. A later run with
the same plan goes on after its finished parts.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from simnet.records.arrow import Columns, read_parquet, to_arrow, write_parquet
from simnet.records.kinds import RUN, SEPARATE, TABLES_OF
from simnet.records.lock import FolderLock
from simnet.records.parts import PART, Part, merge, read_parts, write_part
from simnet.records.results import WORLDS, Field
from simnet.records.run_folder import MANIFEST, TABLES, RunFolderError, orders_folder

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from simnet.records.records import Records

PLAN, PARTS = "plan.json", "parts"
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class Draft:
    """The folder of a run that is under way, locked for this process; made by `begin`.

    `plan` says, as plain data by name, what the run is of: a draft of another plan is not gone on with.
    `kind` says which tables it has (`simnet.records.kinds`).
    """

    def __init__(self, target: Path, lock: FolderLock, parts: Sequence[Part], kind: str = RUN) -> None:
        self.target, self.kind = target, kind
        self.tables = TABLES_OF[kind]
        self.path = partial_path(target)
        self.parts = list(parts)
        self._lock = lock

    @classmethod
    def begin(cls, target: Path, plan: Mapping[str, Any], kind: str = RUN) -> Self:
        """Begin the run folder `target`, or go on with its draft.

        Raises RunFolderError if `target` is there already, cannot be written, or has a draft that is damaged
        or of another plan; LockedError if another process writes it.
        """
        with _explained(f"{target} cannot be written"):
            target.parent.mkdir(parents=True, exist_ok=True)
            lock = FolderLock(target.parent / f".{target.name}.lock").acquire(str(target))
        try:
            if target.exists():
                raise RunFolderError(f"{target} exists; name a folder that does not, or remove it")
            with _explained(f"{target} cannot be written"):
                return cls(target, lock, _begin(partial_path(target), plan), kind)
        except BaseException:
            lock.release()
            raise

    @staticmethod
    def finished_in(draft: Path) -> int:
        """Count the finished replications of a draft that is not open."""
        return finished_of(draft)

    @property
    def finished(self) -> int:
        """How many replications of the plan are in finished parts."""
        return self.parts[-1].stop if self.parts else 0

    @property
    def seconds(self) -> float:
        """How long the finished parts took."""
        return sum(part.seconds for part in self.parts)

    def append(
        self, stop: int, tables: Mapping[str, Sequence[Columns]], known: Mapping[str, Field], seconds: float
    ) -> None:
        """Write the rows of the replications from `finished` up to `stop`; see `parts.write_part`."""
        with self._writing():
            folder = self.path / PARTS
            self.parts.append(write_part(folder, self.finished, stop, tables, self.tables, known, seconds))

    def keep_orders(self, records: Records, world: str = WORLDS[0]) -> None:
        """Keep what happened in a replication, or in its twin, order by order."""
        from simnet.records.folders import save

        folder = orders_folder(self.path, records.meta.replication, world)
        with self._writing():
            shutil.rmtree(folder, ignore_errors=True)  # of a part that was not finished
            save(records, folder)

    def part_rows(self, part: Part, name: str) -> list[dict[str, Any]]:
        """Read a table of one part, a row each."""
        path = part.path(name)
        found: list[dict[str, Any]] = [] if path is None else read_parquet(path).to_pylist()
        return found

    def rows(self, name: str, columns: Sequence[str] | None = None) -> Iterator[pa.Table]:
        """Read a table part by part, all columns or those of `columns` that there are."""
        for part in self.parts:
            if (path := part.path(name)) is not None:
                yield read_parquet(path, columns)

    def frame(self, name: str) -> pd.DataFrame:
        """Give a table as far as it is finished, as `RunFolder.table` does of a whole run."""
        import pyarrow as pa

        table = self.tables[name]
        total = self.total(name) if table.pooled else None
        pieces = list(self.rows(name)) if not table.pooled else [] if total is None else [total]
        rows = pa.concat_tables(pieces, promote_options="default") if pieces else to_arrow(table, [], {})
        frame: pd.DataFrame = rows.to_pandas(ignore_metadata=True)
        return frame

    def total(self, name: str) -> pa.Table | None:
        """Read the sum of a pooled table over the finished replications; None if there is none."""
        paths = [path for part in self.parts if (path := part.path(name)) is not None]
        return read_parquet(paths[-1]) if paths else None

    def write(self, name: str, content: bytes) -> None:
        """Write another file of the folder, or of a folder in it, whole or not at all."""
        with self._writing():
            (self.path / name).parent.mkdir(exist_ok=True)
            _write(self.path / name, content)

    def finish(
        self, about: Mapping[str, Any], more: Mapping[str, Columns], known: Mapping[str, Field]
    ) -> Path:
        """Merge the parts, add the tables of `more` and the manifest, and give the folder its name.

        Every table of replications is written, without rows if no part has any, but for those of SEPARATE.
        """
        with self._writing():
            folder = self.path / TABLES
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            made = [table for name, table in self.tables.items() if self._is_made(name)]
            counts = {
                table.name: merge(self.parts, table, folder / f"{table.name}.parquet", known)
                for table in made
            }
            for name, columns in more.items():
                rows = to_arrow(self.tables[name], [columns], known)
                counts[name] = write_parquet(rows, folder / f"{name}.parquet")
            tables = {name: counts[name] for name in self.tables if name in counts}
            kind = {} if self.kind == RUN else {"kind": self.kind}
            text = json.dumps({**kind, **about, "tables": tables}, indent=1, ensure_ascii=False) + "\n"
            _write(self.path / MANIFEST, text.encode())
            os.replace(self.path, self.target)
        shutil.rmtree(self.target / PARTS, ignore_errors=True)
        (self.target / PLAN).unlink(missing_ok=True)
        self.close()
        return self.target

    def _is_made(self, name: str) -> bool:
        """Tell whether a table is made of the replications; those of SEPARATE only if some part has them."""
        return name not in SEPARATE[self.kind] or any(part.path(name) for part in self.parts)

    def discard(self) -> None:
        """Remove what is finished, because nothing can be made of it."""
        self.parts.clear()
        self.close()

    def close(self) -> None:
        """Let others write; what is finished stays for a later run, and nothing if nothing is."""
        if self._lock.held and not self.parts:
            shutil.rmtree(self.path, ignore_errors=True)
        self._lock.release()

    @contextmanager
    def _writing(self) -> Iterator[None]:
        kept = f"{self.finished:,} finished replications are kept, and the same command goes on from there"
        with _explained(f"{self.target} cannot be written", kept if self.finished else ""):
            yield


def partial_path(target: Path) -> Path:
    """Name the draft of a run folder."""
    return target.with_name(f".{target.name}.partial")


def plan_of(draft: Path) -> dict[str, Any] | None:
    """Read what a draft is of; None if it does not say."""
    try:
        found = json.loads((draft / PLAN).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def finished_of(draft: Path) -> int:
    """Count the finished replications of a draft by the names of its parts."""
    return max((int(part.name.split("-")[1]) for part in (draft / PARTS).glob(PART)), default=0)


def _begin(draft: Path, plan: Mapping[str, Any]) -> list[Part]:
    """Make a draft, or check the one that is there; returns its finished parts."""
    wanted = json.loads(json.dumps(plan))
    parts = draft / PARTS
    if any(parts.glob(PART)) and (there := plan_of(draft)) != wanted:
        raise RunFolderError(
            f"{draft} holds an unfinished run of another plan ({_difference(there or {}, wanted)}); "
            "repeat that command to finish it, remove the folder, or name another one to write"
        )
    parts.mkdir(parents=True, exist_ok=True)
    _write(draft / PLAN, json.dumps(wanted, indent=1).encode())
    return read_parts(parts)


def _difference(there: Mapping[str, Any], wanted: Mapping[str, Any]) -> str:
    """Say in what two plans differ."""
    names = [name for name in [*wanted, *there] if there.get(name) != wanted.get(name)]
    if not there or not names:
        return "it does not say which"
    old, new = there.get(names[0]), wanted.get(names[0])
    if len(str(old)) > 40 or len(str(new)) > 40:
        return f"its {names[0]} is another"
    return f"its {names[0]} is {old}, not {new}"


def _write(path: Path, content: bytes) -> None:
    made = path.with_name(f".{path.name}.new")
    made.write_bytes(content)
    os.replace(made, path)


@contextmanager
def _explained(what: str, kept: str = "") -> Iterator[None]:
    """Turn a failure of the disk into a sentence with what is left and what to do."""
    try:
        yield
    except OSError as error:
        repair = "free some space" if error.errno in FULL else "name a folder that can be written"
        reason = os.strerror(error.errno) if error.errno else str(error)
        raise RunFolderError(f"{what}: {reason.lower()}; {repair}{'; ' + kept if kept else ''}") from error
