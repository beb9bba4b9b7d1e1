"""W1 with a supplier who begins the orders of his outage after it, in a plain loop over a heap.

It checks simnet's W1: there an order waits at the supplier, in the programs of others it is not placed.
"""

from __future__ import annotations

import heapq
import random

NAME = "Python, own heapq loop, orders wait at the supplier"
RATE, LOW, HIGH, LEAD, END, OUT, BACK = 50.0, 450, 950, 7.0, 365.0, 180.0, 200.0


def run(seed: int) -> dict[str, int]:
    """Orders and lost orders of a year."""
    draw = random.Random(seed).expovariate
    shelf, coming, orders, lost = HIGH, 0, 0, 0
    heap: list[tuple[float, int]] = [(draw(RATE), 0)]
    while (head := heapq.heappop(heap))[0] < END:
        t, units = head
        if units:
            shelf, coming = shelf + units, coming - units
            continue
        orders += 1
        heapq.heappush(heap, (t + draw(RATE), 0))
        if shelf == 0:
            lost += 1
            continue
        shelf -= 1
        if shelf + coming <= LOW:
            units = HIGH - shelf - coming
            coming += units
            heapq.heappush(heap, ((BACK if OUT <= t < BACK else t) + LEAD, units))
    return {"orders": orders, "lost": lost}
