"""The shell face of simnet; every command is a thin page over the rooms below."""

from __future__ import annotations

from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command that a shell names, and leave with its exit code."""
    from simnet.cli.app import run

    run(arguments)
