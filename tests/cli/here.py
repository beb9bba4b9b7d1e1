"""A command of simnet called in this process, where the engine is loaded already."""

from __future__ import annotations

import contextlib
import io
import subprocess

import pytest

from simnet.cli import main


def called_here(*words: object) -> subprocess.CompletedProcess[str]:
    """Call a command as a shell would; gives its exit code and what it printed."""
    given = [str(word) for word in words]
    shown, said = io.StringIO(), io.StringIO()
    with (
        contextlib.redirect_stdout(shown),
        contextlib.redirect_stderr(said),
        pytest.raises(SystemExit) as left,
    ):
        main(given)
    return subprocess.CompletedProcess(given, int(left.value.code or 0), shown.getvalue(), said.getvalue())
