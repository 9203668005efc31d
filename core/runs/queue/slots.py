"""How many runs may start now: the slots of the settings, or fewer if memory is short."""

from __future__ import annotations

from collections.abc import Iterable

import psutil

from core.machine import memory

# What a worker grows to on top of the memory it shares with the fork server. Measured early in the
# first epoch:
# numeric-binary/mlp 139 MB, jena/lstm-dropout 179, imdb/lstm 343, imdb/mlp 631, mnist/cnn 780.
RUN_BYTES = 1_000_000_000


def free_slots(
    slots: int, running: int, pids: Iterable[int] = (), cluster_room: int | None = None
) -> int:
    """How many more runs may start now; at least one when none is running.

    Args:
        slots: The most runs at once.
        running: Number of runs that are running.
        pids: Their process ids; the memory they have yet to grow to is reserved for them.
        cluster_room: Number of runs a cluster can still take; memory of this machine is then
            ignored. None without a cluster.
    """
    free = max(0, slots - running)
    if cluster_room is not None:
        return min(free, cluster_room)
    fitting = free_memory((pid, RUN_BYTES) for pid in pids) // RUN_BYTES
    return min(free, max(int(fitting), 0 if running else 1))


def free_memory(workers: Iterable[tuple[int, int]]) -> int:
    """Bytes of memory neither used by workers nor reserved for their growth.

    Args:
        workers: For each worker, its process id (0 before it starts) and the bytes it may grow to.
    """
    reserved = sum(max(0, most - _private_bytes(pid)) for pid, most in workers)
    return memory().available - reserved


def _private_bytes(pid: int) -> int:
    if not pid:
        return 0
    try:
        usage = psutil.Process(pid).memory_info()
    except psutil.Error:
        return RUN_BYTES
    return usage.rss - getattr(usage, "shared", 0)
