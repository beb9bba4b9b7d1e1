"""Every goal of a drill once more, from kept records, by loops: no measure of simnet is used for a clock."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from simnet.measures.position import position
from simnet.records import Records, code
from simnet.units import DAY, HOUR, WEEK


@dataclass(frozen=True)
class Plain:
    """A drill from `t0` to `until` (µs since time zero) in both worlds; `nodes` are what it takes down."""

    records: Records
    twin: Records
    events: tuple[str, ...]
    nodes: tuple[str, ...]
    t0: int
    until: int

    def values(self) -> dict[str, float]:
        """Give the value of every goal that a drill on a node can have."""
        late = [self.late(world) for world in (self.records, self.twin)]
        promise = max(int(o["promised_us"] - o["placed_us"]) for o in self.records["orders"])
        window = (self.t0 - promise, self.until)
        first, parcel = self.rerouted()
        minutes = [self.minutes(world) for world in (self.records, self.twin)]
        gone = [self.cancelled(world, window) for world in (self.records, self.twin)]
        service = self.service(late, promise)
        return {
            "detect": self.earliest("detected_us"),
            "decide": self.earliest("decided_us"),
            "rerouted": first,
            "first_parcel": parcel,
            "service_back": service,
            "backlog_back": self.lasting(self.behind(), service, promise),
            "stock_back": self.lasting(self.low(), service, promise),
            "late_orders": float(sum(window[0] <= at < window[1] for at in late[0])
                                 - sum(window[0] <= at < window[1] for at in late[1])),
            "cancelled": float(gone[0] - gone[1]),
            "my_time": minutes[0] - minutes[1],
        }  # fmt: skip

    def days(self, instant: float) -> float:
        return (instant - self.t0) / DAY

    def mine(self) -> list[Any]:
        words = self.records.words("event")
        return [row for row in self.records["outages"] if words[row["event"]] in self.events]

    def earliest(self, column: str) -> float:
        found = [self.days(int(row[column])) for row in self.mine() if row[column] >= 0]
        if column == "detected_us":
            twin = {
                (int(row["t_us"]), int(row["threshold"]), int(row["subject"])) for row in self.twin["alerts"]
            }
            mine = [row for row in self.records["alerts"] if self.t0 <= row["t_us"] < self.until]
            own = [
                row
                for row in mine
                if (int(row["t_us"]), int(row["threshold"]), int(row["subject"])) not in twin
            ]
            heeded = [row for row in own if self.records.words("threshold")[row["threshold"]].startswith(
                "on_time < 95%")]  # fmt: skip
            found += [self.days(int(row["t_us"])) for row in heeded]
        return min(found, default=math.inf)

    @staticmethod
    def late(world: Records) -> list[int]:
        """When orders were placed that did not come whole by their promise, deterred ones left out."""
        whole: dict[int, int] = {}
        for line in world["lines"][["order", "delivered_us"]].tolist():
            at = line[1] if line[1] >= 0 else 2**62
            whole[line[0]] = max(whole.get(line[0], -1), at)
        deterred = code("order_state", "deterred")
        orders = world["orders"][["order", "placed_us", "promised_us", "state"]].tolist()
        return [placed for number, placed, promised, state in orders
                if state != deterred and whole.get(number, 2**62) > promised]  # fmt: skip

    def cancelled(self, world: Records, window: tuple[int, int]) -> int:
        states = {code("order_state", "cancelled"), code("order_state", "lost")}
        rows = world["orders"][["placed_us", "state"]].tolist()
        return sum(state in states and window[0] <= placed < window[1] for placed, state in rows)

    def minutes(self, world: Records) -> float:
        rows = world["touches"][["queued_us", "minutes"]].tolist()
        return sum(minutes for queued, minutes in rows if self.t0 <= queued < self.until)

    def service(self, late: list[list[int]], promise: int) -> float:
        """The first hour after a breach that begins seven days without one."""
        deterred = code("order_state", "deterred")
        placed = [o[0] for o in self.records["orders"][["placed_us", "state"]].tolist() if o[1] != deterred]
        hours, at = [], self.t0 - promise
        while at + DAY <= self.records.meta.end_us:
            hours.append(at)
            at += HOUR
        counts = [self.counted(list(some), hours, DAY) for some in (placed, *late)]
        breach = [d - t > max(0.02 * n, 1) for n, d, t in zip(*counts, strict=True)]
        hit = next((n for n, at in enumerate(hours) if breach[n] and at < self.until), None)
        if hit is None:
            return 0.0
        for n in range(hit + 1, len(hours) - WEEK // HOUR + 1):
            if hours[n] >= self.t0 and not any(breach[n : n + WEEK // HOUR]):
                return self.days(hours[n]) if hours[n] <= self.until else math.inf
        return math.inf

    @staticmethod
    def counted(instants: list[int], hours: list[int], span: int) -> list[int]:
        array = np.array(instants)
        return [int(((array >= at) & (array < at + span)).sum()) for at in hours]

    def grid(self) -> np.ndarray:
        return np.arange(self.t0, self.records.meta.end_us + 1, HOUR)

    def behind(self) -> list[bool]:
        """Whether more orders are overdue than in the twin and a day's tolerance, at every hour."""
        deterred = code("order_state", "deterred")
        sold = self.records["orders"][self.records["orders"]["state"] != deterred]
        found = []
        for at in self.grid().tolist():
            mine, theirs = (self.overdue(world, at) for world in (self.records, self.twin))
            day = int(((sold["placed_us"] >= at - DAY) & (sold["placed_us"] < at)).sum())
            found.append(mine > theirs + max(1, 0.02 * day))
        return found

    @staticmethod
    def overdue(world: Records, at: int) -> int:
        orders = world["orders"]
        still = (orders["finished_us"] < 0) | (orders["finished_us"] > at)
        kept = orders["state"] != code("order_state", "deterred")
        return int((kept & still & (orders["promised_us"] < at)).sum())

    def low(self) -> list[bool]:
        """The path of the position itself is held against the engine's counters in test_tables."""
        grid = self.grid()
        mine, theirs = (position(world).at(grid).tolist() for world in (self.records, self.twin))
        return [a < 0.98 * b for a, b in zip(mine, theirs, strict=True)]

    def lasting(self, away: list[bool], service: float, promise: int) -> float:
        """The first hour after a deviation that begins seven days without one; 0 if there is none in time."""
        end = max([self.t0, *(int(row["end_us"]) for row in self.mine())])
        felt = self.until if math.isinf(service) else round(self.t0 + service * DAY) + DAY
        limit = (end if service == 0 else max(end, felt)) + promise
        hours = self.grid().tolist()
        hit = next((n for n, at in enumerate(hours) if away[n] and at < limit), None)
        if hit is None:
            return 0.0
        for n in range(hit + 1, len(hours) - WEEK // HOUR + 1):
            if not any(away[n : n + WEEK // HOUR]):
                return self.days(hours[n]) if hours[n] <= self.until else math.inf
        return math.inf

    def rerouted(self) -> tuple[float, float]:
        """The first parcel queued elsewhere of an order that the twin sends from there; and collected."""
        words, void = self.records.words("node"), code("shipment_state", "void")
        rows = self.mine()
        acted = [int(row["decided_us"] if row["decided_us"] >= 0 else row["detected_us"]) for row in rows]
        since = min([at for at in acted if at >= 0], default=self.t0)
        end = max(max(int(row["end_us"]), int(row["stood_down_us"])) for row in rows)
        usual = {(int(s["order"]), int(s["attempt"])): (words[s["node"]], int(s["service"]))
                 for s in self.twin["shipments"] if s["state"] != void and s["kind"] == 0}  # fmt: skip
        theirs = {(key[0], *way) for key, way in usual.items()}
        found = []
        for s in self.records["shipments"]:
            if s["state"] == void or s["kind"] != 0 or not since <= s["queued_us"] <= end:
                continue
            key, node = (int(s["order"]), int(s["attempt"])), words[s["node"]]
            taken = usual.get(key)
            same = (key[0], node, int(s["service"])) in theirs
            if node not in self.nodes and taken is not None and taken[0] in self.nodes and not same:
                found.append(s)
        queued = [self.days(int(s["queued_us"])) for s in found]
        left = [self.days(int(s["collected_us"])) for s in found if s["collected_us"] >= 0]
        return min(queued, default=math.inf), min(left, default=math.inf)
