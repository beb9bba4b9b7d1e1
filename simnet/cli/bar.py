"""Progress on standard error: a bar on a terminal, silence everywhere else."""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from rich.console import Console


class Bar:
    """A progress bar that is gone when it is left; nothing is shown if it is not wanted or cannot be."""

    def __init__(self, err: Console, wanted: bool = True) -> None:
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        self._shown = wanted and err.is_terminal
        self._bar = Progress(*columns, console=err, transient=True)
        self._tasks: dict[str, Callable[[int], None]] = {}

    def task(self, what: str, total: int | None, done: int = 0) -> Callable[[int], None]:
        """Show a task, without an end if `total` is None; call what is returned with how much is done."""
        if not self._shown:
            return lambda done: None
        task = self._bar.add_task(what, total=total, completed=done)
        return lambda done: self._bar.update(task, completed=done)

    def show(self, what: str, done: int, total: int) -> None:
        """Show how much of something is done, as a task of its own."""
        if what not in self._tasks:
            self._tasks[what] = self.task(what, total)
        self._tasks[what](done)

    def __enter__(self) -> Self:
        """Show the bar."""
        if self._shown:
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Remove the bar."""
        if self._shown:
            self._bar.stop()


def console(stderr: bool = False) -> Console:
    """Give the terminal, or what stands for it, without colors of rich's own choice."""
    from rich.console import Console

    return Console(stderr=stderr, highlight=False, soft_wrap=True)


def unicode(console: Console) -> bool:
    """Tell whether signs beyond ASCII can be shown."""
    return console.encoding.lower().replace("-", "").startswith("utf")
