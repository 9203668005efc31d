"""The folder of a launcher's socket: locked while the launcher runs, removed by a later one."""

from __future__ import annotations

import os
import stat
import tempfile
from contextlib import suppress
from multiprocessing import process
from pathlib import Path

PREFIX = "rlab-"  # as short as multiprocessing's own: a socket path has about a hundred bytes


def use_own_folder() -> None:
    """Make multiprocessing keep the fork server's socket in a folder of our own.

    The folder that multiprocessing makes by default stays forever if this process is killed, as
    nobody knows which process owned it. Ours is locked, and the system releases the lock however
    the process ends. It is not in the home, because not every file system supports sockets, and
    socket paths must be short.
    """
    folder = tempfile.mkdtemp(prefix=PREFIX)
    while _lock(folder) is None:  # another launcher is removing it as a dead launcher's
        folder = tempfile.mkdtemp(prefix=PREFIX)
    process.current_process()._config["tempdir"] = folder
    for other in Path(folder).parent.glob(f"{PREFIX}*"):
        lock = _lock(str(other))
        if lock is not None:
            _remove(other)
            os.close(lock)


def _lock(folder: str) -> int | None:
    """Lock a folder until the returned descriptor is closed; None if it is locked or gone."""
    import fcntl  # not on Windows, which has no fork server either

    descriptor = -1
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if os.path.exists(folder):
            return descriptor
    except OSError:  # locked, or no permission
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
