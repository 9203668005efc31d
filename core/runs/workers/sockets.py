"""The folder of a launcher's socket: locked while the launcher lives, removed by the next one."""

from __future__ import annotations

import os
import stat
import tempfile
from contextlib import suppress
from multiprocessing import process
from pathlib import Path

PREFIX = "rlab-"  # no longer than multiprocessing's own: sockets take about a hundred bytes


def use_own_folder() -> None:
    """Have multiprocessing keep the fork server's socket in a folder of ours.

    It makes one itself otherwise, which stays for ever where this process is killed: nobody can
    tell whose it was. Ours is locked, and the system lets go of the lock however a process ends.
    It is not in the home, because not every file system that people have it on knows sockets,
    and their paths must be short.
    """
    folder = tempfile.mkdtemp(prefix=PREFIX)
    while _lock(folder) is None:  # another launcher took it for a dead one's
        folder = tempfile.mkdtemp(prefix=PREFIX)
    process.current_process()._config["tempdir"] = folder
    for other in Path(folder).parent.glob(f"{PREFIX}*"):
        lock = _lock(str(other))
        if lock is not None:
            _remove(other)
            os.close(lock)


def _lock(folder: str) -> int | None:
    """Lock a folder until the descriptor is closed; None where it is locked already, or gone."""
    import fcntl  # no Windows has it, nor a fork server

    descriptor = -1
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if os.path.exists(folder):
            return descriptor
    except OSError:  # locked, or not ours to open
        pass
    if descriptor >= 0:
        os.close(descriptor)
    return None


def _remove(folder: Path) -> None:
    with suppress(OSError):
        for path in folder.iterdir():
            if stat.S_ISSOCK(path.lstat().st_mode):
                path.unlink()
        folder.rmdir()
