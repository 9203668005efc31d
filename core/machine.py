"""What the machine has: memory and disk, a container's own limit counted; files one may open."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

try:
    import resource
except ModuleNotFoundError:  # Windows, where open files have no such limit
    resource = None

CONTROL_GROUPS = Path("/sys/fs/cgroup")
# The limit, what is in use, and the part of that which gives way: version 2's files, and 1's.
_FILES = (
    ("memory.max", "memory.current", "memory.stat"),
    ("memory/memory.limit_in_bytes", "memory/memory.usage_in_bytes", "memory/memory.stat"),
)


@dataclass(frozen=True)
class Memory:
    """Bytes of memory: all there is for us, and what could be had now."""

    total: int
    available: int


@dataclass(frozen=True)
class OpenFiles:
    """Files and sockets that this process has open, and how many it may have."""

    used: int
    limit: int


@dataclass(frozen=True)
class Disk:
    """Bytes of the disk a folder is on: all of it, and what is free."""

    total: int
    free: int


def memory(groups: Path = CONTROL_GROUPS) -> Memory:
    """The machine's memory, or a container's share of it where that is less.

    Args:
        groups: Where Linux says what a container may use.
    """
    machine = psutil.virtual_memory()
    total, available = machine.total, machine.available
    for limit, used, details in _FILES:
        most, now = _number(groups / limit), _number(groups / used)
        if most is None or now is None or most >= machine.total:
            continue
        free = max(0, most - max(0, now - _gives_way(groups / details)))
        return Memory(most, min(available, free))
    return Memory(total, available)


def disk(folder: Path) -> Disk:
    """The disk a folder is on, or would be on if it were made.

    Raises:
        OSError: Nothing can be said of it.
    """
    found = shutil.disk_usage(existing(folder))
    return Disk(found.total, found.free)


def existing(folder: Path) -> Path:
    """The folder, or the nearest one above that is there."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return folder


def resident(pid: int) -> int | None:
    """Bytes of memory a process of this machine takes; None where there is none such."""
    try:
        return psutil.Process(pid).memory_info().rss
    except psutil.Error:
        return None


def open_files() -> OpenFiles | None:
    """What this process has open; None where there is no limit."""
    limit = _file_limit()
    return OpenFiles(psutil.Process().num_fds(), limit) if limit else None


def files_left() -> int | None:
    """About how many more files this process may open, at least; None where there is no limit.

    Costs microseconds: a new file gets the lowest free number, so that all below it are taken.
    """
    limit = _file_limit()
    if not limit:
        return None
    try:
        lowest = os.open(os.devnull, os.O_RDONLY)
    except OSError:
        return 0
    os.close(lowest)
    return limit - lowest


def raise_file_limit(wanted: int) -> None:
    """Have this process and its children open up to ``wanted`` files, if the system allows it."""
    if not (limit := _file_limit()) or limit >= wanted:
        return
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def load() -> float | None:
    """Processes that wanted a core, over the last minute; None where that is not known."""
    return os.getloadavg()[0] if hasattr(os, "getloadavg") else None


def _file_limit() -> int | None:
    if resource is None:
        return None
    soft = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    return None if soft == resource.RLIM_INFINITY else soft


def _number(path: Path) -> int | None:
    try:
        return int(path.read_text())
    except (OSError, ValueError):  # "max": no limit
        return None


def _gives_way(path: Path) -> int:
    """Bytes of file cache that make room for programs."""
    try:
        lines = path.read_text().splitlines()
    except OSError:
        return 0
    found = dict(line.split(maxsplit=1) for line in lines if " " in line)
    return int(found.get("inactive_file", found.get("total_inactive_file", 0)))
