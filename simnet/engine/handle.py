"""Handles: a set of tables passed to compiled code as one address.

numba passes a tuple of arrays by value, seven words an array, through every call; with thirty tables that
made
compilation five times as long and each call three times as slow as it need be. A handle is one pointer to a
list of
(address, lengths); in compiled code `w.order` becomes a view of the table on the spot. Where compilation is
off, a
handle is a plain object whose attributes are the tables.
"""

from __future__ import annotations

import sys
from typing import Any, ClassVar

import numpy as np
from llvmlite import ir
from numba import config, types
from numba.core import cgutils
from numba.core.typing.templates import AttributeTemplate
from numba.extending import (
    NativeValue,
    infer_getattr,
    lower_getattr_generic,
    models,
    register_model,
    typeof_impl,
    unbox,
)
from numba.np.arrayobj import populate_array
from numba.np.numpy_support import from_dtype


class Handle:
    """Tables by name; a subclass gives `LAYOUT`: name → (dtype, dimensions), and is declared with
    `declare`."""

    LAYOUT: ClassVar[dict[str, tuple[Any, int]]] = {}
    SLOTS: ClassVar[dict[str, int]] = {}

    def __init__(self, **tables: np.ndarray) -> None:
        if tables.keys() != self.LAYOUT.keys():
            raise TypeError(
                f"tables of {type(self).__name__} are {sorted(self.LAYOUT)}, not {sorted(tables)}"
            )
        self._slots = np.zeros(4 * len(self.LAYOUT), np.int64)
        self.address = self._slots.ctypes.data
        for name, table in tables.items():
            self.put(name, table)

    @classmethod
    def nothing(cls) -> Handle:
        """A handle of empty tables."""
        return cls(**{name: np.zeros((0,) * d, dtype) for name, (dtype, d) in cls.LAYOUT.items()})

    def put(self, name: str, table: np.ndarray) -> None:
        """Set or replace a table."""
        dtype, dimensions = self.LAYOUT[name]
        if table.dtype != np.dtype(dtype) or table.ndim != dimensions:
            raise TypeError(f"table {name} is {table.dtype} × {table.ndim}, not {dtype} × {dimensions}")
        table = np.ascontiguousarray(table)
        if getattr(config, "DISABLE_JIT", 0) and table.dtype.names:
            table = table.view(np.recarray)
        setattr(self, name, table)
        slot = self.SLOTS[name]
        self._slots[slot] = table.ctypes.data
        self._slots[slot + 1 : slot + 1 + dimensions] = table.shape


class _HandleType(types.Type):
    """The numba type of one subclass of `Handle`; in compiled code a handle is its address."""

    tables: ClassVar[dict[str, types.Array]] = {}
    slots: ClassVar[dict[str, int]] = {}


def declare(handle: type[Handle]) -> type[Handle]:
    """Make a subclass of `Handle` known to the compiler."""
    handle.SLOTS = {name: 4 * place for place, name in enumerate(handle.LAYOUT)}
    name = f"{handle.__name__}Type"
    kind = type(name, (_HandleType,), {"slots": handle.SLOTS, "__module__": handle.__module__})
    # the compiler's cache finds a type again only if it can be imported by name
    setattr(sys.modules[handle.__module__], name, kind)
    kind.tables = {  # type: ignore[attr-defined]
        name: types.Array(from_dtype(np.dtype(dtype)), dimensions, "C")
        for name, (dtype, dimensions) in handle.LAYOUT.items()
    }
    instance = kind(name=handle.__name__)

    class Model(models.PrimitiveModel):  # type: ignore[misc]
        def __init__(self, manager: Any, fe_type: Any) -> None:
            super().__init__(manager, fe_type, ir.IntType(64))

    class Attributes(AttributeTemplate):  # type: ignore[misc]
        key = kind

        def generic_resolve(self, handle: Any, name: str) -> Any:  # type: ignore[override]
            return handle.tables.get(name)

    register_model(kind)(Model)
    typeof_impl.register(handle)(lambda value, context: instance)
    unbox(kind)(_unbox)
    infer_getattr(Attributes)
    lower_getattr_generic(kind)(_table)
    return handle


def _unbox(kind: Any, value: Any, context: Any) -> Any:
    address = context.pyapi.object_getattr_string(value, "address")
    native = context.pyapi.long_as_longlong(address)
    context.pyapi.decref(address)
    return NativeValue(native)


def _table(context: Any, builder: Any, kind: Any, address: Any, name: str) -> Any:
    """`handle.name` in compiled code: an array that owns nothing, made from the words of the handle's
    slot."""
    array_type = kind.tables[name]
    word = ir.IntType(64)
    slot = builder.inttoptr(builder.add(address, ir.Constant(word, 8 * kind.slots[name])), word.as_pointer())
    words = [
        builder.load(builder.gep(slot, [ir.Constant(word, place)])) for place in range(array_type.ndim + 1)
    ]
    itemsize = context.get_abi_sizeof(context.get_data_type(array_type.dtype))
    strides = [ir.Constant(word, itemsize)]
    for length in reversed(words[2:]):
        strides.insert(0, builder.mul(strides[0], length))
    array = context.make_array(array_type)(context, builder)
    populate_array(
        array,
        data=builder.inttoptr(words[0], array.data.type),
        shape=cgutils.pack_array(builder, words[1:]),
        strides=cgutils.pack_array(builder, strides),
        itemsize=ir.Constant(word, itemsize),
        meminfo=None,
    )
    return array._getvalue()
