"""How many runs may begin now: the slots of the settings, fewer where memory says so."""

from __future__ import annotations

from collections.abc import Iterable

import psutil

# What a worker grows to. Measured: 0.9 GB resident for numeric-binary/mlp and 1.5 GB for imdb/mlp,
# of which half a GB is shared with the fork server.
RUN_BYTES = 1_200_000_000


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
