"""What goes wrong around a run: killed processes, full disks, broken files. Nothing finished is lost.

The runs are of a brand so small that a year takes some hundredths of a second. Those that are killed,
interrupted or starved are processes of their own, with workers; the others are called in this one, which has
the engine loaded, so that they also prove that the number of workers changes no byte.
"""

from __future__ import annotations

import os
import re
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from simnet.records.draft import finished_of, partial_path
from simnet.study import Result
from tests.cli.here import called_here
from tests.unit.study.fakes import TEXT

YEARS = 40
MANY = 100_000
"""Years that no test waits for."""
PATIENCE_SECONDS = 120


@pytest.fixture(scope="module")
def file(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("brand") / "small.yaml"
    storm = "disruptions: [{name: storm, node_outage: garage, happens: every 100 days, for: 3 days}]\n"
    path.write_text(TEXT + "horizon: 60 days\n" + storm)
    return path


@pytest.fixture(scope="module")
def whole(file: Path) -> dict[str, bytes]:
    """Give the tables of a run that nothing happened to."""
    done = simnet(file, file.parent / "whole")
    assert done.returncode == 0, done.stderr
    return tables(file.parent / "whole")


def arguments(file: Path, out: Path, years: int, jobs: int) -> list[str]:
    options = ["-n", str(years), "-j", str(jobs), "--out", str(out), "--no-report", "--no-beside"]
    return ["run", str(file), *options]


def command(file: Path, out: Path, years: int = YEARS) -> list[str]:
    return [sys.executable, "-m", "simnet", *arguments(file, out, years, jobs=2)]


def simnet(file: Path, out: Path, years: int = YEARS) -> subprocess.CompletedProcess[str]:
    """Run the command in this process, without workers."""
    return called_here(*arguments(file, out, years, jobs=1))


def started(file: Path, out: Path, years: int) -> subprocess.Popen[str]:
    """Start a run and wait until some of it is finished."""
    process = subprocess.Popen(
        command(file, out, years),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=heed_interrupts,
    )
    try:
        wait_for(lambda: finished_of(partial_path(out)) > 0 or process.poll() is not None)
        assert process.poll() is None, process.communicate()
    except BaseException:
        process.kill()
        raise
    return process


def heed_interrupts() -> None:
    """Let Ctrl-C work in the run, even if these tests were started in the background, where it is ignored."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def wait_for(happened: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while not happened():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.02)


def tables(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((folder / "tables").iterdir())}


def workers(process: subprocess.Popen[str]) -> list[int]:
    """List the worker processes of a run, from Linux's table of processes."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            line = (folder / "cmdline").read_bytes()
        except OSError:
            continue  # it has just ended
        if parent == process.pid and b"spawn_main" in line:
            found.append(int(folder.name))
    return found


linux = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="finds processes by /proc")


@linux
def test_a_killed_run_goes_on_to_the_same_tables(file: Path, whole, tmp_path: Path):
    out = tmp_path / "run"
    process = started(file, out, MANY)
    left = workers(process)
    assert left
    process.kill()
    process.wait()
    finished = finished_of(partial_path(out))
    assert not out.exists()
    assert 0 < finished < MANY
    wait_for(lambda: not any(Path(f"/proc/{pid}").exists() for pid in left))
    years = max(finished + 5, YEARS)
    done = simnet(file, out, years)
    assert done.returncode == 0, done.stderr
    assert f"going on after {finished} finished years ({partial_path(out)})" in done.stderr
    assert Result.open(out).manifest["replications"] == years
    assert [path.name for path in tmp_path.iterdir()] == ["run"]
    if years == YEARS:
        assert tables(out) == whole
    else:
        clean = tmp_path / "clean"
        assert simnet(file, clean, years).returncode == 0
        assert tables(out) == tables(clean)


@linux
def test_a_killed_worker_costs_nothing(file: Path, whole, tmp_path: Path):
    out = tmp_path / "run"
    with subprocess.Popen(
        command(file, out), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        wait_for(lambda: len(workers(process)) == 2 or process.poll() is not None)
        os.kill(workers(process)[0], signal.SIGKILL)
        shown, said = process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == 0, said
    assert f"Small · {YEARS} simulated" in shown
    assert said == ""
    assert tables(out) == whole


class Interrupted(NamedTuple):
    out: Path
    process: subprocess.Popen[str]
    shown: str
    said: str
    second: subprocess.CompletedProcess[str]


@pytest.fixture(scope="module")
def interrupted(file: Path, tmp_path_factory) -> Interrupted:
    """Start a run, try a second one in the same folder, and stop the first with Ctrl-C."""
    out = tmp_path_factory.mktemp("interrupted") / "run"
    process = started(file, out, MANY)
    try:
        second = simnet(file, out)
        assert process.poll() is None, "the first goes on"
        process.send_signal(signal.SIGINT)
        shown, said = process.communicate(timeout=PATIENCE_SECONDS)
    finally:
        process.kill()
    return Interrupted(out, process, shown, said, second)


def test_two_runs_do_not_write_the_same_folder(interrupted: Interrupted):
    second = interrupted.second
    assert (second.returncode, second.stdout) == (2, "")
    assert re.fullmatch(
        rf"error: {interrupted.out} is being written by process {interrupted.process.pid} on \S+; "
        r"wait for it, or stop it first\n",
        second.stderr,
    )


def test_ctrl_c_keeps_what_is_finished(interrupted: Interrupted):
    finished = finished_of(partial_path(interrupted.out))
    assert interrupted.process.returncode == 130
    assert re.match(rf"Small · {finished:,} simulated runs of 60 days · ", interrupted.shown)
    assert interrupted.said == (
        f"Stopped after {finished:,} of {MANY:,}: interrupted.\n"
        "What is finished is kept; the same command goes on from there.\n"
    )
    assert not interrupted.out.exists()


def test_a_damaged_part_says_which(file: Path, interrupted: Interrupted):
    partial = partial_path(interrupted.out)
    years = finished_of(partial) + 1  # fewer than are finished would be refused
    part = min(path for path in (partial / "parts").iterdir() if not path.name.startswith("."))
    path = part / "replications.parquet"
    path.write_bytes(path.read_bytes()[:100])
    done = simnet(file, interrupted.out, years)
    assert done.returncode == 2
    assert done.stderr == (
        f"error: {part} is damaged (replications.parquet is not as it was written); remove it and the parts "
        "after it, and the same command simulates their years again\n"
    )


def test_a_full_disk_keeps_what_is_finished(file: Path, whole, tmp_path: Path):
    """No file may grow to the size that the last merge needs, which the system refuses as on a full disk."""
    out = tmp_path / "run"
    largest = max(len(content) for content in whole.values())

    def fill() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest - 1, largest - 1))

    failed = subprocess.run(
        command(file, out),
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE_SECONDS,
        preexec_fn=fill,
    )
    assert failed.returncode == 2
    assert failed.stdout == ""
    finished = finished_of(partial_path(out))
    assert finished == YEARS
    assert failed.stderr == (
        f"error: {out} cannot be written: file too large; free some space; "
        f"{finished} finished replications are kept, and the same command goes on from there\n"
    )
    done = simnet(file, out)
    assert done.returncode == 0, done.stderr
    assert tables(out) == whole
