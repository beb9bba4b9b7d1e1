"""Doors: parts of the flow that compiled code calls by their address."""

from __future__ import annotations

from typing import Any

import numba
import numpy as np
import pytest

from simnet.engine import compiled
from simnet.engine.doors import addresses
from simnet.engine.flow import backorders
from simnet.engine.flow.entries import KINDS, doors

pytestmark = pytest.mark.skipif(not compiled.COMPILED, reason="without a compiler there are no doors")


def test_each_door_leads_somewhere_else() -> None:
    assert len(doors()) == len(set(doors().tolist())) > 5
    assert doors().dtype == np.int64
    assert (doors() > 0).all()


def test_an_address_stays_the_same_within_a_process() -> None:
    assert addresses(KINDS).tolist() == doors().tolist()


def test_callers_hold_a_jump_instead_of_what_is_behind_a_door() -> None:
    """What makes a first run short: who waits is served without a copy of the whole queue's code."""
    assert "_ship_served" in _code(backorders._walk, 5)
    assert "_ship_served" not in _code(backorders.serve_parcel, 6)


def _code(kernel: Any, parameters: int) -> str:
    function = numba.njit(kernel.py_func)
    function.compile((KINDS["w"], KINDS["m"], *[numba.int64] * (parameters - 2)))
    (code,) = function.inspect_llvm().values()
    return str(code)
