"""Contests: programs of the same world, each in a process of its own, that run in turns."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.measure import median, ratio_of_rounds

HERE = Path(__file__).parent
ROOT = HERE.parent
PEERS = Path(os.environ.get("SIMNET_PEERS", ROOT.parent / "shared" / "peers"))
"""Where the programs of others lie; what is not there is left out of the contest."""
PEERS_PYTHON = os.environ.get("SIMNET_PEERS_PYTHON", sys.executable)
"""The Python that has the packages of others."""


@dataclass
class Contestant:
    """A running program, and the runs that it has done."""

    name: str
    process: subprocess.Popen[str]
    seconds: list[float] = field(default_factory=list)
    results: list[dict[str, Any]] = field(default_factory=list)

    def run(self, *arguments: object) -> tuple[float, dict[str, Any]]:
        """CPU seconds and result of one run."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        print(json.dumps(arguments), file=self.process.stdin, flush=True)
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self.name} ended with code {self.process.wait()}")
        answer = json.loads(line)
        return answer["cpu"], answer["result"]

    def without(self, phase: str) -> Contestant:
        """The same runs without the time of one phase; for programs whose results say what phases took."""
        less = [s - r["seconds"][phase] for s, r in zip(self.seconds, self.results, strict=True)]
        return Contestant(f"{self.name}, without {phase}", self.process, less, self.results)

    def per_second(self) -> float:
        """Orders per CPU second, the median of the measured runs."""
        return median([r["orders"] / s for r, s in zip(self.results, self.seconds, strict=True)])

    def times_faster(self, other: Contestant) -> float:
        """How many times more orders per CPU second than another one, the median over the rounds."""
        mine = [r["orders"] / s for r, s in zip(self.results, self.seconds, strict=True)]
        theirs = [r["orders"] / s for r, s in zip(other.results, other.seconds, strict=True)]
        return ratio_of_rounds(mine, theirs)


@contextmanager
def entered(
    folder: Path, modules: list[str], python: str = sys.executable
) -> Iterator[dict[str, Contestant]]:
    """Start the programs of a folder; those whose needs are missing are left out."""
    with ExitStack() as stack:
        found = {}
        for module in modules:
            contestant = stack.enter_context(_started(folder, module, python))
            if contestant is not None:
                found[module] = contestant
        yield found


@contextmanager
def _started(folder: Path, module: str, python: str) -> Iterator[Contestant | None]:
    if not (folder / f"{module.replace('.', '/')}.py").exists():
        yield None
        return
    command = [python, "-B", str(HERE / "contestant.py"), str(folder), module]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    pipes: dict[str, Any] = {
        "stdin": subprocess.PIPE,
        "stdout": subprocess.PIPE,
        "stderr": subprocess.DEVNULL,
    }
    with subprocess.Popen(command, text=True, env=environment, **pipes) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        try:
            hello = json.loads(process.stdout.readline() or "{}")
            yield Contestant(hello["name"], process) if "name" in hello else None
        finally:
            process.stdin.close()


@contextmanager
def compiled_peers(world: str) -> Iterator[Path]:
    """A copy of the programs of a world, with what is written in C compiled where there is a compiler."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / world
        folder.mkdir()
        for file in (PEERS / world).glob("*"):
            shutil.copyfile(file, folder / file.name)
        compiler = shutil.which("gcc") or shutil.which("cc")
        for source in folder.glob("*.c"):
            if compiler is None:
                break
            library = str(source.with_suffix(".so"))
            subprocess.run(
                [compiler, "-O2", "-shared", "-fPIC", "-o", library, str(source), "-lm"], check=True
            )
        yield folder


def play(rounds: int, contestants: dict[str, Contestant], arguments: dict[str, tuple[object, ...]]) -> None:
    """Run everyone in turns; the arguments of a run are the round's number and the contestant's own."""
    for number in range(rounds + 1):
        for key, contestant in contestants.items():
            seconds, result = contestant.run(number, *arguments.get(key, ()))
            if number:
                contestant.seconds.append(seconds)
                contestant.results.append(result)
