"""Compilation of the flow: cached on disk, called without ceremony.

The cache lies in the user's cache folder, under a name made of the sources' hash: numba looks only at the
file of the function itself, so a change in a callee would else leave a stale caller, and an install may be
read-only.
With `NUMBA_DISABLE_JIT=1` everything here is plain Python.
"""

from __future__ import annotations

import hashlib
import inspect
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

import numba
import numpy as np
from numba import config, njit, types

_HERE = Path(__file__).parent

COMPILED = not getattr(config, "DISABLE_JIT", 0)
"""Whether the flow is compiled at all."""


@lru_cache(maxsize=1)
def cache_folder() -> Path:
    """The folder of this version's compiled code; a temporary one if the user's cache cannot be written."""
    name = f"kernel-{_digest()[:16]}"
    shared = Path(tempfile.gettempdir()) / f"simnet-{os.getuid() if hasattr(os, 'getuid') else 0}"
    for base, safe in ((_user_cache(), True), (shared, False)):
        try:
            base.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not safe and not _is_ours(base):
                continue
            (base / name).mkdir(exist_ok=True)
            with tempfile.TemporaryFile(dir=base / name):
                return base / name
        except OSError:
            continue
    return Path(tempfile.mkdtemp(prefix="simnet-"))


def _digest() -> str:
    """Hash all that compiled code is made from."""
    sources = [
        *sorted((_HERE / "flow").glob("*.py")),
        *sorted((_HERE / "draws").glob("*.py")),
        *(_HERE / f"{name}.py" for name in ("luck", "handle", "compiled", "doors")),
    ]
    digest = hashlib.sha256(f"{numba.__version__} {sys.version}".encode())
    for source in sources:
        digest.update(source.read_bytes())
    return digest.hexdigest()


def _is_ours(folder: Path) -> bool:
    """Whether nobody else can put code into a folder whose name anybody can guess."""
    if not hasattr(os, "getuid"):
        return True
    about = folder.lstat()
    return (
        folder.is_dir()
        and not folder.is_symlink()
        and about.st_uid == os.getuid()
        and not about.st_mode & 0o022
    )


def _user_cache() -> Path:
    if "NUMBA_CACHE_DIR" in os.environ:
        return Path(os.environ["NUMBA_CACHE_DIR"]) / "simnet"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home())) / "simnet"
    return Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "simnet"


def is_cold() -> bool:
    """Whether the flow has yet to be compiled on this machine."""
    return COMPILED and not any(cache_folder().rglob("*advance*.nbi"))


def columns(**kinds: str) -> Any:
    """The type of a table with these columns; the widest ones should come first.

    Small integers save memory; where compilation is off all have 64 bits, since numpy's own arithmetic
    overflows where compiled code widens.
    """
    wide = {"i1": "i8", "i2": "i8", "i4": "i8"} if not COMPILED else {}
    return np.dtype([(name, wide.get(kind, kind)) for name, kind in kinds.items()], align=True)


def table(rows: int, dtype: Any) -> Any:
    """An empty structured array; where compilation is off, its rows have attributes as compiled ones do."""
    array = np.zeros(rows, dtype)
    return array if COMPILED else array.view(np.recarray)


def kernel(function: Callable[..., Any]) -> Any:
    """Compile a function that only other compiled functions call; what they are compiled into is cached.

    It gets no wrappers for callers in Python: they would hold its code, and that of all it calls, twice more.
    """
    return _one_signature(njit(no_cpython_wrapper=True, no_cfunc_wrapper=True)(function))  # type: ignore[call-overload]


def open_kernel(function: Callable[..., Any]) -> Any:
    """Compile a function that Python may call too, with arguments of any types that it takes."""
    return _one_signature(_compiler("open")(function))


def _compiler(folder: str, **options: bool) -> Callable[[Callable[..., Any]], Any]:
    def compile_cached(function: Callable[..., Any]) -> Any:
        with cached_in(folder):
            return njit(cache=True, **options)(function)  # type: ignore[call-overload]

    return compile_cached


@contextmanager
def cached_in(folder: str) -> Iterator[None]:
    """Let what is declared meanwhile be cached in a folder of `cache_folder`."""
    before = config.CACHE_DIR  # type: ignore[attr-defined]
    config.CACHE_DIR = str(cache_folder() / folder)  # type: ignore[attr-defined]
    try:
        yield
    finally:
        config.CACHE_DIR = before  # type: ignore[attr-defined]


def _one_signature(dispatcher: Any) -> Any:
    """Compile a function once for all widths of integers that its callers pass.

    Tables have 32-bit and 64-bit columns; without this a function is compiled for every mixture of them,
    which made the first run three times as long.
    """
    template = getattr(dispatcher, "get_call_template", None)
    if template is not None:
        dispatcher.get_call_template = lambda args, kws: template(tuple(map(_wide, args)), kws)
    return dispatcher


def _wide(kind: Any) -> Any:
    kind = types.unliteral(kind)
    if isinstance(kind, types.Boolean) or (isinstance(kind, types.Integer) and kind != types.uint64):
        return types.int64
    return kind


class Entry:
    """A compiled function that is called with always the same types, named by its parameters.

    The dispatcher spends two microseconds on finding out the types of the tables; this goes straight to the
    compiled code, which it makes (or loads) at the first call or by `compile`.
    """

    __slots__ = ("_call", "_dispatcher", "_kinds")

    def __init__(self, inner: Any, kinds: Mapping[str, Any]) -> None:
        function = getattr(inner, "py_func", None)
        self._dispatcher = inner if function is None else _compiler("entry", no_cfunc_wrapper=True)(function)
        self._kinds = kinds
        self._call = self._first

    def compile(self) -> None:
        """Compile for the types of its parameters; without a compiler it stays plain Python."""
        function = getattr(self._dispatcher, "py_func", None)
        if function is None:
            self._call = self._dispatcher
            return
        names = inspect.signature(function).parameters
        signature = tuple(self._kinds.get(name, types.int64) for name in names)
        self._dispatcher.compile(signature)
        self._call = self._dispatcher.overloads[signature].entry_point

    def _first(self, *args: Any) -> Any:
        self.compile()
        return self._call(*args)

    def __call__(self, *args: Any) -> Any:
        return self._call(*args)
