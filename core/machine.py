"""The machine's resources: memory (within a container's limit), disk, open files and load."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

try:
    import resource
except ModuleNotFoundError:  # Windows, which has no such limit of open files
    resource = None

CONTROL_GROUPS = Path("/sys/fs/cgroup")
# Files with the limit, the memory in use and its details, in versions 2 and 1 of control groups.
_FILES = (
    ("memory.max", "memory.current", "memory.stat"),
    ("memory/memory.limit_in_bytes", "memory/memory.usage_in_bytes", "memory/memory.stat"),
)


@dataclass(frozen=True)
class Memory:
    """Bytes of memory that this process and its children can use in total and right now."""

    total: int
    available: int


@dataclass(frozen=True)
class OpenFiles:
    """Number of files and sockets that this process has open, and may have open."""

    used: int
    limit: int


@dataclass(frozen=True)
class Disk:
    """Bytes of a disk, in total and free."""

    total: int
    free: int


def memory(groups: Path = CONTROL_GROUPS) -> Memory:
    """The machine's memory, or that of its container if that is less.

    Args:
        groups: Folder in which Linux describes the limits of a container.
    """
    machine = psutil.virtual_memory()
    total, available = machine.total, machine.available
    for limit, used, details in _FILES:
        allowed, in_use = _number(groups / limit), _number(groups / used)
        if allowed is None or in_use is None or allowed >= machine.total:
            continue
        free = max(0, allowed - max(0, in_use - _reclaimable(groups / details)))
        return Memory(allowed, min(available, free))
    return Memory(total, available)


def disk(folder: Path) -> Disk:
    """The disk of a folder, which need not exist yet.

    Raises:
        OSError: The disk cannot be examined.
    """
    usage = shutil.disk_usage(existing(folder))
    return Disk(usage.total, usage.free)


def existing(folder: Path) -> Path:
    """The folder, or its nearest parent that exists."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return folder


def resident(pid: int) -> int | None:
    """Resident memory in bytes of a process on this machine; None if there is no such process."""
    try:
        return psutil.Process(pid).memory_info().rss
    except psutil.Error:
        return None


def open_files() -> OpenFiles | None:
    """The open files of this process, and their limit; None if there is no limit."""
    limit = _file_limit()
    return OpenFiles(psutil.Process().num_fds(), limit) if limit else None


def files_left() -> int | None:
    """A lower bound for the number of files this process may still open; None without a limit.

    Takes microseconds: a new file gets the lowest free number, so all numbers below are in use.
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
    """Let this process and its children open ``wanted`` files, as far as the system permits."""
    if not (limit := _file_limit()) or limit >= wanted:
        return
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def load() -> float | None:
    """Mean number of processes that wanted a core in the last minute; None if unknown."""
    return os.getloadavg()[0] if hasattr(os, "getloadavg") else None


def _file_limit() -> int | None:
    if resource is None:
        return None
    soft = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    return None if soft == resource.RLIM_INFINITY else soft


def _number(path: Path) -> int | None:
    try:
        return int(path.read_text())
    except (OSError, ValueError):  # "max" means no limit
        return None


def _reclaimable(path: Path) -> int:
    """Bytes of file cache that are freed when programs need memory."""
    try:
        lines = path.read_text().splitlines()
    except OSError:
        return 0
    details = dict(line.split(maxsplit=1) for line in lines if " " in line)
    return int(details.get("inactive_file", details.get("total_inactive_file", 0)))
