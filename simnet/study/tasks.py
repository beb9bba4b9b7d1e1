"""Pieces of work beside the replications themselves, in order, by any executor or by local processes."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from typing import TypeVar

from simnet.study.work import begin_worker

Task = TypeVar("Task")
Answer = TypeVar("Answer")


def each(
    function: Callable[[Task], Answer],
    tasks: Iterable[Task],
    *,
    jobs: int = 1,
    executor: Executor | None = None,
) -> Generator[Answer, None, None]:
    """Apply a function that workers can import to every task; answers come in the order of the tasks.

    Without an executor, `jobs` local processes are started (1: none). An executor that is given is not shut
    down. What a task raises is raised here, and what has not begun is cancelled.
    """
    listed = list(tasks)
    if executor is not None:
        yield from _spread(function, listed, executor)
    elif min(jobs, len(listed)) <= 1:
        yield from map(function, listed)
    else:
        import multiprocessing

        spawn = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(min(jobs, len(listed)), spawn, begin_worker) as pool:
            yield from _spread(function, listed, pool)


def _spread(
    function: Callable[[Task], Answer], tasks: list[Task], executor: Executor
) -> Generator[Answer, None, None]:
    futures: list[Future[Answer]] = [executor.submit(function, task) for task in tasks]
    try:
        for future in futures:
            yield future.result()
    finally:
        for future in futures:
            future.cancel()
