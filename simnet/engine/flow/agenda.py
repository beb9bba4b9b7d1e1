"""The flow's own agenda: a binary heap of (time, priority, subject)."""

from __future__ import annotations

from simnet.engine.compiled import kernel


@kernel
def before(t, p, t2, p2):
    return t < t2 or (t == t2 and p < p2)


@kernel
def push(w, t, priority, subject):
    heap = w.agenda
    i = w.world[0].agenda
    w.world[0].agenda = i + 1
    while i > 0:
        up = (i - 1) >> 1
        if not before(t, priority, heap[up].t, heap[up].priority):
            break
        heap[i].t = heap[up].t
        heap[i].priority = heap[up].priority
        heap[i].subject = heap[up].subject
        i = up
    heap[i].t = t
    heap[i].priority = priority
    heap[i].subject = subject


@kernel
def drop_first(w):
    """Remove the head of the heap."""
    heap = w.agenda
    n = w.world[0].agenda - 1
    w.world[0].agenda = n
    t, priority, subject = heap[n].t, heap[n].priority, heap[n].subject
    i = 0
    while True:
        down = 2 * i + 1
        if down >= n:
            break
        if down + 1 < n and before(
            heap[down + 1].t, heap[down + 1].priority, heap[down].t, heap[down].priority
        ):
            down += 1
        if not before(heap[down].t, heap[down].priority, t, priority):
            break
        heap[i].t = heap[down].t
        heap[i].priority = heap[down].priority
        heap[i].subject = heap[down].subject
        i = down
    heap[i].t = t
    heap[i].priority = priority
    heap[i].subject = subject
