"""`python -m simnet`: the same as the `simnet` command."""

from __future__ import annotations

from simnet.cli import main

main()
