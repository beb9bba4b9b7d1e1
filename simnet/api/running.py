"""Run a scenario, or set designs against each other, from Python."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from typing import TYPE_CHECKING

from simnet.api.comparison import ComparisonResults
from simnet.api.results import place
from simnet.api.run_results import RunResults
from simnet.study.plan import StudyError

if TYPE_CHECKING:
    from simnet.scenario import Scenario
    from simnet.study.course import Progress
    from simnet.study.work import Failure

REPLICATIONS = 100
"""Simulated years unless told otherwise."""
INTERRUPTED = "interrupted"


def run(
    scenario: Scenario,
    replications: int = REPLICATIONS,
    *,
    jobs: int = 1,
    out: str | os.PathLike[str] | None = None,
    keep_orders: int = 0,
    beside: bool = False,
    executor: Executor | None = None,
    on_progress: Progress | None = None,
) -> RunResults:
    """Simulate so many years of a scenario, each with its twin; the same scenario gives the same results.

    With `jobs` above 1 as many worker processes are started: a script then needs the usual
    `if __name__ == "__main__":`. `out` is the folder to write, which must not exist; without it the results
    live as long as the object. `beside` adds the tables `dark` and `weights`; `keep_orders` keeps the records
    of the first years. Raises StudyError if a number makes no sense or no year ended well, RunFolderError if
    the folder cannot be written.

    >>> import simnet as sn
    >>> from simnet.scenario import load_text
    >>> brand = load_text("\\n".join([
    ...     "simnet: 1", "horizon: 60 days", "customers: {orders: 20 per day}",
    ...     "skus: {candle: {price: 28, cost: 7, weight: 1 lb, sells: 100%}}",
    ...     "suppliers: {maker: {makes: [candle], lead_time: 8 to 18 days}}",
    ...     "nodes: {garage: {zip: 43215, capacity: 60 orders per day, stock: 6 weeks}}",
    ... ]))
    >>> results = sn.run(brand, replications=2)
    >>> results.replications.index.names
    FrozenList(['replication', 'world'])
    >>> sorted(results.summary.loc["on_time"].index)[:3]
    ['better', 'estimate', 'high']
    """
    from simnet.study.beside import beside as done_beside
    from simnet.study.running import run_study

    folder, kept = place(out)
    study = run_study(
        scenario,
        replications,
        jobs=jobs,
        executor=executor,
        on_progress=on_progress,
        out=folder,
        keep_orders=keep_orders,
        extras=(lambda study: done_beside(scenario, jobs=jobs, executor=executor)) if beside else None,
    )
    if study.folder is None:
        raise _unfinished(study.stopped, study.failures, out is not None)
    return RunResults(study.result, kept)


def compare(
    designs: Mapping[str, Scenario],
    replications: int | None = None,
    *,
    jobs: int = 1,
    out: str | os.PathLike[str] | None = None,
    until_decided: bool = False,
    of: str = "",
    outages: Sequence[str] | None = None,
    seed: int | None = None,
    executor: Executor | None = None,
) -> ComparisonResults:
    """Simulate several designs under the same customers and the same luck, and set them against each other.

    `designs` by name; 100 replications unless told otherwise. With `until_decided` it goes on, looking at
    128, 256, 512, … replications (2,048 at most, or `replications`), until the measure `of` (cost per order)
    is decided or surely differs by less than 1%. `outages` names what goes dark for the price of redundancy,
    by default up to three of the first design's own. All get the seed of the first, or `seed`. See `run` for
    `jobs` and `out`.

    Raises ScenarioError with every mismatch of customers, products, dates and currency, StudyError if a
    number or name makes no sense.
    """
    from simnet.study.comparing import Comparison, UntilDecided, ask, compare_study
    from simnet.study.comparing.deciding import MEASURE, MOST
    from simnet.study.stopping import resolve

    until = None
    if until_decided:
        from simnet.measures.catalog import columns

        until = UntilDecided(resolve(of, columns()) if of else MEASURE, most=replications or MOST)
    elif of:
        raise StudyError(f"of is {of}; it needs until_decided=True")
    asked = ask(designs, replications or REPLICATIONS, jobs=jobs, until=until, outages=outages, seed=seed)
    folder, kept = place(out)
    found = compare_study(asked, folder, executor=executor)
    if found.folder is None:
        raise _unfinished(found.stopped, [failure for _, failure in found.failures], out is not None)
    return ComparisonResults(Comparison.open(found.folder), kept)


def _unfinished(stopped: str, failures: Sequence[Failure], named: bool) -> BaseException:
    """Give what to raise when there are no results: why, and what to do."""
    if stopped == INTERRUPTED:
        return KeyboardInterrupt()
    if stopped:
        goes_on = "; what is finished is kept, and the same call goes on from there" if named else ""
        return StudyError(f"{stopped}{goes_on}")
    reason = f": {failures[0]}" if failures else ""
    return StudyError(f"too few simulated years ended well{reason}")
