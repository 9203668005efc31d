"""How many runs may begin now: the slots of the settings, fewer where memory says so."""

from __future__ import annotations

from collections.abc import Iterable

import psutil

# What a worker grows to beside what it shares with the fork server. Measured early in the first
# epoch:
# numeric-binary/mlp 139 MB, jena/lstm-dropout 179, imdb/lstm 343, imdb/mlp 631, mnist/cnn 780.
RUN_BYTES = 1_000_000_000


def free_slots(slots: int, running: int, pids: Iterable[int] = ()) -> int:
    """Runs that may begin beside ``running`` ones, at least one when nothing runs.

    Args:
        slots: The most that may run at once.
        running: How many do.
        pids: Their processes: what they have not yet grown to is kept for them.
    """
    free = max(0, slots - running)
    to_come = sum(max(0, RUN_BYTES - _private_bytes(pid)) for pid in pids)
    fitting = (psutil.virtual_memory().available - to_come) // RUN_BYTES
    return min(free, max(int(fitting), 0 if running else 1))


def _private_bytes(pid: int) -> int:
    try:
        memory = psutil.Process(pid).memory_info()
    except psutil.Error:
        return RUN_BYTES
    return memory.rss - getattr(memory, "shared", 0)
