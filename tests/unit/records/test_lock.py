"""One writer at a time, and no lock that outlives its holder."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from simnet.records.lock import FolderLock, LockedError

HOLD = """
import sys, time
from pathlib import Path
from simnet.records.lock import FolderLock
FolderLock(Path(sys.argv[1])).acquire("the folder")
print("held", flush=True)
time.sleep(60)
"""


@pytest.fixture
def holder(tmp_path: Path):
    """Start another process that holds the lock."""
    path = tmp_path / ".run.lock"
    with subprocess.Popen([sys.executable, "-c", HOLD, path], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield path, process
        process.kill()


def test_a_lock_that_is_held_is_refused_with_its_holder(holder):
    path, process = holder
    with pytest.raises(LockedError) as refused:
        FolderLock(path).acquire("results/brand/first")
    assert str(refused.value) == (
        f"results/brand/first is being written by process {process.pid} on {socket.gethostname()}; "
        "wait for it, or stop it first"
    )


def test_the_lock_of_a_killed_process_is_taken_over(holder):
    path, process = holder
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert path.exists(), "it was left behind"
    lock = FolderLock(path).acquire("the folder")
    assert json.loads(path.read_text())["pid"] == os.getpid()
    lock.release()
    assert not path.exists()


def test_in_one_process_too_there_is_one_holder(tmp_path: Path):
    first = FolderLock(tmp_path / "lock").acquire("the folder")
    with pytest.raises(LockedError, match="is being written by process"):
        FolderLock(tmp_path / "lock").acquire("the folder")
    first.release()
    first.release()
    assert not first.held
    FolderLock(tmp_path / "lock").acquire("the folder").release()


def test_a_lock_of_another_machine_is_not_taken_over(tmp_path: Path):
    path = tmp_path / "lock"
    path.write_text(json.dumps({"pid": 77, "host": "elsewhere"}))
    with pytest.raises(LockedError) as refused:
        FolderLock(path).acquire("results/brand/first")
    assert str(refused.value) == (
        "results/brand/first may still be being written by process 77 on elsewhere; "
        f"if it is not, remove {path} and try again"
    )
    path.write_text("no json")
    FolderLock(path).acquire("results/brand/first").release()


def test_a_lock_file_that_was_removed_meanwhile_does_not_count(tmp_path: Path, monkeypatch):
    """Its holder removes the file just after we have opened it: what we lock then is nobody's."""
    path = tmp_path / "lock"
    opened, opening = [], os.open

    def open_and_lose(name, *how):
        file = opening(name, *how)
        opened.append(file)
        if len(opened) == 1:
            os.unlink(name)
        return file

    monkeypatch.setattr(os, "open", open_and_lose)
    lock = FolderLock(path).acquire("the folder")
    assert len(opened) == 2
    assert path.exists()
    lock.release()
