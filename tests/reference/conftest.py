"""Where the known answers are, and what all z together say: their root mean square.

Pytest knows the option if it is given this folder: `pytest tests/reference --reference-dir DIR`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.reference.cases import BESIDE, Case, load
from tests.reference.gate import rms
from tests.reference.translate import translate
from tests.reference.trial import Unexpressed

ENOUGH = 100
"""Values from which on their root mean square must lie within these bounds."""
LOW, HIGH = 0.9, 1.1
ZS = pytest.StashKey[list[float]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let anyone name a folder of cases."""
    parser.addoption("--reference-dir", default=str(BESIDE), help="folder of cases with known answers")


def pytest_configure(config: pytest.Config) -> None:
    """Begin without any z."""
    config.stash[ZS] = []
    config.pluginmanager.register(Collector(config.stash[ZS]), "known answers")


class Collector:
    """Takes the z of every test, from wherever it ran."""

    def __init__(self, zs: list[float]) -> None:
        self.zs = zs

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take what a test recorded."""
        if report.when == "call":
            self.zs += [z for name, found in report.user_properties if name == "zs" for z in found]


def _cases(config: pytest.Config) -> list[Case]:
    folder = Path(config.getoption("--reference-dir", default=str(BESIDE)))
    return load(folder) if folder.is_dir() else []


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give the tests that ask for it every case, or every case with something fast in it."""
    wanted = {"case", "fast_case"} & set(metafunc.fixturenames)
    for name in wanted:
        cases = _cases(metafunc.config)
        if name == "fast_case":
            cases = [case for case in cases if _is_fast(case)]
        given = [pytest.param(case, id=case.id) for case in cases]
        none = pytest.param(None, id="none", marks=pytest.mark.skip("no folder of known answers; name one"))
        metafunc.parametrize(name, given or [none])


def _is_fast(case: Case) -> bool:
    found = translate(case)
    return not isinstance(found, Unexpressed) and any(getattr(trial, "fast", True) for trial in found)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail if the errors of enough values are too large, or too small, for their standard errors."""
    zs = session.config.stash[ZS]
    if len(zs) >= ENOUGH and not LOW <= rms(zs) <= HIGH and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Print the root mean square of all z."""
    if zs := config.stash[ZS]:
        bounds = f"must lie between {LOW} and {HIGH}" if len(zs) >= ENOUGH else f"fewer than {ENOUGH} values"
        terminalreporter.write_line(
            f"known answers: {len(zs)} stochastic values, rms z = {rms(zs):.3f} ({bounds}), "
            f"largest |z| = {max(map(abs, zs)):.2f}"
        )
