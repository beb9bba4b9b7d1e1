"""One writer at a time: a lock that the system itself lets go of when its holder ends, however it ends."""

from __future__ import annotations

import json
import os
import socket
import sys
from pathlib import Path
from typing import Any

from simnet.errors import SimnetError

BEYOND = 1 << 30
"""Byte that is locked on Windows, far behind the text, which others want to read."""


class LockedError(SimnetError):
    """Another process writes the same folder."""


class FolderLock:
    """Exclusive right to write a folder, held from `acquire` to `release` or the end of the process.

    The lock file stands beside the folder and names process and machine. The system's own lock on it is what
    counts, so that one left behind by a killed process is taken over.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: int | None = None

    @property
    def held(self) -> bool:
        """Tell whether this object holds the lock."""
        return self._file is not None

    def acquire(self, what: str) -> FolderLock:
        """Take the lock on `what`; raises LockedError, which names the holder, if it is taken."""
        while True:
            file = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o644)
            if not _try_lock(file):
                holder = _read(file)
                os.close(file)
                raise LockedError(
                    f"{what} is being written by {_named(holder)}; wait for it, or stop it first"
                )
            if self._is_current(file):
                break
            os.close(file)  # its last holder has just removed it
        last = _read(file)
        if last and last.get("host") != socket.gethostname():
            os.close(file)
            raise LockedError(
                f"{what} may still be being written by {_named(last)}; "
                f"if it is not, remove {self.path} and try again"
            )
        os.ftruncate(file, 0)
        os.lseek(file, 0, os.SEEK_SET)
        os.write(file, _myself())
        self._file = file
        return self

    def release(self) -> None:
        """Give the lock back and remove its file."""
        if self._file is None:
            return
        if sys.platform == "win32":  # an open file cannot be removed there
            os.close(self._file)
            self.path.unlink(missing_ok=True)
        else:
            self.path.unlink(missing_ok=True)
            os.close(self._file)
        self._file = None

    def _is_current(self, file: int) -> bool:
        """Tell whether the file that was opened still is the one under its name."""
        try:
            there, here = os.stat(self.path), os.fstat(file)
        except FileNotFoundError:
            return False
        return (there.st_ino, there.st_dev) == (here.st_ino, here.st_dev)


def _try_lock(file: int) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            os.lseek(file, BEYOND, os.SEEK_SET)
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _myself() -> bytes:
    return json.dumps({"pid": os.getpid(), "host": socket.gethostname()}).encode()


def _read(file: int) -> dict[str, Any]:
    os.lseek(file, 0, os.SEEK_SET)
    try:
        found = json.loads(os.read(file, 1000))
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _named(holder: dict[str, Any]) -> str:
    if not holder:
        return "another process"
    return f"process {holder.get('pid')} on {holder.get('host')}"
