"""Doors: large parts of the flow that are compiled once and called by their address.

The compiler puts the code of all that a function calls into that function and optimizes it again there. Most
of the flow can start the work of a node or route an order, so routing, packing and docks were compiled into
some forty callers each; that was most of a first run. A call through a door is opaque to the optimizer: a
caller holds the jump alone. Addresses differ from process to process, so callers read them in the table
`door` of the flow, and compiled code stays fit for the cache.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from llvmlite import ir
from numba import cfunc, types
from numba.core import cgutils
from numba.extending import intrinsic

from simnet.engine.compiled import COMPILED, cached_in, kernel

_doors: list[_Door] = []


class _Door:
    """A function behind a door, compiled (or loaded) when its address is first asked for."""

    def __init__(self, function: Callable[..., Any], returns: Any) -> None:
        self.function = function
        self.returns = returns
        self._compiled: Any = None

    def address(self, kinds: Mapping[str, Any]) -> int:
        """Where its code is in this process; `kinds` are the types of parameters that are no integers."""
        if self._compiled is None:
            names = inspect.signature(self.function).parameters
            signature = self.returns(*(kinds.get(name, types.int64) for name in names))
            with cached_in("door"):
                self._compiled = cfunc(signature, cache=True)(self.function)
        return int(self._compiled.address)


def addresses(kinds: Mapping[str, Any]) -> np.ndarray:
    """The addresses of all doors, int64 by number; compiles what is not compiled yet."""
    return np.array([door.address(kinds) for door in _doors], np.int64)


def door(function: Callable[..., Any]) -> Any:
    """Let compiled code call a function of a flow, and of integers, by its address; it returns nothing."""
    return _stub(function, types.void, _go)


def answering_door(function: Callable[..., Any]) -> Any:
    """Let compiled code call a function of a flow, and of integers, by its address; it returns an integer."""
    return _stub(function, types.int64, _ask)


def _stub(function: Callable[..., Any], returns: Any, jump: Any) -> Any:
    """Make what stands for the function in the code of its callers: a jump to its address."""
    if not COMPILED:
        return function
    place = len(_doors)
    _doors.append(_Door(function, returns))

    def through(w, *rest):  # type: ignore[no-untyped-def]
        return jump(w.door[place], w, rest)

    through.__name__ = f"to_{function.__name__}"
    return kernel(through)


def _jump(returns: Any) -> Any:
    """Make the call of an address with words, as C does: a handle is one word, and so is an integer."""

    @intrinsic
    def jump(context, address, flow, rest):  # type: ignore[no-untyped-def]
        def generate(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
            where, first, others = arguments
            parts = cgutils.unpack_tuple(builder, others, len(rest))  # type: ignore[no-untyped-call]
            words = [first, *parts]
            word = ir.IntType(64)
            result = ir.VoidType() if returns == types.void else word
            kind = ir.FunctionType(result, [word] * len(words))
            found = builder.call(builder.inttoptr(where, kind.as_pointer()), words)
            return context.get_dummy_value() if returns == types.void else found

        return returns(address, flow, rest), generate

    return jump


_go, _ask = _jump(types.void), _jump(types.int64)
