"""The shell face as a whole: light, never a traceback, exit codes that mean something."""

from __future__ import annotations

import importlib
import io
import subprocess
import sys
from typing import Any

import pytest

import simnet
from simnet.cli import app, main, messages
from simnet.errors import Problem, ScenarioError, SimnetError

HEAVY = (
    "numpy",
    "pandas",
    "scipy",
    "numba",
    "matplotlib",
    "simpy",
    "pydantic",
    "holidays",
    "pyarrow",
    "ruamel.yaml",
)


def code_of(*arguments: str) -> int:
    """Run a command line and return its exit code."""
    with pytest.raises(SystemExit) as left:
        main(arguments)
    return int(left.value.code or 0)


@pytest.mark.parametrize("arguments", [["--help"], ["-h"], []])
def test_help_loads_no_heavy_library(arguments: list[str]) -> None:
    code = (
        "import sys\n"
        "from simnet.cli import main\n"
        f"try: main({arguments!r})\n"
        "except SystemExit: pass\n"
        f"print('loaded', *[name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stderr.splitlines()[-1] == "loaded"
    assert "simnet" in ran.stdout + ran.stderr


def test_help_names_every_command_with_its_own_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert code_of("--help") == 0
    shown = " ".join(capsys.readouterr().out.split())
    for name, command in app.COMMANDS.items():
        assert f"{name} {command.sentence}" in shown


@pytest.mark.parametrize("name", app.COMMANDS)
def test_the_overview_says_what_the_command_says(name: str) -> None:
    command = app.COMMANDS[name]
    function = getattr(importlib.import_module(command.module), command.function)
    assert (function.__doc__ or "").splitlines()[0] == command.sentence


@pytest.mark.parametrize("name", app.COMMANDS)
def test_every_command_has_its_help(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert code_of(name, "--help") == 0
    assert app.COMMANDS[name].sentence.split(" ")[0] in capsys.readouterr().out


def test_version_prints_the_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert code_of("version") == 0
    assert capsys.readouterr().out == f"simnet {simnet.__version__}\n"


def test_an_unknown_command_is_bad_input(capsys: pytest.CaptureFixture[str]) -> None:
    assert code_of("chek", "a.yaml") == app.BAD_INPUT
    assert "chek" in capsys.readouterr().err


def break_version(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    def broken() -> None:
        """Print the version."""
        raise error

    monkeypatch.setattr(app, "version_command", broken)


@pytest.mark.parametrize(
    "error", [ValueError("some\nthing"), RuntimeError("something"), KeyError("x"), OSError("disk")]
)
def test_an_unexpected_error_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], error: Exception
) -> None:
    break_version(monkeypatch, error)
    assert code_of("version") == app.OWN_ERROR
    shown = capsys.readouterr().err
    assert shown.count("\n") == 1
    assert f"simnet {simnet.__version__} met an error of its own, not of your file" in shown
    assert type(error).__name__ in shown
    assert "please report this line" in shown
    assert "please report this line with the file, and what --debug adds to it." in shown


@pytest.mark.parametrize("arguments", [("--debug", "version"), ("version", "--debug")])
def test_debug_shows_the_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]
) -> None:
    break_version(monkeypatch, ValueError("something"))
    assert code_of(*arguments) == app.OWN_ERROR
    shown = capsys.readouterr().err
    assert "Traceback" in shown
    assert "please report this line with the file." in shown


def test_a_user_who_stops_it_gets_130(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    break_version(monkeypatch, KeyboardInterrupt())
    assert code_of("version") == app.STOPPED == 130
    assert capsys.readouterr().err == "stopped\n"


@pytest.mark.parametrize(
    ("error", "lines"),
    [
        (
            ScenarioError(
                [Problem("a.yaml:1:2", "x", "1", "is wrong"), Problem("a.yaml:3:4", "y", "", "too")]
            ),
            ["a.yaml:1:2: error: x: 1: is wrong", "a.yaml:3:4: error: y: too"],
        ),
        (SimnetError("cannot do it"), ["error: cannot do it"]),
    ],
)
def test_bad_input_prints_every_problem_on_standard_error(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], error: Exception, lines: list[str]
) -> None:
    break_version(monkeypatch, error)
    assert code_of("version") == app.BAD_INPUT
    assert capsys.readouterr().err.splitlines() == lines


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


def test_colors_are_for_terminals_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    problem = Problem("a.yaml:1:1", "x", "", "is wrong")
    for stream, colored in ((Terminal(), True), (io.StringIO(), False)):
        messages.print_problems([problem], stream)
        assert ("\x1b[" in stream.getvalue()) is colored
    monkeypatch.setenv("NO_COLOR", "1")
    stream = Terminal()
    messages.print_problems([problem], stream)
    assert stream.getvalue() == "a.yaml:1:1: error: x: is wrong\n"


def test_problems_cannot_steer_a_terminal_and_errors_come_first() -> None:
    stream = io.StringIO()
    problems = [
        Problem("a:1:1", "", "", "note \x1b[2J", severity="note"),
        Problem("a:2:1", "", "", "careful", severity="warning"),
        Problem("a:3:1", "", "", "wrong"),
    ]
    messages.print_problems(problems, stream)
    assert stream.getvalue().splitlines() == [
        "a:3:1: error: wrong",
        "a:2:1: warning: careful",
        "a:1:1: note: note ?[2J",
    ]


@pytest.mark.parametrize(
    ("encoding", "shown"), [("ascii", "a -> b ..."), ("utf-8", "a → b …"), ("no-such", "a ? b ?")]
)
def test_ascii_where_the_stream_has_no_more(encoding: str, shown: str) -> None:
    stream: Any = type("Stream", (), {"encoding": encoding})()
    assert messages.plain("a → b …", stream) == shown
