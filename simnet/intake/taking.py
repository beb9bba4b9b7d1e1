"""All files of a scenario are read, or none: what they say is filled in, the rest travels beside it."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from simnet.errors import Problem, RuleError, ScenarioError
from simnet.intake.findings import Findings
from simnet.intake.log import Intake, OrderLog
from simnet.intake.orders import read_orders
from simnet.intake.stock import read_arrivals, read_stock
from simnet.intake.weeks import days_of_run, first_replayed, whole_weeks
from simnet.scenario.customers import Customers
from simnet.scenario.datafiles import find_file
from simnet.scenario.orderfile import OrderTable
from simnet.scenario.scenario import Scenario
from simnet.scenario.today import Today

NOTHING = Intake()
ORDERS, OPEN_ORDERS = "customers.orders", "today.open_orders"
ON_HAND, ARRIVALS = "today.on_hand", "today.purchase_orders"
"""Where files are named in a scenario."""


def take_in(scenario: Scenario) -> Scenario:
    """Read the files that a scenario names and fill in what they say: rates, shares, hashes.

    A scenario without files, or whose files were read before, is returned as it is. Raises `ScenarioError`
    with the problems of all files.
    """
    if scenario._intake is not None or not scenario.reads_files:
        return scenario
    reader = _Reader(scenario)
    intake = reader.read()
    if reader.problems:
        raise ScenarioError(reader.problems)
    filled = _filled(scenario, intake, reader.hashes)
    filled._intake = intake
    filled._notes = (*scenario.notes, *reader.notes)
    return filled


def intake_of(scenario: Scenario) -> Intake:
    """Give what was read for a scenario by `take_in`."""
    found: Intake = scenario._intake or NOTHING
    return found


class _Reader:
    """Reads file after file and gathers their problems, notes and hashes."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.problems: list[Problem] = []
        self.notes: list[Problem] = []
        self.hashes: dict[str, str] = {}
        """By the path of the file in the scenario."""

    def read(self) -> Intake:
        """Read all files."""
        scenario, today = self.scenario, self.scenario.today
        orders = self._orders(scenario.customers.order_file, ORDERS)
        if orders is not None:
            self._check_days(orders)
        if today is None:
            return Intake(orders)
        stock = self._one(today.on_hand, ON_HAND, read_stock)
        arrivals = self._one(today.purchase_orders, ARRIVALS, read_arrivals)
        waiting = self._orders(today.open_orders, OPEN_ORDERS, before=scenario.start.date())
        return Intake(orders, waiting, stock, arrivals or ())

    def _orders(self, table: OrderTable | None, path: str, *, before: date | None = None) -> OrderLog | None:
        def read(
            table: OrderTable, file: Path, scenario: Scenario, findings: Findings
        ) -> tuple[OrderLog, str] | None:
            log = read_orders(table, file, scenario, findings, before=before)
            return None if log is None else (log, log.sha256)

        found: OrderLog | None = self._one(
            self._like_orders(table) if before and table else table, path, read
        )
        return found

    def _like_orders(self, table: OrderTable) -> OrderTable:
        """Let open orders be read like the orders of the year, where they do not say otherwise."""
        year = self.scenario.customers.order_file
        if year is None:
            return table
        fields = ("skus", "regions", "leave_out", "timezone")
        return table.filled(
            **{name: getattr(year, name) for name in fields if name not in table.model_fields_set}
        )

    def _one(self, table: Any, path: str, read: Callable[..., Any]) -> Any:
        """Read one file; what is wrong with its name is a problem of the scenario."""
        if table is None:
            return None
        scenario = self.scenario
        try:
            file = find_file(table.file, scenario.folder, scenario.data_folders)
        except RuleError as error:
            return self._refuse(f"{path}.file", table.file, error.rule, error.repair)
        if not file.is_file():
            rule = "does not exist, or is not a file"
            return self._refuse(f"{path}.file", table.file, rule, "look at its name and folder")
        findings = Findings(os.path.normpath(Path(scenario.folder or "", table.file)))
        found = read(table, file, scenario, findings)
        self.problems += findings.problems
        self.notes += findings.notes
        if found is None:
            return None
        result, self.hashes[path] = found
        self._check_hash(table, path)
        return result

    def _check_hash(self, table: Any, path: str) -> None:
        """Require the file that a resolved scenario was made with."""
        own = self.hashes[path]
        if table.sha256 is not None and table.sha256 != own:
            rule = f"is not the hash of {table.file}, which is {own[:12]}…: the file has changed"
            repair = "bring it back, or remove sha256"
            self._refuse(f"{path}.sha256", f"{table.sha256[:12]}…", rule, repair)

    def _check_days(self, log: OrderLog) -> None:
        """Require a whole week to draw, or as many days as the run has."""
        table = self.scenario.customers.order_file
        assert table is not None
        if table.replay == "by_week" and not whole_weeks(log):
            rule = f"holds no whole week, Monday to Sunday: {log.first_day} to {log.last_day}"
            repair = "give first_day and last_day if days without orders belong to it, or replay: as_it_was"
            self._refuse(f"{ORDERS}.file", table.file, rule, repair)
        if table.replay == "as_it_was":
            first, days = days_of_run(self.scenario)
            covered = log.last_day.toordinal() + 1 - first_replayed(log, first, days)
            if covered < days:
                rule = f"has {covered:,} days from a {first:%A} on, and the run has {days:,} with its warm-up"
                repair = "shorten horizon or warmup, or write replay: by_week"
                self._refuse(f"{ORDERS}.replay", "as_it_was", rule, repair)

    def _refuse(self, path: str, value: str, rule: str, repair: str) -> None:
        self.problems.append(Problem(self.scenario.place(path), path, value, rule, repair))


def _filled(scenario: Scenario, intake: Intake, hashes: Mapping[str, str]) -> Scenario:
    """Fill in what the files say: hashes, rates, the shares of SKUs by units, the shares of regions."""
    if scenario.today is not None:
        scenario = scenario.filled(today=_hashed(scenario.today, hashes))
    log, table = intake.orders, scenario.customers.order_file
    if log is None or table is None:
        return scenario
    lines, units = len(log.item), int(log.quantity.sum())
    orders = table.filled(
        per_day=len(log) / log.days,
        lines_per_order=lines / len(log),
        units_per_line=units / lines,
        sha256=log.sha256,
    )
    sold = np.bincount(log.item, log.quantity, minlength=len(log.items)) / units
    skus = {
        name: scenario.skus[name].filled(sells=float(share))
        for name, share in zip(log.items, sold, strict=True)
    }
    customers = scenario.customers.filled(orders=orders, regions=_regions(scenario.customers, log))
    return scenario.filled(customers=customers, skus=skus)


def _hashed(today: Today, hashes: Mapping[str, str]) -> Today:
    files = {path.removeprefix("today."): sha256 for path, sha256 in hashes.items() if path != ORDERS}
    return today.filled(**{name: getattr(today, name).filled(sha256=own) for name, own in files.items()})


def _regions(customers: Customers, log: OrderLog) -> dict[str, Any]:
    """Give regions their shares of the orders whose region is known; without any, those they have."""
    known = log.region[log.region >= 0]
    given = sum(region.share for region in customers.regions.values())
    if not len(known):
        even = 1 / len(customers.regions)
        return customers.regions if given else {k: r.filled(share=even) for k, r in customers.regions.items()}
    shares = np.bincount(known, minlength=len(log.regions)) / len(known)
    return {
        name: customers.regions[name].filled(share=float(share))
        for name, share in zip(log.regions, shares, strict=True)
    }


__all__ = ["intake_of", "take_in"]
