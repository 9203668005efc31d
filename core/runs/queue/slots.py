"""How many runs may begin now: the slots of the settings, fewer where memory says so."""

from __future__ import annotations

from collections.abc import Iterable

import psutil

from core.machine import memory

# What a worker grows to beside what it shares with the fork server. Measured early in the first
# epoch:
# numeric-binary/mlp 139 MB, jena/lstm-dropout 179, imdb/lstm 343, imdb/mlp 631, mnist/cnn 780.
RUN_BYTES = 1_000_000_000


def free_slots(slots: int, running: int, pids: Iterable[int] = (), there: int | None = None) -> int:
    """Runs that may begin beside ``running`` ones, at least one when nothing runs.

    Args:
        slots: The most that may run at once.
        running: How many do.
        pids: Their processes: what they have not yet grown to is kept for them.
        there: How many more a cluster says it can take, whose memory is not this machine's.
    """
    free = max(0, slots - running)
    if there is not None:
        return min(free, there)
    fitting = free_memory((pid, RUN_BYTES) for pid in pids) // RUN_BYTES
    return min(free, max(int(fitting), 0 if running else 1))


def free_memory(workers: Iterable[tuple[int, int]]) -> int:
    """Bytes of memory that no worker has, or has yet to grow to.

    Args:
        workers: Process, 0 where it has not begun, and the bytes it may grow to.
    """
    to_come = sum(max(0, most - _private_bytes(pid)) for pid, most in workers)
    return memory().available - to_come


def _private_bytes(pid: int) -> int:
    if not pid:
        return 0
    try:
        found = psutil.Process(pid).memory_info()
    except psutil.Error:
        return RUN_BYTES
    return found.rss - getattr(found, "shared", 0)
