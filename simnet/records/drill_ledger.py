"""The ledger of drills: one line a drill that was run, beside the run folders and apart from them.

`results/<scenario>/drills.jsonl` is only ever appended to, under a lock, so moving or deleting run folders
loses nothing. A damaged line is reported and kept; all others are read.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simnet.records.lock import FolderLock, LockedError
from simnet.records.run_folder import RunFolderError

LEDGER = "drills.jsonl"
FORMAT = 1
NEEDED = ("title", "label", "begins", "ran", "status", "goals", "targets")
WAIT_SECONDS = 5.0
"""How long to wait for another drill that writes its line: it takes a few milliseconds."""
Entry = dict[str, Any]


@dataclass(frozen=True)
class Ledger:
    """What is known of the drills that were run: entries by date of the occasion, and what was unreadable."""

    path: Path
    entries: tuple[Entry, ...]
    damaged: tuple[str, ...] = ()

    def of(self, title: str) -> list[Entry]:
        """List the latest run of each occasion of one drill, by date of the occasion."""
        latest = {entry["label"]: entry for entry in self.entries if entry["title"] == title}
        return sorted(latest.values(), key=lambda entry: str(entry["begins"]))

    @property
    def titles(self) -> list[str]:
        """The drills, in the order of their first run."""
        return list(dict.fromkeys(str(entry["title"]) for entry in self.entries))


def read_ledger(folder: Path) -> Ledger:
    """Read the ledger of a scenario's folder of results; it is empty if there is none.

    Raises RunFolderError if the file cannot be read at all.
    """
    path = folder / LEDGER
    try:
        lines = path.read_bytes().split(b"\n")
    except FileNotFoundError:
        return Ledger(path, ())
    except OSError as error:
        raise RunFolderError(f"{path} cannot be read ({error.strerror})") from None
    entries, damaged = [], []
    for number, line in enumerate(lines, start=1):
        if line.strip():
            found = _read(line)
            if isinstance(found, str):
                damaged.append(f"{path}:{number}: {found}; the line is kept and left out")
            else:
                entries.append(found)
    return Ledger(path, tuple(entries), tuple(damaged))


def append(folder: Path, entry: Mapping[str, Any]) -> Path:
    """Add a drill to the ledger of a folder of results; raises RunFolderError if it cannot be written."""
    path = folder / LEDGER
    line = json.dumps({"format": FORMAT, **entry}, ensure_ascii=False, allow_nan=False).encode() + b"\n"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = _locked(path)
        try:
            with path.open("ab+") as file:
                # A line that a kill has cut off must not swallow the next one.
                if file.tell() and not _ends_line(path):
                    file.write(b"\n")
                file.write(line)
                file.flush()
                os.fsync(file.fileno())
        finally:
            lock.release()
    except OSError as error:
        raise RunFolderError(f"{path} cannot be written: {(error.strerror or str(error)).lower()}") from None
    return path


def _locked(path: Path) -> FolderLock:
    """Take the lock of the ledger, waiting a little for another process that writes its line."""
    until = time.monotonic() + WAIT_SECONDS
    while True:
        try:
            return FolderLock(path.with_name(f".{path.name}.lock")).acquire(str(path))
        except LockedError:
            if time.monotonic() > until:
                raise
            time.sleep(0.02)


def _ends_line(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read(1) == b"\n"


def _read(line: bytes) -> Entry | str:
    """Read one line; a text says what is wrong with it."""
    try:
        found = json.loads(line)
    except ValueError:
        return "is damaged and cannot be read"
    if not isinstance(found, dict) or any(name not in found for name in NEEDED):
        return "is not the line of a drill"
    if found.get("format") != FORMAT:
        return f"has format {found.get('format')}; this version of simnet reads format {FORMAT}"
    return found
